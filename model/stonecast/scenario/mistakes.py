"""Turn what pydantic found into sentences: line, path, value, remedy."""

from __future__ import annotations

import re
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from stonecast.errors import nearest
from stonecast.scenario.value import Scenario

_TAGS = {"pond", "file", "int", "float", "str", "HireTier"}


def describe(error: ValidationError, text: str) -> list[str]:
    """Return one sentence per mistake, in the order of the file."""
    found: dict[str, tuple[int, str]] = {}
    for detail in error.errors():
        path = _path(detail)
        for sentence in _sentences(detail, path):
            line = _line(text, path)
            key = ".".join(map(str, path)) + sentence[:40]
            at = f"line {line}, " if line else ""
            name = _dotted(path)
            found.setdefault(key, (line or 10**9, f"{at}{name}: {sentence}" if name else f"{at}{sentence}"))
    return [sentence for _, sentence in sorted(found.values(), key=lambda pair: pair[0])]


def _path(detail: ErrorDetails) -> list[str | int]:
    path = [part for part in detail["loc"] if not (isinstance(part, str) and (part in _TAGS or "[" in part))]
    # A tagged union repeats its tag; drop what pydantic adds and the file does not have.
    return path


def _dotted(path: list[str | int]) -> str:
    out = ""
    for part in path:
        out += f"[{part + 1}]" if isinstance(part, int) else ("." if out else "") + part
    return out


def _sentences(detail: ErrorDetails, path: list[str | int]) -> list[str]:
    value: Any = detail.get("input")
    kind = detail["type"]
    if kind == "extra_forbidden":
        return [f"unknown name; {nearest(str(path[-1]), _names_at(path[:-1]))}"]
    if kind == "missing":
        return [f"is missing and has no default; {_meaning(path)}"]
    if kind == "value_error":
        return detail["msg"].removeprefix("Value error, ").split("\n")
    if kind == "literal_error":
        expected = detail.get("ctx", {}).get("expected", "")
        return [
            f"{value!r} is none of {expected.replace(' or ', ', ')}; {nearest(str(value), _choices(expected))}"
        ]
    message = detail["msg"][0].lower() + detail["msg"][1:]
    shown = repr(value) if not isinstance(value, dict | list | tuple) else type(value).__name__
    meaning = _meaning(path)
    return [f"{shown}: {message}" + (f"; {meaning}" if meaning else "")]


def _choices(expected: str) -> list[str]:
    return re.findall(r"'([^']*)'", expected)


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models(part)]


def _parts_at(path: list[str | int]) -> list[type[BaseModel]]:
    """Which groups of settings may stand at this path of a scenario."""
    models: list[type[BaseModel]] = [Scenario]
    for part in path:
        fields = [
            model.model_fields[part]
            for model in models
            if isinstance(part, str) and part in model.model_fields
        ]
        if fields:
            models = [model for field in fields for model in _models(field.annotation)]
    return models


def _names_at(path: list[str | int]) -> list[str]:
    return [name for model in _parts_at(path) for name in model.model_fields]


def _meaning(path: list[str | int]) -> str:
    if not path or not isinstance(path[-1], str):
        return ""
    for model in _parts_at(path[:-1]):
        field = model.model_fields.get(path[-1])
        if field is not None and field.description:
            return f"{path[-1]} is: {field.description}"
    return ""


def _line(text: str, path: list[str | int]) -> int | None:
    """Find the line that sets the path, or the nearest one above it; None if it cannot be told."""
    keys = [part for part in path if isinstance(part, str)]
    if not keys:
        return None
    turn = next((part for part in path if isinstance(part, int)), 0)
    table: list[str] = []
    seen: dict[str, int] = {}
    best: tuple[int, int] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*(\[\[?)\s*([^\]]+?)\s*\]", line)
        if header:
            table = [part.strip(" \"'") for part in header[2].split(".")]
            if header[1] == "[[":
                seen[header[2]] = seen.get(header[2], -1) + 1
            at, current = table, header[2] not in seen or seen[header[2]] == turn
        else:
            key = re.match(r"\s*([A-Za-z0-9_.\"'-]+)\s*=", line)
            if not key:
                continue
            at = table + [part.strip("\"'") for part in key[1].split(".")]
            current = ".".join(table) not in seen or seen[".".join(table)] == turn
        depth = len(at)
        if current and at == keys[:depth] and (best is None or depth > best[1]):
            best = (number, depth)
    return best[0] if best else None
