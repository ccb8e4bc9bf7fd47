"""Whom a brand cannot pay: journalists who are pitched, and accounts that share each other's posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stonecast import randomness as named

if TYPE_CHECKING:
    from reference.campaign import ReferenceModel
    from stonecast.network.market import Market
    from stonecast.plan import Plan


class Press:
    """What becomes of the days that a plan asks for, message by message."""

    def __init__(self, model: ReferenceModel, market: Market) -> None:
        self.model = model
        self.kinds = {blogger.row: blogger.kind for blogger in market.bloggers}
        self.counts = {"pitches": 0, "opened": 0, "articles": 0, "blacklisted": 0}
        self.own: set[tuple[int, int, int]] = set()

    def days(self, plan: Plan, message: int, topic: tuple[float, float]) -> dict[int, list[int]]:
        """Days on which each stone of a plan really posts."""
        found: dict[int, list[int]] = {}
        for stone in plan.stones:
            row = stone.blogger.row
            if self.kinds[row] == "journalist":
                days = self._articles(row, stone.days, message, topic)
            else:
                days = list(stone.days)
            if self.kinds[row] == "account":
                self.own |= {(row, day, message) for day in days}
            found.setdefault(row, []).extend(days)
        return found

    def shared(self, topics: dict[int, tuple[float, float]]) -> list[tuple[int, int, int]]:
        """(row, day, message) of what accounts pass on of each other, the day after."""
        spec = self.model.spec
        if not spec.accounts.on:
            return []
        return [
            (row, day + 1, message)
            for row, kind in self.kinds.items()
            if kind == "account"
            for other, day, message in self.own
            if other != row
            and day + 1 < spec.clock.days
            and self.relevance(row, topics[message]) >= spec.accounts.relevant_from
        ]

    def _articles(
        self, row: int, days: tuple[int, ...], message: int, topic: tuple[float, float]
    ) -> list[int]:
        spec, luck = self.model.spec.pitch, self.model.luck.about(message)
        fits = self.relevance(row, topic) >= spec.relevant_from
        annoyed, banned, articles = 0.0, False, []
        for number, day in enumerate(days):
            if number:
                annoyed *= named.power(spec.kept, float(day - days[number - 1]))
            chance = (spec.opens if fits else spec.opens_irrelevant) * 2.0 / (2.0 + annoyed)
            opened = not banned and luck.falls(chance, named.OPENED, row, number)
            worth = luck.falls(spec.writes if fits else spec.writes_irrelevant, named.WRITES, row, number)
            if not fits:
                annoyed += spec.annoyance
                banned = banned or luck.falls(spec.blacklists, named.BANNED, row, number)
            if opened and worth:
                articles.append(day)
            if message == 0:
                self.counts["pitches"] += 1
                self.counts["opened"] += opened
                self.counts["articles"] += opened and worth
        self.counts["blacklisted"] += banned and message == 0
        return articles

    def relevance(self, row: int, topic: tuple[float, float]) -> float:
        place, width = self.model.people[row].place, self.model.spec.respond.relevance.width
        square = sum((a - b) * (a - b) for a, b in zip(place, topic, strict=True))
        return named.exp(-square / (2.0 * width * width))
