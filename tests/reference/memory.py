"""What people remember of one another: evidence for and against the author of each tie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reference.listening import is_sponsored
from stonecast import randomness as named

if TYPE_CHECKING:
    from reference.campaign import ReferenceModel
    from reference.people import Message, Person, Tie

UNIT = 2**32


def whole(weight: float) -> int:
    """Evidence in whole numbers of 2^-32, so that nobody's turn matters."""
    return int(weight * UNIT + 0.5)


@dataclass
class Kept:
    """Evidence for and against, as of a day; and what everyday life weighed on that day, with the 2."""

    good: int
    bad: int
    day: int
    mass: float = 2.0

    def on(self, day: int, share: float) -> tuple[int, int]:
        """What is left on a later day: a share is kept from each day to the next."""
        if day == self.day:
            return self.good, self.bad
        left = named.power(share, float(day - self.day))
        return int(self.good * left), int(self.bad * left)


class Memory:
    """The evidence of everybody, tie by tie; what is heard in a tick counts from the next one."""

    def __init__(self, model: ReferenceModel) -> None:
        self.model = model
        self.kept: dict[Tie, Kept] = {}
        self.heard: list[tuple[Tie, int, int]] = []

    def trust(self, tie: Tie) -> float:
        """Beta reputation: (r + 2a) / (r + s + 2), a the trust at the start, evidence as it is today."""
        if not self.model.spec.remember.on:
            return tie.start
        kept = self.kept.get(tie, Kept(0, 0, self.model.day))
        return single(self.reputation(tie, *kept.on(self.model.day, self.model.spec.remember.kept)))

    def distrust(self, tie: Tie) -> float:
        """1 - trust, by which followers leave.

        The tie's own evidence counts as it was when the tie was last touched, against what everyday life
        had brought by then (m); everyday life moves what nobody touched.
        """
        life = tie.author.life
        untouched = (life.cost + 2.0 * (1.0 - tie.start)) / (life.earned + life.cost + 2.0)
        if tie not in self.kept:
            return untouched
        kept = self.kept[tie]
        r, s, m = kept.good / UNIT, kept.bad / UNIT, kept.mass
        return (s + m * untouched) / (r + s + m)

    def reputation(self, tie: Tie, good: int, bad: int) -> float:
        """Trust by this evidence and by what the author's everyday life has earned and cost."""
        r, s, life = good / UNIT, bad / UNIT, tie.author.life
        return (r + life.earned + 2.0 * tie.start) / (r + s + (life.earned + life.cost + 2.0))

    def now(self, tie: Tie, good: int = 0, bad: int = 0) -> None:
        """Bring the evidence on a tie up to today, and add to it."""
        life, day = tie.author.life, self.model.day
        held = self.kept[tie].on(day, self.model.spec.remember.kept) if tie in self.kept else (0, 0)
        self.kept[tie] = Kept(held[0] + good, held[1] + bad, day, life.earned + life.cost + 2.0)

    def hear(self, tie: Tie, good: float = 0.0, bad: float = 0.0) -> None:
        """Hear something for or against the author of a tie."""
        if self.model.spec.remember.on:
            self.heard.append((tie, whole(good), whole(bad)))

    def judge(self, reader: Person, message: Message, number: int) -> None:
        """A relevant post is useful, an irrelevant promotion is a nuisance, a hidden one may be found out."""
        spec, tie = self.model.spec, message.tie
        near = 1.0
        if spec.respond.relevance.on:
            dx, dy = (
                mine - its for mine, its in zip(reader.place, self.model.about(number).topic, strict=True)
            )
            width = spec.respond.relevance.width
            near = named.exp(-(1.0 / (2.0 * width * width)) * (dx * dx + dy * dy))
        if near >= spec.remember.relevant_from:
            self.hear(tie, good=spec.remember.useful)
        elif is_sponsored(spec, number):
            self.hear(tie, bad=spec.remember.irrelevant)
        hidden = number % 3 == 0 and not spec.message.sponsored and tie.author.ears[number].said_unasked
        coin = (named.FOUND_OUT, tie.number, message.post)
        if hidden and self.model.luck.about(number).falls(spec.remember.discovery, *coin):
            self.hear(tie, bad=spec.remember.undisclosed)

    def write_down(self) -> None:
        """Let what was heard in this tick count."""
        for tie, good, bad in self.heard:
            if good or bad:
                self.now(tie, good, bad)
        self.heard.clear()


def single(number: float) -> float:
    """Round to the 32 bits in which the engine holds trust."""
    return float(np.float32(number))
