"""Write plain values as TOML: what a study file or a scenario file would say."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any


def to_toml(data: Mapping[str, Any]) -> str:
    """Return plain values as TOML text; names whose value is None are left out.

    Lists of tables are written as ``[[name]]``, everything else on one line.

    Raises
    ------
    ValueError
        If a value has no place in TOML.
    """
    plain = {name: value for name, value in data.items() if value is not None}
    tables = {name: value for name, value in plain.items() if _is_tables(value)}
    lines = [f"{_key(name)} = {_value(value)}" for name, value in plain.items() if name not in tables]
    for name, items in tables.items():
        for item in items:
            lines += ["", f"[[{_key(name)}]]"]
            lines += [
                f"{_key(inner)} = {_value(value)}" for inner, value in item.items() if value is not None
            ]
    return "\n".join(lines) + "\n"


def _is_tables(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _text(name)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else str(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(name)} = {_value(one)}" for name, one in value.items() if one is not None)
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    raise ValueError(f"{value!r} has no place in TOML")
