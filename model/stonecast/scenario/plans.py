"""Plans: the stones that brands throw, ours and those of brands that compete, and how plans are compared."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Field

from stonecast.scenario.kinds import MOST, Count, Flag, Name, NotNegative, Number, Share, Span, Whole
from stonecast.scenario.part import Part

ANY = "any"
"""In place of a tier's name: bloggers of every tier."""


class HireTier(Part):
    """Hire so many bloggers of a tier; what is said here of posts and days comes before the plan's."""

    tier: Name = Field(description="which tier; any: all of them")
    count: Annotated[Whole, Field(ge=1, le=1_000_000)] | Literal["all", "affordable"] = Field(
        default="all", description="how many of it; affordable: as many as the budget pays for"
    )
    order: Literal["listed", "score", "relationship", "chance"] = Field(
        default="listed",
        description="who first: as in the market, most followers, most trust per follower, or by chance",
    )
    share: Share | None = Field(
        default=None, description="share of the budget for these; only with count = 'affordable'; default all"
    )
    posts: Annotated[Whole, Field(ge=1, le=1000)] | None = Field(
        default=None, description="posts of each of these; default the plan's"
    )
    start_day: Count | None = Field(
        default=None, description="day of the first post of these; default the plan's"
    )
    days_between_posts: Annotated[Whole, Field(ge=1, le=3650)] | None = Field(
        default=None, description="days between two posts of one of these; default the plan's"
    )
    days_between_bloggers: Count | None = Field(
        default=None, description="days between the first posts of two of these; default the plan's"
    )
    deal: Share = Field(
        default=0.0,
        description="share of the price taken off for whoever is won by these, directly or through others",
    )


class Incident(Part):
    """Somebody warns against the brand, unpaid and unasked."""

    blogger: str = Field(min_length=1, description="name of the blogger who warns")
    day: Count = Field(description="day of the warning")


class PlanSpec(Part):
    """The stones a brand throws: who is hired, how often they post, and when."""

    title: str = Field(default="", description="one line for people")
    hire: tuple[str | HireTier, ...] = Field(min_length=1, description="names of bloggers, or tiers")
    posts: Whole = Field(default=1, ge=1, le=1000, description="posts of each blogger")
    start_day: Count = Field(default=0, description="day of the first post")
    days_between_posts: Whole = Field(
        default=1, ge=1, le=3650, description="days between two posts of one blogger"
    )
    days_between_bloggers: Count = Field(
        default=0, description="days between the first posts of two bloggers (drip)"
    )
    warnings: tuple[Incident, ...] = Field(
        default=(), description="who warns against the brand, and when; needs [review]"
    )


class CompareSpec(Part):
    """What `compare` does when it is told nothing else."""

    plans: tuple[str, ...] = Field(
        default=(), description="plans to compare, the first is the baseline; default all"
    )
    outcome: str = Field(default="engaged", description="what decides who wins")
    luck: Whole = Field(default=200, ge=1, le=MOST, description="paired lucks in each market")
    markets: Whole = Field(default=1, ge=1, le=MOST, description="markets")


class Rival(PlanSpec):
    """A brand that competes with ours in the same market, with a message and a plan of its own."""

    appeal: Share = Field(default=1.0, description="how good its message is")
    topic: tuple[Share, Share] = Field(default=(0.5, 0.5), description="its place in the pond")
    budget: NotNegative | None = Field(
        default=None, description="what its plan may cost [money]; default that of our plans"
    )
    asks: Flag = Field(
        default=False, description="whether its posts ask for the same act, for itself; needs [ask]"
    )
    capacity: Span | None = Field(
        default=None, description="orders that it can serve on one day, at full size; default as many as we"
    )
    staff: Span | None = Field(
        default=None, description="complaints that it can answer on one day, at full size; default as many"
    )
    quality: Share | None = Field(default=None, description="quality of what it serves; default ours")
    stars: Annotated[Number, Field(ge=1, le=5)] | None = Field(
        default=None, description="its stars before any review; default ours"
    )
    discount: Share = Field(
        default=0.0, description="share of the price that it takes off for everybody; needs competition.alike"
    )
    discount_start_day: Count = Field(default=0, description="first day of its discount")
    discount_days: Span = Field(
        default=math.inf, description="length of its discount [days]; inf = to the end"
    )


class Competition(Part):
    """How brands compete for customers."""

    exclusive: Flag = Field(
        default=True, description="who has bought from one brand does not buy from another in the run"
    )
    alike: Flag = Field(
        default=True,
        description="whether rivals serve, are reviewed, answer and see customers come back where we do",
    )
