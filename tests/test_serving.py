"""Serving: exact laws, limits, neutral values; and considering day by day."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import stonecast as sc
from by_hand import FOUR, LIVELY, RULES, hiring, random_market, scenario
from shops import AT_ONCE, JUDGED, Nobody, play, star
from stonecast.counts import COUNTS
from stonecast.phases.serve import serve
from stonecast.state import State
from stonecast.trade import LEFT, SERVED, WAITING

FIRST = slice(0, COUNTS.index("posts") + 1)
EAGER = {**LIVELY, "plans": hiring(*FOUR), "buy__base": -1.5}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("ticks", [1, 3])
def test_unlimited_serving_changes_nothing_but_names_it(rule: str, ticks: int) -> None:
    lively = {**EAGER, "respond__rule": rule, "clock__ticks_per_day": ticks, "money__revenue_per_order": 3.0}
    place = random_market()
    without, served = (play(place, **lively, serve__on=on) for on in (False, True))
    assert (without.counts[:, FIRST] == served.counts[:, FIRST]).all()
    assert served.totals["served"] == served.totals["orders"] > 5
    assert served.totals["left"] == served.totals["waiting"] == 0
    assert served.totals["revenue"] == without.totals["revenue"]


@pytest.mark.parametrize("capacity", [1, 7, 30, 60])
@pytest.mark.parametrize("days", [1, 4, 12])
def test_served_is_the_smaller_of_demand_and_all_capacity(capacity: int, days: int) -> None:
    run = play(
        star(100), **AT_ONCE, serve__capacity=capacity, serve__patience_days=math.inf, clock__days=days
    )
    assert run.totals["served"] == min(100, capacity * days)
    assert run.totals["left"] == 0


def test_demand_by_chance_with_loss_is_served_as_theory_says() -> None:
    rate, capacity, days = 5.0, 4, 3000
    demand = np.random.default_rng(3).poisson(rate, days)
    spec = scenario(
        **{**AT_ONCE, "clock__days": days, "serve__capacity": capacity, "serve__patience_days": 0.0}
    )
    state = State(spec, star(10), 0, Nobody())
    trade = state.trades[0]
    for day in range(days):
        state.tick = day
        turns = np.arange(demand[day])
        new = trade.take(np.zeros(demand[day], np.int32), number=turns, ordered=day, turn=turns)
        trade.queue = np.concatenate([trade.queue, new])
        serve(state)
    served = state.counts[:, COUNTS.index("served")]
    assert (served == np.minimum(demand, capacity)).all()
    chance = [math.exp(-rate) * rate**k / math.factorial(k) for k in range(60)]
    mean = sum(min(k, capacity) * p for k, p in enumerate(chance))
    spread = sum((min(k, capacity) - mean) ** 2 * p for k, p in enumerate(chance)) ** 0.5
    assert abs(served.mean() - mean) < 4 * spread / math.sqrt(days)
    assert state.counts[:, COUNTS.index("left")].sum() == demand.sum() - served.sum()


def test_capacity_is_divided_by_the_scale_and_keeps_its_mean() -> None:
    spec = scenario(**{**AT_ONCE, "clock__days": 2000, "serve__capacity": 120.0, "scale": 400.0})
    place = replace(star(2000), scale=400.0)
    run = sc.run(spec.with_changes(serve__patience_days=math.inf), plan="all", market=place)
    daily = run.counts[:, COUNTS.index("served")]
    assert set(daily.tolist()) == {0, 1}
    assert abs(daily.mean() - 0.3) < 4 * math.sqrt(0.21 / 2000)


def test_the_earliest_day_is_served_first_and_customers_first_if_wanted() -> None:
    run = play(star(30), **AT_ONCE, serve__capacity=7, serve__patience_days=2.0)
    orders = run.orders
    assert sorted(orders.ended[orders.fate == SERVED]) == [0] * 7 + [1] * 7 + [2] * 7
    first = orders[orders.fate == SERVED].sort_values("turn")
    assert (first.ended.diff().dropna() >= 0).all()
    assert (orders.ended[orders.fate == LEFT] == 2).all()


def test_customers_are_served_before_new_ones_if_wanted() -> None:
    back = {**JUDGED, "come_back__on": True, "come_back__base": 900.0, "serve__capacity": 5, "clock__days": 4}
    patient = {"serve__patience_days": math.inf}
    shares = []
    for first in (False, True):
        orders = play(star(60), **back, **patient, serve__faithful_first=first).orders
        served = orders[(orders.fate == SERVED) & (orders.ended > 0)]
        shares.append((served.number > 0).mean())
    assert shares == [0.0, 1.0]


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from([0.0, 0.4, 2.7, 9.0, math.inf]),
    st.sampled_from([0.0, 1.0, 3.5, math.inf]),
    st.integers(1, 3),
    st.sampled_from([-3.0, 0.0]),
    st.booleans(),
    st.integers(0, 10**6),
)
def test_no_order_is_lost(
    capacity: float, patience: float, ticks: int, base: float, back: bool, luck: int
) -> None:
    run = play(
        random_market(readers=150, audience=60),
        luck=luck,
        **{
            **LIVELY,
            "buy__base": base,
            "clock__ticks_per_day": ticks,
            "serve__on": True,
            "serve__capacity": capacity,
            "serve__patience_days": patience,
            "review__on": back,
            "come_back__on": back,
            "come_back__base": 1.0,
            "come_back__period_days": 5.0,
        },
    )
    named = {what: run.counts[:, COUNTS.index(what)] for what in ("orders", "served", "left", "waiting")}
    gone = named["served"].cumsum() + named["left"].cumsum()
    assert (named["orders"].cumsum() == gone + named["waiting"]).all()
    fates = run.orders.fate
    assert named["waiting"][-1] == (fates == WAITING).sum()
    assert (named["served"].sum(), named["left"].sum()) == ((fates == SERVED).sum(), (fates == LEFT).sum())


SILENT = {
    "serve__on": True,
    "review__on": True,
    "review__praise": 0.0,
    "review__warn": 0.0,
    "buy__stars": 0.0,
    "review__chance": 1.0,
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    "neutral",
    [{"deal__on": True, "deal__discount": 0.0, "deal__seekers": 0.0}, SILENT],
    ids=["a deal of nothing", "customers who keep silent"],
)
def test_considering_day_by_day_is_what_is_settled_beforehand(rule: str, neutral: dict[str, Any]) -> None:
    for ticks in (1, 3):
        lively = {**EAGER, "respond__rule": rule, "clock__ticks_per_day": ticks, "clock__days": 25}
        plain = play(random_market(), **lively)
        daily = play(random_market(), **lively, **neutral)
        assert (plain.counts[:, FIRST] == daily.counts[:, FIRST]).all()
        assert (plain.state.people == daily.state.people).all()
        assert plain.totals["orders"] > 5


def test_a_better_name_sells_more_and_every_warning_sells_less() -> None:
    place = random_market(readers=3000, audience=700)
    liked = play(place, **LIVELY, **{**SILENT, "review__stars": 5.0, "buy__stars": 1.0})
    plain = play(place, **LIVELY, **SILENT)
    shunned = play(place, **LIVELY, **{**SILENT, "review__stars": 1.0, "buy__stars": 1.0})
    assert liked.totals["orders"] > plain.totals["orders"] > shunned.totals["orders"]
