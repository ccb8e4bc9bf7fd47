"""Quick cascades of 64 runs at once (`stonecast.kernels.worlds`): what runs share changes no result."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from reference import cascades
from stonecast.kernels import squares, worlds
from stonecast.network import Network
from stonecast.processes import independent_cascade

LUCK = 2**32 - 5


def town(people: int = 300, ties: int = 2400) -> Network:
    rng = np.random.default_rng(3)
    return Network.from_ties(*rng.integers(0, people, (2, ties)), people=people)


def sizes_of(net: Network, p: float, seeds: object, first: int, runs: int) -> list[int]:
    """Sizes of neighbouring runs, straight from the kernel."""
    limits, sizes = np.empty(squares.MOST_HITS, np.uint64), np.empty(runs, np.int64)
    squares.hit_limits(p, limits)
    rows = np.array(seeds, np.int32)
    worlds.world_cascades(net.offsets, net.followers, limits, rows, LUCK, first, sizes)
    return sizes.tolist()


@pytest.mark.parametrize("p", [0.07, 0.3, 0.9])
def test_any_neighbouring_runs_give_what_each_gives_alone(p: float) -> None:
    """Alone there is a queue, together there are sweeps, in parts of batches of any place and length."""
    net, seeds = town(), [3, 50, 51]
    alone = [sizes_of(net, p, seeds, run, 1)[0] for run in range(150)]
    for first, runs in ((0, 150), (5, 64), (8, 63), (61, 9), (63, 80), (149, 1)):
        assert sizes_of(net, p, seeds, first, runs) == alone[first : first + runs]


def test_runs_and_ties_beyond_32_bits_have_names_of_their_own() -> None:
    """Squares in which a tie is far out, or a run is among the last, are those of the readable twin."""
    names = np.array([0, 7, 2**33 + 5, 2**40, 0], np.int64)
    for p in (0.07, 0.5, 0.9):
        limits, numbers = np.empty(squares.MOST_HITS, np.uint64), np.empty(8, np.uint64)
        squares.hit_limits(p, limits)
        for group in (0, 2**29 - 1):
            found = np.zeros(8, np.uint64)
            squares.draw_squares(np.r_[names, 0, 0, 0], 4, limits, LUCK, group, numbers, found, 0)
            for square, name in zip(found.tolist(), names[:4].tolist(), strict=False):
                hit = {divmod(cell, 8) for cell in range(64) if square >> cell & 1}
                assert hit == cascades._cells(p, LUCK, name, group)


def test_squares_with_few_hits_and_with_many_are_those_of_the_twin() -> None:
    """A square has 7 hits (p = .1) or 44 (p = .5) in the mean. Where fewer than one in eight have more than
    15 or 55, those hits are drawn alone.
    """
    for p in (0.1, 0.5):
        limits, numbers = np.empty(squares.MOST_HITS, np.uint64), np.empty(2_000, np.uint64)
        squares.hit_limits(p, limits)
        found, names = np.zeros(2_000, np.uint64), np.arange(2_000)
        squares.draw_squares(names, names.size, limits, LUCK, 3, numbers, found, 0)
        holds = squares.FIRST if p == 0.1 else squares.FIRST + 2 * squares.LATER
        rare = np.flatnonzero(numbers >= limits[holds])
        assert 0 < rare.size < 250
        for name in [*range(200), *rare[:20].tolist()]:
            hit = {divmod(cell, 8) for cell in range(64) if int(found[name]) >> cell & 1}
            assert hit == cascades._cells(p, LUCK, name, 3)


def test_neighbouring_runs_and_neighbouring_ties_are_independent() -> None:
    """The correlation of independent numbers is normal with variance 1 / runs."""
    fans, runs, p = 24, 64_000, 0.15
    star = Network.from_ties(np.zeros(fans, int), np.arange(1, fans + 1))
    won = independent_cascade(star, p, seeds=[0], runs=runs, coins="quick") - 1.0
    assert abs(won.var() / (fans * p * (1 - p)) - 1) < 4 * math.sqrt(2 / runs)
    lanes = won.reshape(-1, 64)
    for a, b in [*pairwise(range(10)), (0, 8), (0, 63)]:
        assert abs(np.corrcoef(lanes[:, a], lanes[:, b])[0, 1]) < 4 / math.sqrt(runs / 64)
    assert abs(np.corrcoef(won[:-1], won[1:])[0, 1]) < 4 / math.sqrt(runs)


def test_where_masks_would_take_too_much_memory_the_queue_reaches_the_same() -> None:
    """Told not to sweep, it goes on to the end; told that it may, it gives up here."""
    net, seeds, p = town(), np.array([3, 50, 51], np.int32), 0.3
    limits = np.empty(squares.MOST_HITS, np.uint64)
    squares.hit_limits(p, limits)
    ends = {}
    for may_sweep in (False, True):
        state = np.zeros(net.people, np.uint16)
        queue, touched = (np.empty(net.people + 1, np.int32) for _ in range(2))
        names, numbers = np.zeros(squares.CHUNK + 4, np.int64), np.empty(squares.CHUNK + 4, np.uint64)
        room = np.empty(8 * (squares.CHUNK + 4), np.uint64)
        given = (
            limits,
            seeds,
            LUCK,
            2,
            np.uint64(255),
            may_sweep,
            state,
            queue,
            touched,
            names,
            numbers,
            room,
        )
        ends[may_sweep] = worlds._in_turn(net.offsets, net.followers, *given)
        if not may_sweep:
            active = [int((state >> run & 1).sum()) for run in range(8)]
    assert ends[False] > 0
    assert ends[True] == -1
    assert active == sizes_of(net, p, seeds, 16, 8)
