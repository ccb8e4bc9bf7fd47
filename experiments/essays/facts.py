"""Stylised facts of the field, measured on the default scenarios; nothing is tuned to them.

What is said, by whom and in which range is in facts.toml, with what the model cannot measure. Where a fact
fails, its `tries` measure the same with one thing changed, to find the cause. Where one mechanism is to
make a fact, its `controls` measure it without.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import facts_sold
import facts_spread
import numpy as np
from scipy.stats import sem, t

BLOCKS, LUCKS = 12, 4
"""A fact is measured on so many blocks of so many lucks; each has a market and lucks of its own."""
TRIED = 4
"""Blocks on which the same is measured with one thing changed."""
CONTROLLED = 36
"""Blocks on which it is measured without the mechanism that makes it."""
WORDS = Path(__file__).resolve().parent / "facts.toml"
MEASURES = {**facts_spread.MEASURES, **facts_sold.MEASURES}
TRIES = {**facts_spread.TRIES, **facts_sold.TRIES}
CONTROLS = facts_sold.CONTROLS


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
    value, half = _over_blocks(MEASURES[name], lucks)
    tries = {} if holds(fact, value) else TRIES.get(name, {})
    return {
        "value": _plain(value),
        "half": _plain(half),
        "tries": {label: _plain(_over_blocks(tried, lucks, TRIED)[0]) for label, tried in tries.items()},
        "controls": {
            label: [_plain(number) for number in _over_blocks(control, lucks, CONTROLLED)]
            for label, control in CONTROLS.get(name, {}).items()
        },
        "lucks": lucks,
        "blocks": BLOCKS,
    }


def _over_blocks(measured: Callable[[range], float], lucks: int, blocks: int = BLOCKS) -> tuple[float, float]:
    """Mean over blocks of lucks, and half of its 95% interval; nan where most blocks cannot say."""
    found = np.array([measured(range(block * lucks, (block + 1) * lucks)) for block in range(blocks)])
    found = found[~np.isnan(found)]
    if found.size <= blocks / 2:
        return math.nan, math.nan
    if found.size == 1:
        return float(found[0]), math.nan
    return float(found.mean()), float(t.ppf(0.975, found.size - 1) * sem(found))


def told(fact: Mapping[str, Any], one: Mapping[str, Any]) -> str:
    """Pass or fail; open where the interval lies on both sides of an end of the range."""
    if one["value"] is None:
        return "open"
    sides = {holds(fact, one["value"] + side * one["half"]) for side in (-1, 0, 1)}
    return "open" if len(sides) > 1 else "pass" if sides == {True} else "fail"


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
    """JSON has no nan; the last digits of a logarithm differ between processors."""
    return None if math.isnan(value) else float(f"{value:.10g}")
