"""What the report of a study says, as plain values: sentences and tables, without any markup."""

from __future__ import annotations

import contextlib
import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from stonecast.errors import InputError
from stonecast.inference import paired
from stonecast.report.contrast_axis import outcome_of, title_of, with_unit
from stonecast.scenario.meaning import meaning
from stonecast.scenario.settings import settings
from stonecast.scenario.study import SAMPLED
from stonecast.study.breakeven import BreakEven, break_even
from stonecast.study.choosing import contrast_of, held, met, points_along, points_met
from stonecast.study.design import together
from stonecast.study.phasemap import numeric, varying
from stonecast.study.results import Sweep
from stonecast.wording import words
from stonecast.wording.absent import absent

if TYPE_CHECKING:
    import pandas as pd

    from stonecast.study.sensitivity import Sensitivity
    from stonecast.study.studyfile import Study

MOST_ROWS = 60


def headline(sweep: Sweep) -> str:
    """Say at how many points which plan surely brings more."""
    one, other, (plan, baseline, outcome) = contrast_of(sweep, None, None, None)
    gap = paired.difference(*paired.pairs(one, other))
    known = np.isfinite(gap.value)
    wins, loses = (int(np.sum(known & gap.sure & (sign * gap.value > 0))) for sign in (1, -1))
    total, study = int(known.sum()), sweep.study
    open_ones = total - wins - loses
    for count, better, worse in ((wins, plan, baseline), (loses, baseline, plan)):
        if total and count == total:
            where = f"At all {total:,} points" if total > 1 else "At the one point that was run"
            return (
                f"{where} {_called(study, better)} surely brings more {outcome_of(outcome)} than "
                f"{_called(study, worse)}."
            )
    said = (
        f"At {wins:,} of {words.many(total, 'point')} {_called(study, plan)} surely brings more "
        f"{outcome_of(outcome)}, at {loses:,} {_called(study, baseline)} does"
    )
    return f"{said}; at {open_ones:,} they cannot be told apart." if open_ones else f"{said}."


def sentences(sweep: Sweep, contrasts: pd.DataFrame, shares: pd.DataFrame) -> list[str]:
    """Say how far the ratio ranges, where the plans break even, and how much is luck."""
    said, study = [], sweep.study
    one, other, (plan, baseline, outcome) = contrast_of(sweep, None, None, None)
    rows = contrasts[(contrasts["outcome"] == outcome) & (contrasts["plan"] == plan)]
    ratio = rows["ratio"].dropna()
    if len(ratio) > 1:
        said.append(
            f"{_called(study, plan)} brings {words.number(ratio.min())} to {words.times(ratio.max())} "
            f"as much as {_called(study, baseline)}, {words.times(ratio.median())} at the middle point."
        )
    if study.spec.design in SAMPLED and study.given is None and len(rows) > 1:
        wins = paired.chance_over_all(one, other, together=together(study.spec))
        said.append(
            f"Over all these settings {_called(study, plan)} brings more in {words.percent(wins.value)} of "
            f"runs under the same luck (95% interval {_between(wins.low, wins.high)})."
        )
    said += [_sentence(study, found) for found in break_evens(sweep)]
    apart = shares[(shares["plan"] == plan) & (shares["less"] == baseline)]
    if len(apart):
        row = apart.iloc[0]
        said.append(
            f"Of the variance of the difference {words.percent(row['points'])} is between points, "
            f"{words.percent(row['luck'])} is luck"
            + (f" and {words.percent(row['markets'])} the market." if study.spec.markets > 1 else ".")
        )
    if study.spec.markets == 1 and study.spec.lucks > 1 and study.base.market.kind == "pond":
        said.append(words.ONE_MARKET)
    failed = len(sweep.failures())
    if failed:
        said.append(f"{words.many(failed, 'run')} failed and {'is' if failed == 1 else 'are'} left out.")
    return said


def break_evens(sweep: Sweep) -> list[BreakEven]:
    """Return the break-even point along each factor that varies alone: in a grid of one, or one at a time."""
    study = sweep.study
    if study.given is not None or study.spec.design not in ("grid", "one_at_a_time"):
        return []
    ran, points = met(sweep), points_met(sweep)
    is_grid = study.spec.design == "grid"
    if is_grid and len(varying(points, study.factors)) != 1:
        return []
    found = []
    for name in numeric(points, study.factors):
        where = held(study, points, free=(name,)) if is_grid else {}
        if ran[points_along(sweep.study, name, where)[0]].sum() > 1:
            found.append(break_even(sweep, name, where=where))
    return [one for one in found if math.isfinite(one.value)]


def _sentence(study: Study, found: BreakEven) -> str:
    above = found.plan if found.rises else found.baseline
    ends = [
        f"below {words.number(found.x[0])}" if math.isinf(found.low) else words.number(found.low),
        f"above {words.number(found.x[-1])}" if math.isinf(found.high) else words.number(found.high),
    ]
    known = f"95% interval {ends[0]} to {ends[1]}" if found.has_interval else "no interval: too few runs"
    return (
        f"They break even at {with_unit(study.base, found.factor)} = {words.number(found.value)} ({known}); "
        f"above it {_called(study, above)} brings more."
    )


def _called(study: Study, plan: str) -> str:
    return words.called(title_of(study, plan))


def factors(study: Study) -> list[dict[str, str]]:
    """Return one row a factor: what it is, the values it took, and what the scenario has."""
    own = settings(study.base)
    rows = []
    for spec in study.spec.factors:
        if spec.values is not None:
            took = ", ".join(written(value) for value in spec.values[:12])
            took += f" and {len(spec.values) - 12} more" if len(spec.values) > 12 else ""
        else:
            took = f"{written(spec.low)} to {written(spec.high)}"
            took += "" if spec.distribution == "uniform" else f" ({spec.distribution})"
        rows.append(
            {
                "name": with_unit(study.base, spec.setting),
                "meaning": meaning(study.base, spec.setting).words,
                "took": took,
                "own": written(own[spec.setting]),
            }
        )
    return rows


