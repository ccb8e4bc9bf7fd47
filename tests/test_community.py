"""Communities: sub-communities show posts to who does not follow the author; accounts feature them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from by_hand import CERTAIN, LIVELY, RULES, hiring, market, random_market, scenario, with_hollow
from markets import build, followers_of, rows_of, tier
from stonecast.campaign import run
from stonecast.counts import COUNTS
from stonecast.errors import InputError
from stonecast.model import CampaignModel
from stonecast.network.market import Market
from stonecast.scenario import Scenario
from test_reference_agreement import agree

OPEN: dict[str, Any] = {"on": True, "says": 1.0, "looks_in": 1.0}
CLOSED = {"says": 0.0, "looks_in": 0.0}


def living(place: Market, homes: Any) -> Market:
    """The same market whose people live in these sub-communities."""
    homes = np.asarray(homes, np.int32)
    return replace(place, communities=np.maximum(homes, 0), homes=homes)


def strangers(groups: int, each: int) -> Market:
    """People whom nobody follows, in sub-communities; the first of each can be hired."""
    people = groups * each
    place = market([], people=people, bloggers=range(0, people, each))
    return living(place, np.repeat(np.arange(groups), each))


def alike(one: Any, other: Any) -> None:
    assert np.array_equal(one.counts, other.counts)
    assert np.array_equal(one.state.people, other.state.people)


@pytest.mark.parametrize("closed", CLOSED)
def test_a_community_that_nobody_uses_is_no_community(closed: str) -> None:
    place = random_market(draw=3)
    changes: dict[str, Any] = {**LIVELY, "plans": hiring("stone_0", "stone_1")}
    empty = {**OPEN, "looks_in": 0.3, closed: 0.0}
    alike(
        run(scenario(**changes), plan="all", luck=3, market=place),
        run(scenario(**changes, community=empty), plan="all", luck=3, market=place),
    )


def test_a_post_reaches_the_own_sub_community_and_nobody_else() -> None:
    spec = scenario(**{**CERTAIN, "reshare__share": 0.0}, community=OPEN, plans=hiring("stone_1"))
    one = run(spec, plan="all", market=strangers(groups=3, each=20))
    assert np.flatnonzero(one.state.people["seen"] >= 0).tolist() == list(range(21, 40))
    assert one.totals["community_impressions"] == one.totals["community_engaged"] == one.totals["saw"] == 19


def test_who_looks_in_comes_across_it_as_often_as_said() -> None:
    changes = {**CERTAIN, "reshare__share": 0.0, "community": {**OPEN, "looks_in": 0.2}}
    one = run(
        scenario(**changes, plans=hiring("stone_0")), plan="all", market=strangers(groups=1, each=10_001)
    )
    assert abs(one.totals["saw"] - 2_000) < 4 * np.sqrt(10_000 * 0.2 * 0.8)


def test_whom_a_blogger_reaches_there_is_scaled_and_whom_a_reader_reaches_is_not() -> None:
    place = replace(strangers(groups=2, each=10_001), scale=10.0)
    place = replace(place, bloggers=place.bloggers[:1])
    changes = {**CERTAIN, "community": {**OPEN, "looks_in": 0.5}}
    alone = scenario(**{**changes, "reshare__share": 0.0}, plans=hiring("stone_0"))
    one = run(alone, plan="all", market=place)
    assert abs(one.totals["saw"] - 5_000) < 4 * 10 * np.sqrt(10_000 * 0.05 * 0.95)
    passed = market([(0, 10_001, 1.0)], people=20_002, bloggers=[0])
    passed = replace(living(passed, np.repeat([0, 1], 10_001)), scale=10.0)
    other = scenario(**changes, clock__days=2, plans=hiring("stone_0"))
    two = run(other.with_changes(community={**OPEN, "looks_in": 0.5}), plan="all", market=passed)
    first = int((two.state.people["seen"] == 0).sum()) - 1
    there = (two.state.people["seen"] == 1)[10_001:].sum()
    assert abs(there - 5_000) < 4 * np.sqrt(10_000 * 0.5 * 0.5)
    assert abs(first - 500) < 4 * np.sqrt(10_000 * 0.05 * 0.95)


def test_who_lives_nowhere_says_it_to_followers_only() -> None:
    place = living(strangers(groups=2, each=5), [-1, 0, 0, 0, 0, 1, 1, 1, 1, 1])
    one = run(scenario(**CERTAIN, community=OPEN, plans=hiring("stone_0")), plan="all", market=place)
    assert one.totals["impressions"] == 0


@pytest.mark.parametrize("rule", RULES)
def test_a_sub_community_where_everybody_looks_is_one_in_which_all_follow_all(rule: str) -> None:
    """Exactly so, tick by tick, where everybody is certain and trust is the same for all."""
    alone = living(market([], people=30, bloggers=[0, 1]), np.zeros(30))
    pairs = [(a, b, 0.3) for a in range(30) for b in range(30) if a != b]
    together = market(pairs, people=30, bloggers=[0, 1])
    sure = {**CERTAIN, "market__trust__other": {"constant": 0.3}, "plans": hiring("stone_0", "stone_1")}
    sure["respond__fraction"] = 0.0001
    sure["respond__rule"] = rule
    one = run(scenario(**sure, community=OPEN), plan="all", luck=2, market=alone)
    other = run(scenario(**sure), plan="all", luck=2, market=together)
    spread = [COUNTS.index(what) for what in ("impressions", "saw", "engaged", "reshared")]
    assert np.array_equal(one.counts[:, spread], other.counts[:, spread])
    assert one.totals["engaged"] == 28


def test_followers_see_a_post_once_and_not_again_in_the_community() -> None:
    place = living(market([(0, k, 0.5) for k in range(1, 10)], people=10, bloggers=[0]), np.zeros(10))
    one = run(scenario(**{**CERTAIN, "reshare__share": 0.0}, community=OPEN), plan="all", market=place)
    assert one.totals["impressions"] == 9
    assert one.totals["community_impressions"] == 0


@pytest.mark.parametrize("luck", range(6))
def test_a_community_never_loses_anybody_in_simple_contagion(luck: int) -> None:
    place = living(random_market(draw=luck), np.arange(306) % 9)
    changes = {**LIVELY, "plans": hiring("stone_0", "stone_1", posts=2)}
    without = run(scenario(**changes), plan="all", luck=luck, market=place).state.people["engaged"] >= 0
    more = scenario(**changes, community={**OPEN, "looks_in": 0.1})
    there = run(more, plan="all", luck=luck, market=place).state.people["engaged"] >= 0
    assert there[without].all()
    assert there.sum() > without.sum()


MIXED: dict[str, Any] = {"on": True, "says": 0.6, "looks_in": 0.35, "features_from": 3, "relevant_from": 0.1}
MECHANISMS: dict[str, dict[str, Any]] = {
    "communities": {},
    "a ranked feed": {"attention": {"on": True, "posts_read": 9.0, "trust_exponent": 1.0}},
    "posts that live for days": {
        "platforms": {"slow": {"half_life_days": 1.5}},
        "see__readers_platform": "slow",
        "clock__ticks_per_day": 2,
    },
    "trust that learns and ties that form": {
        "converse": {"on": True, "conversations": 2},
        "remember__on": True,
        "follow": {"on": True, "chance": 0.4, "one_way": 0.05, "count_every": 1},
    },
    "customers": {
        "serve__on": True,
        "review": {"on": True, "praise": 0.8, "warn": 0.9, "patience_days": 1},
        "respond__relevance__on": True,
    },
    "brands that compete": {"rivals": {"other": {"hire": ["stone_2"], "budget": 1e9, "topic": (0.2, 0.8)}}},
}


def lively(draw: int) -> Market:
    """Four sub-communities; bloggers of all kinds of homes, the last the account of a community."""
    place = random_market(readers=60, followees=4.0, bloggers=4, audience=30, draw=draw)
    bloggers = (*place.bloggers[:3], replace(place.bloggers[3], kind="community"))
    return living(replace(place, bloggers=bloggers, scale=1.5), [*(np.arange(60) % 4), 0, 0, -1, -1])


@pytest.mark.parametrize("name", MECHANISMS)
@pytest.mark.parametrize("rule", RULES)
def test_engine_and_reference_agree_exactly(rule: str, name: str) -> None:
    changes = {**LIVELY, "respond__rule": rule, "community": MIXED, **MECHANISMS[name]}
    spec = scenario(**changes, plans=hiring("stone_0", "stone_1", posts=3))
    assert agree(spec, lively(7), luck=5)["engaged"] > 5


@settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.integers(0, 99),
    st.sampled_from([0.2, 1.0]),
    st.sampled_from([0.05, 1.0]),
    st.sampled_from([1, 5, float("inf")]),
    st.lists(st.sampled_from(sorted(MECHANISMS)), max_size=3, unique=True),
    st.sampled_from([0.0, 0.3]),
)
def test_engine_and_reference_agree_with_any_of_them(
    luck: int, says: float, looks_in: float, features_from: float, names: list[str], hollow: float
) -> None:
    community = {"on": True, "says": says, "looks_in": looks_in, "features_from": features_from}
    changes: dict[str, Any] = {**LIVELY, "community": community}
    for name in names:
        changes |= MECHANISMS[name]
    place = with_hollow(lively(luck), hollow)
    agree(scenario(**changes, plans=hiring("stone_0", "stone_1")), place, luck)


def club(**community: Any) -> tuple[Scenario, Market]:
    """A blogger whom five members of a community follow; fifty more follow the community's account only."""
    ties = [(0, k, 0.9) for k in range(2, 7)] + [(1, k, 0.9) for k in range(2, 57)]
    place = living(market(ties, people=57, bloggers=[0, 1]), [0, -1, *([0] * 5), *([1] * 50)])
    place = replace(place, bloggers=(place.bloggers[0], replace(place.bloggers[1], kind="community")))
    told = {**OPEN, "features_from": 5, **community}
    spec = scenario(**CERTAIN, community=told, plans=hiring("stone_0"))
    return spec, place


