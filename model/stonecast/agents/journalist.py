"""Journalists: they are pitched, not paid, and write about what fits their readers."""

from __future__ import annotations

from stonecast import randomness as named
from stonecast.agents.blogger import Blogger
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
        spec, luck = self.model.spec.pitch, self.model.state
        against: dict[int, tuple[float, int, bool]] = {}
        posts = []
        for offer in inbox:
            fits = self.relevance(offer.message) >= spec.relevant_from
            s, since, banned = against.get(offer.message, (0.0, offer.days[0] if offer.days else 0, False))
            for number, when in enumerate(offer.days):

                def falls(chance: float, purpose: int, offer: Offer = offer, number: int = number) -> bool:
                    word = named.word(luck.luck, luck.run, purpose, offer.message, self.row, number)
                    return bool(word < named.threshold(chance))

                s, since = s * named.power(spec.kept, float(when - since)), when
                chance = (spec.opens if fits else spec.opens_irrelevant) * 2.0 / (2.0 + s)
                opened = not banned and falls(chance, named.OPENED)
                worth = falls(spec.writes if fits else spec.writes_irrelevant, named.WRITES)
                if not fits:
                    s += spec.annoyance
                    banned = banned or falls(spec.blacklists, named.BANNED)
                if opened and worth:
                    posts.append(Post(self.row, when, offer.message))
                self._tell(offer, opened, opened and worth)
            if banned:
                self._tell(offer, banned=True)
            against[offer.message] = (s, since, banned)
        return posts

    def _tell(self, offer: Offer, opened: bool = False, written: bool = False, banned: bool = False) -> None:
        if offer.message == 0:
            press = self.model.state.press
            press["pitches"] += not banned
            press["opened"] += opened
            press["articles"] += written
            press["blacklisted"] += banned
