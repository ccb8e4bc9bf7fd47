"""A rumour: one message on its way, with what it is to every person, and what happens in the current tick."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels.today import Columns
from stonecast.scenario.schema import Message

NEVER = -1
NOBODY = -1
ITSELF = -2
"""In ``teller``: the person said it unasked by anybody, as a stone of the plan."""

ADVERTISED = -3
"""In ``teller``: background advertising won the person."""

PERSON = np.dtype(
    [
        ("seen", np.int32),
        ("engaged", np.int32),
        ("teller", np.int64),
        ("word", np.int64),
        ("ordered", np.int32),
        ("posts", np.int32),
    ]
)
"""32 bytes a person; fields as in `stonecast.kernels.spread`. Everything but posts starts at -1."""

WAITING = np.dtype(
    [
        ("tie", np.int64),
        ("reader", np.int32),
        ("number", np.int32),
        ("author", np.int32),
        ("start", np.float32),
    ]
)
"""A post that will be seen later: by whom, which of its author's, and trust at the start."""

LISTENER = np.dtype([("charge", np.int64), ("head", np.int64), ("tosses", np.int32), ("spare", np.int32)])
"""What a person is to a rule that counts senders: sum of this tick's hazards, in 2^-32 (below 0: none yet),
last of their senders (-1: none), and coins tossed."""

SENDER = np.dtype(
    [("tie", np.int64), ("best", np.int64), ("after", np.int64), ("when", np.int32), ("spare", np.int32)]
)
"""Somebody who said it to a person: along which tie, the smallest number that persuaded, when last, and the
sender before."""


