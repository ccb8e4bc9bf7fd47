"""Simulated method of moments on the unit cube, by response surfaces.

Settings drawn from the ranges are tried under common luck, so that they differ by what they are and not by
luck. A surface through their mean statistics says which settings the data leave open; further settings are
tried there, each under lucks of its own, and a new surface is laid through them, until it is fine where it
matters. Its misfit gives a law over all settings (continuously updated moments with flat ranges), which
stays honest where the data tell little: no normal law around a point, no slopes by differences.

References
----------
McFadden 1989, 10.2307/1913621 (simulated moments); Hansen, Heaton, Yaron 1996, 10.2307/1392442 (weights
that move with the settings); Stock, Wright 2000, 10.1111/1468-0262.00151 (why, where data tell little);
Chernozhukov, Hong 2003, 10.1016/S0304-4076(03)00100-3 (draws from the misfit); Hansen 1982,
10.2307/1912775 (the test of over-identification).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness
from stonecast.fitting import approximate
from stonecast.fitting.surface import Surface, surface
from stonecast.inference import exactly
from stonecast.kernels.mixture import mixture_density

Array = NDArray[np.float64]
Lucks = NDArray[np.int64]
Simulate = Callable[[Array, Lucks], Array]
"""Shares (n, d) and lucks (n, m) to statistics (n, m, k); nan where a run failed."""

ROUNDS = 3
"""Times that new settings are tried where the data point."""

FIRST, LATER = 30, 20
"""Settings for each parameter that are tried at first, and in each round."""

CANDIDATES = 4000
EDGE = 0.02


@dataclass(frozen=True, eq=False)
class Fit:
    """What the moments say.

    Attributes
    ----------
    shares
        float64, shape (n, d): draws of shares of the ranges, equally weighted.
    point
        float64, shape (d,): their medians.
    misfit
        Square distance of the data from the nearest runs, in standard deviations.
    degrees
        Moments less parameters: if the model can make the data, the misfit is about chi-squared.
    runs
        Lucks times settings that were tried.
    at_edge
        Of which settings half of all draws lie in a fiftieth of the range, at one of its ends.
    """

    shares: Array
    point: Array
    misfit: float
    degrees: int
    runs: int
    at_edge: NDArray[np.bool_]


def most_runs(dims: int, lucks: int) -> int:
    """Return how many runs a fit takes."""
    return (FIRST + ROUNDS * LATER) * dims * lucks


def fit(
    simulate: Simulate,
    start: Array,
    stats: Array,
    target: Array,
    grain: Array,
    *,
    seed: int,
    number: int,
) -> Fit:
    """Find which shares of the ranges make the statistics of the data.

    Parameters
    ----------
    simulate
        Gives the statistics of settings under lucks.
    start, stats
        Settings that were tried before, spread over the ranges, shape (n, d), and their statistics under
        common lucks, shape (n, lucks, k).
    target, grain
        Statistics of the data, shape (k,), and the width of the cell that each stands for; 0 if it is no
        whole count.
    seed
        Of all chance of the fit.
    number
        How many draws to make.

    Raises
    ------
    ValueError
        If too few settings could be run.
    """
    dims, lucks = start.shape[1], stats.shape[1]
    shares, flat = start, _flat(CANDIDATES, dims, seed)
    draws, made = _law(shares, stats, target, grain, _Cloud.whole(dims, seed), seed, number)
    for turn in range(1, ROUNDS + 1):
        cloud = _Cloud.around(draws, np.roll(flat, turn, axis=0))
        tried = cloud.spread_out(LATER * dims)
        own = approximate.lucks(seed, turn, 0, len(tried) * lucks).reshape(len(tried), lucks)
        stats = np.concatenate([stats, simulate(tried, own)])
        shares = np.concatenate([shares, tried])
        draws, made = _law(shares, stats, target, grain, cloud, seed + turn, number)
    point = np.array([exactly.quantile(draws[:, d], np.full(number, 1.0 / number), 0.5) for d in range(dims)])
    misfit = float(made.apart(draws, target, grain)[0].min())
    edge = (point < EDGE) | (point > 1.0 - EDGE)
    return Fit(draws, point, misfit, max(len(target) - dims, 0), len(shares) * lucks, edge)


@dataclass(frozen=True, eq=False)
class _Cloud:
    """Candidates for draws, shape (n, d), and their density, shape (n,), up to one factor."""

    shares: Array
    density: Array
    centres: Array | None = None

    @classmethod
    def whole(cls, dims: int, seed: int) -> _Cloud:
        """Cover the ranges."""
        return cls(approximate.from_prior(CANDIDATES, dims, seed), np.ones(CANDIDATES))

    @classmethod
    def around(cls, draws: Array, flat: Array) -> _Cloud:
        """Move draws by normal steps of their own covariance; what leaves the ranges is left out."""
        factor = _kernel(draws)
        made = draws[np.arange(len(flat)) * len(draws) // len(flat)].copy()
        for a in range(draws.shape[1]):
            for b in range(a + 1):
                made[:, a] += factor[a, b] * flat[:, b]
        made = made[((made > 0.0) & (made < 1.0)).all(axis=1)]
        density = np.empty(len(made))
        mixture_density(made, draws, np.full(len(draws), 1.0 / len(draws)), factor, density)
        return cls(made, density, draws)

    def spread_out(self, number: int) -> Array:
        """Return so many of the candidates, from all over the cloud."""
        return self.shares[np.arange(number) * len(self.shares) // number]


def _law(
    shares: Array, stats: Array, target: Array, grain: Array, cloud: _Cloud, seed: int, number: int
) -> tuple[Array, Surface]:
    """Lay a surface through all runs near the cloud, and draw from its law."""
    known = np.isfinite(stats).all(axis=(1, 2))
    if known.sum() < shares.shape[1] + 2:
        raise ValueError("too few settings could be run")
    weights = np.ones(int(known.sum())) if cloud.centres is None else _near(shares[known], cloud.centres)
    made = surface(shares[known], stats[known], weights / exactly.total(weights))
    square, penalty = made.apart(cloud.shares, target, grain)
    half = -0.5 * (square + penalty)
    if not known.all():
        half = np.where(_can_run(cloud.shares, shares, known), half, -np.inf)
    best = float(half.max())
    odds = np.array([randomness.exp(max(x - best, -700.0)) for x in half.tolist()]) / cloud.density
    return cloud.shares[approximate.resampled(odds, number, seed)], made


def _near(shares: Array, draws: Array) -> Array:
    """Return how much settings count: the less, the farther they are from the draws."""
    each = np.full(len(draws), 1.0 / len(draws))
    factor, centre = _kernel(draws), exactly.mean(draws, each)
    found = []
    for row in (shares - centre).tolist():
        square = sum(x * x for x in exactly.forward(factor, row))
        found.append(randomness.exp(max(-square / (4.0 * len(row)), -700.0)))
    return np.array(found)


def _kernel(draws: Array) -> Array:
    """Lower Cholesky factor of the draws' covariance."""
    return exactly.root(
        exactly.covariance(draws, np.full(len(draws), 1.0 / len(draws))) + 1e-8 * np.eye(draws.shape[1])
    )


def _flat(number: int, dims: int, seed: int) -> Array:
    """Standard normal numbers, shape (number, dims), two under each name."""
    names = range((number * dims + 1) // 2)
    made = [x for name in names for x in randomness.normal(seed, 0, randomness.NUDGE, name)]
    return np.array(made[: number * dims]).reshape(number, dims)


def _can_run(tried: Array, shares: Array, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether the nearest setting that was tried could be run."""
    least, found = np.full(len(tried), np.inf), np.zeros(len(tried), np.bool_)
    for one, is_known in zip(shares, known.tolist(), strict=True):
        square = np.zeros(len(tried))
        for d in range(len(one)):
            square = square + (tried[:, d] - one[d]) ** 2
        found = np.where(square < least, is_known, found)
        least = np.minimum(square, least)
    return found
