"""Brands that compete: exact agreement with the twin, acceleration and expansion, agents of their own."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import stonecast as sc
from by_hand import CERTAIN, LIVELY, RULES, hiring, market, random_market, scenario
from stonecast.agents import Brand
from stonecast.model import CampaignModel
from stonecast.records import Offer
from stonecast.state import COUNTS
from test_reference_agreement import agree

RIVAL = {"hire": ["stone_2", "stone_3"], "posts": 2}
TWO = {
    "one": RIVAL,
    "two": {"hire": ["stone_0", "stone_4"], "appeal": 0.6, "topic": (0.2, 0.9), "start_day": 1},
}

SETTINGS: dict[str, dict[str, Any]] = {
    "one rival": {},
    "two rivals": {"rivals": TWO},
    "not exclusive": {"rivals": TWO, "competition__exclusive": False},
    "everybody orders at once": {"buy__base": 50.0},
    "ticks": {"clock__ticks_per_day": 3},
    "relevance": {"rivals": TWO, "respond__relevance__on": True},
    "trust that learns": {"rivals": TWO, "remember__on": True, "respond__relevance__on": True},
    "attention": {"rivals": TWO, "attention__on": True, "attention__posts_read": 50.0},
    "serving and reviews": {"serve__on": True, "serve__capacity": 3.0, "review__on": True},
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", SETTINGS)
def test_engine_and_reference_agree_on_brands_that_compete(rule: str, name: str) -> None:
    plans = {"plans": hiring("stone_0", "stone_1"), "rivals": {"one": RIVAL}}
    busy = {**LIVELY, "see__visibility": 0.9, "respond__rate": 2.0, "reshare__share": 0.8}
    spec = scenario(**{**busy, **plans, "respond__rule": rule, **SETTINGS[name]})
    place = random_market(readers=80, followees=4.0, bloggers=5, audience=20, draw=5)
    totals = agree(spec, place, luck=4)
    assert min(totals["rival_engaged"], totals["rival_orders"], totals["rival_posts"]) >= 1


def certain(place: Any, **changes: Any) -> sc.Run:
    """Everybody who can be reached is won and orders at once."""
    return sc.run(scenario(**{**CERTAIN, "buy__on": True, "buy__base": 50.0, **changes}), market=place)


def test_without_competition_a_program_only_accelerates() -> None:
    """A connected market, nobody leaves, long horizon: everybody buys, whoever is hired; expansion is 0."""
    place = random_market(readers=150, followees=6.0, bloggers=6, audience=20)
    small, large = (
        certain(place, clock__days=60, plans=hiring(*names))
        for names in (["stone_0"], [f"stone_{k}" for k in range(6)])
    )
    assert small.totals["orders"] == large.totals["orders"] > 140
    halfway = [
        int(np.searchsorted(run.by_day[:, COUNTS.index("orders")].cumsum(), 75)) for run in (small, large)
    ]
    assert halfway[1] < halfway[0], "the larger program brings the orders earlier"


def test_competition_turns_a_program_into_expansion() -> None:
    """With a rival, whom the program reaches first never goes to the rival."""
    place = random_market(readers=150, followees=6.0, bloggers=6, audience=20)
    rival = {"rivals": {"other": {"hire": ["stone_5"]}}, "clock__days": 60}
    small, large = (
        certain(place, **rival, plans=hiring(*names))
        for names in (["stone_0"], [f"stone_{k}" for k in range(5)])
    )
    assert large.totals["orders"] > small.totals["orders"] + 10
    whole = [run.totals["orders"] + run.totals["rival_orders"] for run in (small, large)]
    assert whole[0] == whole[1], "together they sell to everybody who can be reached"
    assert large.totals["share_of_market"] == large.totals["orders"] / whole[1]


def test_nobody_buys_from_two_brands_that_are_exclusive() -> None:
    place = random_market(readers=150, followees=6.0, bloggers=6, audience=20)
    for exclusive in (True, False):
        run = certain(
            place,
            rivals={"other": {"hire": ["stone_5"]}},
            competition__exclusive=exclusive,
            plans=hiring("stone_0"),
        )
        bought = [trade.own.people["ordered"] >= 0 for trade in (*run.state.trades, *run.state.rivals)]
        both = int((bought[0] & bought[1]).sum())
        assert (both == 0) == exclusive
        assert run.totals["rival_orders"] == bought[1].sum()


def test_brands_alike_share_a_market_evenly() -> None:
    """Both reach the same readers in the same tick: half of them buy from each."""
    ties = [(a, 2 + n, 0.5) for a in (0, 1) for n in range(4_000)]
    place = market(ties, people=4_002, bloggers=[0, 1])
    run = certain(place, plans=hiring("stone_0"), rivals={"other": {"hire": ["stone_1"]}})
    assert run.totals["orders"] + run.totals["rival_orders"] == 4_000
    assert abs(run.totals["share_of_market"] - 0.5) < 5 * math.sqrt(0.25 / 4_000)


def test_a_rival_that_reaches_nobody_changes_nothing() -> None:
    place = random_market(readers=100)
    spec = scenario(**LIVELY, plans=hiring("stone_0", "stone_1"))
    silent = spec.with_changes(rivals={"other": {"hire": ["stone_2"], "appeal": 0.0}})
    runs = [sc.run(one, luck=5, market=place) for one in (spec, silent)]
    for what in ("impressions", "engaged", "orders", "reshared", "acts"):
        assert runs[0].totals[what] == runs[1].totals[what]
    assert runs[0].totals["cost"] == runs[1].totals["cost"], "what a rival spends is not our cost"


class Idle(Brand):
    """Makes no offers."""

    def decide(self, day: int, inbox: list[Any]) -> list[Offer]:
        return []


def test_a_rival_is_an_agent_of_its_own() -> None:
    """Delete a rival, or let it decide otherwise, and what it set in motion vanishes."""
    place = random_market(readers=100)
    spec = scenario(**LIVELY, plans=hiring("stone_0"), rivals={"other": RIVAL})
    alone = sc.run(spec.with_changes(rivals={}), luck=2, market=place).totals
    idle = sc.run(spec, luck=2, market=place, agents={"other": Idle}).totals
    model = CampaignModel(spec, plan="all", luck=2, market=place, collect=False)
    model.rivals["other"].remove()
    while model.running:
        model.step()
    gone = dict(zip(COUNTS, model.state.counts.sum(axis=0).tolist(), strict=True))
    assert idle["orders"] == gone["orders"] == alone["orders"]
    assert idle["rival_posts"] == gone["rival_posts"] == 0
