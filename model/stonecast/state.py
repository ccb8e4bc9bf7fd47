"""The state of a run: one packed row per person, and what happens in the current tick."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from stonecast.network.market import Market
from stonecast.records import Post
from stonecast.scenario.value import Scenario

NEVER = -1
NOBODY = -1
ITSELF = -2
"""In ``teller``: the person said it unasked by anybody, as a stone of the plan."""

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

COUNTS = ("impressions", "saw", "engaged", "reshared", "orders", "posts")
"""What is counted in every tick, in simulated people."""


class Voices(Protocol):
    """Whoever decides what is posted: the model with its agents, seen from the phases."""

    def posts(self, day: int) -> Iterable[Post]:
        """Posts of hired bloggers that appear on this day."""


@dataclass
class Heard:
    """Who said it to whom; kept only by rules that count distinct senders."""

    head: NDArray[np.int64]
    charge: NDArray[np.int64]
    tosses: NDArray[np.int32]
    used: int = 0
    tie: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    when: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    best: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    after: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))

    @classmethod
    def of(cls, people: int) -> Heard:
        """Nobody has heard anything yet."""
        return cls(np.full(people, -1, np.int64), np.full(people, -1, np.int64), np.zeros(people, np.int32))

    def make_room(self, entries: int) -> None:
        """Grow, so that so many more entries fit."""
        wanted = self.used + entries
        if wanted > self.tie.size:
            size = max(wanted, 2 * self.tie.size, 1024)
            for name in ("tie", "when", "best", "after"):
                old = getattr(self, name)
                new = np.empty(size, old.dtype)
                new[: self.used] = old[: self.used]
                setattr(self, name, new)


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

    def people(self, size: int) -> NDArray[Any]:
        """Return `PERSON` records to whom nothing has happened yet."""
        words = self.room("people", 4 * size, np.int64)[: 4 * size]
        words.fill(NEVER)
        people = words.view(PERSON)
        people["posts"] = 0
        return people


@dataclass(eq=False)
class State:
    """Everything that changes while a run goes on.

    Attributes
    ----------
    people
        `PERSON` records, shape (people,).
    speaking, which
        int32: rows whose post appears in this tick (hired ones and those who reshared a tick ago), and
        which post of that person it is, from 0.
    ties, numbers, shown
        Impressions of this tick: the tie, and which post of its author it was.
    won
        int32: rows that were engaged in this tick.
    passed
        int32: rows that reshare; their posts appear in the next tick.
    roots, joined
        Rows that said it unasked, and tick by tick those who were won.
    said
        By row, the ticks of the posts that were decided on (reshares not counted).
    passed_on
        Tick by tick, the rows of those who decided to pass it on.
    run
        Second word of every random number's key: 0 in the scenario's own market, m in the m-th.
    buyers, due
        int32: readers who will order, and the tick at which they do.
    counts
        int64, shape (ticks, len(COUNTS)): what happened, tick by tick.
    """

    spec: Scenario
    market: Market
    luck: int
    voices: Voices
    tick: int = 0
    message: int = 0
    scratch: Scratch = field(default_factory=Scratch)

    def __post_init__(self) -> None:
        size = self.market.network.people
        self.people = self.scratch.people(size)
        empty = np.empty(0, np.int32)
        self.speaking = self.which = self.won = self.passed = empty
        self.ties, self.numbers, self.shown = np.empty(0, np.int64), empty, 0
        self.buyers, self.due = empty, empty
        self.counts = np.zeros((self.spec.clock.ticks, len(COUNTS)), np.int64)
        self.roots: list[int] = []
        self.said: dict[int, list[int]] = {}
        self.passed_on: list[NDArray[np.int32]] = []
        self.joined: list[NDArray[np.int32]] = []
        self.run = (self.market.seed - self.spec.market_seed) % 2**32
        self.needed: NDArray[np.int64] | None = None
        self.heard = None if self.spec.respond.rule == "simple" else Heard.of(size)

    @property
    def trust(self) -> NDArray[np.float32]:
        """Trust per tie."""
        trust = self.market.network.trust
        assert trust is not None, "a market always has trust"
        return trust

    @property
    def day(self) -> int:
        """The day that this tick belongs to, from 0."""
        return self.tick // self.spec.clock.ticks_per_day

    def count(self, what: str, number: int) -> None:
        """Write down what happened in this tick."""
        self.counts[self.tick, COUNTS.index(what)] += number


def needed_sources(spec: Scenario, market: Market) -> NDArray[np.int64]:
    """How many distinct senders each reader needs, at least 1, shape (people,).

    A fraction is read as the decimal that was written (0.18 is 9/50), so that ``m / k >= phi`` is
    decided in whole numbers.
    """
    people = market.network.people
    if spec.respond.rule == "sources":
        return np.full(people, spec.respond.sources, np.int64)
    share = Fraction(str(spec.respond.fraction))
    followees = market.network.followees
    counts, of_person = np.unique(followees, return_inverse=True)
    # Python's whole numbers: the product with a numerator of 16 digits exceeds 64 bits.
    needed = [max(1, ceil(share * count)) for count in counts.tolist()]
    return np.array(needed, np.int64)[of_person]
