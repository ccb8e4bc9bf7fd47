"""Facts about engagement, sales and service by size of audience, quality and price."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
from fact import more, runs

import stonecast as sc

COUNTS = {1_000: 200, 10_000: 40, 100_000: 5, 1_000_000: 1}
"""Bloggers of each size, each size posting alone."""

PLATFORM = {"platforms": {"feed": {"reach_exponent": 0.12}}}
"""Reach falls with followers as measured on Instagram (Minter.io 2019); above 10,000 followers only."""


@cache
def _sizes(lucks: range, feed: bool = False, changes: tuple[tuple[str, Any], ...] = ()) -> dict[str, Any]:
    """Engaged followers per follower, and money, of bloggers of four sizes."""
    platform = {"platform": "feed"} if feed else {}
    tiers = [
        {"name": f"of_{size}", "kind": "small", "count": count, "followers": size, "audience": "everywhere"}
        for size, count in COUNTS.items()
    ]
    spec = sc.load("mom_bloggers").with_changes(
        bloggers=[tier | platform for tier in tiers],
        money__budget=1e9,
        plans={f"of_{size}": {"hire": [{"tier": f"of_{size}"}]} for size in COUNTS},
        compare={},
        **(PLATFORM if feed else {}),
        **dict(changes),
    )
    rates, revenue, returns = [], [], []
    for size, count in COUNTS.items():
        found = np.array(
            [
                ((run.ripple.depth == 1).sum(), run.totals["revenue"], run.totals["cost"])
                for run in runs(spec, f"of_{size}", lucks)
            ]
        )
        won, earned, spent = found.mean(axis=0).tolist()
        rates.append(won * spec.scale / (size * count))
        revenue.append(earned / (size * count))
        returns.append(earned / spent)
    return {"rates": rates, "revenue": revenue, "returns": returns}


def _slope(values: list[float]) -> float:
    return float(np.polyfit(np.log(list(COUNTS)), np.log(values), 1)[0])


def _engagement(lucks: range, feed: bool = False, **changes: Any) -> float:
    return _slope(_sizes(lucks, feed, tuple(sorted(changes.items())))["rates"])


def _bend(lucks: range, feed: bool = False) -> float:
    """How the logarithm of engaged people bends with the logarithm of followers."""
    rates = _sizes(lucks, feed)["rates"]
    return float(np.polyfit(np.log(list(COUNTS)), np.log(rates) + np.log(list(COUNTS)), 2)[0])


def _flat(lucks: range) -> float:
    rates = _sizes(lucks)["rates"]
    return float(rates[3] / rates[2])


@cache
def _totals(
    name: str, plan: str, lucks: range, changes: tuple[tuple[str, Any], ...] = ()
) -> dict[str, float]:
    """Mean outcomes of a plan of a scenario as shipped, but for these changes."""
    made = [run.totals for run in runs(sc.load(name).with_changes(**dict(changes)), plan, lucks)]
    return {what: float(np.mean([one[what] for one in made])) for what in made[0]}


def _ratio(name: str, plan: str, one: str, other: str) -> Any:
    def measured(lucks: range) -> float:
        totals = _totals(name, plan, lucks)
        return totals[one] / totals[other]

    return measured


def _stars(lucks: range, step: float) -> float:
    """Change of orders when a brand has so many stars more than 3.5 from the start, and keeps them."""
    kept = (("review__stars_weight", 1e6),)
    usual = _totals("bad_review", "nobody_warns", lucks, kept)["orders"]
    changed = _totals("bad_review", "nobody_warns", lucks, (("review__stars", 3.5 + step), *kept))["orders"]
    return changed / usual - 1.0


def _answers(lucks: range) -> float:
    staffed = _totals("bad_review", "nobody_warns", lucks, (("answer__staff", 5),))
    return staffed["stars"] - _totals("bad_review", "nobody_warns", lucks)["stars"]


def _deal_stars(lucks: range, capacity: float | None = None) -> float:
    changes = () if capacity is None else (("serve__capacity", capacity),)
    on = (*changes, ("deal__on", True))
    off = (*changes, ("deal__on", False))
    one, other = (_totals("daily_deal", "deal_for_thousands", lucks, told)["stars"] for told in (on, off))
    return one - other


def _lift(lucks: range, **changes: Any) -> float:
    """Orders of a known brand with a celebrity over those without."""
    as_told = tuple(sorted(changes.items()))
    silent = (*as_told, ("message__appeal", 0.0))
    with_her = _totals("mega_brand", "one_large_stone", lucks, as_told)["orders"]
    return with_her / _totals("mega_brand", "one_large_stone", lucks, silent)["orders"] - 1.0


def _churn(lucks: range) -> float:
    """Share of the newcomers' followers that is gone after 30 days."""
    left = []
    for run in runs(sc.load("rise_and_fall"), "newcomers_today", lucks):
        table = run.bloggers[run.bloggers.tier == "newcomer"].groupby("day").followers.sum()
        left.append(1.0 - table[30] / table[0])
    return float(np.mean(left))


