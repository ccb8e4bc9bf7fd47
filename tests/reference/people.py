"""Who there is: people who follow one another, and the messages that pass between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import mesa
from numpy import float32

from reference import customers, feed
from stonecast import randomness as named

if TYPE_CHECKING:
    from reference.asking import Habit
    from reference.campaign import ReferenceModel
    from reference.conversation import Desk
    from reference.following import Life
    from reference.listening import Listener


@dataclass(frozen=True, eq=False)
class Tie:
    """One person hears another; ``number`` is the tie's place in the network, the name of its coins."""

    number: int
    author: Person
    follower: Person
    start: float

    @property
    def trust(self) -> float:
        """The follower's trust in the author today."""
        return self.author.model.memory.trust(self)


@dataclass(frozen=True)
class Message:
    """One post on its way along one tie.

    ``number`` says which message it is, ``post`` counts how often its author has said it so far, from 0.
    """

    tie: Tie
    post: int
    number: int = 0


@dataclass(eq=False)
class Journal:
    """When something about one message first happened to a person, in ticks; None if it has not."""

    seen: int | None = None
    engaged: int | None = None
    ordered: int | None = None
    told_by: Tie | None = None
    believed: float = 0.0


@dataclass(eq=False)
class Ear:
    """What one message is to one person: how they listen to it, and how far it has got."""

    listener: Listener
    journal: Journal = field(default_factory=Journal)
    inbox: list[Message] = field(default_factory=list)
    said_unasked: bool = False
    exposures: int = 0
    posted: int = 0
    will_pass_it_on: bool = False
    won_now: bool = False
    seen_now: list[Message] = field(default_factory=list)


