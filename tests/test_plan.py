"""Plans and money: who is hired, what it costs, and what is refused before anything runs."""

from __future__ import annotations

import pytest

import stonecast as sc
from stonecast.network.build import build_market
from stonecast.plan import resolve


@pytest.fixture(scope="module")
def blank() -> sc.Scenario:
    return sc.load("blank")


@pytest.fixture(scope="module")
def market(blank: sc.Scenario) -> sc.Market:
    return build_market(blank)


def planned(spec: sc.Scenario, **plan: object) -> sc.Scenario:
    return spec.with_changes(plans={"it": plan}, compare={"plans": ()})


def test_cost_is_fixed_cost_and_posts_by_the_price_curve(blank: sc.Scenario, market: sc.Market) -> None:
    """c_a + posts * c_f * 10,000 * (followers / 10,000)^zeta for every stone."""
    plan = resolve(blank, market, next(iter(blank.plans)))
    money = blank.money
    by_hand = 0.0
    for stone in plan.stones:
        price = money.price_per_follower * 10_000 * (stone.blogger.followers / 10_000) ** money.price_exponent
        by_hand += money.fixed_cost + len(stone.days) * price
    assert plan.cost == pytest.approx(by_hand, rel=1e-12)


def test_over_budget_names_the_excess(blank: sc.Scenario, market: sc.Market) -> None:
    poor = blank.with_changes(money__budget=1.0)
    name = next(iter(blank.plans))
    excess = resolve(blank, market, name).cost - 1.0
    with pytest.raises(sc.InputError, match=f"{excess:,.2f} over the budget of 1.00"):
        resolve(poor, market, name)


def test_affordable_hires_as_many_as_the_budget_pays_for(blank: sc.Scenario, market: sc.Market) -> None:
    small = next(tier for tier in blank.bloggers if tier.kind == "small")
    one = resolve(planned(blank, hire=({"tier": small.name, "count": 1},)), market, "it").cost
    for budget, stones in [(3 * one, 3), (3 * one - 0.01, 2), (one, 1)]:
        spec = planned(
            blank.with_changes(money__budget=budget), hire=({"tier": small.name, "count": "affordable"},)
        )
        assert len(resolve(spec, market, "it").stones) == stones


def test_a_plan_that_can_pay_nobody_says_so(blank: sc.Scenario, market: sc.Market) -> None:
    small = next(tier for tier in blank.bloggers if tier.kind == "small")
    spec = planned(blank.with_changes(money__budget=0.0), hire=({"tier": small.name, "count": "affordable"},))
    with pytest.raises(sc.InputError, match=r"names nobody whom a budget of 0\.00 [A-Z]+ pays for"):
        resolve(spec, market, "it")


def test_unknown_people_are_named_with_the_nearest(blank: sc.Scenario, market: sc.Market) -> None:
    known = market.bloggers[0].name
    with pytest.raises(sc.InputError, match=f"did you mean '{known}'"):
        resolve(planned(blank, hire=(known + "x",)), market, "it")
    with pytest.raises(sc.InputError, match="hired twice"):
        resolve(planned(blank, hire=(known, known)), market, "it")


def test_more_than_the_tier_has_is_refused(blank: sc.Scenario, market: sc.Market) -> None:
    small = next(tier for tier in blank.bloggers if tier.kind == "small")
    with pytest.raises(sc.InputError, match=f"hires {small.count + 1} of the {small.count} bloggers"):
        planned(blank, hire=({"tier": small.name, "count": small.count + 1},))
    spec = planned(blank, hire=("small_001", {"tier": small.name, "count": small.count}))
    with pytest.raises(sc.InputError, match=f"which has {small.count - 1} left"):
        resolve(spec, market, "it")


def test_posts_are_spread_over_the_days_asked_for(blank: sc.Scenario, market: sc.Market) -> None:
    small = next(tier for tier in blank.bloggers if tier.kind == "small")
    spec = planned(
        blank,
        hire=({"tier": small.name, "count": 3},),
        posts=2,
        start_day=1,
        days_between_posts=4,
        days_between_bloggers=2,
    )
    assert [stone.days for stone in resolve(spec, market, "it").stones] == [(1, 5), (3, 7), (5, 9)]


def test_a_stone_after_the_end_is_refused(blank: sc.Scenario, market: sc.Market) -> None:
    small = next(tier for tier in blank.bloggers if tier.kind == "small")
    spec = planned(blank, hire=({"tier": small.name, "count": 3},), days_between_bloggers=blank.clock.days)
    with pytest.raises(sc.InputError, match="after the last of the run"):
        resolve(spec, market, "it")
