"""Accounts of a brand and of its people: unpaid, and sharing each other's posts where they fit."""

from __future__ import annotations

from typing import Any

from stonecast.agents.blogger import Blogger
from stonecast.network.market import BloggerRecord
from stonecast.records import Offer, Post


class Account(Blogger):
    """Posts what its plan says, and shares on the next day what another account posted of its own.

    Only if the topic is relevant enough to the account's own place, where its followers are
    (``accounts.relevant_from``): a brand account that passes everything on bores them.

    Attributes
    ----------
    own_days
        Day and message of every post of its own, for the others to share.
    """

    every_day = True

    def __init__(self, model: Any, record: BloggerRecord) -> None:
        super().__init__(model, record)
        self.own_days: set[tuple[int, int]] = set()

    def decide(self, day: int, inbox: list[Offer]) -> list[Post]:
        """Return own posts, and one for each that another account posted yesterday."""
        posts = super().decide(day, inbox)
        self.own_days.update((post.day, post.message) for post in posts)
        return [*posts, *self._shared(day)] if self.model.spec.accounts.on else posts

    def _shared(self, day: int) -> list[Post]:
        others = [one for one in self.model.daily if isinstance(one, Account) and one is not self]
        heard = [said for one in others for said in sorted(one.own_days) if said[0] == day - 1]
        fits = self.model.spec.accounts.relevant_from
        return [Post(self.row, day, message) for _, message in heard if self.relevance(message) >= fits]
