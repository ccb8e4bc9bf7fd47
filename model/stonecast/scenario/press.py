"""Settings of whom a brand cannot pay: journalists who are pitched, accounts that share what fits."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from stonecast.scenario.kinds import Flag, NotNegative, Number, Share
from stonecast.scenario.part import Part


class Pitch(Part):
    """How journalists (tiers of kind "journalist") take what is offered to them."""

    relevant_from: Share = Field(
        default=0.5, description="a pitch is relevant to a journalist from this relevance of its topic on"
    )
    opens: Share = Field(default=0.6, description="chance that a relevant pitch is opened")
    opens_irrelevant: Share = Field(default=0.38, description="chance that another one is opened")
    writes: Share = Field(default=0.25, description="chance that an opened relevant pitch becomes an article")
    writes_irrelevant: Share = Field(default=0.001, description="the same of another one")
    annoyance: NotNegative = Field(
        default=0.5, description="evidence against the brand of an irrelevant pitch: fewer are opened"
    )
    blacklists: Share = Field(
        default=0.01, description="chance that an irrelevant pitch ends it: no later one is opened"
    )
    kept: Annotated[Number, Field(gt=0, le=1)] = Field(
        default=0.995, description="delta: share of the annoyance that is remembered after a day"
    )
    cost: NotNegative = Field(default=0.0, description="cost of one pitch, opened or not [money]")


class Accounts(Part):
    """Accounts of the brand and its people (tiers of kind "account"): each shares what the others say."""

    on: Flag = Field(default=False, description="whether accounts share each other's posts on the next day")
    relevant_from: Share = Field(
        default=0.5, description="only what is so relevant to the account's place; 0 = everything"
    )
