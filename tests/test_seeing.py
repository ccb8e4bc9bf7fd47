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
from stonecast import campaign
from stonecast import randomness as named
from stonecast.counts import COUNTS
from stonecast.kernels import later
from stonecast.model import CampaignModel
from stonecast.network.build import build_market
from stonecast.network.market import Market
from stonecast.phases import attention, platforms
from stonecast.phases.publish import publish
from stonecast.recording import Recording
from stonecast.rumour import ADVERTISED as ADVERTISED_BY
from stonecast.scenario import Scenario
from stonecast.state import State

SEE = import_module("stonecast.phases.see")
ALL_REACHED = np.ones(1000)
IMPRESSIONS, ENGAGED, ADVERTISED = map(COUNTS.index, ("impressions", "engaged", "advertised"))


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
    (limit,) = attention.limits(state, ALL_REACHED)
    assert limit[0] == named.threshold(min(1.0, read / (5.0 * followees + 1.0)))


def test_what_strangers_ignore_comes_out_of_attention() -> None:
    place = market([(9, k, 0.3) for k in range(9)], people=10, bloggers=[9])
    tier = {"name": "stone", "kind": "small", "count": 1, "followers": 9, "followers_follow": 10_000}
    spec = scenario(**feed(bloggers_everyday_posts=0.0), bloggers=[tier], plans=hiring("stone_0"))
    (limit,) = attention.limits(limits_of(spec, place), ALL_REACHED)
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
    (limit,) = attention.limits(state, ALL_REACHED)
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


def on(platform: dict[str, float], **changes: Any) -> dict[str, Any]:
    """Everybody posts on this platform."""
    tier = {"name": "stone", "kind": "small", "count": 1, "followers": 10, "platform": "here"}
    return {"platforms": {"here": platform}, "bloggers": [tier], "see__readers_platform": "here", **changes}


@pytest.mark.parametrize(
    ("half_life_hours", "after_hours", "left"),
    [
        (20.0, 24.0, 0.435),
        (48.0, 24.0, 0.707),
        (80 / 60, 24.0, 3.8e-6),
        (80 / 60, 1.0, 0.595),
        (24.0, 24.0, 0.5),
    ],
)
def test_survival_of_a_half_life_is_that_of_theory(
    half_life_hours: float, after_hours: float, left: float
) -> None:
    """A18: 2^(-t / h) of the views come after t, up to the very number where the delay crosses t."""
    survival = 2.0 ** (-after_hours / half_life_hours)
    assert survival == pytest.approx(left, rel=2e-2)

    def wait(u: float) -> float:
        return -named.log(u) * later.PER_HALVING * half_life_hours

    assert wait(survival * (1 - 1e-12)) > after_hours > wait(survival * (1 + 1e-12))


def test_delays_follow_the_half_life_and_nobody_sees_a_post_twice() -> None:
    """Everybody is reached by certainty, at a time that only the delay decides."""
    fans = 4000
    place = market([(fans, k, 1.0) for k in range(fans)], people=fans + 1, bloggers=[fans], readers=fans)
    changes = on({"half_life_days": 3.0}, see__visibility=1.0, clock__days=400, reshare__share=0.0)
    state = ran(scenario(**changes, plans=hiring("stone_0")), place)
    shown = state.counts[:, IMPRESSIONS]
    assert shown.sum() == fans
    assert (state.people["seen"][:fans] >= 0).all()
    for days in (1, 3, 10):
        expected = fans * 2.0 ** (-days / 3.0)
        assert shown[days:].sum() == pytest.approx(expected, abs=4 * math.sqrt(expected))


@pytest.mark.parametrize("rule", RULES)
def test_what_is_seen_after_the_end_never_is(rule: str) -> None:
    place = random_market(readers=200, bloggers=4)
    shared = {**LIVELY, "respond__rule": rule, "plans": hiring(*FOUR), "reshare__share": 0.0}
    at_once = ran(scenario(**shared, **on({})), place)
    late = ran(scenario(**shared, **on({"half_life_days": 10.0})), place)
    endless = ran(scenario(**{**shared, **on({"half_life_days": 10.0}), "clock__days": 300}), place)
    whole = at_once.counts[:, IMPRESSIONS].sum()
    assert late.counts[:, IMPRESSIONS].sum() < 0.9 * whole
    assert endless.counts[:, IMPRESSIONS].sum() == whole
    assert np.array_equal(endless.counts[:15, IMPRESSIONS], late.counts[:, IMPRESSIONS])


def test_a_platform_without_delay_and_reach_is_none() -> None:
    place = random_market(readers=200, bloggers=4)
    shared = {**LIVELY, "plans": hiring(*FOUR, posts=2)}
    plain, ideal = ran(scenario(**shared), place), ran(scenario(**shared, **on({})), place)
    assert np.array_equal(plain.people, ideal.people)
    assert np.array_equal(plain.counts, ideal.counts)


def test_days_for_ticks_put_eighty_minutes_into_the_tick_of_the_post() -> None:
    place = random_market(readers=200, bloggers=4)
    shared = {**LIVELY, "plans": hiring(*FOUR, posts=2)}
    quick = on({"half_life_days": 80 / 1440})
    assert np.array_equal(
        ran(scenario(**shared), place).people, ran(scenario(**shared, **quick), place).people
    )


