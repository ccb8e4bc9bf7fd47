"""Engine and readable twin agree exactly on trust that is earned, lost and forgotten."""

from __future__ import annotations

import math
from typing import Any

import pytest

from by_hand import random_market, scenario
from test_reference_agreement import LIVELY, PLAN, RULES, agree

SETTINGS: dict[str, dict[str, Any]] = {
    "remember": {},
    "remember what is relevant": {"respond__relevance__on": True, "respond__relevance__width": 0.3},
    "remember for ever": {"remember__kept": 1.0},
    "forget soon": {"remember__kept": 0.5, "clock__ticks_per_day": 3},
    "conversation": {"converse__on": True, "converse__comment": 0.8, "converse__conversations": 2.5},
    "conversation without trust": {"converse__on": True, "remember__on": False},
    "endless time": {"converse__on": True, "converse__conversations": math.inf, "converse__comment": 1.0},
    "a day's time in three ticks": {
        "converse__on": True,
        "converse__comment": 1.0,
        "converse__conversations": 3.0,
        "clock__ticks_per_day": 3,
    },
    "hidden advertising": {"message__sponsored": False, "remember__discovery": 0.4},
}

MUCH: dict[str, Any] = {
    "remember__on": True,
    "remember__useful": 0.4,
    "remember__irrelevant": 1.5,
    "plans": {"all": {**PLAN, "posts": 4, "days_between_posts": 2}},
}
"""Evidence that weighs enough to change who is won."""


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", SETTINGS)
def test_engine_and_reference_agree_on_bonds(rule: str, name: str) -> None:
    spec = scenario(**{**LIVELY, "respond__rule": rule, "respond__rate": 0.8, **MUCH, **SETTINGS[name]})
    place = random_market(readers=80, followees=4.0, bloggers=2, audience=25, draw=5)
    totals = agree(spec, place, luck=11)
    assert totals["impressions"] > 0
