"""Words two at a time, from a generator half as dear: for decisions of which each needs one word.

Philox2x32-10 (Salmon, Moraes, Dror, Shaw 2011, 10.1145/2063384.2063405), checked against its published test
vectors. Its counter is (half the person's number, run) and its key the luck, which leaves no room for a
purpose: only `stonecast.kernels.heed` takes numbers from it (purpose HEED), so that nobody else has the same.
"""

from __future__ import annotations

import numpy as np

from stonecast import randomness as named
from stonecast.kernels.jit import lean, part
from stonecast.kernels.quads import Words

_M, _S = np.uint64(named.MASK), np.uint64(32)
_A, _K = np.uint64(0xD256D193), np.uint64(0x9E3779B9)


@part
def pair(name: np.uint64, run: np.uint64, luck: np.uint64) -> tuple[np.uint64, np.uint64]:
    """Return two words, of the people 2 ``name`` and 2 ``name`` + 1.

    Masks say that all numbers are short, so that a product of two is one instruction from the first round on.
    """
    c0, c1, key = name & _M, run & _M, luck & _M
    for _ in range(10):
        product = _A * c0
        c0, c1 = (product >> _S) ^ key ^ c1, product & _M
        key = (key + _K) & _M
    return c0, c1


@lean
def words_of_row(first: int, luck: int, run: int, words: Words) -> None:
    """Fill ``words`` (2, n) with the words of n neighbouring pairs from ``first`` on."""
    key, lane = np.uint64(luck), np.uint64(run)
    for i in range(words.shape[1]):
        words[0, i], words[1, i] = pair(np.uint64(first + i), lane, key)
