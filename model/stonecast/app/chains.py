"""What rests on what: whoever switches one mechanism on or off need not know which others go with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from stonecast.scenario.contradictions.trade import COUNTED_BY, RESTS_ON
from stonecast.scenario.plans import HireTier
from stonecast.scenario.value import Scenario

FALL_BACK = "engaged"
"""The outcome that decides where the scenario's own is not counted any more."""


def settled(base: Scenario, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values, with what they rest on switched on, and what rests on them switched off.

    What a choice switches on brings along what it rests on; what a choice switches off takes along
    whatever rests on it, and wins where the two disagree.
    """
    found = dict(values)
    if found.get("platforms") == {}:
        found |= {f"bloggers.{tier.name}.platform": "" for tier in base.bloggers}
        found["see.readers_platform"] = ""

    def is_on(name: str) -> bool:
        return bool(found.get(f"{name}.on", getattr(getattr(base, name, None), "on", False)))

    for name in RESTS_ON:
        if found.get(f"{name}.on"):
            below = RESTS_ON[name][0]
            while below:
                found.setdefault(f"{below}.on", True)
                below = RESTS_ON.get(below, ("", ""))[0]
    for _ in RESTS_ON:
        for name, (below, _) in RESTS_ON.items():
            if is_on(name) and not is_on(below):
                found[f"{name}.on"] = False
    found = _left_out(base, is_on) | found
    outcome = base.compare.outcome
    if outcome == "share_of_market" and (found.get("rivals") == {} or not is_on("buy")):
        found["compare.outcome"] = "orders" if is_on("buy") else FALL_BACK
    counted = COUNTED_BY.get(outcome, "ask" if outcome in ("acts", "actors") else "")
    if counted and not is_on(counted):
        found["compare.outcome"] = FALL_BACK
    return found


def _left_out(base: Scenario, is_on: Callable[[str], bool]) -> dict[str, Any]:
    """Return what plans and rivals do without: warnings nobody hears, deals where nothing is sold, asking."""
    found: dict[str, Any] = {}
    for section, plans in (("plans", base.plans), ("rivals", base.rivals)):
        for name, plan in plans.items():
            place = f"{section}.{name}"
            if plan.warnings and not is_on("review"):
                found[f"{place}.warnings"] = ()
            if any(isinstance(hire, HireTier) and hire.deal for hire in plan.hire) and not is_on("buy"):
                found[f"{place}.hire"] = [_without_deal(hire) for hire in plan.hire]
    for name, rival in base.rivals.items():
        if rival.discount and not is_on("buy"):
            found[f"rivals.{name}.discount"] = 0.0
        if rival.asks and not is_on("ask"):
            found[f"rivals.{name}.asks"] = False
    return found


def _without_deal(hire: str | HireTier) -> str | dict[str, Any]:
    return hire if isinstance(hire, str) else {**hire.model_dump(), "deal": 0.0}
