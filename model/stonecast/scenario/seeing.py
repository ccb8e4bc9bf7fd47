"""Settings of what comes between a post and a reader: attention, platforms, wear-out, advertising."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from stonecast.scenario.kinds import Count, Flag, Number, Positive, Share
from stonecast.scenario.part import Part

Exponent = Annotated[Number, Field(ge=0, le=4)]
Rate = Annotated[Number, Field(ge=0, le=1000)]


class Attention(Part):
    """Readers who read so many posts a day: A w / (posts delivered, each by its weight w), at most 1."""

    on: Flag = Field(
        default=False, description="whether attention decides who sees a post, not see.visibility"
    )
    posts_read: Positive = Field(
        default=100.0, description="A: posts that a reader reads in a day [1/day]; inf = everything"
    )
    everyday_posts: Rate = Field(
        default=5.0, description="posts a day of everybody one follows, about other things [1/day]"
    )
    bloggers_everyday_posts: Rate = Field(
        default=0.7, description="posts a day of a blogger, about other things [1/day]"
    )
    followees_outside: Count = Field(
        default=0, le=100_000, description="accounts that every reader follows outside the market [people]"
    )
    trust_exponent: Exponent = Field(
        default=0.0, description="xi: the feed ranks posts by trust to this power"
    )
    relevance_exponent: Exponent = Field(
        default=0.0, description="chi: the feed ranks posts by relevance to this power"
    )
    floor: Annotated[Number, Field(gt=0, le=0.1)] = Field(
        default=0.01, description="eps: added to trust and to relevance, so that nothing ranks at nothing"
    )
    outside_trust: Share = Field(default=0.29, description="trust in an account outside the market")
    outside_relevance: Share = Field(default=0.3, description="relevance of its posts")
