"""Paired contrasts at many points at once: the formulas of `statistics`, for whole tables.

Arrays have the shape (points, markets, lucks); nan marks a run that is missing, and its pair is left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stonecast.inference.statistics import (
    NORMAL,
    Estimate,
    effective_runs,
    t_quantile,
    wilson,
    wins_and_ranks,
)

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Estimates:
    """A number with its 95% interval at each point; nan where it cannot be told."""

    value: Array
    low: Array
    high: Array

    @property
    def sure(self) -> NDArray[np.bool_]:
        """Where the interval lies on one side of zero."""
        return (self.low > 0) | (self.high < 0)

    def exp(self) -> Estimates:
        """Return the estimate of a logarithm as one of the number."""
        return Estimates(np.exp(self.value), np.exp(self.low), np.exp(self.high))


def pairs(one: Array, other: Array) -> tuple[Array, Array]:
    """Return both with nan wherever either is."""
    missing = np.isnan(one) | np.isnan(other)
    return np.where(missing, np.nan, one), np.where(missing, np.nan, other)


def count(values: Array) -> NDArray[np.int64]:
    """Return the number of runs at each point."""
    return np.asarray((~np.isnan(values)).sum(axis=(1, 2)), np.int64)


def centre(values: Array) -> Array:
    """Mean at each point; with several markets the mean of their means."""
    return mean_over(mean_over(values, 2), 1)


def units(values: Array) -> Array:
    """Return what is independent at each point: means of markets, or the runs of the only one."""
    return mean_over(values, 2) if values.shape[1] > 1 else values[:, 0, :]


def mean(values: Array) -> Estimates:
    """Mean with a Student interval; with several markets over the means of the markets."""
    independent = units(values)
    value = mean_over(independent, 1)
    half = _student(independent)
    return Estimates(value, value - half, value + half)


def difference(one: Array, other: Array) -> Estimates:
    """Mean of the paired differences."""
    return mean(one - other)


def log_ratio(one: Array, other: Array) -> Estimates:
    """Logarithm of the ratio of means: how many times as much, in natural logarithms.

    The log response ratio (Hedges, Gurevitch, Curtis 1999, 10.1890/0012-9658(1999)080[1150:TMAORR]2.0.CO;2),
    with the interval of paired runs by linearisation: the mean of ``a / mean(a) - b / mean(b)``. nan
    where a mean is not above zero.
    """
    above, below = centre(one), centre(other)
    known = (above > 0) & (below > 0)
    above, below = np.where(known, above, np.nan), np.where(known, below, np.nan)
    around = mean(one / above[:, None, None] - other / below[:, None, None])
    value = np.log(above) - np.log(below)
    half = (around.high - around.low) / 2.0
    return Estimates(value, value - half, value + half)


def contrast(one: Array, other: Array) -> tuple[Estimates, bool]:
    """Return the log ratio and True; or, if it is not known wherever there are pairs, the difference."""
    ratio = log_ratio(one, other)
    if np.isfinite(ratio.value[count(one - other) > 0]).all():
        return ratio, True
    return difference(one, other), False


def effect_size(one: Array, other: Array) -> Estimates:
    """Difference in standard deviations of a run: Cohen's d for pairs, d_av, less its bias (Hedges).

    ``J (mean a - mean b) / sqrt((var a + var b) / 2)``, ``J = 1 - 3 / (8 n - 9)`` with n pairs (Cumming 2012;
    Lakens 2013, 10.3389/fpsyg.2013.00863, equations 10 and 4). Not d_z, the mean over the standard
    deviation of the *differences*: that grows with how much luck the plans share, which is ours to
    choose. The interval is by linearisation, clustered by market.
    """
    runs = np.maximum(count(one - other), 1)
    a, b = centre(one)[:, None, None], centre(other)[:, None, None]
    bend = runs / np.maximum(runs - 1, 1)
    spread = (_all((one - a) ** 2) + _all((other - b) ** 2)) * bend / 2.0
    spread = np.where((spread > 0) & (runs > 1), spread, np.nan)
    root = np.sqrt(spread)
    gap = (a - b)[:, 0, 0]
    squares = ((one - a) ** 2 + (other - b) ** 2) / 2.0 - spread[:, None, None]
    influence = (one - other - gap[:, None, None]) / root[:, None, None]
    influence = influence - (gap / (2.0 * root**3))[:, None, None] * squares
    around = mean(influence)
    correction = 1.0 - 3.0 / (8.0 * runs - 9.0)
    half = correction * (around.high - around.low) / 2.0
    value = correction * gap / root
    return Estimates(value, value - half, value + half)


def won(one: Array, other: Array) -> Array:
    """Return 1 where ``one`` is larger, 0.5 for a draw, 0 where it is smaller; nan where a run is missing."""
    return np.where(np.isnan(one - other), np.nan, (one > other) + 0.5 * (one == other))


def chance_to_win(one: Array, other: Array) -> Estimates:
    """Share of pairs in which ``one`` is larger, a draw counting half, with a Wilson interval.

    With several markets on `statistics.effective_runs`.
    """
    share = centre(won(one, other))
    runs = [effective_runs(*pair) for pair in zip(one, other, strict=True)]
    found = [wilson(float(p), n) if n else (np.nan, np.nan) for p, n in zip(share, runs, strict=True)]
    low, high = np.array(found, np.float64).reshape(-1, 2).T
    return Estimates(share, low, high)


def chance_over_all(one: Array, other: Array, *, together: int = 1) -> Estimate:
    """Share of pairs in which ``one`` is larger, over all points alike, with a Wilson interval.

    Of points that hang ``together`` so many are neighbours (see `design.together`), and all points share the
    markets. The interval rests on as many independent runs as these are worth, `_worth_over_all`, of wins
    or of ranks of the differences, whichever are fewer; see `statistics.effective_runs`. Where all runs
    end alike there are never fewer than groups of points.
    """
    wins, places = wins_and_ranks(one, other)
    known = ~np.isnan(wins)
    groups = int(known.any(axis=(1, 2)).sum()) // together or 1
    centre = float(mean_over(mean_over(mean_over(wins, 2), 1), 0))
    worth = min(float(known.sum()), *(_worth_over_all(values, together) for values in (wins, places)))
    worth = max(worth, float(groups)) if np.unique(wins[known]).size < 2 else worth
    return Estimate(centre, *wilson(centre, worth), int(known.sum()), groups)


def _worth_over_all(values: Array, together: int) -> float:
    """Variance of a run over the squared error of the mean over all points; inf without error.

    The error is clustered both ways, by group of points and by market: the variance by one plus that by the
    other less that by cell (Cameron, Gelbach, Miller 2011, 10.1198/jbes.2010.07136), never less than either
    alone, times the square of Student's quantile on the degrees of freedom of the sum (Satterthwaite
    1946, 10.2307/3002019) over that of the normal distribution.
    """
    cells = mean_over(values, 2)
    points = mean_over(cells, 1)
    known = ~np.isnan(cells)
    # What each market at each point adds to the mean of the points' means.
    weight = known.sum(axis=1, keepdims=True) * float((~np.isnan(points)).sum())
    with np.errstate(invalid="ignore", divide="ignore"):
        parts = np.where(known, (cells - mean_over(points, 0)) / weight, 0.0)
    parts = np.add.reduceat(parts, np.arange(0, len(parts), together), axis=0)
    groups = int((~np.isnan(points)).sum()) // together or 1
    markets = int(known.any(axis=0).sum())
    by_group, by_market = _clustered(parts.sum(axis=1), groups), 0.0
    variance = by_group
    if markets > 1:
        by_market = _clustered(parts.sum(axis=0), markets)
        both = by_group + by_market - _clustered(parts.ravel(), groups * markets)
        variance = max(by_group, by_market, both)
    if not variance > 0.0:
        return math.inf
    freedom = variance**2 / (by_group**2 / max(groups - 1, 1) + by_market**2 / max(markets - 1, 1))
    return float(np.nanvar(values)) / variance * (NORMAL / t_quantile(freedom)) ** 2


def _clustered(sums: Array, clusters: int) -> float:
    """Variance of a mean by the sums of its clusters' residuals."""
    return float((sums**2).sum()) * clusters / max(clusters - 1, 1)


