"""The engine and its readable twin agree exactly with the mechanisms of seeing on, one by one."""

from __future__ import annotations

from typing import Any

import pytest

from by_hand import LIVELY, RULES, hiring, random_market, scenario, with_hollow
from test_reference_agreement import agree

ATTENTION: dict[str, Any] = {
    "attention__on": True,
    "attention__posts_read": 10.0,
    "attention__everyday_posts": 2.3,
    "attention__trust_exponent": 1.3,
    "attention__relevance_exponent": 0.7,
}
STRANGERS = [{"name": "stone", "kind": "small", "count": 1, "followers": 10, "followers_follow": 30}]

SETTINGS: dict[str, dict[str, Any]] = {
    "a chronological feed": {"attention__on": True, "attention__posts_read": 8.0},
    "a ranked feed": ATTENTION,
    "a feed of a few hours": {**ATTENTION, "clock__ticks_per_day": 3},
    "strangers who follow many": {**ATTENTION, "bloggers": STRANGERS},
    "everybody follows many": {
        **ATTENTION,
        "attention__followees_outside": 12,
        "attention__outside_trust": 0.7,
    },
    "a third of the followers hollow": {"hollow": 0.33},
    "hollow strangers who follow many": {**ATTENTION, "bloggers": STRANGERS, "hollow": 0.4},
    "no posts but these": {**ATTENTION, "attention__everyday_posts": 0.0, "attention__posts_read": 1.5},
}


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("rule", RULES)
def test_engine_and_reference_agree_exactly(rule: str, name: str) -> None:
    plan = hiring("stone_0", "stone_1", posts=3)
    changes = {**LIVELY, "respond__rule": rule, "plans": plan, **SETTINGS[name]}
    place = random_market(readers=80, followees=4.0, bloggers=2, audience=25, draw=5)
    place = with_hollow(place, changes.pop("hollow", 0.0))
    spec = scenario(**changes)
    totals = agree(spec, place, luck=11)
    assert totals["impressions"] > 10
