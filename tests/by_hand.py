"""Small markets and scenarios for tests, made by hand and not by the market generator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from stonecast.network.conversation import hollow_ties
from stonecast.network.csr import Network
from stonecast.network.market import BloggerRecord, Market
from stonecast.scenario import Scenario, parse

BASE = """
name = "small"
[clock]
days = 12
[market]
readers = 1000
trust.conversations = 150
[[bloggers]]
name = "stone"
kind = "small"
count = 1
followers = 10
[buy]
on = false
[money]
budget = 1e9
fixed_cost = 10
[plans.all]
hire = [{ tier = "stone" }]
"""

_BASE = parse(BASE, where="small.toml")


def scenario(**changes: Any) -> Scenario:
    """The small scenario with changes, named as in `Scenario.with_changes`."""
    return _BASE.with_changes(**changes) if changes else _BASE


RULES = ("simple", "sources", "fraction", "reinforced")

LIVELY: dict[str, Any] = {
    "clock__days": 15,
    "see__visibility": 0.6,
    "respond__rate": 1.2,
    "respond__fraction": 0.25,
    "reshare__share": 0.5,
    "buy__on": True,
    "buy__base": -3.0,
}

FOUR = ["stone_0", "stone_1", "stone_2", "stone_3"]


def hiring(*names: str, **plan: Any) -> dict[str, Any]:
    return {"all": {"hire": list(names), **plan}}


CERTAIN = {
    "see__visibility": 1.0,
    "respond__rate": float("inf"),
    "respond__trust_exponent": 0.0,
    "reshare__share": 1.0,
}
"""Settings under which everybody who can be reached is won and passes it on."""


def market(
    ties: Iterable[tuple[int, int, float]],
    *,
    people: int,
    bloggers: Sequence[int],
    positions: Any = None,
    seed: int = 0,
    readers: int | None = None,
    kind: str = "small",
) -> Market:
    """A market of these ties (author, follower, trust).

    ``bloggers`` are rows that can be hired for 1 a post, named ``stone_0``, ``stone_1``, ...;
    ``readers`` is by default everybody.
    """
    rows = list(ties)
    authors = np.array([a for a, _, _ in rows], np.int64)
    followers = np.array([f for _, f, _ in rows], np.int64)
    network = Network.from_ties(authors, followers, people=people, trust=[t for _, _, t in rows])
    records = tuple(
        BloggerRecord(f"stone_{k}", "stone", kind, row, int(network.audience[row]), 1.0)
        for k, row in enumerate(bloggers)
    )
    return Market(
        network=network,
        positions=np.full((people, 2), 0.5) if positions is None else np.asarray(positions, np.float64),
        communities=np.zeros(people, np.int32),
        close=np.zeros(network.ties, np.bool_),
        bloggers=records,
        readers=people if readers is None else readers,
        scale=1.0,
        seed=seed,
    )


def random_market(
    *,
    readers: int = 300,
    followees: float = 5.0,
    bloggers: int = 6,
    audience: int = 30,
    draw: int = 1,
    seed: int = 0,
    trust: float | None = None,
) -> Market:
    """Readers who follow one another at random, and bloggers beside them whom random readers follow."""
    chance = np.random.default_rng(draw)
    count = int(readers * followees)
    ties = list(zip(chance.integers(0, readers, count), chance.integers(0, readers, count), strict=True))
    for row in range(readers, readers + bloggers):
        ties += [(row, follower) for follower in chance.choice(readers, audience, replace=False)]
    people = readers + bloggers
    places = chance.random((people, 2))
    trusts = chance.random(len(ties)) if trust is None else np.full(len(ties), trust)
    return market(
        [(int(a), int(f), float(t)) for (a, f), t in zip(ties, trusts, strict=True)],
        people=people,
        bloggers=range(readers, people),
        positions=places,
        seed=seed,
        readers=readers,
    )


def with_hollow(place: Market, share: float) -> Market:
    """The same market with this share of the bloggers' followers hollow."""
    net = place.network
    shares = np.zeros(net.people)
    shares[[blogger.row for blogger in place.bloggers]] = share
    return replace(place, hollow=hollow_ties(shares, net.offsets, net.followers, seed=place.seed))


def with_followers(place: Market, followers: int) -> Market:
    """The same market whose bloggers have so many followers at full size."""
    return replace(place, bloggers=tuple(replace(one, followers=followers) for one in place.bloggers))
