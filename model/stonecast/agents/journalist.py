"""Journalists: they are pitched, not paid, and write about what fits their readers."""

from __future__ import annotations

from stonecast import randomness as named
from stonecast.agents.blogger import Blogger
from stonecast.kernels.one import word
from stonecast.records import Offer, Post


class Journalist(Blogger):
    """Opens a pitch, or not; writes about it, or not; remembers who wastes their time.

    A pitch is relevant if ``exp(-d^2 / (2 width^2))``, d from the journalist's place to the topic, reaches
    ``pitch.relevant_from``. Each irrelevant one adds ``annoyance`` to the evidence s against the brand,
    which is forgotten by ``kept`` a day; a pitch is opened with the chance times 2 / (2 + s), what is left
    of the trust there was (beta reputation without evidence for).
    """

    paid_for_asking = True

    def decide(self, day: int, inbox: list[Offer]) -> list[Post]:
        """Return an article for every pitch that is opened and found worth one, on the day of the pitch."""
        spec = self.model.spec.pitch
        against: dict[int, tuple[float, int, bool]] = {}
        posts: list[Post] = []
        for offer in inbox:
            message = offer.message
            fits = self.relevance(message) >= spec.relevant_from
            opens = spec.opens if fits else spec.opens_irrelevant
            writes = spec.writes if fits else spec.writes_irrelevant
            s, since, banned = against.get(message, (0.0, offer.days[0] if offer.days else 0, False))
            for turn, when in enumerate(offer.days):
                s, since = s * named.power(spec.kept, float(when - since)) if s else s, when
                opened = not banned and self._falls(opens * 2.0 / (2.0 + s), named.OPENED, message, turn)
                written = opened and self._falls(writes, named.WRITES, message, turn)
                if not fits:
                    s += spec.annoyance
                    banned = banned or self._falls(spec.blacklists, named.BANNED, message, turn)
                if written:
                    posts.append(Post(self.row, when, message))
                self._tell(message, opened, written)
            if banned:
                self._tell(message, banned=True)
            against[message] = (s, since, banned)
        return posts

    def _falls(self, chance: float, purpose: int, message: int, turn: int) -> bool:
        """Toss the coin of a purpose for the pitch of this number."""
        state = self.model.state
        return bool(word(state.luck, state.run, purpose, message, self.row, turn) < named.threshold(chance))

    def _tell(self, message: int, opened: bool = False, written: bool = False, banned: bool = False) -> None:
        if message == 0:
            press = self.model.state.press
            press["pitches"] += not banned
            press["opened"] += opened
            press["articles"] += written
            press["blacklisted"] += banned
