"""Bonds: trust that is earned, lost and forgotten, and ties that break and form.

Beta reputation with forgetting (Josang and Ismail 2002): ``T = (r + 2a) / (r + s + 2)``, a the trust of the
tie at the start, r and s the evidence for and against its author, both multiplied by ``kept`` a day.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast.bonds.ledger import Ledger
from stonecast.bonds.newcomers import first_trust
from stonecast.bonds.tide import Tide
from stonecast.kernels import following, ledger
from stonecast.network.market import Market
from stonecast.scenario.value import Scenario

Ints = NDArray[np.int64]
Weight = float | NDArray[np.float64]


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
        self.ledger = Ledger()
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
        network = self.market.network
        found = np.searchsorted(network.offsets, ties, side="right").astype(np.int64) - 1
        return np.where(ties < network.ties, found, (ties - network.ties) // max(1, network.people))

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

    def trust(self, ties: Ints, day: int) -> NDArray[np.float32]:
        """Trust along these ties on a day, shape (n,)."""
        trusts = self.starts(ties)
        if self.spec.remember.on and (self.ledger.used or self.tide.lanes is not None):
            kept = self.spec.remember.kept
            ledger.believe(ties, self._lanes(ties), day, kept, self.ledger.book, self.tide.sums, trusts)
        return trusts

    def _lanes(self, ties: Ints) -> NDArray[np.int32]:
        if self.tide.lanes is None:
            return np.zeros(ties.size, np.int32)
        return self.tide.of(self.author_of(ties))

    def follows(self, ties: Ints, day: int) -> NDArray[np.bool_]:
        """Whether these ties are still followed on a day, shape (n,)."""
        found = np.ones(ties.size, np.bool_)
        if self.spec.follow.on:
            rates = np.where(self._mutual(ties), self.spec.follow.mutual, self.spec.follow.one_way)
            where = (ties, self.starts(ties), self._lanes(ties), rates, day, self.luck, self.run)
            following.still_follow(*where, self.ledger.book, self.tide.sums, found)
        return found

    def _mutual(self, ties: Ints) -> NDArray[np.bool_]:
        """Whether ties are returned; one that formed in the run counts as one-way."""
        network = self.market.network
        if not network.ties:
            return np.zeros(ties.size, np.bool_)
        old = ties < network.ties
        found: NDArray[np.bool_] = self._returned[np.where(old, ties, 0)] & old
        return found

    def census(self, author: int, day: int) -> tuple[int, int]:
        """Count who follows an author on a day, and sum their trust in whole numbers of 2^-32."""
        spec, market, network = self.spec, self.market, self.market.network
        hollow = np.empty(0, np.bool_) if market.hollow is None else market.hollow
        assert network.trust is not None, "a market always has trust"
        lane = int(self.tide.of(np.array([author]))[0])
        count, total = following.census(
            int(network.offsets[author]),
            int(network.offsets[author + 1]),
            network.trust,
            lane,
            self._returned if spec.follow.on else hollow,
            hollow,
            spec.follow.one_way,
            spec.follow.mutual,
            spec.follow.on,
            spec.remember.on,
            day,
            spec.remember.kept,
            self.luck,
            self.run,
            self.ledger.book,
            self.tide.sums,
        )
        new = self.newcomers(author)
        new = new[self.follows(new, day)]
        trusts = self.trust(new, day).astype(np.float64) * 2.0**32
        return count + new.size, total + int(trusts.astype(np.int64).sum())

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
        if some.any():
            self._waiting.append((ties[some], good[some], bad[some]))

    def remember(self, day: int) -> None:
        """Write down what was heard in this tick."""
        for ties, good, bad in self._waiting:
            self._touch(ties, day)
            ledger.add(ties, good, bad, self.ledger.book)
        self._waiting.clear()

    def _touch(self, ties: Ints, day: int) -> None:
        book, kept = self.ledger, self.spec.remember.kept
        book.make_room(ties.size)
        where = (ties, self.starts(ties), self._lanes(ties), day, kept)
        book.used = ledger.touch(*where, book.used, book.book, self.tide.sums)

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
            self._touch(tie, day)
        else:
            self._touch(tie, day)
            self.added.setdefault(author, []).append(reader)
        ledger.renew(name, day, self.ledger.book)
        return True

    def newcomers(self, author: int) -> Ints:
        """Ties of an author that formed during the run, also those that broke again."""
        network = self.market.network
        readers = np.array(self.added.get(author, ()), np.int64)
        return network.ties + author * network.people + readers
