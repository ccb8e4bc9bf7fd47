"""Settings of communities: places where posts are shown to members who do not follow the author."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from stonecast.scenario.kinds import Flag, Number, Share
from stonecast.scenario.part import Part


class Community(Part):
    """Sub-communities show their members' posts; a community's own account features what many say."""

    on: Flag = Field(
        default=False, description="whether a sub-community shows its members what others of it say"
    )
    says: Share = Field(
        default=1.0, description="chance that whoever posts the message posts it in their sub-community too"
    )
    looks_in: Share = Field(
        default=0.05,
        description="chance that a member who does not follow its author comes across a post there",
    )
    features_from: Annotated[Number, Field(ge=1)] = Field(
        default=float("inf"),
        description="the community features what so many members say on a day; inf = nothing [people]",
    )
    relevant_from: Share = Field(
        default=0.0, description="it features only what is so relevant to its place; 0 = everything"
    )
