"""Settings of bonds: conversation, and trust that is earned, lost and forgotten."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from stonecast.scenario.kinds import Flag, NotNegative, Number, Share
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
    conversation: NotNegative = Field(
        default=1.0, description="evidence for an author who answered [interactions]"
    )
    useful: NotNegative = Field(
        default=0.05, description="evidence for the author of a relevant post that was seen [interactions]"
    )
    irrelevant: NotNegative = Field(
        default=0.1, description="evidence against the author of an irrelevant promotion [interactions]"
    )
    relevant_from: Share = Field(
        default=0.5, description="a post is relevant to a reader from this relevance on"
    )
    undisclosed: NotNegative = Field(
        default=2.0, description="evidence against an author whose unmarked advertisement is found out"
    )
    discovery: Share = Field(
        default=0.1, description="chance that who sees an unmarked advertisement finds it out"
    )
    good_purchase: NotNegative = Field(
        default=2.0, description="evidence for whoever advised a purchase that satisfied [interactions]"
    )
    bad_purchase: NotNegative = Field(
        default=4.0, description="evidence against whoever advised a purchase that did not [interactions]"
    )
