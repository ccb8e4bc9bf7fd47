"""Facts about what becomes of posts: cascades, their shapes, and who is passed on."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
from fact import market_of, more, runs
from numpy.typing import NDArray
from scipy.stats import spearmanr

import stonecast as sc

LARGE = 100
"""Size from which a cascade counts as large (Goel et al. 2016)."""

SHAPED = 30
"""Size from which shapes are looked at: those of 100 and more are too few here."""

MORE = 15
"""Cascades are very unequal: so many times the lucks of other facts."""

CALIBRATED = {"reshare__share": 0.156}
"""One delivered post in 318 is passed on, over all ties and not only those that are not close."""

DIVIDED = {"attention__on": True}


def _organic_spec(**changes: Any) -> sc.Scenario:
    """Posts of ordinary people, with the audience of ordinary people."""
    return sc.load("mom_bloggers").with_changes(
        bloggers=[{"name": "ordinary", "kind": "small", "count": 1000, "followers": 400, "price": 0}],
        message__sponsored=False,
        **{"community__on": False, **changes},
        money__fixed_cost=0.0,
        plans={"all": {"hire": [{"tier": "ordinary"}]}},
        compare={},
    )


def _passed(run: sc.Run) -> tuple[Any, NDArray[np.bool_]]:
    """The ripple of a run, and which of its people are authors or passed it on."""
    ripple = run.ripple
    return ripple, np.isin(ripple.people, np.concatenate([[-1], *run.state.campaign.passed_on]))


@cache
def _organic(lucks: range, changes: tuple[tuple[str, Any], ...] = ()) -> dict[str, float]:
    """What becomes of each post: how many pass it on, and how far from the author."""
    sizes, depths, shown, passing = [], [], 0.0, 0.0
    large: list[tuple[float, float, float]] = []
    for run in runs(_organic_spec(**dict(changes)), "all", lucks):
        ripple, passed = _passed(run)
        sizes.append(1 + np.bincount(ripple.stone[passed], minlength=ripple.parents.size)[ripple.roots])
        depths.append(ripple.depth[passed])
        shown += run.totals["impressions"]
        passing += run.totals["reshared"]
        large += [_shape(ripple, passed, ripple.roots[k]) for k in np.flatnonzero(sizes[-1] >= SHAPED)]
    every, depth = np.concatenate(sizes), np.concatenate(depths)
    top = np.sort(every - 1)[::-1]
    shapes = np.array(large).reshape(-1, 3)
    return {
        "singletons": float((every == 1).mean()),
        "mean": float(every.mean()),
        "deep": float((depth > 3).mean()),
        "hop": float((depth == 1).mean()),
        "top": float(top[: top.size // 100].sum() / top.sum()),
        "large": float((every >= LARGE).mean()),
        "virality": float(np.median(shapes[:, 1])) if large else math.nan,
        "broadcast": float(np.median(shapes[:, 2])) if large else math.nan,
        "correlation": float(abs(spearmanr(shapes[:, 0], shapes[:, 1])[0])) if len(large) > 9 else math.nan,
    }


def _shape(ripple: Any, passed: NDArray[np.bool_], root: int) -> tuple[float, float, float]:
    """Size, structural virality and share of the largest broadcast of one cascade of passing on."""
    mine = np.flatnonzero((ripple.stone == root) & passed | (np.arange(passed.size) == root))
    place = {int(row): k for k, row in enumerate(mine)}
    below, n = np.ones(mine.size), mine.size
    children = np.zeros(n)
    for row in mine[np.argsort(-ripple.depth[mine], kind="stable")]:
        if row != root:
            up = place[int(ripple.parents[row])]
            below[up] += below[place[int(row)]]
            children[up] += 1
    apart = np.delete(below, place[int(root)])
    return float(n), float(2.0 * (apart * (n - apart)).sum() / (n * (n - 1))), float(children.max() / (n - 1))


def _changed(name: str, **changes: Any) -> Any:
    return lambda lucks: _organic(more(lucks, MORE), tuple(sorted(changes.items())))[name]


@cache
def _unequal(lucks: range, asleep: tuple[float, ...] = (0.0,)) -> tuple[NDArray[Any], NDArray[Any]]:
    """Authors whose audiences differ as people's do: followers, and passings on in each run.

    ``asleep`` are shares of followers who see nothing, dealt out among the authors of each size.
    """
    shares = (np.arange(40) + 0.5) / 40
    audiences = np.unique(np.round(100 * (1 - shares) ** (-1 / 1.28), -1)).astype(int)
    tiers = [
        {
            "name": f"of_{size}_{turn}",
            "kind": "small",
            "count": 25 // len(asleep),
            "followers": int(size),
            "price": 0,
            "hollow": share,
        }
        for size in audiences
        for turn, share in enumerate(asleep)
    ]
    spec = _organic_spec().with_changes(
        bloggers=tiers, plans={"all": {"hire": [{"tier": tier["name"]} for tier in tiers]}}
    )
    found = []
    for run in runs(spec, "all", lucks):
        ripple, passed = _passed(run)
        count = np.bincount(ripple.stone[passed], minlength=ripple.parents.size)[ripple.roots]
        found.append(count[np.argsort(ripple.people[ripple.roots])])
    return np.array([blogger.followers for blogger in market_of(spec, lucks).bloggers]), np.array(found)


def _fame(lucks: range, share: float, asleep: tuple[float, ...] = (0.0,)) -> float:
    """Rank correlation of followers and passings on, among this share of authors with most followers."""
    followers, found = _unequal(lucks, asleep)
    most = np.argsort(-followers, kind="stable")[: round(share * followers.size)]
    return float(spearmanr(followers[most], found.sum(axis=0)[most])[0])


def _predicted(lucks: range) -> float:
    """Share of the variance of one post's success that followers and past success explain."""
    followers, found = _unequal(lucks)
    past, now = found[:-1].mean(axis=0), found[-1].astype(float)
    known = np.column_stack([np.ones(now.size), np.log(followers), past])
    rest = now - known @ np.linalg.lstsq(known, now, rcond=None)[0]
    return float(1.0 - rest.var() / now.var())


