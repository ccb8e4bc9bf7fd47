"""Ties as sorted lists: turning followees into followers, and returning ties.

Every kernel writes only what belongs to its rows, so any cut over threads gives the same ties.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels.jit import jit
from stonecast.randomness import REVERSE, word

Ints32 = NDArray[np.int32]
Ints64 = NDArray[np.int64]
Flags = NDArray[np.bool_]


@jit
def count_by(lo: int, hi: int, starts: Ints64, filled: Ints32, items: Ints32, counts: Ints64) -> None:
    """Count how often each of the items ``lo`` .. ``hi - 1`` stands in the lists of all rows."""
    for row in range(filled.size):
        for k in range(int(starts[row]), int(starts[row]) + int(filled[row])):
            if lo <= items[k] < hi:
                counts[items[k]] += 1


@jit
def turn(
    lo: int, hi: int, starts: Ints64, filled: Ints32, items: Ints32, cursor: Ints64, out: Ints32
) -> None:
    """Turn lists of items by row into lists of rows by item, sorted, for items ``lo`` .. ``hi - 1``.

    ``cursor`` holds where each item's list begins and is moved to its end.
    """
    for row in range(filled.size):
        for k in range(int(starts[row]), int(starts[row]) + int(filled[row])):
            item = int(items[k])
            if lo <= item < hi:
                out[cursor[item]] = row
                cursor[item] += 1


@jit
def count_ties(
    lo: int,
    hi: int,
    seed: int,
    limit: int,
    followers_at: Ints64,
    followers: Ints32,
    followees_at: Ints64,
    followees: Ints32,
    counts: Ints64,
) -> int:
    """Count each row's followers once ties are returned; gives how many ties were returned by accident.

    Followers and followees of a row are sorted: whoever stands in both lists is mutual already. A
    follower of ``row`` is followed back, and a followee follows back, if the coin of the tie says so.
    """
    mutual = 0
    for row in range(lo, hi):
        p, end = int(followers_at[row]), int(followers_at[row + 1])
        count = end - p
        for q in range(int(followees_at[row]), int(followees_at[row + 1])):
            other = int(followees[q])
            while p < end and followers[p] < other:
                p += 1
            if p < end and followers[p] == other:
                mutual += 1
            elif limit > 0 and word(seed, 0, REVERSE, 0, (other << 32) | row, 0) < limit:
                count += 1
        counts[row] = count
    return mutual


@jit
def write_ties(
    lo: int,
    hi: int,
    seed: int,
    limit: int,
    followers_at: Ints64,
    followers: Ints32,
    followees_at: Ints64,
    followees: Ints32,
    offsets: Ints64,
    out: Ints32,
    mutual: Flags,
) -> None:
    """Write each row's followers in order, and whether the tie is mutual; coins as in `count_ties`."""
    for row in range(lo, hi):
        p, end = int(followers_at[row]), int(followers_at[row + 1])
        q, stop = int(followees_at[row]), int(followees_at[row + 1])
        at = int(offsets[row])
        while p < end or q < stop:
            if q >= stop or (p < end and followers[p] < followees[q]):
                out[at] = followers[p]
                mutual[at] = (
                    limit > 0 and word(seed, 0, REVERSE, 0, (row << 32) | int(followers[p]), 0) < limit
                )
                p += 1
            elif p < end and followers[p] == followees[q]:
                out[at] = followers[p]
                mutual[at] = True
                p += 1
                q += 1
            else:
                q += 1
                if limit == 0 or word(seed, 0, REVERSE, 0, (int(followees[q - 1]) << 32) | row, 0) >= limit:
                    continue
                out[at] = followees[q - 1]
                mutual[at] = True
            at += 1
