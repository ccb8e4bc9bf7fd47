"""Run again what a saved result records, and say whether every number agrees, bit for bit."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stonecast.campaign import TOTALS
from stonecast.report.save import about_comparison, about_run, load_saved, totals_digest

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
        Whether every total agrees with the saved one in every bit, and summary and ``totals.csv`` with them.
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
        summary = about_comparison(result)["summary"]
    else:
        from stonecast.campaign import run

        result = run(told["spec"], plan=told["plans"][0], luck=told["lucks"][0])
        totals, runs = np.array([result.totals[name] for name in TOTALS]), "1 run"
        summary = about_run(result)["summary"]
    same = totals_digest(totals) == told["totals_digest"]
    said = told.get("environment") or {}
    if same and (changed := _changed(told, summary, path, totals)):
        return Again(
            result,
            False,
            "The runs give the numbers that were saved, bit for bit, but other ones stand in "
            f"{' and in '.join(changed)}: changed by hand afterwards?",
        )
    if same:
        return Again(result, True, f"Same numbers, bit for bit: {runs} of {told['spec'].name}.")
    return Again(
        result,
        False,
        f"The numbers differ from the saved ones ({runs} of {told['spec'].name}). They were made by "
        f"stonecast {said.get('stonecast', 'unknown')} (see CHANGELOG.md for changes of results), or "
        "with agents or a market of your own, which a saved run does not hold.",
    )


def _changed(
    told: dict[str, Any], summary: dict[str, Any], path: Path, totals: NDArray[np.float64]
) -> list[str]:
    """Return what stands beside the digest and does not fit it: the summary, and the table of totals."""
    wanted, found = _numbers(summary), _numbers(told.get("summary", {}))
    strange = [key for key, value in found.items() if key in wanted and not _near(value, wanted[key])]
    changed = [f"the summary in run.json ({', '.join(strange[0])})"] if strange else []
    table = (path if path.is_dir() else path.parent) / "totals.csv"
    if table.is_file() and not _agrees(table, told, totals.shape):
        changed.append("totals.csv")
    return changed


def _agrees(table: Path, told: dict[str, Any], shape: tuple[int, ...]) -> bool:
    """Whether a table of totals, an empty cell of which is undefined, has the digest that was saved."""
    try:
        with table.open(newline="", encoding="utf-8") as file:
            rows = [[float(row[name] or "nan") for name in TOTALS] for row in csv.DictReader(file)]
        return totals_digest(np.array(rows).reshape(shape)) == str(told["totals_digest"])
    except (OSError, ValueError, KeyError, TypeError, csv.Error):
        return False


def _numbers(tree: Any, at: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Return the leaves of nested tables by their path."""
    if not isinstance(tree, dict):
        return {at: tree}
    return {key: leaf for name, below in tree.items() for key, leaf in _numbers(below, (*at, name)).items()}


def _near(one: Any, other: Any) -> bool:
    """Whether two numbers agree but for the last digits, in which an interval may differ between machines."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-9)
    return one is other
