"""Posts that come up later than they were published, and posts of whom readers follow since the run began."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import lean
from stonecast.kernels.ledger import FAR, KEYS, NEAR, TABLE, TOUCHED, begin, bring_up, fetch, find, renew
from stonecast.kernels.quads import QUADS, Words, words_of_names
from stonecast.kernels.spread import Ints, Rows, Trusts
from stonecast.kernels.today import (
    Columns,
    Flags,
    Today,
    entry_of,
    life_of,
    move,
    outlasts,
    put,
    still_followed,
    tie_between,
    trusted,
    turn_of,
)


@lean
def postpone(shown: int, waits: Rows, places: Ints, columns: Columns, waiting: NDArray[Any]) -> int:
    """Put what waits where ``places`` says, by ticks of waiting, and keep what is seen now; returns how many.

    ``places`` is moved on; what waits for -1 ticks is never seen. ``waiting`` are `rumour.WAITING` records.
    """
    now = 0
    for e in range(shown):
        wait = int(waits[e])
        if wait > 0:
            at = int(places[wait])
            places[wait] = at + 1
            waiting[at]["tie"] = columns.ties[e]
            waiting[at]["reader"] = columns.readers[e]
            waiting[at]["number"] = columns.numbers[e]
            waiting[at]["author"] = columns.authors[e]
            waiting[at]["start"] = columns.starts[e]
        elif wait == 0:
            move(e, now, columns)
            now += 1
    return now


@lean
def arrive(
    came: NDArray[Any], today: Today, ties: Ints, turns: Rows, words: Words, shown: int, into: Columns
) -> int:
    """Add what comes up to what is shown, but for posts of authors whom the reader has left since.

    ``came`` are `rumour.WAITING` records. Who came across a post in a community need not follow its author.
    ``ties`` is room for `QUADS` names, ``turns`` as many zeros, ``words`` `quads.row`. Returns how many are
    shown.
    """
    last = came.size - 1
    for e in range(came.size):
        i = e & (QUADS - 1)
        if i == 0 and today.follow:
            count = min(QUADS, came.size - e)
            for k in range(count):
                ties[k] = came[e + k]["tie"]
            words_of_names(ties, turns, 0, count, named.UNFOLLOW, 0, today.luck, today.run, words)
        fetch(int(came[min(e + NEAR, last)]["tie"]), int(came[min(e + FAR, last)]["tie"]), today.book)
        tie, author, start = int(came[e]["tie"]), int(came[e]["author"]), float(came[e]["start"])
        lane, earned, cost = life_of(author, today)
        entry = entry_of(tie, author, today)
        if today.follow:
            turn = turn_of(entry, today)
            if turn > 0:
                if not still_followed(tie, entry, start, lane, today):
                    continue
            elif tie < today.returned.size and not outlasts(int(words[i]), tie, entry, start, lane, today):
                continue
        now = trusted(entry, start, earned, cost, today)
        put(shown, tie, int(came[e]["reader"]), int(came[e]["number"]), author, start, now, into)
        shown += 1
    return shown


@lean
def come_across(today: Today, found: Columns) -> int:
    """Drop who has begun to follow the author since the run began, and fill in trust of today; how many stay.

    Whom a post reaches anyway need not come across it.
    """
    kept, last = 0, found.ties.size - 1
    for e in range(found.ties.size):
        fetch(int(found.ties[min(e + NEAR, last)]), int(found.ties[min(e + FAR, last)]), today.book)
        author = int(found.authors[e])
        entry = entry_of(int(found.ties[e]), author, today)
        if turn_of(entry, today) > 0:
            continue
        _, earned, cost = life_of(author, today)
        move(e, kept, found)
        found.trusts[kept] = trusted(entry, float(found.starts[e]), earned, cost, today)
        kept += 1
    return kept


@lean
def newcomers(
    speaking: Rows,
    which: Rows,
    of: Rows,
    who: Rows,
    first: Trusts,
    ties_before: int,
    people: int,
    today: Today,
    shown: int,
    into: Columns,
) -> int:
    """Put posts before those who follow their author since the run began, and still do; returns how many.

    ``of``, sorted, are the authors whom ``who`` began to follow with trust ``first``.
    """
    for a in range(speaking.size):
        author = int(speaking[a])
        if today.book[TOUCHED][author] == 0:
            continue
        lane, earned, cost = life_of(author, today)
        for k in range(np.searchsorted(of, author), of.size):
            if of[k] != author:
                break
            tie, start = ties_before + author * people + int(who[k]), float(first[k])
            entry = find(tie, today.book[TABLE], today.book[KEYS])
            if still_followed(tie, entry, start, lane, today):
                now = trusted(entry, start, earned, cost, today)
                put(shown, tie, int(who[k]), int(which[a]), author, start, now, into)
                shown += 1
    return shown


@lean
def count_newcomers(
    rows: Ints,
    of: Rows,
    who: Rows,
    first: Trusts,
    ties_before: int,
    people: int,
    today: Today,
    counts: Ints,
    totals: Ints,
) -> None:
    """Add to ``counts`` who follows ``rows`` since the run began, and still does; to ``totals``, trust.

    As `newcomers`; trust is summed in 2^-32.
    """
    for at in range(rows.size):
        author = int(rows[at])
        lane, earned, cost = life_of(author, today)
        for k in range(np.searchsorted(of, author), of.size):
            if of[k] != author:
                break
            tie, start = ties_before + author * people + int(who[k]), float(first[k])
            entry = find(tie, today.book[TABLE], today.book[KEYS])
            if still_followed(tie, entry, start, lane, today):
                counts[at] += 1
                totals[at] += int(float(trusted(entry, start, earned, cost, today)) * 4294967296.0)


@lean
def meet(
    authors: Rows,
    newly: Rows,
    first: Trusts,
    offsets: Ints,
    followers: Rows,
    trust: Trusts,
    hollow: Flags,
    today: Today,
    used: int,
    how: Rows,
) -> int:
    """Let each reader of ``newly`` follow an author from this day on, one after another.

    ``first`` is the trust of those who never followed. Fills in how: 0, they follow already, or nobody is
    behind it; 1, once more; 2, for the first time. Returns the entries in use; there is room for all.
    """
    people = offsets.size - 1
    for i in range(authors.size):
        author, reader = int(authors[i]), int(newly[i])
        tie = tie_between(int(offsets[author]), int(offsets[author + 1]), reader, followers)
        old = tie >= 0
        start = float(trust[tie]) if old else float(first[i])
        if not old:
            tie = followers.size + author * people + reader
        lane, _, _ = life_of(author, today)
        entry = find(tie, today.book[TABLE], today.book[KEYS])
        known = old or turn_of(entry, today) > 0
        how[i] = 0
        if known:
            if old and hollow.size > 0 and hollow[tie]:
                continue
            if still_followed(tie, entry, start, lane, today):
                continue
        how[i] = 1 if known else 2
        if entry < 0:
            entry = used
            begin(tie, author, start, lane, today.day, entry, today.book, today.tide)
            used += 1
        else:
            bring_up(entry, start, lane, today.day, today.book, today.tide)
        renew(entry, today.day, today.book)
    return used
