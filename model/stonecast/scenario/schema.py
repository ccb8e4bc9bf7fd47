"""What a scenario file may say (people: `markets`): every name, its unit, its range and its default.

The defaults and their sources are listed in ``docs/calibration.md``. What decides the conclusion (money,
trust of a hand-made market) has no default: a scenario must say it.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Field

from stonecast.scenario.bonds import Everyday
from stonecast.scenario.kinds import (
    Count,
    Finite,
    Flag,
    Name,
    NotNegative,
    Number,
    Share,
    Whole,
)
from stonecast.scenario.part import Part


class Clock(Part):
    """How long a run lasts and how finely time passes."""

    days: Whole = Field(default=30, ge=1, le=3650, description="length of a run [days]")
    ticks_per_day: Whole = Field(default=1, ge=1, le=96, description="ticks in a day [1/day]")

    @property
    def ticks(self) -> int:
        """Length of a run in ticks."""
        return self.days * self.ticks_per_day


class Tier(Part):
    """A group of bloggers alike."""

    name: Name = Field(description="what the tier is called")
    title: str = Field(default="", description="for people; a candidate's own name")
    kind: Literal["big", "small", "journalist", "account", "community"] = Field(
        description="large stone, one of many, somebody pitched, an account of one's own, or a community's"
    )
    count: Whole = Field(ge=1, le=1_000_000, description="bloggers in this tier (not scaled)")
    followers: Count | tuple[Count, Count] | None = Field(
        default=None, description="followers of each at full size, or [fewest, most] in an imported network"
    )
    audience: Literal["near", "everywhere", "partition", "members"] = Field(
        default="near",
        description="where followers come from; 'partition': the same readers dealt out; 'members': in a row",
    )
    breadth: Annotated[Number, Field(ge=1)] = Field(
        default=4.0, description="a near audience is drawn from so many times as many nearest readers"
    )
    pick: Literal["most_followed", "by_chance"] = Field(
        default="by_chance", description="which people of an imported network belong to this tier"
    )
    place: tuple[Share, Share] | None = Field(
        default=None, description="where its bloggers stand in the pond; default anywhere"
    )
    engagement: Share | None = Field(
        default=None, description="share of followers whom a post engages; trust is scaled to it"
    )
    price: NotNegative | None = Field(default=None, description="money for one post; default by followers")
    everyday: tuple[Everyday, ...] = Field(
        default=(), description="life besides the campaign, stage by stage; left out = not simulated"
    )
    conversations: Annotated[Number, Field(ge=0)] | None = Field(
        default=None, description="K of each blogger of this tier; default that of market.trust [people]"
    )
    close_share: Share | None = Field(
        default=None, description="c of each blogger of this tier; default that of market.trust"
    )
    platform: str = Field(
        default="", description="platform of its posts; empty: seen at once, and by whichever share"
    )
    hollow: Share = Field(
        default=0.0, description="share of its followers with nobody behind them: counted, paid for, blind"
    )
    followers_follow: Count = Field(
        default=0,
        le=100_000,
        description="accounts that each of its followers follows outside the market; attention only [people]",
    )


class Relevance(Part):
    """How much closeness in taste matters: exp(-d^2 / (2 width^2)), to a power."""

    on: Flag = False
    width: Annotated[Number, Field(ge=1e-6)] = Field(
        default=0.25, description="distance in the pond at which relevance is .61 [pond widths]"
    )
    exponent: NotNegative = Field(default=1.0, description="rho in the hazard")


class See(Part):
    """Who gets to see a post."""

    visibility: Share = Field(default=0.23, description="chance that a follower sees a post")
    readers_platform: str = Field(
        default="", description="platform on which readers pass messages on; empty: at once, whoever they are"
    )


class Respond(Part):
    """How readers respond to what they see."""

    rule: Literal["simple", "reinforced", "sources", "fraction"] = Field(
        default="simple",
        description="contagion: simple, reinforced by several senders, K sources, share of followees",
    )
    rate: Annotated[Number, Field(ge=0)] = Field(
        default=0.25,
        description="beta: hazard of a seen post at full trust, relevance and appeal; inf = certain",
    )
    trust_exponent: NotNegative = Field(default=1.0, description="eta: hazard grows as trust to this power")
    relevance: Relevance = Relevance()
    disclosure: Share = Field(default=1.0, description="factor on the hazard of a sponsored post")
    reinforcement: NotNegative = Field(
        default=0.67, description="kappa: gain per further sender (rule = 'reinforced')"
    )
    sources: Whole = Field(
        default=2, ge=1, le=1000, description="K: distinct senders needed (rule = 'sources')"
    )
    fraction: Annotated[Number, Field(gt=0, le=1)] = Field(
        default=0.18, description="share of followees that must have said it (rule = 'fraction')"
    )
    memory_days: Annotated[Number, Field(gt=0)] = Field(
        default=14.0, description="how long a sender counts [days]; inf = for ever"
    )


class Reshare(Part):
    """Who passes a message on."""

    share: Share = Field(default=0.2, description="chance that an engaged reader passes the message on, once")


class Buy(Part):
    """Whether an engaged reader orders: logit of the chance a day = base + trust * T, and what else is on."""

    on: Flag = True
    base: Finite = Field(default=-7.03, description="b0: logit of the chance to order on one day at no trust")
    trust: Finite = Field(default=2.5, description="bT: added at full trust in whoever told it")
    stars: Finite = Field(default=0.07, description="bR: added per star above 3.5 (with review.on)")
    deal: Finite = Field(default=3.0, description="bD: added for a deal of 100% (with deal.on)")
    warnings: Finite = Field(default=1.0, description="bN: taken off for each warning heard (with review.on)")
    fit: Finite = Field(default=0.0, description="bF: added for a product that fits the reader's taste fully")
    consider_days: Whole = Field(
        default=14, ge=1, le=3650, description="how long an engaged reader considers [days]"
    )


class Money(Part):
    """Prices. The fixed cost per blogger decides much of the answer and has no default."""

    currency: str = Field(default="USD", min_length=1, max_length=8, description="name of the money")
    budget: NotNegative = Field(description="what one plan may cost [money]")
    fixed_cost: NotNegative = Field(description="c_a: finding, contracting and managing one blogger [money]")
    price_per_follower: NotNegative = Field(
        default=0.01, description="c_f: price of a post per follower at 10,000 [money]"
    )
    price_exponent: NotNegative = Field(
        default=0.9, le=10, description="zeta: price of a post grows as followers to this power"
    )
    revenue_per_order: NotNegative = Field(default=0.0, description="margin of one order [money]")

    def price(self, followers: int) -> float:
        """Price of one post of a blogger with so many followers [money]."""
        growth = math.pow(followers / 10_000.0, self.price_exponent)
        return self.price_per_follower * 10_000.0 * growth


class Message(Part):
    """What is said."""

    appeal: Share = Field(default=1.0, description="how good the message is")
    topic: tuple[Share, Share] = Field(default=(0.5, 0.5), description="its place in the pond")
    sponsored: Flag = Field(default=True, description="whether it is a marked advertisement")
