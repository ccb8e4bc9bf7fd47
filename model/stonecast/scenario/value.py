"""The resolved scenario: every setting filled in, frozen, enough to run it again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from copy import deepcopy
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator

from stonecast.errors import InputError, nearest
from stonecast.scenario.asking import Ask, Contest
from stonecast.scenario.bonds import Converse, Follow, Remember
from stonecast.scenario.community import Community
from stonecast.scenario.contradictions import ContradictionError, contradictions
from stonecast.scenario.kinds import Name, Number, Whole
from stonecast.scenario.lines import lines_of
from stonecast.scenario.markets import FileMarket, PondMarket
from stonecast.scenario.mistakes import Mistake, mistakes_in, tell, unusable
from stonecast.scenario.part import Part
from stonecast.scenario.plans import CompareSpec, Competition, PlanSpec, Rival
from stonecast.scenario.press import Accounts, Pitch
from stonecast.scenario.schema import (
    Buy,
    Clock,
    Message,
    Money,
    Reshare,
    Respond,
    See,
    Tier,
)
from stonecast.scenario.seeing import Advertising, Attention, Platform, Wear
from stonecast.scenario.trade import Advocate, Answer, ComeBack, Deal, Review, Serve


class Scenario(Part):
    """Everything that a run needs besides the name of a plan and a luck.

    Build one with `stonecast.load`. Values are frozen; `with_changes` returns a changed copy.
    """

    name: Name = Field(description="what the scenario is called")
    title: str = Field(default="", description="one line for people")
    question: str = Field(default="", description="what the scenario asks")
    source: str = Field(default="", description="the essay or paper that it stands for")
    scale: Number = Field(
        default=1.0, ge=1, le=1e9, description="people for whom one simulated reader stands"
    )
    market_seed: Whole = Field(default=0, ge=0, lt=2**32, description="seed of the first market")
    clock: Clock = Clock()
    market: Annotated[PondMarket | FileMarket, Field(discriminator="kind")]
    bloggers: tuple[Tier, ...] = Field(min_length=1)
    message: Message = Message()
    see: See = See()
    attention: Attention = Attention()
    platforms: dict[Name, Platform] = Field(default={}, description="platforms by name")
    wear: Wear = Wear()
    advertising: Advertising = Advertising()
    respond: Respond = Respond()
    reshare: Reshare = Reshare()
    buy: Buy = Buy()
    ask: Ask = Ask()
    converse: Converse = Converse()
    remember: Remember = Remember()
    contest: Contest = Contest()
    pitch: Pitch = Pitch()
    accounts: Accounts = Accounts()
    community: Community = Community()
    serve: Serve = Serve()
    review: Review = Review()
    deal: Deal = Deal()
    come_back: ComeBack = ComeBack()
    advocate: Advocate = Advocate()
    answer: Answer = Answer()
    follow: Follow = Follow()
    money: Money
    plans: dict[Name, PlanSpec] = Field(min_length=1)
    rivals: dict[Name, Rival] = Field(default={}, max_length=1000)
    competition: Competition = Competition()
    compare: CompareSpec = CompareSpec()

    # Mesa's batch_run walks over whatever can be walked over; a scenario is one value.
    __iter__ = None  # type: ignore[assignment]

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        found = contradictions(self.model_dump())
        if found:
            raise ContradictionError(found)
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
            place: Any = data
            for group in groups:
                if not isinstance(place.get(group), dict):
                    known = nearest(group, [name for name, part in place.items() if isinstance(part, dict)])
                    raise InputError(f"no section is called '{group}'", where=path, remedy=known)
                place = place[group]
            place[last] = own(value)
        changed = check(data, where="with_changes")
        if isinstance(self.market, FileMarket) and isinstance(changed.market, FileMarket):
            changed.market.found_at(self.market.place)
        return changed

    @property
    def digest(self) -> str:
        """Short digest of every setting: equal scenarios, and only they, have equal digests."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def explain(self) -> str:
        """Say in words and numbers what a run will do; builds the market to measure it."""
        from stonecast.wording.explain import explain

        return explain(self)


def own(value: Any) -> Any:
    """Return a copy of a table or list, into which later changes can be written."""
    try:
        return deepcopy(value) if isinstance(value, dict | list) else value
    except RecursionError:  # nested far too deeply, as `check` will say
        return value


def check(data: dict[str, Any], *, where: str, text: str = "", also: Sequence[Mistake] = ()) -> Scenario:
    """Return the checked scenario, or raise an `InputError` that tells every mistake in it.

    Parameters
    ----------
    data
        The scenario as plain data.
    where
        File or function, for the message.
    text
        Text that the data were read from, for line numbers.
    also
        Mistakes found by others.
    """
    broken = unusable(data)
    if broken:
        raise InputError(tell(broken, lines_of(text)), where=where)
    mistakes = list(also)
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as error:
        mistakes += mistakes_in(error, Scenario, data)
    if mistakes:
        raise InputError(tell(mistakes, lines_of(text)), where=where)
    return scenario
