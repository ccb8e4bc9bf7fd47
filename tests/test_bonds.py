"""Trust that is earned, lost and forgotten: exact against theory, absent when off."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from by_hand import FOUR, LIVELY, RULES, hiring, market, random_market, scenario, with_hollow
from stonecast.bonds import Bonds
from stonecast.model import CampaignModel
from stonecast.network.market import Market
from stonecast.scenario import Scenario
from stonecast.state import State

NO_WEIGHT = {
    f"remember__{name}": 0.0
    for name in ("conversation", "useful", "irrelevant", "undisclosed", "good_purchase", "bad_purchase")
}


def ran(spec: Scenario, place: Market, luck: int = 1) -> State:
    model = CampaignModel(spec, plan="all", luck=luck, market=place, collect=False)
    while model.running:
        model.step()
    return model.state


def same(one: State, other: State) -> bool:
    return np.array_equal(one.counts, other.counts) and np.array_equal(one.people, other.people)


def bonds(trust: float = 0.25, **changes: Any) -> Bonds:
    place = market([(0, 1, trust), (0, 2, trust)], people=3, bloggers=[0])
    return Bonds(scenario(remember__on=True, clock__days=3650, **changes), place)


TIE = np.array([0], np.int64)


@pytest.mark.parametrize("rule", RULES)
def test_evidence_of_no_weight_changes_nothing(rule: str) -> None:
    place = random_market(readers=200, bloggers=4)
    changes = {**LIVELY, "respond__rule": rule, "message__sponsored": False}
    plan = hiring(*FOUR, posts=3, days_between_bloggers=1)
    off = ran(scenario(**changes, plans=plan), place)
    on = ran(scenario(**changes, plans=plan, remember__on=True, **NO_WEIGHT), place)
    assert same(off, on)
    assert off.counts.any()


def test_evidence_of_weight_changes_something() -> None:
    place = random_market(readers=200, bloggers=4)
    plan = hiring(*FOUR, posts=3, days_between_bloggers=1)
    off = ran(scenario(**LIVELY, plans=plan), place)
    on = ran(scenario(**LIVELY, plans=plan, remember__on=True), place)
    assert not same(off, on)


def test_trust_is_beta_reputation() -> None:
    some = bonds()
    some.evidence(TIE, 3.0, 1.5)
    assert some.trust(TIE, 0) == 0.25, "what is heard counts when the tick is over"
    some.remember(0)
    assert some.trust(TIE, 0) == np.float32((3 + 0.5) / (3 + 1.5 + 2))
    assert some.trust(TIE + 1, 0) == 0.25


def test_evidence_fades_by_the_same_share_every_day() -> None:
    some = bonds(remember__kept=0.9)
    some.evidence(TIE, 2.0, 1.0)
    some.remember(3)
    left = 0.9**10
    assert some.trust(TIE, 13)[0] == pytest.approx((2 * left + 0.5) / (3 * left + 2), abs=1e-7)
    assert some.trust(TIE, 3_000)[0] == pytest.approx(0.25, abs=1e-7)


@pytest.mark.parametrize(("good", "bad"), [(1.0, 0.0), (0.05, 0.1), (0.3, 0.3)])
def test_steady_evidence_leads_to_the_steady_state(good: float, bad: float) -> None:
    some = bonds(remember__kept=0.97)
    for day in range(1500):
        some.evidence(TIE, good, bad)
        some.remember(day)
    r, s = good / 0.03, bad / 0.03
    assert some.trust(TIE, 1499)[0] == pytest.approx((r + 0.5) / (r + s + 2), rel=1e-6)


def test_trust_is_lost_faster_than_it_is_won() -> None:
    good, bad = bonds(trust=0.5), bonds(trust=0.5)
    good.evidence(TIE, good.spec.remember.good_purchase, 0.0)
    bad.evidence(TIE, 0.0, bad.spec.remember.bad_purchase)
    good.remember(0)
    bad.remember(0)
    assert 0.5 - bad.trust(TIE, 0)[0] > good.trust(TIE, 0)[0] - 0.5 > 0


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 400), st.floats(0, 5), st.floats(0, 5)), min_size=1), st.randoms())
def test_the_order_of_people_does_not_matter(heard: list[tuple[int, float, float]], turns: Any) -> None:
    place = market([(0, f, 0.3) for f in range(1, 402)], people=402, bloggers=[0])
    spec, ties = scenario(remember__on=True), np.arange(401)
    found = []
    for _ in range(2):
        some = Bonds(spec, place)
        for day in (0, 1, 5):
            for tie, good, bad in heard:
                some.evidence(np.array([tie]), good, bad)
            some.remember(day)
        found.append(some.trust(ties, 9))
        turns.shuffle(heard)
    assert np.array_equal(*found)


def test_what_touched_ties_have_won_and_lost_gives_the_trust_of_all_followers() -> None:
    place = random_market(readers=80, followees=4.0, bloggers=2, audience=25, draw=5)
    state = ran(scenario(**LIVELY, remember__on=True, converse__on=True), place)
    bloggers = [blogger.row for blogger in place.bloggers]
    followers, believed = Bonds(state.spec, place).census(bloggers, 0)
    now = state.bonds.census(bloggers, 15)
    gains = state.bonds.learned(bloggers, 15)
    assert gains.any()
    assert np.array_equal(now[0], followers)
    assert np.array_equal(now[1], believed + gains)


@pytest.mark.parametrize("hollow", [False, True])
def test_before_anything_happens_everybody_follows_and_trusts_as_at_the_start(hollow: bool) -> None:
    place = random_market(readers=80, followees=4.0, bloggers=2, audience=25, draw=5)
    place = with_hollow(place, 0.3) if hollow else place
    some = Bonds(scenario(**LIVELY, remember__on=True, follow__on=True), place)
    bloggers = [blogger.row for blogger in place.bloggers]
    (followers, believed), (counted, summed) = some.at_start(bloggers), some.census(bloggers, 0)
    assert np.array_equal(followers, counted)
    assert np.array_equal(believed, summed)
    assert (believed > 0).all()


def test_the_ledger_keeps_only_ties_that_were_touched() -> None:
    some = bonds()
    some.evidence(np.array([1, 1, 1]), 1.0, 0.0)
    some.remember(0)
    assert some.ledger.used == 1


def test_irrelevant_promotion_costs_trust_and_a_relevant_post_earns_it() -> None:
    ties = [(0, 1, 0.5), (0, 2, 0.5)]
    place = market(ties, people=3, bloggers=[0], positions=[(0.5, 0.5), (0.5, 0.5), (0.0, 0.0)])
    near = {"on": True, "width": 0.1}
    state = ran(scenario(see__visibility=1.0, respond__relevance=near, remember__on=True), place)
    friend, stranger = state.trust_in(np.array([0, 1]))
    assert friend > 0.5 > stranger


def test_unmarked_advertising_that_is_found_out_costs_trust() -> None:
    place = market([(0, 1, 0.5)], people=2, bloggers=[0])
    changes = {
        "see__visibility": 1.0,
        "remember__on": True,
        "remember__discovery": 1.0,
        "remember__kept": 1.0,
    }
    marked = ran(scenario(**changes), place).trust_in(TIE)
    hidden = ran(scenario(**changes, message__sponsored=False), place).trust_in(TIE)
    assert marked == np.float32((0.05 + 1) / (0.05 + 2))
    assert hidden == pytest.approx((0.05 + 1) / (0.05 + 2 + 2), abs=1e-7)
