"""The report of a fit: one HTML file that asks no host for anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stonecast.fitting.identify import UNTOLD
from stonecast.provenance import environment
from stonecast.report import assumptions, fits, html, style
from stonecast.report.contrast_axis import with_unit
from stonecast.report.study_words import written
from stonecast.scenario.meaning import meaning
from stonecast.scenario.settings import settings
from stonecast.wording import words

if TYPE_CHECKING:
    from stonecast.fitting.calibration import Calibration

METHODS = {
    "smc": "approximate Bayesian computation, sequential Monte Carlo",
    "rejection": "approximate Bayesian computation, rejection",
    "moments": "simulated moments",
}


def page(fit: Calibration) -> str:
    """Return the report as a complete HTML document: no scripts, no outside files."""
    problem = fit.problem
    text: str = html.template("fit").render(
        title=problem.spec.title or problem.spec.name.replace("_", " ").capitalize(),
        scenario=problem.base.title or problem.base.name,
        data=problem.spec.data,
        headline=headline(fit),
        sentences=[*fit.identifiability.told(), *fit.doubts()],
        basis=basis(fit),
        parameters=parameters(fit),
        totals=totals(fit),
        figures=figures(fit),
        assumptions=assumptions.groups(fit.scenario),
        notes=fit.notes,
        problem=problem,
        seeds=html.ranges(problem.market_seeds),
        about=environment(),
        plans=problem.observed.plans,
    )
    return text


def headline(fit: Calibration) -> str:
    """Say whether the model gives what was observed, and how many settings the data tell."""
    missed, total = int((~fit.totals()["fits"]).sum()), len(fit.totals())
    if missed:
        which = "the total" if total == 1 else f"{missed:,} of {total:,} totals"
        return f"With no settings in these ranges the model gives what was observed: {which} cannot be made."
    if fit.misfit is not None and fit.misfit < 0.05:
        return "The model gives the observed totals, but not how they came about day by day."
    told, many = int((fit.identifiability.spreads <= UNTOLD).sum()), len(fit.problem.settings)
    return f"The model gives what was observed, and the data tell {_of(told, many)}."


def _of(told: int, many: int) -> str:
    if many == 1:
        return "the setting" if told else "nothing about the setting"
    if told == many:
        return "both settings" if many == 2 else f"all {many:,} settings"
    return f"{told:,} of {many:,} settings" if told else f"none of {many:,} settings"


def basis(fit: Calibration) -> str:
    """Say what was observed, and how it was fitted."""
    seen = fit.problem.observed
    names = [words.COUNTED[name][0] for name in seen.outcomes]
    what = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    when = f"on {words.many(seen.values.shape[2], 'day')}" if seen.is_daily else "in all"
    plans, markets = words.many(len(seen.plans), "plan"), words.many(fit.problem.spec.markets, "market")
    return (
        f"Observed: {what} {when}, of {plans}. {fit.runs:,} settings were tried on {markets} "
        f"({METHODS[fit.method]})"
    )


def parameters(fit: Calibration) -> list[dict[str, str]]:
    """Return one row a setting: what it is, estimate, interval, range and the scenario's own value."""
    base = fit.problem.base
    own, rows = settings(base), []
    for row in fit.table().to_dict("records"):
        name = str(row["setting"])
        rows.append(
            {
                "name": with_unit(base, name),
                "meaning": meaning(base, name).words,
                "estimate": _number(row["estimate"]),
                "interval": f"{_number(row['low'])} to {_number(row['high'])}",
                "range": f"{_number(row['range_low'])} to {_number(row['range_high'])}",
                "own": written(own[name]).replace("-", "−"),
                "spread": words.percent(row["spread"]),
            }
        )
    return rows


def totals(fit: Calibration) -> list[dict[str, Any]]:
    """Return one row a plan and outcome: what was observed, and what new runs give."""
    plans, rows = fit.problem.base.plans, []
    for row in fit.totals().to_dict("records"):
        name = str(row["plan"])
        rows.append(
            {
                "outcome": words.COUNTED[str(row["outcome"])][0],
                "plan": plans[name].title or name.replace("_", " "),
                "observed": words.number(row["observed"]),
                "mean": words.number(row["mean"]),
                "interval": f"{words.number(row['low'])} to {words.number(row['high'])}",
                "fits": bool(row["fits"]),
            }
        )
    return rows


def figures(fit: Calibration) -> dict[str, dict[str, Any]]:
    """Return both figures, each drawn twice: wide for a screen or paper, narrow for a phone."""
    alts = {
        "predictive": "What was observed over what new runs with the fitted settings give.",
        "parameters": "What the data tell of each setting and of each pair of them.",
    }
    drawn: dict[str, dict[str, Any]] = {}
    for name, alt in alts.items():
        draw = getattr(fits, name)
        for kind in ("wide", "narrow"):
            svg = style.to_svg(draw(fit, narrow=kind == "narrow"))
            drawn.setdefault(name, {})[kind] = html.inline(svg, prefix=f"{name}-{kind}-", alt=alt)
    return drawn


def _number(value: float) -> str:
    return words.number(value).replace("-", "−")
