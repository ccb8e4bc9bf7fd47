"""Stylised facts of the field, measured on the default scenarios; nothing is tuned to them.

What is said, by whom and in which range is in facts.toml, with what the model cannot measure. Where a fact
fails, its `tries` measure the same with one thing changed, to find the cause.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import facts_sold
import facts_spread

LUCKS = 10
WORDS = Path(__file__).resolve().parent / "facts.toml"
MEASURES = {**facts_spread.MEASURES, **facts_sold.MEASURES}
TRIES = {**facts_spread.TRIES, **facts_sold.TRIES}


def words() -> dict[str, Any]:
    """What is said of every fact, and of those that are not measured."""
    return tomllib.loads(WORDS.read_text("utf-8"))


def measure(*, lucks: int | None, known: Mapping[str, Any] | None = None, only: str = "") -> dict[str, Any]:
    """Return what was measured of every fact, as plain data by its name."""
    found = dict(known or {})
    for fact in words()["facts"]:
        if only in ("", fact["name"]):
            found[fact["name"]] = _measured(fact, lucks or LUCKS)
    return found


def _measured(fact: Mapping[str, Any], lucks: int) -> dict[str, Any]:
    name = fact["name"]
    value = MEASURES[name](lucks)
    tries = {} if holds(fact, value) else TRIES.get(name, {})
    return {
        "value": _plain(value),
        "tries": {label: _plain(tried(lucks)) for label, tried in tries.items()},
        "lucks": lucks,
    }


def holds(fact: Mapping[str, Any], value: float | None) -> bool:
    """Whether what was measured lies in the range that is expected."""
    if value is None:
        return False
    return bool(fact.get("low", -math.inf) <= value <= fact.get("high", math.inf))


def expected(fact: Mapping[str, Any]) -> str:
    """Say the range."""
    if "high" not in fact:
        return f"at least {fact['low']:g}"
    return f"{fact['low']:g} to {fact['high']:g}" if "low" in fact else f"at most {fact['high']:g}"


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
