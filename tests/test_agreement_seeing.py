"""The engine and its readable twin agree exactly with the mechanisms of seeing on, one by one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from by_hand import LIVELY, RULES, hiring, random_market, scenario, with_followers, with_hollow
from test_reference_agreement import agree

ATTENTION: dict[str, Any] = {
    "attention__on": True,
    "attention__posts_read": 10.0,
    "attention__everyday_posts": 2.3,
    "attention__trust_exponent": 1.3,
    "attention__relevance_exponent": 0.7,
}
STRANGERS = [{"name": "stone", "kind": "small", "count": 1, "followers": 10, "followers_follow": 30}]
SLOW = {"slow": {"half_life_days": 2.0, "reach_exponent": 0.5}, "quick": {"half_life_days": 0.4}}
"""Two platforms: one on which a post lives for days, one for hours."""
ON_SLOW = [{"name": "stone", "kind": "small", "count": 1, "followers": 10, "platform": "slow"}]
DELAY: dict[str, Any] = {"platforms": SLOW, "bloggers": ON_SLOW, "see__readers_platform": "quick"}
WEAR: dict[str, Any] = {"wear__on": True, "wear__exposures": 1.5, "respond__rate": 0.6}
ADS: dict[str, Any] = {"advertising__on": True, "advertising__chance_a_day": 0.05, "advertising__trust": 0.8}

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
    "posts that live for days": DELAY,
    "posts that live for ticks": {**DELAY, "clock__ticks_per_day": 5},
    "large accounts held back": {**DELAY, "followers": 400_000},
    "a message that wears out": WEAR,
    "advertising": ADS,
    "advertising in the quarters of a day": {**ADS, "clock__ticks_per_day": 4},
    "nothing but advertising": {**ADS, "see__visibility": 0.02, "reshare__share": 0.0},
    "everything": {**ATTENTION, **DELAY, **WEAR, **ADS, "hollow": 0.2, "attention__posts_read": 30.0},
    "no posts but these": {**ATTENTION, "attention__everyday_posts": 0.0, "attention__posts_read": 1.5},
}


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("rule", RULES)
def test_engine_and_reference_agree_exactly(rule: str, name: str) -> None:
    plan = hiring("stone_0", "stone_1", posts=3)
    changes = {**LIVELY, "respond__rule": rule, "plans": plan, **SETTINGS[name]}
    place = random_market(readers=80, followees=4.0, bloggers=2, audience=25, draw=5)
    place = with_hollow(place, changes.pop("hollow", 0.0))
    place = with_followers(place, changes.pop("followers", 25))
    spec = scenario(**changes)
    totals = agree(spec, place, luck=11)
    assert totals["impressions"] > (0 if name == "nothing but advertising" else 10)
    assert (totals["advertised"] > 2) == ("advertising__on" in SETTINGS[name])


@st.composite
def mechanisms(draw: st.DrawFn) -> dict[str, Any]:
    number = st.sampled_from
    return {
        "attention__on": draw(st.booleans()),
        "attention__posts_read": draw(number([1.0, 10.0, 100.0])),
        "attention__everyday_posts": draw(number([0.0, 0.3, 5.0])),
        "attention__trust_exponent": draw(number([0.0, 1.0, 2.5])),
        "attention__relevance_exponent": draw(number([0.0, 1.5])),
        "attention__followees_outside": draw(number([0, 3])),
        "platforms": SLOW,
        "bloggers": draw(number([ON_SLOW, STRANGERS])),
        "see__readers_platform": draw(number(["", "slow", "quick"])),
        "wear__on": draw(st.booleans()),
        "wear__exposures": draw(number([0.3, 4.0])),
        "advertising__on": draw(st.booleans()),
        "advertising__chance_a_day": draw(number([0.0, 0.01, 0.3])),
        "clock__ticks_per_day": draw(number([1, 1, 2, 7])),
        "respond__rule": draw(number(RULES)),
        "see__visibility": draw(number([0.5, 1.0])),
    }


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(mechanisms(), st.integers(0, 99), st.sampled_from([0.0, 0.3]), st.integers(1, 4))
def test_engine_and_reference_agree_with_any_of_them(
    changes: dict[str, Any], luck: int, hollow: float, posts: int
) -> None:
    place = with_hollow(random_market(readers=40, followees=3.0, bloggers=2, audience=15, draw=luck), hollow)
    agree(scenario(**{**LIVELY, **changes, "plans": hiring("stone_0", "stone_1", posts=posts)}), place, luck)
