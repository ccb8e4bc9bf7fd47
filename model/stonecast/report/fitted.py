"""Write a fit into a new folder: what it rests on, what it found, tables and figures."""

from __future__ import annotations

import math
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stonecast.provenance import environment
from stonecast.report import fit_page, fits
from stonecast.report.save import write_figure
from stonecast.report.terminal import WIDTH
from stonecast.scenario import resolved
from stonecast.wording import words
from stonecast.writing import all_or_nothing, write_json, write_text

if TYPE_CHECKING:
    from stonecast.fitting.calibration import Calibration

FORMAT = "stonecast-calibration"
VERSION = 1


def save_calibration(fit: Calibration, folder: Path) -> Path:
    """Write ``report.html``, ``calibration.json``, ``scenario.json`` (the fitted one), tables and figures.

    Parameters
    ----------
    fit
        What was found.
    folder
        A new or empty folder.

    Raises
    ------
    InputError
        If there is something in the folder, or it cannot be written; nothing is left behind.
    """

    def fill(place: Path) -> None:
        write_json(place / "calibration.json", about(fit))
        write_json(place / "scenario.json", {"scenario": resolved(fit.scenario)})
        write_text(place / "verdict.txt", fit.verdict() + "\n")
        tables = {
            "parameters": fit.table(),
            "draws": fit.draws(),
            "predictions": fit.predictions(),
            "totals": fit.totals(),
            "directions": fit.identifiability.table(),
        }
        for name, table in tables.items():
            # The last digits of eigenvectors differ between processors.
            digits = "%.10g" if name == "directions" else None
            table.to_csv(place / f"{name}.csv", index=False, lineterminator="\n", float_format=digits)
        (place / "figures").mkdir()
        for name, figure in {"predictive": fits.predictive(fit), "parameters": fits.parameters(fit)}.items():
            write_figure(place / "figures", name, figure)
        write_text(place / "report.html", fit_page.page(fit))

    return all_or_nothing(folder, fill)


def told(fit: Calibration) -> str:
    """Return what a fit found, for the terminal."""
    problem = fit.problem
    table = fit.table()
    for name in ("estimate", "low", "high", "range_low", "range_high"):
        table[name] = [words.number(value) for value in table[name]]
    table["spread"] = [f"{100 * value:.0f}%" for value in table["spread"]]
    lines = [
        problem.spec.title or problem.spec.name,
        "",
        table.to_string(index=False),
        "(spread: of the fit, as a share of that of the range; 100% says that nothing was learnt)",
        "",
        fit.verdict(),
        *(f"note: {note}" for note in fit.notes),
        f"{fit.runs:,} settings were tried ({fit.method}).",
    ]
    shown = []
    for turn, text in enumerate(lines):
        for line in text.splitlines() or [""]:
            shown += [line] if turn == 2 else textwrap.wrap(line, WIDTH) or [""]
    return "\n".join(shown)


def about(fit: Calibration) -> dict[str, Any]:
    """Return what ``calibration.json`` says: all that decides the fit, and what was found."""
    found = [{name: _plain(value) for name, value in row.items()} for row in fit.table().to_dict("records")]
    return {
        "format": FORMAT,
        "version": VERSION,
        "environment": environment(),
        **fit.problem.told,
        "digest": fit.problem.digest,
        "parameters": found,
        "correlation": fit.identifiability.correlation.tolist(),
        "history": [{"tolerance": _plain(a), "accepted": b} for a, b in fit.history],
        "misfit": fit.misfit,
        "runs": fit.runs,
        "failed": fit.failed,
        "notes": list(fit.notes),
        "seconds": fit.seconds,
    }


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
