"""Tables of a study: every plan against a baseline at every point, medians, and luck's share of variance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stonecast.campaign import TOTALS
from stonecast.inference import bootstrap, paired
from stonecast.study import luckshare
from stonecast.study.choosing import checked, plans_of

if TYPE_CHECKING:
    import pandas as pd

    from stonecast.study.results import Sweep

Array = NDArray[np.float64]


def contrasts(
    sweep: Sweep, outcomes: Sequence[str] | None = None, *, baseline: str | None = None
) -> pd.DataFrame:
    """One row a point, outcome and plan other than the baseline: what the plan does to the outcome.

    Parameters
    ----------
    sweep
        A study that has been run.
    outcomes
        Names in `campaign.TOTALS`; default all of them.
    baseline
        Default the study's first plan.

    Returns
    -------
    DataFrame
        ``point``, the factors, ``outcome``, ``plan``, ``baseline``, ``pairs`` (runs of both plans that share
        market and luck), ``mean``, ``baseline_mean``; then, with ``_low`` and ``_high`` of their intervals,
        ``difference``, ``ratio`` (of means; nan where one is not above zero), ``p_win`` and ``effect_size``
        (standard deviations of a run); and ``pairing_gain``. Formulas and sources are in `paired`.
    """
    import pandas as pd

    _, first = plans_of(sweep.study, None, baseline)
    number = sweep.study.plans.index(first)
    tables = []
    wanted = checked(TOTALS if outcomes is None else outcomes)
    for outcome, cube in zip(wanted, sweep.cubes(wanted), strict=True):
        for turn, plan in enumerate(sweep.study.plans):
            if turn != number:
                made = _contrast(cube[turn], cube[number])
                told = {"outcome": outcome, "plan": plan, "baseline": first}
                tables.append(pd.DataFrame({"point": np.arange(cube.shape[1])} | told | made))
    table = pd.concat(tables, ignore_index=True)
    table = sweep.points().merge(table[table["pairs"] > 0], on="point", how="inner")
    return table.sort_values("point", kind="stable", ignore_index=True)


def _contrast(one: Array, other: Array) -> dict[str, Any]:
    one, other = paired.pairs(one, other)
    made: dict[str, Any] = {
        "pairs": paired.count(one),
        "mean": paired.centre(one),
        "baseline_mean": paired.centre(other),
    }
    with np.errstate(over="ignore"):
        found = {
            "difference": paired.difference(one, other),
            "ratio": paired.log_ratio(one, other).exp(),
            "p_win": paired.chance_to_win(one, other),
            "effect_size": paired.effect_size(one, other),
        }
    for name, estimate in found.items():
        made |= {name: estimate.value, f"{name}_low": estimate.low, f"{name}_high": estimate.high}
    return made | {"pairing_gain": paired.pairing_gain(one, other)}


def medians(
    sweep: Sweep,
    outcomes: Sequence[str] | None = None,
    *,
    baseline: str | None = None,
    resamples: int = bootstrap.RESAMPLES,
) -> pd.DataFrame:
    """One row a point, outcome and plan: medians and ratios with bootstrap intervals.

    For outcomes with two faces or long tails, where a mean and its Student interval mislead.

    Parameters
    ----------
    sweep
        A study that has been run.
    outcomes
        Default what decides the study.
    baseline
        Default the study's first plan.
    resamples
        Resamples; the same for everything, so that intervals can be compared.

    Returns
    -------
    DataFrame
        ``median``, ``baseline_median``, ``median_difference`` (median of paired differences): percentile
        intervals. ``ratio`` (of means): bias-corrected and accelerated. See `bootstrap`.
    """
    import pandas as pd

    _, first = plans_of(sweep.study, None, baseline)
    records = []
    wanted = checked([sweep.study.outcome] if outcomes is None else outcomes)
    for outcome, cube in zip(wanted, sweep.cubes(wanted), strict=True):
        other_of = cube[sweep.study.plans.index(first)]
        for turn, plan in enumerate(sweep.study.plans):
            for point in range(cube.shape[1]) if plan != first else ():
                one, other = _whole_pairs(cube[turn, point], other_of[point])
                if one.size:
                    told = {"point": point, "outcome": outcome, "plan": plan, "baseline": first}
                    records.append(told | {"pairs": one.size} | _medians(one, other, resamples))
    return sweep.points().merge(pd.DataFrame(records), on="point", how="inner")


def shares(sweep: Sweep, outcome: str | None = None) -> pd.DataFrame:
    """One row a plan, and one a difference from the first plan: shares of variance, see `luckshare`."""
    import pandas as pd

    cube = sweep.values(outcome)
    plans = sweep.study.plans
    rows = [(plan, "", cube[turn]) for turn, plan in enumerate(plans)]
    rows += [(plan, plans[0], cube[turn] - cube[0]) for turn, plan in enumerate(plans) if turn]
    records = []
    for plan, baseline, values in rows:
        found = luckshare.shares(values)
        if found is not None:
            records.append({"plan": plan, "less": baseline} | asdict(found))
    names = [field.name for field in fields(luckshare.Shares)]
    return pd.DataFrame(records, columns=["plan", "less", *names])


def _whole_pairs(one: Array, other: Array) -> tuple[Array, Array]:
    """Return lucks (of each market) in which both plans have run everywhere, shape (markets, lucks)."""
    known = np.isfinite(one - other)
    used = known[known.any(axis=1)]
    lucks = used.all(axis=0) if used.size else np.zeros(one.shape[1], bool)
    return one[known.any(axis=1)][:, lucks], other[known.any(axis=1)][:, lucks]


def _medians(one: Array, other: Array, resamples: int) -> dict[str, float]:
    found = {
        "median": bootstrap.interval(bootstrap.median, one, smooth=False, resamples=resamples),
        "baseline_median": bootstrap.interval(bootstrap.median, other, smooth=False, resamples=resamples),
        "median_difference": bootstrap.interval(
            bootstrap.median, one - other, smooth=False, resamples=resamples
        ),
        "ratio": bootstrap.interval(bootstrap.ratio, one, other, resamples=resamples),
    }
    made: dict[str, float] = {}
    for name, estimate in found.items():
        made |= {name: estimate.value, f"{name}_low": estimate.low, f"{name}_high": estimate.high}
    return made
