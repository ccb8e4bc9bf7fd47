"""How much of the variance of an outcome is luck, how much the market, and how much the factors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stonecast.inference import bootstrap

Array = NDArray[np.float64]


MOST_WORK = 50_000_000
"""Runs that all resamples together go through: large tables get fewer resamples, but at least 100."""


@dataclass(frozen=True)
class Shares:
    """Shares of the variance of one run, drawn from any point of the study; they add up to 1.

    Attributes
    ----------
    points
        Between points: what the factors do to the mean. With its 95% bootstrap interval over points.
    markets
        Between markets, and what markets do at one point but not at another.
    luck
        Between lucks, the same way. With its 95% bootstrap interval over points.
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


def shares(values: Array, *, resamples: int = 500) -> Shares | None:
    """Return the shares of points, markets and luck; None with fewer than two points or lucks.

    Parameters
    ----------
    values
        Shape (points, markets, lucks). Where runs are missing, either the points or the lucks that lack any
        are left out, whichever leaves more.
    resamples
        Resamples of points for the intervals; 0 leaves them out.

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
    ends = _ends(known, resamples)
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


def _ends(known: Array, resamples: int) -> list[float]:
    """Return the limits of the shares of points and of luck, over resamples of points."""
    if not resamples:
        return [float("nan")] * 4
    resamples = max(MOST_WORK // known.size, 100) if known.size * resamples > MOST_WORK else resamples
    chosen = bootstrap.picks(known.shape[0], resamples)
    drawn = np.array([components(known[some]) for some in chosen])
    of_all = drawn.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        of_points, of_luck = drawn[:, 0] / of_all, (drawn[:, 3] + drawn[:, 4]) / of_all
    return [float(end) for part in (of_points, of_luck) for end in bootstrap.limits(part)]


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
