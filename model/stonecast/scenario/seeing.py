"""Settings of what comes between a post and a reader: attention, platforms, wear-out, advertising."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from stonecast.scenario.kinds import Count, Flag, NotNegative, Number, Positive, Share
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


class Platform(Part):
    """Where posts appear: how long they live there, and how far those of a large account reach."""

    half_life_days: Annotated[Number, Field(ge=0, le=36_500)] = Field(
        default=0.0, description="h: half of those who ever see a post do so in this time [days]; 0 = at once"
    )
    reach_exponent: Share = Field(
        default=0.0, description="reach falls as followers above 10,000 to this power; 0 = it does not"
    )
    conversation: Annotated[Number, Field(ge=0, le=100)] = Field(
        default=1.0, description="factor on the comments that a post draws"
    )


class Wear(Part):
    """Seeing the same message again and again works less and less: exp(-n / exposures)."""

    on: Flag = Field(default=False, description="whether a message wears out")
    exposures: Positive = Field(
        default=10.0, description="n_f: earlier exposures after which it works .37 as strongly; inf = never"
    )


class Advertising(Part):
    """Background advertising of the brand: 1 - (1 - a) exp(-Lambda), whatever the plan."""

    on: Flag = Field(default=False, description="whether the brand advertises beside the plan")
    chance_a_day: Annotated[Number, Field(ge=0, lt=1)] = Field(
        default=0.001, description="a: chance that it wins a reader by itself [1/day]"
    )
    cost_a_day: NotNegative = Field(default=0.0, description="what it costs, added to every plan [money/day]")
    trust: Share = Field(default=0.29, description="trust in the brand of whom it has won, for buying")
