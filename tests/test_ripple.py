"""The forest of who told whom, against known values, its definition, and runs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from by_hand import CERTAIN, market, scenario
from reference.virality import distances, structural_virality, trees
from stonecast.campaign import run
from stonecast.ripple import Ripple


def star(n: int) -> list[int]:
    return [-1] + [0] * (n - 1)


def path(n: int) -> list[int]:
    return list(range(-1, n - 1))


def binary(n: int) -> list[int]:
    return [-1] + [(v - 1) // 2 for v in range(1, n)]


def two_levels(m: int, r: int) -> list[int]:
    """A root with m children, each of which has r."""
    return [-1] + [0] * m + [1 + k // r for k in range(m * r)]


@pytest.mark.parametrize("n", [2, 3, 10, 1000])
def test_virality_of_a_star(n: int) -> None:
    assert Ripple.from_parents(np.array(star(n))).virality == pytest.approx([2 - 2 / n], rel=1e-12)


@pytest.mark.parametrize("n", [2, 3, 10, 1000])
def test_virality_of_a_path(n: int) -> None:
    assert Ripple.from_parents(np.array(path(n))).virality == pytest.approx([(n + 1) / 3], rel=1e-12)


def test_virality_of_a_complete_binary_tree() -> None:
    ripple = Ripple.from_parents(np.array(binary(127)))
    assert ripple.structural_virality == pytest.approx(8.35096, abs=5e-6)
    assert ripple.max_depth == 6


def test_virality_of_a_star_of_stars() -> None:
    ripple = Ripple.from_parents(np.array(two_levels(10, 9)))
    assert ripple.sizes.tolist() == [101]
    assert ripple.structural_virality == pytest.approx(3.58416, abs=5e-6)


@st.composite
def forests(draw: st.DrawFn) -> list[int]:
    n = draw(st.integers(1, 40))
    return [-1] + [draw(st.integers(-1, v - 1)) for v in range(1, n)]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(forests())
def test_every_measure_agrees_with_its_definition(parents: list[int]) -> None:
    ripple = Ripple.from_parents(np.array(parents))
    plain = trees(parents)
    assert ripple.roots.tolist() == [tree[0] for tree in plain]
    assert ripple.sizes.tolist() == [len(tree) for tree in plain]
    virality = [structural_virality(parents, tree) for tree in plain]
    for measured, true in zip(ripple.virality.tolist(), virality, strict=True):
        assert math.isnan(measured) if true is None else measured == pytest.approx(float(true), rel=1e-12)
    for tree in plain:
        steps = distances(parents, tree[0])
        assert {p: int(ripple.depth[p]) for p in tree} == steps
        assert all(ripple.stone[p] == tree[0] for p in tree)
    won = [(len(tree) - 1, float(v)) for tree, v in zip(plain, virality, strict=True) if v is not None]
    assert ripple.size == sum(n for n, _ in won)
    if won:
        mean = sum(n * v for n, v in won) / ripple.size
        assert ripple.structural_virality == pytest.approx(mean, rel=1e-12)
        assert ripple.one_hop_share == sum(p >= 0 and parents[p] < 0 for p in parents) / ripple.size
        assert ripple.largest_broadcast_share == max(map(parents.count, set(parents) - {-1})) / ripple.size


def test_nobody_won_is_not_a_number() -> None:
    ripple = Ripple.from_parents(np.array([-1, -1]))
    assert ripple.size == ripple.max_depth == 0
    lost = (ripple.one_hop_share, ripple.structural_virality, ripple.largest_broadcast_share)
    assert all(math.isnan(value) for value in (*lost, ripple.half_life_days(1)))


def test_one_hop_share_of_a_star_is_one_and_of_a_path_is_one_person() -> None:
    assert Ripple.from_parents(np.array(star(11))).one_hop_share == 1.0
    assert Ripple.from_parents(np.array(path(11))).one_hop_share == 0.1


def test_half_life_is_when_half_of_the_engaged_were_engaged() -> None:
    def ripple(*ticks: int) -> Ripple:
        return Ripple(np.arange(len(ticks) + 1), np.array([-1] + [0] * len(ticks)), np.array([2, *ticks]))

    assert ripple(2, 3, 4, 9).half_life_days(1) == 1.0
    assert ripple(2, 3, 4, 9, 9).half_life_days(1) == 2.0
    assert ripple(8).half_life_days(4) == 1.5


def chain(length: int) -> Ripple:
    """A stone (row ``length``) followed by 0, followed by 1, and so on, all certain to pass it on."""
    ties = [(length, 0, 1.0)] + [(row, row + 1, 1.0) for row in range(length - 1)]
    place = market(ties, people=length + 1, bloggers=[length])
    return run(scenario(**CERTAIN, clock__days=30), plan="all", market=place).ripple


def test_a_chain_of_people_is_a_path() -> None:
    ripple = chain(20)
    assert ripple.people.tolist() == [20, *range(20)]
    assert ripple.parents.tolist() == path(21)
    assert ripple.ticks.tolist() == [0, *range(20)]
    assert ripple.structural_virality == pytest.approx(22 / 3, rel=1e-12)
    assert ripple.half_life_days(1) == 9.0


def test_a_hired_reader_who_had_heard_already_is_no_root() -> None:
    place = market([(2, 0, 1.0), (0, 1, 1.0)], people=3, bloggers=[2, 0])
    plan = {"hire": ["stone_0", "stone_1"], "days_between_bloggers": 3}
    settled = scenario(**{**CERTAIN, "reshare__share": 0.0}, plans={"all": plan})
    ripple = run(settled, plan="all", market=place).ripple
    assert ripple.people.tolist() == [2, 0, 1]
    assert ripple.parents.tolist() == [-1, 0, 1]
    assert ripple.ticks.tolist() == [0, 0, 3]
