"""Comparison: common luck, the same numbers for any number of workers, and words that agree with them."""

from __future__ import annotations

import math
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

import duels
import stonecast as sc
from stonecast.campaign import TOTALS
from stonecast.inference import statistics
from stonecast.report import measures, page, terminal
from stonecast.scenario import names
from stonecast.study import why, without
from stonecast.study.pairs import Team
from stonecast.wording import words


@pytest.fixture(scope="module")
def duel() -> sc.Comparison:
    return sc.compare("blank", luck=12, markets=2)


def same_bits(one: sc.Comparison, other: sc.Comparison) -> bool:
    totals = np.array_equal(one.totals, other.totals, equal_nan=True)
    return totals and np.array_equal(one.by_day, other.by_day)


def test_workers_do_not_change_a_bit(duel: sc.Comparison) -> None:
    assert same_bits(duel, sc.compare("blank", luck=12, markets=2, workers=2))


def test_processes_do_not_change_a_bit_even_when_one_is_killed(duel: sc.Comparison) -> None:
    killed = []

    def kill_one(done: int, total: int) -> None:
        if done == 4:
            killed.append(team.pids[0])
            os.kill(killed[0], signal.SIGKILL)

    with Team(2, worth_processes=0.0) as team:
        other = sc.compare("blank", luck=12, markets=2, workers=team, progress=kill_one)
        assert killed
        assert team.pids
    assert same_bits(duel, other)
    assert not team.pids


def test_each_run_is_the_run_that_run_gives(duel: sc.Comparison) -> None:
    for number, plan in enumerate(duel.plans):
        alone = sc.run("blank", plan=plan.name, luck=3)
        assert alone.totals["engaged"] == duel.values(number, "engaged")[0, 3]


def test_the_luck_does_not_depend_on_which_plans_are_compared(duel: sc.Comparison) -> None:
    names = [plan.name for plan in duel.plans]
    turned = sc.compare("blank", plans=names[::-1], luck=[3, 7])
    assert np.array_equal(turned.totals[::-1, 0], duel.totals[:, 0, [3, 7]], equal_nan=True)


def test_markets_differ_and_lucks_differ(duel: sc.Comparison) -> None:
    values = duel.values(0, "engaged")
    assert len(np.unique(values[0])) > 1
    assert not np.array_equal(values[0], values[1])


def test_the_difference_is_the_mean_of_paired_differences(duel: sc.Comparison) -> None:
    gaps = duel.values(1, "engaged") - duel.values(0, "engaged")
    assert duel.difference(1, 0).value == pytest.approx(gaps.mean())
    assert duel.difference(0, 1).value == pytest.approx(-gaps.mean())
    assert duel.chance_to_win(0, 1).value + duel.chance_to_win(1, 0).value == pytest.approx(1.0)


def test_daily_counts_sum_to_totals(duel: sc.Comparison) -> None:
    daily = duel.daily().groupby("plan")["engaged"].sum()
    for number, plan in enumerate(duel.plans):
        assert daily[plan.name] == pytest.approx(duel.mean(number, "engaged").value)


def test_factors_multiply_to_the_outcome(duel: sc.Comparison) -> None:
    factors = why.factors(duel)
    for number in range(len(duel.plans)):
        product = math.prod(factor.values[number] for factor in factors)
        assert product == pytest.approx(duel.mean(number, "engaged").value)
    best, other = duel.ranking[:2]
    ratio = math.prod(factor.ratio for factor in factors)
    assert ratio == pytest.approx(duel.mean(best, "engaged").value / duel.mean(other, "engaged").value)


@pytest.mark.parametrize(
    ("outcome", "named", "last"),
    [
        ("saw", "saw", "people who saw it per post"),
        ("impressions", "impressions", "impressions per post"),
        ("engaged", "engaged", "ripple"),
        ("orders", "orders", "orders per engaged person"),
        ("profit", "revenue", "revenue per engaged person"),
        ("trust_now", "engaged", "ripple"),
    ],
)
def test_the_outcome_that_decides_is_the_product_of_its_factors(outcome: str, named: str, last: str) -> None:
    pond = replace(duels.duel(), outcome=outcome)
    factors = why.factors(pond)
    assert (why.explained(outcome), factors[-1].name) == (named, last)
    for plan in range(len(pond.plans)):
        product = math.prod(factor.values[plan] for factor in factors)
        assert product == pytest.approx(pond.mean(plan, named).value, rel=1e-12)


