"""Who there is: people who follow one another, and the messages that pass between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import mesa

from stonecast import randomness as named

if TYPE_CHECKING:
    from reference.campaign import ReferenceModel
    from reference.listening import Listener


@dataclass(frozen=True, eq=False)
class Tie:
    """One person hears another; ``number`` is the tie's place in the network, the name of its coins."""

    number: int
    author: Person
    follower: Person
    trust: float


@dataclass(frozen=True)
class Message:
    """One post on its way along one tie; ``post`` counts what its author has posted so far, from 0."""

    tie: Tie
    post: int


@dataclass(eq=False)
class Journal:
    """When something first happened to a person, in ticks; None if it has not."""

    seen: int | None = None
    engaged: int | None = None
    ordered: int | None = None
    told_by: Tie | None = None


class Person(mesa.Agent):
    """Somebody who hears, may be won, may pass it on and may buy; hired ones also post for money."""

    model: ReferenceModel

    def __init__(self, model: ReferenceModel, row: int, place: tuple[float, float]) -> None:
        super().__init__(model)
        self.row = row
        self.place = place
        self.ties: list[Tie] = []
        self.followees = 0
        self.listener: Listener | None = None
        self.days_hired: list[int] = []
        self.journal = Journal()
        self.inbox: list[Message] = []
        self.posted = 0
        self.will_pass_it_on = False
        self.won_now = False

    def publish(self) -> None:
        """Post what is paid for today; then what was passed on in the last tick appears."""
        model = self.model
        if model.tick % model.spec.clock.ticks_per_day == 0:
            for _ in range(self.days_hired.count(model.tick // model.spec.clock.ticks_per_day)):
                model.count("posts")
                if self.journal.engaged is None:
                    self.journal.engaged = model.tick
                self._say()
        if self.will_pass_it_on:
            self.will_pass_it_on = False
            self._say()

    def _say(self) -> None:
        for tie in self.ties:
            tie.follower.inbox.append(Message(tie, self.posted))
        self.posted += 1

    def see(self) -> None:
        """Keep of the inbox what comes before one's eyes."""
        visibility, luck = self.model.spec.see.visibility, self.model.luck
        self.inbox = [m for m in self.inbox if luck.falls(visibility, named.SEE, m.tie.number, m.post)]
        if self.inbox and self.journal.seen is None:
            self.journal.seen = self.model.tick
            self.model.count("saw")
        self.model.count("impressions", len(self.inbox))

    def respond(self) -> None:
        """Listen to what was seen, unless won already; whoever is won remembers by whom."""
        seen, self.inbox = self.inbox, []
        self.won_now = False
        if not seen or self.journal.engaged is not None:
            return
        tie = self.listener.hear(seen)
        if tie is not None:
            self.won_now = True
            self.journal.engaged, self.journal.told_by = self.model.tick, tie
            self.model.count("engaged")

    def reshare(self) -> None:
        """Decide once, when won, whether to pass it on; it appears in the next tick."""
        share, luck = self.model.spec.reshare.share, self.model.luck
        if self.won_now and luck.falls(share, named.RESHARE, self.row, 0):
            self.will_pass_it_on = True
            self.model.count("reshared")

    def buy(self) -> None:
        """Consider for some days, beginning in the tick of being won; order at most once.

        One number settles it: the first day on which the chance to have ordered by then exceeds it.
        """
        spec, journal, model = self.model.spec, self.journal, self.model
        if not spec.buy.on or journal.told_by is None or journal.ordered is not None:
            return
        day, rest = divmod(model.tick - journal.engaged, spec.clock.ticks_per_day)
        if rest or day >= spec.buy.consider_days:
            return
        wish = spec.buy.base + spec.buy.trust * journal.told_by.trust
        not_yet = 1.0
        for _ in range(day + 1):
            not_yet = not_yet * (1.0 - 1.0 / (1.0 + named.exp(-wish)))
        if model.luck.falls(1.0 - not_yet, named.BUY, self.row, 0):
            journal.ordered = model.tick
            model.count("orders")


def befriend(people: list[Person], ties: Iterable[tuple[int, int, float]]) -> None:
    """Introduce people to one another: (author, follower, trust) in the order that numbers the ties."""
    for number, (author, follower, trust) in enumerate(ties):
        people[author].ties.append(Tie(number, people[author], people[follower], trust))
        people[follower].followees += 1