@cache
def _talked_with(lucks: range, close_share: float = 0.2) -> tuple[float, float]:
    """Share of the people whom a reader follows that talk with them: mean and median over readers."""
    spec = sc.load("mom_bloggers").with_changes(market__trust__close_share=close_share)
    market = market_of(spec, lucks)
    network = market.network
    close = np.bincount(network.followers[market.close], minlength=network.people)[: market.readers]
    followees = network.followees[: market.readers]
    shares = close[followees > 0] / followees[followees > 0]
    return float(shares.mean()), float(np.median(shares))


@cache
def _attentive(lucks: range, changes: tuple[tuple[str, Any], ...] = ()) -> float:
    """How often the tenth who follow most are won by a post, over how often the half who follow least are."""
    spec = _organic_spec(**dict(changes))
    market = market_of(spec, lucks)
    net, told = market.network, np.zeros(market.network.people, np.bool_)
    told[net.followers[net.authors >= market.readers]] = True
    told[market.readers :] = False
    follows = net.followees
    many, few = (
        told & (follows >= np.quantile(follows[told], 0.9)),
        told & (follows <= np.median(follows[told])),
    )
    delivered = np.bincount(net.followers[net.authors >= market.readers], minlength=net.people)
    won = np.zeros(net.people)
    for run in runs(spec, "all", lucks):
        ripple = run.ripple
        won[ripple.people[ripple.depth == 1]] += 1
    return float((won[many].sum() / delivered[many].sum()) / (won[few].sum() / delivered[few].sum()))


MEASURES = {
    "unshared": _changed("singletons"),
    "cascade": _changed("mean"),
    "deep": _changed("deep"),
    "first_hand": _changed("hop"),
    "top": _changed("top"),
    "predicted": _predicted,
    "large": _changed("large"),
    "virality": _changed("virality"),
    "virality_and_size": _changed("correlation"),
    "broadcast": _changed("broadcast"),
    "fame": lambda lucks: _fame(lucks, 1.0),
    "fame_at_the_top": lambda lucks: _fame(lucks, 0.1),
    "talked_with": lambda lucks: _talked_with(lucks)[0],
    "talked_with_median": lambda lucks: _talked_with(lucks)[1],
    "divided": _attentive,
}
"""How each fact is measured: by how many lucks, to a number."""

TRIES = {
    "deep": {"calibrated": _changed("deep", **CALIBRATED)},
    "large": {
        "boards": _changed("large", community__on=True),
        "unequal": lambda lucks: float((_unequal(more(lucks, MORE))[1] + 1 >= LARGE).mean()),
    },
    "first_hand": {
        "calibrated": _changed("hop", **CALIBRATED),
        "attention": _changed("hop", **DIVIDED),
        "both": _changed("hop", **CALIBRATED, **DIVIDED),
        "boards": _changed("hop", community__on=True),
    },
    "fame_at_the_top": {"unequal": lambda lucks: _fame(lucks, 0.1, (0.0, 0.5, 0.8, 0.9, 0.98))},
    "broadcast": {"attention": _changed("broadcast", **DIVIDED)},
    "talked_with_median": {
        "mean": lambda lucks: _talked_with(lucks, 0.13)[1],
        "less": lambda lucks: _talked_with(lucks, 0.08)[1],
    },
    "divided": {"attention": lambda lucks: _attentive(lucks, tuple(DIVIDED.items()))},
}
"""The same measure with something changed, to find out why a fact fails."""
