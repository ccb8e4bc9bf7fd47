"""Close ties and trust at the start."""

from __future__ import annotations

import math

import numpy as np
import pytest

from markets import ALIKE, INFINITE, build, close_of, followers_of, rows_of, tier
from stonecast.network.conversation import converse
from stonecast.network.measure import measure
from stonecast.scenario.markets import Trust


def trust(conversations: float, **settings: object) -> dict[str, object]:
    return {"conversations": conversations, **settings}


@pytest.mark.parametrize("limit", [0, 7, 30, 49, 50, 51, 1_000, INFINITE])
def test_equal_stones_talk_with_the_smaller_of_their_followers_and_all_their_conversations(
    limit: float,
) -> None:
    market = build(tiers=[tier("small", count=20)], trust=trust(limit, close_share=1.0))
    total = sum(int(close_of(market, row).sum()) for row in rows_of(market, "small"))
    assert total == min(20 * 50, 20 * limit)


def test_the_largest_share_binds_before_the_conversations_do() -> None:
    market = build(trust=trust(30, close_share=0.2))
    assert [int(close_of(market, row).sum()) for row in rows_of(market, "small")] == [10] * 8
    assert int(close_of(market, rows_of(market, "big")[0]).sum()) == 30


def test_parts_of_a_conversation_are_rounded_by_chance() -> None:
    market = build(tiers=[tier("small", count=1_000, followers=7)], trust=trust(150, close_share=0.2))
    close = np.array([close_of(market, row).sum() for row in rows_of(market, "small")])
    assert set(close.tolist()) == {1, 2}
    assert abs(close.mean() - 1.4) < 4 * math.sqrt(0.24 / 1_000)


def test_scale_divides_the_conversations_of_bloggers_but_not_of_readers() -> None:
    settings = {"readers": 8_000, "trust": trust(8, close_share=1.0)}
    market = build(**settings, scale=4.0, tiers=[tier("small", count=50, followers=400)])
    assert {int(close_of(market, row).sum()) for row in rows_of(market, "small")} == {2}
    audience = market.network.audience[: market.readers]
    close = np.add.reduceat(market.close, market.network.offsets[:-1][: market.readers][audience > 0])
    assert (close[:-1] == np.minimum(audience[audience > 0], 8)[:-1]).all()


def test_no_limit_and_equal_trust_make_every_tie_alike() -> None:
    market = build(trust=trust(INFINITE, close_share=1.0, close=ALIKE, other=ALIKE))
    assert market.close.all()
    assert (market.network.trust == np.float32(0.5)).all()


@pytest.mark.parametrize("law", [(6, 2), (2, 5), (1, 1), (1, 8), (8, 1), (4, 5), (1, 3)])
def test_trust_has_the_moments_of_its_beta_law(law: tuple[int, int]) -> None:
    market = build(trust=trust(0, other={"beta": law}), readers=5_000)
    drawn = market.network.trust.astype(np.float64)
    a, b = law
    mean, variance = a / (a + b), a * b / ((a + b) ** 2 * (a + b + 1))
    assert abs(drawn.mean() - mean) < 4 * math.sqrt(variance / drawn.size)
    fourth = ((drawn - drawn.mean()) ** 4).mean()
    assert abs(drawn.var() - variance) < 4 * math.sqrt((fourth - variance**2) / drawn.size)
    assert 0 <= drawn.min() < drawn.max() <= 1


def test_beta_one_two_is_the_smaller_of_two_numbers() -> None:
    drawn = np.sort(build(trust=trust(0, other={"beta": (1, 2)})).network.trust)
    expected = 1 - (1 - drawn) ** 2
    gap = np.abs(expected - np.arange(drawn.size) / drawn.size).max()
    assert gap < 1.95 / math.sqrt(drawn.size)  # Kolmogorov and Smirnov, 1 in 1,000


def test_close_ties_draw_from_their_own_law() -> None:
    market = build(trust=trust(150, close={"constant": 0.75}, other={"constant": 0.25}))
    assert (market.network.trust[market.close] == np.float32(0.75)).all()
    assert (market.network.trust[~market.close] == np.float32(0.25)).all()


def test_trust_per_follower_falls_with_audience() -> None:
    figures = measure(build(trust=trust(10)))
    assert figures["tier.small.trust"] > figures["tier.big.trust"]
    assert figures["tier.big.close"] == 10


def talk(need: int, mutual: list[bool], groups: list[int]) -> list[int]:
    """Who is close to author 0, of followers 1, 2, ..."""
    people = len(mutual) + 1
    offsets = np.full(people + 1, len(mutual), np.int64)
    offsets[0] = 0
    close, _ = converse(
        Trust(conversations=need, close_share=1.0),
        offsets,
        np.arange(1, people, dtype=np.int32),
        np.array(mutual),
        np.array(groups, np.int32),
        readers=people,
        scale=1.0,
        seed=0,
    )
    return (np.flatnonzero(close) + 1).tolist()


def test_mutual_ties_come_first_then_the_own_community() -> None:
    mutual = [False, True, False, False, True, False]
    groups = [4, 0, 0, 4, 4, 4, 0]
    # Of author 0 in community 4: 5 is mutual and of it, 2 mutual; 3 and 4 are of it; 1 and 6 neither.
    assert talk(1, mutual, groups) == [5]
    assert talk(2, mutual, groups) == [2, 5]
    assert talk(3, mutual, groups) in ([2, 3, 5], [2, 4, 5])
    assert talk(4, mutual, groups) == [2, 3, 4, 5]
    assert talk(5, mutual, groups) in ([1, 2, 3, 4, 5], [2, 3, 4, 5, 6])
    assert talk(6, mutual, groups) == [1, 2, 3, 4, 5, 6]


def test_readers_prefer_ties_that_are_returned() -> None:
    market = build(trust=trust(3, close_share=1.0))
    ties = set(zip(market.network.authors.tolist(), market.network.followers.tolist(), strict=True))
    for row in range(0, market.readers, 50):
        returned = np.array([(f, row) in ties for f in followers_of(market, row).tolist()], bool)
        close = close_of(market, row)
        assert (close & returned).sum() == min(3, returned.sum())


def test_a_blogger_everywhere_talks_with_followers_anywhere() -> None:
    market = build(communities=10, trust=trust(100))
    row = rows_of(market, "big")[0]
    talked = followers_of(market, row)[close_of(market, row)]
    assert np.unique(market.communities[talked]).size > 8


def test_a_tier_can_hold_conversations_of_its_own() -> None:
    tiers = [
        tier("friend", followers=40, conversations=40, close_share=1.0),
        tier("stranger", followers=40, conversations=0),
        tier("small", followers=40),
    ]
    market = build(tiers=tiers, trust=trust(6))
    for name, close in (("friend", 40), ("stranger", 0), ("small", 6)):
        assert all(close_of(market, row).sum() == close for row in rows_of(market, name)), name
