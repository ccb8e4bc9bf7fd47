"""Contrasts of whole tables: the formulas of one comparison, at every point at once, whatever is missing."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from stonecast.campaign import TOTALS
from stonecast.errors import InputError
from stonecast.inference import paired, statistics
from stonecast.study import luckshare
from studies import filled, study


def sample(points: int, markets: int, lucks: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(points, markets, lucks)) + rng.normal(size=(points, markets, 1))
    return 10 + common + rng.normal(size=common.shape), 9 + common + rng.normal(size=common.shape)


def worlds(
    rng: np.random.Generator, points: int, markets: int, together: int
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs that are won with a chance of one half on the whole, by row, by market and by luck."""
    row = np.repeat(rng.normal(size=(points // together, 1, 1)), together, axis=0)
    market = rng.normal(size=(1, markets, 1)) if markets > 1 else 0.0
    gap = row + market + rng.normal(size=(points, markets, 2))
    return gap, np.zeros_like(gap)


@pytest.mark.parametrize(("markets", "together"), [(1, 1), (1, 6), (12, 1), (12, 6)])
def test_the_interval_over_all_points_holds_the_truth_as_often_as_it_says(
    markets: int, together: int
) -> None:
    """Rows of a Saltelli design and markets that all points share: .95 of 400 studies, within 4 errors."""
    rng = np.random.default_rng(markets + together)
    held = 0
    for _ in range(400):
        found = paired.chance_over_all(*worlds(rng, 96, markets, together), together=together)
        held += found.low <= 0.5 <= found.high
    assert held / 400 == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / 400))


@pytest.mark.parametrize("markets", [3, 5, 10])
@pytest.mark.parametrize("share", [0.6, 0.9])
def test_the_share_over_all_points_is_covered_where_few_markets_decide(markets: int, share: float) -> None:
    """400 studies of 40 points, markets differ twice as much as points and lucks: at least .95 less .045.

    By wins alone and the normal quantile it was .81, .91 and .91 (of .6), and .65, .74 and .89.
    """
    centre, held = stats.norm.ppf(share) * math.sqrt(6.0), 0
    for turn in range(400):
        rng = np.random.default_rng([turn, markets])
        apart = centre + rng.normal(size=(40, 1, 1)) + 2.0 * rng.normal(size=(1, markets, 1))
        apart = apart + rng.normal(size=(40, markets, 4))
        found = paired.chance_over_all(apart, np.zeros_like(apart))
        held += found.low <= share <= found.high
    assert held / 400 >= 0.95 - 0.045


def test_points_of_one_row_are_no_more_than_one_point() -> None:
    """The same point six times over tells what it tells once."""
    one, other = worlds(np.random.default_rng(3), 40, 1, 1)
    once = paired.chance_over_all(one, other)
    six = (np.repeat(side, 6, axis=0) for side in (one, other))
    again = paired.chance_over_all(*six, together=6)
    assert (again.value, again.low, again.high) == pytest.approx((once.value, once.low, once.high))
    assert (again.runs, again.clusters) == (6 * once.runs, once.clusters)


def test_over_all_points_missing_runs_are_left_out() -> None:
    one, other = sample(9, 3, 4)
    other[2] = np.nan
    one[4, 1] = np.nan
    one[:, 2, 3] = np.nan
    found = paired.chance_over_all(one, other)
    assert found.value == pytest.approx(np.nanmean(paired.chance_to_win(one, other).value))
    assert found.clusters == 8
    assert found.low < found.value < found.high


@pytest.mark.parametrize("markets", [1, 5])
def test_many_points_at_once_get_what_each_gets_alone(markets: int) -> None:
    one, other = sample(4, markets, 12)
    for point in range(4):
        alone = one[point], other[point]
        for many, single in [
            (paired.difference(one, other), statistics.mean(alone[0] - alone[1])),
            (paired.chance_to_win(one, other), statistics.chance_to_win(*alone)),
        ]:
            found = many.value[point], many.low[point], many.high[point]
            assert found == pytest.approx((single.value, single.low, single.high))
        ratio, single = paired.log_ratio(one, other), statistics.ratio(*alone)
        assert math.exp(ratio.value[point]) == pytest.approx(single.value)
        # To first order an interval of the logarithm is that of the ratio, over the ratio.
        half = (single.high - single.low) / 2 / single.value
        assert (ratio.high - ratio.low)[point] / 2 == pytest.approx(half)
        assert paired.pairing_gain(one, other)[point] == pytest.approx(statistics.pairing_gain(*alone))


def test_a_missing_run_takes_its_pair_with_it() -> None:
    one, other = sample(1, 1, 12)
    one[0, 0, 3] = np.nan
    whole = paired.difference(*paired.pairs(one, other))
    rest = np.delete(one, 3, axis=2), np.delete(other, 3, axis=2)
    expected = paired.difference(*rest)
    assert (whole.value[0], whole.low[0]) == pytest.approx((expected.value[0], expected.low[0]))
    assert paired.count(paired.pairs(one, other)[1]) == 11


def test_a_market_with_fewer_runs_counts_as_much_as_the_others() -> None:
    values = np.array([[[1.0, 1.0, 1.0], [4.0, np.nan, np.nan]]])
    assert paired.centre(values) == 2.5


def test_effect_size_is_cohens_d_with_hedges_correction() -> None:
    one, other = np.array([[[3.0, 5.0, 7.0, 9.0]]]), np.array([[[2.0, 3.0, 4.0, 5.0]]])
    spread = math.sqrt((np.var(one, ddof=1) + np.var(other, ddof=1)) / 2)
    expected = (1 - 3 / (8 * 4 - 9)) * 2.5 / spread
    assert paired.effect_size(one, other).value[0] == pytest.approx(expected)


@pytest.mark.parametrize(("markets", "lucks"), [(1, 40), (30, 8)])
def test_effect_size_and_log_ratio_cover_the_truth_19_times_in_20(markets: int, lucks: int) -> None:
    """2,000 points, seed 3: coverage .95 within .03 (4 standard errors are .0195; the rest is curvature)."""
    rng = np.random.default_rng(3)
    shape, between = (2000, markets, lucks), 0.0 if markets == 1 else 1.0
    common = rng.normal(size=shape) + between * rng.normal(size=(2000, markets, 1))
    one, other = 12 + common + rng.normal(size=shape), 10 + common
    truth_d = 2 / math.sqrt((2 + 1) / 2 + between**2)
    for found, truth in [
        (paired.effect_size(one, other), truth_d),
        (paired.log_ratio(one, other), math.log(1.2)),
    ]:
        assert np.mean((found.low <= truth) & (truth <= found.high)) == pytest.approx(0.95, abs=0.03)


def test_nothing_won_has_no_ratio_but_a_difference() -> None:
    one, other = np.ones((1, 1, 3)), np.zeros((1, 1, 3))
    assert np.isnan(paired.log_ratio(one, other).value[0])
    assert paired.difference(one, other).value[0] == 1.0
    assert paired.chance_to_win(one, other).value[0] == 1.0


def formula(plan: str, at: dict[str, float], market: int, luck: int) -> float:
    rate = at["respond.rate"]
    if plan == "many" and rate == 3.0 and luck == 2:
        return float("nan")
    return (2.0 + luck % 3) * (rate if plan == "many" else 1.0) + market


@pytest.mark.parametrize("markets", [1, 3])
def test_a_study_tells_every_outcome_at_every_point(markets: int) -> None:
    found = filled(study(lucks=6, markets=markets), formula)
    cube = found.values("engaged")
    assert cube.shape == (2, 3, markets, 6)
    assert np.isnan(cube[1, 2, :, 2]).all()
    table = found.contrasts()
    assert len(table) == 3 * len(TOTALS)
    row = table[(table["outcome"] == "engaged") & (table["respond.rate"] == 1.5)].iloc[0]
    expected = statistics.mean(cube[1, 1] - cube[0, 1])
    assert (row["difference"], row["difference_low"]) == pytest.approx((expected.value, expected.low))
    assert row["ratio"] == pytest.approx(cube[1, 1].mean() / cube[0, 1].mean())
    failed = table[(table["outcome"] == "engaged") & (table["respond.rate"] == 3.0)].iloc[0]
    assert failed["pairs"] == 5 * markets
    back = found.contrasts(["engaged"], baseline="many")
    assert list(back["difference"]) == pytest.approx(
        list(-table.loc[table["outcome"] == "engaged", "difference"])
    )


def test_one_outcome_may_be_named_without_a_list() -> None:
    found = filled(study(lucks=6), formula)
    assert found.contrasts("engaged").equals(found.contrasts(["engaged"]))
    assert found.medians("engaged").equals(found.medians(["engaged"]))
    assert found.summary("engaged").equals(found.summary(["engaged"]))
    assert found.rows(outcomes="engaged").equals(found.rows(outcomes=["engaged"]))
    with pytest.raises(InputError, match="'engage' is not counted"):
        found.summary("engage")


def test_results_of_a_study_are_shown_in_one_line_at_a_prompt() -> None:
    found = filled(study(lucks=6), formula)
    assert repr(found) == f"<Sweep: {found.study.name}, 3 points, in memory>"
    assert repr(found.study) == f"<Study: {found.study.name}, 3 points, 2 plans>"


def test_a_plan_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match="did you mean 'many'"):
        filled(study(), formula).contrasts(baseline="manny")


