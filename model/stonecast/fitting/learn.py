"""Regressions that make approximate Bayesian computation go far on few runs.

References
----------
Fearnhead, Prangle 2012, 10.1111/j.1467-9868.2011.01010.x (one learnt statistic for each parameter);
Beaumont, Zhang, Balding 2002, 10.1093/genetics/162.4.2025 (adjustment by regression).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness
from stonecast.inference import exactly

Array = NDArray[np.float64]

EDGE = 1e-6
"""How near the ends of a prior an adjusted value can come, as a share."""


def spread(stats: Array) -> Array:
    """Median absolute deviation of each statistic; its standard deviation, or inf, where that is zero."""
    known = stats[np.isfinite(stats).all(axis=1)]
    if not len(known):
        return np.full(stats.shape[1], np.inf)
    found = np.median(np.abs(known - np.median(known, axis=0)), axis=0)
    plain = known.std(axis=0)
    return np.where(found > 0, found, np.where(plain > 0, plain, np.inf))


def distance(stats: Array, target: Array, scale: Array) -> Array:
    """Euclidean distance from the target in units of ``scale``, shape (n,); inf where a run failed."""
    square = np.zeros(len(stats))
    for k in range(stats.shape[1]):
        square = square + ((stats[:, k] - target[k]) / scale[k]) ** 2
    return np.where(np.isnan(square), np.inf, np.sqrt(square))


@dataclass(frozen=True, eq=False)
class Learnt:
    """One statistic for each parameter: what a regression makes of all the others.

    With one statistic for each block of days few runs are near to the data in all of them; with one for each
    parameter many are, and hardly any knowledge is lost.

    Attributes
    ----------
    centre, scale
        float64, shape (k,): what statistics are measured from, and in.
    slopes
        float64, shape (k, d).
    noise
        float64, shape (d,): what the regression leaves, the unit of distances.
    """

    centre: Array
    scale: Array
    slopes: Array
    noise: Array

    def distance(self, stats: Array) -> Array:
        """Return how far runs are from the data, in units of noise, shape (n,); inf where a run failed."""
        return distance(self(stats), np.zeros(len(self.noise)), self.noise)

    def __call__(self, stats: Array) -> Array:
        """Return the learnt statistics, shape (..., d), of statistics (..., k)."""
        apart = (stats - self.centre) / self.scale
        made = np.zeros((*stats.shape[:-1], self.slopes.shape[1]))
        for k in range(self.slopes.shape[0]):
            made = made + apart[..., k, None] * self.slopes[k]
        return made


def learn(shares: Array, stats: Array, target: Array, weights: Array) -> Learnt:
    """Regress the logits of shares on the statistics of runs, which should not be far from the data.

    Parameters
    ----------
    shares, stats
        float64, shapes (n, d) and (n, k).
    target
        float64, shape (k,): statistics of the data.
    weights
        float64, shape (n,).
    """
    scale = spread(stats)
    known = np.isfinite(stats).all(axis=1)
    slopes, left = regression(
        (stats[known] - target) / scale, logits(shares[known]), weights[known] / exactly.total(weights[known])
    )
    return Learnt(target, scale, slopes, np.sqrt(left))


def near_half(stats: Array, target: Array, *, least: int = 200) -> NDArray[np.int64]:
    """Return the rows of the nearer half of the runs, but ``least`` at least, and none that failed."""
    apart = distance(stats, target, spread(stats))
    known = int(np.isfinite(apart).sum())
    return np.argsort(apart, kind="stable")[: min(known, max(len(stats) // 2, least))]


def regression(stats: Array, wanted: Array, weights: Array) -> tuple[Array, Array]:
    """Slopes of weighted least squares, shape (k, d), and the variance that is left, shape (d,)."""
    k = stats.shape[1]
    both = exactly.covariance(np.hstack([stats, wanted]), weights)
    inner = both[:k, :k].copy()
    inner[np.diag_indices(k)] += 1e-6 * max(float(np.diag(inner).mean()), 1e-12)
    slopes = exactly.solve(exactly.root(inner), both[:k, k:])
    told = np.array([exactly.total(slopes[:, d] * both[:k, k + d]) for d in range(wanted.shape[1])])
    return slopes, np.maximum(np.diag(both)[k:] - told, 1e-12)


def logits(shares: Array) -> Array:
    """Return log(u / (1 - u)) of every share."""
    return mapped(lambda u: randomness.log(u) - randomness.log(1.0 - u), np.clip(shares, EDGE, 1.0 - EDGE))


def shares_of(values: Array) -> Array:
    """Return the shares of logits, never quite an end of the range."""
    found = mapped(lambda z: 1.0 / (1.0 + randomness.exp(min(-z, 700.0))), values)
    return np.clip(found, EDGE, 1.0 - EDGE)


def mapped(function: Callable[[float], float], values: Array) -> Array:
    """Apply a function to every number."""
    return np.array([function(x) for x in values.ravel().tolist()]).reshape(values.shape)
