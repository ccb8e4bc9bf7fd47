"""The report of a study: one HTML file that asks no host for anything, tables and figures beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from stonecast.provenance import environment
from stonecast.report import assumptions, html, save, study_words, style
from stonecast.report.contrast_axis import outcome_of, title_of
from stonecast.report.of_sweep import Draw, figures_of
from stonecast.study.choosing import points_met
from stonecast.study.phasemap import numeric
from stonecast.study.results import Sweep
from stonecast.study.sensitivity import Sensitivity, sensitivity
from stonecast.writing import all_or_nothing, write_text

if TYPE_CHECKING:
    import pandas as pd

ALT = {
    "along": "Both plans and their ratio along one factor, with the break-even point.",
    "forest": "The ratio of the plans at every point, with 95% intervals.",
    "phases": "The ratio of the plans over two factors, with the break-even line and the undecided region.",
    "sensitivity": "How much each factor matters for the ratio and for who wins, with 95% intervals.",
    "tornado": "How far each factor alone moves the ratio of the plans.",
}

CAPTIONS = {
    "along": "Filled dots: surely apart. Shaded, where plans break even: the 95% interval of that point.",
    "forest": "Filled dots: the plans are surely apart there.",
    "phases": "Each dot is a point that was run. Where the interval holds 1× nobody surely wins.",
    "sensitivity": "What matters most is on top. More points and markets make the intervals shorter.",
    "tornado": "One factor at a time, the others as in the scenario: interactions are not seen.",
}


def save_study(sweep: Sweep, folder: Path) -> Path:
    """Write ``report.html``, tables and figures of a study into a new folder.

    Raises
    ------
    InputError
        If nothing has been run, or the folder is not empty or cannot be written; nothing is left then.
    """
    told = analysed(sweep)
    tables = {name: told[name] for name in ("contrasts", "shares")}
    if told["sensitivity"] is not None:
        tables["sensitivity"] = told["sensitivity"].table()
    drawn = figures_of(sweep, told["sensitivity"])

    def fill(place: Path) -> None:
        save.write_tables(place, tables)
        (place / "figures").mkdir()
        for name, draw in drawn.items():
            save.write_figure(place / "figures", name, draw())
        write_text(place / "report.html", page(sweep, told, drawn))

    return all_or_nothing(folder, fill)


def save_sensitivity(found: Sensitivity, folder: Path) -> Path:
    """Write the table and the figure of a sensitivity analysis into a new folder."""

    def fill(place: Path) -> None:
        save.write_tables(place, {"sensitivity": found.table()})
        save.write_figure(place, "sensitivity", found.plot())

    return all_or_nothing(folder, fill)


def analysed(sweep: Sweep) -> dict[str, Any]:
    """Return the tables of a study: contrasts, shares of variance, and sensitivity if its design has any."""
    study = sweep.study
    sampled = study.spec.design not in ("grid", "one_at_a_time") or study.given is not None
    found = sensitivity(sweep) if sampled and numeric(points_met(sweep), study.factors) else None
    return {"contrasts": sweep.contrasts(), "shares": sweep.shares(), "sensitivity": found}


def page(sweep: Sweep, told: dict[str, Any], drawn: dict[str, Draw]) -> str:
    """Return the report as a complete HTML document: no scripts, no outside files."""
    study, table = sweep.study, told["contrasts"]
    heads, rows, more = study_words.points(sweep, table)
    names, indices, unmoved = study_words.indices(told["sensitivity"])
    baseline, plan = (title_of(study, name) for name in study.plans[:2])
    text: str = html.template("study").render(
        study=study,
        title=study.spec.title or study.name,
        headline=study_words.headline(sweep),
        sentences=study_words.sentences(sweep, table, told["shares"]),
        basis=basis(sweep, table),
        plans=[title_of(study, name) for name in study.plans],
        plan=plan,
        baseline=baseline,
        outcome=outcome_of(study.outcome),
        factors=study_words.factors(study),
        figures=[{"caption": CAPTIONS[name], **_drawn(name, draw)} for name, draw in drawn.items()],
        outcomes=study_words.outcomes(sweep, table),
        heads=heads,
        rows=rows,
        more=more,
        luck=study_words.luck(sweep, told["shares"]),
        index_names=names,
        indices=indices,
        unmoved=unmoved,
        assumptions=assumptions.groups(study.base),
        seeds=html.ranges(study.market_seeds),
        notes=sweep.notes,
        about=environment(),
        fills=[style.fill(turn) for turn in range(len(study.plans))],
    )
    return text


def basis(sweep: Sweep, contrasts: pd.DataFrame) -> str:
    """Say on how many runs the report rests."""
    study = sweep.study
    points = contrasts["point"].nunique()
    markets = f" on each of {study.spec.markets:,} markets" if study.spec.markets > 1 else ""
    return (
        f"{points:,} of {len(study.points):,} points ({study.spec.design.replace('_', ' ')}), at each up to "
        f"{study.spec.lucks:,} simulated campaigns of each plan{markets}, every plan under the same luck"
    )


def _drawn(name: str, draw: Draw) -> dict[str, Any]:
    """Draw a figure twice: wide for a screen or paper, narrow for a phone."""
    return {
        kind: html.inline(style.to_svg(draw(narrow=narrow)), prefix=f"{name}-{kind}-", alt=ALT[name])
        for kind, narrow in (("wide", False), ("narrow", True))
    }
