"""Quick cascades (``coins="quick"``): the readable twin bit for bit, and the law of a campaign's coins."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from by_chance import followers_of, small_networks
from reference import cascades
from stonecast.errors import InputError
from stonecast.kernels import worlds
from stonecast.network import Network
from stonecast.processes import independent_cascade, linear_threshold


def quick(net: Network, probability: Any, seeds: Any, runs: int, luck: int = 0, **more: Any) -> np.ndarray:
    return independent_cascade(net, probability, seeds=seeds, runs=runs, luck=luck, coins="quick", **more)


def twin(net: Network, probability: Any, seeds: list[int], runs: int, luck: int) -> list[int]:
    lists = followers_of(net)
    alike = probability != "weighted_cascade"
    if alike and probability >= worlds.LEAST:
        return [
            len(cascades.cascade_by_squares(lists, probability, seeds, luck=luck, run=run))
            for run in range(runs)
        ]
    per_tie = np.full(net.ties, probability) if alike else 1.0 / net.followees[net.followers]
    chance = dict(enumerate(per_tie.tolist()))
    return [
        len(cascades.cascade_by_hits(lists, chance, seeds, luck=luck, run=run, alike=alike))
        for run in range(runs)
    ]


def town(people: int = 400, ties: int = 1600, hub: int = 300, draw: int = 1) -> Network:
    """Random ties, and a hub whose row is cut into several pieces."""
    rng = np.random.default_rng(draw)
    a, b = rng.integers(0, people, (2, ties))
    fans = rng.choice(np.arange(1, people), hub, replace=False)
    return Network.from_ties(np.r_[a, np.zeros(hub, int)], np.r_[b, fans], people=people)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(small_networks(), st.data())
def test_quick_cascades_agree_with_the_readable_twin(net: Network, data: st.DataObject) -> None:
    seeds = data.draw(st.lists(st.integers(0, net.people - 1), max_size=4))
    luck = data.draw(st.integers(0, 2**32 - 1))
    for probability in (data.draw(st.floats(0, 0.9)), "weighted_cascade"):
        assert quick(net, probability, seeds, 4, luck).tolist() == twin(net, probability, seeds, 4, luck)


@pytest.mark.parametrize("probability", [0.02, 0.1, 0.3, 0.9, "weighted_cascade"])
def test_they_agree_where_rows_are_long_and_queues_fill(probability: Any) -> None:
    net = town()
    seeds = list(range(0, 400, 2))
    assert quick(net, probability, seeds, 12, 7).tolist() == twin(net, probability, seeds, 12, 7)


@pytest.mark.parametrize("probability", [0.03, 0.1, 0.5, "weighted_cascade"])
def test_the_law_is_that_of_the_coins_of_a_campaign(probability: Any) -> None:
    net, seeds, runs = town(), [0, 5, 9], 8_000
    a = quick(net, probability, seeds, runs, 3).astype(float)
    told = {"seeds": seeds, "runs": runs, "luck": 4, "coins": "campaign"}
    b = independent_cascade(net, probability, **told).astype(float)
    assert abs(a.mean() - b.mean()) < 4 * math.sqrt((a.var() + b.var()) / runs)
    edges = np.unique(np.quantile(np.r_[a, b], np.linspace(0, 1, 13)))
    x, y = (np.histogram(sizes, edges)[0].astype(float) for sizes in (a, b))
    chi, degrees = float(((x - y) ** 2 / (x + y)).sum()), x.size - 1
    assert chi < degrees + 4.5 * math.sqrt(2 * degrees)


@pytest.mark.parametrize("p", [0.01, 0.2, 0.8])
def test_of_many_followers_a_binomial_number_is_won(p: float) -> None:
    fans, runs = 150, 40_000
    star = Network.from_ties(np.zeros(fans, int), np.arange(1, fans + 1))
    won = quick(star, p, [0], runs, 5) - 1.0
    variance = fans * p * (1 - p)
    assert abs(won.mean() - fans * p) < 4 * math.sqrt(variance / runs)
    assert abs(won.var() / variance - 1) < 4 * math.sqrt((2 + 1 / variance) / runs)


def test_each_tie_passes_with_the_chance_of_its_follower() -> None:
    """Follower k of the hub is followed by nobody else on a path of k others, so 1 / (k + 1) win them."""
    fans, runs = 6, 30_000
    others = [(7 + k, 1 + i) for i in range(fans) for k in range(i)]
    net = Network.from_ties(*np.array([(0, 1 + i) for i in range(fans)] + others).T, people=20)
    assert net.followees[1 : 1 + fans].tolist() == [1, 2, 3, 4, 5, 6]
    won = quick(net, "weighted_cascade", [0], runs, 6)
    assert won.min() == 2
    chances = 1 / np.arange(1.0, fans + 1)
    error = math.sqrt((chances * (1 - chances)).sum() / runs)
    assert abs(won.mean() - 1 - chances.sum()) < 4 * error
    for i in range(1, fans):
        alone = Network.from_ties(*np.array([(0, 1 + i), (0, 1), *others]).T, people=20)
        p = 1 / (i + 1)
        share = (quick(alone, "weighted_cascade", [0], runs, 10 + i) == 3).mean()
        assert abs(share - p) < 4 * math.sqrt(p * (1 - p) / runs)


def test_neither_more_seeds_nor_a_larger_probability_reach_fewer() -> None:
    """Larger probabilities on the same side of .08, where the way to draw changes."""
    net = town(draw=2)
    for side in ((0.0, 0.02, 0.04, 0.06), (0.08, 0.1, 0.11, 0.3, 0.6, 0.9)):
        before = np.zeros(300, np.int64)
        for p in side:
            sizes = quick(net, p, [0, 4], 300)
            assert (sizes >= before).all()
            before = sizes
    for probability in (0.05, 0.1, "weighted_cascade"):
        before = np.zeros(300, np.int64)
        for seeds in ([4], [4, 8], [0, 4, 8], range(9)):
            sizes = quick(net, probability, seeds, 300)
            assert (sizes >= before).all()
            before = sizes


@pytest.mark.parametrize("probability", [0.05, 0.1, "weighted_cascade"])
def test_a_quick_run_is_the_same_among_many_and_on_any_number_of_threads(probability: Any) -> None:
    """Also past 255 runs, after which marks of earlier runs are wiped."""
    net = town()
    many = quick(net, probability, [1, 2], 600, 12)
    for workers in (2, 3):
        assert (quick(net, probability, [1, 2], 600, 12, workers=workers) == many).all()
    assert (quick(net, probability, [1, 2], 40, 12) == many[:40]).all()
    assert (quick(net, probability, [1, 2], 600, 13) != many).any()


def test_other_probabilities_toss_the_coins_of_a_campaign() -> None:
    net = town()
    per_tie = np.linspace(0, 0.3, net.ties)
    for probability in (0.95, 1.0, per_tie):
        tossed = independent_cascade(net, probability, seeds=[0], runs=20, coins="campaign")
        assert (quick(net, probability, [0], 20) == tossed).all()


def test_unknown_coins_and_bad_probabilities_are_refused() -> None:
    with pytest.raises(InputError, match="'campaign', 'quick'"):
        independent_cascade(town(), 0.1, seeds=[0], coins="golden")
    for bad, said in ((-0.1, "-0.1"), (math.nan, "nan"), ("uniform", "weighted_cascade")):
        with pytest.raises(InputError, match=said):
            quick(town(), bad, [0], 1)


def test_an_empty_network_keeps_its_seeds() -> None:
    nobody = Network(np.zeros(4, np.int64), np.empty(0, np.int32))
    for probability in (0.1, "weighted_cascade"):
        assert quick(nobody, probability, [1, 2], 3).tolist() == [2, 2, 2]


PROGRAM = """
import json, sys
sys.path.insert(0, sys.argv[1])
from test_hits import sizes
print(json.dumps(sizes()))
"""


def sizes() -> list[list[int]]:
    """People reached by every process, by both kinds of coins, where a hub's row has several pieces."""
    net, told = town(120, 300, 90), {"seeds": [0, 3, 7], "runs": 10, "luck": 21}
    found = []
    for coins in ("campaign", "quick"):
        for probability in (0.03, 0.1, "weighted_cascade"):
            found.append(independent_cascade(net, probability, coins=coins, **told).tolist())
        found.append(linear_threshold(net, "uniform", coins=coins, **told).tolist())
    return found


def test_uncompiled_kernels_reach_the_same_people() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, str(Path(__file__).parent)],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == sizes()
