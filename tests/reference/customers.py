"""People as customers: what they ordered, what they heard of the brand, and whether they order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stonecast import randomness as named

if TYPE_CHECKING:
    from reference.people import Person, Tie
    from reference.shop import Shop

OWN, WARNING, PRAISE = 0, 1, 2
"""Numbers of the brand's own message and of what its customers say; a rival's are 3, 6, ... higher."""


@dataclass(eq=False)
class Order:
    """One order and what became of it; times in ticks, the return in days."""

    reader: Person
    number: int
    ordered: int
    discount: float
    faithful: bool
    advice: Tie | None = None
    fate: str = "waiting"
    ended: int | None = None
    satisfaction: float = 0.0
    stars: int = 0
    complained: bool = False
    praised: int | None = None
    warned: int | None = None
    answered: int | None = None
    returns: int | None = None
    since: int = 0
    wait: float = 0.0
    rate: float = 0.0

    @property
    def reduced(self) -> bool:
        """Whether less than the price is paid."""
        return self.discount > 0.0


@dataclass(eq=False)
class Thought:
    """Somebody considers: since when, told by whom, the number that decides, chance of no order so far."""

    start: int
    teller: Tie
    believed: float
    number: int
    not_yet: float = 1.0


@dataclass(eq=False)
class Customer:
    """What a person is to the brand."""

    thought: Thought | None = None
    orders: list[Order] = field(default_factory=list)
    warners: set[Tie] = field(default_factory=set)
    shaken: bool = False
    good: float = 0.0
    bad: float = 0.0
    since: int = 0
    advocate: bool = False
    posts: int = 0
    next_post: int | None = None


def consider(person: Person, shop: Shop) -> Thought | None:
    """Consider a brand for some days from the tick of being won, and want to order on one or never.

    One number settles it: the first day on which the chance to have ordered by then exceeds it.
    """
    model, customer, own = person.model, person.customers[shop.message], shop.message
    spec, journal = model.spec, person.ears[shop.message].journal
    for number in (own + OWN, own + PRAISE):
        ear = person.ears.get(number)
        if ear and ear.won_now and customer.thought is None and journal.ordered is None:
            word = model.luck.about(number).number(named.BUY, person.row, 0)
            customer.thought = Thought(model.tick, ear.journal.told_by, ear.journal.believed, word)
    if _refuses(person, own):
        customer.thought = None
    thought = customer.thought
    if not spec.buy.on or thought is None:
        return None
    day, rest = divmod(model.tick - thought.start, spec.clock.ticks_per_day)
    if rest:
        return None
    discount = shop.discount(person)
    if discount or not shop.seeks_deals(person):
        wish = spec.buy.base + spec.buy.trust * thought.believed
        wish = wish + (spec.buy.stars * (shop.stars() - 3.5) if spec.review.on else 0.0)
        wish = wish + spec.buy.deal * discount
        wish = wish - spec.buy.warnings * len(customer.warners)
        wish = wish + (spec.buy.fit * shop.fit(person) if spec.buy.fit else 0.0)
        thought.not_yet = thought.not_yet * (1.0 - 1.0 / (1.0 + named.exp(-wish)))
    if thought.number < named.threshold(1.0 - thought.not_yet):
        customer.thought = None
        return thought
    if day + 1 >= spec.buy.consider_days:
        customer.thought = None
    return None


def _refuses(person: Person, brand: int) -> bool:
    """Whether a warning from somebody trusted made the reader refuse: one coin, however many warned."""
    review, luck = person.model.spec.review, person.model.luck.about(brand)
    return person.customers[brand].shaken and luck.falls(review.refuse, named.REFUSE, person.row, 0)
