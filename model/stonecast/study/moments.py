"""Simulated method of moments on the unit cube, under common luck.

Every setting is tried under the same lucks, so that the moments are smooth enough to follow their slope.

References
----------
McFadden 1989, 10.2307/1913621; Duffie, Singleton 1993, 10.2307/2951768 (the factor 1 + 1/S for S lucks);
Hansen 1982, 10.2307/1912775 (the weights, and the test of over-identification).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness
from stonecast.study import exactly

Array = NDArray[np.float64]
Simulate = Callable[[Array], Array]
"""Shares (n, d) to statistics under every common luck (n, lucks, k); nan where a run failed."""

STEPS = (0.06, 0.03)
"""Half-width of the differences that give a slope, as shares of the range: first, and near the end."""

MOST_ROUNDS = 12
EDGE = 1e-6


@dataclass(frozen=True, eq=False)
class Fit:
    """What the moments say.

    Attributes
    ----------
    shares
        float64, shape (d,): the best shares of the ranges.
    covariance
        float64, shape (d, d): of their error.
    misfit
        Weighted square distance of the moments from the data, over 1 + 1/S.
    degrees
        Moments less parameters: if the model can make the data, the misfit is about chi-squared.
    runs
        Lucks times settings that were tried.
    at_edge
        Which shares ended at an end of their range.
    """

    shares: Array
    covariance: Array
    misfit: float
    degrees: int
    runs: int
    at_edge: NDArray[np.bool_]

    def draws(self, number: int, seed: int) -> Array:
        """Draw from the normal law around the fit, within the ranges, shape (number, d)."""
        factor, dims = exactly.root(self.covariance), len(self.shares)
        made = np.empty((number, dims))
        for i in range(number):
            for attempt in range(200):
                flat = np.array(
                    [randomness.normal(seed, attempt, randomness.NUDGE, i * dims + d)[0] for d in range(dims)]
                )
                step = np.array([float((factor[d, : d + 1] * flat[: d + 1]).sum()) for d in range(dims)])
                moved = self.shares + step
                made[i] = np.clip(moved, EDGE, 1.0 - EDGE)
                if ((moved > 0.0) & (moved < 1.0)).all():
                    break
        return made


def fit(simulate: Simulate, start: Array, start_stats: Array, target: Array) -> Fit:
    """Find the shares whose mean statistics are nearest to those of the data.

    Parameters
    ----------
    simulate
        Gives the statistics of settings under the common lucks.
    start, start_stats
        Settings that were tried before, shape (n, d), and their statistics, shape (n, lucks, k).
    target
        Statistics of the data, shape (k,).

    Raises
    ------
    ValueError
        If no setting could be run.
    """
    lucks = start_stats.shape[1]
    centres = start_stats.mean(axis=1)
    scale = centres[np.isfinite(centres).all(axis=1)].std(axis=0) if len(centres) else np.ones(len(target))
    scale = np.where(scale > 0, scale, 1.0)
    first = np.where(np.isnan(centres).any(axis=1), np.inf, (((centres - target) / scale) ** 2).sum(axis=1))
    if not np.isfinite(first).any():
        raise ValueError("no setting could be run")
    here = start[int(np.argmin(first))]
    runs = len(start) * lucks
    known = start_stats[int(np.argmin(first))]
    for step in STEPS:
        factor = exactly.root(_noise(known))
        here, known, spent = _descend(simulate, here, known, target, factor, step)
        runs += spent
    noise = _noise(known)
    factor = exactly.root(noise)
    slopes = _slopes(simulate, here, known, STEPS[-1])
    runs += 2 * len(here) * lucks
    extra = 1.0 + 1.0 / lucks
    scaled = _scaled(factor, slopes)
    information = exactly.products(scaled, scaled)
    # Where the data say nothing the error would be endless; a standard deviation of the whole range says so.
    information = information + np.eye(len(here))
    covariance = extra * exactly.solve(exactly.root(information), np.eye(len(here)))
    misfit = _misfit(factor, known.mean(axis=0), target) / extra
    edge = (here <= 1e-3) | (here >= 1.0 - 1e-3)
    return Fit(here, covariance, misfit, max(len(target) - len(here), 0), runs, edge)


def _noise(known: Array) -> Array:
    """Covariance of one campaign's statistics, drawn towards its diagonal as there are few lucks."""
    lucks, size = known.shape
    found = exactly.covariance(known, np.full(lucks, 1.0 / lucks)) * lucks / max(lucks - 1, 1)
    share = min(1.0, max(0.1, size / (size + lucks)))
    diagonal = np.diag(np.diag(found))
    least = 1e-3 * max(float(np.diag(found).max()), 1e-9)
    return np.asarray((1.0 - share) * found + share * diagonal + least * np.eye(size))


def _misfit(factor: Array, centre: Array, target: Array) -> float:
    if np.isnan(centre).any():
        return np.inf
    return float(sum(x * x for x in exactly.forward(factor, (centre - target).tolist())))


def _scaled(factor: Array, slopes: Array) -> Array:
    columns = [exactly.forward(factor, slopes[:, d].tolist()) for d in range(slopes.shape[1])]
    return np.array(columns).T


def _slopes(simulate: Simulate, here: Array, known: Array, step: float) -> Array:
    """Slope of the mean statistics by each share, from the two sides where there are two, shape (k, d)."""
    dims = len(here)
    low, high = np.maximum(here - step, EDGE), np.minimum(here + step, 1.0 - EDGE)
    tried = np.array([np.where(np.arange(dims) == d, end, here) for d in range(dims) for end in (low, high)])
    centres = simulate(tried).mean(axis=1)
    middle = known.mean(axis=0)
    found = np.zeros((len(middle), dims))
    for d in range(dims):
        below, above = centres[2 * d], centres[2 * d + 1]
        left, right = low[d], high[d]
        if np.isnan(below).any():
            below, left = middle, here[d]
        if np.isnan(above).any():
            above, right = middle, here[d]
        if right > left:
            found[:, d] = (above - below) / (right - left)
    return found


def _descend(
    simulate: Simulate, here: Array, known: Array, target: Array, factor: Array, step: float
) -> tuple[Array, Array, int]:
    """Follow the slope with several damped steps at once (Levenberg, Marquardt) while it goes down."""
    lucks, runs = known.shape[0], 0
    best = _misfit(factor, known.mean(axis=0), target)
    dims = len(here)
    for _ in range(MOST_ROUNDS):
        slopes = _scaled(factor, _slopes(simulate, here, known, step))
        apart = np.array(exactly.forward(factor, (target - known.mean(axis=0)).tolist()))
        inner = exactly.products(slopes, slopes)
        towards = exactly.products(slopes, apart.reshape(-1, 1))[:, 0]
        damping = max(float(np.diag(inner).max()), 1e-9)
        tried = []
        for share in (1e-4, 1e-2, 0.1, 1.0, 10.0):
            move = exactly.solve(exactly.root(inner + share * damping * np.eye(dims)), towards)
            tried.append(np.clip(here + move, EDGE, 1.0 - EDGE))
        made = simulate(np.array(tried))
        runs += (2 * dims + len(tried)) * lucks
        misfits = [_misfit(factor, one.mean(axis=0), target) for one in made]
        turn = int(np.argmin(misfits))
        if not misfits[turn] < best - 1e-3 * max(best, 0.1):
            break
        here, known, best = tried[turn], made[turn], misfits[turn]
    return here, known, runs
