"""Exact results of the theory of spreading (A2, A6, A7, A8, A20 of docs/theory.md), within sampling error.

Every tolerance is four standard errors of the simulated mean (a false alarm once in 16,000), seeds fixed.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta as beta_law

import stonecast as sc
from stonecast.network.build import build_market
from stonecast.network.csr import Network

SIGMAS = 4.0


def random_network(people: int, mean_degree: float, *, undirected: bool, seed: int) -> Network:
    """Erdos-Renyi network: people * mean_degree / 2 pairs (undirected) or people * mean_degree ties."""
    rng = np.random.default_rng(seed)
    pairs = int(people * mean_degree / (2 if undirected else 1))
    one, other = rng.integers(0, people, (2, pairs))
    if undirected:
        one, other = np.concatenate([one, other]), np.concatenate([other, one])
    return Network.from_ties(one, other, people=people)


def with_stones(network: Network, followers: list[int], *, seed: int) -> tuple[Network, list[int]]:
    """Add one author per entry with so many followers, all different people, following nobody."""
    rng = np.random.default_rng(seed)
    audience = rng.choice(network.people, sum(followers), replace=False)
    stones = list(range(network.people, network.people + len(followers)))
    authors = np.concatenate([network.authors, np.repeat(stones, followers)])
    return Network.from_ties(authors, np.concatenate([network.followers, audience])), stones


def near(values: np.ndarray, expected: float) -> bool:
    error = values.std(ddof=1) / np.sqrt(values.size)
    return bool(abs(values.mean() - expected) <= SIGMAS * error)


@pytest.mark.parametrize(("c", "giant"), [(1.5, 0.58281), (2.0, 0.79681), (3.0, 0.94048)])
def test_a_cascade_is_bond_percolation(c: float, giant: float) -> None:
    """A2: a random seed reaches the giant component S with chance S: mean reach / N = S^2."""
    people, degree = 20_000, 4.0
    network = random_network(people, degree, undirected=True, seed=1)
    rng = np.random.default_rng(2)
    sizes = np.array(
        [
            sc.independent_cascade(network, c / degree, seeds=[int(seed)], runs=1, luck=luck)[0]
            for luck, seed in enumerate(rng.integers(0, people, 600))
        ]
    )
    large = sizes > 0.1 * people
    assert near(large.astype(float), giant)
    assert sizes[large].mean() / people == pytest.approx(giant, abs=0.006)
    assert near(sizes / people, giant * giant)


def test_below_the_tipping_point_a_cascade_has_mean_size_one_over_one_minus_c() -> None:
    """A2 / A1: c = .5 gives mean size 2."""
    network = random_network(20_000, 4.0, undirected=True, seed=3)
    seeds = np.random.default_rng(4).integers(0, 20_000, 4000)
    sizes = np.concatenate(
        [
            sc.independent_cascade(network, 0.125, seeds=[int(s)], runs=1, luck=luck)
            for luck, s in enumerate(seeds)
        ]
    )
    assert near(sizes.astype(float), 1 / (1 - 0.5 * (1 - 1 / 20_000)))


def test_linear_threshold_is_one_live_tie_per_person() -> None:
    """A6: drawing at most one live in-tie per person, with chance its weight, reaches the same law."""
    rng = np.random.default_rng(5)
    network = random_network(60, 3.0, undirected=False, seed=6)
    weights = rng.random(network.ties)
    total = np.bincount(network.followers, weights, minlength=60)
    weights *= 0.9 / np.maximum(total[network.followers], 1e-9)
    runs = 20_000
    threshold = sc.linear_threshold(network, weights, seeds=[0, 1], runs=runs, luck=1)
    live = np.array([_live_tie_reach(network, weights, [0, 1], rng) for _ in range(runs // 10)])
    error = np.hypot(threshold.std() / np.sqrt(runs), live.std() / np.sqrt(live.size))
    assert abs(threshold.mean() - live.mean()) <= SIGMAS * error
    for quantile in (0.25, 0.5, 0.75):
        at = np.quantile(threshold, quantile)
        share, other = (threshold <= at).mean(), (live <= at).mean()
        assert (
            abs(share - other) <= SIGMAS * np.sqrt(share * (1 - share) * (1 / runs + 1 / live.size)) + 1e-12
        )


def _live_tie_reach(network: Network, weights: np.ndarray, seeds: list[int], rng: np.random.Generator) -> int:
    offsets, ties = network.incoming
    authors = network.authors
    parent = np.full(network.people, -1)
    for person in range(network.people):
        mine = ties[offsets[person] : offsets[person + 1]]
        pick = np.searchsorted(np.cumsum(weights[mine]), rng.random())
        if pick < mine.size:
            parent[person] = authors[mine[pick]]
    reached = set(seeds)
    grew = True
    while grew:
        new = {p for p in range(network.people) if p not in reached and parent[p] in reached}
        reached |= new
        grew = bool(new)
    return len(reached)


def test_on_a_path_linear_threshold_is_geometric() -> None:
    """A6: on a path with weight b every step goes on with chance b: P(size >= k) = b^(k-1)."""
    path = Network.from_ties(np.arange(30), np.arange(1, 31))
    sizes = sc.linear_threshold(path, 0.6, seeds=[0], runs=40_000, luck=3)
    for k in range(2, 8):
        expected = 0.6 ** (k - 1)
        assert abs((sizes >= k).mean() - expected) <= SIGMAS * np.sqrt(expected * (1 - expected) / 40_000)


@pytest.mark.parametrize("stones", [1, 10, 100, 1000])
def test_one_stone_equals_many_when_response_is_equal(stones: int) -> None:
    """A7: E[size] = s + F p / (1 - R), whatever the number of stones; R = p <k_in k_out> / <k>."""
    followers, p = 2000, 0.05
    network = random_network(100_000, 8.0, undirected=False, seed=7)
    fresh = float((network.followees * network.audience).mean() / network.followees.mean())
    pond, rows = with_stones(network, [followers // stones] * stones, seed=8)
    sizes = sc.independent_cascade(pond, p, seeds=rows, runs=1500, luck=9)
    audience_spread = 1 + p * float(network.audience.mean()) / (1 - p * fresh)
    assert near(sizes.astype(float), stones + followers * p * audience_spread)


@pytest.mark.parametrize(("k", "chance"), [(1, 0.398), (2, 0.638), (4, 0.869), (8, 0.983), (12, 0.998)])
def test_a_large_outbreak_depends_on_the_followers_alone(k: int, chance: float) -> None:
    """A8: P(large outbreak) = 1 - v^K, K = followers of all seeds, v = .60159 at z = 4, T = .5."""
    network = random_network(10_000, 4.0, undirected=True, seed=10)
    runs = 0
    large = {1: [], k: []}
    for draw in range(60):
        for stones in {1, k}:
            pond, rows = with_stones(network, [k // stones] * stones, seed=100 + draw)
            sizes = sc.independent_cascade(pond, 0.5, seeds=rows, runs=25, luck=draw)
            large[stones].append((sizes > 1000).mean())
        runs += 25
    exact = 1 - 0.60159**k
    assert exact == pytest.approx(chance, abs=5e-4)
    for shares in large.values():
        error = max(np.std(shares, ddof=1) / np.sqrt(len(shares)), np.sqrt(exact * (1 - exact) / runs))
        assert abs(np.mean(shares) - exact) <= SIGMAS * error


def test_the_spread_of_a_portfolio_falls_with_the_root_of_its_stones() -> None:
    """A20: n independent bloggers with coefficient of variation c have c / sqrt(n) together."""
    n, fans = 64, 12
    authors = np.repeat(np.arange(n), fans)
    stars = Network.from_ties(authors, np.arange(n, n + n * fans))
    one = sc.independent_cascade(stars, 0.3, seeds=[0], runs=6000, luck=1) - 1
    all_of_them = sc.independent_cascade(stars, 0.3, seeds=range(n), runs=6000, luck=1) - n
    alone = [sc.independent_cascade(stars, 0.3, seeds=[i], runs=50, luck=1) - 1 for i in range(n)]
    assert np.array_equal(np.sum(alone, axis=0), all_of_them[:50]), "disjoint ripples add up exactly"
    ratio = (one.std() / one.mean()) / (all_of_them.std() / all_of_them.mean())
    assert ratio == pytest.approx(np.sqrt(n), rel=0.04)


@pytest.mark.parametrize("stones", [1, 5, 20, 100])
def test_engaged_people_follow_from_conversations_alone(stones: int) -> None:
    """E[engaged] = F p_other + close (p_close - p_other), close = min(c F, s K), when nobody reshares."""
    followers, rate, capacity, share = 4000, 0.5, 100, 0.2
    spec = sc.load("null_pond").with_changes(
        market__readers=followers,
        market__partitioned=followers,
        market__followees_mean=2,
        market__trust={"conversations": capacity, "close_share": share},
        bloggers=({"name": "stones", "kind": "small", "count": stones, "audience": "partition"},),
        plans={"all": {"hire": ({"tier": "stones"},)}},
        compare={"plans": ()},
        respond__rate=rate,
        see__visibility=1.0,
        reshare__share=0.0,
    )

    def chance(a: int, b: int) -> float:
        return quad(lambda t: (1 - np.exp(-rate * t)) * beta_law.pdf(t, a, b), 0, 1)[0]

    close = min(share * followers, stones * capacity)
    expected = followers * chance(2, 5) + close * (chance(6, 2) - chance(2, 5))
    engaged = []
    for seed in range(12):
        market = build_market(spec, seed=seed)
        assert market.close[market.network.offsets[market.readers] :].sum() == close
        engaged.append(
            np.mean(
                [sc.run(spec, plan="all", luck=luck, market=market).totals["engaged"] for luck in range(15)]
            )
        )
    assert near(np.array(engaged), expected)
