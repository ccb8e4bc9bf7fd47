"""Intervals for paired runs, clustered by market where there are several.

Of outcomes that are nan in any run nothing is told: the estimate is nan. `paired`, for tables of studies with
runs that are missing, leaves such pairs out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A number with its 95% interval.

    Attributes
    ----------
    value, low, high
        Estimate and limits; nan where it cannot be told.
    runs, clusters
        What it rests on.
    """

    value: float
    low: float
    high: float
    runs: int
    clusters: int

    @property
    def sure(self) -> bool:
        """Whether the interval lies on one side of zero."""
        return self.low > 0 or self.high < 0

    def times(self, factor: float) -> Estimate:
        """Return the same in another unit; a negative factor swaps the limits."""
        low, high = sorted((self.low * factor, self.high * factor))
        return Estimate(self.value * factor, low, high, self.runs, self.clusters)


NORMAL = 1.959963984540054
"""97.5% quantile of the normal distribution."""


def t_quantile(degrees: float) -> float:
    """Return the 97.5% quantile of Student's t; NaN without freedom."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.975)) if degrees > 0 else float("nan")


def satterthwaite(variances: Sequence[Array], freedoms: Sequence[float]) -> Array:
    """Degrees of freedom of a sum of variances with so many each (Satterthwaite 1946, 10.2307/3002019)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        parts = [np.square(part) / free for part, free in zip(variances, freedoms, strict=True)]
        return np.asarray(np.square(np.sum(variances, axis=0)) / np.sum(parts, axis=0), np.float64)


def jackknife(left_out: Array) -> Array:
    """Variance of a statistic by its values without each of some groups in turn, along the first axis.

    Shao and Tu 1995, 10.1007/978-1-4612-0795-5, sections 1.2 and 2.3.
    """
    groups = len(left_out)
    apart = left_out - left_out.mean(axis=0)
    return np.asarray((groups - 1) / groups * (apart**2).sum(axis=0), np.float64)


def standard_error(values: Array) -> float:
    """Standard error of the grand mean of ``values``, shape (markets, lucks).

    One market: lucks are independent. Several: markets are, and lucks within one are not (the market
    means are compared, which is the cluster-robust estimate for equal clusters).
    """
    sample = values.mean(axis=1) if values.shape[0] > 1 else values[0]
    if sample.size < 2:
        return float("nan")
    return float(sample.std(ddof=1) / np.sqrt(sample.size))


def mean(values: Array) -> Estimate:
    """Mean of ``values``, shape (markets, lucks), with a Student interval."""
    markets, lucks = values.shape
    error = standard_error(values) * t_quantile((markets if markets > 1 else lucks) - 1)
    centre = float(values.mean())
    return Estimate(centre, centre - error, centre + error, values.size, markets)


def ratio(numerator: Array, denominator: Array) -> Estimate:
    """Ratio of two means over the same runs, by linearisation (delta method); nan if the divisor is 0."""
    below = float(denominator.mean())
    if below == 0:
        nan = float("nan")
        return Estimate(nan, nan, nan, numerator.size, numerator.shape[0])
    value = float(numerator.mean()) / below
    around = mean((numerator - value * denominator) / below)
    return Estimate(value, value + around.low, value + around.high, numerator.size, numerator.shape[0])


def product(parts: Sequence[tuple[Array, float]]) -> Estimate:
    """Product of means to powers (1 or -1) over the same runs; nan unless every mean is above 0.

    By linearisation of the logarithm, so that limits are positive and the interval of the inverse is the
    inverse of the interval.
    """
    first = parts[0][0]
    value, drift = 1.0, np.zeros_like(first)
    for values, sign in parts:
        centre = float(values.mean())
        if not centre > 0:
            return Estimate(math.nan, math.nan, math.nan, first.size, first.shape[0])
        value *= centre**sign
        drift = drift + sign * values / centre
    around = mean(drift - drift.mean())
    half = (around.high - around.low) / 2.0
    return Estimate(value, value * _exp(-half), value * _exp(half), around.runs, around.clusters)


def _exp(exponent: float) -> float:
    return math.exp(min(exponent, 700.0)) if not math.isnan(exponent) else math.nan


