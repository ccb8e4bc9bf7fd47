"""The state of a run: the rumours that are about, and what is counted tick by tick."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from math import ceil
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from stonecast.asked import Asked
from stonecast.bonds import Bonds, Fame
from stonecast.counts import COUNTS, GATHERED, PRESS, RIVALS, SPREAD
from stonecast.kernels.trade import words
from stonecast.network.market import Market
from stonecast.records import Post
from stonecast.rumour import (
    ADVERTISED,
    CAMPAIGN,
    NOBODY,
    PRAISE,
    WARNING,
    Heard,
    Impressions,
    Rumour,
    Scratch,
)
from stonecast.scenario.plans import Rival
from stonecast.scenario.schema import Message
from stonecast.scenario.value import Scenario
from stonecast.trade import Sale, Terms, Trade, customers

_COLUMN = {name: column for column, name in enumerate(COUNTS)}


class Voices(Protocol):
    """Whoever decides what is posted: the model with its agents, seen from the phases."""

    def posts(self, day: int) -> Iterable[Post]:
        """Posts of hired bloggers that appear on this day."""


@dataclass(eq=False)
class State:
    """Everything that changes while a run goes on.

    Attributes
    ----------
    rumours
        The messages that are about; the first is the campaign's own.
    run
        Second word of every random number's key: 0 in the scenario's own market, m in the m-th.
    trades
        What each brand that serves, is reviewed and so on sells and to whom: first that of the brand that
        runs the campaign, then those of the rivals if they are alike.
    rivals
        The same of all brands that compete with it.
    bought_from
        int32, shape (people,): number of the message of the brand that somebody bought from first (-1: none);
        None without competition.
    plan
        Name of the plan.
    offers
        By number of a brand's message, the discounts of its stones by row, of those that carry a deal.
    counts
        int64, shape (ticks, len(COUNTS)): what happened, tick by tick.
    hired
        Rows of the bloggers in the plan.
    bonds, fame
        What people have made of their ties so far, and what became of the bloggers.
    asked
        Who did the daily act; None if nobody asks for one.
    press, gathered
        By the names of `counts`, what became of pitches, and what the campaign owes to sub-communities.
    known, needed, delivered, load, sieved, advertised
        What phases (gather, respond, attention, see, advertise) work out when they first need it, and keep.
    """

    spec: Scenario
    market: Market
    luck: int
    voices: Voices
    tick: int = 0
    scratch: Scratch = field(default_factory=Scratch)
    plan: str = ""
    hired: tuple[int, ...] = ()
    offers: Mapping[int, Mapping[int, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rumours = [self.rumour(CAMPAIGN, SPREAD)]
        self.trades = [self.trade(self.campaign, self._terms(CAMPAIGN))]
        self.rivals = [self._rival(*rival) for rival in enumerate(self.spec.rivals, start=1)]
        self.trades += self.rivals if self.spec.competition.alike else []
        self.bought_from = np.full(self.market.network.people, NOBODY, np.int32) if self.rivals else None
        self.counts = np.zeros((self.spec.clock.ticks, len(COUNTS)), np.int64)
        self.run = (self.market.seed - self.spec.market_seed) % 2**32
        self.asked = self._asked() if self.spec.ask.on else None
        self.press = dict.fromkeys(PRESS, 0)
        self.gathered = dict.fromkeys(GATHERED, 0)
        self.known: NDArray[np.int32] | None = None
        self.needed: NDArray[np.int64] | None = None
        self.delivered: NDArray[np.int64] | None = None
        self.load: NDArray[np.int64] | None = None
        self.sieved: bool | None = None
        self.advertised: dict[int, NDArray[np.int32]] | None = None
        self.bonds = Bonds(self.spec, self.market, self.luck, self.scratch)
        # Where nobody comes or goes, the first and the last day say enough.
        every = self.spec.follow.count_every if self.spec.follow.on else self.spec.clock.days
        self.fame = Fame(self.market, self._counted(), every)
        if self.bonds.learning:
            self.fame.start(self.bonds)

    def _rival(self, brand: int, name: str) -> Trade:
        """Return the till of a brand that competes; its message has three times its number."""
        rival = self.spec.rivals[name]
        said = self.spec.message.model_copy(update={"appeal": rival.appeal, "topic": rival.topic})
        own = self.rumour(3 * brand, RIVALS, message=said)
        self.rumours.append(own)
        terms = self._terms(own.number, rival)
        return self.trade(own, terms) if self.spec.competition.alike else Trade(own.number, own, terms)

    def _asked(self) -> Asked:
        """Return what is remembered of the daily act: the campaign asks for it, and rivals that say so."""
        rivals = zip(self.rivals, self.spec.rivals.values(), strict=True)
        asking = [self.campaign, *(trade.own for trade, rival in rivals if rival.asks)]
        return Asked(asking, self.market.network.people)

    def _terms(self, message: int, rival: Rival | None = None) -> Terms:
        """On what terms a brand sells: a rival on ours where it says nothing of its own."""
        spec = self.spec
        of = {
            "capacity": spec.serve.capacity,
            "staff": spec.answer.staff,
            "quality": spec.serve.quality,
            "stars": spec.review.stars,
        }
        for name in of if rival is not None else ():
            own = getattr(rival, name)
            of[name] = of[name] if own is None else own
        return Terms(**of, offers=self.offers.get(message, {}), sale=self._sale(rival))

    def _sale(self, rival: Rival | None) -> Sale:
        """Return the discount in a period of our plan, or of a rival."""
        if rival is not None:
            return Sale(rival.discount, rival.discount_start_day, rival.discount_days)
        deal = self.spec.deal
        offered = deal.on and (not deal.plans or self.plan in deal.plans)
        return Sale(deal.discount, deal.start_day, deal.days, deal.customers_only) if offered else Sale()

    def _counted(self) -> list[int]:
        """Rows of the bloggers whose followers are counted: those asked for, besides `hired` ones."""
        asked = set(self.spec.follow.watch)
        bloggers = self.market.bloggers if asked else ()
        return [*self.hired, *(b.row for b in bloggers if asked & {b.name, b.tier})]

    def trade(self, own: Rumour, terms: Terms) -> Trade:
        """Return the till of a brand before its first order, and let its customers' messages be about."""
        spec, trade, people = self.spec, Trade(own.number, own, terms), self.market.network.people
        if spec.buy.on and terms.offers:
            trade.offer = np.zeros(people)
            trade.offer[list(terms.offers)] = list(terms.offers.values())
        if spec.serve.on or spec.deal.on or spec.buy.fit != 0.0 or trade.reduced:
            trade.begin = partial(customers, self.scratch, f"customers {own.number}", people)
        if spec.review.on:
            said = own.message
            trade.warning = self.rumour(own.number + WARNING, {}, sponsored=False, message=said)
            trade.praise = self.rumour(own.number + PRAISE, {}, sponsored=False, message=said)
            self.rumours += [trade.warning, trade.praise]
        return trade

    def rumour(
        self, number: int, names: dict[str, str], *, sponsored: bool = True, message: Message | None = None
    ) -> Rumour:
        """Return a message that nobody has heard of yet; by default it says what the campaign says."""
        size = self.market.network.people
        heard = None if self.spec.respond.rule == "simple" else Heard(size, number, self.scratch)
        people = partial(self.scratch.people, f"people {number}", size)
        shown = Impressions.of(self.scratch, number, 0)
        rumour = Rumour(number, people, heard, names, shown, message or self.spec.message, sponsored)
        if self.spec.wear.on:
            rumour.exposures = np.zeros(size, np.int32)
        return rumour

    @property
    def campaign(self) -> Rumour:
        """The message that the stones of the plan carry."""
        return self.rumours[0]

    @property
    def people(self) -> NDArray[Any]:
        """`PERSON` records of the campaign's own message, shape (people,)."""
        return self.campaign.people

    @property
    def trust(self) -> NDArray[np.float32]:
        """Trust per tie at the start."""
        trust = self.market.network.trust
        assert trust is not None, "a market always has trust"
        return trust

    def trust_in(
        self, ties: NDArray[np.int64], authors: NDArray[np.int32] | None = None
    ) -> NDArray[np.float32]:
        """Trust along these ties in this tick, shape (n,); `ADVERTISED` is trust in the brand.

        ``authors`` are those of the ties, if they are known and all are ties.
        """
        if authors is not None or not self.spec.advertising.on:
            return self.bonds.trust(ties, self.day, authors)
        brand = np.float32(self.spec.advertising.trust)
        found = np.where(ties == ADVERTISED, brand, self.bonds.trust(np.maximum(ties, 0), self.day))
        return found.astype(np.float32)

    def author_of(self, ties: NDArray[np.int64]) -> NDArray[np.int64]:
        """Rows of the authors of these ties, shape (n,)."""
        return self.bonds.author_of(ties)

    @property
    def day(self) -> int:
        """The day that this tick belongs to, from 0."""
        return self.tick // self.spec.clock.ticks_per_day

    @property
    def morning(self) -> bool:
        """Whether this is the first tick of its day."""
        return self.tick % self.spec.clock.ticks_per_day == 0

    @property
    def evening(self) -> bool:
        """Whether this is the last tick of its day."""
        return (self.tick + 1) % self.spec.clock.ticks_per_day == 0

    def words(
        self, purpose: int, message: int, rows: NDArray[np.int32], occasions: NDArray[np.int32] | int = 0
    ) -> NDArray[np.int64]:
        """Look up a random number for each of these rows and occasions (or one occasion), shape (n,)."""
        rows, found = np.ascontiguousarray(rows), np.empty(rows.size, np.int64)
        if isinstance(occasions, int):
            occasions = np.full_like(rows, occasions)
        words(self.luck, self.run, purpose, message, rows, np.ascontiguousarray(occasions), found)
        return found

    def count(self, what: str, number: int) -> None:
        """Write down what happened in this tick."""
        if number:
            self.counts[self.tick, _COLUMN[what]] += number

    def tally(self, message: Rumour, what: str, number: int) -> None:
        """Write down what the brand of a message did; of those that compete, together, what is counted."""
        name = what if message is self.campaign else f"rival_{what}"
        if name in _COLUMN:
            self.count(name, number)

    def count_for(self, rumour: Rumour, what: str, number: int) -> None:
        """Write down what a message did in this tick, under its own name."""
        if what in rumour.names:
            self.count(rumour.names[what], number)


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
    if market.hollow is not None:
        gone = market.network.followers[market.hollow]
        followees = followees - np.bincount(gone, minlength=market.network.people)
    counts, of_person = np.unique(followees, return_inverse=True)
    # Python's whole numbers: the product with a numerator of 16 digits exceeds 64 bits.
    needed = [max(1, ceil(share * count)) for count in counts.tolist()]
    return np.array(needed, np.int64)[of_person]
