"""How much of the variance of an outcome is luck, how much the market, and how much the factors."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stonecast.inference.statistics import jackknife, satterthwaite, t_quantile

Array = NDArray[np.float64]

GROUPS = 40
"""Points, markets or lucks are left out in so many turns at most, neighbours together."""


@dataclass(frozen=True)
class Shares:
    """Shares of the variance of one run, drawn from any point of the study; they add up to 1.

    Attributes
    ----------
    points
        Between points: what the factors do to the mean. With its 95% interval.
    markets
        Between markets, and what markets do at one point but not at another.
    luck
        Between lucks, the same way. With its 95% interval.
    noise
        Luck's share of the variance *of the averages* of the points: how far a replicate-averaged response
        is from the response itself.
    runs
        Runs that it rests on.
    """

    points: float
    points_low: float
    points_high: float
    markets: float
    luck: float
    luck_low: float
    luck_high: float
    noise: float
    runs: int


def shares(values: Array, *, intervals: bool = True) -> Shares | None:
    """Return the shares of points, markets and luck; None with fewer than two points or lucks.

    Parameters
    ----------
    values
        Shape (points, markets, lucks). Where runs are missing, either the points or the lucks that lack any
        are left out, whichever leaves more.
    intervals
        Whether to tell the limits, too; nan without, and where there are fewer than three points (or
        lucks of a single market).

    Notes
    -----
    Analysis of variance of random effects (Searle, Casella, McCulloch 1992, 10.1002/9780470316856). All
    points run under the *same* lucks on the *same* markets, so luck is crossed with points, not nested in
    them: a one-way analysis would take what one luck does to all points at once for agreement between
    points. Components P, M, PM, L(M) and PL(M) from the mean squares of the crossed design; those estimated
    below zero are zero.
    """
    known = _whole(values)
    if known.shape[0] < 2 or known.shape[2] < 2:
        return None
    parts = components(known)
    total = float(parts.sum())
    if total <= 0:
        return None
    ends = _ends(known) if intervals else [math.nan] * 4
    markets, lucks = known.shape[1:]
    interaction = parts[2] / markets + parts[4] / (markets * lucks)
    averaged = float(parts[0] + interaction)
    return Shares(
        float(parts[0]) / total,
        ends[0],
        ends[1],
        float(parts[1] + parts[2]) / total,
        float(parts[3] + parts[4]) / total,
        ends[2],
        ends[3],
        float(interaction) / averaged if averaged > 0 else float("nan"),
        known.size,
    )


def _whole(values: Array) -> Array:
    """Return the larger of two tables without gaps: fewer points, or fewer lucks (after a stopping rule)."""
    here = np.isfinite(values)
    by_point = values[here.all(axis=(1, 2))]
    ran = values[here.any(axis=(1, 2))]
    by_luck = ran[:, :, np.isfinite(ran).all(axis=(0, 1))]
    return np.ascontiguousarray(by_luck if by_luck.size > by_point.size else by_point)


def _ends(known: Array) -> list[float]:
    """Return the limits of the shares of points and of luck, by jackknives over points and over markets.

    Both are crossed, so their variances add up (of a single market those over points and lucks). On the angle
    asin √share, whose variance hardly hangs on the share; with Student's quantile on the degrees of freedom
    of the sum (Shao and Tu 1995, 10.1007/978-1-4612-0795-5; Satterthwaite 1946, 10.2307/3002019).
    """
    if known.shape[0] < 3 or (known.shape[1] < 2 and known.shape[2] < 3):
        return [math.nan] * 4
    centre, other = _angles(known), 1 if known.shape[1] > 1 else 2
    left = [_left_out(known, axis) for axis in (0, other)]
    variances = [jackknife(part) for part in left]
    freedom = satterthwaite(variances, [len(part) - 1 for part in left])
    half = np.array([t_quantile(float(free)) for free in freedom]) * np.sqrt(np.sum(variances, axis=0))
    low, high = (np.sin(np.clip(end, 0.0, np.pi / 2.0)) ** 2 for end in (centre - half, centre + half))
    return [float(low[0]), float(high[0]), float(low[1]), float(high[1])]


def _left_out(known: Array, axis: int) -> Array:
    """Both angles without what lies along an axis, in turns, shape (turns, 2)."""
    groups = np.array_split(np.arange(known.shape[axis]), min(known.shape[axis], GROUPS))
    return np.array([_angles(np.delete(known, group, axis)) for group in groups])


def _angles(values: Array) -> Array:
    """Return asin √share of points and of luck."""
    parts = components(values)
    total = parts.sum()
    told = np.array([parts[0], parts[3] + parts[4]]) / total if total > 0 else np.zeros(2)
    return np.asarray(np.arcsin(np.sqrt(told)), np.float64)


def components(values: Array) -> Array:
    """Return the variance components P, M, PM, L(M), PL(M) of ``values``, shape (points, markets, lucks)."""
    p, m, n = values.shape
    grand = values.mean()
    point, market = values.mean(axis=(1, 2)), values.mean(axis=(0, 2))
    cell, luck = values.mean(axis=2), values.mean(axis=0)
    left = values - cell[:, :, None] - luck[None] + market[None, :, None]
    ms_left = float(np.sum(left**2)) / (m * (p - 1) * (n - 1))
    ms_luck = p * float(np.sum((luck - market[:, None]) ** 2)) / (m * (n - 1))
    ms_point = m * n * float(np.sum((point - grand) ** 2)) / (p - 1)
    of_luck = (ms_luck - ms_left) / p
    if m == 1:
        found = [(ms_point - ms_left) / n, 0.0, 0.0, of_luck, ms_left]
    else:
        both = cell - point[:, None] - market[None] + grand
        ms_both = n * float(np.sum(both**2)) / ((p - 1) * (m - 1))
        ms_market = p * n * float(np.sum((market - grand) ** 2)) / (m - 1)
        found = [
            (ms_point - ms_both) / (m * n),
            (ms_market - ms_both - ms_luck + ms_left) / (p * n),
            (ms_both - ms_left) / n,
            of_luck,
            ms_left,
        ]
    return np.asarray(np.maximum(found, 0.0), np.float64)
