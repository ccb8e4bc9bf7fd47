"""The contest: votes of rivals by their exact law, ranks, and what a last-minute push does."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

import stonecast as sc
from by_hand import hiring, market, scenario
from reference.contest import ranks
from stonecast.contest import OUTCOMES, audiences, stand
from stonecast.kernels.asking import count_votes


def contest(*, once: bool = False, days: float = math.inf, last: int = 30, **changes: Any) -> sc.Scenario:
    return scenario(
        clock__days=last, ask={"on": True, "once": once, "days": days}, contest={"on": True, **changes}
    )


def binomial(voters: int, chance: float, draws: int) -> np.ndarray:
    votes = np.empty(draws, np.int64)
    everybody = np.full(draws, voters, np.int64), np.full(draws, chance)
    count_votes(*everybody, np.arange(draws, dtype=np.int64), 3, 0, votes)
    return votes


@pytest.mark.parametrize(("voters", "chance"), [(10, 0.3), (2_000, 0.0006), (40, 0.9)])
def test_votes_follow_the_binomial_law(voters: int, chance: float) -> None:
    votes = binomial(voters, chance, 20_000)
    law = stats.binom(voters, chance)
    # Values expected less than five times are put together.
    bounds = np.array([n for n in range(voters + 1) if 20_000 * law.pmf(n) >= 5])
    seen = np.bincount(np.clip(votes, bounds[0], bounds[-1]), minlength=bounds[-1] + 1)[bounds[0] :]
    expected = law.pmf(bounds)
    expected[0], expected[-1] = law.cdf(bounds[0]), law.sf(bounds[-1] - 1)
    assert stats.chisquare(seen, 20_000 * expected / expected.sum()).pvalue > 1e-3


def test_votes_at_the_edges() -> None:
    assert binomial(50, 0.0, 3).tolist() == [0, 0, 0]
    assert binomial(50, 1.0, 3).tolist() == [50, 50, 50]
    assert binomial(0, 0.5, 3).tolist() == [0, 0, 0]
    assert binomial(10**9, 1e-300, 1).tolist() == [0]


def test_more_followers_never_bring_fewer_votes() -> None:
    assert np.all(binomial(3_000, 0.01, 500) >= binomial(2_900, 0.01, 500))


@pytest.mark.parametrize(("days", "mean"), [((4,), 60), ((4, 20), 120), ((4, 4), 119.964)])
def test_a_large_rival_gets_the_votes_of_the_essay(days: tuple[int, ...], mean: float) -> None:
    """100,000 followers, seen by .2, a vote of .003: 60 votes a post; less for two posts on one day."""
    spec = contest(nominees=2, category=2, rivals=({"name": "star", "followers": 100_000, "days": days},))
    votes = [int(stand(spec, market_seed=0, luck=luck, own=0.0).votes[0]) for luck in range(300)]
    assert abs(np.mean(votes) - mean) < 5 * math.sqrt(mean / 300)


def test_where_a_person_votes_once_two_posts_count_less() -> None:
    rivals = ({"name": "star", "followers": 1_000, "days": tuple(range(20))},)
    spec = contest(once=True, nominees=2, category=2, rivals=rivals, seen=1.0, chance=0.2)
    votes = [int(stand(spec, market_seed=0, luck=luck, own=0.0).votes[0]) for luck in range(50)]
    law = 1 - 0.8**20
    assert max(votes) <= 1_000
    assert abs(np.mean(votes) - 1_000 * law) < 5 * math.sqrt(1_000 * law * (1 - law) / 50)


def test_audiences_are_lognormal_and_made_by_the_market() -> None:
    spec = contest(nominees=984).contest
    followers = audiences(spec, 0)
    assert followers.size == 983
    assert abs(np.log(np.median(followers) / 2_000)) < 5 * 1.5 * 1.25 / math.sqrt(983)
    assert stats.kstest(np.log(followers / 2_000) / 1.5, "norm").pvalue > 1e-3
    assert not np.array_equal(followers, audiences(spec, 1))


def test_the_rank_has_the_exact_law() -> None:
    """Given audiences, P(nobody has more than v votes) is the product of binomial laws."""
    spec = contest(nominees=40, category=40, followers_sigma=0.5, followers_median=20_000.0, podium=1)
    followers, own = audiences(spec.contest, 0), 28.0
    first = math.prod(stats.binom.cdf(own, followers, 0.0006))
    assert 0.1 < first < 0.9
    won = [stand(spec, market_seed=0, luck=luck, own=own).totals["podium"] for luck in range(2_000)]
    assert abs(np.mean(won) - first) < 5 * math.sqrt(first * (1 - first) / 2_000)


def test_a_last_minute_push_counts_on_its_day_only() -> None:
    quiet = contest(nominees=400)
    push = {"rivals": 3, "day": 29, "posts": 5}
    late, early = contest(nominees=400, push=push), contest(nominees=400, push=push, days=29)
    own = stand(quiet, market_seed=0, luck=1, own=0.0).totals["best_rival"]
    standings = [stand(spec, market_seed=0, luck=1, own=own) for spec in (quiet, late, early)]
    gained = standings[1].votes - standings[0].votes
    largest = np.argsort(-standings[0].followers[:319], kind="stable")[:3]
    assert set(np.flatnonzero(gained)) == set(largest)
    assert np.array_equal(standings[2].votes, standings[0].votes)
    assert [standing.totals["rank_in_category"] for standing in standings] == [1.0, 4.0, 1.0]


CASES: dict[str, dict[str, Any]] = {
    "as it is": {},
    "once": {"once": True, "posts": 4, "seen": 0.9, "chance": 0.05},
    "a short period": {"days": 3, "posts": 6},
    "a push": {"push": {"rivals": 5, "day": 7, "posts": 2}},
    "named rivals": {
        "rivals": (
            {"name": "star", "followers": 30_000, "days": (0, 3, 3)},
            {"name": "nobody", "followers": 0},
        ),
        "push": {"rivals": 1, "day": 3},
    },
    "alone": {"nominees": 1, "category": 1},
}


@pytest.mark.parametrize("name", CASES)
def test_ranks_agree_with_the_reference(name: str) -> None:
    spec = contest(**{"nominees": 60, "category": 20, **CASES[name]}).with_changes(market_seed=2)
    for luck, own in ((0, 3.0), (9, 0.0), (4, 1e9)):
        found = stand(spec, market_seed=5, luck=luck, own=own).totals
        assert found == ranks(spec, 5, luck=luck, own=own)


def test_a_rival_that_is_met_takes_the_place_of_one_that_is_not() -> None:
    spec = contest(nominees=60, category=20, push={"rivals": 2, "day": 7})
    for votes in ((0,), (40, 7), (10**6,)):
        met = {f"brand_{n}": (100, float(count)) for n, count in enumerate(votes)}
        standing = stand(spec, market_seed=5, luck=9, own=30.0, met=met)
        assert standing.totals == ranks(spec, 5, luck=9, own=30.0, met=votes)
        assert standing.votes.size == 59
        assert standing.names[: len(votes)] == tuple(met)


def test_a_run_reports_its_rank_and_a_plan_that_asks_for_votes_can_win() -> None:
    place = market([(0, 1 + n, 0.9) for n in range(300)], people=301, bloggers=[0])
    spec = contest(nominees=50, category=20).with_changes(
        see__visibility=1.0, plans=hiring("stone_0", posts=20), compare={"outcome": "podium"}
    )
    run = sc.run(spec, market=place)
    votes = run.totals["acts"]
    assert votes > 100
    standing = stand(spec, market_seed=0, luck=0, own=votes)
    assert {name: run.totals[name] for name in OUTCOMES} == standing.totals
    assert run.totals["rank_in_category"] == 1 + int((standing.votes[:19] > votes).sum())


def test_without_a_contest_there_is_no_rank() -> None:
    place = market([(0, 1, 0.9)], people=2, bloggers=[0])
    assert all(math.isnan(sc.run(scenario(), market=place).totals[name]) for name in OUTCOMES)
