"""Small calibrations for tests: what was observed is made by the program."""

from __future__ import annotations

from typing import Any

import pandas as pd

import stonecast as sc
from stonecast.fitting.problem import Problem, load_problem
from stonecast.scenario.settings import changed
from studies import study

TRUTH = {"respond.rate": 1.2, "reshare.share": 0.5}
RATE = {"setting": "respond.rate", "low": 0.2, "high": 5.0, "distribution": "loguniform"}
SHARE = {"setting": "reshare.share", "low": 0.0, "high": 1.0}


def observed(*plans: str, luck: int = 77, truth: dict[str, Any] | None = None) -> pd.DataFrame:
    """Daily engagements of the small pond with other settings than its own."""
    spec = changed(study().base, TRUTH if truth is None else truth)
    frames = []
    for plan in plans or ("many",):
        daily = sc.run(spec, plan=plan, luck=luck).daily.reset_index()[["day", "engaged"]]
        frames.append(daily.assign(plan=plan))
    return pd.concat(frames, ignore_index=True)


def problem(
    frame: pd.DataFrame | None = None, *, scenario: sc.Scenario | None = None, **changes: Any
) -> Problem:
    """A calibration of two settings on the small pond, with few runs."""
    told = {"parameters": [RATE, SHARE], "runs": 200, "particles": 60, "lucks": 8, "predictions": 20}
    data = observed("one") if frame is None else frame
    return load_problem(told | changes, scenario=scenario or study().base, observed=data)
