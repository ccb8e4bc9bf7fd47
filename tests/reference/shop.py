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
    from stonecast.plan import Plan


class Shop:
    """A brand: what it can serve, what is said of it, whom it answers."""

    def __init__(self, model: ReferenceModel, message: int, plan: Plan, scale: float) -> None:
        self.model, self.spec, self.message, self.scale = model, model.spec, message, scale
        self.luck, self.plan = model.luck.about(message), plan.name
        self.carried = {stone.blogger.row: stone.deal for stone in plan.stones if stone.deal}
        ours = {
            "capacity": self.spec.serve.capacity,
            "staff": self.spec.answer.staff,
            "quality": self.spec.serve.quality,
            "stars": self.spec.review.stars,
        }
        own = {name: getattr(model.rivals.specs.get(message), name, None) for name in ours}
        self.cheap = message > 0 and model.rivals.specs[message].discount > 0.0
        self.terms = {name: ours[name] if own[name] is None else own[name] for name in ours}
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
        return self.luck.falls(chance, decision, order.reader.row, order.number)

    def count(self, what: str, number: int = 1) -> None:
        """Write down what this brand did: of those that compete, together."""
        self.model.count(f"rival_{what}" if self.message else what, number)

    def discount(self, person: Person) -> float:
        """What is taken off the price for this person today: the deal, or that of a stone if it is better."""
        deal, own = self.spec.deal, self.carried_by(person)
        if self.message:
            rival = self.model.rivals.specs[self.message]
            since = self.day - rival.discount_start_day
            return max(own, rival.discount) if 0 <= since < rival.discount_days else own
        if not deal.on or (deal.plans and self.plan not in deal.plans):
            return own
        open_today = deal.start_day <= self.day < deal.start_day + deal.days
        if not open_today or (deal.customers_only and not person.customers[self.message].orders):
            return own
        return max(own, deal.discount)

    def carried_by(self, person: Person) -> float:
        """The deal that came with the words that won somebody; what a stone says comes with its own."""
        if person.row in self.carried:
            return self.carried[person.row]
        told_by = person.ears[self.message].journal.told_by
        return self.carried_by(told_by.author) if told_by else 0.0

    def seeks_deals(self, person: Person) -> bool:
        """Whether this person comes only for deals."""
        deal = self.spec.deal
        return deal.on and self.model.luck.falls(deal.seekers, named.SEEKER, person.row, 0)

    def stars(self) -> float:
        """Mean of the stars given and of those that were there before, which are counted at full size."""
        before = self.spec.review.stars_weight / self.scale
        return (self.terms["stars"] * before + sum(self.stars_given)) / (before + len(self.stars_given))

    def learned(self) -> float:
        """What answered complaints have taught, as a share of what was missing."""
        answer = self.spec.answer
        if not answer.on or answer.learning == 0.0:
            return 0.0
        return 1.0 - named.power(1.0 - answer.learning, self.answers * self.scale)

    def fit(self, person: Person) -> float:
        """How well the product fits a person's taste."""
        width, topic = self.spec.respond.relevance.width, self.model.about(self.message).topic
        dx, dy = (mine - its for mine, its in zip(person.place, topic, strict=True))
        near = named.exp(-(1.0 / (2.0 * width * width)) * (dx * dx + dy * dy))
        return 1.0 - (1.0 - near) * (1.0 - self.learned())

    def take(self, person: Person, advice: Tie | None = None) -> None:
        """Take an order, the first one on somebody's advice."""
        orders = person.customers[self.message].orders
        terms = self.discount(person), bool(orders or self.carried_by(person))
        orders.append(Order(person, len(orders), self.model.tick, *terms, advice))
        self.count("orders")
        if self.spec.serve.on:
            self.waiting.append(orders[-1])

    def _room(self, capacity: float, decision: int) -> float:
        scaled = capacity / self.scale
        if math.isinf(scaled):
            return math.inf
        return named.round_by_chance(scaled, self.luck.number(decision, self.day, 0))

    def serve(self) -> None:
        """Serve as many orders as possible at the end of a day, the earliest first."""
        spec, ticks = self.spec.serve, self.spec.clock.ticks_per_day
        self.served, self.left, self.complaints = [], [], []
        if spec.on and self.model.evening:
            self.load = sum(order.ordered // ticks == self.day for order in self.waiting) * self.scale
            capacity = self.terms["capacity"]
            self.load = self.load / capacity if capacity else 0.0

            def turn(order: Order) -> tuple[bool, int, int, int]:
                number = self.luck.number(named.QUEUE, order.reader.row, order.number)
                behind = spec.faithful_first and not order.faithful
                return behind, order.ordered // ticks, number, order.reader.row

            room = self._room(capacity, named.CAPACITY)
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
        self.count("served", len(self.served))
        self.count("left", len(self.left))
        self.count("waiting", len(self.waiting))

    def quality(self) -> float:
        """Quality of what was served today."""
        own = self.terms["quality"]
        best = own + (1.0 - own) * self.learned()
        return best - self.spec.serve.strain * max(0.0, self.load - 1.0)

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
        spec, luck = self.spec.review, self.luck
        index = (self.message << 48) | (order.number << 32) | order.reader.row
        noise = named.normal(luck.seed, luck.market, named.SATISFACTION, index)[0]
        felt = quality - spec.expectation_gap + spec.noise * noise
        return min(max(felt, 0.0), 1.0)

    def _judge(self, order: Order) -> None:
        spec, felt, count = self.spec.review, order.satisfaction, self.count
        if self._falls(spec.chance + spec.extreme * abs(felt - 0.5) * 2.0, named.REVIEW, order):
            order.stars = math.floor(1.0 + 4.0 * felt + 0.5)
            self.stars_given.append(order.stars)
            count("reviews")
        happy, unhappy = felt > spec.praise_above, felt < spec.warn_below
        if happy and self._falls(spec.praise, named.PRAISE, order):
            order.praised = self.model.tick
            order.reader.to_say.append(self.message + PRAISE)
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
                number = self.luck.number(named.COME_BACK, order.reader.row, order.number)
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
                order.reader.to_say.append(self.message + WARNING)
                self.count("warned")

    def _effect(self) -> float:
        return named.power(0.5, self.spec.answer.delay_days / self.spec.answer.halving_days)

    def answer(self) -> None:
        """Answer as many of today's complaints as the staff can; let answers arrive that were on the way."""
        spec, luck = self.spec.answer, self.luck
        if not (spec.on and self.model.evening):
            return

        def turn(order: Order) -> tuple[int, int]:
            return luck.number(named.ANSWER, order.reader.row, order.number), order.reader.row

        room = self._room(self.terms["staff"], named.STAFF)
        chosen = [order for place, order in enumerate(sorted(self.complaints, key=turn)) if place < room]
        self.to_answer[self.day + spec.delay_days] += chosen
        for order in self.to_answer.pop(self.day, []):
            order.answered = self.model.tick
            order.satisfaction = min(order.satisfaction + spec.satisfaction * self._effect(), 1.0)
            self.answers += 1
            self.count("answered")
            if self.spec.come_back.on:
                self._learn(order.reader, spec.trust if spec.delay_days else spec.trust_same_day, 0.0)
                if order.returns is not None and order.returns > self.day:
                    order.wait = max(order.wait - order.rate * (self.day - order.since), 0.0)
                    self._reckon(order)
                self._make_advocate(order.reader)

    def _learn(self, person: Person, good: float, bad: float) -> None:
        customer = person.customers[self.message]
        memory = named.power(self.spec.come_back.kept, float(self.day - customer.since))
        customer.good, customer.bad = customer.good * memory + good, customer.bad * memory + bad
        customer.since = self.day

    def trust_of(self, person: Person, day: int) -> float:
        """Trust in the brand by beta reputation."""
        back, customer = self.spec.come_back, person.customers[self.message]
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
            customer = person.customers[self.message]
            if any(order.returns == self.day for order in customer.orders):
                self.count("returned")
                self.count("returned_full_price", int(not self.discount(person)))
                self.take(person)
            if customer.advocate and customer.next_post == self.day:
                customer.advocate = self.trust_of(person, self.day) > self.spec.advocate.trust
                if customer.advocate:
                    person.to_say.append(self.message + PRAISE)
                    self.count("praised")
                    self._plan_post(person)

    def _make_advocate(self, person: Person) -> None:
        spec, customer = self.spec.advocate, person.customers[self.message]
        if not spec.on:
            return
        was, trust = customer.advocate, self.trust_of(person, self.day)
        customer.advocate = len(customer.orders) > 1 and trust > spec.trust
        if customer.advocate and not was:
            self._plan_post(person)

    def _plan_post(self, person: Person) -> None:
        customer = person.customers[self.message]
        number = self.luck.number(named.ADVOCATE, person.row, customer.posts)
        wait = -named.log(named.unit(number))
        customer.posts += 1
        customer.next_post = self.day + _days(wait, 1.0 / self.spec.advocate.days)


def _days(wait: float, rate: float) -> int:
    return 1 + int(min(wait / rate if rate > 0.0 else 1e9, 1e9))