def test_a_community_features_once_what_enough_members_say() -> None:
    spec, place = club()
    one = run(spec, plan="all", market=place)
    # Posted on day 0, passed on by the five on day 1, featured on day 2 and never again.
    assert one.state.campaign.said == {0: [0], 1: [2]}
    assert one.totals["featured"] == 1
    assert one.totals["cost"] == one.plan.cost
    # The five, fifty more, and in the sub-community the blogger, who hears it back.
    assert one.totals["saw"] == 56


@pytest.mark.parametrize(
    ("told", "saw"),
    [({"features_from": 6}, 6), ({"relevant_from": 1.0}, 6), ({"on": False}, 5), ({"says": 0.0}, 5)],
)
def test_nothing_is_featured_that_few_say_or_that_does_not_fit(told: dict[str, Any], saw: int) -> None:
    spec, place = club(**told)
    place = replace(place, positions=place.positions + np.array([0.01, 0.0]))
    one = run(spec, plan="all", market=place)
    assert one.totals["featured"] == 0
    assert one.totals["saw"] == saw


def test_a_community_that_is_paid_features_nothing_for_free() -> None:
    spec, place = club()
    spec = spec.with_changes(plans=hiring("stone_0", "stone_1"))
    one = run(spec, plan="all", market=place)
    assert one.state.campaign.said == {0: [0], 1: [0]}
    assert one.totals["featured"] == 0
    assert one.totals["cost"] == 22


