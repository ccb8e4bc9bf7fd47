"""How popular readers are, and finding the reader at a point of the cumulative popularity.

Popularity is a whole number, so that a range of rows is a range of sums and no order of adding can
matter. The key of every number is (seed, 0).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels.jit import jit
from stonecast.randomness import POPULARITY, exp, power, unit, word

Ints32 = NDArray[np.int32]
Ints64 = NDArray[np.int64]
type Weights = tuple[int, Ints64, Ints32]
"""Width of a step of the guide (its logarithm to base 2), cumulative weights, guide."""

ROUNDS = 12
"""Newton steps at most; they come from below and stop when they gain less than a thousandth."""


@jit
def draw_popularity(lo: int, hi: int, seed: int, slope: float, most: float, weights: Ints64) -> None:
    """Popularity of each row as a whole number of 1/1024: Pareto, ``u ** -slope``, at most ``most``."""
    for row in range(lo, hi):
        weight = power(1.0 / unit(word(seed, 0, POPULARITY, 0, row, 0)), slope)
        weights[row] = int((weight if weight < most else most) * 1024.0)


@jit
def weigh_outside(
    lo: int, hi: int, bounds: Ints64, weights: Ints64, picks: Ints64, per_pick: float, outside: Ints64
) -> None:
    """Weights for picks from outside, so that a small community does not cut the tail of popularity.

    A community of m readers gives a member at most m followers. With ``picks`` distinct picks inside, a
    member of weight w gets about ``m (1 - exp(-rate w))``, where the rate makes these sum to the picks
    (Newton's method on a concave sum). What is missing from the followers that w asks for, ``w /
    per_pick``, is the weight outside; at least 1, so that everybody can be picked.
    """
    for community in range(lo, hi):
        start, stop = int(bounds[community]), int(bounds[community + 1])
        size = stop - start
        asked = min(int(picks[community]) / size, 0.99 * size)
        rate = 0.0
        for _ in range(ROUNDS):
            got, slope = 0.0, 0.0
            for row in range(start, stop):
                missed = exp(-rate * int(weights[row]))
                got += 1.0 - missed
                slope += int(weights[row]) * missed
            rate += (asked - got) / slope
            if asked - got <= 0.001 * asked:
                break
        for row in range(start, stop):
            inside = size * (1.0 - exp(-rate * int(weights[row])))
            outside[row] = 1 + max(0, int(int(weights[row]) - inside * per_pick))


@jit
def fill_guide(lo: int, hi: int, shift: int, cumulative: Ints64, guide: Ints32) -> None:
    """Note for each multiple of 2^shift of the cumulative weight the row that holds it."""
    row = search(cumulative, 0, cumulative.size - 1, lo << shift)
    for step in range(lo, hi):
        while row + 2 < cumulative.size and cumulative[row + 1] <= step << shift:
            row += 1
        guide[step] = row


@jit
def search(cumulative: Ints64, lo: int, hi: int, target: int) -> int:
    """Row in ``lo`` .. ``hi - 1`` whose share of the cumulative weight holds ``target``."""
    while hi - lo > 1:
        middle = (lo + hi) >> 1
        if cumulative[middle] <= target:
            lo = middle
        else:
            hi = middle
    return lo


@jit
def row_at(target: int, shift: int, cumulative: Ints64, guide: Ints32) -> int:
    """Row that holds ``target``: the guide leaves few to search, where halving the pond misses caches."""
    step = target >> shift
    return search(cumulative, int(guide[step]), int(guide[step + 1]) + 1, target)
