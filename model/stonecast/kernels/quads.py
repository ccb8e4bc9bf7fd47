"""Words of neighbouring ties, four quads at a time: the same numbers as `randomness.word` under any name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import lean, part

Words = NDArray[np.uint64]

QUADS = 64
"""Quads whose words are looked up together, at most."""

_M = np.uint64(named.MASK)
_S = np.uint64(32)
_A, _B = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_K0, _K1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)


def room() -> Words:
    """Return room for the words of `QUADS` quads, as `words_of_quads` fills them in."""
    return np.empty((4, QUADS), np.uint64)


@lean
def words_of_quads(
    quad: int, quads: int, purpose: int, message: int, occasion: int, luck: int, run: int, words: Words
) -> None:
    """Fill ``words`` (4, 64) with the words of up to 64 quads from ``quad`` on.

    It fills a multiple of four quads, because four take no longer than one (see `stonecast.kernels.lanes`).
    """
    name, number = np.uint64((purpose << 16) | message), np.uint64(occasion)
    for q in range((quads + 3) & ~3):
        at = np.uint64(quad + q)
        c0, c1, c2, c3 = at & _M, at >> _S, name, number
        k0, k1 = np.uint64(luck), np.uint64(run)
        for _ in range(10):
            p0, p1 = _A * c0, _B * c2
            c0, c1, c2, c3 = (p1 >> _S) ^ c1 ^ k0, p1 & _M, (p0 >> _S) ^ c3 ^ k1, p0 & _M
            k0, k1 = (k0 + _K0) & _M, (k1 + _K1) & _M
        words[0, q], words[1, q], words[2, q], words[3, q] = c0, c1, c2, c3


@lean
def hits_of_quads(
    quad: int,
    quads: int,
    purpose: int,
    message: int,
    occasion: int,
    chance: int,
    luck: int,
    run: int,
    hits: Words,
) -> None:
    """Fill in for up to 64 quads which of their four words are below ``chance``, one bit each."""
    name, number, limit = np.uint64((purpose << 16) | message), np.uint64(occasion), np.uint64(chance)
    for q in range((quads + 3) & ~3):
        at = np.uint64(quad + q)
        c0, c1, c2, c3 = at & _M, at >> _S, name, number
        k0, k1 = np.uint64(luck), np.uint64(run)
        for _ in range(10):
            p0, p1 = _A * c0, _B * c2
            c0, c1, c2, c3 = (p1 >> _S) ^ c1 ^ k0, p1 & _M, (p0 >> _S) ^ c3 ^ k1, p0 & _M
            k0, k1 = (k0 + _K0) & _M, (k1 + _K1) & _M
        found = np.uint64(c0 < limit) | (np.uint64(c1 < limit) << np.uint64(1))
        found |= (np.uint64(c2 < limit) << np.uint64(2)) | (np.uint64(c3 < limit) << np.uint64(3))
        hits[q] = found


@lean
def words_of_blocks(
    names: NDArray[np.int64],
    first: int,
    count: int,
    purpose: int,
    occasion: int,
    luck: int,
    words: Words,
) -> None:
    """Fill ``words`` (4, 64) with the four words that `randomness.block` gives up to 64 names."""
    for i in range(count):
        at = np.uint64(names[first + i])
        c0, c1, c2, c3 = at & _M, at >> _S, np.uint64(purpose << 16), np.uint64(occasion)
        k0, k1 = np.uint64(luck), np.uint64(0)
        for _ in range(10):
            p0, p1 = _A * c0, _B * c2
            c0, c1, c2, c3 = (p1 >> _S) ^ c1 ^ k0, p1 & _M, (p0 >> _S) ^ c3 ^ k1, p0 & _M
            k0, k1 = (k0 + _K0) & _M, (k1 + _K1) & _M
        words[0, i], words[1, i], words[2, i], words[3, i] = c0, c1, c2, c3


@lean
def words_of_names(
    names: NDArray[np.int64],
    occasions: NDArray[np.int32],
    first: int,
    count: int,
    purpose: int,
    message: int,
    luck: int,
    run: int,
    words: Words,
) -> None:
    """Fill ``words`` (4, 64) with the quads' words of up to 64 names from entry ``first`` on."""
    name = np.uint64((purpose << 16) | message)
    for i in range(count):
        at = np.uint64(names[first + i]) >> np.uint64(2)
        c0, c1, c2, c3 = at & _M, at >> _S, name, np.uint64(occasions[first + i]) & _M
        k0, k1 = np.uint64(luck), np.uint64(run)
        for _ in range(10):
            p0, p1 = _A * c0, _B * c2
            c0, c1, c2, c3 = (p1 >> _S) ^ c1 ^ k0, p1 & _M, (p0 >> _S) ^ c3 ^ k1, p0 & _M
            k0, k1 = (k0 + _K0) & _M, (k1 + _K1) & _M
        words[0, i], words[1, i], words[2, i], words[3, i] = c0, c1, c2, c3


@part
def word_of(tie: int, at: int, words: Words) -> int:
    """Word of a tie whose quad is in column ``at``, without a branch."""
    lane = tie & 3
    low = words[0, at] if lane == 0 else words[1, at]
    high = words[2, at] if lane == 2 else words[3, at]
    return int(low if lane < 2 else high)
