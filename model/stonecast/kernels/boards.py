"""What sub-communities show their members: posts of others of them whom a member does not follow."""

from __future__ import annotations

import numpy as np

from stonecast import randomness as named
from stonecast.kernels.bits import lowest_bit
from stonecast.kernels.jit import lean, part
from stonecast.kernels.quads import QUADS, TOGETHER, Words, hits_of_quads, mask_of
from stonecast.kernels.spread import Ints, Rows
from stonecast.kernels.today import Columns


@lean
def say(
    authors: Rows,
    which: Rows,
    homes: Rows,
    chance: int,
    luck: int,
    run: int,
    message: int,
    kept: Rows,
    numbers: Rows,
) -> int:
    """Keep the posts that their authors also say in their sub-community; returns how many they are.

    Who is at home in none (-1 in ``homes``) says it nowhere.
    """
    count = 0
    for a in range(authors.size):
        author, number = int(authors[a]), int(which[a])
        if homes[author] < 0:
            continue
        if named.word(luck, run, named.SAY_THERE, message, author, number) < chance:
            kept[count] = author
            numbers[count] = number
            count += 1
    return count


@part
def _find(at: int, tie: int, reader: int, number: int, author: int, found: Columns) -> None:
    """Note who comes across a post."""
    found.ties[at] = tie
    found.readers[at] = reader
    found.numbers[at] = number
    found.authors[at] = author


@lean
def show(
    speaking: Rows,
    which: Rows,
    homes: Rows,
    bounds: Ints,
    members: Rows,
    offsets: Ints,
    followers: Rows,
    known: Rows,
    chances: Ints,
    luck: int,
    run: int,
    message: int,
    hits: Words,
    found: Columns,
) -> int:
    """Put each post before those of its author's sub-community who did not follow the author.

    A post comes before each of them with chance ``chances`` / 2^32, one for each post.

    Fills tie, reader, post and author of each and returns how many there are. Between who does not follow
    and whom there is no tie: it is named as one that forms in the run. ``known`` (people,) is where followers
    are ticked off by the row of whom they follow; -1 at first, and to be used again. ``hits`` is `quads.row`.
    """
    shown = 0
    for a in range(speaking.size):
        author, number, chance = int(speaking[a]), int(which[a]), int(chances[a])
        home, before = int(homes[author]), followers.size + author * (offsets.size - 1)
        low, high = int(bounds[home]), int(bounds[home + 1])
        if low == high:
            continue
        for tie in range(int(offsets[author]), int(offsets[author + 1])):
            known[followers[tie]] = author
        known[author] = author
        least, most = int(members[low]), int(members[high - 1])
        # Members are numbered near one another in a pond: then their coins are tossed 64 quads at a time.
        if chance >= named.ONE or most - least > 8 * (high - low):
            for k in range(low, high):
                reader = int(members[k])
                if known[reader] == author:
                    continue
                if named.word(luck, run, named.COME_ACROSS, message, before + reader, number) < chance:
                    _find(shown, before + reader, reader, number, author, found)
                    shown += 1
            continue
        for quad in range((before + least) >> 2, ((before + most) >> 2) + 1, QUADS):
            quads = min(QUADS, ((before + most) >> 2) + 1 - quad)
            hits_of_quads(quad, quads, named.COME_ACROSS, message, number, chance, luck, run, hits)
            for q in range(0, quads, TOGETHER):
                mask = mask_of(hits, q, quads)
                while mask:
                    tie = ((quad + q) << 2) + int(lowest_bit(mask))
                    mask &= mask - np.uint64(1)
                    reader = tie - before
                    if not least <= reader <= most:
                        continue
                    _find(shown, tie, reader, number, author, found)
                    shown += int((homes[reader] == home) & (known[reader] != author))
    return shown
