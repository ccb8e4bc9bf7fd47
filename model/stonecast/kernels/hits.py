"""Independent cascades that look only at ties that pass: cost goes with live ties, not with ties.

Ties of one author are cut into pieces of up to `PIECE` neighbours. Of a piece whose ties pass with chances
p_e, a Poisson number of hits with mean L = sum of -log(1 - p_e) falls on ties in proportion to -log(1 - p_e);
a tie is live if it is hit at all. Then tie e is live with chance p_e, independently of all others, because a
Poisson number of points parted at random falls on each part as an independent Poisson number (Kingman 1993,
"Poisson Processes", 2.2). All numbers of a piece are named: HITS, number of the piece. Word 0 gives its
number of hits, by inversion; words 1 to 3 the ties of the first three, those of later occasions the others.

Here all ties pass with one chance; `stonecast.kernels.weighted` is for those that differ. A walk takes up to
`CHUNK` pieces of its queue at a time and picks those that are hit at all. But for the few pieces with more
than three hits no branch depends on luck, and reads of memory do not wait for each other.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import jit, lean, part
from stonecast.kernels.prefetch import prefetch
from stonecast.kernels.quads import Ints, Rows, Words, words_of_blocks

Reals = NDArray[np.float64]

PIECE = 64
"""Ties in a piece: 2^6, as shifts by 6 assume. Piece j of author a has number (offsets[a] >> 6) + a + j."""

CHUNK = 128
"""Pieces looked at together."""

ROOM = 512
"""Hits kept before readers are looked at. One piece has fewer: its mean is below 150 and its number below the
mean by 2^-32 likely to be exceeded."""

AHEAD = 32
"""So many hits ahead a tie is fetched into the cache, and a row so many places ahead in the queue."""

MOST = 0.9
"""Chances up to which all ties alike go by hits; above, so many hits fall twice that coins are faster."""

NEVER, RATE, ONE, TWO, THREE, LAST = range(6)
"""Of a piece, by how many ties it has: the chance that nothing is hit, the mean number of hits, the chances
of at most one, two and three hits, and that of exactly three."""

_M, _S = np.uint64(named.MASK), np.uint64(32)
_1, _63 = np.uint64(1), np.uint64(63)


@jit
def equal_pieces(chance: float, pieces: Reals) -> None:
    """Fill ``pieces`` (65, 6), by how many ties a piece has, if every tie passes with ``chance`` < 1."""
    rate = -named.log(1.0 - chance)
    for count in range(PIECE + 1):
        never = named.exp(-(count * rate))
        pieces[count, NEVER], pieces[count, RATE] = never, count * rate
        pieces[count, ONE], pieces[count, TWO], pieces[count, THREE], pieces[count, LAST] = up_to_three(
            never, count * rate
        )


@part
def up_to_three(never: float, rate: float) -> tuple[float, float, float, float]:
    """Return the chances of at most one, two and three hits, and that of exactly three."""
    t1 = never * rate
    c1 = never + t1
    t2 = t1 * rate / 2.0
    c2 = c1 + t2
    t3 = t2 * rate / 3.0
    return c1, c2, c2 + t3, t3


@part
def win(reader: int, active: Words, queue: Rows, tail: int) -> int:
    """Queue a reader who was not active; without a branch. Returns the new end of the queue."""
    place, bit = reader >> 6, np.uint64(reader) & _63
    known = active[place]
    active[place] = known | (_1 << bit)
    queue[tail] = reader
    return int(tail + 1 - np.int64((known >> bit) & _1))


@part
def hits_from_the_fourth(
    u: float,
    rate: float,
    upto: float,
    exactly: float,
    luck: int,
    run: int,
    name: int,
    start: int,
    length: np.uint64,
    ties: Ints,
    parts: Words,
    hits: int,
) -> int:
    """Note the ties of a piece's later hits, and the fraction of each that its number left; returns all hits.

    ``upto`` and ``exactly`` are the chances of at most and of exactly three hits.
    """
    number = 3
    while u > upto:
        words = named.block(luck, run, named.HITS, 0, name, 1 + (number - 3) // 4)
        for lane in range(4):
            if u > upto:
                number += 1
                exactly = exactly * rate / number
                upto = upto + exactly
                product = np.uint64(words[lane]) * length
                ties[hits], parts[hits] = start + np.int64(product >> _S), product & _M
                hits += 1
    return hits


@part
def forget(active: Words, queue: Rows, tail: int) -> None:
    """Make everybody in the queue inactive again."""
    if tail > active.size:
        active[:] = 0
    else:
        for i in range(tail):
            active[queue[i] >> 6] = 0


@jit
def hit_cascades(
    offsets: Ints, followers: Rows, pieces: Reals, seeds: Rows, luck: int, first: int, sizes: Ints
) -> None:
    """Fill ``sizes[r]`` with the people reached in run ``first + r``; ``pieces`` are of `equal_pieces`."""
    people = offsets.size - 1
    active, queue = np.zeros((people >> 6) + 1, np.uint64), np.zeros(people + 1 + AHEAD, np.int32)
    starts, lengths = np.empty(CHUNK + 1, np.int64), np.empty(CHUNK + 1, np.int64)
    names, words = np.zeros(CHUNK + 1, np.int64), np.empty((4, CHUNK + 1), np.uint64)
    struck, limits = np.empty(CHUNK + 1, np.int64), np.empty(PIECE + 1, np.uint64)
    ties, parts = np.zeros(2 * ROOM, np.int64), np.empty(2 * ROOM, np.uint64)
    for i in range(PIECE + 1):
        limits[i] = np.uint64(np.int64(math.floor(pieces[i, NEVER] * 4294967296.0 + 0.5)))
    _walks(
        offsets,
        followers,
        pieces,
        limits,
        seeds,
        luck,
        first,
        active,
        queue,
        starts,
        lengths,
        names,
        words,
        struck,
        ties,
        parts,
        sizes,
    )


@lean
def _walks(
    offsets: Ints,
    followers: Rows,
    pieces: Reals,
    limits: Words,
    seeds: Rows,
    luck: int,
    first: int,
    active: Words,
    queue: Rows,
    starts: Ints,
    lengths: Ints,
    names: Ints,
    words: Words,
    struck: Ints,
    ties: Ints,
    parts: Words,
    sizes: Ints,
) -> None:
    """Walk in the room that `hit_cascades` makes; a word below ``limits`` says that a piece is not hit."""
    for r in range(sizes.size):
        run = first + r
        head, done, tail = 0, 0, 0
        for seed in seeds:
            tail = win(int(seed), active, queue, tail)
        while head < tail:
            n = 0
            while head < tail and n < CHUNK:
                author = int(queue[head])
                prefetch(offsets, queue[head + AHEAD])
                begin, end = int(offsets[author]), int(offsets[author + 1])
                length, name = end - begin, (begin >> 6) + author
                if length > PIECE:
                    number = (length + PIECE - 1) >> 6
                    these = min(CHUNK - n, number - done)
                    for i in range(these):
                        starts[n + i], lengths[n + i] = begin + (done + i) * PIECE, PIECE
                        names[n + i] = name + done + i
                    n, done = n + these, done + these
                    if done == number:
                        lengths[n - 1] = end - starts[n - 1]
                        head, done = head + 1, 0
                else:
                    starts[n], lengths[n], names[n] = begin, length, name
                    n += int(length > 0)
                    head += 1
            words_of_blocks(names, 0, n, named.HITS, 0, luck, run, words)
            left = 0
            for k in range(n):
                struck[left] = k
                left += int(words[0, k] >= limits[lengths[k]])
            s = 0
            while s < left:
                hits = 0
                while s < left and hits < ROOM:
                    k = struck[s]
                    start, row, ends = int(starts[k]), int(lengths[k]), np.uint64(lengths[k])
                    u = named.unit(int(np.int64(words[0, k])))
                    for h in range(3):
                        ties[hits + h] = start + np.int64((words[1 + h, k] * ends) >> _S)
                    hits += 1 + int(u > pieces[row, ONE]) + int(u > pieces[row, TWO])
                    if u > pieces[row, THREE]:
                        rate, upto, exactly = pieces[row, RATE], pieces[row, THREE], pieces[row, LAST]
                        hits = hits_from_the_fourth(
                            u, rate, upto, exactly, luck, run, names[k], start, ends, ties, parts, hits
                        )
                    s += 1
                for h in range(min(hits, AHEAD)):
                    prefetch(followers, ties[h])
                for h in range(hits):
                    prefetch(followers, ties[h + AHEAD])
                    reader = int(followers[ties[h]])
                    prefetch(offsets, reader)
                    tail = win(reader, active, queue, tail)
        forget(active, queue, tail)
        sizes[r] = tail
