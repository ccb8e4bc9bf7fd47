"""What is remembered of ties that were ever touched: a table that grows, keyed by the name of the tie.

Open addressing: ``table`` holds, at the hash of a name and the places after it, the number of an entry
(-1: free); entries are appended and never removed. Amounts of evidence are whole numbers of 2^-32, so that
no order of adding can matter. They are forgotten lazily: what was kept on day ``when`` is worth
``kept^(today - when)`` of it today.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import jit, part
from stonecast.kernels.spread import Ints, Reals, Rows, Trusts

SHARE = 2.3283064365386963e-10
"""2^-32."""


@part
def _place(key: int, places: int) -> int:
    """Where the search for a name begins; ``places`` is a power of two."""
    mixed = (key ^ (key >> 31)) & 0x7FFFFFFF
    return ((mixed * 0x9E3779B1) >> 20) & (places - 1)


@jit
def find(key: int, table: Rows, keys: Ints) -> int:
    """Return the number of the entry of a tie, or -1."""
    at = _place(key, table.size)
    while table[at] >= 0:
        if keys[table[at]] == key:
            return int(table[at])
        at = (at + 1) & (table.size - 1)
    return -1


@jit
def enter(entry: int, table: Rows, keys: Ints) -> None:
    """Put an entry whose name is not there yet into the table."""
    at = _place(int(keys[entry]), table.size)
    while table[at] >= 0:
        at = (at + 1) & (table.size - 1)
    table[at] = entry


@jit
def enter_all(used: int, table: Rows, keys: Ints) -> None:
    """Fill an empty table."""
    for entry in range(used):
        enter(entry, table, keys)


@jit
def left(amount: int, kept: float, days: int) -> int:
    """Return what is left of an amount after so many days."""
    if days <= 0 or amount == 0:
        return amount
    return int(float(amount) * named.power(kept, float(days)))


@jit
def believe(
    ties: Ints,
    day: int,
    kept: float,
    table: Rows,
    keys: Ints,
    good: Ints,
    bad: Ints,
    when: Rows,
    trusts: Trusts,
) -> None:
    """Turn the trust at the start of each tie into that of today: (r + 2a) / (r + s + 2)."""
    for e in range(ties.size):
        entry = find(int(ties[e]), table, keys)
        if entry < 0:
            continue
        days = day - int(when[entry])
        r = float(left(int(good[entry]), kept, days)) * SHARE
        s = float(left(int(bad[entry]), kept, days)) * SHARE
        trusts[e] = np.float32((r + 2.0 * float(trusts[e])) / (r + s + 2.0))


@jit
def note(
    ties: Ints,
    more_good: Ints,
    more_bad: Ints,
    day: int,
    kept: float,
    used: int,
    table: Rows,
    keys: Ints,
    good: Ints,
    bad: Ints,
    when: Rows,
) -> int:
    """Add evidence to ties; returns the entries in use. There is room for all."""
    for e in range(ties.size):
        tie = int(ties[e])
        entry = find(tie, table, keys)
        if entry < 0:
            entry = used
            used += 1
            keys[entry] = tie
            good[entry] = bad[entry] = 0
            enter(entry, table, keys)
        elif when[entry] < day:
            days = day - int(when[entry])
            good[entry] = left(int(good[entry]), kept, days)
            bad[entry] = left(int(bad[entry]), kept, days)
        when[entry] = day
        good[entry] += more_good[e]
        bad[entry] += more_bad[e]
    return used


@jit
def weigh_posts(
    shown: int,
    readers: Rows,
    places: Reals,
    topic: Reals,
    steepness: float,
    relevant_from: float,
    sponsored: bool,
    useful: int,
    irrelevant: int,
    good: Ints,
    bad: Ints,
) -> None:
    """Fill in what each seen post says for its author, and against (whole numbers of 2^-32).

    A post is relevant if exp(-steepness * d^2) is at least ``relevant_from``, d in pond widths.
    """
    for e in range(shown):
        reader = int(readers[e])
        near = 1.0
        if steepness > 0.0:
            dx = float(places[reader, 0]) - float(topic[0])
            dy = float(places[reader, 1]) - float(topic[1])
            near = named.exp(-steepness * (dx * dx + dy * dy))
        relevant = near >= relevant_from
        good[e] = useful if relevant else 0
        bad[e] = irrelevant if sponsored and not relevant else 0


@jit
def find_out(
    shown: int,
    ties: Ints,
    numbers: Rows,
    paid: NDArray[np.bool_],
    chance: int,
    luck: int,
    run: int,
    message: int,
    weight: int,
    bad: Ints,
) -> None:
    """Add what it costs an author if a reader finds out that an unmarked post was paid."""
    for e in range(shown):
        tie, number = int(ties[e]), int(numbers[e])
        if paid[e] and named.word(luck, run, named.FOUND_OUT, message, tie, number) < chance:
            bad[e] += weight
