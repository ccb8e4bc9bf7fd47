"""Posts that come up later than they were published, and posts of whom readers follow since the run began."""

from __future__ import annotations

import numpy as np

from stonecast import randomness as named
from stonecast.kernels.delivery import Flags, stays, trust_today
from stonecast.kernels.jit import lean
from stonecast.kernels.ledger import (
    COST,
    EARNED,
    FAR,
    KEYS,
    NEAR,
    TABLE,
    TOUCHED,
    TURN,
    Book,
    Tide,
    begin,
    bring_up,
    fetch,
    find,
    renew,
    weariness,
)
from stonecast.kernels.spread import Ints, Rows, Trusts


@lean
def postpone(
    shown: int,
    waits: Rows,
    places: Ints,
    ties: Ints,
    readers: Rows,
    numbers: Rows,
    starts: Trusts,
    trusts: Trusts,
    authors: Rows,
    later_ties: Ints,
    later_readers: Rows,
    later_numbers: Rows,
    later_authors: Rows,
    later_starts: Trusts,
) -> int:
    """Put what waits where ``places`` says, by ticks of waiting, and keep what is seen now; returns how many.

    ``places`` is moved on; what waits for -1 ticks is never seen.
    """
    now = 0
    for e in range(shown):
        wait = int(waits[e])
        if wait > 0:
            at = int(places[wait])
            places[wait] = at + 1
            later_ties[at] = ties[e]
            later_readers[at] = readers[e]
            later_numbers[at] = numbers[e]
            later_authors[at] = authors[e]
            later_starts[at] = starts[e]
        elif wait == 0:
            ties[now] = ties[e]
            readers[now] = readers[e]
            numbers[now] = numbers[e]
            authors[now] = authors[e]
            starts[now] = starts[e]
            trusts[now] = trusts[e]
            now += 1
    return now


@lean
def arrive(
    came_ties: Ints,
    came_readers: Rows,
    came_numbers: Rows,
    came_authors: Rows,
    came_starts: Trusts,
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
    shown: int,
    ties: Ints,
    readers: Rows,
    numbers: Rows,
    starts: Trusts,
    trusts: Trusts,
    authors: Rows,
) -> int:
    """Add what comes up to what is shown, but for posts of authors whom the reader has left since.

    Who came across a post in a community need not follow its author. Returns how many are shown.
    """
    last = came_ties.size - 1
    for e in range(came_ties.size):
        fetch(int(came_ties[min(e + NEAR, last)]), int(came_ties[min(e + FAR, last)]), book)
        tie, author, start = int(came_ties[e]), int(came_authors[e]), float(came_starts[e])
        lane = int(lanes[author]) if lanes.size > 0 else 0
        entry = find(tie, book[TABLE], book[KEYS]) if book[TOUCHED][author] != 0 else -1
        if follow:
            turn = int(book[TURN][entry]) if entry >= 0 else 0
            if tie < returned.size or turn > 0:
                rate = mutual if tie < returned.size and returned[tie] else one_way
                w = named.word(luck, run, named.UNFOLLOW, 0, tie, turn)
                if not stays(w, rate * weariness(entry, start, lane, day, book, tide)):
                    continue
        ties[shown] = tie
        readers[shown] = came_readers[e]
        numbers[shown] = came_numbers[e]
        authors[shown] = author
        starts[shown] = came_starts[e]
        trusts[shown] = came_starts[e]
        if remember:
            earned, cost = float(tide[EARNED][lane, day]), float(tide[COST][lane, day])
            trusts[shown] = trust_today(entry, start, earned, cost, day, book, tide)
        shown += 1
    return shown