def test_background_advertising_is_a_factor_of_its_own() -> None:
    duel = sc.compare(duels.pond().with_changes(advertising__on=True, advertising__chance_a_day=0.02), luck=2)
    factors = why.factors(duel)
    assert [factor.name for factor in factors][-3:] == ["response", "ripple", "advertising"]
    for plan in range(len(duel.plans)):
        product = math.prod(factor.values[plan] for factor in factors)
        assert product == pytest.approx(duel.mean(plan, "engaged").value, rel=1e-12)
        told = duel.mean(plan, "engaged").value - duel.mean(plan, "advertised").value
        assert factors[-1].values[plan] == pytest.approx(duel.mean(plan, "engaged").value / told) != 1.0


def test_a_plan_whose_mean_is_not_known_does_not_win(duel: sc.Comparison) -> None:
    best = duel.ranking[0]
    totals = duel.totals.copy()
    totals[best, 0, 0] = np.nan
    assert replace(duel, totals=totals).ranking[-1] == best


@pytest.mark.parametrize("make", [duels.unpaid, duels.partly_unpaid])
def test_where_a_plan_costs_nothing_engaged_people_still_are_the_product_of_the_factors(
    make: Callable[[], sc.Comparison],
) -> None:
    duel = make()
    factors = why.factors(duel)
    assert [factor.name for factor in factors] == ["audience", "response", "ripple"]
    for plan in range(len(duel.plans)):
        product = math.prod(factor.values[plan] for factor in factors)
        assert product == pytest.approx(duel.mean(plan, "engaged").value, rel=1e-12)


def test_where_nobody_is_paid_nothing_is_said_of_money() -> None:
    duel = duels.unpaid()
    assert duel.verdict().startswith("With nobody paid, ")
    assert "Per unit of money" not in duel.verdict()
    assert not [measure.name for measure in measures.shown(duel) if measure.above == "cost"]


def test_money_is_written_as_money_and_a_loss_is_not_cheap() -> None:
    duel = replace(duels.duel(), outcome="profit")
    assert "on profit: 123.21 EUR against 121.75 EUR, a difference of 1.46 EUR (95%" in duel.verdict()
    assert "Per unit of money" not in duel.verdict()  # 0.40 EUR for each against 0.24, which may be chance
    totals = duel.totals.copy()
    totals[..., TOTALS.index("profit")] = np.array([120.0, 124.0, 50.0])[:, None, None]
    sure = replace(duel, totals=totals).verdict()
    assert sure.endswith("“One large stone” brings most: 0.40 EUR of profit for each EUR spent.")
    totals = duel.totals.copy()
    totals[0, ..., TOTALS.index("profit")] *= -1.0
    lost = replace(duel, totals=totals).verdict()
    assert "123.21 EUR against -109.29 EUR (difference 232 EUR" in lost
    assert "Per unit of money" not in lost


def test_one_run_is_called_one_run() -> None:
    duel = duels.single()
    totals = duel.totals.copy()
    totals[1, ..., TOTALS.index("engaged")] += 1.0
    said = replace(duel, totals=totals).verdict()
    assert "(interval unknown: one run only)." in said
    assert " is ahead in the one run of each; one run cannot tell chance from cause." in said
    assert "100%" not in said


def test_nothing_is_explained_where_no_plan_brings_anything() -> None:
    silent = duels.silent()
    assert why.in_words(silent) == ""
    silent = silent.with_effects(lucks=2)
    assert silent.effects
    assert terminal.effects_table(silent) == ""
    assert page.reasons(silent)["without"] == []


def test_the_shape_of_ripples_that_nobody_passed_on_is_no_merit() -> None:
    duel = duels.constant()
    assert "On structural virality" in duel.verdict()
    totals = duel.totals.copy()
    totals[..., TOTALS.index("reshared")] = 0.0
    assert "On structural virality" not in replace(duel, totals=totals).verdict()


