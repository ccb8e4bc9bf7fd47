"""Networks of published studies as markets, and what one plan does to them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from by_hand import CERTAIN, scenario
from stonecast import campaign
from stonecast.network.csr import Network
from stonecast.network.market import BloggerRecord, Market
from stonecast.state import COUNTS

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
    """People active after each tick when these are hired, all else certain."""
    told = {**CERTAIN, "plans": {"all": {"hire": list(names)}}, "clock__days": 200, **changes}
    counts = campaign.run(scenario(**told), plan="all", luck=luck, market=place).counts
    return np.asarray(counts[:, ENGAGED].cumsum() + len(names))


def poisson(people: int, degree: float, *, directed: bool, seed: int) -> Network:
    """Random network: everybody speaks to Poisson(degree) others; undirected, or one way."""
    chance = np.random.default_rng(seed)
    pairs = chance.poisson(people * degree / (1 if directed else 2))
    return from_pairs(chance.integers(0, people, (pairs, 2)), people, directed=directed)


def from_pairs(pairs: NDArray[Any], people: int, *, directed: bool = False) -> Network:
    """The network of these pairs, each once, nobody with themselves."""
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    if not directed:
        pairs = np.concatenate([pairs, pairs[:, ::-1]])
    pairs = np.unique(pairs, axis=0)
    return Network.from_ties(pairs[:, 0], pairs[:, 1], people=people, trust=np.ones(len(pairs)))


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


def torus(side: int) -> Network:
    """Everybody tied to the 8 around them on a square without borders."""
    x, y = np.divmod(np.arange(side * side), side)
    steps = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if a or b]
    pairs = [
        np.column_stack([np.arange(side * side), (x + a) % side * side + (y + b) % side]) for a, b in steps
    ]
    return from_pairs(np.concatenate(pairs), side * side, directed=True)


def waiting(hazard: float, **changes: Any) -> dict[str, Any]:
    """Settings under which every tie carries the message after an exponential time of this hazard a day."""
    tier = {"name": "stone", "kind": "small", "count": 1, "followers": 10, "platform": "slow"}
    return {
        "platforms": {"slow": {"half_life_days": math.log(2.0) / hazard}},
        "bloggers": [tier],
        "see__readers_platform": "slow",
        **changes,
    }
