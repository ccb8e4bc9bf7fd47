"""Bloggers and their prescribed audiences."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markets import build, followers_of, rows_of, tier
from stonecast.network.measure import measure

PARTITION = [
    tier("big", count=1, followers=None, audience="partition"),
    tier("small", count=7, followers=None, audience="partition"),
    tier("tiny", count=60, followers=None, audience="partition"),
]


@pytest.mark.parametrize("audience", ["near", "everywhere"])
@pytest.mark.parametrize("followers", [0, 1, 3, 50, 1_999, 2_000])
def test_every_blogger_has_exactly_the_followers_asked(audience: str, followers: int) -> None:
    market = build(tiers=[tier("small", count=5, followers=followers, audience=audience)])
    for row in rows_of(market, "small"):
        theirs = followers_of(market, row)
        assert np.unique(theirs).size == theirs.size == followers
        assert theirs.max(initial=0) < market.readers


def test_bloggers_follow_nobody_and_come_after_readers() -> None:
    market = build()
    assert market.network.followers.max() < market.readers
    assert [blogger.row for blogger in market.bloggers] == list(range(2_000, 2_009))
    assert market.bloggers[1].name == "small_001"
    assert {blogger.tier for blogger in market.bloggers} == {"big", "small"}


def test_prices_follow_followers_unless_the_tier_names_one() -> None:
    market = build(tiers=[tier("big", followers=1_000), tier("small", price=7.5)], scale=2.0)
    assert market.bloggers[0].price == pytest.approx(0.01 * 10_000 * 0.1**0.9)
    assert market.bloggers[0].followers == 1_000
    assert market.bloggers[-1].price == 7.5


def test_near_audiences_surround_the_home() -> None:
    near = build(communities=20, tiers=[tier("small", count=30, audience="near", breadth=2.0)])
    for row in rows_of(near, "small"):
        theirs = followers_of(near, row)
        assert theirs.max() - theirs.min() < 100
    distances = []
    for row in rows_of(near, "small"):
        gaps = near.positions[followers_of(near, row)] - near.positions[row]
        distances.append(np.hypot(*gaps.T).mean())
    assert np.mean(distances) < 0.2


def test_audiences_everywhere_are_spread_evenly() -> None:
    for followers in (40, 900):  # sparse and dense ways of choosing
        market = build(tiers=[tier("small", count=200, followers=followers, audience="everywhere")])
        rows = rows_of(market, "small")
        drawn = market.network.followers[market.network.offsets[rows[0]] :]
        tenths = np.bincount(drawn // 200, minlength=10)
        expected = 200 * followers / 10
        assert np.abs(tenths - expected).max() < 5 * np.sqrt(expected)


def test_a_partition_covers_each_addressed_reader_once_per_tier() -> None:
    market = build(tiers=PARTITION, partitioned=1_200)
    addressed = [
        np.sort(np.concatenate([followers_of(market, row) for row in rows_of(market, name)]))
        for name in ("big", "small", "tiny")
    ]
    assert np.unique(addressed[0]).size == addressed[0].size == 1_200
    for one, two in itertools.pairwise(addressed):
        assert (one == two).all()


def test_parts_are_equal_up_to_one_and_mixed() -> None:
    market = build(tiers=PARTITION, partitioned=1_200)
    sizes = {followers_of(market, row).size for row in rows_of(market, "small")}
    assert sizes == {171, 172}
    first = followers_of(market, rows_of(market, "small")[0])
    assert first.max() - first.min() > 1_500
    assert market.bloggers[1].followers == 171


def test_scale_divides_followers_and_keeps_prices() -> None:
    settings_ = {"readers": 20_000, "tiers": [tier("small", count=400, followers=125)]}
    full, tenth = build(**settings_), build(**settings_, scale=10.0)
    sizes = tenth.network.audience[tenth.readers :]
    assert set(sizes.tolist()) == {12, 13}
    assert abs(sizes.mean() - 12.5) < 4 * 0.5 / np.sqrt(400)
    assert [b.price for b in full.bloggers] == [b.price for b in tenth.bloggers]
    assert measure(tenth)["tier.small.followers"] == pytest.approx(125, rel=0.02)


def test_scale_divides_a_partition() -> None:
    market = build(tiers=PARTITION, partitioned=1_200, scale=3.0)
    for name in ("big", "small", "tiny"):
        assert sum(followers_of(market, row).size for row in rows_of(market, name)) == 400


def test_few_simulated_followers_are_one_warning() -> None:
    market = build(scale=10.0)
    assert len(market.warnings) == 1
    assert market.warnings[0].startswith("8 bloggers have fewer than 10 simulated followers (fewest: 5)")
    assert build().warnings == ()


@settings(max_examples=25, deadline=None)
@given(
    readers=st.integers(10, 400),
    share=st.floats(0, 1),
    audience=st.sampled_from(["near", "everywhere"]),
    breadth=st.floats(1, 50),
    scale=st.floats(1, 5),
    seed=st.integers(0, 2**32 - 1),
)
def test_audiences_are_distinct_sorted_readers(
    readers: int, share: float, audience: str, breadth: float, scale: float, seed: int
) -> None:
    if readers / scale < 10:
        scale = 1.0
    followers = int(readers * share)
    market = build(
        seed=seed,
        scale=scale,
        readers=readers,
        followees_mean=2.0,
        tiers=[tier("small", count=3, followers=followers, audience=audience, breadth=breadth)],
    )
    for row in rows_of(market, "small"):
        theirs = followers_of(market, row)
        assert (np.diff(theirs) > 0).all()
        assert theirs.size == 0 or (theirs.min() >= 0 and theirs.max() < market.readers)
        assert abs(theirs.size - followers / scale) < 1
