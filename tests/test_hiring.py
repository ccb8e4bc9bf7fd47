"""Who is hired, in which order, for which share of the budget, on which days."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from markets import tier
from stonecast.errors import InputError
from stonecast.hiring import relationship
from stonecast.network.build import build_market
from stonecast.network.market import Market
from stonecast.plan import Plan, resolve
from stonecast.scenario.value import Scenario

TIERS = [
    tier("collector", count=3, followers=90, conversations=0, price=10.0),
    tier("friend", count=3, followers=40, conversations=40, close_share=1.0, price=10.0),
    tier("middling", count=3, followers=60, conversations=10, price=10.0),
]


def planned(*hire: Any, budget: float = 1e6, **plan: Any) -> tuple[Plan, Market]:
    spec = Scenario.model_validate(
        {
            "name": "test",
            "market": {
                "kind": "pond",
                "readers": 1_000,
                "followees_mean": 12.0,
                "trust": {"conversations": 20},
            },
            "bloggers": TIERS,
            "money": {"budget": budget, "fixed_cost": 10},
            "plans": {"a": {"hire": list(hire), **plan}},
        }
    )
    market = build_market(spec)
    return resolve(spec, market, "a"), market


def tiers_hired(plan: Plan) -> list[str]:
    return [stone.blogger.tier for stone in plan.stones]


def test_by_score_the_most_followed_come_first() -> None:
    plan, _ = planned({"tier": "any", "order": "score", "count": 7})
    assert tiers_hired(plan) == ["collector"] * 3 + ["middling"] * 3 + ["friend"]


def test_by_relationship_the_most_trusted_come_first() -> None:
    plan, market = planned({"tier": "any", "order": "relationship"})
    trusts = [relationship(market, stone.blogger) for stone in plan.stones]
    assert trusts == sorted(trusts, reverse=True)
    assert tiers_hired(plan)[:3] == ["friend"] * 3
    blogger = plan.stones[0].blogger
    own = slice(market.network.offsets[blogger.row], market.network.offsets[blogger.row + 1])
    assert market.network.trust is not None
    assert trusts[0] == np.mean(market.network.trust[own].astype(float))


def test_by_chance_is_another_order_for_the_same_people_and_the_same_for_the_same_market() -> None:
    by_chance, _ = planned({"tier": "any", "order": "chance"})
    listed, _ = planned({"tier": "any"})
    names = [stone.blogger.name for stone in by_chance.stones]
    assert sorted(names) == sorted(stone.blogger.name for stone in listed.stones)
    assert names != [stone.blogger.name for stone in listed.stones]
    assert names == [stone.blogger.name for stone in planned({"tier": "any", "order": "chance"})[0].stones]


def test_a_share_of_the_budget_is_all_that_a_hire_may_spend() -> None:
    plan, _ = planned(
        {"tier": "collector", "count": "affordable", "share": 0.5},
        {"tier": "friend", "count": "affordable"},
        budget=90,
    )
    assert tiers_hired(plan) == ["collector"] * 2 + ["friend"] * 2


def test_a_hire_can_have_posts_and_days_of_its_own() -> None:
    plan, _ = planned(
        {"tier": "collector", "count": 1},
        {"tier": "friend", "posts": 2, "start_day": 5, "days_between_posts": 3, "days_between_bloggers": 4},
        posts=3,
    )
    assert [stone.days for stone in plan.stones] == [(0, 1, 2), (5, 8), (9, 12), (13, 16)]


def test_what_is_hired_already_is_not_hired_again_by_any() -> None:
    plan, _ = planned({"tier": "friend"}, {"tier": "any"})
    assert len(plan.stones) == 9


@pytest.mark.parametrize(("hire", "said"), [({"tier": "any", "count": 10}, "wants 10 of tier 'any'")])
def test_too_few_are_told(hire: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        planned(hire)