class Person(mesa.Agent):
    """Somebody who hears, may be won, may pass it on and may buy; hired ones also post for money."""

    model: ReferenceModel

    def __init__(self, model: ReferenceModel, row: int, place: tuple[float, float]) -> None:
        super().__init__(model)
        self.row = row
        self.place = place
        self.ties: list[Tie] = []
        self.followees: list[Tie] = []
        self.followed_since: list[Tie] = []
        self.tier: str | None = None
        self.followers = 0
        self.is_reader = True
        self.days_warning: list[int] = []
        self.days_hired: dict[int, list[int]] = defaultdict(list)
        self.bought_from: int | None = None
        self.ears: dict[int, Ear] = {}
        self.later: dict[int, list[Message]] = {}
        self.habit: Habit | None = None
        self.desk: Desk | None = None
        self.life: Life | None = None
        self.customers: dict[int, customers.Customer] = defaultdict(customers.Customer)
        self.to_say: list[int] = []
        self.days_featured: list[tuple[int, int]] = []

    @property
    def journal(self) -> Journal:
        """What the campaign's own message has done to this person."""
        return self.ears[0].journal

    @property
    def can_be_hired(self) -> bool:
        """Whether this is a blogger, of whichever tier."""
        return self.tier is not None

    def publish(self) -> None:
        """Post what is paid for today; then what was passed on in the last tick appears."""
        model = self.model
        if model.tick % model.spec.clock.ticks_per_day == 0:
            for number, days in self.days_hired.items():
                for _ in range(days.count(model.day)):
                    model.count_for(number, "posts")
                    self.say(number)
            for number in [number for day, number in self.days_featured if day == model.day]:
                model.count_for(number, "posts")
                self.say(number)
            for _ in range(self.days_warning.count(model.day)):
                self.say(1)
        to_say, self.to_say = self.to_say, []
        for number in to_say:
            self.say(number)
        for number, ear in self.ears.items():
            if ear.will_pass_it_on:
                ear.will_pass_it_on = False
                self._tell(number)

    def say(self, number: int) -> None:
        """Say a message unasked: whoever does needs nobody to win them."""
        self.ears[number].said_unasked = True
        self.life.posted_today += number % 3 == 0
        if self.ears[number].journal.engaged is None:
            self.ears[number].journal.engaged = self.model.tick
        self._tell(number)

    def _tell(self, number: int) -> None:
        ear = self.ears[number]
        for tie in filter(self.model.following.follows, self.ties):
            tie.follower.ears[number].inbox.append(Message(tie, ear.posted, number))
        self.model.boards.say(self, number, ear.posted)
        ear.posted += 1

    def see(self) -> None:
        """Keep of the inbox what comes before one's eyes."""
        arrived = [message for ear in self.ears.values() for message in ear.inbox]
        chance = dict(zip(arrived, feed.chances(self, arrived), strict=True))
        for message in arrived:
            luck = self.model.luck.about(message.number)
            if luck.falls(chance[message], named.SEE, message.tie.number, message.post):
                when = self.model.tick + feed.wait(message, luck)
                self.later.setdefault(when, []).append(message)
        seen = self.later.pop(self.model.tick, [])
        seen = [message for message in seen if self.model.following.listens(message.tie)]
        for number, ear in self.ears.items():
            ear.inbox = [message for message in seen if message.number == number]
            if ear.inbox and ear.journal.seen is None:
                ear.journal.seen = self.model.tick
                self.model.count_for(number, "saw")
            self.model.count_for(number, "impressions", len(ear.inbox))
            if number % 3 == customers.WARNING:
                customer, refuse = self.customers[number - 1], self.model.spec.review.refuse_trust
                new = {m.tie for m in ear.inbox} - customer.warners
                customer.warners |= new
                customer.shaken |= any(tie.trust > refuse for tie in new)
                self.model.shops[number - 1].count("warnings_heard", len(new))

    def respond(self) -> None:
        """Listen to what was seen, unless won already; whoever is won remembers by whom."""
        for number, ear in self.ears.items():
            seen, ear.inbox = ear.inbox, []
            ear.won_now, ear.seen_now = False, seen
            heard_before, ear.exposures = ear.exposures, ear.exposures + len(seen)
            if not seen or ear.journal.engaged is not None:
                continue
            tie = ear.listener.hear(seen, heard_before)
            if tie is not None:
                ear.won_now = True
                ear.journal.engaged, ear.journal.told_by = self.model.tick, tie
                ear.journal.believed = tie.trust
                self.model.count_for(number, "engaged")

    def act(self) -> None:
        """Do what the campaign asks for, or not."""
        self.habit.act()

    def advertise(self) -> None:
        """Be won by the brand's own advertising, unless a post did it before or in this tick."""
        ads, model, journal = self.model.spec.advertising, self.model, self.journal
        if not ads.on or ads.chance_a_day == 0.0 or not self.is_reader or journal.engaged is not None:
            return
        refuses = named.log(1.0 - ads.chance_a_day) / model.spec.clock.ticks_per_day
        u = named.unit(model.luck.number(named.ADVERTISED, self.row, 0))
        if int(named.log(u) / refuses) != model.tick:
            return
        journal.engaged, journal.believed, self.ears[0].won_now = model.tick, float(float32(ads.trust)), True
        if journal.seen is None:
            journal.seen = model.tick
            model.count("saw")
        model.count("engaged")
        model.count("advertised")

    def remind(self) -> None:
        """Remind one's own followers after an act, or not."""
        self.habit.remind()

    def reshare(self) -> None:
        """Decide once, when won, whether to pass it on; it appears in the next tick."""
        spec = self.model.spec
        for number, ear in self.ears.items():
            kind = number % 3
            speaks_for = self.customers[number - kind].advocate and kind != customers.WARNING
            share = spec.advocate.share if speaks_for else spec.reshare.share
            if ear.won_now and self.model.luck.about(number).falls(share, named.RESHARE, self.row, 0):
                ear.will_pass_it_on = True
                self.model.count_for(number, "reshared")

    def buy(self) -> None:
        """Consider for some days, and order on one of them or never."""
        shops, rivals = self.model.shops, self.model.rivals
        thoughts = {number: customers.consider(self, shop) for number, shop in shops.items()}
        wanting = [number for number, thought in thoughts.items() if thought] + rivals.wanting(self)
        for number in rivals.chosen(self, wanting):
            self.ears[number].journal.ordered = self.model.tick
            if number in shops:
                shops[number].take(self, thoughts[number].teller)
            else:
                self.model.count("rival_orders")

    def comment(self) -> None:
        """Comment to whoever has just won this person, or not."""
        for number, ear in self.ears.items():
            luck, tie = self.model.luck.about(number), ear.journal.told_by
            if ear.won_now and tie is not None and self.model.spec.converse.on:
                tie.author.desk.receive(tie, luck, number)

    def converse(self) -> None:
        """Answer comments, as many as there is time for."""
        self.desk.answer()

    def remember(self) -> None:
        """Judge the authors of what was seen in this tick."""
        for number, ear in self.ears.items():
            for message in ear.seen_now:
                self.model.memory.judge(self, message, number)

    def follow(self) -> None:
        """Follow, now and then, whoever first said what reached this person through others."""
        for number, ear in self.ears.items():
            if ear.won_now and self.model.spec.follow.on:
                self.model.following.discover(self, number)


def befriend(
    people: list[Person], ties: Iterable[tuple[int, int, float]], *, hollow: Sequence[bool] | None = None
) -> None:
    """Introduce people to one another: (author, follower, trust) in the order that numbers the ties.

    Behind a hollow tie there is nobody: it has a number, and no message goes through it.
    """
    for number, (author, follower, trust) in enumerate(ties):
        if hollow is not None and hollow[number]:
            continue
        people[author].ties.append(Tie(number, people[author], people[follower], trust))
        people[follower].followees.append(people[author].ties[-1])
