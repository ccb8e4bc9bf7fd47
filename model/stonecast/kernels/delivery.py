"""From posts to whoever could see them: live followers who still follow, and how far they trust today.

One walk through the rows of those who speak. A tie that was never touched is not looked up in the ledger if
no tie of its author ever was, and a waiting time that is clearly not over costs no exponential.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import lean, part
from stonecast.kernels.ledger import (
    BAD,
    COST,
    EARNED,
    FADES,
    FAR,
    GOOD,
    KEYS,
    MINE,
    NEAR,
    SHARE,
    TABLE,
    THEIRS,
    TOUCHED,
    TURN,
    WHEN,
    Book,
    Tide,
    fetch,
    find,
    left,
    weariness,
)
from stonecast.kernels.quads import QUADS, Words, words_of_quads
from stonecast.kernels.spread import Ints, Rows, Trusts

Flags = NDArray[np.bool_]


@part
def stays(word: int, hazard: float) -> bool:
    """Whether a word is below exp(-hazard), without an exponential where 1 - hazard tells.

    1 - h is at most exp(-h); the margin of 2^-30 is far above the error of `randomness.exp`.
    """
    if float(word) < (1.0 - hazard) * 4294967296.0 - 4.0:
        return True
    return bool(word < named.threshold(named.exp(-hazard)))


@part
def trust_today(
    entry: int, start: float, good: float, bad: float, day: int, book: Book, tide: Tide
) -> np.float32:
    """(r + R + 2a) / (r + s + R + S + 2), a the trust at the start, R and S what everyday life made of it."""
    r = 0.0
    s = 0.0
    if entry >= 0:
        days = day - int(book[WHEN][entry])
        r = float(left(int(book[GOOD][entry]), days, tide[FADES])) * SHARE
        s = float(left(int(book[BAD][entry]), days, tide[FADES])) * SHARE
    return np.float32((r + good + 2.0 * start) / (r + s + (good + bad + 2.0)))


@lean
def deliver(
    speaking: Rows,
    which: Rows,
    offsets: Ints,
    followers: Rows,
    trust: Trusts,
    hollow: Flags,
    follow: bool,
    returned: Flags,
    one_way: float,
    mutual: float,
    remember: bool,
    day: int,
    luck: int,
    run: int,
    lanes: Rows,
    book: Book,
    tide: Tide,
    words: Words,
    ties: Ints,
    readers: Rows,
    numbers: Rows,
    starts: Trusts,
    trusts: Trusts,
    authors: Rows,
) -> int:
    """Put each author's post before every live follower who still follows; returns how many there are.

    ``which`` counts the posts of each author from 0. ``hollow`` and ``returned`` are of shape (ties,), or
    empty where nobody is hollow or nobody unfollows; ``lanes`` are of shape (people,), or empty. Fills in
    trust at the start, and that of today. ``words`` is `quads.room`.
    """
    shown = 0
    for a in range(speaking.size):
        author, number = int(speaking[a]), int(which[a])
        lane = int(lanes[author]) if lanes.size > 0 else 0
        touched = book[TOUCHED][author] != 0
        earned, cost = float(tide[EARNED][lane, day]), float(tide[COST][lane, day])
        mine, theirs = float(tide[MINE][lane, day]), float(tide[THEIRS][lane, day])
        first, last = int(offsets[author]), int(offsets[author + 1])
        at, end = 0, 0
        for tie in range(first, last):
            if touched:
                fetch(min(tie + NEAR, last - 1), min(tie + FAR, last - 1), book)
            if hollow.size > 0 and hollow[tie]:
                continue
            entry = find(tie, book[TABLE], book[KEYS]) if touched else -1
            start = float(trust[tie])
            if follow:
                rate = mutual if returned[tie] else one_way
                # What `weariness` says of a tie that was never touched, looked up once an author.
                hazard = rate * (mine + (1.0 - start) * theirs)
                if entry >= 0:
                    hazard = rate * weariness(entry, start, lane, day, book, tide)
                if entry >= 0 and book[TURN][entry] > 0:
                    w = named.word(luck, run, named.UNFOLLOW, 0, tie, int(book[TURN][entry]))
                else:
                    if tie >> 2 >= end:
                        at = tie >> 2
                        end = min(at + QUADS, (last + 3) >> 2)
                        words_of_quads(at, end - at, named.UNFOLLOW, 0, 0, luck, run, words)
                    w = int(words[tie & 3, (tie >> 2) - at])
                if not stays(w, hazard):
                    continue
            ties[shown] = tie
            readers[shown] = followers[tie]
            numbers[shown] = number
            starts[shown] = trust[tie]
            trusts[shown] = trust[tie]
            if remember:
                trusts[shown] = trust_today(entry, start, earned, cost, day, book, tide)
            authors[shown] = author
            shown += 1
    return shown


@lean
def believe(
    ties: Ints,
    authors: Rows,
    day: int,
    lanes: Rows,
    book: Book,
    tide: Tide,
    starts: Trusts,
    trusts: Trusts,
) -> None:
    """Turn the trust at the start of each tie into that of today."""
    last = ties.size - 1
    for e in range(ties.size):
        fetch(int(ties[min(e + NEAR, last)]), int(ties[min(e + FAR, last)]), book)
        author = int(authors[e])
        lane = int(lanes[author]) if lanes.size > 0 else 0
        entry = find(int(ties[e]), book[TABLE], book[KEYS]) if book[TOUCHED][author] != 0 else -1
        earned, cost = float(tide[EARNED][lane, day]), float(tide[COST][lane, day])
        trusts[e] = trust_today(entry, float(starts[e]), earned, cost, day, book, tide)
