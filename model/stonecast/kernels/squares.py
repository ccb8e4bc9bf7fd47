"""Which ties pass in which runs, where all ties are alike: drawn for 8 ties in 8 runs at once.

Eight neighbouring ties in eight neighbouring runs are 64 cells: cell 8 (tie % 8) + run % 8 of square
(tie // 8, run // 8). A Poisson number of hits with mean -64 log(1 - p) falls on the cells of a square, each
hit on any of them with the same chance; a tie passes in a run if their cell is hit at all. So it passes with
chance p, independently of all others, because a Poisson number of points parted at random falls on each part
as an independent Poisson number (Kingman 1993, "Poisson Processes", 2.2). All numbers of a square are named:
WORLDS, tie // 8, run // 8. Squares make one run alone cheap, and many together as well.
"""

from __future__ import annotations

import numpy as np

from stonecast import randomness as named
from stonecast.kernels.jit import jit, part
from stonecast.kernels.quads import Ints, Words, philox

SIDE = 8
"""Ties and runs of a square; shifts by 3 and 6 assume it."""

FIRST, LATER = 15, 20
"""Hits in the words of the first occasion (word 0 is their number) and of a later one: five a word."""

MOST_HITS = FIRST + 12 * LATER
"""No square has more hits; with chances up to .9 one in 10^15 would."""

CHUNK = 128
"""Squares drawn together."""

_SIX = np.uint64(63)
_NAME, _ZERO = np.uint64(named.WORLDS << 16), np.uint64(0)
_OFTEN = np.uint64(7 << 29)
"""Where one square in eight has hits of a later occasion, that is drawn for all."""


@jit
def hit_limits(chance: float, limits: Words) -> None:
    """Fill ``limits`` (MOST_HITS,): more than h hits fall if word 0 of a square is at least ``limits[h]``.

    Each is the chance of at most h hits in 2^-32, rounded down: a tie's chance changes by less than 10^-9.
    """
    mean = -SIDE * SIDE * named.log(1.0 - chance)
    exactly = named.exp(-mean)
    at_most = exactly
    for h in range(limits.size):
        limits[h] = np.uint64(named.threshold(at_most))
        exactly = exactly * mean / (h + 1)
        at_most = at_most + exactly


@jit
def draw_squares(
    names: Ints, count: int, limits: Words, luck: int, group: int, numbers: Words, squares: Words, start: int
) -> None:
    """Fill ``squares[start + i]``: bit c tells whether cell c of square (``names[i]``, ``group``) is hit.

    Up to three more than ``count`` are filled, because four take no longer than one. ``numbers`` is room
    for one word of each.
    """
    padded = (count + 3) & ~3
    most = _ZERO
    for i in range(padded):
        c0, c1, c2, c3 = philox(np.uint64(names[i]), _NAME, _ZERO, np.uint64(luck), np.uint64(group))
        square = _ZERO
        for h in range(5):
            six = np.uint64(6 * h)
            square |= np.uint64(c0 >= limits[h]) << ((c1 >> six) & _SIX)
            square |= np.uint64(c0 >= limits[5 + h]) << ((c2 >> six) & _SIX)
            square |= np.uint64(c0 >= limits[10 + h]) << ((c3 >> six) & _SIX)
        squares[start + i] = square
        numbers[i] = c0
        most = max(most, c0)
    for occasion in range(1, 13):
        base = FIRST + (occasion - 1) * LATER
        if most < limits[base]:
            return
        if limits[base] < _OFTEN:
            _hit_all(names, padded, occasion, limits, luck, group, numbers, squares, start)
            continue
        for i in range(padded):
            if numbers[i] >= limits[base]:
                words = named.block(luck, group, named.WORLDS, 0, names[i], occasion)
                for lane in range(4):
                    w = np.uint64(words[lane])
                    for h in range(5):
                        hit = np.uint64(numbers[i] >= limits[base + 5 * lane + h])
                        squares[start + i] |= hit << ((w >> np.uint64(6 * h)) & _SIX)


