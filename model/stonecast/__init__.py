"""One large stone or hundreds of stones: a simulation that compares influencer campaigns.

Examples
--------
>>> import stonecast as sc
>>> duel = sc.compare("mom_bloggers", luck=range(200))
>>> print(duel.verdict())
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from stonecast.version import __version__

if TYPE_CHECKING:
    from stonecast.agents import BigBlogger, Blogger, Brand, Community, Reader, SmallBlogger
    from stonecast.campaign import Run, run
    from stonecast.errors import CampaignWarning, InputError
    from stonecast.fitting.calibrate import calibrate
    from stonecast.fitting.calibration import Calibration
    from stonecast.model import CampaignModel
    from stonecast.network import Network, read_network
    from stonecast.network.build import build_market
    from stonecast.network.market import Market
    from stonecast.processes import independent_cascade, linear_threshold
    from stonecast.records import Offer, Post
    from stonecast.ripple import Ripple
    from stonecast.scenario import Scenario, load
    from stonecast.study.breakeven import BreakEven, break_even
    from stonecast.study.compare import compare
    from stonecast.study.comparison import Comparison
    from stonecast.study.optimise import Optimum, optimise
    from stonecast.study.results import Sweep
    from stonecast.study.sensitivity import Sensitivity, sensitivity
    from stonecast.study.studyfile import Study, load_study
    from stonecast.study.sweep import sweep

_HOME = {
    "agents": ("BigBlogger", "Blogger", "Brand", "Community", "Reader", "SmallBlogger"),
    "errors": ("CampaignWarning", "InputError"),
    "model": ("CampaignModel",),
    "network": ("Network", "read_network"),
    "network.build": ("build_market",),
    "network.market": ("Market",),
    "processes": ("independent_cascade", "linear_threshold"),
    "records": ("Offer", "Post"),
    "ripple": ("Ripple",),
    "campaign": ("Run", "run"),
    "scenario": ("Scenario", "load"),
    "study.breakeven": ("BreakEven", "break_even"),
    "fitting.calibrate": ("calibrate",),
    "fitting.calibration": ("Calibration",),
    "study.compare": ("compare",),
    "study.comparison": ("Comparison",),
    "study.results": ("Sweep",),
    "study.optimise": ("Optimum", "optimise"),
    "study.sensitivity": ("Sensitivity", "sensitivity"),
    "study.studyfile": ("Study", "load_study"),
    "study.sweep": ("sweep",),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "BigBlogger",
    "Blogger",
    "Brand",
    "BreakEven",
    "Calibration",
    "CampaignModel",
    "CampaignWarning",
    "Community",
    "Comparison",
    "InputError",
    "Market",
    "Network",
    "Offer",
    "Optimum",
    "Post",
    "Reader",
    "Ripple",
    "Run",
    "Scenario",
    "Sensitivity",
    "SmallBlogger",
    "Study",
    "Sweep",
    "__version__",
    "break_even",
    "build_market",
    "calibrate",
    "compare",
    "independent_cascade",
    "linear_threshold",
    "load",
    "load_study",
    "optimise",
    "read_network",
    "run",
    "sensitivity",
    "sweep",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: ``import stonecast`` itself loads nothing heavy."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'stonecast' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"stonecast.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
