"""Who sees a post: the sieves between a post and a reader."""

from __future__ import annotations

import math
from importlib import import_module
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from by_hand import FOUR, LIVELY, RULES, hiring, market, random_market, scenario, with_hollow
from stonecast import randomness as named
from stonecast.model import CampaignModel
from stonecast.network.build import build_market
from stonecast.network.market import Market
from stonecast.phases import attention
from stonecast.phases.publish import publish
from stonecast.scenario import Scenario
from stonecast.state import COUNTS, State

SEE = import_module("stonecast.phases.see")
IMPRESSIONS = COUNTS.index("impressions")


def ran(spec: Scenario, place: Market, luck: int = 1) -> State:
    model = CampaignModel(spec, plan="all", luck=luck, market=place, collect=False)
    while model.running:
        model.step()
    return model.state


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("visibility", [0.0, 0.6, 1.0])
def test_sieves_that_drop_nothing_show_what_the_one_walk_shows(
    rule: str, visibility: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = random_market(readers=200, bloggers=4)
    changes = {**LIVELY, "respond__rule": rule, "see__visibility": visibility, "clock__ticks_per_day": 2}
    spec = scenario(**changes, plans=hiring(*FOUR, posts=3, days_between_bloggers=1))
    walked = ran(spec, place)
    monkeypatch.setattr(SEE, "by_sieves", lambda _: True)
    sieved = ran(spec, place)
    assert np.array_equal(walked.counts, sieved.counts)
    assert np.array_equal(walked.people, sieved.people)
    assert bool(walked.counts[:, 1].any()) == (visibility > 0)


def limits_of(spec: Scenario, place: Market, luck: int = 1) -> State:
    """The state of a run whose first posts are delivered but not seen yet."""
    state = CampaignModel(spec, plan="all", luck=luck, market=place, collect=False).state
    publish(state)
    for rumour in state.rumours:
        SEE.deliver(state, rumour)
    return state


def feed(**changes: Any) -> dict[str, Any]:
    return {f"attention__{name}": value for name, value in {"on": True, **changes}.items()}


@pytest.mark.parametrize("followees", [1, 7, 20, 400])
@pytest.mark.parametrize("read", [1.0, 10.0, 100.0])
def test_a_feed_by_time_shows_a_post_with_chance_a_over_l_exactly(followees: int, read: float) -> None:
    """A18's companion for attention: one reader, so many followees who post 5 a day, one post more."""
    place = market([(k + 1, 0, 0.3) for k in range(followees)], people=followees + 1, bloggers=[1])
    spec = scenario(**feed(posts_read=read, bloggers_everyday_posts=5.0), plans=hiring("stone_0"))
    state = limits_of(spec, place)
    (limit,) = attention.limits(state)
    assert limit[0] == named.threshold(min(1.0, read / (5.0 * followees + 1.0)))


def test_what_strangers_ignore_comes_out_of_attention() -> None:
    place = market([(9, k, 0.3) for k in range(9)], people=10, bloggers=[9])
    tier = {"name": "stone", "kind": "small", "count": 1, "followers": 9, "followers_follow": 10_000}
    spec = scenario(**feed(bloggers_everyday_posts=0.0), bloggers=[tier], plans=hiring("stone_0"))
    (limit,) = attention.limits(limits_of(spec, place))
    assert limit[:9].tolist() == [named.threshold(100.0 / 50_001.0)] * 9


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.integers(0, 10**6),
    st.floats(0.1, 300),
    st.floats(0, 20),
    st.floats(0, 4),
    st.floats(0, 4),
    st.integers(0, 500),
    st.sampled_from([1, 3, 24]),
)
def test_nobody_is_expected_to_see_more_posts_than_they_read(
    draw: int, read: float, rate: float, xi: float, chi: float, outside: int, ticks: int
) -> None:
    place = random_market(readers=60, followees=6.0, bloggers=4, audience=40, draw=draw)
    shape = feed(
        posts_read=read,
        everyday_posts=rate,
        trust_exponent=xi,
        relevance_exponent=chi,
        followees_outside=outside,
    )
    spec = scenario(**shape, clock__ticks_per_day=ticks, plans=hiring(*FOUR))
    state = limits_of(spec, place)
    (limit,) = attention.limits(state)
    shown = state.campaign.shown
    expected = np.bincount(shown.readers[: shown.count], limit[: shown.count] / 2.0**32, place.network.people)
    assert expected.max() <= read / ticks * (1 + 1e-9)
    assert expected.max() > 0


def test_attention_without_limit_is_seeing_everything() -> None:
    place = random_market(readers=200, bloggers=4)
    shared = {**LIVELY, "see__visibility": 1.0, "plans": hiring(*FOUR, posts=3)}
    endless = ran(scenario(**shared, **feed(posts_read=math.inf, trust_exponent=2.0)), place)
    everything = ran(scenario(**shared), place)
    assert np.array_equal(endless.counts, everything.counts)
    assert np.array_equal(endless.people, everything.people)


def test_attention_that_is_off_says_nothing() -> None:
    place = random_market(readers=200, bloggers=4)
    plain = ran(scenario(**LIVELY, plans=hiring(*FOUR)), place)
    off = feed(on=False, posts_read=1.0, everyday_posts=900.0)
    assert np.array_equal(ran(scenario(**LIVELY, **off, plans=hiring(*FOUR)), place).people, plain.people)


def test_the_load_of_a_market_is_worked_out_once() -> None:
    place = random_market(readers=200, bloggers=4)
    spec = scenario(**LIVELY, **feed(), plans=hiring(*FOUR))
    load = attention.everyday_load(spec, place)
    assert attention.everyday_load(spec, place) is load
    other = spec.with_changes(attention__everyday_posts=7.0)
    assert attention.everyday_load(other, place).sum() > load.sum()


def test_hollow_followers_never_see_anything() -> None:
    place = random_market(readers=200, bloggers=4)
    spec = scenario(**LIVELY, plans=hiring(*FOUR, posts=3))
    assert not ran(spec, with_hollow(place, 1.0)).counts[:, IMPRESSIONS].any()
    half, full = (ran(spec, with_hollow(place, share)) for share in (0.5, 0.0))
    first = [state.counts[0, IMPRESSIONS] for state in (half, full)]
    assert 0.3 * first[1] < first[0] < 0.7 * first[1]


def test_hollow_followers_are_counted_and_paid_for_but_nobody_talks_with_them() -> None:
    tier = {"name": "stone", "kind": "small", "count": 40, "followers": 100, "audience": "everywhere"}
    live = scenario(bloggers=[tier], market__trust__conversations=math.inf)
    bought = scenario(bloggers=[{**tier, "hollow": 0.15}], market__trust__conversations=math.inf)
    one, other = build_market(live), build_market(bought)
    assert one.hollow is None
    assert one.bloggers == other.bloggers
    assert np.array_equal(one.network.followers, other.network.followers)
    theirs = slice(int(other.network.offsets[other.readers]), None)
    hollow = other.hollow
    assert hollow is not None
    assert not hollow[: theirs.start].any()
    assert hollow[theirs].mean() == pytest.approx(0.15, abs=0.02)
    assert not (hollow & other.close).any()
    talked = other.close[theirs].sum() / one.close[theirs].sum()
    assert talked == pytest.approx(1 - hollow[theirs].mean(), abs=0.01)
