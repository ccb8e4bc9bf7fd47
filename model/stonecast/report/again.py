"""Run again what a saved result records, and say whether every number agrees, bit for bit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stonecast.report.save import load_saved, totals_digest

if TYPE_CHECKING:
    from stonecast.campaign import Run
    from stonecast.study.comparison import Comparison


@dataclass(frozen=True)
class Again:
    """The result of a rerun.

    Attributes
    ----------
    result
        The new result.
    same
        Whether every total agrees with the saved one in every bit.
    message
        The same in words.
    """

    result: Comparison | Run
    same: bool
    message: str


def again(path: Path, *, workers: int = 1, progress: Callable[[int, int], None] | None = None) -> Again:
    """Run a saved ``run.json`` again.

    Raises
    ------
    InputError
        If the file cannot be used, or the network file that it needs is gone or has changed.
    """
    told = load_saved(path)
    result: Comparison | Run
    if told["kind"] == "comparison":
        from stonecast.study.compare import compare

        spec = told["spec"].with_changes(market_seed=told["market_seeds"][0])
        result = compare(
            spec,
            plans=told["plans"],
            luck=told["lucks"],
            markets=len(told["market_seeds"]),
            outcome=told["outcome"],
            workers=workers,
            progress=progress,
        )
        totals, runs = result.totals, f"{result.totals[..., 0].size:,} runs"
    else:
        from stonecast.campaign import TOTALS, run

        result = run(told["spec"], plan=told["plans"][0], luck=told["lucks"][0])
        totals, runs = np.array([result.totals[name] for name in TOTALS]), "1 run"
    same = totals_digest(totals) == told["totals_digest"]
    said = told.get("environment", {})
    if same:
        return Again(result, True, f"Same numbers, bit for bit: {runs} of {told['spec'].name}.")
    return Again(
        result,
        False,
        f"The numbers differ from the saved ones ({runs} of {told['spec'].name}). They were made by "
        f"stonecast {said.get('stonecast', 'unknown')}; see CHANGELOG.md for changes of results.",
    )
