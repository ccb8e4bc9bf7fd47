"""What a setting means, in which unit and range: read from the schema, so that it cannot drift from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from stonecast.scenario.settings import called, settings
from stonecast.scenario.value import Scenario

UNIT = re.compile(r"\s*\[([^\[\]]+)\](?=$|;)")
"""Where a description names the unit."""


@dataclass(frozen=True)
class Meaning:
    """What may stand in a setting.

    Attributes
    ----------
    words
        What it says, in one phrase.
    unit
        Its unit; empty for what has none.
    low, high
        Limits; None where there is none.
    open_low, open_high
        Whether a limit itself is left out.
    choices
        The words that may stand there, if only those may.
    """

    words: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    open_low: bool = False
    open_high: bool = False
    choices: tuple[str, ...] = ()


def meaning(scenario: Scenario, setting: str) -> Meaning:
    """Return what a setting means.

    Parameters
    ----------
    scenario
        A scenario that has it: tiers go by the names that they have there.
    setting
        Dotted path, as ``bloggers.homegrown.followers``.

    Raises
    ------
    KeyError
        If the scenario has no such setting.
    """
    value = settings(scenario)[setting]
    places = list(_places(_schema(), setting.split("."), scenario.model_dump()))
    found = [option for place in places for option in _options(place)]
    told = next((place["description"] for place in (*places, *found) if place.get("description")), "")
    unit = UNIT.search(told)
    words = UNIT.sub("", told) or setting.rpartition(".")[2].replace("_", " ")
    if isinstance(value, bool):
        return Meaning(words, choices=("true", "false"))
    low, open_low = _limit(found, ("minimum", "ge"), ("exclusiveMinimum", "gt"))
    high, open_high = _limit(found, ("maximum", "le"), ("exclusiveMaximum", "lt"))
    choices = tuple(str(word) for option in found for word in option.get("enum", ()))
    return Meaning(words, unit[1] if unit else "", low, high, open_low, open_high, choices)


@cache
def _schema() -> dict[str, Any]:
    return Scenario.model_json_schema()


def _places(place: Mapping[str, Any], path: list[str], value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the schema's entries of a path; where a group is one of several kinds, the one in use."""
    if not path:
        yield place
        return
    name, rest = path[0], path[1:]
    for option in _options(place):
        if option.get("type") == "array" and isinstance(value, list | tuple):
            item = next((one for one in value if isinstance(one, Mapping) and called(one) == name), None)
            if item is not None:
                for inner in _options(option.get("items", {})):
                    yield from _places(inner, rest, item)
        elif isinstance(value, Mapping) and name in value:
            known = option.get("properties", {})
            kind = known.get("kind", {}).get("const")
            if name in known and kind in (None, value.get("kind")):
                yield from _places(known[name], rest, value[name])
            for of_any_name in option.get("patternProperties", {}).values():
                yield from _places(of_any_name, rest, value[name])


def _options(place: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield every kind of value that may stand at a place."""
    if "$ref" in place:
        yield from _options(_schema()["$defs"][place["$ref"].rpartition("/")[2]])
    elif "anyOf" in place or "oneOf" in place:
        for one in place.get("anyOf", place.get("oneOf", ())):
            yield from _options(one)
    else:
        yield place


def _limit(
    found: list[Mapping[str, Any]], closed: tuple[str, ...], opened: tuple[str, ...]
) -> tuple[float | None, bool]:
    for option in found:
        for names, is_open in ((closed, False), (opened, True)):
            for name in names:
                if option.get(name) is not None:
                    return float(option[name]), is_open
    return None, False