def pairing_gain(one: Array, other: Array) -> Array:
    """How many times fewer runs common luck needs, as in `statistics.pairing_gain`."""
    apart = mean_over(_variance(one, 2), 1) + mean_over(_variance(other, 2), 1)
    together = mean_over(_variance(one - other, 2), 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where((together == 0) & (apart == 0), 1.0, np.divide(apart, together))


def mean_over(values: Array, axis: int) -> Array:
    """Mean along an axis of what is known; nan where nothing is."""
    known = ~np.isnan(values)
    number = known.sum(axis=axis)
    total = np.where(known, values, 0.0).sum(axis=axis)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(number > 0, total / number, np.nan)


def _all(values: Array) -> Array:
    return mean_over(values.reshape(values.shape[0], -1), 1)


def _variance(values: Array, axis: int) -> Array:
    apart: Array = values - np.expand_dims(mean_over(values, axis), axis)
    return mean_over(apart**2, axis)


def _standard_error(units: Array) -> Array:
    """Standard error of the mean over the second axis; nan with fewer than two."""
    number = (~np.isnan(units)).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(number > 1, np.sqrt(_variance(units, 1) / (number - 1)), np.nan)


def _student(units: Array) -> Array:
    number = (~np.isnan(units)).sum(axis=1)
    found, where = np.unique(number, return_inverse=True)
    quantile = np.array([t_quantile(int(n) - 1) for n in found])[where]
    return np.asarray(_standard_error(units) * quantile, np.float64)
