"""What is remembered of ties that were ever touched: a table that grows, keyed by the name of the tie.

Open addressing: ``table`` holds, at the hash of a name or in places behind it, the number of an entry (-1:
free); entries are appended and never removed. Amounts of evidence are whole numbers of 2^-32, so that no
order of adding can matter. They are forgotten lazily: what was kept on day ``when`` is worth
``kept^(today - when)`` of it today.
"""

from __future__ import annotations

from typing import Any

from stonecast.kernels.jit import lean, part
from stonecast.kernels.prefetch import prefetch
from stonecast.kernels.spread import Ints, Reals, Rows, Trusts

SHARE = 2.3283064365386963e-10
"""2^-32."""

TABLE, KEYS, GOOD, BAD, WHEN, WORN, TURN, AUTHOR, TOUCHED, ENTRIES = range(10)
"""Places in a book: the table, and by entry the name of the tie, evidence for and against, the day it is as
of, hazard of unfollowing gathered by then, how often it was followed anew, and its
author; uint8 of shape (people,), whether any tie of each author has an entry; and the records of which
the columns by entry are part."""

BLOCK = 16
"""Ties with neighbouring names have neighbouring places, so many in a row (2^4, as shifts by 4 assume):
those of one author are found without waiting for memory at each. Where one is taken the search goes 17 on."""

NEAR, FAR = 8, 16
"""So many ties ahead an entry is fetched from memory, and its place in the table."""

WEAR, MINE, THEIRS, EARNED, COST, FADES = range(6)
"""Places in a tide, float64 of shape (lanes, days + 1), by author (lane 0: all who have no everyday life
here) and day: sums over the days before of f, f S / m and f 2 / m, m = R + S + 2; then R and S. Last, by
number of days, what is left of evidence of so many days ago: ``kept^days``."""

Book = tuple[Any, ...]
Tide = tuple[Any, ...]


@part
def _place(key: int, places: int) -> int:
    """Where the search for a name begins; ``places`` is a power of two."""
    block = key >> 4
    mixed = (block ^ (block >> 31)) & 0x7FFFFFFF
    return ((((mixed * 0x9E3779B1) >> 20) << 4) | (key & (BLOCK - 1))) & (places - 1)


@lean
def find(key: int, table: Rows, keys: Ints) -> int:
    """Return the number of the entry of a tie, or -1."""
    at = _place(key, table.size)
    while table[at] >= 0:
        if keys[table[at]] == key:
            return int(table[at])
        at = (at + BLOCK + 1) & (table.size - 1)
    return -1


@part
def fetch(near: int, far: int, book: Book) -> None:
    """Let the processor fetch the entry of a tie that is looked up soon, and the place of one after it."""
    table = book[TABLE]
    entry = int(table[_place(near, table.size)])
    prefetch(book[ENTRIES], entry if entry > 0 else 0)
    prefetch(table, _place(far, table.size))


@lean
def enter(entry: int, table: Rows, keys: Ints) -> None:
    """Put an entry whose name is not there yet into the table."""
    at = _place(int(keys[entry]), table.size)
    while table[at] >= 0:
        at = (at + BLOCK + 1) & (table.size - 1)
    table[at] = entry


@lean
def enter_all(used: int, table: Rows, keys: Ints) -> None:
    """Fill an empty table."""
    for entry in range(used):
        enter(entry, table, keys)


@part
def left(amount: int, days: int, fades: Reals) -> int:
    """Return what is left of an amount after so many days."""
    return int(float(amount) * float(fades[days])) if days > 0 else amount


