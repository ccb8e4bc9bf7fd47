"""What a brand sells and how: capacity, reviews, deals, customers who come back, answers.

Each table is off by default, and off means exactly absent. Sources of the defaults are in
``docs/calibration.md``, the rules with their formulas in ``docs/mechanisms.md``.
"""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import Field

from stonecast.scenario.kinds import (
    Count,
    Evidence,
    Finite,
    Flag,
    NotNegative,
    Number,
    Positive,
    Share,
    Span,
    Whole,
)
from stonecast.scenario.part import Part


class Serve(Part):
    """What a brand can serve: so many orders a day, first come first served, in the last tick of a day."""

    on: Flag = Field(default=False, description="whether orders have to be served, within a capacity")
    capacity: Span = Field(
        default=math.inf, description="orders that can be served on one day, at full size; inf = no limit"
    )
    patience_days: Span = Field(
        default=3.0, description="how long an order waits until it is given up [days]; inf = for ever"
    )
    quality: Share = Field(default=0.7, description="quality of what is served at a load of at most 1")
    strain: NotNegative = Field(
        default=0.15, description="k: loss of quality per unit of load (orders of a day / capacity) above 1"
    )
    faithful_first: Flag = Field(
        default=False, description="whether customers, and who was won with a stone's deal, are served first"
    )
    product_cost: NotNegative = Field(default=0.0, description="cost of one served order [money]")


class Review(Part):
    """What customers make of it: satisfaction, stars, praise and warnings that travel as messages."""

    on: Flag = Field(default=False, description="whether customers judge, praise and warn")
    expectation_gap: NotNegative = Field(
        default=0.0, le=1, description="how far expectations exceed what an average brand delivers"
    )
    noise: NotNegative = Field(default=0.23, description="standard deviation of satisfaction")
    chance: Share = Field(default=0.05, description="chance to write a review at satisfaction .5")
    extreme: Share = Field(default=0.1, description="added to it at satisfaction 0 or 1")
    stars: Annotated[Number, Field(ge=1, le=5)] = Field(default=3.5, description="stars before any review")
    stars_weight: Whole = Field(
        default=10, ge=1, le=1_000_000, description="reviews that they stand for, at full size"
    )
    praise: Share = Field(default=0.2, description="chance that a satisfied customer praises the brand")
    praise_above: Share = Field(default=0.7, description="satisfaction above which a customer is satisfied")
    warn: Share = Field(default=0.35, description="chance that a dissatisfied customer warns others")
    warn_below: Share = Field(
        default=0.4, description="satisfaction below which a customer is dissatisfied and complains"
    )
    patience_days: Count = Field(default=1, description="days between a complaint and the warning")
    refuse: Share = Field(
        default=0.5, description="chance that a warning from somebody trusted makes a reader refuse"
    )
    refuse_trust: Share = Field(default=0.6, description="trust above which that happens")


class Deal(Part):
    """A discount for everybody in a period, and the people who come only for it."""

    on: Flag = Field(default=False, description="whether a deal is offered")
    discount: Share = Field(default=0.5, description="share of the price that is taken off")
    plans: tuple[str, ...] = Field(default=(), description="plans that offer it; default all")
    start_day: Count = Field(default=0, description="first day of the deal")
    days: Span = Field(default=math.inf, description="length of the deal [days]; inf = to the end")
    seekers: Share = Field(default=0.2, description="share of readers who order only in a deal")
    customers_only: Flag = Field(default=False, description="whether only those get it who ordered before")


class ComeBack(Part):
    """Who orders again: logit of the chance in a period = base + satisfaction, trust, less for deals."""

    on: Flag = Field(default=False, description="whether customers order again")
    base: Finite = Field(default=-3.26, description="r0: logit of the chance to come back in a period")
    satisfaction: Finite = Field(default=2.0, description="r1: added at full satisfaction")
    deal_seeker: Finite = Field(default=0.54, description="rD: taken off for a deal seeker")
    brand_trust: Finite = Field(default=1.0, description="rT: added at full trust in the brand")
    period_days: Positive = Field(default=90.0, le=3650, description="length of the period [days]")
    start_trust: Share = Field(default=0.3, description="a: trust in the brand before any experience")
    kept: Annotated[Number, Field(gt=0, le=1)] = Field(
        default=0.995, description="delta: share of experience that is remembered after a day"
    )
    good: Evidence = Field(default=2.0, description="evidence of a purchase that satisfied")
    bad: Evidence = Field(default=4.0, description="evidence of one that disappointed")


class Advocate(Part):
    """Repeat customers who trust the brand: they praise it unpaid now and then, and pass more on."""

    on: Flag = Field(default=False, description="whether repeat customers who trust the brand speak for it")
    trust: Share = Field(default=0.7, description="trust in the brand above which a repeat customer is one")
    days: Positive = Field(default=30.0, le=3650, description="days between two posts, on average")
    share: Share = Field(default=0.4, description="chance that an advocate who is won passes a message on")


class Answer(Part):
    """The brand answers complaints, as many as its staff can."""

    on: Flag = Field(default=False, description="whether the brand answers complaints")
    staff: Span = Field(
        default=math.inf, description="complaints that can be answered on one day, at full size; inf = all"
    )
    delay_days: Count = Field(default=0, description="days until the answer comes")
    halving_days: Annotated[Number, Field(gt=0)] = Field(
        default=2.0, description="delay that halves what an answer does [days]; inf = delay does not matter"
    )
    satisfaction: Share = Field(default=0.15, description="added to satisfaction by an answer without delay")
    warn_factor: Share = Field(default=0.5, description="factor on the chance to warn, without delay")
    trust: NotNegative = Field(default=1.0, description="evidence of a later answer")
    trust_same_day: NotNegative = Field(default=1.5, description="evidence of an answer on the same day")
    cost: NotNegative = Field(default=0.0, description="cost of one answer [money]")
    learning: Share = Field(
        default=0.0,
        description="share of what is missing to full quality that one answered complaint teaches",
    )
