"""Plain words for what pydantic finds, and for the values that it finds it in."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date, time
from typing import Any, get_args, get_origin

from pydantic_core import ErrorDetails

from stonecast.errors import nearest
from stonecast.scenario.places import Place, dotted, expectation, fixed_length, groups_in, required

TYPE_ERRORS = {
    "bool_parsing",
    "bool_type",
    "date_type",
    "dict_type",
    "float_parsing",
    "float_type",
    "int_from_float",
    "int_parsing",
    "int_type",
    "list_type",
    "literal_error",
    "model_attributes_type",
    "model_type",
    "not_a_number",
    "string_type",
    "tuple_type",
}
"""What pydantic calls a value of a wrong kind: in a union, every branch that does not fit says so."""

_BOUNDS = {
    "greater_than_equal": ("ge", "at least"),
    "greater_than": ("gt", "more than"),
    "less_than_equal": ("le", "at most"),
    "less_than": ("lt", "less than"),
}


def sentence(detail: ErrorDetails, place: Place) -> str:
    """Say what is wrong with a value, the value first."""
    value, kind = detail.get("input"), detail["type"]
    said = _special(detail, place)
    if said:
        return said
    if kind in _BOUNDS:
        bound, words = _BOUNDS[kind]
        must = f"must be {words} {_number(detail['ctx'][bound])}"
    elif kind == "literal_error" and isinstance(value, str):
        choices = [str(choice) for choice in get_args(place.kind)]
        return f"{shown(value)} is none of " + ", ".join(choices) + _meant(value, choices)
    elif kind in TYPE_ERRORS or kind in ("int_parsing_size", "string_unicode"):
        must = f"must be {_kind_of(place)}"
    elif kind == "finite_number":
        must = "must be a whole number" if place.kind is int else "must be finite"
    elif kind == "string_pattern_mismatch":
        must = "must start with a letter and hold only letters, digits, _ and -"
    else:
        must = detail["msg"][0].lower() + detail["msg"][1:]
    return f"{shown(value)} {must}" + meaning(place)


def _special(detail: ErrorDetails, place: Place) -> str:
    value, kind, limits = detail.get("input"), detail["type"], detail.get("ctx", {})
    if isinstance(value, float) and math.isnan(value):
        return "nan is not a number to compute with" + meaning(place)
    if kind == "union_tag_invalid":
        choices = [part.strip(" '") for part in limits["expected_tags"].split(",")]
        return f"{shown(limits['tag'])} is none of " + ", ".join(choices) + _meant(limits["tag"], choices)
    if kind in ("too_short", "too_long"):
        size = fixed_length(place.kind)
        if size:
            return f"must have {size} entries, not {len(value or ())}" + meaning(place)
        return f"is empty; give at least {limits['min_length']}" + meaning(place)
    if kind == "string_too_short":
        return "is empty; give a text" + meaning(place)
    if kind == "string_too_long":
        return f"{shown(value)} must be at most {limits['max_length']} letters long" + meaning(place)
    return detail["msg"].removeprefix("Value error, ") if kind == "value_error" else ""


def _meant(value: str, choices: list[str]) -> str:
    hint = nearest(value, choices)
    return f"; {hint}" if hint.startswith("did you mean") else ""


def meaning(place: Place) -> str:
    """What the setting is, in brackets after a sentence."""
    return f" ({place.meaning})" if place.meaning else ""


def missing(place: Place) -> str:
    """Say that a required setting or section is missing, and what to write."""
    added = f"; add {section(place)}" if section(place) else ""
    return f"is missing and has no default{added}{meaning(place)}"


def section(place: Place) -> str:
    """Describe the section that stands here, with its required names; empty for a single setting."""
    name, origin = dotted(place.path), get_origin(place.kind)
    if origin is dict:
        return f"at least one section [{name}.NAME]"
    if place.path == ("bloggers",):
        return "at least one section [[bloggers]]"
    needs = [required(group) for group in groups_in(place.kind)]
    with_names = " or ".join(", ".join(names) for names in needs if names)
    return f"a section [{name}]" + (f" with {with_names}" if with_names else "") if needs else ""


def _kind_of(place: Place) -> str:
    is_item = place.group is None or not place.path or isinstance(place.path[-1], int)
    whole = "" if is_item else section(place).replace("at least one section", "one section or more:")
    return whole or expectation(place.kind)


def shown(value: Any) -> str:
    """Write a value as a scenario file would, shortened."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        names = [str(name) for name in value]
        return "a table { " + ", ".join(names[:3]) + (", ..." if len(names) > 3 else "") + " }"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}" if value else "an empty list"
    text = value if isinstance(value, str) else str(value)
    return json.dumps(text if len(text) <= 40 else text[:37] + "...", ensure_ascii=False)


def _number(value: float) -> str:
    if isinstance(value, int):
        return str(value) if abs(value) < 10**20 else "a number of more than 20 digits"
    return f"{value:.15g}"