@part
def weariness(entry: int, start: float, lane: int, day: int, book: Book, tide: Tide) -> float:
    """Hazard of unfollowing gathered on a tie until a day, but for the factor of its kind.

    The sum over days of f (1 - T). Between two touches T moves with the author's everyday life only:
    1 - T = (s + m (1 - T0)) / (r + s + m), r, s and m as they were at the last touch, T0 the trust of a tie
    that was never touched, and sums of f and of f (1 - T0) are kept for every author (`tide`).
    """
    if entry < 0:
        return float(tide[MINE][lane, day]) + (1.0 - start) * float(tide[THEIRS][lane, day])
    since = int(book[WHEN][entry])
    r, s = float(book[GOOD][entry]) * SHARE, float(book[BAD][entry]) * SHARE
    m = float(tide[EARNED][lane, since]) + float(tide[COST][lane, since]) + 2.0
    worn = float(tide[WEAR][lane, day]) - float(tide[WEAR][lane, since])
    mine = float(tide[MINE][lane, day]) - float(tide[MINE][lane, since])
    theirs = float(tide[THEIRS][lane, day]) - float(tide[THEIRS][lane, since])
    fresh = s / (r + s + m) * worn + m / (r + s + m) * (mine + (1.0 - start) * theirs)
    return float(book[WORN][entry]) + fresh


@part
def author_at(tie: int, offsets: Ints) -> int:
    """Row of the author of a tie; one that formed during the run holds it in its name."""
    people = offsets.size - 1
    if tie >= offsets[people]:
        return int((tie - int(offsets[people])) // max(1, people))
    low, high = 0, people
    while high - low > 1:
        middle = (low + high) >> 1
        if offsets[middle] <= tie:
            low = middle
        else:
            high = middle
    return low


@lean
def authors_of(ties: Ints, offsets: Ints, out: Ints) -> None:
    """Fill in the rows of the authors of ties."""
    for e in range(ties.size):
        out[e] = author_at(int(ties[e]), offsets)


@part
def bring_up(entry: int, start: float, lane: int, day: int, book: Book, tide: Tide) -> None:
    """Bring an entry up to a day."""
    days = day - int(book[WHEN][entry])
    if days > 0:
        book[WORN][entry] = weariness(entry, start, lane, day, book, tide)
        book[GOOD][entry] = left(int(book[GOOD][entry]), days, tide[FADES])
        book[BAD][entry] = left(int(book[BAD][entry]), days, tide[FADES])
        book[WHEN][entry] = day


@part
def begin(
    tie: int, author: int, start: float, lane: int, day: int, used: int, book: Book, tide: Tide
) -> None:
    """Make the entry of a tie, in a place that is free."""
    book[WORN][used] = weariness(-1, start, lane, day, book, tide)
    book[KEYS][used] = tie
    book[TURN][used] = 0
    book[GOOD][used] = 0
    book[BAD][used] = 0
    book[WHEN][used] = day
    book[AUTHOR][used] = author
    book[TOUCHED][author] = 1
    enter(used, book[TABLE], book[KEYS])


@lean
def add(
    ties: Ints,
    authors: Rows,
    starts: Trusts,
    more_good: Ints,
    more_bad: Ints,
    day: int,
    used: int,
    lanes: Rows,
    book: Book,
    tide: Tide,
) -> int:
    """Add evidence to ties, as of a day; returns entries in use. There is room for all."""
    last = ties.size - 1
    for e in range(ties.size):
        fetch(int(ties[min(e + NEAR, last)]), int(ties[min(e + FAR, last)]), book)
        if more_good[e] == 0 and more_bad[e] == 0:
            continue
        tie = int(ties[e])
        author = int(authors[e])
        lane = int(lanes[author]) if lanes.size > 0 else 0
        entry = find(tie, book[TABLE], book[KEYS])
        if entry < 0:
            entry = used
            begin(tie, author, float(starts[e]), lane, day, used, book, tide)
            used += 1
        else:
            bring_up(entry, float(starts[e]), lane, day, book, tide)
        book[GOOD][entry] += more_good[e]
        book[BAD][entry] += more_bad[e]
    return used


@part
def renew(entry: int, day: int, book: Book) -> None:
    """Follow once more: a waiting time of its own begins."""
    book[TURN][entry] += 1
    book[WORN][entry] = 0.0
    book[WHEN][entry] = day


@lean
def strangers(ties: Ints, first: int, book: Book) -> int:
    """Count those of these ties, named from ``first`` on, that are none."""
    count = 0
    for e in range(ties.size):
        tie = int(ties[e])
        if tie >= first:
            entry = find(tie, book[TABLE], book[KEYS])
            if entry < 0 or book[TURN][entry] == 0:
                count += 1
    return count
