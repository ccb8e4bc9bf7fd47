"""Settings by their dotted path, as people write them: ``market.trust.conversations``.

Items of a list go by their name: ``bloggers.homegrown.followers`` is a tier's, and
``plans.hundreds_of_stones.hire.homegrown.count`` says how many of a tier a plan hires.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from stonecast.errors import InputError
from stonecast.scenario.markets import FileMarket
from stonecast.scenario.value import Scenario, check, own

FIXED = {
    "name": "it names the scenario",
    "title": "it is for people",
    "question": "it is for people",
    "source": "it is for people",
    "compare": "a study says itself what it compares",
    "market_seed": "say markets = 5 in the study to run on several markets",
    "market.kind": "write a scenario for each kind of market",
    "market.file": "write a scenario for each network",
    "market.sha256": "it is filled in when the network is read",
    "market.people": "write a scenario for each file of people",
    "market.people_columns": "write a scenario for each choice of columns",
    "market.people_sha256": "it is filled in when the file of people is read",
}
"""What no study can vary, and why."""

_LABELS = ("name", "title", "tier", "currency")


def settings(scenario: Scenario) -> dict[str, Any]:
    """Return every setting that a study can vary, by its dotted path, with the value it has."""
    found = _walk("", scenario.model_dump())
    return {
        path: value for path, value in found if not is_fixed(path) and path.rpartition(".")[2] not in _LABELS
    }


def is_fixed(path: str) -> str:
    """Say why a setting cannot be varied; empty where it can."""
    return next((why for name, why in FIXED.items() if f"{path}.".startswith(f"{name}.")), "")


def unknown(path: str, known: Mapping[str, Any]) -> str:
    """Say what is wrong with the path of a setting; empty if there is such a setting."""
    why = is_fixed(path)
    if why:
        return f'"{path}" cannot be varied: {why}'
    if path in known:
        return ""
    close = difflib.get_close_matches(path, known, n=3, cutoff=0.6)
    last = path.rpartition(".")[2]
    same = [name for name in known if name.rpartition(".")[2] == last]
    if len(same) > 3:
        same = [name for name in same if not name.startswith(("bloggers.", "plans."))]
    if same and len(same) <= 3:
        close = [*same, *(name for name in close if name not in same)][:3]
    if close:
        meant = "did you mean " + " or ".join(f"'{name}'" for name in close) + "?"
    else:
        start = path.partition(".")[0]
        inside = [name for name in known if name.startswith(f"{start}.")]
        meant = "known: " + ", ".join(inside or sorted({name.partition(".")[0] for name in known}))
    return f'no setting is called "{path}"; {meant}'


def changed(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
    """Return a checked copy of the scenario in which the settings have these values.

    Raises
    ------
    InputError
        If a setting is unknown, or the changed scenario is not valid.
    """
    data = scenario.model_dump()
    for path, value in values.items():
        _put(data, path, value)
    told = ", ".join(f"{path} = {value}" for path, value in values.items())
    made = check(data, where=f"{scenario.name} with {told}" if told else scenario.name)
    if isinstance(scenario.market, FileMarket) and isinstance(made.market, FileMarket):
        made.market.found_at(scenario.market.place)
    return made


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    place: Any = data
    *groups, last = path.split(".")
    try:
        for name in groups:
            place = _inner(place, name)
        key = last if isinstance(place, dict) else _position(place, last)
        place[key]  # a name that is not there must not be made
        place[key] = own(value)
    except (KeyError, TypeError, StopIteration):
        raise InputError(f"no setting is called '{path}'", where="settings") from None


def _inner(place: Any, name: str) -> Any:
    if isinstance(place, tuple | list):
        return place[_position(place, name)]
    if isinstance(place[name], tuple) and any(isinstance(item, dict) for item in place[name]):
        place[name] = list(place[name])
    return place[name]


def _position(items: Any, name: str) -> int:
    return next(turn for turn, item in enumerate(items) if isinstance(item, dict) and called(item) == name)


def called(item: Mapping[str, Any]) -> Any:
    """Return by which name an item of a list goes in a path; None if it has none."""
    return item.get("name", item.get("tier"))


def _walk(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield every setting, groups too: a whole group can be given as a table."""
    if path:
        yield path, value
    start = f"{path}." if path else ""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _walk(f"{start}{name}", inner)
    elif isinstance(value, tuple | list):
        for item in value:
            if isinstance(item, dict) and isinstance(called(item), str):
                yield from _walk(f"{start}{called(item)}", item)
