"""Communities: one account with many members, who say things to one another in sub-communities."""

from __future__ import annotations

from typing import Any

import numpy as np

from stonecast.agents.blogger import Blogger
from stonecast.network.market import BloggerRecord
from stonecast.records import Offer, Post


class Community(Blogger):
    """Posts for money as any blogger does, and features for nothing what many of its members say.

    On the morning after a day on which ``community.features_from`` members (at full size) said a message in
    their sub-communities, it is shown to all members: once, if its topic is relevant enough to the
    community's place (``relevant_from``), and not if the community is paid to post it.
    """

    every_day = True

    def __init__(self, model: Any, record: BloggerRecord) -> None:
        super().__init__(model, record)
        self.shown: set[int] = set()

    def decide(self, day: int, inbox: list[Offer]) -> list[Post]:
        """Return the posts that were paid for, and one for each message that resonates."""
        posts = super().decide(day, inbox)
        self.shown.update(post.message for post in posts)
        if not self.model.spec.community.on:
            return posts
        found = [rumour.number for rumour in self.model.state.rumours if self.resonates(rumour, day - 1)]
        self.shown.update(found)
        self.model.state.gathered["featured"] += found.count(0)
        return [*posts, *(Post(self.row, day, message) for message in found)]

    def resonates(self, rumour: Any, day: int) -> bool:
        """Whether to feature a message for what members said on a day. Override it to decide otherwise."""
        spec, market = self.model.spec.community, self.model.market
        said = rumour.said_there.get(day, [])
        # Not all who said it are members, but no more members can have said it.
        if rumour.number in self.shown or sum(map(len, said)) * market.scale < spec.features_from:
            return False
        count = self._among_members(np.unique(np.concatenate(said)))
        enough = count * market.scale >= spec.features_from
        return bool(enough and self.relevance(rumour.number) >= spec.relevant_from)

    def _among_members(self, rows: Any) -> int:
        """How many of these people are members: the market keeps everybody's followers sorted."""
        at = np.minimum(np.searchsorted(self.members, rows), max(self.members.size - 1, 0))
        return int((self.members[at] == rows).sum()) if self.members.size else 0

    @property
    def members(self) -> Any:
        """Rows of the members, those with nobody behind them counted too."""
        network = self.model.market.network
        return network.followers[int(network.offsets[self.row]) : int(network.offsets[self.row + 1])]
