"""What a calibration file may say: a scenario, data, the settings to fit with their ranges, and how."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from stonecast.errors import InputError, nearest
from stonecast.scenario.files import OnScenario, check_file, parse_file
from stonecast.scenario.kinds import MOST, Count, Name, Whole
from stonecast.scenario.mistakes import Mistake
from stonecast.scenario.settings import changed, settings
from stonecast.scenario.study import FactorSpec, names_of, refuse
from stonecast.scenario.value import Scenario

OBSERVABLE = ("impressions", "saw", "engaged", "reshared", "orders")
"""What a campaign's data can be about: counts of people or of showings."""

BOUND = re.compile(r"^\S+ must be (at least|at most|more than|less than) ")
"""How a value is refused that is outside of what its setting can be."""


class CalibrationSpec(OnScenario):
    """Everything that a calibration file says."""

    SORT = "a calibration"

    data: str = Field(
        default="", description="CSV file or Excel sheet beside this file: one row a day, or totals"
    )
    plan: str = Field(default="", description="the plan that the data are of, if they do not say it")
    columns: dict[Name, str] = Field(default={}, description='columns by another name: engaged = "likes"')
    first_day: Literal[0, 1] | None = Field(default=None, description="number of the day of the first post")
    parameters: tuple[FactorSpec, ...] = Field(min_length=1, max_length=12, description="settings to fit")
    method: Literal["smc", "rejection", "moments"] = Field(default="smc", description="how to fit")
    runs: Whole = Field(default=5000, ge=100, le=MOST, description="settings that are tried, at most")
    particles: Whole = Field(default=300, ge=50, le=100_000, description="draws that are kept")
    lucks: Whole = Field(default=20, ge=2, le=10_000, description="common lucks (method = 'moments')")
    markets: Whole = Field(default=1, ge=1, le=10_000, description="markets that the runs are spread over")
    predictions: Whole = Field(default=200, ge=20, le=100_000, description="new runs with the fit")
    seed: Count = Field(default=0, description="seed of all chance of the fit")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        for turn, one in enumerate(self.parameters):
            if not one.is_range:
                refuse(("parameters", turn), "a parameter needs a range: low = 0.1 and high = 1")
        if self.method != "moments" and self.particles > self.runs:
            refuse(("particles",), f"{self.particles} cannot be more than runs = {self.runs}")
        for name in self.columns:
            if name not in (*OBSERVABLE, "day", "date", "plan"):
                known = nearest(name, (*OBSERVABLE, "day", "date", "plan"))
                refuse(("columns", name), f"no column is called so here; {known}")
        return self


def parse_calibration(
    text: str, *, where: str, folder: Path | None = None
) -> tuple[CalibrationSpec, Scenario]:
    """Check the text of a calibration file, and load its scenario: see `parse_file`."""
    return parse_file(CalibrationSpec, text, also=_unknown, where=where, folder=folder)


def check_calibration(
    data: Mapping[str, Any], *, where: str, scenario: Scenario | None = None
) -> tuple[CalibrationSpec, Scenario]:
    """Check a calibration given as plain data: see `check_file`."""
    return check_file(CalibrationSpec, data, also=_unknown, where=where, scenario=scenario)


def _unknown(data: Mapping[str, Any], scenario: Scenario) -> list[Mistake]:
    plan, parameters = data.get("plan"), data.get("parameters")
    found = names_of({"factors": parameters}, scenario, "parameters")
    if isinstance(plan, str) and plan and plan not in scenario.plans:
        found.append(Mistake(("plan",), f'no plan is called "{plan}"; {nearest(plan, scenario.plans)}'))
    known = settings(scenario)
    for turn, one in enumerate(parameters if isinstance(parameters, list) else ()):
        setting = one.get("setting") if isinstance(one, dict) else None
        value = known.get(setting) if isinstance(setting, str) else 0
        if isinstance(value, bool) or not isinstance(value, int | float | None):
            said = f'"{setting}" is no number, and only numbers can be fitted'
            found.append(Mistake(("parameters", turn, "setting"), said))
        elif isinstance(one, dict) and setting in known:
            found += _outside(one, turn, scenario)
    return found


def _outside(parameter: Mapping[str, Any], turn: int, scenario: Scenario) -> Iterator[Mistake]:
    """Yield the ends of a range at which its setting cannot be, whatever the others are."""
    for end in ("low", "high"):
        try:
            changed(scenario, {parameter["setting"]: parameter.get(end)})
        except InputError as error:
            said = error.what.partition(": ")[2]
            if BOUND.search(said):
                yield Mistake(("parameters", turn, end), said)
