"""What the engine promises: more stones never lose anybody, no agent no ripple, and sources that count."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import test_agreement_everything as everything
from by_hand import CERTAIN, FOUR, LIVELY, RULES, hiring, market, random_market, scenario
from stonecast.campaign import Run, run
from stonecast.errors import InputError
from stonecast.model import CampaignModel
from stonecast.rumour import NEVER


def won_by(one: Run) -> set[int]:
    return set(np.flatnonzero(one.state.people["engaged"] != NEVER).tolist())


def finished(model: CampaignModel) -> CampaignModel:
    while model.running:
        model.step()
    return model


# Monotone in stones


@pytest.mark.parametrize("luck", range(12))
def test_adding_a_stone_never_loses_anyone_in_simple_contagion(luck: int) -> None:
    place = random_market(readers=400, bloggers=4, audience=25, draw=2)
    before, reached = None, []
    for count in range(1, 5):
        spec = scenario(**LIVELY, plans=hiring(*FOUR[:count], posts=2, days_between_bloggers=1))
        after = run(spec, plan="all", luck=luck, market=place)
        if before is not None:
            assert won_by(before) <= won_by(after)
            assert (before.totals["saw"], before.totals["impressions"]) <= (
                after.totals["saw"],
                after.totals["impressions"],
            )
            ticks, earlier = (np.where(r.state.people["engaged"] == NEVER, 99, r.state.people["engaged"])
                              for r in (before, after))  # fmt: skip
            assert (earlier <= ticks).all()
        before = after
        reached.append(len(won_by(after)))
    assert reached[-1] > reached[0]


@pytest.mark.parametrize("luck", range(6))
def test_adding_a_stone_never_loses_anyone_where_readers_are_hired(luck: int) -> None:
    chance = np.random.default_rng(6)
    ends = chance.integers(0, 150, (600, 2)).tolist()
    place = market([(a, f, 0.7) for a, f in ends], people=150, bloggers=[1, 5, 60, 100])
    before: set[int] = set()
    for count in range(1, 5):
        spec = scenario(**LIVELY, plans=hiring(*FOUR[:count], posts=2))
        after = won_by(run(spec, plan="all", luck=luck, market=place))
        assert before <= after
        before = after


@pytest.mark.parametrize("luck", [-1, 2**32, 1.5, "7"])
def test_luck_that_is_no_whole_number_in_range_is_refused(luck: Any) -> None:
    with pytest.raises(InputError, match="luck"):
        run(scenario(), plan="all", luck=luck, market=random_market(readers=100, bloggers=1, audience=20))


# Limits


@pytest.mark.parametrize("rule", RULES)
def test_without_trust_nobody_is_won(rule: str) -> None:
    place = random_market(readers=200, bloggers=2, audience=50, trust=0.0)
    one = run(
        scenario(**{**LIVELY, "respond__rule": rule, "respond__rate": math.inf}), plan="all", market=place
    )
    assert one.totals["saw"] > 0
    assert one.totals["engaged"] == 0


@pytest.mark.parametrize("rule", ["simple", "reinforced"])
def test_with_certainty_everybody_who_can_be_reached_is_won_step_by_step(rule: str) -> None:
    place = random_market(readers=200, followees=2.0, bloggers=2, audience=5)
    one = run(scenario(**CERTAIN, respond__rule=rule, clock__days=60), plan="all", market=place)
    steps = {blogger.row: 0 for blogger in place.bloggers}
    queue = list(steps)
    for author in queue:
        for follower in place.network.followers[slice(*place.network.offsets[author : author + 2])].tolist():
            if follower not in steps:
                steps[follower] = steps[author] + 1
                queue.append(follower)
    ticks = {row: max(0, step - 1) for row, step in steps.items()}
    engaged = one.state.people["engaged"]
    assert {row: int(engaged[row]) for row in won_by(one)} == ticks
    assert one.ripple.max_depth == max(steps.values())


def test_certainty_survives_trust_that_vanishes_in_its_power() -> None:
    place = market([(1, 0, 1e-30)], people=2, bloggers=[1])
    spec = scenario(respond__rate=math.inf, respond__trust_exponent=50.0, see__visibility=1.0)
    for rule in RULES:
        one = run(spec.with_changes(respond__rule=rule, respond__sources=1), plan="all", market=place)
        assert one.totals["engaged"] == 0


def test_nothing_is_counted_twice() -> None:
    place = random_market(readers=300, bloggers=4, audience=50)
    for rule in RULES:
        one = run(scenario(**LIVELY, respond__rule=rule, plans=hiring(*FOUR)), plan="all", market=place)
        people, sums = one.state.people, one.totals
        assert sums["saw"] == (people["seen"] != NEVER).sum()
        assert sums["engaged"] == one.ripple.size == (people["engaged"] != NEVER).sum() - 4
        assert sums["orders"] == (people["ordered"] != NEVER).sum() > 0
        assert sums["impressions"] >= sums["saw"] >= sums["engaged"] >= sums["reshared"]
        assert (people["seen"] <= people["engaged"])[people["teller"] >= 0].all() or rule == "reinforced"


# Sources


def pond_of_one_stone_each(stones: int = 20, each: int = 10) -> Any:
    readers = stones * each
    ties = [(readers + row // each, row, 1.0) for row in range(readers)]
    return market(ties, people=readers + stones, bloggers=range(readers, readers + stones), readers=readers)


@pytest.mark.parametrize("posts", [1, 5])
def test_one_stone_activates_nobody_where_two_sources_are_needed(posts: int) -> None:
    place = pond_of_one_stone_each()
    spec = scenario(
        **CERTAIN, respond__rule="sources", plans=hiring(*(b.name for b in place.bloggers), posts=posts)
    )
    one = run(spec, plan="all", market=place)
    assert one.totals["impressions"] == 200 * posts
    assert one.totals["engaged"] == 0
    assert run(spec.with_changes(respond__sources=1), plan="all", market=place).totals["engaged"] == 200


def test_where_one_source_is_needed_the_rule_is_simple_contagion() -> None:
    place = random_market(readers=300, bloggers=4, audience=50)
    for luck in range(5):
        simple, sources = (
            run(
                scenario(**LIVELY, respond__rule=rule, respond__sources=1, plans=hiring(*FOUR, posts=2)),
                plan="all",
                luck=luck,
                market=place,
            )
            for rule in ("simple", "sources")
        )
        assert (simple.counts == sources.counts).all()
        assert (simple.state.people["teller"] == sources.state.people["teller"]).all()


@pytest.mark.parametrize(("sources", "memory_days", "won"), [(2, 3.0, 1), (2, 2.0, 0), (1, 2.0, 1)])
def test_a_source_counts_as_long_as_it_is_remembered(sources: int, memory_days: float, won: int) -> None:
    place = market([(1, 0, 1.0), (2, 0, 1.0)], people=3, bloggers=[1, 2])
    spec = scenario(
        **CERTAIN,
        respond__rule="sources",
        respond__sources=sources,
        respond__memory_days=memory_days,
        plans=hiring("stone_0", "stone_1", days_between_bloggers=2),
    )
    assert run(spec, plan="all", market=place).totals["engaged"] == won


def test_a_memory_longer_than_any_run_is_endless() -> None:
    place = random_market(readers=200, bloggers=2, audience=50)
    for rule in RULES:
        spec = scenario(**{**LIVELY, "respond__rule": rule, "respond__memory_days": math.inf})
        endless = run(spec, plan="all", luck=2, market=place)
        for days in (1_000.0, 1e300):
            long = run(spec.with_changes(respond__memory_days=days), plan="all", luck=2, market=place)
            assert (long.counts == endless.counts).all()


@pytest.mark.parametrize(
    ("fraction", "needed"), [(0.05, 1), (0.1, 1), (0.18, 2), (0.2, 2), (0.21, 3), (0.7, 7), (1.0, 10)]
)
def test_a_fraction_is_met_exactly(fraction: float, needed: int) -> None:
    ties = [(1 + k, 0, 1.0) for k in range(10)]
    place = market(ties, people=11, bloggers=range(1, 11))
    for told in range(1, 11):
        plan = hiring(*(f"stone_{k}" for k in range(told)))
        spec = scenario(**CERTAIN, respond__rule="fraction", respond__fraction=fraction, plans=plan)
        assert run(spec, plan="all", market=place).totals["engaged"] == int(told >= needed)


def test_a_fraction_with_many_digits_is_met_by_people_with_many_followees() -> None:
    followees, third = 3_000, 1 / 3
    ties = [(1 + k, 0, 1.0) for k in range(followees)]
    place = market(ties, people=1 + followees, bloggers=range(1, 1 + followees))
    for told, won in ((999, 0), (1_000, 1)):
        plan = hiring(*(f"stone_{k}" for k in range(told)))
        spec = scenario(**CERTAIN, respond__rule="fraction", respond__fraction=third, plans=plan)
        assert run(spec, plan="all", market=place).totals["engaged"] == won


def test_yield_of_impressions_spread_at_random_where_two_sources_are_needed() -> None:
    """A12: of m readers hit by I impressions at random m P(Pois(I / m) >= 2) are won; best I / m = 1.793."""
    m, lucks, x = 400, 6, 1.793
    stones = round(m * x)
    spec = scenario(
        **CERTAIN,
        respond__rule="sources",
        plans=hiring(*(f"stone_{k}" for k in range(stones))),
        clock__days=1,
    )
    chance = np.random.default_rng(12)
    engaged = []
    for _ in range(lucks):
        hit = chance.integers(0, m, stones)
        place = market(
            [(m + k, int(row), 1.0) for k, row in enumerate(hit)],
            people=m + stones,
            bloggers=range(m, m + stones),
            readers=m,
        )
        engaged.append(run(spec, plan="all", market=place).totals["engaged"])
        assert engaged[-1] == (np.bincount(hit, minlength=m) >= 2).sum()
    share = 1 - math.exp(-x) * (1 + x)
    assert abs(share / x - 0.2984) < 5e-5
    assert abs(np.mean(engaged) / m - share) < 4 * math.sqrt(share * (1 - share) / (m * lucks))


def test_reinforcement_raises_the_hazard_of_a_second_sender() -> None:
    """P = 1 - exp(-(sum of hazards) * (1 + kappa)), in 4 standard errors over 4,000 readers."""
    readers, h, kappa = 4_000, 0.2, 1.5
    ties = [(readers + k, row, 1.0) for row in range(readers) for k in (0, 1)]
    place = market(ties, people=readers + 2, bloggers=[readers, readers + 1], readers=readers)
    spec = scenario(
        see__visibility=1.0,
        respond__rule="reinforced",
        respond__rate=h,
        respond__reinforcement=kappa,
        reshare__share=0.0,
        plans=hiring("stone_0", "stone_1"),
    )
    p = 1 - math.exp(-2 * h * (1 + kappa))
    engaged = run(spec, plan="all", luck=5, market=place).totals["engaged"]
    assert abs(engaged / readers - p) < 4 * math.sqrt(p * (1 - p) / readers)


def test_nobody_is_told_by_somebody_whom_they_do_not_trust() -> None:
    ties = [(100 + k, row, float(k)) for row in range(100) for k in (0, 1)]
    place = market(ties, people=102, bloggers=[100, 101], readers=100)
    for rule in RULES:
        spec = scenario(
            see__visibility=1.0,
            respond__rule=rule,
            respond__rate=math.inf,
            plans=hiring("stone_0", "stone_1"),
        )
        one = run(spec, plan="all", market=place)
        assert one.totals["engaged"] == 100
        assert (place.network.authors[one.state.people["teller"][:100]] == 101).all()


# Names of people, and compiled or not


def test_who_is_trusted_more_is_more_often_the_teller() -> None:
    """Two senders at once with hazards 1 : 4; the second tells 4 in 5 of 2,000, within 4 standard errors."""
    readers = 2000
    ties = [(readers + stone, row, trust) for stone, trust in ((0, 0.2), (1, 0.8)) for row in range(readers)]
    place = market(ties, people=readers + 2, bloggers=[readers, readers + 1], readers=readers)
    changes = {"see__visibility": 1.0, "respond__rule": "reinforced", "respond__rate": 5.0}
    spec = scenario(**changes, plans=hiring("stone_0", "stone_1"))
    one = run(spec, plan="all", market=place)
    ripple = one.ripple
    told = ripple.people[ripple.parents[ripple.parents >= 0]]
    share = (told == readers + 1).mean()
    assert told.size > 1900
    assert abs(share - 0.8) <= 4 * math.sqrt(0.8 * 0.2 / told.size)


@pytest.mark.parametrize("rule", RULES)
def test_permuting_people_changes_only_their_names(rule: str) -> None:
    """Exactly where all is certain; in law else: means over 150 lucks within 4 standard errors."""
    place = random_market(readers=120, followees=3.0, bloggers=2, audience=25, draw=8)
    new = np.random.default_rng(9).permutation(place.network.people)
    net = place.network
    ties = zip(new[net.authors].tolist(), new[net.followers].tolist(), net.trust.tolist(), strict=True)
    positions = np.empty_like(place.positions)
    positions[new] = place.positions
    renamed = market(
        ties,
        people=net.people,
        bloggers=[int(new[blogger.row]) for blogger in place.bloggers],
        positions=positions,
    )
    sure = scenario(**CERTAIN, respond__rule=rule, plans=hiring("stone_0", "stone_1"), clock__days=20)
    a, b = (run(sure, plan="all", market=m) for m in (place, renamed))
    assert (a.counts == b.counts).all()
    assert (b.state.people["engaged"][new] == a.state.people["engaged"]).all()
    spec = scenario(**{**LIVELY, "clock__days": 8}, respond__rule=rule, plans=hiring("stone_0", "stone_1"))
    totals = np.array(
        [
            [run(spec, plan="all", luck=k, market=m).counts.sum(axis=0) for k in range(150)]
            for m in (place, renamed)
        ]
    )
    mean, error = totals.mean(axis=1), np.sqrt((totals.var(axis=1, ddof=1) / 150).sum(axis=0))
    assert (np.abs(mean[0] - mean[1]) <= 4 * error).all()
    assert mean[0][2] > 1


def test_order_of_hiring_changes_nothing_for_readers() -> None:
    place = random_market(readers=300, bloggers=4, audience=60)
    for rule in RULES:
        one, other = (
            run(
                scenario(**LIVELY, respond__rule=rule, plans=hiring(*names)), plan="all", luck=3, market=place
            )
            for names in (FOUR, FOUR[::-1])
        )
        assert (one.counts == other.counts).all()
        for what in ("seen", "engaged", "ordered", "posts"):
            assert (one.state.people[what] == other.state.people[what]).all()
        won = one.state.people["engaged"] != NEVER
        assert (one.state.people["teller"] == other.state.people["teller"])[won].all()


PROGRAM = """
import json, sys
sys.path.insert(0, sys.argv[1])
from test_engine import outcomes
print(json.dumps(outcomes()))
"""


def outcomes() -> dict[str, list[list[int]]]:
    """Counts of every tick, and who was engaged and ordered when, under every rule: every mechanism is on."""
    told = {}
    for rule in RULES:
        spec = scenario(**everything.EVERYTHING, respond__rule=rule)
        one = run(spec, plan="all", luck=5, market=everything.place(1))
        people = one.state.people
        told[rule] = [*one.counts.tolist(), people["engaged"].tolist(), people["ordered"].tolist()]
    return told


def test_uncompiled_kernels_give_identical_runs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(Path(__file__).parent)],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    compiled = outcomes()
    assert json.loads(done.stdout) == compiled
    assert all(np.sum(told[:-2]) > 20 for told in compiled.values())
