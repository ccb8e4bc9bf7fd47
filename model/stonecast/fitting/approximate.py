"""Approximate Bayesian computation on the unit cube: rejection, then sequential Monte Carlo.

Parameters are shares of their prior, in [0, 1]^d, where the prior is flat. All chance is named by (seed,
generation), the purpose and the number of the proposal, so that a fit is the same for any number of workers.

References
----------
Toni, Welch, Strelkowa, Ipsen, Stumpf 2009, 10.1098/rsif.2008.0172 (sequential Monte Carlo);
Beaumont, Cornuet, Marin, Robert 2009, 10.1093/biomet/asp052 (weights; twice the covariance as kernel);
Filippi, Barnes, Cornebise, Stumpf 2013, 10.1515/sagmb-2012-0069 (the covariance whole).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness
from stonecast.fitting.learn import Learnt, learn, logits, near_half, regression, shares_of
from stonecast.inference import exactly
from stonecast.kernels.mixture import mixture_density

Array = NDArray[np.float64]
Lucks = NDArray[np.int64]
Simulate = Callable[[Array, Lucks], Array]
"""Shares (n, d) and lucks (n,) to statistics (n, k); nan where a run failed."""

LEAST_ACCEPTED = 0.02
"""A generation that would accept fewer of its proposals is not begun."""

MOST_GENERATIONS = 12
NEAR_ENOUGH = 0.5
"""Within so much of the noise of the data, nearer runs say no more."""


@dataclass(frozen=True, eq=False)
class Population:
    """Weighted draws from the posterior.

    Attributes
    ----------
    shares
        float64, shape (n, d): shares of the prior.
    stats
        float64, shape (n, k): the statistics of their runs.
    weights
        float64, shape (n,); they sum to 1.
    distances
        float64, shape (n,), from the data, in learnt statistics.
    learnt
        What distances are measured in.
    runs
        Simulations that were spent up to here.
    history
        Tolerance and share accepted, generation by generation.
    """

    shares: Array
    stats: Array
    weights: Array
    distances: Array
    learnt: Learnt
    runs: int
    history: tuple[tuple[float, float], ...]

    @property
    def tolerance(self) -> float:
        """The largest distance that was let in."""
        return self.history[-1][0]

    @property
    def size(self) -> float:
        """Effective number of draws."""
        return 1.0 / exactly.total(self.weights**2)


def from_prior(number: int, dims: int, seed: int) -> Array:
    """Draw from the flat prior as a Latin hypercube: one draw in each of ``number`` slices of every axis."""
    shares = np.empty((number, dims))
    for d in range(dims):
        names = [randomness.block(seed, 0, randomness.PARTICLE, d, i, 0)[:2] for i in range(number)]
        slices = np.empty(number)
        slices[sorted(range(number), key=lambda i: names[i][0])] = np.arange(number)
        inside = np.array([randomness.unit(name[1]) for name in names])
        shares[:, d] = (slices + inside) / number
    return shares


def lucks(seed: int, generation: int, first: int, number: int) -> Lucks:
    """Return the lucks of proposals number ``first`` and on: every proposal has its own."""
    words = [randomness.word(seed, generation, randomness.FIT, 0, i, 0) for i in range(first, first + number)]
    return np.array(words, np.int64)


def nearest(shares: Array, stats: Array, target: Array, keep: int) -> Population:
    """Rejection: keep the draws from the prior whose learnt statistics are nearest to those of the data."""
    near = near_half(stats, target)
    learnt = learn(shares[near], stats[near], target, np.full(len(near), 1.0 / len(near)))
    apart = learnt.distance(stats)
    order = np.argsort(apart, kind="stable")[: min(keep, int(np.isfinite(apart).sum()))]
    size = len(order)
    history = ((float(apart[order[-1]]), size / len(shares)),)
    weights = np.full(size, 1.0 / size)
    return Population(shares[order], stats[order], weights, apart[order], learnt, len(shares), history)


def sequential(start: Population, simulate: Simulate, target: Array, *, seed: int, runs: int) -> Population:
    """Go on from a first population, from generation to generation nearer to the data.

    Each generation learns its statistics from the one before, and lets in what is nearer in them than half of
    that. It is begun only if as many runs are left as it will probably take, and is dropped if they do not
    suffice.

    Parameters
    ----------
    runs
        Simulations that may be spent, those of the first population included.
    """
    now = start
    for generation in range(1, MOST_GENERATIONS + 1):
        # Half of those before are near enough, and some of them are lost as they are moved.
        expected = 0.25 if generation == 1 else 0.5 * now.history[-1][1]
        is_near = generation > 1 and now.tolerance < NEAR_ENOUGH
        if is_near or expected < LEAST_ACCEPTED or now.runs + len(now.shares) / expected > runs:
            break
        made = _generation(now, simulate, target, seed, generation, runs)
        if made is None:
            break
        now = made
    return now


def _generation(
    before: Population, simulate: Simulate, target: Array, seed: int, generation: int, runs: int
) -> Population | None:
    """Return the next population, or None if the runs do not suffice."""
    wanted = len(before.shares)
    learnt = before.learnt
    if wanted >= 4 * (before.stats.shape[1] + 1):
        learnt = learn(before.shares, before.stats, target, before.weights)
    tolerance = float(np.median(learnt.distance(before.stats)))
    factor = exactly.root(2.0 * exactly.covariance(before.shares, before.weights))
    reached = np.cumsum(before.weights)
    shares, stats, apart = [], [], []
    accepted = tried = spent = 0
    while accepted < wanted:
        # As many as will probably do: the number hangs on what was found, never on who computes.
        size = int((wanted - accepted) * 1.1 * max(tried, 1) / max(accepted, 1)) if accepted else wanted
        size = min(size + 8, 4 * wanted, runs - before.runs - spent)
        if size <= 0:
            return None
        proposals = np.array(
            [_proposal(before, reached, factor, seed, generation, spent + i) for i in range(size)]
        )
        made = simulate(proposals, lucks(seed, generation, spent, size))
        spent += size
        far = learnt.distance(made)
        within = np.flatnonzero(far <= tolerance)[: wanted - accepted]
        tried += int(within[-1]) + 1 if accepted + len(within) == wanted else size
        accepted += len(within)
        shares.append(proposals[within])
        stats.append(made[within])
        apart.append(far[within])
    here = np.concatenate(shares)
    density = np.empty(wanted)
    mixture_density(here, before.shares, before.weights, factor, density)
    weights = 1.0 / density
    return Population(
        here,
        np.concatenate(stats),
        weights / exactly.total(weights),
        np.concatenate(apart),
        learnt,
        before.runs + spent,
        (*before.history, (tolerance, wanted / tried)),
    )


def _proposal(
    before: Population, reached: Array, factor: Array, seed: int, generation: int, number: int
) -> Array:
    """Choose a draw by its weight and move it; one that leaves the prior is chosen anew."""
    dims = before.shares.shape[1]
    for attempt in range(10_000):
        picked = randomness.unit(randomness.word(seed, generation, randomness.ANCESTOR, 0, number, attempt))
        ancestor = min(int(np.searchsorted(reached, picked * reached[-1])), len(reached) - 1)
        moved = before.shares[ancestor] + _nudge(factor, dims, seed, generation, number, attempt)
        if ((moved > 0.0) & (moved < 1.0)).all():
            return np.asarray(moved)
    return np.asarray(before.shares[ancestor])


def _nudge(factor: Array, dims: int, seed: int, generation: int, number: int, attempt: int) -> Array:
    """A normal step, under the name of this proposal and attempt."""
    pairs = (dims + 1) // 2
    first = (number * 10_000 + attempt) * pairs
    flat = [
        x
        for pair in range(pairs)
        for x in randomness.normal(seed, generation, randomness.NUDGE, first + pair)
    ]
    step = np.zeros(dims)
    for a in range(dims):
        for b in range(a + 1):
            step[a] += factor[a, b] * flat[b]
    return step


def adjusted(population: Population) -> Population:
    """Move each draw to where it would be had its run given the data exactly: local linear regression.

    Logits of shares are regressed on the learnt statistics, near ones weighing more (Epanechnikov); logits,
    so that no draw leaves its range.
    """
    stats = population.learnt(population.stats) / population.learnt.noise
    if len(stats) < 4 * (stats.shape[1] + 1):
        return population
    near = 1.0 - (population.distances / (population.tolerance * (1.0 + 1e-9) or 1.0)) ** 2
    weights = population.weights * np.maximum(near, 0.0)
    if exactly.total(weights) <= 0.0:
        return population
    weights = weights / exactly.total(weights)
    moved = logits(population.shares)
    slopes, _ = regression(stats, moved, weights)
    for k in range(stats.shape[1]):
        moved = moved - stats[:, k, None] * slopes[k]
    return replace(population, shares=shares_of(moved), weights=weights)


def resampled(weights: Array, number: int, seed: int) -> NDArray[np.int64]:
    """Return rows of equally weighted draws: systematic resampling, shape (number,)."""
    start = randomness.unit(randomness.word(seed, 0, randomness.DRAW, 0, 0, 0))
    reached = np.cumsum(weights)
    wanted = (np.arange(number) + start) / number * reached[-1]
    return np.asarray(np.minimum(np.searchsorted(reached, wanted), len(reached) - 1))
