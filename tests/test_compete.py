"""Brands that compete: exact agreement with the twin, acceleration and expansion, agents of their own."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import stonecast as sc
from by_hand import CERTAIN, LIVELY, RULES, hiring, market, random_market, scenario
from stonecast.agents import Brand
from stonecast.counts import COUNTS
from stonecast.model import CampaignModel
from stonecast.records import Offer
from test_agreement_trade import agree_in_trade
from test_reference_agreement import agree

RIVAL = {"hire": ["stone_2", "stone_3"], "posts": 2}
TWO = {
    "one": RIVAL,
    "two": {"hire": ["stone_0", "stone_4"], "appeal": 0.6, "topic": (0.2, 0.9), "start_day": 1},
}

SOLD: dict[str, Any] = {
    "clock__days": 20,
    "buy__base": -1.0,
    "serve__on": True,
    "serve__capacity": 3.0,
    "serve__faithful_first": True,
    "review__on": True,
    "review__noise": 0.4,
    "come_back__on": True,
    "come_back__period_days": 5.0,
    "advocate__on": True,
    "advocate__trust": 0.4,
    "advocate__days": 3.0,
    "answer__on": True,
    "answer__staff": 1.5,
}
WELL_RUN = {
    "rivals": {
        "poor": {"hire": ["stone_2", "stone_4"], "posts": 2, "quality": 0.3, "capacity": 1.3, "stars": 2.0},
        "rich": {"hire": ["stone_3", "stone_1"], "quality": 0.9, "staff": 0.0, "topic": (0.2, 0.9)},
    }
}
CARRIED = {"hire": [{"tier": "stone", "count": 3, "deal": 0.25}, {"tier": "stone", "deal": 0.5}]}
DEALS = {
    "bloggers": [{"name": "stone", "kind": "small", "count": 5, "followers": 10}],
    "deal__on": True,
    "deal__seekers": 0.5,
    "deal__discount": 0.3,
    "deal__days": 6.0,
    "plans": {"all": {**CARRIED, "posts": 2}},
    "rivals": {"other": {"hire": [{"tier": "stone", "count": 2, "deal": 0.4}], "posts": 3}},
}
CHEAP = {"cheap": {**RIVAL, "discount": 0.35, "discount_start_day": 2, "discount_days": 5.0}}

SETTINGS: dict[str, dict[str, Any]] = {
    "one rival": {},
    "two rivals": {"rivals": TWO},
    "not exclusive": {"rivals": TWO, "competition__exclusive": False},
    "everybody orders at once": {"buy__base": 50.0},
    "ticks": {"clock__ticks_per_day": 3},
    "relevance": {"rivals": TWO, "respond__relevance__on": True},
    "trust that learns": {"rivals": TWO, "remember__on": True, "respond__relevance__on": True},
    "attention": {"rivals": TWO, "attention__on": True, "attention__posts_read": 50.0},
    "serving and reviews": {**SOLD, **WELL_RUN},
    "serving without exclusive brands": {**SOLD, **WELL_RUN, "competition__exclusive": False},
    "rivals that sell without anything": {**SOLD, **WELL_RUN, "competition__alike": False},
    "deals of ours and of a rival's stones": {**SOLD, **DEALS},
    "fit alone": {"buy__fit": 2.0, "rivals": TWO},
    "a rival's discount": {"rivals": CHEAP},
    "discounts of all kinds": {**SOLD, **DEALS, "rivals": {**DEALS["rivals"], **CHEAP}, "deal__days": 4.0},
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", SETTINGS)
def test_engine_and_reference_agree_on_brands_that_compete(rule: str, name: str) -> None:
    plans = {"plans": hiring("stone_0", "stone_1"), "rivals": {"one": RIVAL}}
    busy = {**LIVELY, "see__visibility": 0.9, "respond__rate": 2.0, "reshare__share": 0.8}
    spec = scenario(**{**busy, **plans, "respond__rule": rule, **SETTINGS[name]})
    place = random_market(readers=80, followees=4.0, bloggers=5, audience=20, draw=5)
    totals = agree_in_trade(spec, place, luck=4)
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


SOLD_OUT = {"serve__on": True, "serve__capacity": 3.0, "serve__patience_days": math.inf, "clock__days": 20}


def twins(**changes: Any) -> sc.Run:
    """We and a rival each have 100 followers of our own, who all order at once."""
    ties = [(200 + brand, 100 * brand + reader, 0.5) for brand in (0, 1) for reader in range(100)]
    place = market(ties, people=202, bloggers=[200, 201], readers=200)
    rivals = {"other": {"hire": ["stone_1"], **changes.pop("other", {})}}
    return certain(place, plans=hiring("stone_0"), rivals=rivals, **{**SOLD_OUT, **changes})


def test_a_rival_serves_no_more_than_it_can() -> None:
    run = twins(other={"capacity": 4.0})
    assert (run.totals["served"], run.totals["rival_served"]) == (60, 80)
    assert (run.totals["waiting"], run.totals["rival_waiting"]) == (40, 20)
    assert twins(other={"capacity": math.inf}).totals["rival_served"] == 100
    alone = twins(competition__alike=False).totals
    assert (alone["rival_orders"], alone["rival_served"], alone["served"]) == (100, 0, 60)


def test_what_a_rival_does_badly_is_said_of_the_rival() -> None:
    sure = {"review__on": True, "review__noise": 0.0, "review__chance": 1.0, "review__warn": 1.0}
    run = twins(**sure, serve__capacity=math.inf, serve__quality=1.0, other={"quality": 0.0})
    ours, theirs = run.state.trades
    assert (set(ours.orders["stars"]), set(theirs.orders["stars"])) == ({5}, {1})
    assert run.totals["warned"] == run.totals["complaints"] == 0
    assert (theirs.orders["warned"] >= 0).all()


def test_a_rival_that_takes_something_off_the_price_sells_while_it_does() -> None:
    """Nobody pays the full price; less than two thirds of it, everybody does at once."""
    picky = {"buy__base": -400.0, "buy__deal": 1_200.0, "serve__capacity": math.inf}
    orders = twins(**picky, other={"discount": 0.4, "discount_days": 1.0}).state.trades[1].orders
    assert len(orders) == 100
    assert set(orders["discount"]) == {0.4}
    for late in ({"discount": 0.4, "discount_start_day": 1}, {"discount": 0.4, "discount_days": 0.0}):
        totals = twins(**picky, buy__consider_days=1, other=late).totals
        assert totals["orders"] == totals["rival_orders"] == 0


def test_a_discount_of_nothing_is_no_discount() -> None:
    none = {**RIVAL, "discount": 0.0, "discount_start_day": 1, "discount_days": 3.0}
    runs = [
        sc.run(
            scenario(**{**LIVELY, "plans": hiring("stone_0"), "rivals": {"one": rival}}),
            market=random_market(readers=100),
        )
        for rival in (RIVAL, none)
    ]
    assert (runs[0].counts == runs[1].counts).all()
    assert (runs[0].state.people == runs[1].state.people).all()


def test_rivals_that_have_nothing_to_be_alike_in_sell_the_same() -> None:
    place = random_market(readers=100)
    both = [
        sc.run(
            scenario(**LIVELY, plans=hiring("stone_0"), rivals=TWO, competition__alike=alike), market=place
        )
        for alike in (True, False)
    ]
    assert (both[0].counts == both[1].counts).all()
    assert (both[0].state.people == both[1].state.people).all()


VOTES = {"ask__on": True, "ask__close_chance": 0.6, "ask__other_chance": 0.2, "ask__reminding": 0.4}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("once", [True, False])
def test_engine_and_reference_agree_on_brands_that_ask_for_the_same_act(rule: str, once: bool) -> None:
    rivals = {name: {**rival, "asks": name != "two"} for name, rival in {**TWO, "three": RIVAL}.items()}
    plan = hiring("stone_0", "stone_1", posts=4)
    worn = {"ask__wear": 3.0, "ask__tiring": 0.7, "ask__once": once, "respond__rule": rule}
    place = random_market(readers=80, followees=4.0, bloggers=5, audience=20, draw=5)
    totals = agree(scenario(**LIVELY, **VOTES, **worn, plans=plan, rivals=rivals), place, luck=4)
    assert min(totals["acts"], totals["rival_acts"]) > 5


def test_a_reader_has_one_vote_for_all_brands_together() -> None:
    """Two brands reach the same 4,000 readers, who all vote: once each, and half of them for each."""
    ties = [(a, 2 + n, 0.5) for a in (0, 1) for n in range(4_000)]
    place = market(ties, people=4_002, bloggers=[0, 1])
    everybody = {"ask__on": True, "ask__close_chance": 1.0, "ask__other_chance": 1.0, "reshare__share": 0.0}
    rivals = {"other": {"hire": ["stone_1"], "asks": True}}
    contest = {"contest__on": True, "contest__nominees": 2, "contest__category": 2}
    run = certain(place, **everybody, **contest, plans=hiring("stone_0"), rivals=rivals)
    ours, theirs = run.totals["acts"], run.totals["rival_acts"]
    assert ours + theirs == 4_000
    assert abs(ours - 2_000) < 5 * math.sqrt(1_000)
    assert run.standing is not None
    assert run.standing.names == ("other",)
    assert run.totals["best_rival"] == theirs
    assert run.totals["rank_in_category"] == 1 + (theirs > ours)
    silent = certain(place, **everybody, plans=hiring("stone_0"), rivals={"other": {"hire": ["stone_1"]}})
    assert (silent.totals["acts"], silent.totals["rival_acts"]) == (4_000, 0)
