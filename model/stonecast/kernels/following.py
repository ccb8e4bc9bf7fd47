"""Who still follows whom: waiting times against the hazard that ties have gathered."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.delivery import NOTHING, row_word
from stonecast.kernels.jit import lean
from stonecast.kernels.ledger import (
    AUTHOR,
    COST,
    EARNED,
    KEYS,
    TOUCHED,
    Book,
    Tide,
    author_at,
)
from stonecast.kernels.quads import Words
from stonecast.kernels.spread import Ints, Rows, Trusts
from stonecast.kernels.today import (
    Flags,
    Today,
    entry_of,
    life_of,
    outlasts,
    still_followed,
    tie_between,
    trust_today,
    trusted,
)


@lean
def still_follow(ties: Ints, authors: Rows, starts: Trusts, today: Today, follows: Flags) -> None:
    """Tell which ties are still followed on a day."""
    for e in range(ties.size):
        tie, author = int(ties[e]), int(authors[e])
        lane, _, _ = life_of(author, today)
        follows[e] = still_followed(tie, entry_of(tie, author, today), float(starts[e]), lane, today)


@lean
def at_start(rows: Ints, offsets: Ints, trust: Trusts, hollow: Flags, counts: Ints, totals: Ints) -> None:
    """Count as `census` does, before anything happens: everybody follows, and trusts as at the start."""
    for row in range(rows.size):
        first, last = int(offsets[rows[row]]), int(offsets[rows[row] + 1])
        counts[row], totals[row] = last - first, 0
        for tie in range(first, last):
            if hollow.size == 0 or not hollow[tie]:
                totals[row] += int(float(trust[tie]) * 4294967296.0)


@lean
def census(
    rows: Ints,
    offsets: Ints,
    trust: Trusts,
    hollow: Flags,
    today: Today,
    words: Words,
    counts: Ints,
    totals: Ints,
) -> None:
    """Count who follows each author along ties of the network, and sum their trust in 2^-32.

    As `delivery.deliver`; hollow followers are counted and trust nobody.
    """
    for row in range(rows.size):
        author = int(rows[row])
        lane, earned, cost = life_of(author, today)
        touched = today.book[TOUCHED][author] != 0
        counts[row], totals[row] = 0, 0
        last, at = int(offsets[author + 1]), NOTHING
        for tie in range(int(offsets[author]), last):
            if hollow.size > 0 and hollow[tie]:
                counts[row] += 1
                continue
            start = float(trust[tie])
            entry = entry_of(tie, author, today) if touched else -1
            if today.follow:
                w, at = row_word(tie, entry, last, at, words, today)
                if not outlasts(w, tie, entry, start, lane, today):
                    continue
            counts[row] += 1
            totals[row] += int(float(trusted(entry, start, earned, cost, today)) * 4294967296.0)


@lean
def learned(used: int, trust: Trusts, hollow: Flags, day: int, book: Book, tide: Tide, gains: Ints) -> None:
    """Add to ``gains``, by author, what trust has risen since the start, in 2^-32, over ties ever touched.

    For authors without an everyday life and ties of the network that nobody leaves: all others are as they
    were. Who came across a post without following is no follower. ``trust`` is that of the ties at the start.
    """
    good, bad = float(tide[EARNED][0, day]), float(tide[COST][0, day])
    for entry in range(used):
        tie = int(book[KEYS][entry])
        if tie >= trust.size or (hollow.size > 0 and hollow[tie]):
            continue
        start = float(trust[tie])
        now = float(trust_today(entry, start, good, bad, day, book, tide))
        gains[book[AUTHOR][entry]] += int(now * 4294967296.0) - int(start * 4294967296.0)


@lean
def choose(won: Rows, chance: int, luck: int, run: int, message: int, chosen: Rows) -> int:
    """Fill in who wants to follow the author of what won them (chance ``chance`` / 2^32)."""
    count = 0
    for i in range(won.size):
        if named.word(luck, run, named.FOLLOW, message, int(won[i]), 0) < chance:
            chosen[count] = won[i]
            count += 1
    return count


@lean
def roots(readers: Rows, teller: Ints, offsets: Ints, out: Ints) -> None:
    """Fill in who said first what won each reader, if it came through others; else -1.

    Nobody has told whoever said it first: a stone, or somebody whom advertising won.
    """
    for i in range(readers.size):
        steps, author = 0, -1
        tie = int(teller[readers[i]])
        while tie >= 0:
            author = author_at(tie, offsets)
            steps += 1
            tie = int(teller[author])
        out[i] = author if steps > 1 else -1


@lean
def find_mutual(offsets: Ints, followers: Rows, mutual: NDArray[np.bool_]) -> None:
    """Tell of each tie whether it is returned; followers of each author are sorted."""
    for author in range(offsets.size - 1):
        for tie in range(int(offsets[author]), int(offsets[author + 1])):
            other = int(followers[tie])
            first, last = int(offsets[other]), int(offsets[other + 1])
            mutual[tie] = tie_between(first, last, author, followers) >= 0