def components(seed: int, points: float, luck: float, both: float) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (
        points * rng.normal(size=(60, 1, 1))
        + luck * rng.normal(size=(1, 1, 80))
        + both * rng.normal(size=(60, 1, 80))
    )


@pytest.mark.parametrize(("points", "markets"), [(8, 1), (8, 5), (40, 3), (40, 10)])
def test_shares_of_variance_are_covered_19_times_in_20(points: int, markets: int) -> None:
    """200 studies, at least .95 less .062 (4 standard errors). Over points alone .69, .63, .43 and .45."""
    held = np.zeros(2)
    apart = float(markets > 1)
    for turn in range(200):
        rng = np.random.default_rng([turn, points, markets])
        values = rng.normal(size=(points, 1, 1)) + apart * rng.normal(size=(1, markets, 1))
        values = values + 0.5 * apart * rng.normal(size=(points, markets, 1))
        values = values + 0.5 * rng.normal(size=(1, markets, 5)) + 0.5 * rng.normal(size=(points, markets, 5))
        found, total = luckshare.shares(values), 1.5 + 1.25 * apart
        assert found is not None
        held[0] += found.points_low <= 1.0 / total <= found.points_high
        held[1] += found.luck_low <= 0.5 / total <= found.luck_high
    assert (held / 200 >= 0.95 - 0.062).all()


