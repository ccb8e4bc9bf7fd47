"""Every setting of a scenario with its unit, range and default, read from the schema itself."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic.fields import FieldInfo

from stonecast.scenario.meaning import UNIT
from stonecast.scenario.part import Part
from stonecast.scenario.value import Scenario

REQUIRED = "required"
SIGNS = ((Ge, "ge", "from"), (Gt, "gt", "above"), (Le, "le", "to"), (Lt, "lt", "below"))
SIDES = ("low", "low", "high", "high")


@dataclass(frozen=True)
class Setting:
    """One setting.

    Attributes
    ----------
    path
        Dotted name; ``NAME`` stands for a name of one's own, ``[]`` for an item of a list.
    group
        What the group of settings that it belongs to is for.
    meaning, unit
        From the schema's description; the unit may be empty.
    values
        Its range, or the words it may be.
    default
        As in a scenario file; ``required`` where there is none.
    """

    path: str
    group: str
    meaning: str
    unit: str
    values: str
    default: str


def catalogue() -> tuple[Setting, ...]:
    """Return every setting, in the order of the schema; groups are opened, not listed."""
    return tuple(_walk(Scenario, ""))


def _walk(part: type[Part], before: str) -> Iterator[Setting]:
    for name, field in part.model_fields.items():
        path = f"{before}{name}"
        groups = list(_groups(field.annotation, path))
        for inside, at in groups:
            yield from _walk(inside, f"{at}.")
        if not groups:
            yield _setting(path, part, field)


def _groups(kind: Any, path: str) -> Iterator[tuple[type[Part], str]]:
    """Find the groups of settings in a type, with the path at which they stand."""
    if isinstance(kind, type) and issubclass(kind, Part):
        if kind.model_fields.keys() - {"constant", "beta"}:
            yield kind, path
        return
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Annotated:
        yield from _groups(inside[0], path)
    elif origin in (Union, types.UnionType):
        for one in inside:
            yield from _groups(one, path)
    elif origin is tuple:
        yield from _groups(inside[0], f"{path}[]")
    elif origin is dict:
        yield from _groups(inside[1], f"{path}.NAME")


def _setting(path: str, part: type[Part], field: FieldInfo) -> Setting:
    described = field.description or ("switch" if path.endswith(".on") else "")
    unit = UNIT.search(described)
    return Setting(
        path=path,
        group=(part.__doc__ or "").strip().split("\n")[0],
        meaning=UNIT.sub("", described),
        unit=unit.group(1) if unit else "",
        values=_values(field.annotation, list(field.metadata)),
        default=REQUIRED if field.is_required() else _written(field.get_default(call_default_factory=True)),
    )


def _values(kind: Any, metadata: list[Any]) -> str:
    """Say in words what a value may be."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _values(inside[0], [*inside[1:], *metadata])
    if origin is Literal:
        return ", ".join(_written(value) for value in inside)
    if origin in (Union, types.UnionType):
        return " or ".join(_values(one, metadata) for one in inside if one is not type(None))
    if origin is tuple:
        if len(inside) == 2 and inside[1] is Ellipsis:
            return f"list of {_values(inside[0], [])}"
        return "[" + "; ".join(_values(one, []) for one in inside) + "]"
    if isinstance(kind, type) and issubclass(kind, Part):
        return "a constant, or Beta(a, b) of whole numbers"
    word = {bool: "true, false", int: "whole number", float: "number", str: "text"}.get(kind, "")
    return " ".join([word, *_limits(metadata)]).strip() or "see text"


def _limits(metadata: list[Any]) -> list[str]:
    """Say the tightest limits: those of a kind of number, and those that a setting adds to it."""
    found = [
        (side, getattr(one, attribute), sign)
        for one in _flat(metadata)
        for (kind, attribute, sign), side in zip(SIGNS, SIDES, strict=True)
        if isinstance(one, kind)
    ]
    # Of equal limits the one that leaves out the number itself is the tighter one.
    lowest = max(
        (one for one in found if one[0] == "low"), key=lambda one: (one[1], one[2] == "above"), default=None
    )
    highest = min(
        (one for one in found if one[0] == "high"), key=lambda one: (one[1], one[2] == "to"), default=None
    )
    return [f"{sign} {_written(value)}" for _, value, sign in (one for one in (lowest, highest) if one)]


def _flat(metadata: list[Any]) -> Iterator[Any]:
    for one in metadata:
        if isinstance(one, FieldInfo):
            yield from _flat(list(one.metadata))
        elif not isinstance(one, MinLen | MaxLen):
            yield one


def _written(value: Any) -> str:
    """Write a value as a scenario file does."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Part):
        said = {name: one for name, one in value.model_dump().items() if one is not None}
        return ", ".join(f"{name} {_written(one)}" for name, one in said.items())
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_written(one) for one in value) + "]"
    if isinstance(value, float | int):
        return f"{value:g}".replace("e+", "e") if abs(value) < 1e6 or value >= 1e15 else f"{value:,.0f}"
    return f'"{value}"' if isinstance(value, str) else "none" if value is None else str(value)
