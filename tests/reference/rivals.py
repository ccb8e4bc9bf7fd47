"""Brands that compete: what they say and to whom, and from which brand somebody orders."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from stonecast import randomness as named
from stonecast.plan import resolve_rival

if TYPE_CHECKING:
    from reference.campaign import ReferenceModel
    from reference.people import Person
    from stonecast.network.market import Market


class Rivals:
    """The brands beside ours; the message of the n-th has the number 3 n."""

    def __init__(self, model: ReferenceModel, market: Market) -> None:
        self.model = model
        self.specs = {3 * turn: rival for turn, rival in enumerate(model.spec.rivals.values(), 1)}
        self.votes: Counter[int] = Counter()
        self.plans = {
            3 * turn: resolve_rival(model.spec, market, name)
            for turn, name in enumerate(model.spec.rivals, 1)
        }

    @property
    def asking(self) -> list[int]:
        """The messages of all brands that ask for the act."""
        return [0, *(number for number, rival in self.specs.items() if rival.asks)]

    @property
    def alike(self) -> bool:
        """Whether they serve, are reviewed and so on as we are."""
        return self.model.spec.competition.alike

    def wanting(self, person: Person) -> list[int]:
        """From which of them somebody would order now, where they sell without anything but the order.

        One number settles the day.
        """
        spec, ticks = self.model.spec.buy, self.model.spec.clock.ticks_per_day
        found = []
        for number in self.specs if spec.on and not self.alike else ():
            journal = person.ears[number].journal
            if journal.told_by is None:
                continue
            day, rest = divmod(self.model.tick - journal.engaged, ticks)
            if rest or not 0 <= day < spec.consider_days:
                continue
            refuses = 1.0 - 1.0 / (1.0 + named.exp(-(spec.base + spec.trust * journal.believed)))
            coin = self.model.luck.about(number).number(named.BUY, person.row, 0)
            still = [1.0]
            for _ in range(day + 1):
                still.append(still[-1] * refuses)
            if named.threshold(1.0 - still[-2]) <= coin < named.threshold(1.0 - still[-1]):
                found.append(number)
        return found

    def chosen(self, person: Person, wanting: list[int]) -> list[int]:
        """From which brand somebody orders: the first one for good, if brands are exclusive."""
        if self.specs and self.model.spec.competition.exclusive:
            if person.bought_from is not None:
                wanting = [number for number in wanting if number == person.bought_from]
            luck = self.model.luck
            wanting = sorted(wanting, key=lambda n: (luck.about(n).number(named.BUY, person.row, 0), n))[:1]
        if wanting and person.bought_from is None:
            person.bought_from = wanting[0]
        return wanting