def test_shares_are_written_as_shares() -> None:
    duel = replace(duels.duel(), outcome="trust_now")
    totals = duel.totals.copy()
    totals[..., TOTALS.index("trust_now")] = np.array([0.5, 0.25, 0.125])[:, None, None]
    said = replace(duel, totals=totals).verdict()
    assert "50% against 25%, 2 times as much (difference 25 percentage points, 95% interval 25 to 25)" in said
    assert "Per unit of money" not in said


def test_a_plan_that_costs_nothing_is_called_so_and_surely_is_the_cheapest() -> None:
    duel = duels.partly_unpaid()
    assert duel.ranking[0] != 0
    assert "“One large stone” costs nothing, and brings " in duel.verdict()
    cheapest = next(measure for measure in measures.ALL if measure.name == "cost_per_engaged")
    assert measures.leaders(duel, cheapest) == [0]


def test_the_verdict_names_the_winner_first(duel: sc.Comparison) -> None:
    verdict = duel.verdict()
    best = duel.plans[duel.ranking[0]].title
    assert best in verdict.splitlines()[0]
    assert words.number(duel.mean(duel.ranking[0], "engaged").value) in verdict.splitlines()[0]
    assert "12 paired lucks on each of 2 markets" in verdict


def test_the_verdict_says_what_intervals_on_one_market_leave_out() -> None:
    left_out = "about luck on this one market"
    one, several = (sc.compare(sc.load("classroom"), luck=2, markets=count) for count in (1, 2))
    assert left_out in one.verdict()
    assert left_out not in several.verdict()
    assert left_out not in sc.compare(sc.load("classroom"), luck=1).verdict(), "there are no intervals"
    imported = sc.compare(sc.load("real_trust").with_changes(scale=1.0), luck=2)
    assert left_out not in imported.verdict(), "a network from a file is drawn by nobody"


def test_large_cascades_are_told_from_small_ones() -> None:
    """Near the tipping point a run is large or small; the means of both are not the mean of all."""
    few = {"hire": ({"tier": "small", "count": 1},)}
    spec = sc.load("blank").with_changes(
        respond__rate=2.0, plans={"few": few, "twin": few}, compare={"plans": ()}
    )
    duel = sc.compare(spec, luck=30)
    chance, large, small = duel.outbreaks(1)
    engaged = duel.values(1, "engaged")
    limit = 0.1 * spec.market.readers
    assert chance.value == (engaged > limit).mean()
    assert 0 < chance.value < 1, "this setting shows both kinds"
    assert small <= limit < large
    assert chance.value * large + (1 - chance.value) * small == pytest.approx(engaged.mean())
    assert "has two faces" in duel.verdict()


def test_plans_that_do_the_same_cannot_be_told_apart() -> None:
    spec = sc.load("blank")
    plan = next(iter(spec.plans.values()))
    twins = spec.with_changes(plans={"a": plan.model_dump(), "b": plan.model_dump()}, compare={"plans": ()})
    duel = sc.compare(twins, luck=5)
    assert np.array_equal(duel.totals[0], duel.totals[1], equal_nan=True), "common luck is the same luck"
    assert "cannot be told apart" in duel.verdict()


def test_mechanisms_are_switched_off_on_the_first_markets() -> None:
    duel = sc.compare("blank", luck=3, markets=7).with_effects(lucks=10)
    (effect,) = [one for one in duel.effects if one.name == "resharing"]
    assert (effect.markets, effect.lucks) == (5, 2)
    best, other = duel.ranking[:2]
    few = [duel.values(plan, duel.outcome)[:5, :2] for plan in (best, other)]
    assert effect.on == statistics.ratio(*few).value
    names = [duel.plans[plan].name for plan in (best, other)]
    off = sc.compare(
        duel.spec.with_changes(reshare__share=0.0), plans=names, luck=2, markets=5, outcome=duel.outcome
    )
    assert effect.off == off.ratio(0, 1).value
    assert words.lucks(effect.lucks, effect.markets) == "2 lucks on each of the first 5 markets"


