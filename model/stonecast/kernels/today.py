"""What a tie is on a day: whether it is still followed, how far the follower trusts; posts before readers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import part
from stonecast.kernels.ledger import (
    BAD,
    COST,
    EARNED,
    FADES,
    GOOD,
    KEYS,
    SHARE,
    TABLE,
    TOUCHED,
    TURN,
    WEAR,
    WHEN,
    Book,
    Tide,
    find,
    left,
    weariness,
)
from stonecast.kernels.spread import Ints, Rows, Trusts

Flags = NDArray[np.bool_]


class Today(NamedTuple):
    """What it takes to know a tie on a day.

    Whether people unfollow at all, which ties of the network are returned (shape (ties,), empty where nobody
    unfollows), and hazards of unfollowing at no trust, of ties that are not returned and that are; whether
    trust is remembered; the day; the key of random numbers; and by author the lane in ``tide`` (shape
    (people,), or empty), with what is remembered of ties (`stonecast.kernels.ledger`).
    """

    follow: bool
    returned: Flags
    one_way: float
    mutual: float
    remember: bool
    day: int
    luck: int
    run: int
    lanes: Rows
    book: Book
    tide: Tide


class Columns(NamedTuple):
    """Posts before readers, one entry each: as in `stonecast.rumour.Impressions`."""

    ties: Ints
    readers: Rows
    numbers: Rows
    starts: Trusts
    trusts: Trusts
    authors: Rows


@part
def put(
    at: int,
    tie: int,
    reader: int,
    number: int,
    author: int,
    start: float,
    trust: float | np.float32,
    into: Columns,
) -> None:
    """Put a post before a reader."""
    into.ties[at] = tie
    into.readers[at] = reader
    into.numbers[at] = number
    into.starts[at] = start
    into.trusts[at] = trust
    into.authors[at] = author


@part
def move(e: int, at: int, columns: Columns) -> None:
    """Move an entry to an earlier place, over what was there."""
    columns.ties[at] = columns.ties[e]
    columns.readers[at] = columns.readers[e]
    columns.numbers[at] = columns.numbers[e]
    columns.starts[at] = columns.starts[e]
    columns.trusts[at] = columns.trusts[e]
    columns.authors[at] = columns.authors[e]


@part
def life_of(author: int, today: Today) -> tuple[int, float, float]:
    """Lane of an author, and what their everyday life has earned and cost them until this day."""
    lane = int(today.lanes[author]) if today.lanes.size > 0 else 0
    return lane, float(today.tide[EARNED][lane, today.day]), float(today.tide[COST][lane, today.day])


@part
def entry_of(tie: int, author: int, today: Today) -> int:
    """Number of the entry of a tie, or -1; not looked up if no tie of its author was ever touched."""
    return find(tie, today.book[TABLE], today.book[KEYS]) if today.book[TOUCHED][author] != 0 else -1


@part
def turn_of(entry: int, today: Today) -> int:
    """How often a tie was followed anew."""
    return int(today.book[TURN][entry]) if entry >= 0 else 0


@part
def rate_of(tie: int, today: Today) -> float:
    """Hazard of unfollowing at no trust; a tie that formed during the run counts as one-way."""
    return today.mutual if tie < today.returned.size and today.returned[tie] else today.one_way


@part
def stays(word: int, hazard: float) -> bool:
    """Whether a word is below exp(-hazard), without an exponential where 1 - hazard tells.

    1 - h is at most exp(-h); the margin of 2^-30 is far above the error of `randomness.exp`.
    """
    if float(word) < (1.0 - hazard) * 4294967296.0 - 4.0:
        return True
    return bool(word < named.threshold(named.exp(-hazard)))


@part
def surely_stays(word: int, tie: int, lane: int, today: Today) -> bool:
    """Whether a waiting time is not over even for a follower who never trusted at all: no look at the tie.

    The hazard gathered is at most the sum of f (`stonecast.kernels.ledger`); the margin of 2^-26 is far above
    what rounding makes of either.
    """
    most = rate_of(tie, today) * float(today.tide[WEAR][lane, today.day])
    return float(word) < (1.0 - most) * 4294967296.0 - 64.0


@part
def outlasts(word: int, tie: int, entry: int, start: float, lane: int, today: Today) -> bool:
    """Whether the waiting time that a word gives a tie exceeds the hazard gathered."""
    if surely_stays(word, tie, lane, today):
        return True
    return stays(word, rate_of(tie, today) * weariness(entry, start, lane, today.day, today.book, today.tide))


@part
def still_followed(tie: int, entry: int, start: float, lane: int, today: Today) -> bool:
    """Whether the waiting time of a tie exceeds the hazard gathered.

    The waiting time is exponential: a tie is followed while the word named after it is below exp(-hazard).
    """
    word = named.word(today.luck, today.run, named.UNFOLLOW, 0, tie, turn_of(entry, today))
    return outlasts(word, tie, entry, start, lane, today)


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


@part
def trusted(entry: int, start: float, earned: float, cost: float, today: Today) -> np.float32:
    """Trust along a tie on this day, from what it was at the start."""
    if today.remember:
        return trust_today(entry, start, earned, cost, today.day, today.book, today.tide)
    return np.float32(start)


@part
def tie_between(low: int, end: int, reader: int, followers: Rows) -> int:
    """The tie from ``low`` to before ``end``, sorted by follower, along which a reader follows; or -1."""
    high = end
    while low < high:
        middle = (low + high) >> 1
        if followers[middle] < reader:
            low = middle + 1
        else:
            high = middle
    return low if low < end and followers[low] == reader else -1
