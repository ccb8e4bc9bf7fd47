"""The daily act: exact laws of reminders, wear and fatigue, and the vote of the essay."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import stonecast as sc
from by_hand import LIVELY, hiring, market, random_market, scenario
from stonecast.counts import COUNTS
from stonecast.network.market import Market

ANY = 5.0
"""Standard errors within which a sampled mean must lie of what theory gives."""


def star(followers: int, *, close: int = 0) -> Market:
    """One stone with followers who follow nobody else; the first of them trust it."""
    ties = [(0, 1 + n, 0.9 if n < close else 0.1) for n in range(followers)]
    return market(ties, people=1 + followers, bloggers=[0])


def asking(place: Market, *, posts: int = 30, last: int | None = None, **ask: Any) -> sc.Scenario:
    """Daily reminders that win nobody by themselves and that everybody sees."""
    return scenario(
        clock__days=last or posts,
        see__visibility=1.0,
        respond__rate=0.0,
        plans=hiring(place.bloggers[0].name, posts=posts),
        ask={"on": True, "close": "trusting", "trusting": 0.6, **ask},
    )


def totals(spec: sc.Scenario, place: Market, luck: int = 0) -> dict[str, float]:
    return sc.run(spec, luck=luck, market=place).totals


def close_to(found: float, chance: float, people: int) -> bool:
    """Whether a count of independent people lies near its mean."""
    return abs(found - chance * people) <= ANY * math.sqrt(chance * (1 - chance) * people)


@pytest.mark.parametrize(("p", "known"), [(0.02, 0.455), (0.005, 0.140)])
def test_reminders_follow_the_exact_law(p: float, known: float) -> None:
    """P(act by n) = 1 - (1 - p)^n."""
    place = star(40_000)
    acted = totals(asking(place, once=True, close_chance=0.0, other_chance=p), place)["actors"]
    law = 1 - (1 - p) ** 30
    assert law == pytest.approx(known, abs=5e-4)
    assert close_to(acted, law, 40_000)


@pytest.mark.parametrize("g", [0.5, 0.9])
def test_fatigue_leaves_a_limit_below_one(g: float) -> None:
    """P(act by n) = 1 - prod(1 - p g^k), k the reminders seen before: g = exp(-1 / wear)."""
    place, p = star(40_000), 0.2
    spec = asking(place, posts=60, once=True, other_chance=p, wear=-1 / math.log(g))
    law = 1 - math.prod(1 - p * g**k for k in range(60))
    assert law < 0.9
    assert close_to(totals(spec, place)["actors"], law, 40_000)


def test_every_act_tires() -> None:
    """Mean acts of a chain: in state k the next reminder is acted on with chance p g^k."""
    place, p, g, n = star(40_000), 0.5, 0.4, 6
    states = np.eye(1, n + 1)[0]
    for _ in range(n):
        moves = states * p * g ** np.arange(n + 1)
        states = states - moves + np.concatenate([[0.0], moves[:-1]])
    mean, square = states @ np.arange(n + 1), states @ np.arange(n + 1) ** 2
    acts = totals(asking(place, posts=n, other_chance=p, tiring=g), place)["acts"]
    assert abs(acts - 40_000 * mean) <= ANY * math.sqrt(40_000 * (square - mean**2))


def test_the_vote_of_the_essay() -> None:
    """Of 2,000 followers a tenth are close; 30 reminders bring 169 + 32 votes once, 392 every day."""
    place = star(2_000, close=200)
    seen = {"see__visibility": 0.2}
    once = asking(place, once=True, close_chance=0.3, other_chance=0.003).with_changes(**seen)
    daily = asking(place, close_chance=0.3, other_chance=0.003).with_changes(**seen)
    laws = [200 * (1 - 0.94**30), 1_800 * (1 - 0.9994**30)]
    assert [round(law) for law in laws] == [169, 32]
    votes = [[totals(spec, place, luck)["acts"] for luck in range(40)] for spec in (once, daily)]
    for found, law in zip(votes, (sum(laws), 30 * (200 * 0.06 + 1_800 * 0.0006)), strict=True):
        error = np.std(found, ddof=1) / math.sqrt(len(found))
        assert abs(np.mean(found) - law) < ANY * error
    assert round(30 * (200 * 0.06 + 1_800 * 0.0006)) == 392


def test_nobody_acts_twice_on_one_day() -> None:
    """Ten voices remind twice a day each; everybody who could act does so once a day."""
    ties = [(a, 10 + n, 0.5) for a in range(10) for n in range(50)]
    place = market(ties, people=60, bloggers=range(10))
    spec = asking(place, posts=4, last=6, close_chance=1.0, other_chance=1.0).with_changes(
        plans=hiring(*(b.name for b in place.bloggers), posts=4), clock__ticks_per_day=2
    )
    run = sc.run(spec, market=place)
    acts = run.by_day[:, COUNTS.index("acts")]
    assert acts.tolist() == [50, 50, 50, 50, 0, 0]
    assert run.totals["actors"] == 50


def test_friends_who_remind_reach_people_whom_the_stone_does_not() -> None:
    """Along a chain of friends the act goes on by reminders alone, one friend a day."""
    place = market([(n, n + 1, 0.9) for n in range(6)], people=7, bloggers=[0])
    spec = asking(place, posts=1, last=7, once=True, close_chance=1.0, reminding=1.0)
    run = sc.run(spec, market=place)
    assert run.by_day[:, COUNTS.index("acts")].tolist() == [1, 1, 1, 1, 1, 1, 0]
    assert run.totals["depth"] == 6, "who acts belongs to the ripple"
    assert totals(asking(place, posts=1, last=7, close_chance=1.0), place)["acts"] == 1


def test_more_chance_never_loses_an_act() -> None:
    place = star(500)
    few, more = (totals(asking(place, once=True, other_chance=p), place)["acts"] for p in (0.01, 0.03))
    assert few < more


def test_an_act_is_possible_in_its_period_only() -> None:
    place = star(20)
    spec = asking(place, posts=10, from_day=3, days=4, other_chance=1.0)
    acts = sc.run(spec, market=place).by_day[:, COUNTS.index("acts")]
    assert acts.tolist() == [0, 0, 0, 20, 20, 20, 20, 0, 0, 0]


def test_asking_for_what_nobody_does_changes_nothing() -> None:
    """Off is absent; on with chance 0 differs in nothing either."""
    place, plan = random_market(), hiring("stone_0", "stone_1", posts=3)
    runs = [
        sc.run(scenario(**LIVELY, plans=plan, **ask), luck=3, market=place)
        for ask in (
            {},
            {"ask__other_chance": 0.9},
            {"ask": {"on": True, "close_chance": 0.0, "other_chance": 0.0}},
        )
    ]
    assert runs[0].totals["engaged"] > 5
    for other in runs[1:]:
        assert np.array_equal(other.counts, runs[0].counts)
        assert np.array_equal(other.state.people, runs[0].state.people)
