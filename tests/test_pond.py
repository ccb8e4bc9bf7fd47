"""People, places, and who follows whom."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markets import INFINITE, build, digest, scenario
from stonecast.errors import InputError
from stonecast.network.build import build_market
from stonecast.network.measure import hill, measure
from stonecast.network.pond import chance_to_return, popularity

GOLDEN = "618e6aa9c2d8994e73222c038dbb6bd5"


def small(**settings_: object) -> dict[str, object]:
    return {"readers": 300, "communities": 6, "followees_mean": 8.0, **settings_}


def test_the_market_of_a_seed_never_changes() -> None:
    assert digest(build(**small())) == GOLDEN


def test_uncompiled_kernels_build_the_same_market() -> None:
    code = "from markets import build, digest; from test_pond import small; print(digest(build(**small())))"
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == GOLDEN


@pytest.mark.parametrize("workers", [2, 3])
def test_threads_do_not_change_the_market(workers: int) -> None:
    assert digest(build(workers=workers, communities=5)) == digest(build(communities=5))


def test_another_seed_gives_another_market() -> None:
    assert digest(build(seed=1)) != digest(build(seed=2))


def test_the_seed_of_the_scenario_is_the_default() -> None:
    spec = scenario(**small()).with_changes(market_seed=5)
    assert digest(build_market(spec)) == digest(build(seed=5, **small()))


@settings(max_examples=25, deadline=None)
@given(
    readers=st.integers(10, 200),
    communities=st.integers(1, 10),
    mean=st.floats(0.1, 60),
    sigma=st.floats(0, 3),
    exponent=st.floats(1.6, 4) | st.just(INFINITE),
    shares=st.sampled_from([(0.7, 0.15), (0.0, 1.0), (1.0, 0.0), (0.0, 0.0)]),
    reciprocity=st.floats(0, 1),
    triads=st.floats(0, 1),
    seed=st.integers(0, 2**32 - 1),
)
def test_ties_are_distinct_sorted_and_never_to_oneself(
    readers: int,
    communities: int,
    mean: float,
    sigma: float,
    exponent: float,
    shares: tuple[float, float],
    reciprocity: float,
    triads: float,
    seed: int,
) -> None:
    market = build(
        seed=seed,
        tiers=[{"name": "big", "kind": "big", "count": 2, "followers": readers // 3}],
        readers=readers,
        communities=communities,
        followees_mean=mean,
        followees_sigma=sigma,
        popularity_exponent=exponent,
        community_share=shares[0],
        neighbour_share=shares[1],
        reciprocity=reciprocity,
        triads=triads,
    )
    network = market.network
    key = network.authors.astype(np.int64) * network.people + network.followers
    assert (np.diff(key) > 0).all()
    assert (network.authors != network.followers).all()
    assert network.followers.min(initial=0) >= 0
    assert network.followers.max(initial=0) < market.readers == readers
    assert network.offsets[0] == 0
    assert network.offsets[-1] == network.ties == network.trust.size == market.close.size
    assert network.offsets.dtype == np.int64
    assert network.followers.dtype == np.int32
    assert network.trust.dtype == np.float32
    assert ((market.positions >= 0) & (market.positions <= 1)).all()
    assert ((market.communities >= 0) & (market.communities < communities)).all()


@pytest.fixture(scope="module")
def measured() -> dict[str, float]:
    return measure(build(readers=20_000, communities=20, followees_mean=40.0, triads=0.0))


def test_measured_followees_are_those_asked(measured: dict[str, float]) -> None:
    assert measured["followees_mean"] == pytest.approx(40, rel=0.01)


def test_measured_reciprocity_is_that_asked(measured: dict[str, float]) -> None:
    assert measured["reciprocity"] == pytest.approx(0.22, abs=0.01)


def test_measured_community_share_is_that_asked(measured: dict[str, float]) -> None:
    # Of the 15 percent picked from everybody, one in twenty hits one's own community.
    assert measured["community_share"] == pytest.approx(0.7 + 0.15 / 20, abs=0.01)


def test_clustering_and_paths_are_like_those_of_real_networks(measured: dict[str, float]) -> None:
    assert 0.05 < measured["clustering"] < 0.25
    assert 0.01 < measured["transitivity"] < 0.25
    assert 2.5 < measured["mean_path_length"] < 4.5


def test_ties_join_people_who_are_near(measured: dict[str, float]) -> None:
    assert measured["tie_distance"] < 0.5 * measured["pair_distance"]


def test_reciprocity_is_calibrated_at_both_ends() -> None:
    free = measure(build(communities=4, reciprocity=0.0, popularity_exponent=INFINITE))
    assert free["reciprocity"] < 0.05
    assert measure(build(reciprocity=1.0))["reciprocity"] == 1.0


def test_followees_are_lognormal() -> None:
    figures = measure(build(readers=20_000, reciprocity=0.0, followees_mean=30.0, followees_sigma=0.8))
    assert figures["followees_sigma"] == pytest.approx(0.8, abs=0.02)
    assert figures["followees_mean"] == pytest.approx(30, rel=0.005)


def test_popularity_has_the_tail_asked() -> None:
    weights = popularity(100_000, 2.28, seed=1)
    assert hill(weights) == pytest.approx(2.28, abs=4 * 1.28 / np.sqrt(1000))
    assert (popularity(100, INFINITE, seed=1) == 1024).all()


def test_small_communities_do_not_cut_the_tail_of_follower_counts() -> None:
    figures = measure(build(readers=20_000, communities=40, followees_mean=20.0, reciprocity=0.0))
    assert figures["popularity_exponent"] == pytest.approx(2.28, abs=0.3)


def test_more_triads_cluster_more() -> None:
    few, many = (
        measure(build(readers=5_000, triads=share, popularity_exponent=INFINITE))["clustering"]
        for share in (0.0, 0.5)
    )
    assert many > 2 * few


def test_people_are_numbered_by_community_and_neighbours_stand_together() -> None:
    market = build(communities=10)
    member = market.communities[: market.readers]
    assert (np.diff(member) >= 0).all()
    assert np.bincount(member).tolist() == [200] * 10
    steps = np.hypot(*np.diff(market.positions[: market.readers], axis=0).T)
    assert steps.mean() < 0.01


def test_people_live_around_the_centre_of_their_community() -> None:
    market = build(communities=10, community_spread=0.01)
    for community in range(10):
        places = market.positions[: market.readers][market.communities[: market.readers] == community]
        gaps = np.hypot(*(places - np.median(places, axis=0)).T)
        assert gaps.mean() == pytest.approx(0.01 * np.sqrt(np.pi / 2), rel=0.2)


def test_scale_keeps_degrees_and_community_sizes() -> None:
    full = build(readers=20_000, communities=40)
    tenth = build(readers=20_000, communities=40, scale=10.0)
    assert tenth.readers == 2_000
    assert tenth.communities.max() + 1 == 4
    assert measure(tenth)["followees_mean"] == pytest.approx(measure(full)["followees_mean"], rel=0.02)


def test_a_scale_that_leaves_nobody_is_refused() -> None:
    with pytest.raises(InputError, match=r"scale 500 leaves 4 of 2,000 readers.*\n.*up to 200"):
        build(scale=500.0)


def test_chance_to_return_solves_for_the_share() -> None:
    ties, mutual, share = 1_000, 50, 0.22
    q = chance_to_return(share, ties, mutual)
    unreturned = ties - mutual
    assert (mutual + 2 * q * unreturned) / (ties + q * unreturned) == pytest.approx(share)
    assert chance_to_return(0.0, ties, mutual) == 0
    assert chance_to_return(0.01, ties, mutual) == 0


def test_reciprocity_is_measured_like_a_count_by_hand() -> None:
    market = build(**small())
    ties = set(zip(market.network.authors.tolist(), market.network.followers.tolist(), strict=True))
    among = [(a, f) for a, f in ties if a < market.readers]
    by_hand = sum((f, a) in ties for a, f in among) / len(among)
    assert measure(market)["reciprocity"] == pytest.approx(by_hand)


def test_too_few_readers_for_the_followees_asked_are_a_warning() -> None:
    market = build(readers=300, followees_mean=400.0)
    assert len(market.warnings) == 1
    assert market.warnings[0].startswith("readers follow 1")
    assert "not 400 as asked" in market.warnings[0]
    assert build(**small()).warnings == ()
