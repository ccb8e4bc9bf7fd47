"""Settings of bonds: conversation, trust that is earned and lost, following, and everyday life."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from stonecast.scenario.kinds import Count, Evidence, Flag, NotNegative, Number, Share, Whole
from stonecast.scenario.part import Part


class Converse(Part):
    """Authors answer comments, as many as they have time for."""

    on: Flag = Field(default=False, description="whether people comment and authors answer")
    comment: Share = Field(default=0.25, description="chance that who is won comments to whoever won them")
    conversations: Annotated[Number, Field(ge=0)] = Field(
        default=15.0,
        description="C: comments that one author can answer in a day; inf = no limit [1/day]",
    )


class Remember(Part):
    """Trust that learns: beta reputation on every tie, T = (r + 2a) / (r + s + 2)."""

    on: Flag = Field(default=False, description="whether trust changes while a run goes on")
    kept: Annotated[Number, Field(gt=0, le=1)] = Field(
        default=0.995, description="delta: share of evidence that is kept from one day to the next"
    )
    conversation: Evidence = Field(
        default=1.0, description="evidence for an author who answered [interactions]"
    )
    useful: Evidence = Field(
        default=0.05, description="evidence for the author of a relevant post that was seen [interactions]"
    )
    irrelevant: Evidence = Field(
        default=0.1, description="evidence against the author of an irrelevant promotion [interactions]"
    )
    relevant_from: Share = Field(
        default=0.5, description="a post is relevant to a reader from this relevance on"
    )
    undisclosed: Evidence = Field(
        default=2.0, description="evidence against an author whose unmarked advertisement is found out"
    )
    discovery: Share = Field(
        default=0.1, description="chance that who sees an unmarked advertisement finds it out"
    )
    good_purchase: Evidence = Field(
        default=2.0, description="evidence for whoever advised a purchase that satisfied [interactions]"
    )
    bad_purchase: Evidence = Field(
        default=4.0, description="evidence against whoever advised a purchase that did not [interactions]"
    )


class Follow(Part):
    """Ties break and form while a run goes on."""

    on: Flag = Field(default=False, description="whether people unfollow and follow")
    chance: Share = Field(
        default=0.002, description="chance that who was won through others follows whoever said it first"
    )
    one_way: NotNegative = Field(
        default=0.00257, description="hazard of unfollowing at no trust, tie not returned [1/day]"
    )
    mutual: NotNegative = Field(
        default=0.00107, description="hazard of unfollowing at no trust, tie returned [1/day]"
    )
    tolerated: Share = Field(
        default=0.2, description="share of promotion among an author's posts that nobody minds"
    )
    annoyance: NotNegative = Field(
        default=2.0, description="the hazard grows by so many times the share of promotion above it"
    )
    silent_days: Count = Field(default=30, description="silence after which an account begins to fade [days]")
    fade: NotNegative = Field(
        default=0.03,
        description="growth of the hazard with each further day of silence [1/day]",
    )
    count_every: Whole = Field(
        default=10, ge=1, le=3650, description="days between two counts of followers of bloggers [days]"
    )
    watch: tuple[str, ...] = Field(
        default=(), description="bloggers or tiers to count besides those who are hired"
    )


class Everyday(Part):
    """What a blogger posts besides the campaign, from a day on."""

    from_day: Count = Field(default=0, description="first day of this stage of life")
    posts: NotNegative = Field(description="posts of their own; 0 = silence [1/day]")
    promotion: Share = Field(default=0.0, description="share of them that promotes something")
