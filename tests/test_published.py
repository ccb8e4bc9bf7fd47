"""Published results that must come out of the engine (R4, R9, R10, R14 and R19; the others are slow)."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from published.places import from_pairs, placed, preferential, shuffled, sources, spread, torus, waiting

import stonecast as sc
from stonecast.network.csr import Network


@pytest.mark.parametrize(("needed", "days"), [(1, 49), (2, 97), (3, 145)])
def test_a_torus_is_filled_in_as_many_steps_as_published(needed: int, days: int) -> None:
    """R10, Centola and Macy 2007: from a block of nine on 100 x 100 people with eight neighbours each."""
    side = 100
    block = [x * side + y for x in (49, 50, 51) for y in (49, 50, 51)]
    names = [f"stone_{k}" for k in range(9)]
    active = spread(placed(torus(side), block), *names, **sources(needed, days))
    assert active[-1] == side * side
    assert int((active < side * side).sum()) + 1 == days


def test_greedy_seeds_reach_at_least_what_theory_promises() -> None:
    """R4, Kempe, Kleinberg, Tardos 2003: on the same worlds at least 1 - 1/e of the best pair or triple."""
    for draw in range(15):
        chance = np.random.default_rng(draw)
        network = from_pairs(chance.integers(0, 12, (20, 2)), 12, directed=True)
        for k in (2, 3):
            best = max(reach(network, seeds) for seeds in combinations(range(12), k))
            assert reach(network, greedy(network, k, range(12))) >= (1 - 1 / math.e) * best


def reach(network: Network, seeds: tuple[int, ...], p: float = 0.3, runs: int = 32) -> float:
    return float(sc.independent_cascade(network, p, seeds=seeds, runs=runs).mean())


def greedy(
    network: Network, k: int, among: range | list[int], p: float = 0.3, runs: int = 32
) -> tuple[int, ...]:
    chosen: tuple[int, ...] = ()
    for _ in range(k):
        chosen += (max(among, key=lambda row: reach(network, (*chosen, row), p, runs)),)
    return chosen


def test_greedy_reaches_more_than_hubs_and_hubs_more_than_anybody() -> None:
    """R4 and R20: where ties are unequal, degree is a good rule and not the best one."""
    network = preferential(10_000, 2, seed=3)
    hubs = np.argsort(-network.audience, kind="stable").tolist()
    anybody = np.random.default_rng(4).integers(0, 10_000, (40, 5)).tolist()
    p = 0.05
    reached = [
        reach(network, greedy(network, 5, hubs[:15], p, 10_000), p, 20_000),
        reach(network, tuple(hubs[:5]), p, 20_000),
        float(np.mean([reach(network, tuple(set(rows)), p) for rows in anybody])),
    ]
    assert reached[0] > reached[1] > 2 * reached[2]


def test_a_few_more_random_seeds_reach_as_far_as_the_hubs() -> None:
    """R9, Akbarpour et al.: at most one more than theory (A9) needs for 99% of the reach of three hubs."""
    people, p = 10_000, 0.4
    network = shuffled(preferential(people, 3, seed=5), seed=5)
    degrees = np.bincount(network.audience) / people
    k = np.arange(degrees.size)

    def tail(x: float) -> float:
        return float((degrees * x**k).sum())

    u = 0.0
    for _ in range(500):
        passed = 1 - p + p * u
        u = float((k[1:] * degrees[1:] * passed ** (k[1:] - 1)).sum() / (k * degrees).sum())
    v = 1 - p + p * u
    needed = math.ceil(math.log(0.01) / math.log(tail(v)))
    hubs = np.argsort(-network.audience, kind="stable")[:3]
    most = reach(network, tuple(hubs.tolist()), p, 64)
    chance = np.random.default_rng(6)
    draws = [tuple(chance.choice(people, needed + 1, replace=False).tolist()) for _ in range(60)]
    few = float(np.mean([reach(network, draw, p, 16) for draw in draws]))
    assert few >= 0.99 * most
    assert most == pytest.approx((1 - tail(v)) * people, rel=0.02)
    alone = float(np.mean([reach(network, draw[:1], p, 16) for draw in draws]))
    assert alone < 0.99 * most


def test_hubs_win_because_they_take_part_more() -> None:
    """R14, Hinz et al. 2011: taking part that grows with the audience widens the lead of the hubs."""
    network = preferential(4_000, 2, seed=7)
    order = np.argsort(-network.audience, kind="stable")
    groups = [order[:20], np.random.default_rng(8).choice(order, 200, replace=False), order[-300:]]
    audience = network.audience[network.authors].astype(float)
    gains = []
    for part in (np.full(network.ties, 0.5), np.minimum(1.0, audience / 40)):
        chances = 0.08 * part
        won = [
            np.mean(
                [
                    sc.independent_cascade(network, chances, seeds=[int(row)], runs=16).mean() - 1
                    for row in rows
                ]
            )
            for rows in groups
        ]
        assert won[0] > won[1] > won[2]
        gains.append(won[0] / won[1])
    assert gains[1] > 1.5 * gains[0]


@pytest.mark.slow
def test_everybody_tied_to_everybody_is_the_bass_curve() -> None:
    """R19, Bass 1969: half are won after 6.55 years of p = .03 and q = .38, within 2% (here 800 people)."""
    people, p, q, year = 800, 0.03, 0.38, 25
    rows = np.arange(people)
    pairs = np.array(np.meshgrid(rows, rows)).reshape(2, -1).T
    place = placed(from_pairs(pairs, people + 1, directed=True), [people])
    ads = {"advertising__on": True, "advertising__chance_a_day": p / year}
    settings = waiting(q / people / year, **ads, clock__days=12 * year)
    halves = [
        float(np.searchsorted(spread(place, "stone_0", luck=luck, **settings), people / 2)) / year
        for luck in range(8)
    ]
    error = 2 * np.std(halves, ddof=1) / math.sqrt(len(halves))
    assert np.mean(halves) == pytest.approx(6.55, abs=0.02 * 6.55 + error)