def test_who_says_how_many_lucks_says_how_many_markets() -> None:
    spec = sc.load("blank").with_changes(compare={"luck": 2, "markets": 3})
    assert sc.compare(spec).totals.shape[1:3] == (3, 2)
    assert sc.compare(spec, luck=1).totals.shape[1:3] == (1, 1)
    assert sc.compare(spec, markets=2).totals.shape[1:3] == (2, 2)


def test_switching_resharing_off_is_exactly_absent() -> None:
    silent = sc.compare(sc.load("blank").with_changes(reshare__share=0.0), luck=5)
    assert silent.mean(0, "reshared").value == 0
    assert np.nanmax(silent.totals[..., TOTALS.index("depth")]) <= 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"plans": ["one_large_stone"]}, "at least two different plans"),
        ({"plans": ["one_large_stone", "hundreds_of_stone"]}, "did you mean"),
        ({"plans": "one_large_stone"}, "at least two different plans"),
        ({"plans": [3, 4]}, "no plan is called '3'"),
        ({"luck": 0}, "luck 0\\n.*at least 1"),
        ({"luck": []}, "at least one"),
        ({"luck": "200"}, "luck '200'"),
        ({"luck": [1, 2, 1]}, "luck 1 comes more than once"),
        ({"luck": [0, -1]}, "luck -1"),
        ({"outcome": "orderz"}, "did you mean"),
        ({"markets": 0}, "markets 0\\n.*at least 1"),
        ({"markets": 1.5}, "markets 1.5"),
        ({"workers": 0}, "workers 0"),
        ({"workers": "2"}, "workers '2'"),
    ],
)
def test_bad_arguments_are_refused_before_anything_runs(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(sc.InputError, match=message):
        sc.compare("blank", **arguments)  # type: ignore[arg-type]


def test_lucks_may_be_numpys(duel: sc.Comparison) -> None:
    again = sc.compare(duel.spec, luck=np.arange(3), markets=np.int64(1))  # type: ignore[arg-type]
    assert repr(again.lucks) == "(0, 1, 2)"
    assert np.array_equal(again.totals, duel.totals[:, :1, :3], equal_nan=True)
    assert sc.run(duel.spec, plan=duel.plans[0].name, luck=np.int64(2)).luck == 2


def test_plans_are_called_by_name_or_place_and_others_are_refused(duel: sc.Comparison) -> None:
    one, other = (plan.name for plan in duel.plans[:2])
    assert duel.mean(one) == duel.mean(0, duel.outcome)
    assert duel.difference(other, one) == duel.difference(1, 0)
    assert duel.cost_per(other, "saw") == duel.cost_per(1, "saw")
    for plan in ("nobody", len(duel.plans), -1):
        with pytest.raises(sc.InputError, match=f"no plan is called '{plan}'"):
            duel.mean(plan)
    with pytest.raises(sc.InputError, match="'engage' is not counted"):
        duel.ratio(0, 1, "engage")
    with pytest.raises(sc.InputError, match="lucks 0"):
        duel.with_effects(lucks=0)


def test_a_ready_market_has_the_seed_and_scale_that_it_is_taken_for(duel: sc.Comparison) -> None:
    made = sc.build_market(duel.spec, seed=5)
    for ready in ({0: made}, {0: sc.build_market(duel.spec.with_changes(scale=2.0))}):
        with pytest.raises(sc.InputError, match="ready: the one of seed 0 has seed"):
            sc.compare(duel.spec.with_changes(market_seed=0), luck=2, ready=ready)


def test_words_do_not_round_to_certainty() -> None:
    assert words.percent(0.996) == "99.6%"
    assert words.percent(0.00015) == "0.015%"
    assert words.number(1234567.0) == "1,234,567"
    assert words.number(math.nan) == "-"


@pytest.mark.parametrize("exponent", [0.7, 1.3])
def test_without_price_by_size_every_follower_costs_what_the_cheapest_does(exponent):
    spec = sc.load("blank").with_changes(money__price_exponent=exponent, money__budget=1e9)
    duel = sc.compare(spec, luck=2)
    stones = [stone for plan in duel.plans for stone in plan.stones]
    (switch,) = [one for one in without.switches(spec, stones) if one.name == "price by size"]
    paid = [stone.fee / stone.blogger.followers for stone in stones]
    alike = [
        switch.without.money.price(stone.blogger.followers) / stone.blogger.followers for stone in stones
    ]
    assert max(paid) > 1.1 * min(paid)
    assert alike == pytest.approx([min(paid)] * len(stones), rel=1e-12)


def test_posts_of_bloggers_are_what_they_are_at_any_scale() -> None:
    rivals = {"other": {"hire": [{"tier": "neighbour", "count": 5}], "posts": 2}}
    duel = sc.compare(sc.load("classroom").with_changes(scale=10.0, rivals=rivals), luck=1)
    daily = duel.daily().groupby("plan")[["posts", "rival_posts"]].sum()
    for run in duel.samples:
        posts = sum(len(stone.days) for stone in run.plan.stones)
        assert [run.totals[what] for what in ("posts", "rival_posts")] == [posts, 10]
        assert run.daily[["posts", "rival_posts"]].sum().tolist() == [posts, 10]
        assert daily.loc[run.plan.name].tolist() == [posts, 10]


def test_a_mechanism_on_which_the_outcome_rests_is_named_and_not_switched_off() -> None:
    spec = sc.load("daily_deal").with_changes(scale=100.0)
    assert spec.compare.outcome == "repeat_customers"
    (back,) = [one for one in without.switches(spec) if one.name == "coming back"]
    assert back.without is None
    assert back.note == "there are no repeat customers without it"
    engaged = replace(sc.compare(spec, luck=1), outcome="engaged").with_effects(lucks=1).effects
    assert next(effect for effect in engaged if effect.name == "coming back").off is not None
    found = {effect.name: effect for effect in sc.compare(spec, luck=2).with_effects(lucks=2).effects}
    assert (found["coming back"].off, found["coming back"].note) == (None, back.note)
    assert found["resharing"].off is not None


def test_prices_make_no_difference_where_the_plans_name_whom_they_hire() -> None:
    spec = sc.load("blank").with_changes(money__budget=1e6)
    found = {effect.name: effect for effect in sc.compare(spec, luck=6).with_effects(lucks=4).effects}
    assert found["price by size"].says == "makes no difference"
    assert found["price by size"].off == found["price by size"].on
    assert not found["resharing"].same
    assert found["resharing"].says == ""


@pytest.mark.parametrize("name", sorted(set(names()) - {"advogato", "bitcoin_otc"}))
def test_every_shipped_scenario_can_be_given_reasons(name: str) -> None:
    found = without.switches(sc.load(name))
    assert found
    assert all(switch.without is not None or switch.note for switch in found)


def test_results_are_shown_in_one_line_at_a_prompt(duel: sc.Comparison) -> None:
    run = duel.samples[0]
    assert repr(run) == f"<Run: {run.spec.name}, {run.plan.name}, luck {run.luck}>"
    assert repr(run.market).startswith(f"<Market: {run.market.readers:,} readers, ")
    assert repr(duel).endswith(f"{len(duel.lucks) * len(duel.market_seeds)} runs of each>")
    assert repr(run.ripple).startswith(f"<Ripple: {run.ripple.people.size:,} people, ")


def test_reasons_are_the_same_for_any_number_of_workers(duel: sc.Comparison) -> None:
    one, two = (duel.with_effects(lucks=3, workers=workers).effects for workers in (1, 2))
    assert one == two
    assert len(one) > 2


def test_who_stops_a_comparison_without_mechanisms_does_not_wait_for_the_others(duel: sc.Comparison) -> None:
    told: list[int] = []

    def stop(done: int, count: int) -> None:
        told.append(done)
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        duel.with_effects(lucks=3, workers=2, progress=stop)
    assert told == [0, 1]
    assert not [one for one in threading.enumerate() if one.name.startswith("ThreadPoolExecutor")]
