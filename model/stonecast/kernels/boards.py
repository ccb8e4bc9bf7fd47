"""What sub-communities show their members: posts of others of them whom a member does not follow."""

from __future__ import annotations

import numpy as np

from stonecast import randomness as named
from stonecast.kernels.jit import lean
from stonecast.kernels.ledger import Book, is_stranger
from stonecast.kernels.quads import QUADS, Words, words_of_quads
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
def never_followed(tie: int, author: int, reader: int, offsets: Ints, followers: Rows, book: Book) -> bool:
    """Whether a reader never followed an author; ``tie`` is the name of a tie that would form."""
    low, end = int(offsets[author]), int(offsets[author + 1])
    high = end
    while low < high:
        middle = (low + high) >> 1
        if followers[middle] < reader:
            low = middle + 1
        else:
            high = middle
    if reader == author or (low < end and followers[low] == reader):
        return False
    return is_stranger(tie, author, book)


@lean
def show(
    speaking: Rows,
    which: Rows,
    homes: Rows,
    bounds: Ints,
    members: Rows,
    offsets: Ints,
    followers: Rows,
    chances: Ints,
    luck: int,
    run: int,
    message: int,
    words: Words,
    book: Book,
    ties: Ints,
    readers: Rows,
    numbers: Rows,
    authors: Rows,
) -> int:
    """Put each post before those of its author's sub-community who never followed the author.

    A post comes before each of them with chance ``chances`` / 2^32, one for each post.

    Fills tie, reader, post and author of each and returns how many there are. Between who does not follow
    and whom there is no tie: it is named as one that forms in the run. ``words`` is `quads.room`.
    """
    shown = 0
    for a in range(speaking.size):
        author, number, chance = int(speaking[a]), int(which[a]), int(chances[a])
        low, high = int(bounds[homes[author]]), int(bounds[homes[author] + 1])
        if low == high:
            continue
        before = followers.size + author * (offsets.size - 1)
        last = (before + int(members[high - 1])) >> 2
        # Members are numbered near one another in a pond; where they are not, each has a quad of its own.
        most = QUADS if members[high - 1] - members[low] < 8 * (high - low) else 1
        at, end = 0, 0
        for k in range(low, high):
            reader = int(members[k])
            tie = before + reader
            if chance < named.ONE:
                if tie >> 2 >= end:
                    at = tie >> 2
                    end = min(at + most, last + 1)
                    words_of_quads(at, end - at, named.COME_ACROSS, message, number, luck, run, words)
                if words[tie & 3, (tie >> 2) - at] >= np.uint64(chance):
                    continue
            if never_followed(tie, author, reader, offsets, followers, book):
                ties[shown] = tie
                readers[shown] = reader
                numbers[shown] = number
                authors[shown] = author
                shown += 1
    return shown
