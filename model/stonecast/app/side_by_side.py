"""Plans side by side: what they brought, what a follower was worth, and what made a good one."""

from __future__ import annotations

import math
from collections.abc import Mapping

from stonecast.scenario.value import Scenario

GOOD = ("good_trust", "good_talk", "good_fit")
"""How many times more good followers trust their stone, talk with it and find the topic relevant."""


def rows(spec: Scenario) -> tuple[str, ...]:
    """Return what of a run is told beside the outcome that decides; only what means something here."""
    names = ["cost", "followers"]
    if spec.buy.on and spec.money.revenue_per_order > 0:
        names.append("value_per_follower")
    matters = spec.respond.relevance.on or spec.attention.relevance_exponent > 0
    return (*names, *(name for name in GOOD if name != "good_fit" or matters))


def told(totals: Mapping[str, float], spec: Scenario) -> dict[str, float | None]:
    """Return these rows of one run, or of the means of many; None where nobody was good."""
    found: dict[str, float | None] = {}
    for name in (spec.compare.outcome, *rows(spec)):
        value = float(totals[name])
        found[name] = value if math.isfinite(value) else None
    return found
