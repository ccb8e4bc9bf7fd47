"""What a plan asks for, in the engine and in its readable twin: they must agree exactly."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from by_hand import LIVELY, RULES, hiring, market, random_market, scenario
from test_reference_agreement import agree

ASKING = {**LIVELY, "ask__on": True, "ask__close_chance": 0.5, "ask__other_chance": 0.1}
DAILY = {"plans": hiring("stone_0", "stone_1", posts=6)}

SETTINGS: dict[str, dict[str, Any]] = {
    "as it is": {},
    "friends remind": {"ask__reminding": 0.7},
    "friends remind in a day of three ticks": {"ask__reminding": 1.0, "clock__ticks_per_day": 3},
    "once": {"ask__once": True, "ask__reminding": 1.0},
    "the engaged are close": {"ask__close": "engaged"},
    "the trusting are close": {"ask__close": "trusting", "ask__trusting": 0.4},
    "wear": {"ask__wear": 1.5, "ask__reminding": 0.5},
    "tiring": {"ask__tiring": 0.3, "ask__reminding": 0.5},
    "tired at once": {"ask__tiring": 0.0},
    "a few days": {"ask__from_day": 2, "ask__days": 2.5},
    "nobody acts": {"ask__close_chance": 0.0, "ask__other_chance": 0.0},
    "everybody acts": {"ask__close_chance": 1.0, "ask__other_chance": 1.0, "ask__reminding": 1.0},
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", SETTINGS)
def test_engine_and_reference_agree_on_the_daily_act(rule: str, name: str) -> None:
    spec = scenario(**{**ASKING, **DAILY, "respond__rule": rule, **SETTINGS[name]})
    place = random_market(readers=80, followees=4.0, bloggers=2, audience=25, draw=5)
    totals = agree(spec, place, luck=11)
    assert (totals["acts"] > 0) == (name != "nobody acts")
    assert (totals["reminders"] > 0) == (SETTINGS[name].get("ask__reminding", 0) > 0)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_engine_and_reference_agree_on_any_daily_act(data: st.DataObject) -> None:
    chance = np.random.default_rng(data.draw(st.integers(0, 999)))
    ties = [(int(a), int(f), float(t)) for a, f, t in chance.random((150, 3)) * (30, 30, 1)]
    place = market(ties, people=30, bloggers=[7, 3], positions=chance.random((30, 2)))
    share = st.sampled_from([0.0, 0.1, 0.5, 1.0])
    spec = scenario(
        **LIVELY,
        plans=hiring("stone_0", "stone_1", posts=4),
        clock__ticks_per_day=data.draw(st.integers(1, 3)),
        respond__rule=data.draw(st.sampled_from(RULES)),
        ask={
            "on": True,
            "from_day": data.draw(st.integers(0, 3)),
            "days": data.draw(st.sampled_from([0.5, 1, 3, math.inf])),
            "once": data.draw(st.booleans()),
            "close": data.draw(st.sampled_from(["engaged", "trusting", "either"])),
            "trusting": data.draw(share),
            "close_chance": data.draw(share),
            "other_chance": data.draw(share),
            "wear": data.draw(st.sampled_from([0.5, 5.0, math.inf])),
            "tiring": data.draw(share),
            "reminding": data.draw(share),
        },
    )
    agree(spec, place, luck=data.draw(st.integers(0, 99)))
