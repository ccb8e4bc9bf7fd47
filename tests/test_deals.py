"""Deals that a stone carries: who pays less, who is served first, and no deal at all."""

from __future__ import annotations

from typing import Any

import pytest

from by_hand import FOUR, LIVELY, RULES, hiring, market, random_market, scenario
from shops import AT_ONCE, play
from stonecast.campaign import Run
from stonecast.errors import InputError
from stonecast.trade import SERVED

STONES = [{"name": "stone", "kind": "small", "count": 5, "followers": 10}]


def two_stones(*, deal: float, reshare: float = 0.0, **changes: Any) -> Run:
    """Stones 0 and 1 have 40 followers each; each of these has a follower, who has one, who has none."""
    ties = [(stone, 2 + 40 * stone + n, 0.3) for stone in (0, 1) for n in range(40)]
    ties += [(2 + 80 * step + n, 82 + 80 * step + n, 0.3) for step in (0, 1) for n in range(80)]
    place = market(ties, people=242, bloggers=[0, 1])
    hire = [{"tier": "stone", "count": 1, "deal": deal}, {"tier": "stone", "count": 1}]
    sold = {**AT_ONCE, "money__revenue_per_order": 10.0, "reshare__share": reshare, "bloggers": STONES}
    return play(place, **{**sold, "plans": {"all": {"hire": hire}}, **changes})


@pytest.mark.parametrize("serve", [True, False])
def test_whom_a_stone_wins_pays_what_its_deal_says(serve: bool) -> None:
    assert two_stones(deal=0.0, serve__on=serve).totals["revenue"] == 80 * 10
    assert two_stones(deal=0.25, serve__on=serve).totals["revenue"] == 40 * 10 + 40 * 7.5


def test_a_deal_is_passed_on_with_the_message() -> None:
    run = two_stones(deal=0.25, reshare=1.0)
    assert run.totals["orders"] == 240
    assert run.totals["revenue"] == 120 * 10 + 120 * 7.5
    of = {(row - 2) % 80 // 40: discount for row, discount in run.orders[["reader", "discount"]].values}
    assert of == {0: 0.25, 1: 0.0}


def test_the_better_of_two_deals_counts() -> None:
    everybody = {"deal__on": True, "deal__seekers": 0.0}
    run = two_stones(deal=0.4, **everybody, deal__discount=0.3)
    assert run.totals["revenue"] == pytest.approx(40 * 7 * 10 / 10 + 40 * 6)
    run = two_stones(deal=0.1, **everybody, deal__discount=0.3)
    assert run.totals["revenue"] == pytest.approx(80 * 7)


def test_who_orders_only_in_a_deal_orders_with_that_of_a_stone() -> None:
    run = two_stones(deal=0.1, deal__on=True, deal__discount=0.0, deal__seekers=1.0)
    assert run.totals["orders"] == 40
    assert set(run.orders.discount) == {0.1}


@pytest.mark.parametrize("first", [True, False])
def test_who_has_a_deal_of_their_own_is_served_first_if_the_faithful_are(first: bool) -> None:
    orders = two_stones(deal=0.1, serve__faithful_first=first, serve__capacity=30.0).orders
    early = orders[(orders.fate == SERVED) & (orders.ended == 0)]
    assert len(early) == 30
    assert ((early.discount > 0).sum() == 30) == first


@pytest.mark.parametrize("rule", RULES)
def test_a_deal_of_nothing_is_no_deal(rule: str) -> None:
    lively = {**LIVELY, "respond__rule": rule, "bloggers": STONES, "serve__on": True}
    named, carried = (
        play(random_market(bloggers=5), **lively, plans=plans)
        for plans in (hiring(*FOUR), {"all": {"hire": [{"tier": "stone", "count": 4, "deal": 0.0}]}})
    )
    assert (named.counts == carried.counts).all()
    assert (named.state.people == carried.state.people).all()


def test_a_deal_where_nothing_is_sold_is_a_mistake() -> None:
    plans = {"all": {"hire": [{"tier": "stone", "deal": 0.3}]}}
    with pytest.raises(InputError, match=r"deal: needs buy.on = true"):
        scenario(buy__on=False, plans=plans)
