"""Files that build on a scenario (studies, calibrations): what they share, and how they are checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field, ValidationError

from stonecast.errors import InputError
from stonecast.scenario.kinds import Name, Number
from stonecast.scenario.lines import lines_of
from stonecast.scenario.mistakes import Mistake, mistakes_in, tell, unusable
from stonecast.scenario.part import Part
from stonecast.scenario.plain import shown
from stonecast.scenario.reading import data_in, load, name_from
from stonecast.scenario.sorts import refuse_other
from stonecast.scenario.value import Scenario

Check = Callable[[Mapping[str, Any], Scenario], list[Mistake]]
"""Returns what a file names that its scenario does not have."""


class OnScenario(Part):
    """The settings by which a file names the scenario it builds on.

    Attributes
    ----------
    SORT
        What such a file is, a key of `sorts.TAKEN_BY`.
    """

    SORT: ClassVar[str]

    name: Name
    title: str = Field(default="", description="one line for people")
    scenario: str = Field(min_length=1, description="name of a scenario, or its path beside this file")
    scale: Number | None = Field(
        default=None, ge=1, le=1e9, description="people for whom one simulated reader stands"
    )


def parse_file[Spec: OnScenario](
    kind: type[Spec], text: str, *, also: Check, where: str, folder: Path | None = None
) -> tuple[Spec, Scenario]:
    """Check the text of a file, and load the scenario that it names.

    Parameters
    ----------
    kind
        What the file may say.
    text
        The text (TOML).
    also
        What else to check, once the scenario is at hand.
    where
        Path of the file, for messages.
    folder
        Folder that a scenario is named relative to; by default the current one.

    Raises
    ------
    InputError
        With every mistake in the text: line, path, value, nearest known name.
    """
    data = data_in(text.removeprefix("\ufeff"), where)
    refuse_other(data, kind.SORT, where=where)
    data.setdefault("name", name_from(where))
    return check_file(kind, data, also=also, where=where, text=text, folder=folder)


def check_file[Spec: OnScenario](
    kind: type[Spec],
    data: Mapping[str, Any],
    *,
    also: Check,
    where: str,
    text: str = "",
    folder: Path | None = None,
    scenario: Scenario | None = None,
) -> tuple[Spec, Scenario]:
    """Check what a file says, given as plain data, on a scenario at hand or named; else as `parse_file`."""
    broken = unusable(data)
    if broken:
        raise InputError(tell(broken, lines_of(text)), where=where)
    mistakes: list[Mistake] = []
    spec = None
    try:
        spec = kind.model_validate(data)
    except ValidationError as error:
        mistakes += mistakes_in(error, kind, data)
    named = data.get("scenario")
    if scenario is None and isinstance(named, str) and named:
        scenario, found = _scenario_of(named, folder)
        mistakes += found
    if scenario is not None:
        mistakes += also(data, scenario)
    if mistakes or spec is None or scenario is None:
        raise InputError(tell(mistakes, lines_of(text)), where=where)
    return spec, scenario if spec.scale is None else load(scenario, scale=spec.scale)


def _scenario_of(named: str, folder: Path | None) -> tuple[Scenario | None, list[Mistake]]:
    """Load the scenario that a file names, or tell what is wrong with it."""
    is_path = named.endswith((".toml", ".json")) or "/" in named or "\\" in named
    try:
        return load((folder or Path()) / named if is_path else named), []
    except InputError as error:
        said = "; ".join(part for part in (error.what, error.remedy) if part)
        return None, [Mistake(("scenario",), f"{shown(named)}: {said}" if is_path else said)]
