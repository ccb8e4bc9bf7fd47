"""The model: people, the order of phases in a tick, and what is counted."""

from __future__ import annotations

from collections import Counter

import mesa

from reference.asking import Habit
from reference.boards import Boards
from reference.conversation import Desk
from reference.customers import OWN, PRAISE, WARNING
from reference.following import Following, Life
from reference.listening import listener_of
from reference.luck import Luck
from reference.memory import Memory
from reference.people import Ear, Person, befriend
from reference.press import Press
from reference.rivals import Rivals
from reference.shop import Shop
from stonecast.network.market import Market
from stonecast.plan import resolve
from stonecast.scenario.plans import Rival
from stonecast.scenario.schema import Message as Said
from stonecast.scenario.value import Scenario

PHASES = (
    "publish",
    "see",
    "respond",
    "act",
    "advertise",
    "reshare",
    "remind",
    "buy",
    "comment",
    "converse",
    "remember",
    "follow",
)
"""What everybody does in a tick, one after the other; what people say is heard from the next tick."""

COUNTED = (
    "impressions",
    "saw",
    "engaged",
    "reshared",
    "orders",
    "posts",
    "acts",
    "actors",
    "reminders",
    "comments",
    "conversations",
    "advertised",
    "rival_impressions",
    "rival_engaged",
    "rival_posts",
    "rival_orders",
    "followed",
    "unfollowed",
    "rival_acts",
    "rival_served",
    "rival_waiting",
    "rival_left",
)
DUTIES = ("come_back", "serve", "review", "answer")
"""What every brand does after they have bought."""


class ReferenceModel(mesa.Model):
    """One plan on one market under one luck, in plain Mesa."""

    def __init__(self, spec: Scenario, market: Market, *, plan: str, luck: int) -> None:
        super().__init__(rng=luck)
        self.spec = spec
        self.luck = Luck(luck, (market.seed - spec.market_seed) % 2**32)
        self.messages = (OWN, WARNING, PRAISE) if spec.review.on else (OWN,)
        self.rivals = Rivals(self, market)
        said = self.messages if self.rivals.alike else (OWN,)
        self.messages += tuple(first + number for first in self.rivals.specs for number in said)
        self.memory = Memory(self)
        self.tick = 0
        self.counts = [Counter[str]() for _ in range(spec.clock.ticks)]
        self.people = [Person(self, row, (float(x), float(y))) for row, (x, y) in enumerate(market.positions)]
        network = market.network
        befriend(
            self.people,
            zip(network.authors.tolist(), network.followers.tolist(), network.trust.tolist(), strict=True),
            hollow=market.hollow,
        )
        for person in self.people:
            person.is_reader = person.row < market.readers
            person.followers = int(network.audience[person.row])
            for number in self.messages:
                person.ears[number] = Ear(listener_of(person, self.luck.about(number)))
            person.habit = Habit(person)
            person.desk = Desk(person, market.scale)
        for blogger in market.bloggers:
            self.people[blogger.row].tier = blogger.tier
            self.people[blogger.row].followers = blogger.followers
        for person in self.people:
            person.life = Life(person)
        self.shops = {OWN: Shop(self, OWN, resolve(spec, market, plan), market.scale)}
        for number, one in self.rivals.plans.items() if self.rivals.alike else ():
            self.shops[number] = Shop(self, number, one, market.scale)
        self.press = Press(self, market)
        topics = {OWN: spec.message.topic}
        topics |= {3 * turn: rival.topic for turn, rival in enumerate(spec.rivals.values(), 1)}
        plans = {OWN: resolve(spec, market, plan), **self.rivals.plans}
        for number, one in plans.items():
            for row, days in self.press.days(one, number, topics[number]).items():
                self.people[row].days_hired[number].extend(days)
        for row, day, number in self.press.shared(topics):
            self.people[row].days_hired[number].append(day)
        for blogger, day in resolve(spec, market, plan).warnings:
            self.people[blogger.row].days_warning.append(day)
        self.following = Following(self, market, {stone.blogger.row for stone in plans[OWN].stones})
        self.boards = Boards(self, market)
        self.following.counted = self.following.followers()

    def about(self, number: int) -> Said | Rival:
        """What a message says: ours, or that of a brand that competes."""
        return self.rivals.specs.get(number - number % 3, self.spec.message)

    @property
    def shop(self) -> Shop:
        """Our brand's shop."""
        return self.shops[OWN]

    @property
    def day(self) -> int:
        """The day that this tick belongs to."""
        return self.tick // self.spec.clock.ticks_per_day

    def count(self, what: str, number: int = 1) -> None:
        """Write down what happened in this tick."""
        self.counts[self.tick][what] += number

    def count_for(self, message: int, what: str, number: int = 1) -> None:
        """Write down what a message did: the campaign's own, and those of brands that compete together."""
        if message == OWN:
            self.count(what, number)
        elif message in self.rivals.specs and f"rival_{what}" in COUNTED:
            self.count(f"rival_{what}", number)

    @property
    def morning(self) -> bool:
        """Whether a day begins."""
        return self.tick % self.spec.clock.ticks_per_day == 0

    @property
    def evening(self) -> bool:
        """Whether a day ends."""
        return (self.tick + 1) % self.spec.clock.ticks_per_day == 0

    def step(self) -> None:
        """Run one tick."""
        if self.morning:
            self.boards.feature()
        for phase in PHASES:
            self.agents_by_type[Person].do(phase)
            if phase == "buy":
                for duty in DUTIES:
                    for shop in self.shops.values():
                        getattr(shop, duty)()
            if phase == "remember":
                self.memory.write_down()
        if self.evening:
            self.following.close_day()
        self.tick += 1
        self.running = self.tick < self.spec.clock.ticks
