"""Bonds: trust that is earned, lost and forgotten, and ties that break and form.

Beta reputation with forgetting (Josang and Ismail 2002): ``T = (r + 2a) / (r + s + 2)``, a the trust of the
tie at the start, r and s the evidence for and against its author, both multiplied by ``kept`` a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast.bonds.ledger import Ledger
from stonecast.bonds.newcomers import first_trust
from stonecast.bonds.tide import Tide
from stonecast.kernels import delivery, following, ledger
from stonecast.network.market import Market
from stonecast.scenario.value import Scenario

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Weight = float | NDArray[np.float64]


_NOBODY = np.empty(0, np.bool_)


def whole(weight: Weight, size: int) -> Ints:
    """Evidence in whole numbers of 2^-32, shape (size,)."""
    return np.broadcast_to(np.floor(np.asarray(weight, np.float64) * 2.0**32 + 0.5).astype(np.int64), size)


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
    added
        By author, the readers whose ties formed during the run, also those that broke again.
    bloggers
        Rows of those who can be hired.
    held, held_on
        By author, the conversations held so far on a day, and that day.
    """

    def __init__(self, spec: Scenario, market: Market, luck: int = 0) -> None:
        self.spec, self.market, self.luck = spec, market, luck
        self.run = (market.seed - spec.market_seed) % 2**32
        self.ledger = Ledger(market.network.people)
        self.tide = Tide(spec, market)
        self.added: dict[int, list[int]] = {}
        self.bloggers = frozenset(blogger.row for blogger in market.bloggers)
        self.held: dict[int, int] = {}
        self.held_on = -1
        self._waiting: list[tuple[Ints, Ints, Ints]] = []

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

    def starts(self, ties: Ints) -> NDArray[np.float32]:
        """Trust along these ties when the run, or the tie, began, shape (n,)."""
        network = self.market.network
        assert network.trust is not None, "a market always has trust"
        new = ties >= network.ties
        if not new.any():
            return network.trust[ties]
        trusts, formed = np.empty(ties.size, np.float32), ties[new]
        trusts[~new] = network.trust[ties[~new]]
        ends = (self.author_of(formed), self.reader_of(formed))
        trusts[new] = first_trust(self.spec, self.market, *ends)
        return trusts

    def trust(self, ties: Ints, day: int, authors: NDArray[np.int32] | None = None) -> NDArray[np.float32]:
        """Trust along these ties on a day, shape (n,); ``authors`` are those of the ties, if known."""
        trusts = self.starts(ties)
        if self.spec.remember.on and ties.size and (self.ledger.used or self.tide.lanes.size):
            authors = self.author_of(ties).astype(np.int32) if authors is None else authors
            where = (self.tide.lanes, self.ledger.book, self.tide.sums)
            delivery.believe(ties, authors, day, self.spec.remember.kept, *where, trusts)
        return trusts

    def follows(self, ties: Ints, day: int) -> Flags:
        """Whether these ties are still followed on a day, shape (n,)."""
        found = np.ones(ties.size, np.bool_)
        if self.spec.follow.on and ties.size:
            authors = self.author_of(ties).astype(np.int32)
            where = (day, self.luck, self.run, self.tide.lanes, self.ledger.book, self.tide.sums)
            walk: Any = following.still_follow
            walk(ties, authors, self.starts(ties), *self._hazards[1:], *where, found)
        return found

    def deliver(self, speaking: Rows, which: Rows, day: int, into: tuple[NDArray[Any], ...]) -> int:
        """Put posts before all live followers who still follow; newcomers are not among them.

        Parameters
        ----------
        speaking, which
            Rows of those who speak, and which post of theirs it is.
        into
            Room for ties, readers, numbers, trusts and authors.

        Returns
        -------
        int
            How many there are.
        """
        network, remember = self.market.network, self.spec.remember
        walk: Any = delivery.deliver
        told = (speaking, which, network.offsets, network.followers, network.trust, self._hollow)
        where = (remember.on, day, remember.kept, self.luck, self.run)
        found = walk(*told, *self._hazards, *where, self.tide.lanes, self.ledger.book, self.tide.sums, *into)
        return int(found)

    def census(self, authors: Iterable[int], day: int) -> tuple[Ints, Ints]:
        """Count who follows each author on a day, and sum their trust in whole numbers of 2^-32."""
        network, remember = self.market.network, self.spec.remember
        rows = np.array(list(authors), np.int64)
        counts, totals = np.empty(rows.size, np.int64), np.empty(rows.size, np.int64)
        walk: Any = following.census
        where = (remember.on, day, remember.kept, self.luck, self.run)
        learned = (self.tide.lanes, self.ledger.book, self.tide.sums)
        told = (rows, network.offsets, network.trust, self._hollow, *self._hazards)
        walk(*told, *where, *learned, counts, totals)
        for at, author in enumerate(rows.tolist()):
            if author in self.added:
                new = self.newcomers(author)
                new = new[self.follows(new, day)]
                trusts = self.trust(new, day).astype(np.float64) * 2.0**32
                counts[at] += new.size
                totals[at] += int(trusts.astype(np.int64).sum())
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
        book, kept = self.ledger, self.spec.remember.kept
        now = (day, kept, book.book, self.tide.sums)
        walk: Any = following.learned
        walk(book.used, self.market.network.trust, self._hollow, *now, gains)
        return gains[list(authors)]

    @property
    def _hollow(self) -> Flags:
        return _NOBODY if self.market.hollow is None else self.market.hollow

    @property
    def _hazards(self) -> tuple[bool, Flags, float, float]:
        """Whether people unfollow, which ties are returned, and hazards of unfollowing at no trust."""
        follow = self.spec.follow
        return follow.on, self._returned if follow.on else _NOBODY, follow.one_way, follow.mutual

    @property
    def _returned(self) -> NDArray[np.bool_]:
        """Whether each tie of the network is returned; worked out once a market."""
        network, kept = self.market.network, self.market.kept
        if "mutual" not in kept:
            kept["mutual"] = np.zeros(network.ties, np.bool_)
            following.find_mutual(network.offsets, network.followers, kept["mutual"])
        found: NDArray[np.bool_] = kept["mutual"]
        return found

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

    def hear(self, ties: Ints, good: Ints, bad: Ints) -> None:
        """As `evidence`, in whole numbers of 2^-32."""
        some = (good > 0) | (bad > 0)
        if not some.all():
            ties, good, bad = ties[some], good[some], bad[some]
        if ties.size:
            self._waiting.append((ties.copy(), good, bad))

    def remember(self, day: int) -> None:
        """Write down what was heard in this tick."""
        offsets, book = self.market.network.offsets, self.ledger
        for ties, good, bad in self._waiting:
            book.make_room(ties.size)
            add: Any = ledger.add
            known = (book.used, offsets, self.tide.lanes, book.book, self.tide.sums)
            book.used = add(ties, self.starts(ties), good, bad, day, self.spec.remember.kept, *known)
        self._waiting.clear()

    def _touch(self, tie: int, author: int, start: float, day: int) -> None:
        book, tide = self.ledger, self.tide
        book.make_room(1)
        known = (day, self.spec.remember.kept, book.used, book.book, tide.sums)
        book.used = ledger.touch(tie, author, start, tide.lanes, *known)

    def befriend(self, author: int, reader: int, day: int) -> bool:
        """Let a reader follow an author from this day on; False if they do already."""
        network = self.market.network
        first, last = int(network.offsets[author]), int(network.offsets[author + 1])
        at = first + int(np.searchsorted(network.followers[first:last], reader))
        old = at < last and network.followers[at] == reader
        name = at if old else network.ties + author * network.people + reader
        tie, hollow = np.array([name], np.int64), self.market.hollow
        if old or reader in self.added.get(author, ()):
            if (old and hollow is not None and hollow[name]) or self.follows(tie, day)[0]:
                return False
        else:
            self.added.setdefault(author, []).append(reader)
        self._touch(name, author, float(self.starts(tie)[0]), day)
        ledger.renew(name, day, self.ledger.book)
        return True

    def newcomers(self, author: int) -> Ints:
        """Ties of an author that formed during the run, also those that broke again."""
        network = self.market.network
        readers = np.array(self.added.get(author, ()), np.int64)
        return network.ties + author * network.people + readers
