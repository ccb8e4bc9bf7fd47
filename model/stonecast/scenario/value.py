"""The resolved scenario: every setting filled in, frozen, enough to run it again."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from stonecast.errors import nearest
from stonecast.scenario.schema import (
    Buy,
    Clock,
    CompareSpec,
    FileMarket,
    HireTier,
    Message,
    Money,
    Name,
    Part,
    PlanSpec,
    PondMarket,
    Reshare,
    Respond,
    See,
    Tier,
)

OUTCOMES = ("impressions", "saw", "engaged", "reshared", "orders", "revenue", "profit")
"""What a run counts and a comparison can be decided by."""


class Scenario(Part):
    """Everything that a run needs besides the name of a plan and a luck.

    Build one with `stonecast.load`. Values are frozen; `with_changes` returns a changed copy.
    """

    name: Name
    title: str = Field("", description="one line for people")
    question: str = Field("", description="what the scenario asks")
    source: str = Field("", description="the essay or paper that it stands for")
    scale: float = Field(1.0, ge=1, le=1e9, description="people for whom one simulated reader stands")
    market_seed: int = Field(0, ge=0, lt=2**32, description="seed of the first market")
    clock: Clock = Clock()
    market: Annotated[PondMarket | FileMarket, Field(discriminator="kind")]
    bloggers: tuple[Tier, ...] = Field(min_length=1)
    message: Message = Message()
    see: See = See()
    respond: Respond = Respond()
    reshare: Reshare = Reshare()
    buy: Buy = Buy()
    money: Money
    plans: dict[Name, PlanSpec] = Field(min_length=1)
    compare: CompareSpec = CompareSpec()

    @model_validator(mode="after")
    def _references(self) -> Self:
        tiers = [tier.name for tier in self.bloggers]
        problems = [
            f"two tiers are called '{name}'" for name in sorted({n for n in tiers if tiers.count(n) > 1})
        ]
        for tier in self.bloggers:
            problems += _tier_problems(tier, self.market)
        for name, plan in self.plans.items():
            for hired in plan.hire:
                if isinstance(hired, HireTier) and hired.tier not in tiers:
                    problems.append(
                        f"plans.{name}.hire: no tier is called '{hired.tier}'; {nearest(hired.tier, tiers)}"
                    )
            if plan.start_day >= self.clock.days:
                problems.append(
                    f"plans.{name}.start_day: day {plan.start_day} of a run of {self.clock.days} days"
                )
        for name in self.compare.plans:
            if name not in self.plans:
                problems.append(f"compare.plans: no plan is called '{name}'; {nearest(name, self.plans)}")
        if self.compare.outcome not in OUTCOMES:
            problems.append(
                f"compare.outcome: '{self.compare.outcome}' is not counted; {nearest(self.compare.outcome, OUTCOMES)}"
            )
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def with_changes(self, **changes: Any) -> Scenario:
        """Return a changed, checked copy; names as in the file, dots as double underscores.

        Examples
        --------
        ``scenario.with_changes(market__trust__conversations=math.inf)``
        """
        data = self.model_dump()
        for path, value in changes.items():
            *groups, last = path.split("__")
            place = data
            for group in groups:
                place = place[group]
            place[last] = value
        return Scenario.model_validate(data)

    @property
    def digest(self) -> str:
        """Short digest of every setting: equal scenarios, and only they, have equal digests."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def explain(self) -> str:
        """Say in words and numbers what a run will do; builds the market to measure it."""
        from stonecast.study.explain import explain  # noqa: PLC0415  the one look upwards from here

        return explain(self)


def _tier_problems(tier: Tier, market: PondMarket | FileMarket) -> list[str]:
    where = f"bloggers '{tier.name}'"
    if isinstance(market, FileMarket):
        if isinstance(tier.followers, int):
            return [f"{where}: in an imported network say followers = [fewest, most], or leave it out"]
        return []
    if not isinstance(tier.followers, int) and tier.audience != "partition":
        return [f"{where}: say how many followers each has (followers = 1500)"]
    if tier.audience == "partition" and market.partitioned < tier.count:
        return [
            f"{where}: market.partitioned = {market.partitioned} readers cannot be shared out among {tier.count}"
        ]
    if isinstance(tier.followers, int) and tier.followers > market.readers:
        return [f"{where}: {tier.followers:,} followers each, but the market has {market.readers:,} readers"]
    return []
