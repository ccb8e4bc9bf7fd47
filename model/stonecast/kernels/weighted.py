"""Weighted cascades that look only at ties that pass: a tie passes with 1 / followees of its follower.

The law, and the names of its numbers, are those of `stonecast.kernels.hits`. Of each piece the hits fall on
ties of unequal chances by tables of aliases (Walker 1977, 10.1145/355744.355749). All that a walk asks of a
person stands in one record (`stonecast.network.pieces.ROW`), all that it asks of a tie in another (``TIE``),
so that it waits for memory once for each. Ties that always pass, those of who follows nobody else, stand
first in their piece and take part in no draw.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.hits import (
    AHEAD,
    CHUNK,
    PIECE,
    ROOM,
    Reals,
    forget,
    hits_from_the_fourth,
    up_to_three,
    win,
)
from stonecast.kernels.jit import jit, lean, part
from stonecast.kernels.prefetch import prefetch
from stonecast.kernels.quads import Ints, Rows, Words, words_of_blocks

Records = NDArray[Any]

_M, _S = np.uint64(named.MASK), np.uint64(32)


@part
def _share_out(first: int, certain: int, count: int, shares: Reals, ties: Records) -> None:
    """Fill in ``limit`` and ``other`` of the ties of one piece, whose ``own`` readers stand there already.

    ``shares`` are the rates, scaled to a mean of 1. A hit on a tie wins its own reader below the limit, and
    the other one otherwise.
    """
    poor, rich = np.empty(PIECE, np.int64), np.empty(PIECE, np.int64)
    poors, riches = 0, 0
    for i in range(count):
        ties[first + i]["limit"] = _M
        ties[first + i]["other"] = ties[first + i]["own"]
        if shares[i] < 1.0:
            poor[poors] = i
            poors += 1
        else:
            rich[riches] = i
            riches += 1
    while poors > 0 and riches > 0:
        poors -= 1
        i, j = poor[poors], rich[riches - 1]
        ties[first + i]["limit"] = np.uint64(named.threshold(shares[i]))
        ties[first + i]["other"] = ties[first + j]["own"]
        shares[j] = shares[j] - (1.0 - shares[i])
        if shares[j] < 1.0:
            riches -= 1
            poor[poors] = j
            poors += 1
    for k in range(poors):
        # Rounding alone leaves these; what never passes (share 0) must not be hit by it.
        if poor[k] < certain:
            ties[first + poor[k]]["limit"] = 0
            ties[first + poor[k]]["other"] = ties[first + count - 1]["own"]


@jit
def weigh_pieces(
    offsets: Ints, followers: Rows, followees: Ints, rows: Records, cuts: Records, ties: Records
) -> None:
    """Fill ``rows`` (one a person), ``cuts`` (one for each piece of a long row) and ``ties``.

    A row of up to `PIECE` ties tells of its one piece; in ``certain`` a longer one tells where in ``cuts``
    its pieces begin.
    """
    shares = np.empty(PIECE)
    rates = np.zeros(followees.max() + 1)
    for number in range(2, rates.size):
        rates[number] = -named.log(1.0 - 1.0 / number)
    cut = 0
    for author in range(offsets.size - 1):
        a, b = int(offsets[author]), int(offsets[author + 1])
        at = a
        for sure in (True, False):
            for tie in range(a, b):
                if (followees[followers[tie]] == 1) == sure:
                    ties[at]["own"] = followers[tie]
                    at += 1
        rows[author]["begin"], rows[author]["ties"], rows[author]["certain"] = a, b - a, cut
        for first in range(a, b, PIECE):
            count, certain, total = min(PIECE, b - first), 0, 0.0
            for i in range(count):
                number = int(followees[ties[first + i]["own"]])
                certain += int(number == 1)
                shares[i] = rates[number]
                total = total + shares[i]
            for i in range(count):
                shares[i] = shares[i] * count / total if total > 0.0 else 1.0
            _share_out(first, certain, count, shares, ties)
            never = named.exp(-total)
            if b - a <= PIECE:
                rows[author]["never"], rows[author]["rate"], rows[author]["certain"] = never, total, certain
            else:
                cuts[cut]["never"], cuts[cut]["rate"], cuts[cut]["certain"] = never, total, certain
                cut += 1


@jit
def weighted_cascades(
    rows: Records, cuts: Records, ties: Records, seeds: Rows, luck: int, first: int, sizes: Ints
) -> None:
    """Fill ``sizes[r]`` with the people reached in run ``first + r``, on what `weigh_pieces` prepared."""
    active, queue = np.zeros((rows.size >> 6) + 1, np.uint64), np.zeros(rows.size + 1 + AHEAD, np.int32)
    starts, lengths = np.empty(CHUNK + 1, np.int64), np.empty(CHUNK + 1, np.int64)
    nevers, rates = np.empty(CHUNK + 1), np.empty(CHUNK + 1)
    sures, falls = np.empty(CHUNK + 1, np.int64), np.empty(CHUNK + 1, np.int64)
    names, words = np.zeros(CHUNK + 1, np.int64), np.empty((4, CHUNK + 1), np.uint64)
    struck = np.empty(CHUNK + 1, np.int64)
    places, parts = np.zeros(2 * ROOM, np.int64), np.empty(2 * ROOM, np.uint64)
    _walks(
        rows,
        cuts,
        ties,
        seeds,
        luck,
        first,
        active,
        queue,
        starts,
        lengths,
        nevers,
        rates,
        sures,
        falls,
        names,
        words,
        struck,
        places,
        parts,
        sizes,
    )


@lean
def _walks(
    rows: Records,
    cuts: Records,
    ties: Records,
    seeds: Rows,
    luck: int,
    first: int,
    active: Words,
    queue: Rows,
    starts: Ints,
    lengths: Ints,
    nevers: Reals,
    rates: Reals,
    sures: Ints,
    falls: Ints,
    names: Ints,
    words: Words,
    struck: Ints,
    places: Ints,
    parts: Words,
    sizes: Ints,
) -> None:
    """Walk in the room that `weighted_cascades` makes: first all pieces of a chunk, then all that are hit."""
    for r in range(sizes.size):
        run = first + r
        head, done, tail = 0, 0, 0
        for seed in seeds:
            prefetch(rows, seed)
            tail = win(int(seed), active, queue, tail)
        while head < tail:
            n = 0
            while head < tail and n < CHUNK:
                author = int(queue[head])
                prefetch(rows, queue[head + AHEAD])
                begin, length = int(rows[author]["begin"]), int(rows[author]["ties"])
                name, certain = (begin >> 6) + author, int(rows[author]["certain"])
                if length > PIECE:
                    number = (length + PIECE - 1) >> 6
                    these = min(CHUNK - n, number - done)
                    for i in range(these):
                        k, cut = n + i, certain + done + i
                        starts[k], lengths[k] = begin + (done + i) * PIECE, PIECE
                        names[k], sures[k] = name + done + i, cuts[cut]["certain"]
                        nevers[k], rates[k] = cuts[cut]["never"], cuts[cut]["rate"]
                    n, done = n + these, done + these
                    if done == number:
                        lengths[n - 1] = begin + length - starts[n - 1]
                        head, done = head + 1, 0
                else:
                    starts[n], lengths[n], names[n] = begin, length, name
                    nevers[n], rates[n], sures[n] = rows[author]["never"], rows[author]["rate"], certain
                    n += int(length > 0)
                    head += 1
            words_of_blocks(names, 0, n, named.HITS, 0, luck, run, words)
            for k in range(n):
                u, never = named.unit(int(np.int64(words[0, k]))), nevers[k]
                c1, c2, c3, _ = up_to_three(never, rates[k])
                falls[k] = int(u > never) + int(u > c1) + int(u > c2) + int(u > c3)
            left = 0
            for k in range(n):
                struck[left] = k
                left += int((falls[k] | sures[k]) > 0)
            s = 0
            while s < left:
                hits = 0
                while s < left and hits < ROOM:
                    k = struck[s]
                    start, ends, fell = int(starts[k]), np.uint64(lengths[k]), int(falls[k])
                    for h in range(3):
                        product = words[1 + h, k] * ends
                        places[hits + h], parts[hits + h] = start + np.int64(product >> _S), product & _M
                    hits += min(fell, 3)
                    if fell > 3:
                        u, rate = named.unit(int(np.int64(words[0, k]))), rates[k]
                        _, _, upto, exactly = up_to_three(nevers[k], rate)
                        hits = hits_from_the_fourth(
                            u, rate, upto, exactly, luck, run, names[k], start, ends, places, parts, hits
                        )
                    for tie in range(start, start + sures[k]):
                        reader = int(ties[tie]["own"])
                        prefetch(rows, reader)
                        tail = win(reader, active, queue, tail)
                    s += 1
                for h in range(min(hits, AHEAD)):
                    prefetch(ties, places[h])
                for h in range(hits):
                    prefetch(ties, places[h + AHEAD])
                    tie = places[h]
                    own, other = int(ties[tie]["own"]), int(ties[tie]["other"])
                    reader = own if parts[h] < np.uint64(ties[tie]["limit"]) else other
                    prefetch(rows, reader)
                    tail = win(reader, active, queue, tail)
        forget(active, queue, tail)
        sizes[r] = tail