@jit
def _hit_all(
    names: Ints,
    padded: int,
    occasion: int,
    limits: Words,
    luck: int,
    group: int,
    numbers: Words,
    squares: Words,
    start: int,
) -> None:
    """Add the hits of a later occasion to all squares."""
    base = FIRST + (occasion - 1) * LATER
    for i in range(padded):
        number, later = numbers[i], np.uint64(occasion)
        c0, c1, c2, c3 = philox(np.uint64(names[i]), _NAME, later, np.uint64(luck), np.uint64(group))
        square = squares[start + i]
        for h in range(5):
            six = np.uint64(6 * h)
            square |= np.uint64(number >= limits[base + h]) << ((c0 >> six) & _SIX)
            square |= np.uint64(number >= limits[base + 5 + h]) << ((c1 >> six) & _SIX)
            square |= np.uint64(number >= limits[base + 10 + h]) << ((c2 >> six) & _SIX)
            square |= np.uint64(number >= limits[base + 15 + h]) << ((c3 >> six) & _SIX)
        squares[start + i] = square


@part
def _swap(a: np.uint64, b: np.uint64, width: np.uint64, low: np.uint64) -> tuple[np.uint64, np.uint64]:
    """Swap the upper halves of ``a`` with the lower halves of ``b``; ``low`` masks all lower halves."""
    other = ((a >> width) ^ b) & low
    return a ^ (other << width), b ^ other


@jit
def draw_masks(
    ties: int,
    limits: Words,
    luck: int,
    group: int,
    groups: int,
    names: Ints,
    numbers: Words,
    squares: Words,
    masks: Words,
) -> None:
    """Fill ``masks``: bit r tells whether a tie passes in the r-th run of ``groups``, the rest is 0.

    Of eight squares with the same ties, byte t of square g becomes byte g of the mask of tie t.
    """
    squares[:] = _ZERO
    for start in range(0, (ties + SIDE - 1) // SIDE, CHUNK):
        for i in range(CHUNK):
            names[i] = start + i
        for g in range(groups):
            draw_squares(names, CHUNK, limits, luck, group + g, numbers, squares, g * CHUNK)
        for i in range(CHUNK):
            w0, w1, w2, w3 = squares[i], squares[CHUNK + i], squares[2 * CHUNK + i], squares[3 * CHUNK + i]
            w4, w5, w6, w7 = (
                squares[4 * CHUNK + i],
                squares[5 * CHUNK + i],
                squares[6 * CHUNK + i],
                squares[7 * CHUNK + i],
            )
            w0, w4 = _swap(w0, w4, np.uint64(32), np.uint64(0x00000000FFFFFFFF))
            w1, w5 = _swap(w1, w5, np.uint64(32), np.uint64(0x00000000FFFFFFFF))
            w2, w6 = _swap(w2, w6, np.uint64(32), np.uint64(0x00000000FFFFFFFF))
            w3, w7 = _swap(w3, w7, np.uint64(32), np.uint64(0x00000000FFFFFFFF))
            w0, w2 = _swap(w0, w2, np.uint64(16), np.uint64(0x0000FFFF0000FFFF))
            w1, w3 = _swap(w1, w3, np.uint64(16), np.uint64(0x0000FFFF0000FFFF))
            w4, w6 = _swap(w4, w6, np.uint64(16), np.uint64(0x0000FFFF0000FFFF))
            w5, w7 = _swap(w5, w7, np.uint64(16), np.uint64(0x0000FFFF0000FFFF))
            w0, w1 = _swap(w0, w1, np.uint64(8), np.uint64(0x00FF00FF00FF00FF))
            w2, w3 = _swap(w2, w3, np.uint64(8), np.uint64(0x00FF00FF00FF00FF))
            w4, w5 = _swap(w4, w5, np.uint64(8), np.uint64(0x00FF00FF00FF00FF))
            w6, w7 = _swap(w6, w7, np.uint64(8), np.uint64(0x00FF00FF00FF00FF))
            tie = SIDE * (start + i)
            masks[tie], masks[tie + 1], masks[tie + 2], masks[tie + 3] = w0, w1, w2, w3
            masks[tie + 4], masks[tie + 5], masks[tie + 6], masks[tie + 7] = w4, w5, w6, w7
