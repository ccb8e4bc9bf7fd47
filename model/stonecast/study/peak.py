"""The best value of one factor: where a plan brings most, or most for its money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import InputError
from stonecast.inference import bootstrap, paired
from stonecast.study.choosing import check_plan, points_along

if TYPE_CHECKING:
    from stonecast.study.results import Sweep

Array = NDArray[np.float64]

FEWEST = 5
"""Values of the factor that the cubic goes through, at least."""

TOP = 0.95
"""It goes through those that bring at least this share of the best."""


@dataclass(frozen=True, eq=False)
class Peak:
    """Where a plan brings most along one factor.

    Attributes
    ----------
    factor, plan, outcome, per
        What is looked for; ``per`` is what the outcome is divided by, or empty.
    value, low, high
        The best value and its 95% interval.
    edge
        ``""`` if it lies inside, ``"lowest"`` or ``"highest"`` if the best is at that end of what was run.
    best
        The best among the values that were run.
    x, yields
        The values that were run, and what the plan brought there: shape (n,).
    """

    factor: str
    plan: str
    outcome: str
    per: str
    value: float
    low: float
    high: float
    edge: str
    best: float
    x: Array
    yields: Array


def peak(
    sweep: Sweep,
    factor: str,
    *,
    plan: str | None = None,
    outcome: str | None = None,
    per: str = "",
    where: Mapping[str, Any] | None = None,
    along: Sequence[str] = (),
    resamples: int = bootstrap.RESAMPLES,
) -> Peak:
    """Find the value of a factor at which a plan brings most.

    Parameters
    ----------
    sweep
        A study that has been run.
    factor
        A numeric factor with at least five values.
    plan
        Default the study's last.
    outcome
        Default what decides the study.
    per
        Another outcome to divide its mean by, for example ``"cost"``: most for the money.
    where
        Values of the other factors.
    along
        Factors that move together with this one, which need no fixing.
    resamples
        Resamples of lucks (of markets where there are several).

    Raises
    ------
    InputError
        If there is no such plan or factor, it is no number or has too few values, or others vary.

    Notes
    -----
    The top of a cubic by least squares through the logarithm of what is brought, over the logarithm of
    the factor where it is above zero: through the values next to the best that bring at least 95% of it,
    at least five. Where its top lies outside of them, the best value that was run.
    """
    study = sweep.study
    name, what = plan or study.plans[-1], outcome or study.outcome
    check_plan(study, name)
    at, x = points_along(study, factor, where, along=along)
    values = [cube[study.plans.index(name)][at] for cube in sweep.cubes([what, *([per] if per else [])])]
    known = np.isfinite(paired.centre(values[0]))
    x, values = x[known], [value[known] for value in values]
    if np.unique(x).size < FEWEST or np.unique(x).size < x.size:
        raise InputError(
            f"needs {FEWEST} or more different values, has {np.unique(x).size} in {x.size} points",
            where=factor,
            remedy="run more values of it, and fix the other factors",
        )
    yields = _yields(values, None)
    heights = np.log(np.maximum(np.concatenate([yields, _yields(values, resamples)]), 1e-300))
    heights[1:] = bootstrap.widened(heights[0], heights[1:], paired.units(values[0]).shape[1])
    found, edges = _tops(np.log(x) if x[0] > 0 else x, heights, _window(yields[0]))
    found = np.exp(found) if x[0] > 0 else found
    low, high = (float(end) for end in bootstrap.limits(found[1:]))
    best = float(x[int(np.argmax(yields[0]))])
    return Peak(factor, name, what, per, float(found[0]), low, high, edges, best, x, yields[0])


def _yields(values: list[Array], resamples: int | None) -> Array:
    """Return what is brought at each value, shape (resamples or 1, values)."""
    means = []
    for value in values:
        units = paired.units(value)
        if resamples is None:
            means.append(paired.mean_over(units, 1)[None])
        else:
            chosen = bootstrap.picks(units.shape[1], resamples)
            means.append(np.stack([paired.mean_over(row[chosen], 1) for row in units], axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(means[0] / means[1] if len(means) > 1 else means[0], np.float64)


def _tops(x: Array, heights: Array, window: tuple[int, int]) -> tuple[Array, str]:
    """Return the best place in each row by its cubic in a window, and at which edge the first one lies."""
    first, last = window
    inside = x[first:last]
    known = np.isfinite(heights).all(axis=1)
    places = np.full(len(heights), np.nan)
    heights = heights[known]
    skew, bend, slope, _ = np.polyfit(inside - inside.mean(), heights[:, first:last].T, 3)
    # The root at which the slope goes from plus to minus, in the form that bears skew = 0.
    with np.errstate(invalid="ignore", divide="ignore"):
        top = inside.mean() + slope / (np.sqrt(bend**2 - 3.0 * skew * slope) - bend)
    is_top = np.isfinite(top) & (top > inside[0]) & (top < inside[-1])
    places[known] = np.where(is_top, top, x[np.argmax(heights, axis=1)])
    edge = {float(x[0]): "lowest", float(x[-1]): "highest"}.get(float(places[0]), "")
    return places, edge


def _window(yields: Array) -> tuple[int, int]:
    """Return the first and last place of the cubic: around the best, as long as they bring enough."""
    best = int(np.argmax(yields))
    enough = yields >= TOP * yields[best]
    first, last = best, best + 1
    while first > 0 and enough[first - 1]:
        first -= 1
    while last < yields.size and enough[last]:
        last += 1
    while last - first < FEWEST:
        grow_left = first > 0 and (last == yields.size or yields[first - 1] >= yields[last])
        first, last = (first - 1, last) if grow_left else (first, last + 1)
    return first, last