def _four_posts(lucks: range) -> float:
    spec = sc.load("mom_bloggers").with_changes(
        plans={
            f"posts_{posts}": {"hire": [{"tier": "celebrity"}], "posts": posts, "days_between_posts": 1}
            for posts in (1, 4)
        },
        money__budget=1e9,
        compare={},
    )
    one, four = (
        float(np.mean([(run.ripple.depth == 1).sum() for run in runs(spec, f"posts_{posts}", lucks)]))
        for posts in (1, 4)
    )
    return four / one


def _returns(lucks: range, **changes: Any) -> float:
    return _slope(_sizes(lucks, False, tuple(sorted(changes.items())))["returns"])


def _praise(lucks: range, **changes: Any) -> float:
    """Praise for each warning; warnings are rare."""
    totals = _totals("mom_bloggers", "hundreds_of_stones", more(lucks, 15), tuple(sorted(changes.items())))
    return totals["praised"] / totals["warned"]


STEEP = {"respond__trust_exponent": 1.9}
"""Trust of .8 works 50 times as well as trust of .1 (Bughin et al. 2010)."""

RANKED = {"attention__on": True, "attention__trust_exponent": 1.0}

ENDLESS = (("market__trust__conversations", math.inf),)
"""Every blogger, whatever the audience, talks with the same share of it."""

MEASURES = {
    "engagement_rate": _engagement,
    "engagement_flat": _flat,
    "engagement_bend": _bend,
    "revenue_per_follower": lambda lucks: _slope(_sizes(lucks)["revenue"]),
    "revenue_per_money": lambda lucks: _slope(_sizes(lucks)["returns"]),
    "exposures": _four_posts,
    "praise": _praise,
    "star_more": lambda lucks: _stars(lucks, 1.0),
    "star_less": lambda lucks: -_stars(lucks, -1.0) / _stars(lucks, 1.0),
    "answering": _answers,
    "deal_stars": _deal_stars,
    "deal_return": _ratio("daily_deal", "deal_for_thousands", "repeat_customers", "served"),
    "celebrity": _lift,
    "churn": _churn,
}
"""How each fact is measured: by how many lucks, to a number."""

TRIES = {
    "engagement_rate": {
        "reach": lambda lucks: _engagement(lucks, True),
        "trust": lambda lucks: _engagement(lucks, **STEEP),
        "both": lambda lucks: _engagement(lucks, True, **STEEP),
        "feed": lambda lucks: _engagement(lucks, True, **STEEP, **RANKED),
    },
    "engagement_bend": {"reach": lambda lucks: _bend(lucks, True)},
    "revenue_per_money": {
        "no_fixed_cost": lambda lucks: _returns(lucks, money__fixed_cost=0.0),
        "even": lambda lucks: _returns(lucks, money__fixed_cost=0.0, money__price_exponent=1.0),
    },
    "praise": {"nobody": lambda lucks: _praise(lucks, advocate__on=False)},
    "celebrity": {
        "year": lambda lucks: _lift(lucks, clock__days=365),
        "advertised": lambda lucks: _lift(lucks, advertising__chance_a_day=0.005),
    },
    "deal_stars": {
        "room": lambda lucks: _deal_stars(lucks, 300.0),
        "more_room": lambda lucks: _deal_stars(lucks, 1000.0),
    },
}
"""The same measure with something changed, to find out why a fact fails."""

CONTROLS = {
    "engagement_rate": {"endless": lambda lucks: _slope(_sizes(lucks, changes=ENDLESS)["rates"])},
    "revenue_per_follower": {"endless": lambda lucks: _slope(_sizes(lucks, changes=ENDLESS)["revenue"])},
}
"""The same measure without the mechanism that is to make it: nothing should be left."""
