"""Networks of published studies as markets, and what one plan does to them with all else switched off."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import stonecast as sc
from stonecast.counts import COUNTS
from stonecast.network.csr import Network
from stonecast.network.market import BloggerRecord, Market

PLAIN = sc.load(Path(__file__).parent / "plain.toml")
ENGAGED = COUNTS.index("engaged")
Rows = NDArray[np.int64]


def placed(network: Network, hired: Sequence[int]) -> Market:
    """Everybody reads; these rows can be hired, as ``stone_0``, ``stone_1`` and so on."""
    bloggers = tuple(
        BloggerRecord(f"stone_{k}", "stone", "small", int(row), int(network.audience[row]), 1.0)
        for k, row in enumerate(hired)
    )
    return Market(
        network=network,
        positions=np.full((network.people, 2), 0.5),
        communities=np.zeros(network.people, np.int32),
        close=np.zeros(network.ties, np.bool_),
        bloggers=bloggers,
        readers=network.people,
        scale=1.0,
        seed=0,
    )


def spread(place: Market, *names: str, luck: int = 0, **changes: Any) -> Rows:
    """People active after each tick when these are hired."""
    spec = PLAIN.with_changes(plans={"all": {"hire": list(names)}}, **changes)
    counts = sc.run(spec, plan="all", luck=luck, market=place).counts
    return np.asarray(counts[:, ENGAGED].cumsum() + len(names))


def fraction(threshold: float, days: int = 200) -> dict[str, Any]:
    """Settings under which this share of the followees must speak, ever."""
    return {
        "respond__rule": "fraction",
        "respond__fraction": threshold,
        "respond__memory_days": math.inf,
        "clock__days": days,
    }


def sources(needed: int, days: int = 200) -> dict[str, Any]:
    """Settings under which so many different people must speak, ever."""
    return {
        "respond__rule": "sources",
        "respond__sources": needed,
        "respond__memory_days": math.inf,
        "clock__days": days,
    }


def waiting(hazard: float, **changes: Any) -> dict[str, Any]:
    """Settings under which every tie carries the message after an exponential time of this hazard a day."""
    tier = {"name": "stone", "kind": "small", "count": 1, "followers": 10, "platform": "slow"}
    return {
        "platforms": {"slow": {"half_life_days": math.log(2.0) / hazard}},
        "bloggers": [tier],
        "see__readers_platform": "slow",
        **changes,
    }


def from_pairs(pairs: NDArray[Any], people: int, *, directed: bool = False) -> Network:
    """The network of these pairs, each once, nobody with themselves."""
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    if not directed:
        pairs = np.concatenate([pairs, pairs[:, ::-1]])
    pairs = np.unique(pairs, axis=0)
    return Network.from_ties(pairs[:, 0], pairs[:, 1], people=people, trust=np.ones(len(pairs)))


def poisson(people: int, degree: float, *, directed: bool, seed: int) -> Network:
    """Random network: everybody speaks to Poisson(degree) others; undirected, or one way."""
    chance = np.random.default_rng(seed)
    pairs = chance.poisson(people * degree / (1 if directed else 2))
    return from_pairs(chance.integers(0, people, (pairs, 2)), people, directed=directed)


def audiences(kind: str, people: int, mean: float, *, seed: int) -> Rows:
    """How many others each speaks to: of this mean, more or less unequal.

    ``"geometric"`` (from 0), ``"negative binomial"`` (r = 1/2), ``"pareto"`` (tail exponent 1.2, at most
    everybody else; the mean is the one wanted after that cut; whole by a coin).
    """
    chance = np.random.default_rng(seed)
    if kind == "geometric":
        return chance.geometric(1.0 / (1.0 + mean), people) - 1
    if kind == "negative binomial":
        return chance.negative_binomial(0.5, 0.5 / (0.5 + mean), people)
    assert kind == "pareto"
    # E[min(m U^(-1/a), c)] = m a / (a - 1) - m^a c^(1 - a) / (a - 1) for a least value of m
    a, most, least = 1.2, people - 1, mean / 6.0
    for _ in range(100):
        least = (mean * (a - 1.0) + least**a * most ** (1.0 - a)) / a
    exact = np.minimum(least * (1.0 - chance.random(people)) ** (-1.0 / a), most)
    return np.floor(exact + chance.random(people)).astype(np.int64)


def speaking_to(audience: Rows, *, seed: int) -> Network:
    """Everybody speaks to so many different others, drawn from all alike."""
    chance = np.random.default_rng(seed)
    people = audience.size
    drawn = [chance.choice(people - 1, count, replace=False) for count in audience.tolist()]
    authors = np.repeat(np.arange(people), audience)
    followers = np.concatenate(drawn)
    followers += followers >= authors
    return Network.from_ties(authors, followers, people=people, trust=np.ones(authors.size))


def preferential(people: int, ties: int, *, seed: int) -> Network:
    """Barabasi and Albert's network: newcomers tie themselves to people in proportion to their ties."""
    chance = np.random.default_rng(seed)
    ends = list(range(ties)) * 2
    pairs = []
    for person in range(ties, people):
        chosen: set[int] = set()
        while len(chosen) < ties:
            chosen.add(ends[int(chance.integers(len(ends)))])
        pairs += [(person, other) for other in chosen]
        ends += [*chosen, *[person] * ties]
    return from_pairs(np.array(pairs), people)


def shuffled(network: Network, *, seed: int) -> Network:
    """A network in which everybody has as many ties, with partners drawn anew."""
    ends = np.random.default_rng(seed).permutation(np.repeat(np.arange(network.people), network.audience))
    return from_pairs(ends[: ends.size // 2 * 2].reshape(-1, 2), network.people)


def lattice(side: int) -> Rows:
    """Pairs on a square without borders where everybody has the 8 around them, shape (4 side², 2)."""
    x, y = np.divmod(np.arange(side * side), side)
    ahead = ((0, 1), (1, -1), (1, 0), (1, 1))
    ends = [(x + a) % side * side + (y + b) % side for a, b in ahead]
    return np.concatenate([np.column_stack([np.arange(side * side), end]) for end in ends])


def torus(side: int) -> Network:
    """The network of `lattice`."""
    return from_pairs(lattice(side), side * side)


def rewired(pairs: Rows, share: float, *, seed: int) -> Rows:
    """This share of the pairs exchange ends; everybody keeps as many ties, none is double or with oneself."""
    chance = np.random.default_rng(seed)
    pairs = pairs.copy()
    chosen = np.flatnonzero(chance.random(len(pairs)) < share)
    if chosen.size < 2:
        return pairs
    held = {(min(a, b), max(a, b)) for a, b in pairs.tolist()}
    for here, there in zip(chosen.tolist(), chance.permutation(chosen).tolist(), strict=True):
        a, b, c, d = *pairs[here].tolist(), *pairs[there].tolist()
        new = [(min(e), max(e)) for e in ((a, d), (c, b))]
        if here == there or a == d or c == b or new[0] == new[1] or held & set(new):
            continue
        held -= {(min(a, b), max(a, b)), (min(c, d), max(c, d))}
        held |= set(new)
        pairs[here], pairs[there] = (a, d), (c, b)
    return pairs
