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
    "platforms that invite to talk": {
        "converse__on": True,
        "converse__comment": 0.3,
        "converse__conversations": 3.0,
        "platforms": {"talk": {"conversation": 2.5}, "stage": {"conversation": 0.4}},
        "bloggers": [
            {"name": "stone", "kind": "small", "count": 1, "followers": 10, "platform": "talk"},
        ],
        "see__readers_platform": "stage",
    },
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

LEAVING: dict[str, Any] = {
    "follow__on": True,
    "follow__count_every": 1,
    "follow__one_way": 0.12,
    "follow__mutual": 0.05,
    "follow__chance": 0.3,
    "clock__days": 20,
    "reshare__share": 0.6,
    "plans": {"all": {**PLAN, "posts": 7, "days_between_posts": 3}},
}
"""Ties that break and form within days."""

LIVES = (
    {"from_day": 0, "posts": 1.5, "promotion": 0.1},
    {"from_day": 4, "posts": 2.0, "promotion": 0.9},
    {"from_day": 9, "posts": 0.0},
)

FOLLOWING: dict[str, dict[str, Any]] = {
    "follow": {"remember__on": False},
    "follow and remember": {},
    "follow anew for ever": {"follow__chance": 1.0, "follow__one_way": 0.6},
    "three ticks a day": {"clock__ticks_per_day": 3},
    "everyday life": {"everyday": LIVES, "follow__silent_days": 2, "follow__fade": 0.4},
    "everyday life without memory": {"everyday": LIVES, "follow__silent_days": 1, "remember__on": False},
    "unmarked posts": {"everyday": LIVES, "message__sponsored": False, "remember__discovery": 0.3},
    "attention": {
        "attention__on": True,
        "attention__posts_read": 9.0,
        "attention__bloggers_everyday_posts": 30.0,
        "reshare__share": 0.9,
        "attention__trust_exponent": 1.0,
        "attention__relevance_exponent": 0.5,
        "follow__chance": 1.0,
    },
    "posts that live for days": {
        "platforms": {"slow": {"half_life_days": 3.0}},
        "see__readers_platform": "slow",
    },
    "constant trust": {"market__trust__other": {"constant": 0.4}},
    "said first by whom advertising won": {
        "advertising__on": True,
        "advertising__chance_a_day": 0.1,
        "follow__chance": 1.0,
    },
    "everything": {
        "everyday": LIVES,
        "follow__silent_days": 3,
        "converse__on": True,
        "converse__comment": 0.9,
        "converse__conversations": 2,
        "respond__relevance__on": True,
        "respond__relevance__width": 0.4,
        "attention__on": True,
        "attention__posts_read": 40.0,
        "remember__kept": 0.8,
    },
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", FOLLOWING)
def test_engine_and_reference_agree_on_following(rule: str, name: str) -> None:
    changes = {**LIVELY, "respond__rule": rule, "respond__rate": 0.8, **MUCH, **LEAVING, **FOLLOWING[name]}
    tier = {"name": "stone", "kind": "small", "count": 1, "followers": 10}
    changes["bloggers"] = ({**tier, "everyday": changes.pop("everyday", ())},)
    place = random_market(readers=80, followees=4.0, bloggers=2, audience=25, draw=5)
    totals = agree(scenario(**changes), place, luck=11)
    assert totals["unfollowed"] > 0
    assert totals["impressions"] > 0


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", SETTINGS)
def test_engine_and_reference_agree_on_bonds(rule: str, name: str) -> None:
    spec = scenario(**{**LIVELY, "respond__rule": rule, "respond__rate": 0.8, **MUCH, **SETTINGS[name]})
    place = random_market(readers=80, followees=4.0, bloggers=2, audience=25, draw=5)
    totals = agree(spec, place, luck=11)
    assert totals["impressions"] > 0