def test_two_points_have_shares_without_limits() -> None:
    found = luckshare.shares(np.random.default_rng(1).normal(size=(2, 3, 4)))
    assert found is not None
    assert math.isnan(found.points_low)
    assert math.isnan(found.luck_high)


def test_lucks_share_of_variance_is_found_though_all_points_share_it() -> None:
    """Variances 4 (points), 1 (luck), 1 (both): a third is luck. Seeds 0 to 39, mean within .02."""
    found = [luckshare.shares(components(seed, 2.0, 1.0, 1.0)) for seed in range(40)]
    assert np.mean([s.luck for s in found if s]) == pytest.approx(1 / 3, abs=0.02)
    assert np.mean([s.points for s in found if s]) == pytest.approx(2 / 3, abs=0.02)
    # The noise of the averages is the interaction alone: what a luck does to all points cancels.
    assert np.mean([s.noise for s in found if s]) == pytest.approx((1 / 80) / (4 + 1 / 80), abs=0.001)


def test_luck_that_all_points_share_is_luck_and_not_agreement() -> None:
    found = luckshare.shares(components(1, 0.0, 1.0, 0.0))
    assert found is not None
    assert (found.luck, found.points) == pytest.approx((1.0, 0.0))


def test_markets_have_their_own_share() -> None:
    """Variances 4 (points), 2 (markets), 1 (points on markets), 3 (luck): 40%, 30%, 30% within 4 points."""
    found = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        sizes = [
            (2.0, (30, 1, 1)),
            (math.sqrt(2), (1, 20, 1)),
            (1.0, (30, 20, 1)),
            (math.sqrt(3), (30, 20, 4)),
        ]
        found.append(luckshare.shares(sum(sd * rng.normal(size=size) for sd, size in sizes)))
    for name, share in [("points", 0.4), ("markets", 0.3), ("luck", 0.3)]:
        assert np.mean([getattr(s, name) for s in found]) == pytest.approx(share, abs=0.04)


def test_points_that_were_given_more_luck_than_others_are_compared_on_what_all_have() -> None:
    values = components(1, 2.0, 1.0, 1.0)
    values[1:, :, 50:] = np.nan
    found, whole = (luckshare.shares(v) for v in (values, values[:, :, :50]))
    assert found == whole


def test_a_study_tells_lucks_share_for_each_plan_and_their_difference() -> None:
    table = filled(study(lucks=6), formula).shares()
    assert list(table["plan"]) == ["one", "many", "many"]
    assert list(table["less"]) == ["", "", "one"]
    assert table.loc[0, "luck"] == pytest.approx(1.0)  # the plan "one" does not hang on the factor
