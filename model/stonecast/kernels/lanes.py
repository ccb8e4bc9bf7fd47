"""Coins of ties in 64 neighbouring runs at once: one bit of a mask each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import jit, lean
from stonecast.kernels.quads import philox

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Words = NDArray[np.uint64]

LANES = 64
"""Runs that share one walk: one bit of a mask each."""

_ZERO = np.uint64(0)


@jit
def words_of_runs(quad: int, luck: int, first_run: int, words: Words) -> None:
    """Fill ``words`` (4, 64) with the RESPOND words of four neighbouring ties in 64 neighbouring runs."""
    at, name, key = np.uint64(quad), np.uint64(named.RESPOND << 16), np.uint64(luck)
    for r in range(LANES):
        words[0, r], words[1, r], words[2, r], words[3, r] = philox(
            at, name, _ZERO, key, np.uint64(first_run + r)
        )


@lean
def words_of_lanes(quads: Ints, lanes: Ints, count: int, luck: int, first_run: int, words: Words) -> None:
    """Fill ``words`` (4, ...) with the RESPOND words of ``count`` quads, each in a run of its own.

    It fills a multiple of four quads; there is room for them.
    """
    name, key = np.uint64(named.RESPOND << 16), np.uint64(luck)
    for i in range((count + 3) & ~3):
        words[0, i], words[1, i], words[2, i], words[3, i] = philox(
            np.uint64(quads[i]), name, _ZERO, key, np.uint64(first_run + lanes[i])
        )


@jit
def live_masks(
    first: int,
    last: int,
    own: bool,
    limits: Ints,
    luck: int,
    first_run: int,
    words: Words,
    masks: Words,
) -> None:
    """Fill ``masks[first:last]``: bit r of a tie tells whether its coin falls in run ``first_run + r``.

    ``own`` says whether each tie has a limit of its own or all share ``limits[0]``.
    """
    for quad in range(first >> 2, (last + 3) >> 2):
        words_of_runs(quad, luck, first_run, words)
        for lane in range(4):
            tie = quad * 4 + lane
            if tie < first or tie >= last:
                continue
            limit = np.uint64(limits[tie if own else 0])
            mask = _ZERO
            for r in range(LANES):
                mask |= np.uint64(words[lane, r] < limit) << np.uint64(r)
            masks[tie] = mask
