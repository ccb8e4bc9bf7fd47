"""Write a result into a new folder, all of it or nothing; read it back to run it again."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stonecast.campaign import TOTALS
from stonecast.errors import InputError
from stonecast.provenance import environment
from stonecast.recording import Recording
from stonecast.report.assumptions import notes
from stonecast.report.drawer import HALF, Drawn, Part, days_of, draw, draw_parts
from stonecast.scenario import Scenario, parse, resolved
from stonecast.scenario.markets import FileMarket
from stonecast.writing import all_or_nothing, write_json, write_text

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from stonecast.campaign import Run
    from stonecast.study.comparison import Comparison

FORMAT = "stonecast-run"
VERSION = 1

NEEDED = {
    "kind": str,
    "scenario": dict,
    "plans": list,
    "lucks": list,
    "market_seeds": list,
    "totals_digest": str,
}
"""What a saved run must say to be run again, and as what."""


def save_comparison(
    duel: Comparison, folder: Path, *, half: Callable[[], dict[Part, Drawn]] | None = None
) -> Path:
    """Write ``run.json``, tables, recordings, figures and ``report.html`` into a new folder.

    Parameters
    ----------
    duel
        The comparison.
    folder
        A folder that does not exist yet, or is empty.
    half
        Returns figures that somebody else draws; the others are drawn here first.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    InputError
        If there is something in the folder, or it cannot be written; nothing is left behind.
    """
    from stonecast.report import figures, html, tables

    told = about_comparison(duel)
    parts = [(name, width) for width in ("wide", "narrow") for name in figures.OF_COMPARISON]

    def fill(place: Path) -> None:
        write_json(place / "run.json", told)
        write_tables(place, tables.of_comparison(duel))
        for run in duel.samples:
            Recording.of(run).write(place / f"recording-{run.plan.name}.json.gz")
        drawn = draw_parts(duel, tuple(part for part in parts if half is None or part not in HALF))
        drawn |= half() if half is not None else {}
        drawn |= draw_parts(duel, tuple(part for part in parts if part not in drawn))
        (place / "figures").mkdir()
        for name in figures.OF_COMPARISON:
            _write_drawn(place / "figures", name, *drawn[name, "wide"])
        shown = {part: svg for part, (_, svg) in drawn.items()}
        write_text(place / "report.html", html.page(duel, told["environment"], shown))

    return all_or_nothing(folder, fill)


def save_run(run: Run, folder: Path, *, drawn: Callable[[], Drawn] | None = None) -> Path:
    """Write ``run.json``, tables, recording and figures of one run, as `save_comparison` does.

    ``drawn`` returns its figure, if somebody else draws it.
    """
    from stonecast.report import tables

    def fill(place: Path) -> None:
        write_json(place / "run.json", about_run(run))
        write_tables(place, tables.of_run(run))
        Recording.of(run).write(place / f"recording-{run.plan.name}.json.gz")
        (place / "figures").mkdir()
        _write_drawn(place / "figures", "daily", *(drawn() if drawn else draw(days_of(run))))

    return all_or_nothing(folder, fill)


def about_comparison(duel: Comparison) -> dict[str, Any]:
    """Return what ``run.json`` says of a comparison: enough to run it again and to check the rerun."""
    summary: dict[str, Any] = {}
    for number, plan in enumerate(duel.plans):
        means = {what: duel.mean(number, what) for what in TOTALS}
        summary[plan.name] = {
            what: {"mean": _number(mean.value), "low": _number(mean.low), "high": _number(mean.high)}
            for what, mean in means.items()
        }
    return _head("comparison", duel.spec) | {
        "plans": [plan.name for plan in duel.plans],
        "lucks": list(duel.lucks),
        "market_seeds": list(duel.market_seeds),
        "outcome": duel.outcome,
        "totals": {"names": list(TOTALS), "shape": list(duel.totals.shape)},
        "totals_digest": totals_digest(duel.totals),
        "summary": summary,
        "seconds": duel.seconds,
        "notes": notes(duel.samples[0]),
    }


def about_run(run: Run) -> dict[str, Any]:
    """Return what ``run.json`` says of one run."""
    totals = np.array([run.totals[name] for name in TOTALS])
    return _head("run", run.spec) | {
        "plans": [run.plan.name],
        "lucks": [run.luck],
        "market_seeds": [run.market.seed],
        "totals": {"names": list(TOTALS), "shape": list(totals.shape)},
        "totals_digest": totals_digest(totals),
        "summary": {run.plan.name: {name: _number(value) for name, value in run.totals.items()}},
        "notes": notes(run),
    }


def totals_digest(totals: NDArray[np.float64]) -> str:
    """Return the sha256 of the totals: equal on every machine for results that are equal bit for bit."""
    plain = np.where(np.isnan(totals), np.nan, totals) + 0.0
    return hashlib.sha256(np.ascontiguousarray(plain, "<f8").tobytes()).hexdigest()


def load_saved(path: Path) -> dict[str, Any]:
    """Read a saved ``run.json``.

    Parameters
    ----------
    path
        The file, or the folder that holds it.

    Returns
    -------
    dict
        What the file says, and under ``spec`` the scenario as a value.

    Raises
    ------
    InputError
        If it is no saved run, of another version, or its scenario is wrong.
    """
    path = path / "run.json" if path.is_dir() else path
    remedy = "name the run.json of a saved run, or its folder"
    try:
        text = path.read_text(encoding="utf-8")
        told = json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "is not valid JSON"
        raise InputError(f"cannot be read: {why}", where=str(path), remedy=remedy) from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise InputError("is not a saved run", where=str(path), remedy=remedy)
    if told.get("version") != VERSION:
        raise InputError(
            f"is of version {told.get('version')!r}; this program reads version {VERSION}",
            where=str(path),
            remedy="use the stonecast that wrote it; the file names its version under environment",
        )
    missing = [name for name, of in NEEDED.items() if not (isinstance(told.get(name), of) and told[name])]
    if told.get("kind") == "comparison" and not told.get("outcome"):
        missing.append("outcome")
    if missing:
        raise InputError(f"does not say: {', '.join(missing)}", where=str(path), remedy=remedy)
    scenario = json.dumps({"scenario": told["scenario"]})
    return told | {"spec": parse(scenario, where=str(path.with_suffix(".json")), folder=path.parent)}


def _head(kind: str, spec: Scenario) -> dict[str, Any]:
    read = None
    if isinstance(spec.market, FileMarket):
        read = {"name": spec.market.file, "sha256": spec.market.sha256}
    return {
        "format": FORMAT,
        "version": VERSION,
        "kind": kind,
        "environment": environment(),
        "scenario": resolved(spec),
        "scenario_digest": spec.digest,
        "network_file": read,
    }


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def write_figure(place: Path, name: str, figure: Figure) -> str:
    """Write a figure as PNG and as SVG, and return the SVG."""
    from stonecast.report import style

    png, svg = style.to_both(figure)
    _write_drawn(place, name, png, svg)
    return svg


def _write_drawn(place: Path, name: str, png: bytes, svg: str) -> None:
    (place / f"{name}.png").write_bytes(png)
    write_text(place / f"{name}.svg", svg)


def write_tables(place: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write CSV with every digit (Python's repr), and Parquet where pyarrow is installed."""
    parquet = find_spec("pyarrow") is not None
    for name, table in tables.items():
        table.to_csv(place / f"{name}.csv", index=False, lineterminator="\n")
        if parquet:
            table.to_parquet(place / f"{name}.parquet", index=False)
