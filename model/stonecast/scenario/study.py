"""What a study file may say: a scenario, factors that are varied, a design, and how much luck."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from stonecast.errors import nearest
from stonecast.scenario.contradictions import Contradiction, ContradictionError
from stonecast.scenario.files import OnScenario, check_file, parse_file
from stonecast.scenario.kinds import MOST, Count, Finite, Whole
from stonecast.scenario.mistakes import Mistake
from stonecast.scenario.outcomes import OUTCOMES
from stonecast.scenario.part import Part
from stonecast.scenario.plain import shown
from stonecast.scenario.settings import settings, unknown
from stonecast.scenario.value import Scenario

MOST_POINTS = 10_000_000

SAMPLED = {
    "latin_hypercube": "to draw",
    "sobol": "to draw",
    "morris": "trajectories",
    "saltelli": "rows of the base sample",
}
"""Designs that sample the factors' ranges, and what ``points`` counts in each."""


class FactorSpec(Part):
    """One setting that a study varies: over listed values, or over a range."""

    setting: str = Field(min_length=1, description="dotted path, as money.fixed_cost")
    values: tuple[Any, ...] | None = Field(default=None, min_length=1, description="the values it takes")
    low: Finite | None = Field(default=None, description="lower end of its range")
    high: Finite | None = Field(default=None, description="upper end of its range")
    distribution: Literal["uniform", "loguniform", "integer"] = Field(
        default="uniform", description="how a range is covered"
    )

    @property
    def is_range(self) -> bool:
        """Whether the factor covers a range, not a list."""
        return self.values is None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        ends = (self.low is not None) + (self.high is not None)
        if (self.values is None) == (ends == 0):
            both = ", not both" if ends else ""
            raise ValueError("say either values = [0, 100] or low = 0 and high = 100" + both)
        if self.values is None:
            self._range()
        else:
            _listed(self.values)
            if "distribution" in self.model_fields_set:
                _refuse("distribution", "is for a range (low, high); leave it out beside values")
        return self

    def _range(self) -> None:
        if self.low is None or self.high is None:
            raise ValueError("a range needs both low and high")
        if self.low >= self.high:
            _refuse("low", f"{self.low:g} must be less than high = {self.high:g}")
        if self.distribution == "loguniform" and self.low <= 0:
            _refuse("low", f"{self.low:g} must be more than 0 for distribution = 'loguniform'")
        if self.distribution == "integer" and not (self.low.is_integer() and self.high.is_integer()):
            raise ValueError("low and high must be whole numbers for distribution = 'integer'")


def refuse(path: tuple[str | int, ...], said: str) -> None:
    """Blame one setting of a group, so that the message has its line."""
    raise ContradictionError([Contradiction(path, said)])


def _refuse(name: str, said: str) -> None:
    refuse((name,), said)


def _listed(values: tuple[Any, ...]) -> None:
    for turn, value in enumerate(values):
        if not isinstance(value, bool | int | float | str | list | dict):
            _refuse(
                "values", f"hold {shown(value)}: only numbers, texts, flags, lists and tables can be varied"
            )
        if isinstance(value, float) and math.isnan(value):
            _refuse("values", "hold nan, which is not a number to compute with")
        if any(value == other and type(value) is type(other) for other in values[:turn]):
            _refuse("values", f"hold {shown(value)} twice; name each once")


class StudySpec(OnScenario):
    """Everything that a study file says."""

    SORT = "a study"

    plans: tuple[str, ...] = Field(default=(), description="plans to run; default as the scenario compares")
    outcome: str = Field(default="", description="what decides who wins; default as the scenario says")
    factors: tuple[FactorSpec, ...] = Field(default=(), description="settings to vary")
    design: Literal["grid", "latin_hypercube", "sobol", "one_at_a_time", "morris", "saltelli"] = Field(
        default="grid", description="which combinations are run"
    )
    points: Whole | None = Field(
        default=None,
        ge=1,
        le=MOST_POINTS,
        description="points of a sample, trajectories (morris), rows (saltelli), or levels of a range",
    )
    seed: Count = Field(default=0, description="seed of the sample of points")
    lucks: Whole = Field(ge=1, le=MOST, description="paired lucks at each point")
    markets: Whole = Field(default=1, ge=1, le=MOST, description="markets at each point")
    outcomes: Literal["totals", "daily", "both"] = Field(default="totals", description="what is kept")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.outcome and self.outcome not in OUTCOMES:
            _refuse("outcome", f'"{self.outcome}" is not counted; {nearest(self.outcome, OUTCOMES)}')
        if self.design in SAMPLED:
            self._sampled()
        elif any(factor.is_range for factor in self.factors):
            if (self.points or 0) < 2:
                _refuse("design", f"'{self.design}' needs points = 2 or more: levels of each range")
        elif self.points is not None:
            _refuse("points", f"is not used: design = '{self.design}' runs the values that are listed")
        return self

    def _sampled(self) -> None:
        if not self.factors:
            _refuse("design", f"'{self.design}' needs at least one [[factors]]")
        if self.points is None:
            _refuse("design", f"'{self.design}' needs points: how many {SAMPLED[self.design]}")
        elif self.design == "morris" and self.points < 2:
            _refuse("points", f"{self.points} trajectory tells nothing of its error; take 10 or more")
        elif self.design in ("sobol", "saltelli") and self.points & (self.points - 1):
            below = 1 << (self.points.bit_length() - 1)
            said = f"{self.points} must be a power of two for a Sobol' sequence to be balanced"
            _refuse("points", f"{said}: {below} or {2 * below}")


def parse_study(text: str, *, where: str, folder: Path | None = None) -> tuple[StudySpec, Scenario]:
    """Check the text of a study file, and load its scenario: see `parse_file`."""
    return parse_file(StudySpec, text, also=names_of, where=where, folder=folder)


def check_study(
    data: Mapping[str, Any], *, where: str, scenario: Scenario | None = None
) -> tuple[StudySpec, Scenario]:
    """Check a study given as plain data: see `check_file`."""
    return check_file(StudySpec, data, also=names_of, where=where, scenario=scenario)


def names_of(data: Mapping[str, Any], scenario: Scenario, group: str = "factors") -> list[Mistake]:
    """Return plans and settings that the scenario does not have, and settings that are varied twice."""
    found = []
    plans, factors = data.get("plans"), data.get("factors")
    for turn, plan in enumerate(plans if isinstance(plans, list) else ()):
        if isinstance(plan, str) and plan not in scenario.plans:
            said = f'no plan is called "{plan}"; {nearest(plan, scenario.plans)}'
            found.append(Mistake(("plans", turn), said))
        elif isinstance(plans, list) and plan in plans[:turn]:
            found.append(Mistake(("plans", turn), f"{shown(plan)} is named twice; name each plan once"))
    known, seen = settings(scenario), set[str]()
    for turn, factor in enumerate(factors if isinstance(factors, list) else ()):
        setting = factor.get("setting") if isinstance(factor, dict) else None
        if not isinstance(setting, str) or not setting:
            continue
        said = unknown(setting, known)
        if setting in seen:
            said = f'"{setting}" is varied twice; name each setting once'
        if said:
            found.append(Mistake((group, turn, "setting"), said))
        seen.add(setting)
    return found
