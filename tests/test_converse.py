"""Conversation: authors answer as many comments as they have time for."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from by_hand import CERTAIN, LIVELY, hiring, market, random_market, scenario
from stonecast.counts import COUNTS
from stonecast.model import CampaignModel
from stonecast.network.market import Market
from stonecast.scenario import Scenario
from stonecast.state import State

TALKING: dict[str, Any] = {**CERTAIN, "reshare__share": 0.0, "converse__on": True, "converse__comment": 1.0}


def ran(spec: Scenario, place: Market, luck: int = 1) -> State:
    model = CampaignModel(spec, plan="all", luck=luck, market=place, collect=False)
    while model.running:
        model.step()
    return model.state


def total(state: State, what: str) -> int:
    return int(state.counts[:, COUNTS.index(what)].sum())


def divided(followers: int, stones: int) -> Market:
    """So many followers in all, divided among stones."""
    ties = [(followers + k % stones, k, 0.5) for k in range(followers)]
    return market(
        ties, people=followers + stones, bloggers=range(followers, followers + stones), readers=followers
    )


@pytest.mark.parametrize(("stones", "expected"), [(1, 150), (2, 300), (10, 1000), (100, 1000)])
def test_engaged_partners_grow_with_the_number_of_stones(stones: int, expected: int) -> None:
    place = divided(1000, stones)
    plan = hiring(*(f"stone_{k}" for k in range(stones)))
    state = ran(scenario(**TALKING, converse__conversations=150, plans=plan), place)
    assert total(state, "comments") == 1000
    assert total(state, "conversations") == expected == min(1000, stones * 150)


@pytest.mark.parametrize("followers", [50, 150, 750, 1500])
def test_an_author_has_no_more_partners_than_time(followers: int) -> None:
    state = ran(
        scenario(**TALKING, converse__conversations=150, plans=hiring("stone_0")), divided(followers, 1)
    )
    assert total(state, "conversations") == min(followers, 150)


@pytest.mark.parametrize(("factor", "expected"), [(0.0, 0), (1.0, 500), (2.0, 1000), (100.0, 1000)])
def test_a_platform_that_invites_to_talk_draws_more_comments(factor: float, expected: int) -> None:
    """Half of those won comment, times the platform's factor, and never more than all."""
    tier = {"name": "stone", "kind": "small", "count": 1, "followers": 10, "platform": "talk"}
    platform = {"platforms": {"talk": {"conversation": factor}}, "bloggers": [tier]}
    talking = {**TALKING, "converse__comment": 0.5, "converse__conversations": math.inf}
    state = ran(scenario(**talking, **platform, plans=hiring("stone_0")), divided(1000, 1))
    assert total(state, "comments") == total(state, "conversations")
    assert abs(total(state, "comments") - expected) <= 4 * math.sqrt(expected * (1000 - expected) / 1000)


def test_endless_time_answers_everybody() -> None:
    place = random_market(readers=300, bloggers=3)
    changes = {**LIVELY, "converse__on": True, "converse__conversations": math.inf}
    state = ran(scenario(**changes, plans=hiring("stone_0", "stone_1", "stone_2")), place)
    assert total(state, "conversations") == total(state, "comments") > 0


def test_conversation_alone_changes_only_its_own_counts() -> None:
    place = random_market(readers=300, bloggers=3)
    plan = hiring("stone_0", "stone_1", "stone_2")
    off, on = (ran(scenario(**LIVELY, plans=plan, converse__on=on), place) for on in (False, True))
    own = [COUNTS.index("comments"), COUNTS.index("conversations")]
    assert np.array_equal(off.people, on.people)
    assert np.array_equal(np.delete(off.counts, own, 1), np.delete(on.counts, own, 1))
    assert on.counts[:, own].any()


def test_no_time_to_answer_earns_no_trust() -> None:
    place = random_market(readers=300, bloggers=3)
    plan = hiring("stone_0", "stone_1", "stone_2", posts=3, days_between_posts=2)
    remember = {"remember__on": True, "remember__useful": 0.0, "remember__irrelevant": 0.0}
    silent = {"converse__on": True, "converse__conversations": 0}
    off = ran(scenario(**LIVELY, plans=plan), place)
    on = ran(scenario(**LIVELY, plans=plan, **remember, **silent), place)
    assert np.array_equal(off.people, on.people)
    assert on.bonds.ledger.used == 0


def test_who_was_answered_trusts_more() -> None:
    changes = {**TALKING, "converse__conversations": 40, "remember__on": True, "remember__useful": 0.0}
    state = ran(scenario(**changes, remember__kept=1.0, plans=hiring("stone_0")), divided(100, 1))
    trusts = state.trust_in(np.arange(100))
    assert (trusts == np.float32((1 + 1) / (1 + 2))).sum() == 40
    assert (trusts == 0.5).sum() == 60


def test_time_is_scaled_with_the_followers_of_bloggers() -> None:
    place = divided(400, 40)
    place = replace(place, scale=10.0)
    plan = hiring(*(f"stone_{k}" for k in range(40)))
    state = ran(scenario(**TALKING, converse__conversations=15, plans=plan), place)
    assert total(state, "conversations") == pytest.approx(40 * 1.5, abs=10)
