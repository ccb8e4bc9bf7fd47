"""Intervals: exact on small examples, covering what they should on simulated ones."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from stonecast.inference import statistics


def test_the_mean_of_one_market_has_the_student_interval() -> None:
    values = np.array([[3.0, 5.0, 8.0, 9.0]])
    got = statistics.mean(values)
    low, high = stats.t.interval(0.95, 3, loc=6.25, scale=stats.sem(values[0]))
    assert (got.value, got.low, got.high) == pytest.approx((6.25, low, high))


def test_several_markets_are_clusters() -> None:
    """Lucks within a market are not independent: only the market means count."""
    values = np.array([[1.0, 1.0, 1.0], [3.0, 3.0, 3.0], [5.0, 5.0, 5.0]])
    got = statistics.mean(values)
    low, high = stats.t.interval(0.95, 2, loc=3.0, scale=2.0 / math.sqrt(3))
    assert (got.low, got.high) == pytest.approx((low, high))


def test_one_run_has_no_interval() -> None:
    assert math.isnan(statistics.mean(np.array([[4.0]])).low)
    assert not statistics.mean(np.array([[4.0]])).sure


def test_wilson_matches_scipy() -> None:
    for wins, runs in [(0, 10), (3, 10), (10, 10), (77, 200)]:
        expected = stats.binomtest(wins, runs).proportion_ci(0.95, method="wilson")
        assert statistics.wilson(wins / runs, runs) == pytest.approx((expected.low, expected.high))


def test_draws_count_half() -> None:
    one, other = np.array([[1.0, 2.0, 3.0, 4.0]]), np.array([[1.0, 1.0, 4.0, 4.0]])
    assert statistics.chance_to_win(one, other).value == 0.5


def test_who_wins_is_not_told_where_a_run_says_nothing() -> None:
    one, other = np.array([[1.0, np.nan, 3.0]]), np.array([[0.0, 0.0, 4.0]])
    for pair in [(one, other), (other, one)]:
        told = statistics.chance_to_win(*pair)
        assert math.isnan(told.value)
        assert math.isnan(told.low)
        assert math.isnan(told.high)


def test_the_largest_comes_first_and_what_is_not_known_last() -> None:
    assert statistics.ranked([math.nan, 1.0, 3.0, math.nan, 3.0, -math.inf]) == [2, 4, 1, 5, 0, 3]


def test_clustered_wins_are_less_sure_than_as_many_independent_ones() -> None:
    won = np.repeat([[1.0], [0.0], [1.0], [1.0]], 50, axis=1)
    lost = np.zeros_like(won) + 0.5
    clustered = statistics.chance_to_win(won, lost)
    independent = statistics.chance_to_win(won.reshape(1, -1), lost.reshape(1, -1))
    assert clustered.value == independent.value == 0.75
    assert clustered.high - clustered.low > 2 * (independent.high - independent.low)


@pytest.mark.parametrize(("markets", "lucks"), [(3, 20), (5, 20), (10, 20), (30, 1), (30, 4)])
@pytest.mark.parametrize("share", [0.6, 0.9, 0.98])
def test_who_wins_is_covered_where_the_market_decides(markets: int, lucks: int, share: float) -> None:
    """400 comparisons whose markets differ three times as much as their lucks: at least .95 less .045.

    By wins alone, and as many runs as there are where all end alike, ten markets held the truth in .97, .75
    and .45 of them, three in .80, .44 and .93.
    """
    centre, hits = stats.norm.ppf(share) * math.sqrt(10), 0
    for turn in range(400):
        rng = np.random.default_rng([turn, markets, lucks])
        apart = centre + 3 * rng.normal(size=(markets, 1)) + rng.normal(size=(markets, lucks))
        told = statistics.chance_to_win(apart, np.zeros_like(apart))
        hits += told.low <= share <= told.high
    assert hits / 400 >= 0.95 - 0.045


def test_runs_of_which_each_has_its_own_market_are_independent() -> None:
    rng = np.random.default_rng(6)
    one, other = rng.normal(0.5, 1.0, (2, 30, 1))
    assert statistics.effective_runs(one, other) == pytest.approx(30)
    assert statistics.effective_runs(one.reshape(1, -1), other.reshape(1, -1)) == 30


def test_markets_that_end_alike_count_once_each_and_so_do_they_with_runs_missing() -> None:
    """Ten markets with twenty lucks that change nothing are ten runs, however far apart the plans are."""
    one = np.repeat(np.arange(1.0, 11.0), 20).reshape(10, 20)
    assert statistics.effective_runs(one, np.zeros_like(one)) == 10
    one[0], one[1, 3] = np.nan, np.nan
    assert statistics.effective_runs(one, np.zeros_like(one)) == 9
    told = statistics.chance_to_win(one[2:], np.zeros_like(one[2:]))
    assert told.low == pytest.approx(stats.binomtest(8, 8).proportion_ci(0.95, method="wilson").low)


def test_ranks_are_those_of_scipy() -> None:
    values = np.random.default_rng(1).integers(0, 9, 50).astype(float)
    assert statistics.ranks(values).tolist() == stats.rankdata(values).tolist()


def test_the_ratio_interval_covers_the_truth_19_times_in_20() -> None:
    """2,000 repetitions, seed 1: coverage .95 within 4 standard errors of a share (.0195)."""
    rng = np.random.default_rng(1)
    hits = 0
    for _ in range(2000):
        below = rng.normal(10, 2, (1, 60))
        above = 1.5 * below + rng.normal(0, 1, (1, 60))
        got = statistics.ratio(above, below)
        hits += got.low <= 1.5 <= got.high
    assert hits / 2000 == pytest.approx(0.95, abs=0.0195)


def test_a_ratio_to_nothing_is_unknown() -> None:
    assert math.isnan(statistics.ratio(np.ones((1, 3)), np.zeros((1, 3))).value)


def test_pairing_gains_what_the_correlation_gives() -> None:
    """(Var A + Var B) / Var (A - B) with correlation r and equal variances is 1 / (1 - r)."""
    rng = np.random.default_rng(2)
    common = rng.normal(size=(1, 20_000))
    one = common + 0.5 * rng.normal(size=common.shape)
    other = common + 0.5 * rng.normal(size=common.shape)
    assert statistics.pairing_gain(one, other) == pytest.approx(1.25 / 0.25, rel=0.05)
    assert statistics.pairing_gain(common, common) == math.inf
