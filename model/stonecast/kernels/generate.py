"""Who follows whom: picks by popularity and nearness, and closed triads.

Every kernel works on rows ``lo`` to ``hi`` and writes only what belongs to them, so that any cut of
the rows over any number of threads gives the same market. The key of every number is (seed, 0).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels.jit import inner, jit
from stonecast.kernels.popularity import Weights, row_at
from stonecast.randomness import (
    FOLLOWEES,
    PICK,
    ROUNDING,
    TRIAD,
    block,
    exp,
    normal,
    round_by_chance,
    word,
)

Ints32 = NDArray[np.int32]
Ints64 = NDArray[np.int64]

TRIES = 8
"""Tries to find somebody new in the range first chosen; as many again among everybody."""

AROUND = 2
"""Communities on each side along the curve that count as neighbours."""


@jit
def draw_sociability(lo: int, hi: int, seed: int, sigma: float, out: Ints64) -> None:
    """Draw how many people each reader would follow, in whole numbers of 2^-20 of the median (lognormal)."""
    for row in range(lo, hi):
        z, _ = normal(seed, 0, FOLLOWEES, row)
        out[row] = int(exp(sigma * z) * 1048576.0)


@jit
def draw_degrees(
    lo: int,
    hi: int,
    seed: int,
    unit_size: float,
    most: float,
    triads: float,
    sociability: Ints64,
    wanted: Ints32,
    first: Ints32,
) -> None:
    """Round the picks of each reader (at most ``most``), and count those that close no triad."""
    for row in range(lo, hi):
        degree = int(sociability[row]) * unit_size
        degree = degree if degree < most else most
        picks = round_by_chance(degree, word(seed, 0, ROUNDING, 2, row, 0))
        wanted[row] = picks
        first[row] = picks - round_by_chance(picks * triads, word(seed, 0, ROUNDING, 3, row, 0))


@inner
def _row_by_popularity(
    where: int, draw: int, own: int, bounds: Ints64, inside: Weights, outside: Weights
) -> int:
    """Row chosen by popularity in one's community (0), the ones around it (1) or the pond (2)."""
    last = bounds.size - 1
    shift, cumulative, guide = inside if where == 0 else outside
    before, after = int(cumulative[bounds[own]]), int(cumulative[bounds[own + 1]])
    if where == 0:
        return row_at(before + draw % (after - before), shift, cumulative, guide)
    if where == 1 and last > 1:
        # The range around, without one's own community: skip its weight.
        start = int(cumulative[bounds[max(0, own - AROUND)]])
        stop = int(cumulative[bounds[min(last, own + AROUND + 1)]])
        target = start + draw % (stop - start - (after - before))
        return row_at(target + (after - before if target >= before else 0), shift, cumulative, guide)
    return row_at(draw % int(cumulative[bounds[last]]), shift, cumulative, guide)


@inner
def _somebody_new(
    seed: int,
    row: int,
    slot: int,
    own: int,
    near: int,
    around: int,
    bounds: Ints64,
    inside: Weights,
    outside: Weights,
    seen: Ints32,
) -> int:
    """Row that ``row`` does not follow yet, or -1 if none was found."""
    where = 2
    for attempt in range(2 * TRIES):
        w0, w1, w2, _ = block(seed, 0, PICK, attempt, row, slot)
        if attempt == 0 and w0 < around:
            where = 0 if w0 < near else 1
        elif attempt == TRIES:
            where = 2
        other = _row_by_popularity(where, (w1 << 31) | (w2 >> 1), own, bounds, inside, outside)
        if seen[other] != row:
            return other
    return -1


@jit
def pick_first(
    lo: int,
    hi: int,
    seed: int,
    near: int,
    around: int,
    bounds: Ints64,
    communities: Ints32,
    inside: Weights,
    outside: Weights,
    starts: Ints64,
    first: Ints32,
    picks: Ints32,
    filled: Ints32,
) -> None:
    """Pick the followees of each reader that close no triad."""
    seen = np.full(communities.size, -1, np.int32)
    for row in range(lo, hi):
        seen[row] = row
        at = start = int(starts[row])
        for slot in range(int(first[row])):
            other = _somebody_new(
                seed, row, slot, int(communities[row]), near, around, bounds, inside, outside, seen
            )
            if other >= 0:
                seen[other] = row
                picks[at] = other
                at += 1
        filled[row] = at - start


@inner
def _friend_of_friend(
    seed: int, row: int, slot: int, starts: Ints64, picks: Ints32, filled: Ints32, seen: Ints32
) -> int:
    """Followee of a followee whom ``row`` does not follow yet, or -1 if none was found."""
    start, count = int(starts[row]), int(filled[row])
    for attempt in range(TRIES if count > 0 else 0):
        w0, w1, _, _ = block(seed, 0, TRIAD, attempt, row, slot)
        via = int(picks[start + ((w0 * count) >> 32)])
        theirs = int(filled[via])
        if theirs > 0:
            other = int(picks[int(starts[via]) + ((w1 * theirs) >> 32)])
            if seen[other] != row:
                return other
    return -1


@jit
def pick_triads(
    lo: int,
    hi: int,
    seed: int,
    near: int,
    around: int,
    bounds: Ints64,
    communities: Ints32,
    inside: Weights,
    outside: Weights,
    starts: Ints64,
    wanted: Ints32,
    first: Ints32,
    picks: Ints32,
    filled: Ints32,
    total: Ints32,
) -> None:
    """Pick the remaining followees among followees of followees; reads only first picks of others."""
    seen = np.full(communities.size, -1, np.int32)
    for row in range(lo, hi):
        seen[row] = row
        start = int(starts[row])
        at = start + int(filled[row])
        for k in range(start, at):
            seen[picks[k]] = row
        for slot in range(int(first[row]), int(wanted[row])):
            other = _friend_of_friend(seed, row, slot, starts, picks, filled, seen)
            if other < 0:
                other = _somebody_new(
                    seed,
                    row,
                    slot,
                    int(communities[row]),
                    near,
                    around,
                    bounds,
                    inside,
                    outside,
                    seen,
                )
            if other >= 0:
                seen[other] = row
                picks[at] = other
                at += 1
        total[row] = at - start
