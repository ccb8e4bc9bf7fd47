"""Words many at a time: the vectorised loops give the numbers of `randomness.word`, and cascades do not
depend on how their coins are tossed."""

from __future__ import annotations

import numpy as np
import pytest

from stonecast import randomness as named
from stonecast.kernels import cascade, lanes
from stonecast.kernels.quads import words_of_blocks, words_of_names, words_of_quads
from stonecast.network.csr import Network

LUCK = 2**32 - 5


@pytest.mark.parametrize("quad", [0, 1, 12_345, 2**31, 2**40 + 3])
def test_words_of_many_runs_are_the_named_ones(quad: int) -> None:
    words = np.empty((4, 64), np.uint64)
    lanes.words_of_runs(quad, LUCK, 1000, words)
    for lane in range(4):
        for run in (0, 1, 31, 63):
            expected = named.word(LUCK, 1000 + run, named.RESPOND, 0, quad * 4 + lane, 0)
            assert int(words[lane, run]) == expected


@pytest.mark.parametrize("count", [1, 4, 7])
def test_words_of_quads_in_runs_of_their_own_are_the_named_ones(count: int) -> None:
    quads, runs, words = np.arange(8) ** 9 + 2, np.arange(8) * 9 % 64, np.zeros((4, 8), np.uint64)
    lanes.words_of_lanes(quads, runs, count, LUCK, 1000, words)
    for i in range(count):
        expected = named.block(LUCK, 1000 + int(runs[i]), named.RESPOND, 0, int(quads[i]), 0)
        assert tuple(words[:, i].tolist()) == expected


@pytest.mark.parametrize("quads", [1, 2, 4, 5, 63, 64])
def test_words_of_a_row_are_the_named_ones(quads: int) -> None:
    words = np.empty((4, 64), np.uint64)
    words_of_quads(7, quads, named.RESPOND, 0, 0, LUCK, 3, words)
    for at in range(4 * quads):
        expected = named.word(LUCK, 3, named.RESPOND, 0, 28 + at, 0)
        assert int(words[at & 3, at >> 2]) == expected


@pytest.mark.parametrize("first", [0, 1, 30])
def test_words_of_names_one_by_one_are_the_named_ones(first: int) -> None:
    names = np.arange(94, dtype=np.int64) ** 7
    occasions = np.arange(94, dtype=np.int32)
    words, blocks = np.empty(64, np.uint64), np.empty((4, 64), np.uint64)
    words_of_names(names, occasions, first, 64, named.SEE, 3, LUCK, 5, words)
    words_of_blocks(names, first, 64, named.HITS, 2, LUCK, 5, blocks)
    for i in range(64):
        name = int(names[first + i])
        assert int(words[i]) == named.word(LUCK, 5, named.SEE, 3, name, first + i)
        assert tuple(blocks[:, i].tolist()) == named.block(LUCK, 5, named.HITS, 0, name, 2)


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("chance", [0.02, 0.2, 0.9])
def test_with_a_queue_or_in_sweeps_the_same_people_are_reached(own: bool, chance: float) -> None:
    """150 runs (two whole batches and a part), against a walk that looks every coin up by its name.

    The row of person 60 is longer than what is tossed in one go.
    """
    rng = np.random.default_rng(1)
    ends = [rng.integers(0, 200, 900), rng.integers(0, 200, 900)]
    hub = [np.full(1500, 60), 100 + np.arange(1500)]
    network = Network.from_ties(*np.hstack([ends, hub]), people=1600)
    spread = rng.random(network.ties) if own else np.ones(1)
    limits = (chance * spread * 2**32).astype(np.int64)
    seeds = np.array([3, 50, 51], np.int32)
    found = []
    for kernel in (cascade.independent_cascade, cascade.large_cascades):
        sizes = np.zeros(150, np.int64)
        kernel(network.offsets, network.followers, own, limits, seeds, LUCK, 40, sizes)
        found.append(sizes)
    assert np.array_equal(*found)
    for run in (0, 63, 64, int(found[0].argmax()), 149):
        assert found[0][run] == _walk(network, limits, own, seeds, 40 + run)


def _walk(network: Network, limits: np.ndarray, own: bool, seeds: np.ndarray, run: int) -> int:
    reached, todo = set(seeds.tolist()), seeds.tolist()
    while todo:
        author = todo.pop()
        for tie in range(network.offsets[author], network.offsets[author + 1]):
            reader = int(network.followers[tie])
            word = named.word(LUCK, run, named.RESPOND, 0, tie, 0)
            if reader not in reached and word < limits[tie if own else 0]:
                reached.add(reader)
                todo.append(reader)
    return len(reached)
