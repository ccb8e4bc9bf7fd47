"""Contradictions between settings of what is sold: what a mechanism rests on must be on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stonecast.errors import nearest
from stonecast.scenario.contradictions.contradiction import Contradiction, plans_of, table_of, text_of

RESTS_ON = {
    "serve": ("buy", "nothing is ordered"),
    "deal": ("buy", "nothing is ordered"),
    "review": ("serve", "nothing is served that could be judged"),
    "come_back": ("review", "nobody knows how satisfied they are"),
    "answer": ("review", "nobody complains"),
    "advocate": ("come_back", "nobody orders again"),
}
"""What each mechanism rests on, and what is missing without it."""

COUNTED_BY = {
    "orders": "buy",
    "revenue": "buy",
    "value_per_follower": "buy",
    "served": "serve",
    "praised": "review",
    "stars": "review",
    "returned": "come_back",
    "repeat_customers": "come_back",
    "advocates": "advocate",
}
"""Outcomes that a comparison can be decided by only where this is on."""


def of_trade(data: dict[str, Any]) -> Iterator[Contradiction]:
    """Yield what does not fit together in what is sold, and how it is compared."""
    for name, (other, missing) in RESTS_ON.items():
        if is_on(data, name) and not is_on(data, other):
            said = f"needs {other}.on = true: {missing}"
            yield Contradiction((name, "on"), said, ((other, "on"),))
    plans = [name for name, _ in plans_of(data)]
    offered: Any = table_of(data, "deal").get("plans")
    for turn, name in enumerate(offered if isinstance(offered, list | tuple) else ()):
        if isinstance(name, str) and name not in plans and plans:
            said = f'no plan is called "{name}"; {nearest(name, plans)}'
            yield Contradiction(("deal", "plans", turn), said, (("plans", name),))
    yield from _deals(data)
    yield from _discounts(data)
    for name, plan in plans_of(data):
        if plan.get("warnings") and not is_on(data, "review"):
            said = "needs review.on = true: nobody hears what customers say"
            yield Contradiction(("plans", name, "warnings"), said, (("review", "on"),))
    outcome = text_of(table_of(data, "compare"), "outcome")
    needed = COUNTED_BY.get(outcome, "")
    if needed and not is_on(data, needed):
        doing = {"buy": "buying"}.get(needed, needed)
        said = f'"{outcome}" is always 0 while {needed}.on = false; turn {doing} on or choose another outcome'
        yield Contradiction(("compare", "outcome"), said, ((needed, "on"),))


def _deals(data: dict[str, Any]) -> Iterator[Contradiction]:
    """Yield stones with a deal of their own where nothing is sold."""
    for section in ("plans", "rivals"):
        for name, plan in table_of(data, section).items() if not is_on(data, "buy") else ():
            hires = plan.get("hire") if isinstance(plan, dict) else None
            for turn, hire in enumerate(hires if isinstance(hires, list | tuple) else ()):
                if isinstance(hire, dict) and hire.get("deal"):
                    said = "needs buy.on = true: nothing is ordered"
                    yield Contradiction((section, str(name), "hire", turn, "deal"), said, (("buy", "on"),))


def _discounts(data: dict[str, Any]) -> Iterator[Contradiction]:
    """Yield discounts of rivals where nothing is sold, or where rivals have nothing but the order."""
    for name, rival in table_of(data, "rivals").items():
        if not isinstance(rival, dict) or not rival.get("discount"):
            continue
        place = ("rivals", str(name), "discount")
        if not is_on(data, "buy"):
            yield Contradiction(place, "needs buy.on = true: nothing is ordered", (("buy", "on"),))
        elif table_of(data, "competition").get("alike", True) is False:
            said = "needs competition.alike = true: otherwise rivals sell without anything but the order"
            yield Contradiction(place, said, (("competition", "alike"),))


def is_on(data: dict[str, Any], name: str) -> bool:
    """Whether a mechanism is on: buying is where nothing is said, the others are not."""
    return table_of(data, name).get("on", name == "buy") is True
