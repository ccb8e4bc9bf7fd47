"""What a scenario file may say: every name, its unit, its range and its default.

The defaults and their sources are listed in ``docs/calibration.md``. What decides the conclusion (money,
trust of a hand-made market) has no default: a scenario must say it.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from pydantic import Field, PrivateAttr, model_validator

from stonecast.scenario.bonds import Everyday
from stonecast.scenario.kinds import (
    MOST,
    Count,
    Finite,
    Flag,
    Name,
    NotNegative,
    Number,
    Parameter,
    Positive,
    Share,
    TrustMap,
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


class TrustLaw(Part):
    """Where the trust of a tie is drawn from: one constant, or Beta(a, b) with whole a and b."""

    constant: Share | None = None
    beta: tuple[Parameter, Parameter] | None = Field(
        default=None, description="whole numbers a, b from 1 to 8 with a + b <= 9"
    )

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.constant is None) == (self.beta is None):
            raise ValueError(
                "say either constant = 0.3 or beta = [2, 5]" + (", not both" if self.beta else "")
            )
        if self.beta is not None and not (min(self.beta) >= 1 and sum(self.beta) <= 9):
            raise ValueError(
                f"beta = {list(self.beta)} needs two whole numbers from 1 with a sum of at most 9"
            )
        return self

    @property
    def mean(self) -> float:
        """Mean trust."""
        if self.beta is None:
            return float(self.constant or 0.0)
        return self.beta[0] / sum(self.beta)


class Trust(Part):
    """Trust at the start, from conversation: an author holds at most so many standing conversations."""

    conversations: Annotated[Number, Field(ge=0)] = Field(
        description="standing conversations that one blogger can hold, K; inf = no limit [people]"
    )
    close_share: Share = Field(
        default=0.2, description="largest share of followers that anybody talks with, c"
    )
    close: TrustLaw = Field(
        default=TrustLaw(beta=(6, 2)), description="trust on a tie with a standing conversation"
    )
    other: TrustLaw = Field(default=TrustLaw(beta=(2, 5)), description="trust on any other tie")


class PondMarket(Part):
    """A market made by the program: a pond of taste with communities and prescribed audiences."""

    kind: Literal["pond"] = Field(default="pond", description="a pond that the program makes")
    readers: Whole = Field(ge=10, le=MOST, description="readers at full size [people]")
    communities: Whole = Field(default=1, ge=1, le=MOST, description="communities at full size")
    followees_mean: Positive = Field(
        default=40.0, le=2000, description="people whom a reader follows, mean [people]"
    )
    followees_sigma: NotNegative = Field(default=1.0, le=3, description="standard deviation of its logarithm")
    popularity_exponent: Annotated[Number, Field(gt=1.5)] = Field(
        default=2.28, description="exponent of the density of popularity; inf = all alike"
    )
    community_share: Share = Field(default=0.7, description="share of picks made inside one's own community")
    neighbour_share: Share = Field(
        default=0.15, description="share of picks made in the communities around it"
    )
    reciprocity: Share = Field(default=0.22, description="share of ties between readers that are returned")
    triads: Share = Field(default=0.1, description="share of picks made among the followees of a followee")
    community_spread: Positive = Field(
        default=0.02, le=1, description="standard deviation of places in a community"
    )
    partitioned: Count = Field(
        default=0,
        description="readers whom bloggers with audience = 'partition' share out among themselves [people]",
    )
    candidates: str = Field(
        default="", description="spreadsheet of bloggers (.csv, .xlsx): each becomes a tier of its own"
    )
    candidates_sha256: str = Field(
        default="", description="digest of the spreadsheet; filled in when it is read"
    )
    candidates_read: tuple[str, ...] = Field(
        default=(), description="what was read in it; filled in when it is read"
    )
    topics: dict[str, tuple[Share, Share]] = Field(
        default={}, description="places in the pond of topics that the spreadsheet names"
    )
    trust: Trust = Field(description="where trust comes from; no default")


class FileMarket(Part):
    """A market on an imported network: everybody in it is a reader, bloggers are chosen among them."""

    kind: Literal["file"] = Field(description="an imported network")
    file: str = Field(min_length=1, description="network file, relative to the scenario file")
    sha256: str = Field(default="", description="digest of the file; filled in when it is read")
    direction: Literal["author_to_follower", "follower_to_author", "both"] = Field(
        description="what a row of the file means"
    )
    columns: tuple[str | Count, str | Count] | None = Field(
        default=None, description="the two columns that name people"
    )
    weight: str | Count | None = Field(default=None, description="the column that holds the weight")
    trust: TrustMap = Field(
        description="a number for all, 'weight', {map='linear', low=, high=}, or {map='levels', levels={..}}"
    )
    places: Literal["auto", "scattered", "spectral"] = Field(
        default="auto",
        description="where people stand: scattered by chance, by who hears whom, or so if relevance matters",
    )
    people: str = Field(
        default="", description="file of people beside the network file: name, two coordinates, community"
    )
    people_columns: tuple[str, str] = Field(
        default=("x", "y"), description="the columns that hold a person's place, each from 0 to 1"
    )
    people_sha256: str = Field(
        default="", description="digest of the file of people; filled in when it is read"
    )
    _place: str = PrivateAttr("")

    @property
    def place(self) -> str:
        """Where the file was found; no part of the scenario, so that a digest is the same everywhere."""
        return self._place or self.file

    def found_at(self, place: str) -> None:
        """Remember where the file is."""
        self._place = place


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
    width: Positive = Field(
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
        default=0.9, description="zeta: price of a post grows as followers to this power"
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