@lean
def come_across(
    remember: bool,
    day: int,
    lanes: Rows,
    book: Book,
    tide: Tide,
    ties: Ints,
    readers: Rows,
    numbers: Rows,
    authors: Rows,
    starts: Trusts,
    trusts: Trusts,
) -> int:
    """Drop who has begun to follow the author since the run began, and fill in trust of today; how many stay.

    Whom a post reaches anyway need not come across it.
    """
    kept, last = 0, ties.size - 1
    for e in range(ties.size):
        fetch(int(ties[min(e + NEAR, last)]), int(ties[min(e + FAR, last)]), book)
        tie, author = int(ties[e]), int(authors[e])
        entry = find(tie, book[TABLE], book[KEYS]) if book[TOUCHED][author] != 0 else -1
        if entry >= 0 and book[TURN][entry] > 0:
            continue
        ties[kept] = tie
        readers[kept] = readers[e]
        numbers[kept] = numbers[e]
        authors[kept] = author
        starts[kept] = starts[e]
        trusts[kept] = starts[e]
        if remember:
            lane = int(lanes[author]) if lanes.size > 0 else 0
            earned, cost = float(tide[EARNED][lane, day]), float(tide[COST][lane, day])
            trusts[kept] = trust_today(entry, float(starts[e]), earned, cost, day, book, tide)
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
    one_way: float,
    remember: bool,
    day: int,
    luck: int,
    run: int,
    lanes: Rows,
    book: Book,
    tide: Tide,
    shown: int,
    ties: Ints,
    readers: Rows,
    numbers: Rows,
    starts: Trusts,
    trusts: Trusts,
    authors: Rows,
) -> int:
    """Put posts before those who follow their author since the run began, and still do; returns how many.

    ``of``, sorted, are the authors whom ``who`` began to follow with trust ``first``.
    """
    for a in range(speaking.size):
        author = int(speaking[a])
        if book[TOUCHED][author] == 0:
            continue
        lane = int(lanes[author]) if lanes.size > 0 else 0
        earned, cost = float(tide[EARNED][lane, day]), float(tide[COST][lane, day])
        for k in range(np.searchsorted(of, author), of.size):
            if of[k] != author:
                break
            tie, start = ties_before + author * people + int(who[k]), float(first[k])
            entry = find(tie, book[TABLE], book[KEYS])
            w = named.word(luck, run, named.UNFOLLOW, 0, tie, int(book[TURN][entry]))
            if not stays(w, one_way * weariness(entry, start, lane, day, book, tide)):
                continue
            ties[shown] = tie
            readers[shown] = who[k]
            numbers[shown] = which[a]
            authors[shown] = author
            starts[shown] = first[k]
            trusts[shown] = first[k]
            if remember:
                trusts[shown] = trust_today(entry, start, earned, cost, day, book, tide)
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
    one_way: float,
    remember: bool,
    day: int,
    luck: int,
    run: int,
    lanes: Rows,
    book: Book,
    tide: Tide,
    counts: Ints,
    totals: Ints,
) -> None:
    """Add to ``counts`` who follows ``rows`` since the run began, and still does; to ``totals``, trust.

    As `newcomers`; trust is summed in 2^-32.
    """
    for at in range(rows.size):
        author = int(rows[at])
        lane = int(lanes[author]) if lanes.size > 0 else 0
        earned, cost = float(tide[EARNED][lane, day]), float(tide[COST][lane, day])
        for k in range(np.searchsorted(of, author), of.size):
            if of[k] != author:
                break
            tie, trust = ties_before + author * people + int(who[k]), float(first[k])
            entry = find(tie, book[TABLE], book[KEYS])
            w = named.word(luck, run, named.UNFOLLOW, 0, tie, int(book[TURN][entry]))
            if not stays(w, one_way * weariness(entry, trust, lane, day, book, tide)):
                continue
            if remember:
                trust = float(trust_today(entry, trust, earned, cost, day, book, tide))
            counts[at] += 1
            totals[at] += int(trust * 4294967296.0)


@lean
def meet(
    authors: Rows,
    newly: Rows,
    first: Trusts,
    offsets: Ints,
    followers: Rows,
    trust: Trusts,
    hollow: Flags,
    returned: Flags,
    one_way: float,
    mutual: float,
    day: int,
    luck: int,
    run: int,
    lanes: Rows,
    used: int,
    book: Book,
    tide: Tide,
    how: Rows,
) -> int:
    """Let each reader of ``newly`` follow an author from this day on, one after another.

    ``first`` is the trust of those who never followed. Fills in how: 0, they follow already, or nobody is
    behind it; 1, once more; 2, for the first time. Returns the entries in use; there is room for all.
    """
    people = offsets.size - 1
    for i in range(authors.size):
        author, reader = int(authors[i]), int(newly[i])
        low, end = int(offsets[author]), int(offsets[author + 1])
        high = end
        while low < high:
            middle = (low + high) >> 1
            if followers[middle] < reader:
                low = middle + 1
            else:
                high = middle
        old = low < end and followers[low] == reader
        tie = low if old else followers.size + author * people + reader
        start = float(trust[low]) if old else float(first[i])
        lane = int(lanes[author]) if lanes.size > 0 else 0
        entry = find(tie, book[TABLE], book[KEYS])
        turn = int(book[TURN][entry]) if entry >= 0 else 0
        how[i] = 0
        if old or turn > 0:
            if old and hollow.size > 0 and hollow[tie]:
                continue
            rate = mutual if tie < returned.size and returned[tie] else one_way
            w = named.word(luck, run, named.UNFOLLOW, 0, tie, turn)
            if stays(w, rate * weariness(entry, start, lane, day, book, tide)):
                continue
        how[i] = 1 if old or turn > 0 else 2
        if entry < 0:
            entry = used
            begin(tie, author, start, lane, day, entry, book, tide)
            used += 1
        else:
            bring_up(entry, start, lane, day, book, tide)
        renew(entry, day, book)
    return used
