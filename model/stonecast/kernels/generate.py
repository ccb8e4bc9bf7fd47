"""Who follows whom: picks by popularity and nearness, and closed triads.

Every kernel works on rows ``lo`` to ``hi`` and writes only what belongs to them, so that any cut of
the rows over any number of threads gives the same market. The key of every number is (seed, 0).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels.jit import jit
from stonecast.randomness import (
    FOLLOWEES,
    PICK,
    POPULARITY,
    ROUNDING,
    TRIAD,
    block,
    exp,
    normal,
    power,
    round_by_chance,
    unit,
    word,
)

Ints32 = NDArray[np.int32]
Ints64 = NDArray[np.int64]

TRIES = 8
"""Tries to find somebody new in the range first chosen; as many again among everybody."""

AROUND = 2
"""Communities on each side along the curve that count as neighbours."""


@jit
def draw_popularity(lo: int, hi: int, seed: int, slope: float, most: float, weights: Ints64) -> None:
    """Popularity of each row as a whole number of 1/1024: Pareto, ``u ** -slope``, at most ``most``."""
    for row in range(lo, hi):
        weight = power(1.0 / unit(word(seed, 0, POPULARITY, 0, row, 0)), slope)
        weights[row] = int((weight if weight < most else most) * 1024.0)


@jit
def draw_degrees(
    lo: int,
    hi: int,
    seed: int,
    mu: float,
    sigma: float,
    most: float,
    triads: float,
    wanted: Ints32,
    first: Ints32,
) -> None:
    """Draw the picks of each reader (lognormal, at most ``most``), and those that close no triad."""
    for row in range(lo, hi):
        z, _ = normal(seed, 0, FOLLOWEES, row)
        degree = exp(mu + sigma * z)
        degree = degree if degree < most else most
        picks = round_by_chance(degree, word(seed, 0, ROUNDING, 2, row, 0))
        wanted[row] = picks
        first[row] = picks - round_by_chance(picks * triads, word(seed, 0, ROUNDING, 3, row, 0))


@jit
def _find(cumulative: Ints64, lo: int, hi: int, target: int) -> int:
    """Row in ``lo`` .. ``hi - 1`` whose share of the cumulative weight holds ``target``."""
    while hi - lo > 1:
        middle = (lo + hi) >> 1
        if cumulative[middle] <= target:
            lo = middle
        else:
            hi = middle
    return lo


@jit
def _row_by_popularity(where: int, draw: int, own: int, bounds: Ints64, cumulative: Ints64) -> int:
    """Row chosen by popularity in one's community (0), the ones around it (1) or the pond (2)."""
    last = bounds.size - 1
    left, right = int(bounds[own]), int(bounds[own + 1])
    if where == 0:
        before = int(cumulative[left])
        return _find(cumulative, left, right, before + draw % (int(cumulative[right]) - before))
    if where == 1 and last > 1:
        # The range around, without one's own community: skip its weight.
        home = int(cumulative[right]) - int(cumulative[left])
        start, stop = int(bounds[max(0, own - AROUND)]), int(bounds[min(last, own + AROUND + 1)])
        before = int(cumulative[start])
        target = before + draw % (int(cumulative[stop]) - before - home)
        if target >= int(cumulative[left]):
            target += home
        return _find(cumulative, start, stop, target)
    rows = int(bounds[last])
    return _find(cumulative, 0, rows, draw % int(cumulative[rows]))


@jit
def _somebody_new(
    seed: int,
    row: int,
    slot: int,
    own: int,
    inside: int,
    around: int,
    bounds: Ints64,
    cumulative: Ints64,
    seen: Ints32,
) -> int:
    """Row that ``row`` does not follow yet, or -1 if none was found."""
    where = 2
    for attempt in range(2 * TRIES):
        w0, w1, w2, _ = block(seed, 0, PICK, attempt, row, slot)
        if attempt == 0 and w0 < around:
            where = 0 if w0 < inside else 1
        elif attempt == TRIES:
            where = 2
        other = _row_by_popularity(where, (w1 << 31) | (w2 >> 1), own, bounds, cumulative)
        if seen[other] != row:
            return other
    return -1


@jit
def pick_first(
    lo: int,
    hi: int,
    seed: int,
    inside: int,
    around: int,
    bounds: Ints64,
    communities: Ints32,
    cumulative: Ints64,
    starts: Ints64,
    first: Ints32,
    picks: Ints32,
    filled: Ints32,
) -> None:
    """Pick the followees of each reader that close no triad."""
    seen = np.full(cumulative.size - 1, -1, np.int32)
    for row in range(lo, hi):
        seen[row] = row
        at = start = int(starts[row])
        for slot in range(int(first[row])):
            other = _somebody_new(
                seed, row, slot, int(communities[row]), inside, around, bounds, cumulative, seen
            )
            if other >= 0:
                seen[other] = row
                picks[at] = other
                at += 1
        filled[row] = at - start


@jit
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
    inside: int,
    around: int,
    bounds: Ints64,
    communities: Ints32,
    cumulative: Ints64,
    starts: Ints64,
    wanted: Ints32,
    first: Ints32,
    picks: Ints32,
    filled: Ints32,
    total: Ints32,
) -> None:
    """Pick the remaining followees among followees of followees; reads only first picks of others."""
    seen = np.full(cumulative.size - 1, -1, np.int32)
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
                    seed, row, slot, int(communities[row]), inside, around, bounds, cumulative, seen
                )
            if other >= 0:
                seen[other] = row
                picks[at] = other
                at += 1
        total[row] = at - start
