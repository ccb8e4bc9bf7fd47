"""The engine and its readable twin toss the same coins, so they must agree exactly."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from by_hand import market, random_market, scenario
from reference.campaign import COUNTED, ReferenceModel
from stonecast.counts import COUNTS
from stonecast.model import CampaignModel
from stonecast.network.build import build_market
from stonecast.network.market import Market
from stonecast.rumour import NEVER
from stonecast.scenario import Scenario

RULES = ("simple", "sources", "fraction", "reinforced")

LIVELY = {
    "clock__days": 10,
    "see__visibility": 0.8,
    "respond__rate": 1.5,
    "respond__fraction": 0.3,
    "respond__memory_days": 3.0,
    "reshare__share": 0.7,
    "buy__on": True,
    "buy__base": -2.0,
}
"""Settings under which much happens on a small market."""

PLAN = {"hire": ["stone_0", "stone_1"]}

Fate = dict[str, int | None]


def run_engine(spec: Scenario, place: Market, luck: int) -> CampaignModel:
    model = CampaignModel(spec, plan="all", luck=luck, market=place, collect=False)
    while model.running:
        model.step()
    return model


def run_reference(spec: Scenario, place: Market, luck: int) -> ReferenceModel:
    model = ReferenceModel(spec, place, plan="all", luck=luck)
    while model.running:
        model.step()
    return model


def engine(model: CampaignModel) -> tuple[list[dict[str, int]], list[Fate]]:
    counts = [dict(zip(COUNTS, tick.tolist(), strict=True)) for tick in model.state.counts]
    fates = []
    for row in model.state.people:
        fate: Fate = {what: None if row[what] == NEVER else int(row[what]) for what in ("seen", "engaged")}
        fate["ordered"] = None if row["ordered"] == NEVER else int(row["ordered"])
        told = fate["engaged"] is not None and row["teller"] >= 0
        fate["told_by"] = int(model.state.author_of(np.array([row["teller"]]))[0]) if told else None
        fates.append(fate)
    return counts, fates


def reference(model: ReferenceModel) -> tuple[list[dict[str, int]], list[Fate]]:
    counts = [{what: tick[what] for what in COUNTED} for tick in model.counts]
    fates = []
    for journal in (person.journal for person in model.people):
        told_by = None if journal.told_by is None else journal.told_by.author.row
        fates.append(
            {
                "seen": journal.seen,
                "engaged": journal.engaged,
                "ordered": journal.ordered,
                "told_by": told_by,
            }
        )
    return counts, fates


def agree(spec: Scenario, place: Market, luck: int) -> dict[str, int]:
    """Run both, fail with all that differs, and return the totals."""
    return compared(run_engine(spec, place, luck), run_reference(spec, place, luck))


def compared(model: CampaignModel, twin: ReferenceModel) -> dict[str, int]:
    """Fail with all that differs between two runs that are over, and return the totals."""
    (counts, fates), (counts_again, fates_again) = engine(model), reference(twin)
    wrong = [
        f"tick {tick}: {what} is {here[what]} in the engine, {there[what]} in the reference"
        for tick, (here, there) in enumerate(zip(counts, counts_again, strict=True))
        for what in COUNTED
        if here[what] != there[what]
    ]
    wrong += [
        f"person {row}: {what} is {here[what]} in the engine, {there[what]} in the reference"
        for row, (here, there) in enumerate(zip(fates, fates_again, strict=True))
        for what in ("seen", "engaged", "told_by", "ordered")
        if here[what] != there[what]
    ]
    assert not wrong, "\n".join(wrong[:40])
    return {what: sum(tick[what] for tick in counts) for what in COUNTED}


SETTINGS: dict[str, dict[str, Any]] = {
    "as it is": {},
    "everybody sees": {"see__visibility": 1.0},
    "relevance": {"respond__relevance__on": True, "message__topic": [0.3, 0.6]},
    "steep relevance": {
        "respond__relevance__on": True,
        "respond__relevance__width": 0.1,
        "respond__relevance__exponent": 2.5,
    },
    "relevance with exponent 0": {"respond__relevance__on": True, "respond__relevance__exponent": 0.0},
    "trust does not matter": {"respond__trust_exponent": 0.0},
    "trust squared": {"respond__trust_exponent": 2.0},
    "trust to a broken power": {"respond__trust_exponent": 0.7},
    "a dull disclosed message": {"message__appeal": 0.6, "respond__disclosure": 0.5},
    "disclosure of what is not sponsored": {"message__sponsored": False, "respond__disclosure": 0.0},
    "a message of no appeal": {"message__appeal": 0.0},
    "certainty": {"respond__rate": math.inf},
    "certainty but for relevance": {"respond__rate": math.inf, "respond__relevance__on": True},
    "three posts a stone": {"plans": {"all": {**PLAN, "posts": 3}}},
    "drip": {"plans": {"all": {**PLAN, "posts": 2, "days_between_bloggers": 2, "start_day": 1}}},
    "posts days apart": {"plans": {"all": {**PLAN, "posts": 3, "days_between_posts": 3}}},
    "three ticks a day": {"clock__ticks_per_day": 3},
    "ticks and posts": {"clock__ticks_per_day": 4, "plans": {"all": {**PLAN, "posts": 3}}},
    "nobody buys": {"buy__on": False},
    "buying is considered on one day": {"buy__consider_days": 1},
    "buying is certain in trust": {"buy__base": -800.0, "buy__trust": 3000.0},
    "nobody passes it on": {"reshare__share": 0.0},
    "everybody passes it on": {"reshare__share": 1.0},
    "short memory": {"respond__memory_days": 0.2},
    "memory of a tick and a half": {"respond__memory_days": 0.75, "clock__ticks_per_day": 2},
    "endless memory": {"respond__memory_days": math.inf},
    "one source": {"respond__sources": 1},
    "three sources": {"respond__sources": 3},
    "nearly all followees": {"respond__fraction": 0.9},
    "no reinforcement": {"respond__reinforcement": 0.0},
    "strong reinforcement": {"respond__reinforcement": 5.0},
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", SETTINGS)
def test_engine_and_reference_agree_exactly(rule: str, name: str) -> None:
    spec = scenario(**{**LIVELY, "respond__rule": rule, "plans": {"all": PLAN}, **SETTINGS[name]})
    place = random_market(readers=80, followees=4.0, bloggers=2, audience=25, draw=5)
    totals = agree(spec, place, luck=11)
    assert totals["impressions"] > 0


@pytest.mark.parametrize("rule", RULES)
def test_agreement_is_about_something(rule: str) -> None:
    place = random_market(readers=80, followees=4.0, bloggers=2, audience=25, draw=5)
    totals = agree(scenario(**LIVELY, respond__rule=rule, plans={"all": PLAN}), place, luck=11)
    assert totals.pop("posts") == 2
    spread = [totals[what] for what in ("impressions", "saw", "engaged", "reshared", "orders")]
    assert min(spread) >= 2, totals


@pytest.mark.parametrize("rule", RULES)
def test_agreement_where_readers_are_hired_and_follow_one_another(rule: str) -> None:
    chance = np.random.default_rng(3)
    ties = [(int(a), int(f), float(t)) for a, f, t in chance.random((300, 3)) * (50, 50, 1)]
    place = market(ties, people=50, bloggers=[7, 3, 20, 41], positions=chance.random((50, 2)))
    plan = {"hire": ["stone_2", "stone_0", "stone_3"], "posts": 3, "days_between_bloggers": 1}
    spec = scenario(**{**LIVELY, "respond__rule": rule, "plans": {"all": plan}, "clock__ticks_per_day": 2})
    for luck in range(5):
        agree(spec, place, luck)


@pytest.mark.parametrize("rule", RULES)
def test_agreement_on_another_market_seed(rule: str) -> None:
    place = random_market(readers=80, followees=4.0, bloggers=2, audience=25, draw=5, seed=9)
    spec = scenario(**LIVELY, respond__rule=rule, plans={"all": PLAN}, market_seed=4)
    own = spec.with_changes(market_seed=9)
    assert agree(spec, place, luck=2**32 - 1) != agree(own, place, luck=2**32 - 1)


@pytest.mark.parametrize("rule", RULES)
def test_agreement_on_a_market_that_the_program_made(rule: str) -> None:
    spec = scenario(
        **LIVELY,
        respond__rule=rule,
        respond__relevance__on=True,
        market__readers=100,
        market__followees_mean=6.0,
        market__communities=4,
        market__trust__conversations=5,
        bloggers=[{"name": "stone", "kind": "small", "count": 4, "followers": 20}],
        plans={"all": {"hire": [{"tier": "stone", "count": 3}], "posts": 2}},
    )
    assert agree(spec, build_market(spec), luck=1)["engaged"] > 0


share = st.one_of(st.sampled_from([1.0, 0.9, 0.5, 0.0]), st.floats(0, 1))


@st.composite
def small_markets(draw: st.DrawFn) -> Market:
    people = draw(st.integers(5, 60))
    person = st.integers(0, people - 1)
    ties = draw(st.lists(st.tuples(person, person, share), min_size=1, max_size=6 * people))
    bloggers = draw(st.lists(person, min_size=1, max_size=5, unique=True))
    places = draw(st.lists(st.tuples(share, share), min_size=people, max_size=people))
    return market(ties, people=people, bloggers=bloggers, positions=places)


@st.composite
def small_scenarios(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "clock__days": draw(st.integers(11, 13)),
        "clock__ticks_per_day": draw(st.sampled_from([1, 1, 2, 3])),
        "message__appeal": draw(st.sampled_from([1.0, 0.8, 0.3])),
        "message__sponsored": draw(st.booleans()),
        "message__topic": draw(st.tuples(share, share)),
        "see__visibility": draw(st.sampled_from([1.0, 0.9, 0.5])),
        "respond__rule": draw(st.sampled_from(RULES)),
        "respond__rate": draw(st.sampled_from([0.1, 0.5, 1.5, 6.0, math.inf])),
        "respond__trust_exponent": draw(st.sampled_from([0.0, 0.5, 1.0, 2.0])),
        "respond__relevance__on": draw(st.booleans()),
        "respond__relevance__width": draw(st.sampled_from([0.05, 0.25, 1.0])),
        "respond__relevance__exponent": draw(st.sampled_from([0.0, 1.0, 1.7])),
        "respond__disclosure": draw(st.sampled_from([1.0, 0.5])),
        "respond__reinforcement": draw(st.sampled_from([0.0, 0.67, 3.0])),
        "respond__sources": draw(st.integers(1, 3)),
        "respond__fraction": draw(st.sampled_from([0.1, 0.18, 0.5, 1.0])),
        "respond__memory_days": draw(st.sampled_from([0.3, 1.0, 2.5, 14.0, math.inf])),
        "reshare__share": draw(st.sampled_from([1.0, 0.8, 0.3, 0.0])),
        "buy__on": draw(st.booleans()),
        "buy__base": draw(st.sampled_from([-4.0, -1.0])),
        "buy__trust": draw(st.sampled_from([0.0, 2.5])),
        "buy__consider_days": draw(st.integers(1, 5)),
    }


@settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(small_markets(), small_scenarios(), st.data())
def test_engine_and_reference_agree_on_any_small_market(
    place: Market, changes: dict[str, Any], data: st.DataObject
) -> None:
    net = place.network
    ties = zip(net.authors.tolist(), net.followers.tolist(), net.trust.tolist(), strict=True)
    note(f"ties (author, follower, trust): {list(ties)}")
    plan = {
        "hire": [blogger.name for blogger in place.bloggers],
        "posts": data.draw(st.integers(1, 3)),
        "start_day": data.draw(st.integers(0, 1)),
        "days_between_posts": data.draw(st.integers(1, 3)),
        "days_between_bloggers": data.draw(st.integers(0, 2)),
    }
    last = plan["start_day"] + (plan["posts"] - 1) * plan["days_between_posts"]
    last += (len(place.bloggers) - 1) * plan["days_between_bloggers"]
    changes["clock__days"] = max(changes.get("clock__days", 0), last + data.draw(st.integers(1, 6)))
    agree(scenario(**changes, plans={"all": plan}), place, luck=data.draw(st.integers(0, 99)))
