"""Comparisons for tests of the report: one real small one, and what can go wrong made from it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from stonecast.campaign import TOTALS
from stonecast.scenario import Scenario, parse
from stonecast.study.compare import compare
from stonecast.study.comparison import Comparison

TEXT = """
name = "small_pond"
title = "A small pond <for tests>"
question = "Which stones?"
[clock]
days = 12
[market]
readers = 400
communities = 4
followees_mean = 8
[market.trust]
conversations = 20
[[bloggers]]
name = "big"
kind = "big"
count = 1
followers = 200
audience = "everywhere"
[[bloggers]]
name = "small"
kind = "small"
count = 12
followers = 20
[money]
currency = "EUR"
budget = 1000
fixed_cost = 5
price_per_follower = 1.0
revenue_per_order = 30
[respond]
rate = 1.5
[buy]
base = -3.0
[plans.one]
title = "One large stone"
hire = [{ tier = "big" }]
[plans.many]
title = "Many & small stones"
hire = [{ tier = "small", count = 6 }]
posts = 2
[plans.all]
hire = [{ tier = "small" }]
days_between_bloggers = 1
"""


def pond() -> Scenario:
    return parse(TEXT, where="small_pond.toml")


@cache
def duel() -> Comparison:
    """Three plans, twelve lucks, one market."""
    return compare(pond(), luck=12)


@cache
def clustered() -> Comparison:
    """Two plans on three markets."""
    return compare(pond(), plans=["one", "many"], luck=4, markets=3)


@cache
def single() -> Comparison:
    """Two plans under one luck: no interval is known."""
    return compare(pond(), plans=["one", "many"], luck=1)


@cache
def silent() -> Comparison:
    """Nobody sees anything: zeros, and shapes that are not defined."""
    return compare(pond().with_changes(see__visibility=0.0), luck=5)


@cache
def unpaid() -> Comparison:
    """Nobody is paid, in one plan or in all; prices are asked for in the other."""
    gift = {"fixed_cost": 0.0, "price_per_follower": 0.0}
    return compare(pond().with_changes(**{f"money__{name}": value for name, value in gift.items()}), luck=6)


def partly_unpaid() -> Comparison:
    """The first plan costs nothing."""
    one = duel()
    first, rest = one.plans[0], one.plans[1:]
    stones = tuple(replace(stone, fee=0.0, fixed_cost=0.0) for stone in first.stones)
    totals = one.totals.copy()
    totals[0, ..., TOTALS.index("cost")] = 0.0
    return replace(one, plans=(replace(first, stones=stones), *rest), totals=totals)


def identical() -> Comparison:
    """Two plans that bring exactly the same."""
    one = duel()
    totals, by_day = one.totals[[0, 0]], one.by_day[[0, 0]]
    return replace(one, plans=one.plans[:2], totals=totals, by_day=by_day, samples=one.samples[:2])


def constant() -> Comparison:
    """Every run of a plan brings the same number."""
    one = duel()
    totals = np.broadcast_to(one.totals[:, :, :1], one.totals.shape).copy()
    return replace(one, totals=totals)


def six() -> Comparison:
    """Six plans with long, odd titles."""
    one = duel()
    order = [0, 1, 2, 1, 0, 2]
    titles = [
        "One enormous stone thrown by the most famous celebrity of the whole country, twice",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        "$5 & $10 <b>stones</b> \\frac{1}{2}",
        "石を投げる 🪨",
        "a",
        "Hundreds of small stones, one after the other, over four weeks",
    ]
    plans = tuple(
        replace(one.plans[p], name=f"plan_{n}", title=title)
        for n, (p, title) in enumerate(zip(order, titles, strict=True))
    )
    factor = np.linspace(1.0, 1.5, 6).reshape(6, 1, 1, 1)
    samples = tuple(one.samples[p] for p in order)
    samples = tuple(replace(run, plan=plan) for run, plan in zip(samples, plans, strict=True))
    return replace(
        one, plans=plans, totals=one.totals[order] * factor, by_day=one.by_day[order], samples=samples
    )


def undefined() -> Comparison:
    """The deciding outcome is not defined in some runs."""
    one = silent()
    return replace(one, outcome="structural_virality")


def deciding(outcome: str) -> Comparison:
    """The small comparison, decided by another outcome."""
    assert outcome in TOTALS
    return replace(duel(), outcome=outcome)


ODD = {
    "duel": duel,
    "clustered": clustered,
    "single": single,
    "silent": silent,
    "identical": identical,
    "constant": constant,
    "six": six,
    "undefined": undefined,
    "profit": lambda: deciding("profit"),
    "orders": lambda: deciding("orders"),
    "depth": lambda: deciding("depth"),
}
"""Every comparison that a report must bear."""
