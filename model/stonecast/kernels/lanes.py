"""Named words many at a time: the same numbers as `randomness.word`, in loops that vectorise.

A processor multiplies four pairs of 32-bit numbers at once if it knows that they are not negative; hence
unsigned integers here, where `randomness` has plain ones. A test compares the two.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import jit

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Words = NDArray[np.uint64]

LANES = 64
"""Runs that share one walk: one bit of a mask each."""

_M = np.uint64(named.MASK)
_S = np.uint64(32)
_A, _B = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_K0, _K1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_ZERO, _ONE = np.uint64(0), np.uint64(1)


@jit
def words_of_runs(quad: int, luck: int, first_run: int, words: Words) -> None:
    """Fill ``words`` (4, 64) with the RESPOND words of four neighbouring ties in 64 neighbouring runs."""
    low, high = np.uint64(quad) & _M, np.uint64(quad) >> _S
    name = np.uint64(named.RESPOND << 16)
    for r in range(LANES):
        c0, c1, c2, c3 = low, high, name, _ZERO
        k0, k1 = np.uint64(luck), np.uint64(first_run + r)
        for _ in range(10):
            p0, p1 = _A * c0, _B * c2
            c0, c1, c2, c3 = (p1 >> _S) ^ c1 ^ k0, p1 & _M, (p0 >> _S) ^ c3 ^ k1, p0 & _M
            k0, k1 = (k0 + _K0) & _M, (k1 + _K1) & _M
        words[0, r], words[1, r], words[2, r], words[3, r] = c0, c1, c2, c3


@jit
def words_of_row(quad: int, quads: int, purpose: int, luck: int, run: int, words: Words) -> None:
    """Fill ``words`` (4, 64) with the words of up to 64 neighbouring quads of ties or people in one run.

    It fills a multiple of four quads, because four take no longer than one.
    """
    name = np.uint64(purpose << 16)
    for q in range((quads + 3) & ~3):
        at = np.uint64(quad + q)
        c0, c1, c2, c3 = at & _M, at >> _S, name, _ZERO
        k0, k1 = np.uint64(luck), np.uint64(run)
        for _ in range(10):
            p0, p1 = _A * c0, _B * c2
            c0, c1, c2, c3 = (p1 >> _S) ^ c1 ^ k0, p1 & _M, (p0 >> _S) ^ c3 ^ k1, p0 & _M
            k0, k1 = (k0 + _K0) & _M, (k1 + _K1) & _M
        words[0, q], words[1, q], words[2, q], words[3, q] = c0, c1, c2, c3


@jit
def words_of_names(names: Ints, count: int, purpose: int, luck: int, run: int, words: Words) -> None:
    """Fill ``words`` (4, size of ``names``) with the four words of each of the first ``count`` names."""
    purpose_word = np.uint64(purpose << 16)
    for i in range(min((count + 3) & ~3, names.size)):
        at = np.uint64(names[i])
        c0, c1, c2, c3 = at & _M, at >> _S, purpose_word, _ZERO
        k0, k1 = np.uint64(luck), np.uint64(run)
        for _ in range(10):
            p0, p1 = _A * c0, _B * c2
            c0, c1, c2, c3 = (p1 >> _S) ^ c1 ^ k0, p1 & _M, (p0 >> _S) ^ c3 ^ k1, p0 & _M
            k0, k1 = (k0 + _K0) & _M, (k1 + _K1) & _M
        words[0, i], words[1, i], words[2, i], words[3, i] = c0, c1, c2, c3


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
