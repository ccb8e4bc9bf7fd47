"""When a reader is won: the hazard of what they see, and the four rules of contagion."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

from reference.luck import Luck
from reference.people import Message, Person, Tie
from stonecast import randomness as named
from stonecast.scenario.value import Scenario

CERTAIN = 64.0
"""A hazard beyond which no coin can tell the difference from certainty."""


class Listener(Protocol):
    """One reader's way of listening, with what it needs to remember."""

    def hear(self, seen: list[Message], before: int) -> Tie | None:
        """Hear what was seen in this tick; return the tie through which the reader is won, or None.

        ``before`` is how often the reader has seen the message in earlier ticks.
        """


def hazard(reader: Person, message: Message, before: int) -> float:
    """Hazard of one seen post: rate * appeal * disclosure * trust^eta * relevance^rho * wear."""
    spec = reader.model.spec
    told = reader.model.about(message.number).appeal * (
        spec.respond.disclosure if is_sponsored(spec, message.number) else 1.0
    )
    believed = named.power(message.tie.trust, spec.respond.trust_exponent)
    near = relevance(reader, message.number) if spec.respond.relevance.on else 1.0
    if 0.0 in (told, believed, near) or spec.respond.rate == 0.0:
        return 0.0
    worn = named.exp(-before / spec.wear.exposures) if spec.wear.on else 1.0
    return spec.respond.rate * told * believed * near * worn


def is_sponsored(spec: Scenario, number: int) -> bool:
    """Whether a message shows that it is paid for: a campaign's may, warnings and praise do not."""
    return spec.message.sponsored and number % 3 == 0


def relevance(reader: Person, number: int) -> float:
    """exp(-d^2 / (2 s^2)) to the power rho, d from the reader's place to the message's topic."""
    spec = reader.model.spec
    width, rho = spec.respond.relevance.width, spec.respond.relevance.exponent
    dx, dy = (mine - its for mine, its in zip(reader.place, reader.model.about(number).topic, strict=True))
    return named.exp(-(rho / (2.0 * width * width)) * (dx * dx + dy * dy))


def engagement(total: float) -> float:
    """Chance that a hazard strikes."""
    return 1.0 - named.exp(-total)


@dataclass
class Simple:
    """Simple contagion: one coin for each seen post; of those that fall, the smallest number tells."""

    reader: Person
    luck: Luck

    def hear(self, seen: list[Message], before: int) -> Tie | None:
        fallen = [(n, m.tie.number, m.tie) for m in seen if (n := persuading(self, m, before)) is not None]
        return min(fallen)[2] if fallen else None


def persuading(listener: Simple | Sources, message: Message, before: int) -> int | None:
    """The number of the coin of this post if it falls, else None."""
    tie = message.tie
    name = (named.RESPOND, tie.number, message.post)
    if listener.luck.falls(engagement(hazard(listener.reader, message, before)), *name):
        return listener.luck.number(*name)
    return None


@dataclass
class Sources:
    """Complex contagion: at least ``needed`` distinct senders within memory, one of whom persuaded.

    Each seen post tosses the coin of simple contagion. Whoever is persuaded too early waits for the
    others. Of each sender the reader remembers when it last spoke and its most persuading number.
    """

    reader: Person
    luck: Luck
    needed: int
    last_spoke: dict[Tie, int] = field(default_factory=dict)
    persuaded: dict[Tie, int] = field(default_factory=dict)

    def hear(self, seen: list[Message], before: int) -> Tie | None:
        for message in seen:
            tie, number = message.tie, persuading(self, message, before)
            self.last_spoke[tie] = self.reader.model.tick
            if number is not None:
                self.persuaded[tie] = min(number, self.persuaded.get(tie, number))
        senders = remembered(self.last_spoke, self.reader)
        fallen = [(self.persuaded[tie], tie.number, tie) for tie in senders if tie in self.persuaded]
        return min(fallen)[2] if fallen and len(senders) >= self.needed else None


@dataclass
class Reinforced:
    """Reinforcement: one coin a tick on the sum of hazards, raised by kappa for each further sender.

    Lambda = (sum of hazards) * (1 + kappa * (d - 1)), d distinct senders within memory, at least 1.
    Hazards are added in whole numbers of 2^-32, so that nobody's turn matters. The coin is numbered by
    how often this reader has tossed it. The teller is drawn in proportion to hazards: of the posts seen in
    this tick, the one whose exponential waiting time is the shortest.
    """

    reader: Person
    luck: Luck
    last_spoke: dict[Tie, int] = field(default_factory=dict)
    tosses: int = 0

    def hear(self, seen: list[Message], before: int) -> Tie | None:
        total = 0
        for message in seen:
            self.last_spoke[message.tie] = self.reader.model.tick
            total += int(min(hazard(self.reader, message, before), CERTAIN) * 2**32)
        senders = len(remembered(self.last_spoke, self.reader))
        gain = 1.0 + self.reader.model.spec.respond.reinforcement * (senders - 1)
        toss, self.tosses = self.tosses, self.tosses + 1
        if not self.luck.falls(engagement(total / 2**32 * gain), named.REINFORCED, self.reader.row, toss):
            return None
        tellers = [
            (named.arrival(self.luck.number(named.TELLER, m.tie.number, m.post), rate), m.tie.number, m.tie)
            for m in seen
            if (rate := min(hazard(self.reader, m, before), CERTAIN)) > 0.0
        ]
        return min(tellers)[2]


def remembered(last_spoke: dict[Tie, int], reader: Person) -> list[Tie]:
    """Senders who spoke within memory, this tick included: at least one tick, in whole ticks."""
    spec, tick = reader.model.spec, reader.model.tick
    ticks = spec.respond.memory_days * spec.clock.ticks_per_day
    ticks = ticks if math.isinf(ticks) else max(1, round(ticks))
    return [tie for tie, when in last_spoke.items() if tick - when < ticks]


def listener_of(reader: Person, luck: Luck) -> Listener:
    """How this reader listens under the scenario's rule."""
    respond = reader.model.spec.respond
    if respond.rule == "simple":
        return Simple(reader, luck)
    if respond.rule == "reinforced":
        return Reinforced(reader, luck)
    if respond.rule == "sources":
        return Sources(reader, luck, respond.sources)
    # The share as the decimal that was written: k of n followees suffice if k / n >= share.
    return Sources(reader, luck, max(1, math.ceil(Fraction(str(respond.fraction)) * len(reader.followees))))
