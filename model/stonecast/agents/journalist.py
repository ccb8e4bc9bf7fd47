"""Journalists: they are pitched, not paid, and write about what fits their readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stonecast import randomness as named
from stonecast.agents.blogger import Blogger
from stonecast.kernels.one import word
from stonecast.network.market import BloggerRecord
from stonecast.records import Offer, Post
from stonecast.rumour import CAMPAIGN


@dataclass
class Dealing:
    """What a journalist remembers of a brand.

    Attributes
    ----------
    day
        Day of the last pitch.
    pitches
        How many there were.
    against
        Evidence against the brand as of that day.
    banned
        Whether its pitches are opened no more.
    """

    day: int
    pitches: int = 0
    against: float = 0.0
    banned: bool = False


class Journalist(Blogger):
    """Opens a pitch, or not; writes about it, or not; remembers who wastes their time.

    A pitch is relevant if ``exp(-d^2 / (2 width^2))``, d from the journalist's place to the topic, reaches
    ``pitch.relevant_from``. Each irrelevant one adds ``annoyance`` to the evidence s against the brand,
    which is forgotten by ``kept`` a day; a pitch is opened with the chance times 2 / (2 + s), what is left
    of the trust there was (beta reputation without evidence for).

    Attributes
    ----------
    dealings
        What is remembered of each brand, by the number of its message.
    """

    paid_for_asking = True

    def __init__(self, model: Any, record: BloggerRecord) -> None:
        super().__init__(model, record)
        self.dealings: dict[int, Dealing] = {}

    def decide(self, day: int, inbox: list[Offer]) -> list[Post]:
        """Return an article for every pitch that is opened and found worth one, on the day of the pitch."""
        return [post for offer in inbox for when in offer.days for post in self._pitched(offer.message, when)]

    def _pitched(self, message: int, day: int) -> list[Post]:
        """Take one pitch of a brand's message: the article, if there will be one."""
        spec, known = self.model.spec.pitch, self.dealings.setdefault(message, Dealing(day))
        fits = self.relevance(message) >= spec.relevant_from
        opens, writes = (spec.opens, spec.writes) if fits else (spec.opens_irrelevant, spec.writes_irrelevant)
        if known.against:
            known.against *= named.power(spec.kept, float(day - known.day))
        turn, known.day, known.pitches = known.pitches, day, known.pitches + 1
        welcome = opens * 2.0 / (2.0 + known.against)
        opened = not known.banned and self._falls(welcome, named.OPENED, message, turn)
        written = opened and self._falls(writes, named.WRITES, message, turn)
        banned = not (fits or known.banned) and self._falls(spec.blacklists, named.BANNED, message, turn)
        known.against += 0.0 if fits else spec.annoyance
        known.banned |= banned
        if message == CAMPAIGN:
            self._count(opened=opened, articles=written, blacklisted=banned)
        return [Post(self.row, day, message)] if written else []

    def _falls(self, chance: float, purpose: int, message: int, turn: int) -> bool:
        """Toss the coin of a purpose for the pitch of this number."""
        state = self.model.state
        return bool(word(state.luck, state.run, purpose, message, self.row, turn) < named.threshold(chance))

    def _count(self, **happened: bool) -> None:
        press = self.model.state.press
        press["pitches"] += 1
        for what, did in happened.items():
            press[what] += did