def test_without_its_agent_a_community_features_nothing() -> None:
    spec, place = club()
    model = CampaignModel(spec, plan="all", market=place)
    model.bloggers[1].remove()
    model.run_model()
    assert model.state.gathered["featured"] == 0


def test_communities_are_neighbouring_parts_of_the_pond() -> None:
    clubs = [tier("first", count=1, followers=1_200), tier("second", count=2, followers=300)]
    clubs = [{**one, "kind": "community", "audience": "members"} for one in clubs]
    place = build(communities=20, tiers=clubs)
    rows = [*rows_of(place, "first"), *rows_of(place, "second")]
    members = [followers_of(place, row).tolist() for row in rows]
    assert [(each[0], each[-1]) for each in members] == [(0, 1199), (1200, 1499), (1500, 1799)]
    assert [len(set(place.communities[each].tolist())) for each in members] == [12, 3, 3]
    assert (place.home[rows] == -1).all()
    whole = build(readers=2_104, communities=45, tiers=[{**clubs[0], "followers": 1_403}])
    last = followers_of(whole, rows_of(whole, "first")[0])[-1]
    assert whole.communities[last] != whole.communities[last + 1], "1,403 of 2,104 end one before two thirds"
    tenth = build(communities=20, tiers=clubs, scale=10.0)
    assert [len(followers_of(tenth, row)) for row in (200, 201, 202)] == [120, 30, 30]


def test_more_members_than_readers_are_refused() -> None:
    clubs = [
        {**tier(name, count=1, followers=1_200), "kind": "community", "audience": "members"} for name in "ab"
    ]
    with pytest.raises((InputError, ValueError), match="2,400 members together"):
        build(tiers=clubs)
