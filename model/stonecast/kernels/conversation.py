"""Who holds a standing conversation with whom, and the trust of every tie.

The key of every number is (seed, 0); a tie is named by its author and its follower.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels.jit import inner, jit
from stonecast.kernels.quads import QUADS, words_of_blocks
from stonecast.randomness import CLOSE, HOLLOW, MASK, ROUNDING, TRUST, block, round_by_chance, word

Ints32 = NDArray[np.int32]
Ints64 = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats32 = NDArray[np.float32]
Reals = NDArray[np.float64]

POSITIONS = (1 << 31) - 1


@inner
def _smallest_first(keys: Ints64, need: int) -> None:
    """Move the ``need`` smallest of distinct keys to the front (Hoare's selection)."""
    lo, hi = 0, keys.size - 1
    while lo < hi:
        pivot = int(keys[(lo + hi) >> 1])
        i, j = lo, hi
        while i <= j:
            while keys[i] < pivot:
                i += 1
            while keys[j] > pivot:
                j -= 1
            if i <= j:
                keys[i], keys[j] = int(keys[j]), int(keys[i])
                i += 1
                j -= 1
        if need - 1 <= j:
            hi = j
        elif need - 1 >= i:
            lo = i
        else:
            return


@inner
def _rank(mutual: bool, group: int, other: int) -> int:
    """Preference of a tie for conversation: 0 mutual in one community .. 3 neither."""
    return (0 if mutual else 2) + (0 if group == other else 1)


@inner
def _converse(
    seed: int,
    author: int,
    need: int,
    groups: Ints32,
    offsets: Ints64,
    followers: Ints32,
    hollow: Flags,
    close: Flags,
    keys: Ints64,
) -> None:
    """Choose ``need`` of an author's live ties; ``close`` says which are mutual and then which are close."""
    start, stop, group = int(offsets[author]), int(offsets[author + 1]), int(groups[author])
    sizes = [0, 0, 0, 0]
    for tie in range(start, stop):
        if hollow.size and hollow[tie]:
            continue
        sizes[_rank(bool(close[tie]), group, int(groups[followers[tie]]))] += 1
    rank = 0
    while rank < 3 and need > sizes[rank]:
        need -= sizes[rank]
        rank += 1
    count = 0
    for tie in range(start, stop):
        follower = int(followers[tie])
        if hollow.size and hollow[tie]:
            close[tie] = False
            continue
        standing = _rank(bool(close[tie]), group, int(groups[follower]))
        close[tie] = standing < rank
        if standing == rank:
            keys[count] = (word(seed, 0, CLOSE, 0, (author << 32) | follower, 0) << 31) | (tie - start)
            count += 1
    if 0 < need < count:
        _smallest_first(keys[:count], need)
    for k in range(need):
        close[start + (int(keys[k]) & POSITIONS)] = True


@inner
def _count(author: int, offsets: Ints64, hollow: Flags) -> int:
    """Count an author's hollow ties."""
    count = 0
    if hollow.size:
        for tie in range(int(offsets[author]), int(offsets[author + 1])):
            count += int(hollow[tie])
    return count


@jit
def choose_hollow(
    lo: int, hi: int, seed: int, limits: Ints64, offsets: Ints64, followers: Ints32, hollow: Flags
) -> None:
    """Make each follower of an author hollow with chance ``limits[author]`` / 2^32."""
    for author in range(lo, hi):
        if limits[author] > 0:
            for tie in range(int(offsets[author]), int(offsets[author + 1])):
                w = word(seed, 0, HOLLOW, 0, (author << 32) | int(followers[tie]), 0)
                hollow[tie] = w < limits[author]


@jit
def choose_close(
    lo: int,
    hi: int,
    seed: int,
    readers: int,
    shares: Reals,
    limits: Reals,
    groups: Ints32,
    offsets: Ints64,
    followers: Ints32,
    hollow: Flags,
    close: Flags,
) -> None:
    """Choose each author's close ties: ``min(share * live followers, limit)``, rounded by chance.

    Mutual ties come first, then followers of the author's own group, then named chance.

    Parameters
    ----------
    shares, limits
        Of a reader, and then of every blogger.
    groups
        Community of each person; -1 for an author who belongs to none.
    hollow
        Which ties have nobody at their end; empty if there are none.
    close
        Holds which ties are mutual, and receives which are close.
    """
    longest = 0
    for author in range(lo, hi):
        longest = max(longest, int(offsets[author + 1]) - int(offsets[author]))
    keys = np.empty(longest, np.int64)
    for author in range(lo, hi):
        own = max(0, author - readers + 1)
        limit = float(limits[own])
        talked = float(shares[own]) * (
            int(offsets[author + 1]) - int(offsets[author]) - _count(author, offsets, hollow)
        )
        need = round_by_chance(talked if talked < limit else limit, word(seed, 0, ROUNDING, 1, author, 0))
        _converse(seed, author, need, groups, offsets, followers, hollow, close, keys)


@inner
def _ordered_word(seed: int, tie: int, place: int, words: int, drawn: Ints64) -> int:
    """Return the ``place``-th smallest of so many named words.

    The smallest ones bubble to the front; from the middle on, those of the complements (without
    branches that a processor would mispredict).
    """
    flip = MASK if 2 * place > words else 0
    place = words + 1 - place if flip else place
    w0, w1, w2, w3 = block(seed, 0, TRUST, 0, tie, 0)
    drawn[0], drawn[1], drawn[2], drawn[3] = w0 ^ flip, w1 ^ flip, w2 ^ flip, w3 ^ flip
    if words > 4:
        w0, w1, w2, w3 = block(seed, 0, TRUST, 0, tie, 1)
        drawn[4], drawn[5], drawn[6], drawn[7] = w0 ^ flip, w1 ^ flip, w2 ^ flip, w3 ^ flip
    for front in range(place):
        smallest = int(drawn[words - 1])
        for k in range(words - 2, front - 1, -1):
            here = int(drawn[k])
            drawn[k + 1] = max(here, smallest)
            smallest = min(here, smallest)
        drawn[front] = smallest
    return int(drawn[place - 1]) ^ flip


@jit
def draw_trust(
    lo: int,
    hi: int,
    seed: int,
    constants: NDArray[np.float64],
    places: Ints64,
    words: Ints64,
    offsets: Ints64,
    followers: Ints32,
    close: Flags,
    trust: Floats32,
) -> None:
    """Draw the trust of every tie by law 1 if it is close and law 0 otherwise.

    A law is a constant (``words`` = 0), or Beta(a, b) with whole a and b: the a-th smallest of
    a + b - 1 uniform numbers has exactly this law (order statistics; a = ``places``).
    """
    drawn = np.empty(8, np.int64)
    for author in range(lo, hi):
        for tie in range(int(offsets[author]), int(offsets[author + 1])):
            law = 1 if close[tie] else 0
            if words[law] == 0:
                trust[tie] = constants[law]
            else:
                name = (author << 32) | int(followers[tie])
                w = _ordered_word(seed, name, int(places[law]), int(words[law]), drawn)
                trust[tie] = (w >> 8) * 5.960464477539063e-08


@jit
def draw_each(seed: int, names: Ints64, constant: float, place: int, words: int, trust: Floats32) -> None:
    """Draw the trust of ties, named ``(author << 32) | follower``, by one law, as `draw_trust` does.

    Many at a time: the words of 64 ties bubble at once (see `_ordered_word`), in 32 bits, of which a
    processor compares twice as many at once as of 64.
    """
    blocks, drawn = np.empty((8, QUADS), np.uint64), np.empty((8, QUADS), np.uint32)
    some, more = blocks[:4], blocks[4:]
    flip = np.uint64(MASK if 2 * place > words else 0)
    place = words + 1 - place if flip else place
    if words == 0:
        trust[:] = constant
        return
    for first in range(0, names.size, QUADS):
        count = min(QUADS, names.size - first)
        words_of_blocks(names, first, count, TRUST, 0, seed, 0, some)
        if words > 4:
            words_of_blocks(names, first, count, TRUST, 1, seed, 0, more)
        for k in range(words):
            for i in range(count):
                drawn[k, i] = np.uint32(blocks[k, i] ^ flip)
        for front in range(place):
            for k in range(words - 2, front - 1, -1):
                for i in range(count):
                    here, smallest = drawn[k, i], drawn[k + 1, i]
                    drawn[k + 1, i] = max(here, smallest)
                    drawn[k, i] = min(here, smallest)
        for i in range(count):
            w = int(drawn[place - 1, i]) ^ int(flip)
            trust[first + i] = (w >> 8) * 5.960464477539063e-08