@pytest.mark.parametrize(
    ("followers", "share"), [(500, 1.0), (10_000, 1.0), (100_000, 0.759), (10**6, 0.575)]
)
def test_large_accounts_reach_less(followers: int, share: float) -> None:
    """T5: reach falls as followers^-0.12 above 10,000."""
    assert platforms.share_reached(followers, 0.12) == pytest.approx(share, abs=1e-3)
    assert platforms.share_reached(followers, 0.0) == 1.0


def test_a_message_wears_out_by_what_was_seen_in_earlier_ticks() -> None:
    place = market([(2, 0, 0.4), (1, 0, 0.9)], people=3, bloggers=[2, 1], readers=1)
    spec = scenario(
        respond__rate=0.01, see__visibility=1.0, wear__on=True, plans=hiring("stone_0", "stone_1", posts=4)
    )
    model = CampaignModel(spec, plan="all", luck=1, market=place, collect=False)
    seen = []
    while model.running:
        model.step()
        seen.append(sorted(model.state.campaign.shown.hazards[:2].tolist()))
    for tick in range(4):
        worn = math.exp(-2 * tick / 10)
        assert seen[tick] == pytest.approx([0.01 * 0.4 * worn, 0.01 * 0.9 * worn], rel=1e-6)


@pytest.mark.parametrize("rule", RULES)
def test_a_message_that_lasts_for_ever_does_not_wear(rule: str) -> None:
    place = random_market(readers=200, bloggers=4)
    shared = {**LIVELY, "respond__rule": rule, "plans": hiring(*FOUR, posts=3)}
    lasting = ran(scenario(**shared, wear__on=True, wear__exposures=math.inf), place)
    worn = ran(scenario(**shared, wear__on=True, wear__exposures=0.5), place)
    plain = ran(scenario(**shared), place)
    assert np.array_equal(lasting.people, plain.people)
    assert worn.counts[:, ENGAGED].sum() < plain.counts[:, ENGAGED].sum()


def ads(chance: float, **changes: Any) -> dict[str, Any]:
    return {"advertising__on": True, "advertising__chance_a_day": chance, **changes}


@pytest.mark.parametrize("ticks", [1, 4])
def test_advertising_alone_wins_as_one_coin_a_day_would(ticks: int) -> None:
    """Without word of mouth 1 - (1 - a)^t are won after t days, whatever the ticks."""
    readers = 20_000
    place = market([(readers, 0, 0.5)], people=readers + 1, bloggers=[readers], readers=readers)
    spec = scenario(
        **ads(0.03), see__visibility=0.0, clock__days=60, clock__ticks_per_day=ticks, plans=hiring("stone_0")
    )
    won = ran(spec, place).counts[:, ADVERTISED].cumsum()
    for day in (1, 10, 60):
        share = 1 - 0.97**day
        error = 4 * math.sqrt(readers * share * (1 - share))
        assert won[day * ticks - 1] == pytest.approx(readers * share, abs=error)


def test_everybody_is_won_in_the_end_whatever_the_stones() -> None:
    """A13, the SI limit: connected, no recovery, endless: no expansion, only acceleration."""
    place = random_market(readers=150, bloggers=4)
    shared = {**LIVELY, **ads(0.05), "clock__days": 3000, "see__visibility": 1.0, "reshare__share": 1.0}
    one, four = (ran(scenario(**shared, plans=hiring(*names)), place) for names in (FOUR[:1], FOUR))
    assert (one.people["engaged"][:150] >= 0).all()
    assert one.counts[:, ENGAGED].sum() == four.counts[:, ENGAGED].sum() == 150
    assert four.people["engaged"][:150].mean() < one.people["engaged"][:150].mean()


def test_who_is_won_by_advertising_is_a_root_that_passes_it_on_and_buys() -> None:
    place = random_market(readers=300, bloggers=1)
    certain = {"respond__rate": math.inf, "respond__trust_exponent": 0.0, "reshare__share": 1.0}
    spec = scenario(
        **ads(0.01), **certain, see__visibility=0.5, buy__on=True, buy__base=800.0, plans=hiring("stone_0")
    )
    run = campaign.run(spec, plan="all", luck=3, market=place)
    people, ripple = run.state.people, run.ripple
    won = np.flatnonzero(people["teller"] == ADVERTISED_BY)
    assert won.size == run.counts[:, ADVERTISED].sum() > 0
    assert (people["ordered"][won] == people["engaged"][won]).all()
    assert ripple.size == run.counts[:, ENGAGED].sum()
    assert ripple.roots.size == won.size + 1
    assert set(ripple.people[ripple.roots].tolist()) == {300, *won.tolist()}
    assert (ripple.sizes[np.isin(ripple.people[ripple.roots], won)] > 1).any()
    recorded = Recording.from_bytes(Recording.of(run).to_bytes())
    assert recorded.summary(recorded.ticks - 1)["engaged"] == run.counts[:, ENGAGED].sum()


def test_advertising_costs_the_same_beside_every_plan() -> None:
    place = random_market(readers=50, bloggers=4)
    spec = scenario(**ads(0.0, advertising__cost_a_day=7.0), plans=hiring("stone_0"))
    run = campaign.run(spec, plan="all", luck=1, market=place)
    assert run.totals["cost"] == run.spent + 7.0 * spec.clock.days
    off = spec.with_changes(advertising__on=False)
    assert campaign.run(off, plan="all", luck=1, market=place).totals["cost"] == run.spent


def test_advertising_that_wins_nobody_runs() -> None:
    spec = scenario(advertising__on=True, advertising__chance_a_day=1e-300)
    totals = campaign.run(spec, market=random_market(), luck=0).totals
    assert totals["advertised"] == 0
