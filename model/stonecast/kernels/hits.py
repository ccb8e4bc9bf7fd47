"""Independent cascades that look only at ties that pass: cost goes with live ties, not with ties.

Ties of one author are cut into pieces of up to `PIECE` neighbours. Of a piece whose ties pass with chances
p_e, a Poisson number of hits with mean L = sum of -log(1 - p_e) falls on ties in proportion to -log(1 - p_e);
a tie is live if it is hit at all. Then tie e is live with chance p_e, independently of all others, because a
Poisson number of points parted at random falls on each part as an independent Poisson number (Kingman 1993,
"Poisson Processes", 2.2). All numbers of a piece are named: HITS, number of the piece.

A walk takes up to `CHUNK` pieces of its queue at a time and picks those that are hit at all. But for the few
pieces with more than three hits no branch depends on luck, and reads of memory do not wait for each other.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import jit, part
from stonecast.kernels.prefetch import prefetch
from stonecast.kernels.quads import Ints, Rows, Words, words_of_blocks

Reals = NDArray[np.float64]
Bytes = NDArray[np.uint8]

PIECE = 64
"""Ties in a piece: 2^6, as shifts by 6 assume. Piece j of author a has number (offsets[a] >> 6) + a + j."""

CHUNK = 128
"""Pieces looked at together."""

ROOM = 512
"""Hits kept before readers are looked at. One piece has fewer: its mean is below 150 and its number below the
mean by 2^-32 likely to be exceeded."""

AHEAD = 16
"""Ties are fetched into the cache so many hits before they are looked at."""

TURN = 32
"""Of so many hits the readers are looked up first, and fetched, before anybody is won."""

MOST = 0.9
"""Chances up to which all ties alike go by hits; above, so many hits fall twice that coins are faster."""

NEVER, RATE, ONE, TWO, THREE, LAST = range(6)
"""Of a piece: the chance that nothing is hit, and the mean number of hits. Where ties are alike also the
chances of at most one, two and three hits, and that of exactly three."""

AUTHOR, BEGIN, END = range(3)
"""Of who waits in the queue: their number, and where their ties begin and end."""

_M, _S = np.uint64(named.MASK), np.uint64(32)
_1, _63 = np.uint64(1), np.uint64(63)


@jit
def equal_pieces(chance: float, pieces: Reals) -> None:
    """Fill ``pieces`` (65, 6), by how many ties a piece has, if every tie passes with ``chance`` < 1."""
    rate = -named.log(1.0 - chance)
    for count in range(PIECE + 1):
        never = named.exp(-(count * rate))
        pieces[count, NEVER], pieces[count, RATE] = never, count * rate
        pieces[count, ONE], pieces[count, TWO], pieces[count, THREE], pieces[count, LAST] = _up_to_three(
            never, count * rate
        )


@part
def _up_to_three(never: float, rate: float) -> tuple[float, float, float, float]:
    """Return the chances of at most one, two and three hits, and that of exactly three."""
    t1 = never * rate
    c1 = never + t1
    t2 = t1 * rate / 2.0
    c2 = c1 + t2
    t3 = t2 * rate / 3.0
    return c1, c2, c2 + t3, t3


@part
def _share_out(first: int, certain: int, count: int, readers: Rows, shares: Reals, aliases: Words) -> None:
    """Fill ``aliases`` of one piece (Walker 1977, 10.1145/355744.355749).

    ``shares`` are the rates, scaled to a mean of 1. A hit on place i stays there below the upper half of
    its entry, and goes to the reader in the lower half otherwise.
    """
    poor, rich = np.empty(PIECE, np.int64), np.empty(PIECE, np.int64)
    poors, riches = 0, 0
    for i in range(count):
        aliases[first + i] = (_M << _S) | np.uint64(readers[first + i])
        if shares[i] < 1.0:
            poor[poors] = i
            poors += 1
        else:
            rich[riches] = i
            riches += 1
    while poors > 0 and riches > 0:
        poors -= 1
        i, j = poor[poors], rich[riches - 1]
        aliases[first + i] = (np.uint64(named.threshold(shares[i])) << _S) | np.uint64(readers[first + j])
        shares[j] = shares[j] - (1.0 - shares[i])
        if shares[j] < 1.0:
            riches -= 1
            poor[poors] = j
            poors += 1
    for k in range(poors):
        # Rounding alone leaves these; what never passes (share 0) must not be hit by it.
        if poor[k] < certain:
            aliases[first + poor[k]] = np.uint64(readers[first + count - 1])


@jit
def weigh_pieces(
    offsets: Ints,
    followers: Rows,
    followees: Ints,
    readers: Rows,
    aliases: Words,
    pieces: Reals,
    certain: Bytes,
) -> None:
    """Prepare a network in which a tie passes with chance 1 / ``followees`` of its follower.

    Fills, per tie, ``readers`` (the followers, those who are always won first in each row) and ``aliases``;
    per piece, ``pieces`` and in ``certain`` how many of its first ties always pass.
    """
    shares = np.empty(PIECE)
    rates = np.zeros(followees.max() + 1)
    for number in range(2, rates.size):
        rates[number] = -named.log(1.0 - 1.0 / number)
    for author in range(offsets.size - 1):
        a, b = int(offsets[author]), int(offsets[author + 1])
        at = a
        for sure in (True, False):
            for tie in range(a, b):
                if (followees[followers[tie]] == 1) == sure:
                    readers[at] = followers[tie]
                    at += 1
        for first in range(a, b, PIECE):
            piece = (a >> 6) + author + ((first - a) >> 6)
            count, sures, total = min(PIECE, b - first), 0, 0.0
            for i in range(count):
                sures += int(followees[readers[first + i]] == 1)
                shares[i] = rates[followees[readers[first + i]]]
                total = total + shares[i]
            for i in range(count):
                shares[i] = shares[i] * count / total if total > 0.0 else 1.0
            _share_out(first, sures, count, readers, shares, aliases)
            pieces[piece, NEVER], pieces[piece, RATE] = named.exp(-total), total
            certain[piece] = sures


@part
def _win(reader: int, active: Words, offsets: Ints, queue: Ints, tail: int) -> int:
    """Queue a reader who was not active, with their row; without a branch. Returns the new end."""
    place, bit = reader >> 6, np.uint64(reader) & _63
    known = active[place]
    active[place] = known | (_1 << bit)
    queue[tail, AUTHOR] = reader
    queue[tail, BEGIN], queue[tail, END] = offsets[reader], offsets[reader + 1]
    return int(tail + 1 - np.int64((known >> bit) & _1))


@jit
def hit_cascades(
    offsets: Ints,
    readers: Rows,
    weighted: bool | None,
    aliases: Words,
    pieces: Reals,
    certain: Bytes,
    seeds: Rows,
    luck: int,
    first: int,
    sizes: Ints,
) -> None:
    """Fill ``sizes[r]`` with the people reached in run ``first + r``.

    ``weighted`` is True where ties differ (arrays of `weigh_pieces`), None where they are alike (``pieces``
    of `equal_pieces`, the other two unused): each is compiled by itself. Word 0 of a piece gives its number
    of hits, by inversion; words 1 to 3 the ties of the first three, those of later occasions the others.
    """
    count = offsets.size - 1
    active, queue = np.zeros((count >> 6) + 1, np.uint64), np.empty((count + 1, 3), np.int64)
    starts, lengths = np.empty(CHUNK + 1, np.int64), np.empty(CHUNK + 1, np.int64)
    names, words = np.zeros(CHUNK + 1, np.int64), np.empty((4, CHUNK + 1), np.uint64)
    struck, winners = np.empty(CHUNK + 1, np.int64), np.empty(TURN, np.int64)
    limits = np.empty(PIECE + 1, np.uint64)
    ties, parts = np.zeros(2 * ROOM, np.int64), np.empty(2 * ROOM, np.uint64)
    own = weighted is not None
    if not own:
        for i in range(PIECE + 1):
            limits[i] = np.uint64(np.int64(math.floor(pieces[i, NEVER] * 4294967296.0 + 0.5)))
    for r in range(sizes.size):
        run = first + r
        head, done, tail = 0, 0, 0
        for i in range(seeds.size):
            tail = _win(int(seeds[i]), active, offsets, queue, tail)
        while head < tail:
            n = 0
            while head < tail and n < CHUNK:
                author, begin, end = queue[head, AUTHOR], queue[head, BEGIN], queue[head, END]
                if end - begin > PIECE:
                    number = (end - begin + PIECE - 1) >> 6
                    name = (begin >> 6) + author
                    these = min(CHUNK - n, number - done)
                    for i in range(these):
                        starts[n + i] = begin + (done + i) * PIECE
                        lengths[n + i] = PIECE
                        names[n + i] = name + done + i
                    n, done = n + these, done + these
                    if done == number:
                        lengths[n - 1] = end - starts[n - 1]
                        head, done = head + 1, 0
                else:
                    starts[n], lengths[n], names[n] = begin, end - begin, (begin >> 6) + author
                    n += int(end > begin)
                    head += 1
            if own:
                for k in range(n):
                    prefetch(pieces, 2 * names[k])
                    prefetch(certain, names[k])
            words_of_blocks(names, 0, n, named.HITS, 0, luck, run, words)
            left = 0
            for k in range(n):
                struck[left] = k
                if own:
                    u = named.unit(int(np.int64(words[0, k])))
                    left += int((u > float(pieces[names[k], NEVER])) | (certain[names[k]] > 0))
                else:
                    left += int(words[0, k] >= limits[lengths[k]])
            s = 0
            while s < left:
                hits = 0
                while s < left and hits < ROOM:
                    k = struck[s]
                    start, length, name = starts[k], np.uint64(lengths[k]), names[k]
                    row = name if own else lengths[k]
                    u, rate = named.unit(int(np.int64(words[0, k]))), float(pieces[row, RATE])
                    c0 = float(pieces[row, NEVER])
                    if own:
                        c1, c2, c3, t3 = _up_to_three(c0, rate)
                    else:
                        c1, c2, c3, t3 = (
                            float(pieces[row, ONE]),
                            float(pieces[row, TWO]),
                            float(pieces[row, THREE]),
                            float(pieces[row, LAST]),
                        )
                    for h in range(3):
                        product = words[1 + h, k] * length
                        ties[hits + h] = start + np.int64(product >> _S)
                        if own:
                            parts[hits + h] = product & _M
                    hits += int(u > c0) + int(u > c1) + int(u > c2)
                    number = 3
                    while u > c3:
                        w = named.block(luck, run, named.HITS, 0, name, 1 + (number - 3) // 4)
                        for lane in range(4):
                            if u > c3:
                                number += 1
                                t3 = t3 * rate / number
                                c3 = c3 + t3
                                product = np.uint64(w[lane]) * length
                                ties[hits] = start + np.int64(product >> _S)
                                if own:
                                    parts[hits] = product & _M
                                hits += 1
                    if own:
                        for i in range(start, start + np.int64(certain[name])):
                            tail = _win(int(readers[i]), active, offsets, queue, tail)
                    s += 1
                for h in range(min(hits, AHEAD)):
                    prefetch(readers, ties[h])
                    if own:
                        prefetch(aliases, ties[h])
                for turn in range(0, hits, TURN):
                    these = min(TURN, hits - turn)
                    for i in range(these):
                        h = turn + i
                        tie = ties[h]
                        prefetch(readers, ties[h + AHEAD])
                        if own:
                            prefetch(aliases, ties[h + AHEAD])
                        reader = np.int64(readers[tie])
                        if own:
                            entry = aliases[tie]
                            reader = reader if parts[h] < entry >> _S else np.int64(entry & _M)
                        winners[i] = reader
                        prefetch(offsets, reader)
                    for i in range(these):
                        tail = _win(int(winners[i]), active, offsets, queue, tail)
        if tail > active.size:
            active[:] = 0
        else:
            for i in range(tail):
                active[queue[i, AUTHOR] >> 6] = 0
        sizes[r] = tail
