"""What sub-communities show their members: posts of others of them whom a member does not follow."""

from __future__ import annotations

from stonecast import randomness as named
from stonecast.kernels.jit import lean
from stonecast.kernels.ledger import Book, is_stranger
from stonecast.kernels.spread import Ints, Rows


@lean
def say(
    authors: Rows, which: Rows, chance: int, luck: int, run: int, message: int, kept: Rows, numbers: Rows
) -> int:
    """Keep the posts that their authors also say in their sub-community; returns how many they are."""
    count = 0
    for a in range(authors.size):
        author, number = int(authors[a]), int(which[a])
        if named.word(luck, run, named.SAY_THERE, message, author, number) < chance:
            kept[count] = author
            numbers[count] = number
            count += 1
    return count


@lean
def show(
    shown: int,
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
    book: Book,
    ties: Ints,
    readers: Rows,
    numbers: Rows,
    authors: Rows,
) -> int:
    """Put each post before those of its author's sub-community who never followed the author.

    A post comes before each of them with chance ``chances`` / 2^32, one for each post.

    Fills tie, reader, post and author from entry ``shown`` on and returns the entries in use. Between who
    does not follow and whom there is no tie: it is named as one that forms in the run. ``known`` (people,)
    is where followers are ticked off by the row of whom they follow; -1 at first, and to be used again.
    """
    people = offsets.size - 1
    at, of, w0, w1, w2, w3 = -1, -1, 0, 0, 0, 0
    for a in range(speaking.size):
        author, number, chance = int(speaking[a]), int(which[a]), int(chances[a])
        for tie in range(int(offsets[author]), int(offsets[author + 1])):
            known[followers[tie]] = author
        home = int(homes[author])
        for k in range(int(bounds[home]), int(bounds[home + 1])):
            reader = int(members[k])
            if reader == author or known[reader] == author:
                continue
            tie = followers.size + author * people + reader
            if chance < named.ONE:
                if tie >> 2 != at or number != of:
                    at, of = tie >> 2, number
                    w0, w1, w2, w3 = named.block(luck, run, named.COME_ACROSS, message, at, number)
                lane = tie & 3
                w = w0 if lane == 0 else w1 if lane == 1 else w2 if lane == 2 else w3
                if w >= chance:
                    continue
            if not is_stranger(tie, author, book):
                continue
            ties[shown] = tie
            readers[shown] = reader
            numbers[shown] = number
            authors[shown] = author
            shown += 1
    return shown
