"""The engine and its readable twin agree exactly on orders and what becomes of them, one by one."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from by_hand import LIVELY, RULES, hiring, random_market, scenario
from reference.campaign import ReferenceModel
from reference.customers import Order
from reference.shop import Shop
from stonecast.counts import COUNTS
from stonecast.model import CampaignModel
from stonecast.network.market import Market
from stonecast.phases.come_back import brand_trust
from stonecast.scenario import Scenario
from stonecast.trade import Trade
from test_reference_agreement import compared, run_engine, run_reference

TRADE = tuple(COUNTS[COUNTS.index("served") : COUNTS.index("returned_full_price") + 1])

SERVE = {"serve__on": True, "serve__capacity": 2.3, "serve__patience_days": 2.0}
REVIEW = {**SERVE, "review__on": True, "serve__quality": 0.55}
DEAL = {"deal__on": True, "deal__days": 6.0, "deal__start_day": 1, "deal__seekers": 0.4}
BACK = {
    **REVIEW,
    "come_back__on": True,
    "come_back__period_days": 6.0,
    "come_back__base": -1.0,
    "serve__quality": 0.7,
}
ADVOCATE = {
    **BACK,
    "advocate__on": True,
    "advocate__days": 2.0,
    "advocate__trust": 0.5,
    "advocate__share": 0.9,
}
ANSWER = {
    **ADVOCATE,
    "answer__on": True,
    "answer__staff": 1.6,
    "answer__learning": 0.01,
    "review__patience_days": 2,
}

CARRIED = {
    "bloggers": [{"name": "stone", "kind": "small", "count": 3, "followers": 10}],
    "plans": {"all": {"hire": [{"tier": "stone", "count": 1, "deal": 0.6}, {"tier": "stone"}], "posts": 2}},
}
"""One stone of three carries a deal of its own."""

SETTINGS: dict[str, dict[str, Any]] = {
    "a limit": SERVE,
    "no patience": {**SERVE, "serve__patience_days": 0.0},
    "endless patience": {**SERVE, "serve__patience_days": math.inf},
    "nothing can be served": {**SERVE, "serve__capacity": 0.0},
    "somebody warns": {
        **REVIEW,
        "plans": hiring("stone_0", "stone_1", warnings=[{"blogger": "stone_2", "day": 1}]),
    },
    "a limit over ticks": {**SERVE, "clock__ticks_per_day": 3},
    "fit": {"buy__fit": 1.5},
    "fit of everybody": {"buy__fit": 1.5, "respond__relevance__width": math.inf},
    "deal": DEAL,
    "deal of another plan": {
        **DEAL,
        "plans": {**hiring("stone_0", "stone_1"), "other": {"hire": ["stone_2"]}},
        "deal__plans": ("other",),
    },
    "deal and limit": {**SERVE, **DEAL},
    "a deal that stones carry": CARRIED,
    "deals of all kinds": {**BACK, **DEAL, **CARRIED, "serve__faithful_first": True},
    "review": REVIEW,
    "review without noise": {**REVIEW, "review__noise": 0.0, "review__expectation_gap": 0.3},
    "loud customers": {**REVIEW, "review__warn": 1.0, "review__praise": 1.0, "review__patience_days": 0},
    "warnings that stop": {**REVIEW, "review__warn": 1.0, "review__refuse": 1.0, "review__refuse_trust": 0.1},
    "review over ticks": {**REVIEW, "clock__ticks_per_day": 2},
    "coming back": BACK,
    "coming back, no limit": {**BACK, "serve__capacity": math.inf},
    "coming back for deals": {**BACK, **DEAL, "deal__customers_only": True},
    "customers first": {**BACK, "serve__faithful_first": True},
    "certain return": {**BACK, "come_back__base": 900.0},
    "nothing is forgotten": {**BACK, "come_back__kept": 1.0},
    "advocates": ADVOCATE,
    "answers": ANSWER,
    "late answers": {**ANSWER, "answer__delay_days": 1, "answer__halving_days": 3.0},
    "too late answers": {**ANSWER, "answer__delay_days": 4},
    "answers to everybody": {**ANSWER, "answer__staff": math.inf, "clock__ticks_per_day": 2},
    "everything": {**ANSWER, **DEAL, "buy__fit": 0.7, "buy__stars": 0.8, "serve__faithful_first": True},
}


def engine(model: CampaignModel, trade: Trade) -> tuple[Any, ...]:
    """Orders, customers and stars of one brand."""
    spec, orders = model.spec, []
    for row in trade.orders:
        times = [
            None if row[name] < 0 else int(row[name]) for name in ("ended", "praised", "warned", "answered")
        ]
        fate = ("waiting", "served", "left")[row["fate"]]
        told = (
            float(row["discount"]),
            int(row["stars"]),
            bool(row["complained"]),
            float(row["satisfaction"]),
        )
        orders.append((int(row["reader"]), int(row["number"]), int(row["ordered"]), fate, *times, *told))
    people = None
    if trade.knows:
        known = trade.known
        rows = [row for row in range(len(known)) if known["orders"][row]]
        last = spec.clock.days - 1
        trusts = (
            brand_trust(model.state, trade, np.array(rows, np.int32), last)
            if spec.come_back.on
            else [None] * len(rows)
        )
        people = [
            (row, int(known["orders"][row]), int(known["warnings"][row]), bool(known["advocate"][row]), trust)
            for row, trust in zip(rows, trusts, strict=True)
        ]
    return sorted(orders), people, trade.stars(spec, model.market.scale)


def reference(model: ReferenceModel, shop: Shop) -> tuple[Any, ...]:
    """The same of the twin."""
    spec = model.spec
    known = {person.row: person.customers[shop.message] for person in model.people}
    customers = {row: customer for row, customer in known.items() if customer.orders}
    taken = [told(order) for customer in customers.values() for order in customer.orders]
    last = spec.clock.days - 1
    people = [
        (
            row,
            len(customer.orders),
            len(customer.warners),
            customer.advocate,
            shop.trust_of(model.people[row], last) if spec.come_back.on else None,
        )
        for row, customer in customers.items()
    ]
    keeps = spec.serve.on or spec.deal.on or spec.buy.fit != 0.0 or shop.carried or shop.cheap
    return sorted(taken) if spec.serve.on else [], people if keeps else None, shop.stars()


def told(order: Order) -> tuple[Any, ...]:
    return (
        order.reader.row,
        order.number,
        order.ordered,
        order.fate,
        order.ended,
        order.praised,
        order.warned,
        order.answered,
        order.discount,
        order.stars,
        order.complained,
        order.satisfaction if order.fate != "waiting" else 0.0,
    )


def agree_in_trade(spec: Scenario, place: Market, luck: int) -> dict[str, int]:
    """Fail where the two programs differ in any order, customer or count; return the totals."""
    model, twin = run_engine(spec, place, luck), run_reference(spec, place, luck)
    return {**compared(model, twin), **compared_in_trade(model, twin)}


def compared_in_trade(model: CampaignModel, twin: ReferenceModel) -> dict[str, int]:
    """The same of two runs that are over, brand by brand."""
    counts = [{what: int(tick[COUNTS.index(what)]) for what in TRADE} for tick in model.state.counts]
    counts_again = [{what: tick[what] for what in TRADE} for tick in twin.counts]
    wrong = [
        f"tick {tick}: {what} is {here[what]} in the engine, {there[what]} in the reference"
        for tick, (here, there) in enumerate(zip(counts, counts_again, strict=True))
        for what in TRADE
        if here[what] != there[what]
    ]
    assert not wrong, "\n".join(wrong[:40])
    for trade, shop in zip(model.state.trades, twin.shops.values(), strict=True):
        assert engine(model, trade) == reference(twin, shop)
    sums = {what: sum(tick[what] for tick in counts) for what in TRADE}
    return {**sums, "waiting": counts[-1]["waiting"]}


@pytest.mark.parametrize("name", SETTINGS)
def test_engine_and_reference_agree_exactly(name: str) -> None:
    spec = scenario(**{**LIVELY, "buy__base": -1.0, "plans": hiring("stone_0", "stone_1"), **SETTINGS[name]})
    place = random_market(readers=120, followees=5.0, bloggers=3, audience=40, draw=5)
    totals = agree_in_trade(spec, place, luck=11)
    assert totals["impressions"] > 0


@pytest.mark.parametrize("scale", [3.0, 40.0])
def test_engine_and_reference_agree_at_a_scale(scale: float) -> None:
    """Capacity, staff, what complaints teach and the reviews before are counted at full size."""
    sold = {**SETTINGS["everything"], "serve__capacity": 2.0 * scale, "buy__stars": 1.5}
    spec = scenario(**{**LIVELY, "buy__base": -1.0, "plans": hiring("stone_0", "stone_1"), **sold})
    place = random_market(readers=120, followees=5.0, bloggers=3, audience=40, draw=5)
    totals = agree_in_trade(spec, dataclasses.replace(place, scale=scale), luck=11)
    assert totals["served"] > 10


def test_agreement_is_about_something() -> None:
    lively = {**LIVELY, "buy__base": -1.0, "clock__days": 25, "plans": hiring("stone_0", "stone_1")}
    spec = scenario(**{**lively, **SETTINGS["everything"], "deal__days": 30.0, "serve__capacity": 4.0})
    place = random_market(readers=300, followees=6.0, bloggers=3, audience=90, draw=5)
    totals = agree_in_trade(spec, place, luck=3)
    assert totals["returned_full_price"] == 0
    assert min(totals[what] for what in TRADE[:-1]) >= 2, totals


OTHERS: dict[str, Any] = {
    "remember__on": True,
    "remember__discovery": 0.5,
    "message__sponsored": False,
    "converse__on": True,
    "converse__conversations": 3.0,
    "attention__on": True,
    "attention__posts_read": 20.0,
    "attention__trust_exponent": 1.0,
    "wear__on": True,
    "advertising__on": True,
    "advertising__chance_a_day": 0.02,
    "respond__relevance__on": True,
    "ask__on": True,
    "ask__reminding": 0.3,
    "platforms": {"blogs": {"half_life_days": 1.5}},
    "bloggers": [{"name": "stone", "kind": "small", "count": 1, "followers": 10, "platform": "blogs"}],
}
"""Mechanisms of seeing, asking and trust beside which things are sold."""


@pytest.mark.parametrize("rule", RULES)
def test_engine_and_reference_agree_with_all_mechanisms_on(rule: str) -> None:
    plan = hiring("stone_0", "stone_1", posts=2)
    sold = {**SETTINGS["everything"], "deal__days": 20.0, "serve__capacity": 4.0, "clock__days": 20}
    lively = {**LIVELY, "buy__base": -1.0, "plans": plan, "respond__rule": rule}
    place = random_market(readers=150, followees=6.0, bloggers=3, audience=60, draw=5)
    totals = agree_in_trade(scenario(**{**lively, **sold, **OTHERS}), place, luck=0)
    assert min(totals[what] for what in ("served", "warnings_heard", "returned", "conversations")) > 2


@st.composite
def trading(draw: st.DrawFn) -> dict[str, Any]:
    """Settings of everything that is sold, each chain of mechanisms cut where chance wills."""
    share = st.sampled_from([0.0, 0.3, 0.8, 1.0])
    depth = draw(st.integers(1, 5))
    switches = ("serve", "review", "come_back", "advocate", "answer")
    return {
        **{f"{name}__on": True for name in switches[:depth]},
        "clock__days": draw(st.integers(8, 16)),
        "clock__ticks_per_day": draw(st.sampled_from([1, 1, 2])),
        "buy__base": draw(st.sampled_from([-3.0, -1.0, 2.0])),
        "buy__stars": draw(st.sampled_from([0.0, 1.5])),
        "buy__fit": draw(st.sampled_from([0.0, 2.0])),
        "buy__consider_days": draw(st.integers(1, 6)),
        "serve__capacity": draw(st.sampled_from([0.0, 0.7, 3.0, 20.0, math.inf])),
        "serve__patience_days": draw(st.sampled_from([0.0, 1.0, 2.5, math.inf])),
        "serve__quality": draw(share),
        "serve__strain": draw(st.sampled_from([0.0, 0.15, 2.0])),
        "serve__faithful_first": draw(st.booleans()),
        "review__noise": draw(st.sampled_from([0.0, 0.23, 0.6])),
        "review__praise": draw(share),
        "review__warn": draw(share),
        "review__refuse": draw(share),
        "review__refuse_trust": draw(share),
        "review__patience_days": draw(st.integers(0, 3)),
        "deal__on": draw(st.booleans()),
        "deal__discount": draw(share),
        "deal__seekers": draw(share),
        "deal__start_day": draw(st.integers(0, 4)),
        "deal__days": draw(st.sampled_from([0.0, 3.0, math.inf])),
        "deal__customers_only": draw(st.booleans()),
        "come_back__base": draw(st.sampled_from([-3.0, 0.0, 50.0])),
        "come_back__period_days": draw(st.sampled_from([3.0, 20.0])),
        "come_back__kept": draw(st.sampled_from([1.0, 0.995, 0.5])),
        "advocate__days": draw(st.sampled_from([0.5, 3.0])),
        "advocate__trust": draw(share),
        "advocate__share": draw(share),
        "answer__staff": draw(st.sampled_from([0.0, 1.4, math.inf])),
        "answer__delay_days": draw(st.integers(0, 3)),
        "answer__learning": draw(st.sampled_from([0.0, 0.05, 1.0])),
        "respond__rule": draw(st.sampled_from(RULES)),
    }


@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(trading(), st.integers(0, 2**32 - 1), st.integers(1, 1000))
def test_engine_and_reference_agree_whatever_is_sold(changes: dict[str, Any], luck: int, draw: int) -> None:
    spec = scenario(**{**LIVELY, "plans": hiring("stone_0", "stone_1"), **changes})
    place = random_market(readers=80, followees=5.0, bloggers=2, audience=40, draw=draw)
    totals = agree_in_trade(spec, place, luck)
    assert totals["orders"] == totals["served"] + totals["left"] + totals["waiting"]
