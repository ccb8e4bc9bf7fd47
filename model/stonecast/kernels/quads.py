"""Named words many at a time: the same numbers as `randomness.word`, in loops that vectorise.

A processor multiplies four pairs of 32-bit numbers at once if it knows that they are not negative; hence
unsigned integers here, where `randomness` has plain ones. A test compares the two.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import lean, part

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Words = NDArray[np.uint64]

QUADS = 64
"""Quads whose words are looked up together, at most."""

TOGETHER = 16
"""Quads whose coins fill one mask of 64 bits."""

_M = np.uint64(named.MASK)
_S = np.uint64(32)
_A, _B = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_K0, _K1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)


def room() -> Words:
    """Return room for the words of `QUADS` quads, as `words_of_quads` fills them in."""
    return np.empty((4, QUADS), np.uint64)


def row() -> Words:
    """Return room for `QUADS` words, as `words_of_names` fills them in."""
    return np.empty(QUADS, np.uint64)


@part
def philox(
    name: np.uint64, purpose: np.uint64, occasion: np.uint64, luck: np.uint64, run: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Return the four words of `randomness.block`; ``purpose`` has the message in its lower half."""
    c0, c1, c2, c3 = name & _M, name >> _S, purpose, occasion
    k0, k1 = luck, run
    for _ in range(10):
        p0, p1 = _A * c0, _B * c2
        c0, c1, c2, c3 = (p1 >> _S) ^ c1 ^ k0, p1 & _M, (p0 >> _S) ^ c3 ^ k1, p0 & _M
        k0, k1 = (k0 + _K0) & _M, (k1 + _K1) & _M
    return c0, c1, c2, c3


@lean
def words_of_quads(
    quad: int, quads: int, purpose: int, message: int, occasion: int, luck: int, run: int, words: Words
) -> None:
    """Fill ``words`` (4, 64) with the words of up to 64 neighbouring quads from ``quad`` on.

    It fills a multiple of four quads, because four take no longer than one.
    """
    name, number = np.uint64((purpose << 16) | message), np.uint64(occasion)
    key, lane = np.uint64(luck), np.uint64(run)
    for q in range((quads + 3) & ~3):
        words[0, q], words[1, q], words[2, q], words[3, q] = philox(
            np.uint64(quad + q), name, number, key, lane
        )


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
    key, lane = np.uint64(luck), np.uint64(run)
    for q in range((quads + 3) & ~3):
        w0, w1, w2, w3 = philox(np.uint64(quad + q), name, number, key, lane)
        found = np.uint64(w0 < limit) | (np.uint64(w1 < limit) << np.uint64(1))
        found |= (np.uint64(w2 < limit) << np.uint64(2)) | (np.uint64(w3 < limit) << np.uint64(3))
        hits[q] = found


@part
def mask_of(hits: Words, first: int, last: int) -> np.uint64:
    """Put the coins of up to `TOGETHER` quads, as `hits_of_quads` tossed them, into one mask."""
    mask = np.uint64(0)
    for q in range(first, min(first + TOGETHER, last)):
        mask |= hits[q] << np.uint64(4 * (q - first))
    return mask


@lean
def words_of_blocks(
    names: Ints, first: int, count: int, purpose: int, occasion: int, luck: int, run: int, words: Words
) -> None:
    """Fill ``words`` with the four words of ``count`` blocks, by ``names`` from entry ``first`` on.

    It fills a multiple of four, as far as there are names.
    """
    name, number = np.uint64(purpose << 16), np.uint64(occasion)
    key, lane = np.uint64(luck), np.uint64(run)
    for i in range(min((count + 3) & ~3, names.size - first)):
        words[0, i], words[1, i], words[2, i], words[3, i] = philox(
            np.uint64(names[first + i]), name, number, key, lane
        )


@lean
def words_of_names(
    names: Ints,
    occasions: Rows,
    first: int,
    count: int,
    purpose: int,
    message: int,
    luck: int,
    run: int,
    words: Words,
) -> None:
    """Fill ``words`` (64,) with the words of up to 64 names from entry ``first`` on: `randomness.word`."""
    name, key, lane = np.uint64((purpose << 16) | message), np.uint64(luck), np.uint64(run)
    for i in range(count):
        tie, number = np.uint64(names[first + i]), np.uint64(occasions[first + i]) & _M
        w0, w1, w2, w3 = philox(tie >> np.uint64(2), name, number, key, lane)
        low, high = (w1, w3) if tie & np.uint64(1) else (w0, w2)
        words[i] = high if tie & np.uint64(2) else low
