"""Bonds: trust that is earned, lost and forgotten, and ties that break and form.

Beta reputation with forgetting (Josang and Ismail 2002): ``T = (r + 2a) / (r + s + 2)``, a the trust of the
tie at the start, r and s the evidence for and against its author, both multiplied by ``kept`` a day.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from stonecast.bonds.formed import Formed
from stonecast.bonds.ledger import Ledger
from stonecast.bonds.newcomers import first_trust
from stonecast.bonds.tide import Tide
from stonecast.kernels import arriving, delivery, following, ledger, quads
from stonecast.kernels.today import Columns, Today
from stonecast.network.market import Market
from stonecast.rumour import Scratch
from stonecast.scenario.value import Scenario

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Trusts = NDArray[np.float32]
Weight = float | NDArray[np.float64]

NEVER_DID = 2
"""What `Bonds.meet` says of who follows an author for the first time."""

_NOBODY = np.empty(0, np.bool_)


def whole(weight: Weight, size: int) -> Ints:
    """Evidence in whole numbers of 2^-32, shape (size,)."""
    if isinstance(weight, int | float):
        return np.full(size, math.floor(weight * 2.0**32 + 0.5), np.int64)
    return np.floor(weight * 2.0**32 + 0.5).astype(np.int64)


class Bonds:
    """What people have made of their ties so far.

    A tie is named by its number in the network; one that forms during the run, or between members of a
    community who do not follow one another, by ``network.ties + author * people + reader``.

    Attributes
    ----------
    ledger
        What is known of the ties that were ever touched.
    tide
        What everyday life does to the ties of each author.
    formed
        Ties that formed during the run, also those that broke again.
    held
        Tick by tick of this day: the day, who held conversations, sorted, and how many.
    """

    def __init__(self, spec: Scenario, market: Market, luck: int = 0, scratch: Scratch | None = None) -> None:
        self.spec, self.market, self.luck = spec, market, luck
        self.run = (market.seed - spec.market_seed) % 2**32
        self.ledger = Ledger(market.network.people, scratch or Scratch())
        self.tide = Tide(spec, market)
        self.formed = Formed()
        self.held: list[tuple[int, Ints, Ints]] = []
        self._waiting: list[tuple[NDArray[Any], ...]] = []

    @property
    def learning(self) -> bool:
        """Whether anything can change on a tie."""
        return self.spec.remember.on or self.spec.follow.on

    def author_of(self, ties: Ints) -> Ints:
        """Rows of the authors of these ties, shape (n,)."""
        found = np.empty(ties.size, np.int64)
        ledger.authors_of(np.asarray(ties, np.int64), self.market.network.offsets, found)
        return found

    def reader_of(self, ties: Ints) -> Ints:
        """Rows of those who follow along these ties, shape (n,)."""
        network = self.market.network
        readers, old = (ties - network.ties) % max(1, network.people), ties < network.ties
        readers[old] = network.followers[ties[old]]
        return readers

    def starts(self, ties: Ints) -> Trusts:
        """Trust along these ties when the run, or the tie, began, shape (n,)."""
        network = self.market.network
        assert network.trust is not None, "a market always has trust"
        new = ties >= network.ties
        if not new.any():
            return network.trust[ties]
        trusts, formed = np.empty(ties.size, np.float32), ties[new]
        trusts[~new] = network.trust[ties[~new]]
        ends = (self.author_of(formed), self.reader_of(formed))
        trusts[new] = self.firsts(*ends)
        return trusts

    def firsts(self, authors: NDArray[Any], readers: NDArray[Any]) -> Trusts:
        """Trust of readers in authors whom they did not follow at the start, shape (n,)."""
        return first_trust(self.spec, self.market, authors, readers)

    def trust(
        self, ties: Ints, day: int, authors: Rows | None = None, starts: Trusts | None = None
    ) -> Trusts:
        """Trust along these ties on a day, shape (n,); ``authors``, and ``starts``, if they are known."""
        starts = self.starts(ties) if starts is None else starts
        if not (self.spec.remember.on and ties.size and (self.ledger.used or self.tide.lanes.size)):
            return starts
        authors = self.author_of(ties).astype(np.int32) if authors is None else authors
        trusts = np.empty(ties.size, np.float32)
        believe: Any = delivery.believe
        believe(ties, authors, starts, self._today(day), trusts)
        return trusts

    def follows(self, ties: Ints, day: int) -> Flags:
        """Whether these ties are still followed on a day, shape (n,)."""
        found = np.ones(ties.size, np.bool_)
        if self.spec.follow.on and ties.size:
            authors = self.author_of(ties).astype(np.int32)
            walk: Any = following.still_follow
            walk(ties, authors, self.starts(ties), self._today(day), found)
        return found

    def deliver(self, speaking: Rows, which: Rows, day: int, into: Columns) -> int:
        """Put posts before all live followers who still follow; newcomers are not among them.

        Parameters
        ----------
        speaking, which
            Rows of those who speak, and which post of theirs it is.
        into
            Room for what is shown.

        Returns
        -------
        int
            How many there are.
        """
        network = self.market.network
        walk: Any = delivery.deliver
        told = (speaking, which, network.offsets, network.followers, network.trust, self._hollow)
        return int(walk(*told, self._today(day), quads.room(), into))

    def newcomers_see(self, speaking: Rows, which: Rows, day: int, shown: int, into: Columns) -> int:
        """Put posts before those who have followed since the run began, behind what is there."""
        network = self.market.network
        walk: Any = arriving.newcomers
        told = (speaking, which, *self.formed.by_author, network.ties, network.people)
        return int(walk(*told, self._today(day), shown, into))

    def arrive(self, came: NDArray[Any], day: int, shown: int, into: Columns) -> int:
        """Put posts of earlier ticks, as `stonecast.phases.delay` keeps them, behind what is there.

        Not before who has left the author since; in a community nobody need follow.
        """
        walk: Any = arriving.arrive
        room = (np.empty(quads.QUADS, np.int64), np.zeros(quads.QUADS, np.int32), quads.row())
        return int(walk(came, self._today(day), *room, shown, into))

    def strangers_see(self, day: int, found: Columns) -> Columns:
        """Keep posts before those who never followed, and fill in trust at the start and today."""
        found.starts[:] = self.firsts(found.authors, found.readers)
        count = cast(Any, arriving.come_across)(self._today(day), found)
        return Columns._make(column[:count] for column in found)

    def _today(self, day: int) -> Today:
        follow = self.spec.follow
        rates = (follow.on, self._returned if follow.on else _NOBODY, follow.one_way, follow.mutual)
        return Today(*rates, self.spec.remember.on, day, self.luck, self.run, *self._learned)

    @property
    def _learned(self) -> tuple[Any, ...]:
        return self.tide.lanes, self.ledger.book, self.tide.sums

    def at_start(self, authors: Iterable[int]) -> tuple[Ints, Ints]:
        """Count who follows each author before anything happens, and sum their trust, as `census` does."""
        network = self.market.network
        rows = np.array(list(authors), np.int64)
        counts, totals = np.empty(rows.size, np.int64), np.empty(rows.size, np.int64)
        walk: Any = following.at_start
        walk(rows, network.offsets, network.trust, self._hollow, counts, totals)
        return counts, totals

    def census(self, authors: Iterable[int], day: int) -> tuple[Ints, Ints]:
        """Count who follows each author on a day, and sum their trust in whole numbers of 2^-32."""
        network = self.market.network
        rows = np.array(list(authors), np.int64)
        counts, totals = np.empty(rows.size, np.int64), np.empty(rows.size, np.int64)
        walk: Any = following.census
        today = self._today(day)
        walk(rows, network.offsets, network.trust, self._hollow, today, quads.room(), counts, totals)
        if self.formed.by_author[0].size:
            more: Any = arriving.count_newcomers
            more(rows, *self.formed.by_author, network.ties, network.people, today, counts, totals)
        return counts, totals

    @property
    def steady(self) -> bool:
        """Whether only touched ties can have changed: nobody leaves, nobody has an everyday life."""
        return not (self.spec.follow.on or self.tide.lanes.size)

    def learned(self, authors: Iterable[int], day: int) -> Ints:
        """How much more the followers of each author trust them than at the start, where ties are `steady`.

        A sum in whole numbers of 2^-32, over the ties that were ever touched.
        """
        gains = np.zeros(self.market.network.people, np.int64)
        book = self.ledger
        walk: Any = following.learned
        walk(book.used, self.market.network.trust, self._hollow, day, book.book, self.tide.sums, gains)
        return gains[list(authors)]

    @property
    def _hollow(self) -> Flags:
        return _NOBODY if self.market.hollow is None else self.market.hollow

    @property
    def _returned(self) -> Flags:
        """Whether each tie of the network is returned; worked out once a market."""
        network = self.market.network

        def make() -> Flags:
            found = np.zeros(network.ties, np.bool_)
            following.find_mutual(network.offsets, network.followers, found)
            return found

        return self.market.once("mutual", None, make)

    def evidence(self, ties: Ints, good: Weight, bad: Weight) -> None:
        """Hear evidence for (r) and against (s) the authors of ties; it counts when this tick is over.

        Does nothing where trust is not remembered.

        Parameters
        ----------
        ties
            int64, shape (n,); a tie may come several times.
        good, bad
            One weight for all, or one each, from 0.
        """
        if self.spec.remember.on and ties.size:
            self.hear(ties, whole(good, ties.size), whole(bad, ties.size))

    def hear(
        self, ties: Ints, good: Ints, bad: Ints, authors: Rows | None = None, starts: Trusts | None = None
    ) -> None:
        """As `evidence`, in whole numbers of 2^-32; authors and trust at the start, if they are known.

        The arrays must stay as they are until `remember`.
        """
        authors = self.author_of(ties).astype(np.int32) if authors is None else authors
        self._waiting.append((ties, authors, self.starts(ties) if starts is None else starts, good, bad))

    def remember(self, day: int) -> None:
        """Write down what was heard in this tick."""
        book, add = self.ledger, cast(Any, ledger.add)
        for heard in self._waiting:
            book.make_room(heard[0].size)
            book.used = add(*heard, day, book.used, *self._learned)
        self._waiting.clear()

    def meet(self, authors: Rows, readers: Rows, day: int) -> tuple[Rows, Trusts]:
        """Let readers follow authors from this day on, one after another.

        Returns
        -------
        how, first
            0 for who follows already, 1 for who does once more, 2 for who never did; and how far the
            latter trust.
        """
        network, book, how = self.market.network, self.ledger, np.empty(authors.size, np.int32)
        first = self.firsts(authors, readers)
        book.make_room(authors.size)
        walk: Any = arriving.meet
        told = (authors, readers, first, network.offsets, network.followers, network.trust, self._hollow)
        book.used = walk(*told, self._today(day), book.used, how)
        new = how == NEVER_DID
        self.formed.add(authors[new], readers[new], first[new])
        return how, first
