"""What one brand sells, to whom, and what became of it: orders, queue, customers, stars.

All that a brand owns lies in one object, so that a second brand has one of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels import heard
from stonecast.rumour import NEVER, Rumour, Scratch
from stonecast.scenario.value import Scenario

WAITING, SERVED, LEFT = 0, 1, 2
"""What can become of an order: its ``fate``."""

ORDER = np.dtype(
    [
        ("reader", np.int32),
        ("number", np.int32),
        ("ordered", np.int32),
        ("ended", np.int32),
        ("advice", np.int64),
        ("turn", np.int64),
        ("fate", np.int8),
        ("deal", np.int8),
        ("discount", np.float64),
        ("faithful", np.int8),
        ("complained", np.int8),
        ("stars", np.int8),
        ("praised", np.int32),
        ("warned", np.int32),
        ("answered", np.int32),
        ("returns", np.int32),
        ("since", np.int32),
        ("satisfaction", np.float64),
        ("wait", np.float64),
        ("rate", np.float64),
    ]
)
"""One order, and when things happened to it (-1: never).

Who, their how-manieth order (from 0), ticks of order and end, the tie along which the advice came (<0: none,
they came back), place in the queue of a day, fate, whether at a discount and which share of the price it is,
of a customer or somebody with a stone's deal, complained of, stars given (0: none), ticks of praise, warning
and answer, day of coming back, and how that is reckoned (`phases.come_back`).
"""

CUSTOMER = np.dtype(
    [
        ("orders", np.int32),
        ("warnings", np.int32),
        ("seeker", np.int8),
        ("considers", np.int8),
        ("refuses", np.int8),
        ("advocate", np.int8),
        ("posts", np.int32),
        ("next_post", np.int32),
        ("since", np.int32),
        ("good", np.float64),
        ("bad", np.float64),
    ]
)
"""What a person is to a brand: orders so far, people who warned them, whether they come only for deals (-1:
not asked yet), consider now, refuse, are an advocate, posts as one and day of the next; and the evidence for
and against the brand as of the day ``since``."""

THOUGHT = np.dtype(
    [
        ("reader", np.int32),
        ("start", np.int32),
        ("teller", np.int64),
        ("word", np.int64),
        ("still", np.float64),
        ("trust", np.float32),
    ]
)
"""Somebody who considers: since when, who told them and how far they trusted them, the number that decides,
and the chance of no order so far."""


_NONE = np.empty(0, np.int64)


@dataclass(frozen=True)
class Sale:
    """A discount for everybody, or for customers only: which share of the price, from when, for how long."""

    discount: float = 0.0
    start_day: int = 0
    days: float = 0.0
    customers_only: bool = False

    def runs(self, day: int) -> bool:
        """Whether less than the price is paid on this day."""
        return self.discount > 0.0 and 0 <= day - self.start_day < self.days


@dataclass(frozen=True)
class Terms:
    """On what terms a brand sells, where brands can differ.

    Attributes
    ----------
    capacity, staff
        Orders that it can serve and complaints that it can answer on one day, at full size.
    quality, stars
        Quality of what it serves, and its stars before any review.
    offers
        By row, the discount [share of the price] of stones that carry a deal of their own.
    sale
        A discount in a period that hangs on no stone.
    """

    capacity: float
    staff: float
    quality: float
    stars: float
    offers: Mapping[int, float]
    sale: Sale


def customers(scratch: Scratch, name: str, people: int) -> NDArray[Any]:
    """Return `CUSTOMER` records of everybody, nobody being a customer yet, in memory that was used before."""
    room = scratch.room(name, people, CUSTOMER)[:people]
    room.view(np.uint8).fill(0)
    room["seeker"] = NEVER
    return room


class Trade:
    """One brand's till.

    Attributes
    ----------
    message
        Number of the brand's campaign; warnings of it have the next number, praise the one after.
    terms
        On what terms it sells.
    own, warning, praise
        Its messages on their way; the last two only if there are reviews.
    offer
        float64, shape (people,): the discount that each person was won with; None if no stone carries one.
    thoughts
        `THOUGHT` records of those who consider, where their chance varies from day to day.
    begin
        Makes ``known``; None if nothing asks for records of customers.
    warned_along
        Ties along which a warning of it came.
    queue
        int64: positions in ``orders`` of those who wait.
    served, left, complaints
        int64: positions in ``orders`` of this tick's.
    paid
        By discount, orders that were paid (served ones if there is a limit to serving).
    stars_total, reviews
        Sum of all stars given, and how many were.
    praises
        Tick and readers of each praise, by customers and by advocates.
    answers
        Complaints answered so far.
    """

    def __init__(self, message: int, own: Rumour, terms: Terms) -> None:
        self.message, self.own, self.terms = message, own, terms
        self.warning: Rumour | None = None
        self.praise: Rumour | None = None
        none = np.empty(0, np.int64)
        self.thoughts: NDArray[Any] = np.empty(0, THOUGHT)
        self.begin: Callable[[], NDArray[Any]] | None = None
        self.queue = self.served = self.left = self.complaints = none
        self.offer: NDArray[np.float64] | None = None
        self.paid: Counter[float] = Counter()
        self.stars_total = self.reviews = self.answers = 0
        self.praises: list[tuple[int, NDArray[np.int32]]] = []
        self.load = 0.0
        self.warned_along = 0
        self._warners = np.full(2, -1, np.int64)
        self.calendar: dict[tuple[str, int], list[NDArray[Any]]] = {}
        self._orders: NDArray[Any] = np.zeros(0, ORDER)
        self._used = 0

    def pay(self, discounts: NDArray[np.float64]) -> None:
        """Note that orders are paid, each at its discount."""
        while discounts.size:
            alike = discounts == discounts[0]
            self.paid[float(discounts[0])] += int(np.count_nonzero(alike))
            discounts = discounts[~alike]

    @property
    def worth(self) -> float:
        """Orders that were paid, each less its discount [full prices]."""
        return sum(count * (1.0 - discount) for discount, count in sorted(self.paid.items()))

    @property
    def reduced(self) -> bool:
        """Whether anybody could pay less than the price."""
        return self.offer is not None or self.terms.sale.discount > 0.0

    @property
    def knows(self) -> bool:
        """Whether there are records of customers."""
        return self.begin is not None

    @cached_property
    def known(self) -> NDArray[Any]:
        """`CUSTOMER` records, shape (people,), where something asks for them; made when needed."""
        assert self.begin is not None, "State says where they are needed"
        return self.begin()

    @property
    def orders(self) -> NDArray[Any]:
        """`ORDER` records, one an order, in the order of time."""
        return self._orders[: self._used]

    def take(self, readers: NDArray[np.int32], **fields: Any) -> NDArray[np.int64]:
        """Note orders of these readers; return their positions in ``orders``."""
        first, self._used = self._used, self._used + readers.size
        if self._used > self._orders.size:
            grown = np.zeros(max(self._used, 2 * self._orders.size, 64), ORDER)
            grown[:first] = self._orders[:first]
            self._orders = grown
        new = self._orders[first : self._used]
        new["reader"] = readers
        for name in ("ended", "praised", "warned", "answered", "returns"):
            new[name] = NEVER
        for name, values in fields.items():
            new[name] = values
        return np.arange(first, self._used)

    def room_for_warnings(self, ties: int) -> NDArray[np.int64]:
        """Return the set of ties along which a warning came, with room for more (`kernels.heard`)."""
        wanted = 2 * (self.warned_along + ties)
        if wanted > self._warners.size:
            old, self._warners = self._warners, np.full(1 << wanted.bit_length(), -1, np.int64)
            heard.enter_all(old, self._warners)
        return self._warners

    def put(self, what: str, when: int, items: NDArray[Any]) -> None:
        """Write on the calendar."""
        if items.size:
            self.calendar.setdefault((what, when), []).append(items)

    def pop(self, what: str, when: int) -> NDArray[np.int64]:
        """Take from the calendar what is due."""
        due = self.calendar.pop((what, when), None)
        return np.concatenate(due) if due else _NONE

    def stars(self, spec: Scenario, scale: float) -> float:
        """Mean of all stars given and of those that were there before; stars given are whole.

        Reviews before are counted at full size: at a scale, each of ours stands for that many.
        """
        weight = spec.review.stars_weight / scale
        return (self.terms.stars * weight + self.stars_total) / (weight + self.reviews)

    def learned(self, spec: Scenario, scale: float) -> float:
        """Share of what was missing to full quality that answered complaints have taught, 0 to 1."""
        rest = 1.0 - spec.answer.learning
        return 1.0 - named.power(rest, self.answers * scale) if spec.answer.on and rest < 1.0 else 0.0


def mean(values: NDArray[np.float64]) -> float:
    """Mean by a sum in fixed point, which does not depend on the order."""
    return (
        float(int((values * 2.0**32).astype(np.int64).sum()) / values.size / 2.0**32)
        if values.size
        else np.nan
    )
