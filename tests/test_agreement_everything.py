"""Engine and readable twin agree exactly with every mechanism on at once, on several small random markets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from by_hand import LIVELY, RULES, random_market, scenario, with_hollow
from stonecast.network.market import Market
from test_agreement_trade import compared_in_trade
from test_reference_agreement import compared, run_engine, run_reference

LIFE = (
    {"from_day": 0, "posts": 1.0, "promotion": 0.1},
    {"from_day": 5, "posts": 2.0, "promotion": 0.9},
    {"from_day": 11, "posts": 0.0},
)
TIERS = {
    "stone": {"kind": "small", "platform": "slow", "everyday": LIFE},
    "star": {"kind": "big", "platform": "quick", "followers_follow": 12},
    "press": {"kind": "journalist"},
    "own": {"kind": "account"},
    "forum": {"kind": "community"},
}
"""Two bloggers of each tier, whom 20 readers follow each."""

EVERYTHING: dict[str, Any] = {
    **LIVELY,
    "clock__days": 15,
    "clock__ticks_per_day": 2,
    "bloggers": [{"name": name, "count": 2, "followers": 10, **tier} for name, tier in TIERS.items()],
    "message__topic": (0.4, 0.6),
    "see__readers_platform": "quick",
    "attention": {
        "on": True,
        "posts_read": 60.0,
        "everyday_posts": 1.5,
        "trust_exponent": 0.6,
        "relevance_exponent": 0.3,
    },
    "platforms": {
        "slow": {"half_life_days": 1.5, "reach_exponent": 0.2},
        "quick": {"half_life_days": 0.3},
    },
    "wear": {"on": True, "exposures": 6.0},
    "advertising": {"on": True, "chance_a_day": 0.2},
    "respond__rate": 2.5,
    "respond__disclosure": 0.9,
    "respond__relevance": {"on": True, "width": 0.5},
    "ask": {
        "on": True,
        "close_chance": 0.4,
        "other_chance": 0.1,
        "reminding": 0.3,
        "wear": 5.0,
        "tiring": 0.8,
    },
    "contest": {"on": True, "nominees": 30, "category": 12},
    "converse": {"on": True, "comment": 0.6, "conversations": 2.5},
    "remember": {"on": True, "useful": 0.3, "irrelevant": 0.9, "kept": 0.9},
    "follow": {
        "on": True,
        "chance": 0.3,
        "one_way": 0.05,
        "mutual": 0.03,
        "silent_days": 2,
        "count_every": 1,
    },
    "community": {"on": True, "looks_in": 0.1, "features_from": 2},
    "pitch": {"opens": 0.9, "writes": 0.8, "writes_irrelevant": 0.4},
    "accounts": {"on": True, "relevant_from": 0.2},
    "buy": {"on": True, "base": -1.0, "stars": 0.6, "fit": 0.5},
    "serve": {"on": True, "capacity": 5.0, "faithful_first": True, "quality": 0.6},
    "review": {"on": True, "noise": 0.4},
    "deal": {"on": True, "discount": 0.2, "seekers": 0.3, "start_day": 1, "days": 9.0},
    "come_back": {"on": True, "base": -1.0, "period_days": 6.0},
    "advocate": {"on": True, "trust": 0.4, "days": 3.0, "share": 0.8},
    "answer": {"on": True, "staff": 1.5, "delay_days": 1, "learning": 0.02},
    "plans": {
        "all": {
            "hire": [
                {"tier": "stone", "deal": 0.3},
                {"tier": "press"},
                {"tier": "own"},
                {"tier": "star", "count": 1},
            ],
            "posts": 3,
            "days_between_posts": 3,
            "warnings": [{"blogger": "forum_0", "day": 2}],
        }
    },
    "rivals": {
        "near": {"hire": [{"tier": "star", "deal": 0.15}], "posts": 3, "asks": True, "quality": 0.4},
        "far": {"hire": ["stone_1", "own_0"], "appeal": 0.7, "topic": (0.8, 0.2), "capacity": 1.5},
    },
}
"""Every mechanism group; what is not here is a choice between rules (contagion) or a number."""


def place(draw: int) -> Market:
    """Forty readers in three sub-communities, some behind hollow ties, and two bloggers of each tier."""
    made = random_market(readers=40, followees=4.0, bloggers=10, audience=20, draw=draw, seed=draw)
    names = [(tier, f"{tier}_{turn}") for tier in TIERS for turn in (0, 1)]
    bloggers = [
        replace(one, tier=tier, name=name, kind=TIERS[tier]["kind"])
        for one, (tier, name) in zip(made.bloggers, names, strict=True)
    ]
    homes = np.array([*(np.arange(40) % 3), *([0, 1] * 5)], np.int32)
    made = replace(made, bloggers=tuple(bloggers), communities=homes, homes=homes)
    return with_hollow(made, 0.15)


def test_every_switch_of_the_schema_is_on() -> None:
    spec = scenario(**EVERYTHING)
    off = [name for name in type(spec).model_fields if getattr(getattr(spec, name), "on", True) is False]
    assert off == []
    assert spec.competition.alike


@pytest.mark.parametrize("draw", [1, 2])
@pytest.mark.parametrize("rule", RULES)
def test_engine_and_reference_agree_with_everything_on(rule: str, draw: int) -> None:
    spec = scenario(**EVERYTHING, respond__rule=rule, market_seed=draw)
    model, twin = run_engine(spec, place(draw), luck=draw), run_reference(spec, place(draw), luck=draw)
    totals = {**compared(model, twin), **compared_in_trade(model, twin)}
    assert model.state.press == twin.press.counts
    votes = [brand.votes for brand in model.state.asked.brands[1:]]
    assert votes == [twin.rivals.votes[3]]
    happened = [name for name, count in totals.items() if count == 0]
    assert set(happened) <= {"waiting", "rival_waiting", "left", "rival_left", "returned_full_price"}, (
        happened
    )


def test_journalists_who_never_write_are_counted_in_both() -> None:
    spec = scenario(**EVERYTHING | {"pitch": {"opens": 0.0}}, market_seed=1)
    model, twin = run_engine(spec, place(1), luck=1), run_reference(spec, place(1), luck=1)
    compared(model, twin)
    fame = model.state.fame
    press = [blogger.row for blogger in model.market.bloggers if blogger.kind == "journalist"]
    lost = dict(zip(fame.rows, (fame.followers[0] - fame.followers[-1]).tolist(), strict=True))
    assert model.state.press["articles"] == 0
    assert any(lost[row] > 0 for row in press)
