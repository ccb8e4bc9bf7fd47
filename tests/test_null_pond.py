"""The null pond: with every mechanism off, one stone equals many, at every scale."""

from __future__ import annotations

import math

import numpy as np
import pytest

import stonecast as sc
from stonecast.inference.statistics import mean

SIGMAS = 4.0


@pytest.fixture(scope="module")
def duel() -> sc.Comparison:
    return sc.compare("null_pond", luck=60, markets=3)


def test_no_number_of_stones_does_better(duel: sc.Comparison) -> None:
    for plan in range(1, 4):
        difference = (duel.values(plan, "engaged") - duel.values(0, "engaged")).ravel()
        assert abs(difference.mean()) <= SIGMAS * difference.std(ddof=1) / math.sqrt(difference.size)


def test_all_plans_cost_the_same_and_address_the_same_people(duel: sc.Comparison) -> None:
    assert {round(plan.cost, 9) for plan in duel.plans} == {100.0}
    assert {plan.followers for plan in duel.plans} == {10_000}


def test_the_verdict_says_that_nobody_can_be_told_to_win(duel: sc.Comparison) -> None:
    if not any(duel.difference(a, b).sure for a in range(4) for b in range(a)):
        assert "cannot be told apart" in duel.verdict()


@pytest.mark.parametrize("scale", [*(pytest.param(s, marks=pytest.mark.slow) for s in (10, 30)), 100])
def test_a_scaled_pond_agrees_in_the_mean(duel: sc.Comparison, scale: int) -> None:
    """People are multiplied back: 20,000 / scale simulated readers stand for as many people."""
    small = sc.compare(
        sc.load("null_pond", scale=scale), plans=["one_stone", "hundred_stones"], luck=60, markets=10
    )
    full = duel.values(0, "engaged").ravel()
    for plan in range(2):
        got = small.values(plan, "engaged").ravel()
        error = math.hypot(full.std(ddof=1) / math.sqrt(full.size), got.std(ddof=1) / math.sqrt(got.size))
        assert abs(got.mean() - full.mean()) <= SIGMAS * error


def test_infinite_capacity_and_equal_trust_restore_the_null() -> None:
    """The negative control: conversation capacity alone, switched off, leaves no difference."""
    limited = sc.load("null_pond").with_changes(
        market__trust={"conversations": 20.0, "close_share": 1.0}, market__readers=10_000, see__visibility=1.0
    )
    free = limited.with_changes(market__trust={"conversations": math.inf, "close_share": 1.0})
    plans = ["one_stone", "hundred_stones"]
    with_limit = sc.compare(limited, plans=plans, luck=20)
    assert with_limit.difference(1, 0).low > 0, "many stones hold more conversations than one"
    without = sc.compare(free, plans=plans, luck=40, markets=2)
    gap = (without.values(1, "engaged") - without.values(0, "engaged")).ravel()
    assert abs(gap.mean()) <= SIGMAS * gap.std(ddof=1) / math.sqrt(gap.size)


def test_the_mean_follows_the_formula(duel: sc.Comparison) -> None:
    """A7: F = 10,000, p = visibility * (1 - exp(-rate * trust)), R = p * share * followees."""
    spec = duel.spec
    p = spec.see.visibility * (1 - math.exp(-spec.respond.rate * 0.3))
    branching = p * spec.reshare.share * spec.market.followees_mean
    expected = 10_000 * p / (1 - branching)
    values = np.concatenate([duel.values(plan, "engaged") for plan in range(4)])
    estimate = mean(values)
    # Saturation: about 1% of the readers have been won already when somebody tells them again.
    assert estimate.value == pytest.approx(expected, rel=0.03)