def wilson(share: float, runs: float, z: float = NORMAL) -> tuple[float, float]:
    """Wilson score interval of a share (Wilson 1927, 10.1080/01621459.1927.10502953)."""
    if runs <= 0:
        return 0.0, 1.0
    centre = (share + z * z / (2 * runs)) / (1 + z * z / runs)
    half = z / (1 + z * z / runs) * float(np.sqrt(share * (1 - share) / runs + z * z / (4 * runs * runs)))
    return (0.0 if share <= 0 else max(0.0, centre - half)), (1.0 if share >= 1 else min(1.0, centre + half))


def chance_to_win(one: Array, other: Array) -> Estimate:
    """Share of paired runs in which ``one`` is larger (a draw counts half), with a Wilson interval.

    With several markets on `effective_runs`.
    """
    if np.isnan(one).any() or np.isnan(other).any():
        return Estimate(math.nan, math.nan, math.nan, one.size, one.shape[0])
    won = (one > other) + 0.5 * (one == other)
    share = float(won.mean())
    low, high = wilson(share, effective_runs(one, other))
    return Estimate(share, low, high, won.size, won.shape[0])


def effective_runs(one: Array, other: Array) -> float:
    """Tell how many independent runs would say as surely who wins.

    Runs on one market share its ties. They are worth as many independent ones as would have the clustered
    error of their mean: the variance of a run over that error squared, times the square of Student's quantile
    for the runs over that for the markets (Korn and Graubard 1998, Survey Methodology 24:193). It is taken of
    who wins and of the ranks of the differences, and the fewer count: where one plan nearly always wins, wins
    say little of how much markets differ. Never more than there are runs, and where all end alike never fewer
    than there are markets.

    Parameters
    ----------
    one, other
        Outcomes of two plans in the same runs, shape (markets, lucks); nan where a run is missing.
    """
    wins, places = (values[~np.isnan(values).all(axis=1)] for values in wins_and_ranks(one, other))
    runs, markets = int((~np.isnan(wins)).sum()), len(wins)
    if markets < 2:
        return float(runs)
    fewer = min(float(runs), _worth(wins), _worth(places))
    fewer *= (t_quantile(runs - 1) / t_quantile(markets - 1)) ** 2
    return max(fewer, float(markets)) if np.nanmin(wins) == np.nanmax(wins) else fewer


def wins_and_ranks(one: Array, other: Array) -> tuple[Array, Array]:
    """Tell of each run whether ``one`` is larger (1; a draw 0.5, else 0), and the rank of the difference.

    Both have the shape of the outcomes; nan where a run is missing.
    """
    apart = np.where(one == other, 0.0, one - other)
    known = ~np.isnan(apart)
    places = np.full(apart.shape, np.nan)
    places[known] = ranks(apart[known])
    return np.where(known, (apart > 0) + 0.5 * (apart == 0), np.nan), places


def _worth(values: Array) -> float:
    """Variance of a run over the squared error of the mean by markets; inf without error."""
    by_market = np.nanmean(values, axis=1)
    error = float(by_market.var(ddof=1)) / by_market.size
    return float(np.nanvar(values, ddof=1)) / error if error > 0.0 else math.inf


def ranks(values: Array) -> Array:
    """Ranks from 1 of values in one dimension, equal ones in the middle of theirs.

    As scipy's ``rankdata``, without importing its statistics (0.4 s) for every comparison.
    """
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((count.cumsum() - (count - 1) / 2.0)[place], np.float64)


def ranked(values: Sequence[float]) -> list[int]:
    """Return the places of numbers, the largest first; nan comes last, and equals stay in their order."""
    return sorted(range(len(values)), key=lambda n: (math.isnan(values[n]), -values[n]))


def pairing_gain(one: Array, other: Array) -> float:
    """How many times fewer runs common luck needs for the same error of the difference.

    (Var one + Var other) / Var (one - other), within markets; inf if the difference never varies.
    """
    apart = float(one.var(axis=1).mean() + other.var(axis=1).mean())
    together = float((one - other).var(axis=1).mean())
    if together == 0:
        return float("inf") if apart > 0 else 1.0
    return apart / together