def joined(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Return records of one kind one after another: as bytes, for to compare all their fields takes long."""
    return np.concatenate([part.view(np.uint8) for part in parts]).view(parts[0].dtype)


CAMPAIGN = 0
"""Number of the message that the stones of the plan carry."""

WARNING, PRAISE = 1, 2
"""Numbers of what customers say of the brand."""


class Scratch:
    """Memory that one run after another can use: to allocate it anew costs more than a small run.

    A state made in it is overwritten by the next one.
    """

    def __init__(self) -> None:
        self._arrays: dict[str, NDArray[Any]] = {}

    def room(self, name: str, size: int, dtype: Any) -> NDArray[Any]:
        """Return an array of at least this size, with whatever it held last."""
        held = self._arrays.get(name)
        if held is None or held.size < size:
            held = self._arrays[name] = np.empty(size, dtype)
        return held

    def people(self, name: str, size: int) -> NDArray[Any]:
        """Return `PERSON` records to whom nothing has happened yet."""
        words = self.room(name, 4 * size, np.int64)[: 4 * size]
        words.fill(NEVER)
        people = words.view(PERSON)
        people["posts"] = 0
        return people


class Heard:
    """Who said it to whom; kept only by rules that count distinct senders.

    Attributes
    ----------
    listeners
        `LISTENER` records, shape (people,): nobody has heard anything yet.
    senders
        `SENDER` records; the array may be longer.
    used
        How many senders there are.
    """

    def __init__(self, people: int, message: int, scratch: Scratch) -> None:
        self.listeners = scratch.room(f"listeners {message}", people, LISTENER)[:people]
        self.listeners["head"], self.listeners["charge"], self.listeners["tosses"] = -1, -1, 0
        self._name, self._scratch = f"senders {message}", scratch
        # What a run before this one needed is likely to be needed again.
        self.senders, self.used = scratch.room(self._name, 1, SENDER), 0

    def make_room(self, entries: int) -> None:
        """Grow, so that so many more entries fit."""
        wanted, old = self.used + entries, self.senders
        if wanted > old.size:
            self.senders = self._scratch.room(self._name, max(wanted, 2 * old.size, 1024), SENDER)
            self.senders[: self.used] = old[: self.used]


@dataclass(eq=False)
class Impressions:
    """What comes before people's eyes in one tick: one entry for one post seen by one reader.

    Attributes
    ----------
    ties
        int64: number of the tie along which it came, the name of its coins.
    readers
        int32: row of whoever sees it.
    numbers
        int32: which post of its author it is, from 0.
    starts
        float32: the reader's trust in the author when the run, or the tie, began; filled in only where posts
        pass sieves.
    trusts
        float32: the reader's trust in the author.
    hazards
        float64: the hazard of each, filled in by `phases.respond`; 0 for readers who are engaged already.
    authors
        int32: row of whoever says it; filled in only where posts pass sieves (`phases.see`).
    count
        How many there are; the arrays may be longer.
    """

    ties: NDArray[np.int64]
    readers: NDArray[np.int32]
    numbers: NDArray[np.int32]
    starts: NDArray[np.float32]
    trusts: NDArray[np.float32]
    hazards: NDArray[np.float64]
    authors: NDArray[np.int32]
    count: int = 0

    @classmethod
    def of(cls, scratch: Scratch, message: int, room: int) -> Impressions:
        """Return room for so many impressions of a message, in memory that was used before."""

        def empty(name: str, kind: Any) -> NDArray[Any]:
            return scratch.room(f"{name} {message}", room, kind)

        return cls(
            empty("ties", np.int64),
            empty("readers", np.int32),
            empty("numbers", np.int32),
            empty("starts", np.float32),
            empty("trusts", np.float32),
            empty("hazards", np.float64),
            empty("authors", np.int32),
        )

    @property
    def columns(self) -> Columns:
        """What kernels of delivering and the sieves fill in."""
        return Columns(self.ties, self.readers, self.numbers, self.starts, self.trusts, self.authors)


@dataclass(eq=False)
class Rumour:
    """One message on its way.

    Attributes
    ----------
    number
        The message's number in the names of its coins.
    begin
        Makes ``people``.
    heard
        What rules that count senders remember.
    message
        What is said: appeal, topic, whether the campaign is sponsored.
    names
        What each count of the spread is called in `State.counts`; what is not named is not counted.
    speaking, which
        int32: rows whose post appears in this tick (asked ones and those who reshared a tick ago), and
        which post of that person it is, from 0.
    shown
        The impressions of this tick.
    won
        int32: rows that were engaged in this tick.
    passed
        int32: rows that reshare; their posts appear in the next tick.
    roots, joined
        Rows that said it unasked, and tick by tick those who were won.
    sponsored
        Whether it can be a paid message; what customers say is none.
    coming
        By tick, the rows that will say it unasked then, customers for example.
    later
        By tick, what will be seen then of earlier posts: `WAITING` records.
    exposures
        int32, shape (people,): how often each person has seen it; None unless it wears out.
    said
        By row, the ticks of the posts that bloggers decided on; reshares and what customers say not counted.
    passed_on
        Tick by tick, the rows of those who decided to pass it on.
    gathered
        What sub-communities show in this tick.
    said_there
        By day, the rows of those who said it in their sub-community, of this day and the one before.
    """

    number: int
    begin: Callable[[], NDArray[Any]]
    heard: Heard | None
    names: Mapping[str, str]
    shown: Impressions
    message: Message = field(default_factory=Message)
    sponsored: bool = True

    def __post_init__(self) -> None:
        empty = np.empty(0, np.int32)
        self.speaking = self.which = self.won = self.passed = empty
        self.roots: list[int] = []
        self.joined: list[NDArray[np.int32]] = []
        self.coming: dict[int, list[NDArray[np.int32]]] = {}
        self.later: dict[int, list[NDArray[Any]]] = {}
        self.exposures: NDArray[np.int32] | None = None
        self.said: dict[int, list[int]] = {}
        self.passed_on: list[NDArray[np.int32]] = []
        self.gathered: list[Columns] = []
        self.said_there: dict[int, list[NDArray[np.int32]]] = {}

    @cached_property
    def people(self) -> NDArray[Any]:
        """`PERSON` records, shape (people,); made when the message is first said."""
        return self.begin()