def absent_everywhere(study: Study) -> set[str]:
    """Return the outcomes that mean nothing at any point: that hangs on what is on, or 0, and what is not."""
    kinds = {tuple(bool(value) for value in point): at for at, point in enumerate(study.points)}
    found = []
    for point in kinds.values():
        with contextlib.suppress(InputError):  # recorded as failed: nothing was run there
            found.append(absent(study.scenario_at(point), outcome=study.outcome))
    return set.intersection(*found) if found else set()


def outcomes(sweep: Sweep, contrasts: pd.DataFrame) -> list[dict[str, str]]:
    """Return one row an outcome: at what share of points the plan surely brings more, or less."""
    plan, _, deciding = contrast_of(sweep, None, None, None)[2]
    hidden, rows = absent_everywhere(sweep.study), []
    for name, table in contrasts[contrasts["plan"] == plan].groupby("outcome", sort=False):
        table = table[np.isfinite(table["difference"])]
        if not len(table) or name in hidden:
            continue
        more, less = table["difference_low"] > 0, table["difference_high"] < 0
        ratio = table["ratio"].dropna()
        rows.append(
            {
                "title": words.COUNTED[str(name)][0],
                "meaning": words.COUNTED[str(name)][1],
                "more": words.percent(float(more.mean())),
                "less": words.percent(float(less.mean())),
                "open": words.percent(float((~more & ~less).mean())),
                "ratio": _by(float(ratio.median())) if len(ratio) == len(table) else "–",
                "deciding": "yes" if name == deciding else "",
            }
        )
    return rows


def points(sweep: Sweep, contrasts: pd.DataFrame) -> tuple[list[str], list[dict[str, Any]], int]:
    """Return the heads of the factors, one row a point for what decides, and how many points are left out."""
    plan, _, outcome = contrast_of(sweep, None, None, None)[2]
    table = contrasts[(contrasts["outcome"] == outcome) & (contrasts["plan"] == plan)]
    rows = []
    for _, row in table.head(MOST_ROWS).iterrows():
        rows.append(
            {
                "factors": [written(row[name]) for name in sweep.study.factors],
                "baseline": words.number(row["baseline_mean"]),
                "plan": words.number(row["mean"]),
                "ratio": _limits(row, "ratio", _by),
                "p_win": _limits(row, "p_win", words.percent),
                "effect": _limits(row, "effect_size", words.number),
            }
        )
    heads = [with_unit(sweep.study.base, name) for name in sweep.study.factors]
    return heads, rows, max(0, len(table) - MOST_ROWS)


def _limits(row: Any, name: str, write: Any) -> tuple[str, str]:
    value, low, high = (float(row[part]) for part in (name, f"{name}_low", f"{name}_high"))
    if math.isnan(value):
        return "–", ""
    # A Wilson limit at certainty carries the last bit of its arithmetic.
    said = [write(round(part, 12)).replace("-", "−") for part in (value, low, high)]
    return said[0], "" if math.isnan(low) else f"{said[1]} to {said[2]}"


def _by(ratio: float) -> str:
    return f"{words.number(ratio)}×"


def luck(sweep: Sweep, shares: pd.DataFrame) -> list[dict[str, str]]:
    """Return one row a plan or difference: shares of variance."""
    rows = []
    for _, row in shares.iterrows():
        title = title_of(sweep.study, row["plan"])
        rows.append(
            {
                "title": f"{title} less {title_of(sweep.study, row['less'])}" if row["less"] else title,
                "points": words.percent(row["points"]),
                "points_interval": _between(row["points_low"], row["points_high"]),
                "markets": words.percent(row["markets"]) if sweep.study.spec.markets > 1 else "–",
                "luck": words.percent(row["luck"]),
                "luck_interval": _between(row["luck_low"], row["luck_high"]),
                "noise": words.percent(row["noise"]),
            }
        )
    return rows


def _between(low: float, high: float) -> str:
    return "" if math.isnan(low) else f"{words.percent(low)} to {words.percent(high)}"


def indices(found: Sensitivity | None) -> tuple[list[str], list[dict[str, Any]], str]:
    """Return the names of the indices, rows for the log ratio and for who wins, and what has none."""
    if found is None:
        return [], [], ""
    table = found.table()
    names = list(dict.fromkeys(table["index"]))
    rows, missing = [], []
    for response in ("log ratio", "difference", "wins"):
        part = table[table["response"] == response]
        if response == "difference" and np.isfinite(found.index(names[0], "log ratio").value).any():
            continue
        if part["value"].isna().all():
            missing.append("who wins" if response == "wins" else f"the {response}")
            continue
        for factor in found.ranked(found.factors):
            cells = []
            for name in names:
                row = part[(part["factor"] == factor) & (part["index"] == name)].iloc[0]
                value, low, high = (float(row[key]) for key in ("value", "low", "high"))
                cells.append(("–", "") if math.isnan(value) else (f"{value:.2f}", f"{low:.2f} to {high:.2f}"))
            rows.append({"response": response, "factor": factor, "cells": cells})
    return names, rows, f"No factor changes {' or '.join(missing)}." if missing else ""


def written(value: Any) -> str:
    """Write the value of a setting."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, int | float):
        return words.number(float(value)) if abs(value) >= 1000 or value == round(value) else f"{value:.4g}"
    return value if isinstance(value, str) else json.dumps(value)
