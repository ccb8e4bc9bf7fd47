"""From posts to whoever could see them: live followers who still follow, and how far they trust today.

One walk through the rows of those who speak. A tie that was never touched is not looked up in the ledger if
no tie of its author ever was, and a waiting time that is clearly not over costs no exponential.
"""

from __future__ import annotations

from stonecast import randomness as named
from stonecast.kernels.jit import lean, part
from stonecast.kernels.ledger import FAR, NEAR, TOUCHED, fetch
from stonecast.kernels.quads import QUADS, Words, words_of_quads
from stonecast.kernels.spread import Ints, Rows, Trusts
from stonecast.kernels.today import (
    Columns,
    Flags,
    Today,
    entry_of,
    life_of,
    outlasts,
    put,
    trusted,
    turn_of,
)

NOTHING = -QUADS
"""From which quad on words are there: none."""


@part
def row_word(tie: int, entry: int, last: int, at: int, words: Words, today: Today) -> tuple[int, int]:
    """Word of the waiting time of a tie, and the quad from which on ``words`` now holds those of its row.

    ``last`` is the end of the row, ``at`` the quad so far.
    """
    turn = turn_of(entry, today)
    if turn > 0:
        return named.word(today.luck, today.run, named.UNFOLLOW, 0, tie, turn), at
    quad = tie >> 2
    if quad >= at + QUADS:
        at = quad
        quads = min(QUADS, ((last + 3) >> 2) - at)
        words_of_quads(at, quads, named.UNFOLLOW, 0, 0, today.luck, today.run, words)
    return int(words[tie & 3, quad - at]), at


@lean
def deliver(
    speaking: Rows,
    which: Rows,
    offsets: Ints,
    followers: Rows,
    trust: Trusts,
    hollow: Flags,
    today: Today,
    words: Words,
    into: Columns,
) -> int:
    """Put each author's post before every live follower who still follows; returns how many there are.

    ``which`` counts the posts of each author from 0. ``hollow`` is of shape (ties,), or empty where nobody
    is. Fills in trust at the start, and that of today. ``words`` is `quads.room`.
    """
    shown = 0
    for a in range(speaking.size):
        author, number = int(speaking[a]), int(which[a])
        lane, earned, cost = life_of(author, today)
        touched = today.book[TOUCHED][author] != 0
        last, at = int(offsets[author + 1]), NOTHING
        for tie in range(int(offsets[author]), last):
            if touched:
                fetch(min(tie + NEAR, last - 1), min(tie + FAR, last - 1), today.book)
            if hollow.size > 0 and hollow[tie]:
                continue
            entry = entry_of(tie, author, today) if touched else -1
            start = float(trust[tie])
            if today.follow:
                w, at = row_word(tie, entry, last, at, words, today)
                if not outlasts(w, tie, entry, start, lane, today):
                    continue
            now = trusted(entry, start, earned, cost, today)
            put(shown, tie, int(followers[tie]), number, author, start, now, into)
            shown += 1
    return shown


@lean
def believe(ties: Ints, authors: Rows, starts: Trusts, today: Today, trusts: Trusts) -> None:
    """Turn the trust at the start of each tie into that of today."""
    last = ties.size - 1
    for e in range(ties.size):
        fetch(int(ties[min(e + NEAR, last)]), int(ties[min(e + FAR, last)]), today.book)
        author = int(authors[e])
        _, earned, cost = life_of(author, today)
        entry = entry_of(int(ties[e]), author, today)
        trusts[e] = trusted(entry, float(starts[e]), earned, cost, today)
