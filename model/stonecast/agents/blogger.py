"""Bloggers: people with an audience whom a brand can hire."""

from __future__ import annotations

from typing import Any

from stonecast import randomness as named
from stonecast.agents.framework import mesa
from stonecast.network.market import BloggerRecord
from stonecast.records import Offer, Post


class Blogger(mesa.Agent):  # type: ignore[misc]
    """Accepts every offer and posts on the days asked for. Override `decide` to do otherwise.

    Attributes
    ----------
    record
        Name, tier, followers and price.
    row
        The blogger's row in the network.
    every_day
        Whether `decide` is called on every day; by default only when there is something in the inbox.
    """

    every_day = False
    paid_for_asking = False
    """Whether an offer costs its fee even if nothing is posted."""

    def __init__(self, model: Any, record: BloggerRecord) -> None:
        super().__init__(model)
        self.record, self.row = record, record.row

    @property
    def followers(self) -> int:
        """Followers in the simulated network."""
        offsets = self.model.market.network.offsets
        return int(offsets[self.row + 1] - offsets[self.row])

    def decide(self, day: int, inbox: list[Offer]) -> list[Post]:
        """Return the posts to publish, today or on a later day.

        An empty list refuses: nothing is posted and nothing is paid. Posts are paid one by one, in the
        order of the offers, also when they are promised on a later day; a post nobody asked for is free,
        and what would fall after the run is neither posted nor paid.

        Parameters
        ----------
        day
            Today, from 0.
        inbox
            Offers made today.
        """
        return [Post(self.row, when, offer.message) for offer in inbox for when in offer.days]

    def relevance(self, message: int = 0) -> float:
        """Relevance of a message's topic to this blogger's place: exp(-d^2 / (2 width^2))."""
        spec = self.model.spec
        topic = spec.message.topic if message < 3 else list(spec.rivals.values())[message // 3 - 1].topic
        x, y = self.model.market.positions[self.row].tolist()
        width = spec.respond.relevance.width
        apart = (x - topic[0]) * (x - topic[0]) + (y - topic[1]) * (y - topic[1])
        return named.exp(-apart / (2.0 * width * width))


class BigBlogger(Blogger):
    """A blogger with a huge audience: one large stone."""


class SmallBlogger(Blogger):
    """A blogger with a small audience: one of hundreds of stones."""
