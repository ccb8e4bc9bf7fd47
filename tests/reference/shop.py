"""What a brand sells: orders one by one, a queue, judgement, what customers say, and what it answers."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from reference.customers import PRAISE, WARNING, Order
from stonecast import randomness as named

if TYPE_CHECKING:
    from reference.campaign import ReferenceModel
    from reference.people import Person, Tie


class Shop:
    """The brand: what it can serve, what is said of it, whom it answers."""

    def __init__(self, model: ReferenceModel, plan: str, scale: float) -> None:
        self.model, self.spec, self.plan, self.scale = model, model.spec, plan, scale
        self.waiting: list[Order] = []
        self.served: list[Order] = []
        self.left: list[Order] = []
        self.complaints: list[Order] = []
        self.to_warn: dict[int, list[Order]] = defaultdict(list)
        self.to_answer: dict[int, list[Order]] = defaultdict(list)
        self.stars_given: list[int] = []
        self.answers = 0
        self.load = 0.0

    @property
    def day(self) -> int:
        """Today."""
        return self.model.tick // self.spec.clock.ticks_per_day

    def _falls(self, chance: float, decision: int, order: Order) -> bool:
        return self.model.luck.falls(chance, decision, order.reader.row, order.number)

    def reduces(self, person: Person) -> bool:
        """Whether this person would pay less today."""
        deal = self.spec.deal
        if not deal.on or deal.discount == 0.0 or (deal.plans and self.plan not in deal.plans):
            return False
        open_today = deal.start_day <= self.day < deal.start_day + deal.days
        return open_today and (bool(person.customer.orders) or not deal.customers_only)

    def seeks_deals(self, person: Person) -> bool:
        """Whether this person comes only for deals."""
        deal = self.spec.deal
        return deal.on and self.model.luck.falls(deal.seekers, named.SEEKER, person.row, 0)

    def stars(self) -> float:
        """Mean of the stars given and of those that were there before."""
        review = self.spec.review
        prior = review.stars * review.stars_weight
        return (prior + sum(self.stars_given)) / (review.stars_weight + len(self.stars_given))

    def learned(self) -> float:
        """What answered complaints have taught, as a share of what was missing."""
        answer = self.spec.answer
        if not answer.on or answer.learning == 0.0:
            return 0.0
        return 1.0 - named.power(1.0 - answer.learning, self.answers * self.scale)

    def fit(self, person: Person) -> float:
        """How well the product fits a person's taste."""
        width = self.spec.respond.relevance.width
        dx, dy = (mine - its for mine, its in zip(person.place, self.spec.message.topic, strict=True))
        near = named.exp(-(1.0 / (2.0 * width * width)) * (dx * dx + dy * dy))
        return 1.0 - (1.0 - near) * (1.0 - self.learned())

    def take(self, person: Person, advice: Tie | None = None) -> None:
        """Take an order, the first one on somebody's advice."""
        order = Order(person, len(person.customer.orders), self.model.tick, self.reduces(person), advice)
        person.customer.orders.append(order)
        self.model.count("orders")
        if self.spec.serve.on:
            self.waiting.append(order)

    def _room(self, capacity: float, decision: int) -> float:
        scaled = capacity / self.scale
        if math.isinf(scaled):
            return math.inf
        return named.round_by_chance(scaled, self.model.luck.number(decision, self.day, 0))

    def serve(self) -> None:
        """Serve as many orders as possible at the end of a day, the earliest first."""
        spec, ticks = self.spec.serve, self.spec.clock.ticks_per_day
        self.served, self.left, self.complaints = [], [], []
        if spec.on and self.model.evening:
            self.load = sum(order.ordered // ticks == self.day for order in self.waiting) * self.scale
            self.load = self.load / spec.capacity if spec.capacity else 0.0

            def turn(order: Order) -> tuple[bool, int, int, int]:
                number = self.model.luck.number(named.QUEUE, order.reader.row, order.number)
                new = order.number == 0 and spec.faithful_first
                return new, order.ordered // ticks, number, order.reader.row

            room = self._room(spec.capacity, named.CAPACITY)
            still = []
            for place, order in enumerate(sorted(self.waiting, key=turn)):
                if place < room:
                    order.fate, order.ended = "served", self.model.tick
                    self.served.append(order)
                elif self.day - order.ordered // ticks >= spec.patience_days:
                    order.fate, order.ended = "left", self.model.tick
                    self.left.append(order)
                else:
                    still.append(order)
            self.waiting = still
        self.model.count("served", len(self.served))
        self.model.count("left", len(self.left))
        self.model.count("waiting", len(self.waiting))

    def quality(self) -> float:
        """Quality of what was served today."""
        spec = self.spec.serve
        best = spec.quality + (1.0 - spec.quality) * self.learned()
        return best - spec.strain * max(0.0, self.load - 1.0)

    def review(self) -> None:
        """Let everybody whose order ended today judge it; then let old complaints become warnings."""
        if not (self.spec.review.on and self.model.evening):
            return
        quality = self.quality()
        for order in self.served:
            order.satisfaction = self._felt(order, quality)
        for order in [*self.served, *self.left]:
            self._judge(order)
        self._warn()

    def _felt(self, order: Order, quality: float) -> float:
        spec, luck = self.spec.review, self.model.luck
        index = (order.number << 32) | order.reader.row
        noise = named.normal(luck.seed, luck.market, named.SATISFACTION, index)[0]
        felt = quality - spec.expectation_gap + spec.noise * noise
        return min(max(felt, 0.0), 1.0)

    def _judge(self, order: Order) -> None:
        spec, felt, count = self.spec.review, order.satisfaction, self.model.count
        if self._falls(spec.chance + spec.extreme * abs(felt - 0.5) * 2.0, named.REVIEW, order):
            order.stars = math.floor(1.0 + 4.0 * felt + 0.5)
            self.stars_given.append(order.stars)
            count("reviews")
        happy, unhappy = felt > spec.praise_above, felt < spec.warn_below
        if happy and self._falls(spec.praise, named.PRAISE, order):
            order.praised = self.model.tick
            order.reader.to_say.append(PRAISE)
            count("praised")
        if unhappy:
            order.complained = True
            self.complaints.append(order)
            self.to_warn[self.day + spec.patience_days].append(order)
            count("complaints")
        if order.advice is not None:
            weight = self.spec.remember
            good, bad = weight.good_purchase if happy else 0.0, weight.bad_purchase if unhappy else 0.0
            self.model.memory.hear(order.advice, good, bad)
        if self.spec.come_back.on:
            back = self.spec.come_back
            self._learn(order.reader, back.good if happy else 0.0, back.bad if unhappy else 0.0)
            if order.fate == "served":
                number = self.model.luck.number(named.COME_BACK, order.reader.row, order.number)
                order.wait = -named.log(named.unit(number))
                self._reckon(order)
            self._make_advocate(order.reader)

    def _warn(self) -> None:
        spec, answer = self.spec.review, self.spec.answer
        soothed = 1.0 - (1.0 - answer.warn_factor) * self._effect()
        for order in self.to_warn.pop(self.day, []):
            chance = spec.warn if order.answered is None else spec.warn * soothed
            if self._falls(chance, named.WARN, order):
                order.warned = self.model.tick
                order.reader.to_say.append(WARNING)
                self.model.count("warned")

    def _effect(self) -> float:
        return named.power(0.5, self.spec.answer.delay_days / self.spec.answer.halving_days)

    def answer(self) -> None:
        """Answer as many of today's complaints as the staff can; let answers arrive that were on the way."""
        spec, luck = self.spec.answer, self.model.luck
        if not (spec.on and self.model.evening):
            return

        def turn(order: Order) -> tuple[int, int]:
            return luck.number(named.ANSWER, order.reader.row, order.number), order.reader.row

        room = self._room(spec.staff, named.STAFF)
        chosen = [order for place, order in enumerate(sorted(self.complaints, key=turn)) if place < room]
        self.to_answer[self.day + spec.delay_days] += chosen
        for order in self.to_answer.pop(self.day, []):
            order.answered = self.model.tick
            order.satisfaction = min(order.satisfaction + spec.satisfaction * self._effect(), 1.0)
            self.answers += 1
            self.model.count("answered")
            if self.spec.come_back.on:
                self._learn(order.reader, spec.trust if spec.delay_days else spec.trust_same_day, 0.0)
                if order.returns is not None and order.returns > self.day:
                    order.wait = max(order.wait - order.rate * (self.day - order.since), 0.0)
                    self._reckon(order)
                self._make_advocate(order.reader)

    def _learn(self, person: Person, good: float, bad: float) -> None:
        customer = person.customer
        memory = named.power(self.spec.come_back.kept, float(self.day - customer.since))
        customer.good, customer.bad = customer.good * memory + good, customer.bad * memory + bad
        customer.since = self.day

    def trust_of(self, person: Person, day: int) -> float:
        """Trust in the brand by beta reputation."""
        back, customer = self.spec.come_back, person.customer
        memory = named.power(back.kept, float(day - customer.since))
        r, s = customer.good * memory, customer.bad * memory
        return (r + 2.0 * back.start_trust) / (r + s + 2.0)

    def _reckon(self, order: Order) -> None:
        back = self.spec.come_back
        wish = back.base + back.satisfaction * order.satisfaction
        wish = wish - (back.deal_seeker if self.seeks_deals(order.reader) else 0.0)
        wish = wish + back.brand_trust * self.trust_of(order.reader, self.day)
        stays = 1.0 - 1.0 / (1.0 + named.exp(-wish))
        order.rate = -named.log(stays) / back.period_days if stays > 0.0 else 1e9
        order.since = self.day
        order.returns = self.day + _days(order.wait, order.rate)

    def come_back(self) -> None:
        """Take the orders of those who come back today; let advocates speak whose day it is."""
        if not (self.spec.come_back.on and self.model.morning):
            return
        for person in self.model.people:
            customer = person.customer
            if any(order.returns == self.day for order in customer.orders):
                self.model.count("returned")
                self.model.count("returned_full_price", int(not self.reduces(person)))
                self.take(person)
            if customer.advocate and customer.next_post == self.day:
                customer.advocate = self.trust_of(person, self.day) > self.spec.advocate.trust
                if customer.advocate:
                    person.to_say.append(PRAISE)
                    self.model.count("praised")
                    self._plan_post(person)

    def _make_advocate(self, person: Person) -> None:
        spec, customer = self.spec.advocate, person.customer
        if not spec.on:
            return
        was, trust = customer.advocate, self.trust_of(person, self.day)
        customer.advocate = len(customer.orders) > 1 and trust > spec.trust
        if customer.advocate and not was:
            self._plan_post(person)

    def _plan_post(self, person: Person) -> None:
        customer = person.customer
        number = self.model.luck.number(named.ADVOCATE, person.row, customer.posts)
        wait = -named.log(named.unit(number))
        customer.posts += 1
        customer.next_post = self.day + _days(wait, 1.0 / self.spec.advocate.days)


def _days(wait: float, rate: float) -> int:
    return 1 + int(min(wait / rate if rate > 0.0 else 1e9, 1e9))
