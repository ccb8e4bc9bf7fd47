"""Independent cascade and linear threshold: limits, order, the readable twin, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from by_chance import followers_of, small_networks
from by_hand import random_market, scenario
from reference import cascades
from stonecast import randomness as named
from stonecast.campaign import run
from stonecast.errors import InputError
from stonecast.network import Network
from stonecast.processes import independent_cascade, linear_threshold

Process = Callable[..., Any]


def network(people: int = 300, followees: int = 4, draw: int = 1) -> Network:
    chance = np.random.default_rng(draw)
    ends = chance.integers(0, people, (2, people * followees))
    return Network.from_ties(*ends, people=people)


def reachable(net: Network, seeds: list[int]) -> int:
    lists, found, queue = followers_of(net), set(seeds), list(seeds)
    while queue:
        for _, follower in lists.get(queue.pop(), ()):
            if follower not in found:
                found.add(follower)
                queue.append(follower)
    return len(found)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(small_networks(), st.data())
def test_independent_cascade_agrees_with_the_readable_twin(net: Network, data: st.DataObject) -> None:
    seeds = data.draw(st.lists(st.integers(0, net.people - 1), max_size=4))
    chances = np.array(data.draw(st.lists(st.floats(0, 1), min_size=net.ties, max_size=net.ties)))
    luck, lists = data.draw(st.integers(0, 2**32 - 1)), followers_of(net)
    one = chances[0] if net.ties else 0.5
    weighted = 1.0 / np.maximum(net.followees, 1)[net.followers]
    for given_as, per_tie in (
        (chances, chances),
        (one, np.full(net.ties, one)),
        ("weighted_cascade", weighted),
    ):
        twin = [
            len(
                cascades.independent_cascade(
                    lists, dict(enumerate(per_tie.tolist())), seeds, luck=luck, run=r
                )
            )
            for r in range(4)
        ]
        sizes = independent_cascade(net, given_as, seeds=seeds, runs=4, luck=luck, coins="campaign")
        assert sizes.tolist() == twin


@settings(max_examples=60, deadline=None, derandomize=True)
@given(small_networks(), st.data())
def test_linear_threshold_agrees_with_the_readable_twin(net: Network, data: st.DataObject) -> None:
    seeds = data.draw(st.lists(st.integers(0, net.people - 1), max_size=4))
    luck, lists = data.draw(st.integers(0, 2**32 - 1)), followers_of(net)
    followees = net.followees[net.followers].tolist()
    uniform = {tie: Fraction(1, f) for tie, f in enumerate(followees)}
    # Sixteenths are whole numbers of 2^-32, so both programs add them exactly.
    sixteenths = {tie: Fraction(data.draw(st.integers(0, 16)) // f, 16) for tie, f in enumerate(followees)}
    own = np.array([float(sixteenths[tie]) for tie in range(net.ties)])
    for given_as, weight in (("uniform", uniform), (own, sixteenths)):
        twin = [len(cascades.linear_threshold(lists, weight, seeds, luck=luck, run=r)) for r in range(4)]
        sizes = linear_threshold(net, given_as, seeds=seeds, runs=4, luck=luck, coins="campaign")
        assert sizes.tolist() == twin


def test_counts_of_very_many_followees_agree_with_the_readable_twin() -> None:
    """Above 2^14 followees the counts take four bytes each."""
    fans = 20_000
    a, b = np.r_[np.arange(1, fans + 1), np.zeros(5, int)], np.r_[np.zeros(fans, int), np.arange(1, 6) + fans]
    net, seeds = Network.from_ties(a, b), list(range(1, 10_001))
    uniform = {tie: Fraction(1, f) for tie, f in enumerate(net.followees[net.followers].tolist())}
    sizes = linear_threshold(net, "uniform", seeds=seeds, runs=20, luck=4, coins="campaign")
    lists = followers_of(net)
    assert sizes[:2].tolist() == [
        len(cascades.linear_threshold(lists, uniform, seeds, luck=4, run=r)) for r in range(2)
    ]
    assert set(sizes.tolist()) == {fans // 2, fans // 2 + 6}


def test_at_probability_nought_only_the_seeds_are_active() -> None:
    net = network()
    assert independent_cascade(net, 0.0, seeds=[3, 5, 5], runs=20).tolist() == [2] * 20
    assert linear_threshold(net, 0.0, seeds=[3, 5, 5], runs=20).tolist() == [2] * 20
    assert independent_cascade(net, 1.0, seeds=[], runs=3).tolist() == [0] * 3


@pytest.mark.parametrize("followees", [1, 2, 4])
def test_at_probability_one_everybody_who_can_be_reached_is(followees: int) -> None:
    net = network(followees=followees)
    for seeds in ([0], [17, 80, 200]):
        sizes = independent_cascade(net, 1.0, seeds=seeds, runs=5, luck=3)
        assert sizes.tolist() == [reachable(net, seeds)] * 5


def test_one_followee_who_counts_for_all_always_persuades() -> None:
    path = Network.from_ties(np.arange(9), np.arange(1, 10))
    assert linear_threshold(path, 1.0, seeds=[0], runs=50).tolist() == [10] * 50
    assert independent_cascade(path, "weighted_cascade", seeds=[0], runs=50).tolist() == [10] * 50


def test_chance_of_a_path_is_the_power_of_its_probability() -> None:
    path = Network.from_ties(np.arange(3), np.arange(1, 4))
    runs, p = 20_000, 0.6
    for sizes in (
        independent_cascade(path, p, seeds=[0], runs=runs, luck=8),
        linear_threshold(path, p, seeds=[0], runs=runs, luck=9),
    ):
        for length in (1, 2, 3):
            q = p**length
            assert abs((sizes > length).mean() - q) < 4 * math.sqrt(q * (1 - q) / runs)


@pytest.mark.parametrize("coins", ["quick", "campaign"])
@pytest.mark.parametrize("process", [independent_cascade, linear_threshold])
def test_adding_a_seed_never_loses_anybody(process: Process, coins: str) -> None:
    net = network(followees=3)
    before = np.zeros(200, np.int64)
    for k in range(1, 8):
        sizes = process(net, 1 / 40, seeds=range(0, 40 * k, 40), runs=200, luck=5, coins=coins)
        assert (sizes >= before + 0).all()
        assert sizes.sum() > before.sum()
        before = sizes


def test_a_larger_probability_never_reaches_fewer() -> None:
    net = network(followees=3)
    before = np.zeros(200, np.int64)
    for p in (0.0, 0.05, 0.2, 0.3, 0.31, 0.6, 1.0):
        sizes = independent_cascade(net, p, seeds=[1, 2, 3], runs=200, luck=5, coins="campaign")
        assert (sizes >= before).all()
        before = sizes
    per_tie = np.random.default_rng(4).random(net.ties)
    lower = independent_cascade(net, per_tie * 0.5, seeds=[1, 2], runs=200, luck=6)
    assert (independent_cascade(net, per_tie, seeds=[1, 2], runs=200, luck=6) >= lower).all()


def test_two_seeds_reach_at_most_what_each_reaches_alone_together() -> None:
    net = network(followees=3)
    reach = {
        seeds: independent_cascade(net, 0.3, seeds=seeds, runs=300, luck=7) for seeds in ((1,), (2,), (1, 2))
    }
    assert (reach[1, 2] <= reach[1,] + reach[2,]).all()
    assert (reach[1, 2] < reach[1,] + reach[2,]).any()


@pytest.mark.parametrize("coins", ["quick", "campaign"])
def test_a_number_an_array_and_weights_given_each_way_are_the_same(coins: str) -> None:
    net = network()
    told = {"seeds": range(20), "runs": 300, "luck": 2, "coins": coins}
    one = independent_cascade(net, 0.2, **told)
    assert (independent_cascade(net, np.full(net.ties, 0.2), **told) == one).all()
    per_follower = 1.0 / net.followees[net.followers]
    weighted = independent_cascade(net, "weighted_cascade", **told)
    uniform = linear_threshold(net, "uniform", **told)
    for array in (per_follower, per_follower.astype(np.float32)):
        assert (independent_cascade(net, array, **told) == weighted).all()
        assert (linear_threshold(net, array, **told) == uniform).all()
    assert one.std() > 0
    assert weighted.std() > 0
    assert uniform.std() > 0


def test_coins_are_quick_unless_those_of_a_campaign_are_asked_for() -> None:
    net, told = network(), {"seeds": range(20), "runs": 100, "luck": 2}
    for process, how in (
        (independent_cascade, 0.2),
        (independent_cascade, "weighted_cascade"),
        (linear_threshold, "uniform"),
    ):
        sizes = process(net, how, **told)
        assert (process(net, how, coins="quick", **told) == sizes).all()
        assert (process(net, how, coins="campaign", **told) != sizes).any()


@pytest.mark.parametrize("process", [independent_cascade, linear_threshold])
def test_a_run_is_the_same_among_many_and_on_any_number_of_threads(process: Process) -> None:
    net = network(followees=3)
    many = process(net, 1 / 40, seeds=range(30), runs=101, luck=12)
    for workers in (2, 3, 200):
        assert (process(net, 1 / 40, seeds=range(30), runs=101, luck=12, workers=workers) == many).all()
    for first in (0, 1, 7, 50):
        assert (process(net, 1 / 40, seeds=range(30), runs=first, luck=12) == many[:first]).all()
    assert (process(net, 1 / 40, seeds=reversed(range(30)), runs=101, luck=12) == many).all()
    assert (process(net, 1 / 40, seeds=range(30), runs=101, luck=13) != many).any()


@pytest.mark.parametrize("rate", [0.05, 0.2, 0.35, 1.0])
def test_a_campaign_with_everything_else_off_is_an_independent_cascade(rate: float) -> None:
    place = random_market(readers=400, followees=3.0, bloggers=5, audience=20)
    spec = scenario(
        clock__days=300,
        see__visibility=1.0,
        respond__rate=rate,
        respond__trust_exponent=0.0,
        reshare__share=1.0,
        plans={"all": {"hire": ["stone_0", "stone_3"]}},
    )
    p = 1.0 - named.exp(-rate)
    seeds = [place.bloggers[0].row, place.bloggers[3].row]
    for luck in range(10):
        alone = independent_cascade(place.network, p, seeds=seeds, luck=luck, coins="campaign")
        assert run(spec, plan="all", luck=luck, market=place).ripple.people.size == alone[0]


def test_a_campaign_on_the_mth_market_seed_tosses_the_coins_of_the_mth_run() -> None:
    for m in (0, 1, 4):
        place = random_market(readers=400, followees=3.0, bloggers=5, audience=20, seed=100 + m)
        spec = scenario(
            clock__days=300,
            market_seed=100,
            see__visibility=1.0,
            respond__rate=0.3,
            reshare__share=1.0,
            respond__trust_exponent=1.0,
            plans={"all": {"hire": ["stone_0"]}},
        )
        chances = np.array([1.0 - named.exp(-(0.3 * t)) for t in place.network.trust.tolist()])
        told = {"seeds": [place.bloggers[0].row], "runs": 5, "luck": 77, "coins": "campaign"}
        sizes = independent_cascade(place.network, chances, **told)
        assert run(spec, plan="all", luck=77, market=place).ripple.people.size == sizes[m]


REFUSED: list[tuple[str, Process, dict[str, Any], str]] = [
    ("a probability above 1", independent_cascade, {"probability": 1.5}, "probability 1.5"),
    ("a negative probability", independent_cascade, {"probability": -0.1}, "probability -0.1"),
    ("no number as a probability", independent_cascade, {"probability": math.nan}, "probability nan"),
    ("one bad probability of many", independent_cascade, {"probability": [0.1, 2.0, 0.1]}, "2.0"),
    ("too few probabilities", independent_cascade, {"probability": [0.1, 0.2]}, "2 probabilities for 3"),
    ("words as probabilities", independent_cascade, {"probability": ["a", "b", "c"]}, "no numbers"),
    ("lists of several lengths", independent_cascade, {"probability": [[0.1], [0.1, 0.2]]}, "no numbers"),
    ("nothing as probability", independent_cascade, {"probability": None}, "probability nan"),
    ("words as weights", linear_threshold, {"weights": ["a", "b", "c"]}, "no numbers"),
    ("an unknown word", independent_cascade, {"probability": "uniform"}, "weighted_cascade"),
    ("an unknown word for weights", linear_threshold, {"weights": "weighted"}, "uniform"),
    ("weights that sum to more than 1", linear_threshold, {"weights": 0.6}, "sum to 1.2"),
    ("a negative weight", linear_threshold, {"weights": [0.1, -0.1, 0.1]}, "negative"),
    ("an endless weight", linear_threshold, {"weights": [0.1, math.inf, 0.1]}, "not finite"),
    ("too many weights", linear_threshold, {"weights": [0.1] * 4}, "4 weights for 3"),
    ("a seed beyond the last row", independent_cascade, {"seeds": [0, 9]}, "row 9 in a network of 3"),
    ("a negative seed", linear_threshold, {"seeds": [-1, 9]}, "row -1"),
    ("a label as a seed", independent_cascade, {"seeds": ["anna"]}, "rows_of"),
    ("seeds that are no whole numbers", linear_threshold, {"seeds": [0.5]}, "seeds are not rows"),
    ("seeds in a table", independent_cascade, {"seeds": np.zeros((2, 2), int)}, "seeds are not rows"),
    ("truths as seeds", independent_cascade, {"seeds": [True, False]}, "seeds are not rows"),
    ("negative runs", independent_cascade, {"runs": -1}, "runs -1"),
    ("a luck too large", linear_threshold, {"luck": 2**32}, "luck 4294967296"),
    ("a luck that is no whole number", independent_cascade, {"luck": 1.5}, "luck 1.5"),
    ("runs that are no whole number", linear_threshold, {"runs": 2.5}, "runs 2.5"),
    ("one row that is not in a list", independent_cascade, {"seeds": 1}, "seeds are not rows"),
    ("no seeds given", linear_threshold, {"seeds": None}, "seeds are not rows"),
    ("a negative luck", independent_cascade, {"luck": -1}, "luck -1"),
]


def test_a_graph_that_was_not_read_is_refused():
    with pytest.raises(InputError, match="cannot spread on DiGraph"):
        independent_cascade(nx.DiGraph([(0, 1)]), 0.5, seeds=[0])


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_weights_of_one_part_each_add_up_to_one_at_any_precision(kind):
    network = Network.from_ties(range(7), [7] * 7, people=8)
    each = np.full(7, 1.0 / 7.0, np.float64).astype(kind)
    assert linear_threshold(network, each, seeds=range(7)).tolist() == [8]


@pytest.mark.parametrize(("process", "wrong", "said"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_bad_input_is_refused_and_named(process: Process, wrong: dict[str, Any], said: str) -> None:
    triangle = Network.from_ties(np.array([0, 1, 0]), np.array([1, 2, 2]))
    chance = {"probability": 0.1} if process is independent_cascade else {"weights": 0.1}
    with pytest.raises(InputError, match=said):
        process(triangle, **{**chance, "seeds": [0], **wrong})


def test_weights_that_sum_to_one_but_for_rounding_are_taken() -> None:
    star = Network.from_ties(np.arange(10), np.full(10, 10))
    assert linear_threshold(star, 0.1, seeds=range(10), runs=50).tolist() == [11] * 50
