"""What branching processes say about cascades of thresholds on large random networks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import binom, poisson

Shares = NDArray[np.float64]

MOST = 60
"""Degrees beyond this are as good as impossible at the mean degrees asked for (at most 8)."""


def easily_won(threshold: float) -> int:
    """The largest number of followees of whom one is enough."""
    return int(np.floor(1.0 / threshold + 1e-9))


def window(threshold: float, *, directed: bool) -> tuple[float, float]:
    """Mean degrees between which one person can set off a global cascade.

    Undirected (Watts 2002): z P(Pois(z) <= K - 2) = 1; directed: z P(Pois(z) <= K - 1) = 1, with K
    from `easily_won`.
    """
    most = easily_won(threshold) - (1 if directed else 2)

    def over(degree: float) -> float:
        return float(degree * poisson.cdf(most, degree)) - 1.0

    top = max(np.linspace(1.0, 15.0, 1401), key=over)
    return brentq(over, 0.5, top), brentq(over, top, 40.0)


def chance_undirected(degree: float, threshold: float) -> float:
    """Chance that anybody sets off a global cascade in an undirected Poisson network."""
    k = np.arange(MOST)
    pmf = poisson.pmf(k, degree)
    easy = k[1 : easily_won(threshold) + 1]
    u = 0.0  # a tie does not lead to a global cascade
    for _ in range(20_000):
        reached = poisson.pmf(easy - 1, degree)
        u = 1.0 - float(reached.sum()) + float((reached * u ** (easy - 1)).sum())
    return 1.0 - float((pmf * u**k).sum())


def chance_directed(degree: float, threshold: float, audiences: NDArray[np.int64]) -> tuple[float, Shares]:
    """Chance for anybody, and for each of these people, where they speak to people drawn from all alike."""
    easy = float(poisson.cdf(easily_won(threshold) - 1, degree))
    sizes, times = np.unique(audiences, return_counts=True)
    x = easy  # whom somebody speaks to leads to a global cascade
    for _ in range(20_000):
        x = easy * (1.0 - float((times * (1.0 - x) ** sizes).sum()) / audiences.size)
    each = 1.0 - (1.0 - x) ** audiences
    return float(each.mean()), each


def size(degree: float, threshold: float, *, directed: bool) -> float:
    """Share of people won in a global cascade (Gleeson and Cahalane 2007, from nearly nobody)."""
    k = np.arange(MOST)
    needed = np.maximum(np.ceil(threshold * k - 1e-9), 1)
    pmf = poisson.pmf(k, degree)

    def won(q: float, others: NDArray[np.int64]) -> float:
        """Share of people won where each of so many others whom they follow speaks with chance q."""
        return float((pmf[: others.size] * binom.sf(needed[k.size - others.size :] - 1, others, q)).sum())

    # Undirected, one of the neighbours is who is told, and k p_k / z is Poisson again, one higher.
    others = k if directed else k[1:] - 1
    q = 1e-3
    for _ in range(20_000):
        q = won(q, others)
    return won(q, k)


def yield_of(concentration: float | Shares, sources: int) -> Shares:
    """People won per impression where x impressions fall on each person at random: P(Pois(x) >= K) / x."""
    x = np.asarray(concentration, float)
    return np.asarray(poisson.sf(sources - 1, x) / x)


def best_concentration(sources: int) -> tuple[float, float]:
    """Impressions per person with the largest `yield_of`, and that yield: x p(x; K - 1) = P(Pois(x) >= K)."""
    x = brentq(
        lambda x: x * poisson.pmf(sources - 1, x) - poisson.sf(sources - 1, x), 0.5 * sources, 5.0 * sources
    )
    return float(x), float(yield_of(x, sources))
