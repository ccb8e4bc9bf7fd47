"""Where people come from: a pond that the program makes, or a network from a file; and trust at the start."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, PrivateAttr, model_validator

from stonecast.scenario.kinds import (
    MOST,
    Count,
    NotNegative,
    Number,
    Parameter,
    Positive,
    Share,
    TrustMap,
    Whole,
)
from stonecast.scenario.part import Part


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
