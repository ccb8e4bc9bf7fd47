"""Where people are in the pond, and who is chosen into an audience.

The key of every number is (seed, 0).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels.jit import inner, jit
from stonecast.randomness import (
    AUDIENCE,
    CAST,
    ONE,
    POSITION,
    ROUNDING,
    block,
    normal,
    round_by_chance,
    unit,
    word,
)

Ints32 = NDArray[np.int32]
Ints64 = NDArray[np.int64]
Floats = NDArray[np.float64]


SPARSE = 32
"""An audience below one in so many of its range is drawn one by one instead of row by row."""

SIDE = 1 << 16
"""Cells of the curve along one side of the pond."""


@inner
def _reflect(x: float) -> float:
    """Fold a coordinate back into [0, 1] at both shores."""
    while x < 0.0 or x > 1.0:
        x = -x if x < 0.0 else 2.0 - x
    return x


@inner
def _along_curve(x: float, y: float) -> int:
    """Number of a place along Hilbert's curve through 2^16 times 2^16 cells, below 2^32."""
    i, j = min(SIDE - 1, int(x * SIDE)), min(SIDE - 1, int(y * SIDE))
    number = 0
    half = SIDE >> 1
    while half > 0:
        right, up = (1 if i & half else 0), (1 if j & half else 0)
        number += half * half * ((3 * right) ^ up)
        if up == 0:
            if right == 1:
                i, j = SIDE - 1 - i, SIDE - 1 - j
            i, j = j, i
        half >>= 1
    return number


@jit
def place_evenly(lo: int, hi: int, seed: int, purpose: int, places: Floats, along: Ints64) -> None:
    """Scatter places over the pond, and number them along the curve."""
    for row in range(lo, hi):
        w0, w1, _, _ = block(seed, 0, purpose, 0, row, 0)
        places[row, 0], places[row, 1] = unit(w0), unit(w1)
        along[row] = _along_curve(places[row, 0], places[row, 1])


@jit
def place_around(
    lo: int,
    hi: int,
    seed: int,
    spread: float,
    centres: Floats,
    communities: Ints32,
    places: Floats,
    along: Ints64,
) -> None:
    """Scatter people normally around the centre of their community, and number them along the curve."""
    for row in range(lo, hi):
        dx, dy = normal(seed, 0, POSITION, row)
        x = _reflect(float(centres[communities[row], 0]) + spread * dx)
        y = _reflect(float(centres[communities[row], 1]) + spread * dy)
        places[row, 0], places[row, 1] = x, y
        along[row] = _along_curve(x, y)


@jit
def cast_bloggers(
    lo: int, hi: int, seed: int, readers: int, followers: Floats, homes: Ints64, sizes: Ints64
) -> None:
    """Draw the reader at whose place each blogger lives, and round each number of followers by chance."""
    for blogger in range(lo, hi):
        homes[blogger] = (word(seed, 0, CAST, 0, blogger, 0) * readers) >> 32
        size = round_by_chance(float(followers[blogger]), word(seed, 0, ROUNDING, 0, blogger, 0))
        sizes[blogger] = min(readers, size)


@jit
def choose_audience(
    lo: int, hi: int, seed: int, name: int, first: Ints64, ranges: Ints64, offsets: Ints64, out: Ints32
) -> None:
    """Choose each blogger's followers: distinct rows of a range, every set of that size equally likely.

    Dense audiences go row by row (Knuth, The Art of Computer Programming 3.4.2, algorithm S); sparse
    ones draw rows until enough are distinct. Rows come out sorted. The chance of one row is kept to
    within 2^-32. Blogger ``b`` goes by the number ``name + b``.
    """
    for blogger in range(lo, hi):
        at, left, start = int(offsets[blogger]), int(ranges[blogger]), int(first[blogger])
        need = int(offsets[blogger + 1]) - at
        step = 0
        if need * SPARSE >= left:
            row = start
            while need > 0:
                for w in block(seed, 0, AUDIENCE, 0, ((name + blogger) << 32) | step, 0):
                    if need > 0 and w * left < need * ONE:
                        out[at] = row
                        at += 1
                        need -= 1
                    left -= 1
                    row += 1
                step += 1
        else:
            chosen = np.zeros(left, np.uint8)
            while need > 0:
                for w in block(seed, 0, AUDIENCE, 0, ((name + blogger) << 32) | step, 0):
                    k = (w * left) >> 32
                    if need > 0 and chosen[k] == 0:
                        chosen[k] = 1
                        need -= 1
                step += 1
            for k in range(left):
                if chosen[k] != 0:
                    out[at] = start + k
                    at += 1


@jit
def name_deal(lo: int, hi: int, seed: int, tier: int, keys: Ints64) -> None:
    """Give each card a key that sorts into a named order; its lowest 31 bits are the card."""
    for card in range(lo, hi):
        keys[card] = (word(seed, 0, CAST, tier, card, 0) << 31) | card
