"""Words of neighbouring ties, four quads at a time: the same numbers as `randomness.word` under any name."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import lean

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
