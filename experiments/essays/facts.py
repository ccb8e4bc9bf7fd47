"""Stylised facts of the field, measured on the default scenarios; nothing is tuned to them.

A fact has a range in which published measurements lie, and a function that measures it in this model.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

import stonecast as sc

LUCKS = 20


@dataclass(frozen=True)
class Fact:
    """A fact: what is said, by whom, the range it is expected in, and how it is measured."""

    says: str
    source: str
    low: float
    high: float
    measured: Callable[[int], float]


def measure(*, lucks: int | None) -> list[dict[str, Any]]:
    """Return every fact with what was measured, as plain data."""
    found = []
    for fact in FACTS:
        value = fact.measured(lucks or LUCKS)
        ok = fact.low <= value <= fact.high
        found.append(
            {
                "says": fact.says,
                "source": fact.source,
                "expected": _range(fact),
                "value": None if math.isnan(value) else value,
                "verdict": "not measured" if math.isnan(value) else "pass" if ok else "fail",
            }
        )
    return found


def _range(fact: Fact) -> str:
    if math.isinf(fact.high):
        return f"at least {fact.low:g}"
    return f"at most {fact.high:g}" if math.isinf(-fact.low) else f"{fact.low:g} to {fact.high:g}"


@cache
def _organic(lucks: int) -> dict[str, float]:
    """Posts of ordinary people, with the audience of ordinary people: what becomes of each."""
    spec = sc.load("mom_bloggers").with_changes(
        bloggers=[{"name": "ordinary", "kind": "small", "count": 1000, "followers": 400, "price": 0}],
        message__sponsored=False,
        money__fixed_cost=0.0,
        plans={"all": {"hire": [{"tier": "ordinary"}]}},
        compare={},
    )
    sizes, depths, hops = [], [], []
    for luck in range(lucks):
        run = sc.run(spec, plan="all", luck=luck, market=_market(spec))
        ripple = run.ripple
        passed = np.isin(ripple.people, np.concatenate([[-1], *run.state.campaign.passed_on]))
        sizes.append(1 + np.bincount(ripple.stone[passed], minlength=ripple.parents.size)[ripple.roots])
        depths.append(ripple.depth[passed])
        hops.append(ripple.depth[passed] == 1)
    every, depth, hop = np.concatenate(sizes), np.concatenate(depths), np.concatenate(hops)
    top = np.sort(every - 1)[::-1]
    return {
        "singletons": float((every == 1).mean()),
        "mean": float(every.mean()),
        "deep": float((depth > 3).mean()),
        "hop": float(hop.mean()),
        "top": float(top[: top.size // 100].sum() / top.sum()),
    }


_MARKETS: dict[str, Any] = {}


def _market(spec: sc.Scenario) -> Any:
    if spec.digest not in _MARKETS:
        _MARKETS.clear()
        _MARKETS[spec.digest] = sc.build_market(spec)
    return _MARKETS[spec.digest]


@cache
def _talked_with() -> tuple[float, float]:
    """Share of the people whom a reader follows that talk with them: mean and median over readers."""
    market = sc.build_market(sc.load("mom_bloggers"))
    network = market.network
    close = np.bincount(network.followers[market.close], minlength=network.people)[: market.readers]
    followees = network.followees[: market.readers]
    shares = close[followees > 0] / followees[followees > 0]
    return float(shares.mean()), float(np.median(shares))


@cache
def _rates(lucks: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Engaged followers per follower of bloggers of four sizes, each size posting alone."""
    counts = {1_000: 200, 10_000: 40, 100_000: 5, 1_000_000: 1}
    tiers = [
        {"name": f"of_{size}", "kind": "small", "count": count, "followers": size, "audience": "everywhere"}
        for size, count in counts.items()
    ]
    spec = sc.load("mom_bloggers").with_changes(
        bloggers=tiers,
        money__budget=1e9,
        plans={f"of_{size}": {"hire": [{"tier": f"of_{size}"}]} for size in counts},
        compare={},
    )
    rates = []
    for size, count in counts.items():
        runs = [sc.run(spec, plan=f"of_{size}", luck=luck, market=_market(spec)) for luck in range(lucks)]
        won = np.mean([(run.ripple.depth == 1).sum() for run in runs])
        rates.append(float(won) * spec.scale / (size * count))
    return tuple(counts), tuple(rates)


def _elasticity(lucks: int) -> float:
    sizes, rates = _rates(lucks)
    return float(np.polyfit(np.log(sizes), np.log(rates), 1)[0])


def _flat(lucks: int) -> float:
    _, rates = _rates(lucks)
    return rates[3] / rates[2]


FACTS = (
    Fact(
        "share of posts by ordinary people that nobody passes on",
        "Goel et al. 2012, 10.1145/2229012.2229058; Goel et al. 2016, 10.1287/mnsc.2015.2158",
        0.85,
        0.97,
        lambda lucks: _organic(lucks)["singletons"],
    ),
    Fact(
        "mean size of a cascade, the post and those who passed it on",
        "Bakshy et al. 2011, 10.1145/1935826.1935845",
        1.1,
        1.5,
        lambda lucks: _organic(lucks)["mean"],
    ),
    Fact(
        "share of those who passed it on that are more than 3 steps from the author",
        "Goel et al. 2012",
        -math.inf,
        0.05,
        lambda lucks: _organic(lucks)["deep"],
    ),
    Fact(
        "share of those who passed it on that had it from the author",
        "Kwak et al. 2010, 10.1145/1772690.1772751; Goel et al. 2012",
        0.8,
        0.98,
        lambda lucks: _organic(lucks)["hop"],
    ),
    Fact(
        "share of all passing on that the top hundredth of posts has",
        "heavy tails: Bakshy et al. 2011",
        0.2,
        1.0,
        lambda lucks: _organic(lucks)["top"],
    ),
    Fact(
        "share of followees who talk with a reader, mean",
        "Huberman, Romero, Wu 2009, arXiv 0812.1045",
        0.02,
        0.20,
        lambda _: _talked_with()[0],
    ),
    Fact(
        "the same, median",
        "Huberman, Romero, Wu 2009",
        0.02,
        0.10,
        lambda _: _talked_with()[1],
    ),
    Fact(
        "elasticity of the engagement rate in followers, 1,000 to 1 million",
        "trade tables by tier",
        -0.28,
        -0.08,
        _elasticity,
    ),
    Fact(
        "engagement rate at 1 million over that at 100,000 followers (flat beyond 20,000)",
        "HypeAuditor, 36,000 accounts",
        0.9,
        1.1,
        _flat,
    ),
)
