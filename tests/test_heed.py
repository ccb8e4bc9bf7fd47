"""The quick linear threshold (``coins="quick"``): the readable twin bit for bit, the law of thresholds."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference import cascades
from stonecast.errors import InputError
from stonecast.kernels import pairs
from stonecast.network import Network
from stonecast.processes import linear_threshold


def quick(net: Network, seeds: Any, runs: int, luck: int = 0, **more: Any) -> np.ndarray:
    return linear_threshold(net, "uniform", seeds=seeds, runs=runs, luck=luck, coins="quick", **more)


def twin(net: Network, seeds: Any, runs: int, luck: int) -> list[int]:
    lists: dict[int, list[tuple[int, int]]] = {}
    for tie, (author, follower) in enumerate(zip(net.authors.tolist(), net.followers.tolist(), strict=True)):
        lists.setdefault(author, []).append((tie, follower))
    told = {"people": net.people, "luck": luck}
    return [len(cascades.linear_threshold_by_heed(lists, seeds, run=run, **told)) for run in range(runs)]


def town(people: int = 400, ties: int = 1600, hub: int = 300, draw: int = 1) -> Network:
    """Random ties, and a hub with a long row."""
    rng = np.random.default_rng(draw)
    a, b = rng.integers(0, people, (2, ties))
    fans = rng.choice(np.arange(1, people), hub, replace=False)
    return Network.from_ties(np.r_[a, np.zeros(hub, int)], np.r_[b, fans], people=people)


@pytest.mark.parametrize(
    ("counter", "key", "words"),
    [
        ((0, 0), 0, (0xFF1DAE59, 0x6CD10DF2)),
        ((0xFFFFFFFF, 0xFFFFFFFF), 0xFFFFFFFF, (0x2C3F628B, 0xAB4FD7AD)),
        ((0x243F6A88, 0x85A308D3), 0x13198A2E, (0xDD7CE038, 0xF62A4C12)),
    ],
)
def test_the_generator_gives_its_published_words(
    counter: tuple[int, int], key: int, words: tuple[int, int]
) -> None:
    """Known answers of Random123 for Philox2x32-10; the kernel gives the same, many at a time."""
    assert cascades.philox2x32(*counter, key) == words
    made = np.empty((2, 4), np.uint64)
    pairs.words_of_row(counter[0], key, counter[1], made)
    assert tuple(made[:, 0].tolist()) == words
    pairs.words_of_row(7, key, counter[1], made)
    assert made.T.tolist() == [list(cascades.philox2x32(7 + i, counter[1], key)) for i in range(4)]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.data())
def test_it_agrees_with_the_readable_twin(data: st.DataObject) -> None:
    people = data.draw(st.integers(2, 30))
    person = st.integers(0, people - 1)
    ties = data.draw(st.lists(st.tuples(person, person), min_size=1, max_size=4 * people))
    net = Network.from_ties(*np.array(ties).T, people=people)
    seeds, luck = data.draw(st.lists(person, max_size=4)), data.draw(st.integers(0, 2**32 - 1))
    assert quick(net, seeds, 4, luck).tolist() == twin(net, seeds, 4, luck)


@pytest.mark.parametrize("seeds", [[7], [3, 50, 51], [0], range(0, 400, 2)])
def test_small_runs_and_those_that_take_off_agree_with_the_twin(seeds: Any) -> None:
    """A run that stays small asks tie by tie; one that takes off draws for everybody and goes up chains."""
    net = town()
    assert quick(net, seeds, 40, 7).tolist() == twin(net, seeds, 40, 7)


@pytest.mark.parametrize("seeds", [[0], [1], [12], [1, 12], [12, 13, 14], [0, 12, 40], range(0, 80, 3)])
def test_who_follows_one_person_alone_is_active_with_them_and_counted_once_as_a_seed(seeds: Any) -> None:
    """Ten people who follow one another, each with seven followers who follow nobody else."""
    friends, fans = np.arange(10), np.arange(10, 80)
    ties = np.r_[friends, friends, fans % 10], np.r_[(friends + 1) % 10, (friends + 3) % 10, fans]
    net = Network.from_ties(*ties, people=81)
    assert quick(net, seeds, 60, 5).tolist() == twin(net, seeds, 60, 5)


def test_very_many_followees_still_agree_with_the_twin_and_more_keep_to_thresholds() -> None:
    for fans, coins in ((65_535, "quick"), (65_536, "campaign")):
        net = Network.from_ties(np.arange(1, fans + 1), np.zeros(fans, int), people=fans + 2)
        seeds = np.arange(1, fans // 2)
        sizes = quick(net, seeds, 20, 3)
        assert set(sizes.tolist()) == {seeds.size, seeds.size + 1}
        assert quick(net, [fans + 1], 2).tolist() == [1, 1]
        if coins == "quick":
            assert sizes[:4].tolist() == twin(net, seeds.tolist(), 4, 3)
        else:
            told = linear_threshold(net, "uniform", seeds=seeds, runs=20, luck=3, coins="campaign")
            assert (sizes == told).all()


@pytest.mark.parametrize("seeds", [[5, 9], [0]])
def test_the_law_is_that_of_thresholds(seeds: list[int]) -> None:
    net, runs = town(), 8_000
    a = quick(net, seeds, runs, 3).astype(float)
    b = linear_threshold(net, "uniform", seeds=seeds, runs=runs, luck=4, coins="campaign").astype(float)
    assert abs(a.mean() - b.mean()) < 4 * math.sqrt((a.var() + b.var()) / runs)
    edges = np.unique(np.quantile(np.r_[a, b], np.linspace(0, 1, 13)))
    x, y = (np.histogram(sizes, edges)[0].astype(float) for sizes in (a, b))
    chi, degrees = float(((x - y) ** 2 / (x + y)).sum()), x.size - 1
    assert chi < degrees + 4.5 * math.sqrt(2 * degrees)


def test_each_followee_is_heeded_with_the_same_chance() -> None:
    followees, runs = 7, 30_000
    net = Network.from_ties(np.arange(1, followees + 1), np.zeros(followees, int))
    for number in range(followees + 1):
        share = (quick(net, range(1, number + 1), runs, number) == number + 1).mean()
        p = number / followees
        assert abs(share - p) <= 4 * math.sqrt(p * (1 - p) / runs)


def test_more_seeds_never_reach_fewer() -> None:
    net, before = town(draw=2), np.zeros(300, np.int64)
    for seeds in ([4], [4, 8], [0, 4, 8], range(9)):
        sizes = quick(net, seeds, 300)
        assert (sizes >= before).all()
        before = sizes


def test_a_quick_run_is_the_same_among_many_and_on_any_number_of_threads() -> None:
    net = town()
    many = quick(net, [1, 2], 300, 12)
    for workers in (2, 3):
        assert (quick(net, [1, 2], 300, 12, workers=workers) == many).all()
    assert (quick(net, [1, 2], 40, 12) == many[:40]).all()
    assert (quick(net, [1, 2], 300, 13) != many).any()


def test_other_weights_keep_to_thresholds_and_unknown_coins_are_refused() -> None:
    net = town()
    each = 0.5 / net.followees[net.followers]
    told = linear_threshold(net, each, seeds=[0], runs=20, coins="campaign")
    assert (linear_threshold(net, each, seeds=[0], runs=20, coins="quick") == told).all()
    with pytest.raises(InputError, match="'campaign', 'quick'"):
        linear_threshold(net, "uniform", seeds=[0], coins="golden")


def test_an_empty_network_keeps_its_seeds() -> None:
    nobody = Network(np.zeros(4, np.int64), np.empty(0, np.int32))
    assert quick(nobody, [1, 2], 3).tolist() == [2, 2, 2]
    assert quick(nobody, [], 2).tolist() == [0, 0]
