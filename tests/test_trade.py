"""What is sold: exact laws and limits of judging, deals, returns, advocates and answers."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

import stonecast as sc
from by_hand import LIVELY, hiring, market, random_market, scenario
from shops import AT_ONCE, JUDGED, Nobody, play, star
from stonecast.campaign import Run
from stonecast.counts import COUNTS
from stonecast.phases.come_back import brand_trust, experience
from stonecast.state import State
from stonecast.trade import LEFT, SERVED


def test_praise_is_three_times_as_frequent_as_warnings_at_the_default_mean() -> None:
    spec = scenario(**JUDGED)
    review = spec.review

    def below(limit: float) -> float:
        return 0.5 * (1 + math.erf((limit - spec.serve.quality) / review.noise / math.sqrt(2)))

    praise, warn = review.praise * (1 - below(review.praise_above)), review.warn * below(review.warn_below)
    assert praise == pytest.approx(0.1, abs=1e-12)
    assert warn == pytest.approx(0.034, abs=5e-4)
    assert praise / warn == pytest.approx(3.0, abs=0.05)
    run = play(star(12_000), **JUDGED)
    assert run.totals["served"] == 12_000
    for what, chance in (("praised", praise), ("warned", warn)):
        assert abs(run.totals[what] / 12_000 - chance) < 4 * math.sqrt(chance / 12_000), what


def test_a_perfect_brand_without_limits_is_never_warned_of() -> None:
    run = play(
        random_market(), **LIVELY, serve__on=True, serve__quality=1.0, review__on=True, review__noise=0.0
    )
    assert run.totals["orders"] > 5
    assert run.totals["complaints"] == run.totals["warned"] == run.totals["warnings_heard"] == 0
    assert run.totals["satisfaction"] == 1.0


def test_stars_are_the_mean_of_those_given_and_of_the_prior() -> None:
    run = play(star(2000), **JUDGED)
    stars = run.orders.stars
    given = stars[stars > 0]
    assert run.totals["stars"] == (3.5 * 10 + given.sum()) / (10 + len(given))
    assert run.totals["reviews"] == len(given) > 50
    felt = run.orders.satisfaction[stars > 0]
    assert (given == np.floor(1 + 4 * felt + 0.5)).all()


@pytest.mark.parametrize("scale", [1.0, 4.0, 50.0])
def test_reviews_before_weigh_at_a_scale_what_they_weigh_at_full_size(scale: float) -> None:
    """Each review of a scaled market stands for as many: the stars are those of full size, copied."""
    run = play(dataclasses.replace(star(2000), scale=scale), **JUDGED, review__stars_weight=200)
    given = np.repeat(run.orders.stars[run.orders.stars > 0], int(scale))
    assert run.totals["reviews"] == given.size
    assert run.totals["stars"] == pytest.approx((3.5 * 200 + given.sum()) / (200 + given.size), rel=1e-14)


def test_who_leaves_unserved_is_disappointed() -> None:
    run = play(star(50), **JUDGED, serve__capacity=10, serve__patience_days=0.0, review__warn=1.0)
    gone = run.orders[run.orders.fate == LEFT]
    assert len(gone) == 40
    assert (gone.satisfaction == 0.0).all()
    assert (gone.warned == 1).all()


def test_load_lowers_quality_by_what_was_asked_beyond_capacity() -> None:
    run = play(star(50), **JUDGED, serve__capacity=20, serve__quality=0.9, review__noise=0.0)
    first = run.orders[run.orders.ended == 0]
    assert len(first) == 20
    assert first.satisfaction.to_numpy() == pytest.approx(0.9 - 0.15 * (50 / 20 - 1))
    second = run.orders[(run.orders.ended == 1) & (run.orders.fate == SERVED)]
    assert second.satisfaction.to_numpy() == pytest.approx(0.9)


def disappointed(trust: float, tellers: int = 1, *, posts: int = 1, **changes: Any) -> Run:
    """Customers who warn a reader; the reader hears of the product two days later from another stone."""
    reader = tellers
    stones = [tellers + 1, tellers + 2]
    ties = [(stones[0], row, 0.1) for row in range(tellers)] + [(stones[1], reader, 0.1)]
    ties += [(row, reader, trust) for row in range(tellers)]
    place = market(ties, people=tellers + 3, bloggers=stones)
    awful = {"serve__quality": 0.0, "review__noise": 0.0, "review__warn": 1.0, "review__patience_days": 0}
    plan = hiring("stone_0", "stone_1", days_between_bloggers=4, posts=posts)
    return play(
        place, **{**JUDGED, **awful, "plans": plan, "buy__base": 20.0, "buy__warnings": 0.0, **changes}
    )


def ordered(run: Run, reader: int) -> bool:
    return bool((run.orders.reader == reader).any())


def test_a_warning_from_somebody_trusted_makes_a_reader_refuse() -> None:
    assert ordered(disappointed(0.7, review__refuse=0.0), 1)
    assert not ordered(disappointed(0.7, review__refuse=1.0), 1)
    assert ordered(disappointed(0.5, review__refuse=1.0), 1)
    refused = [not ordered(disappointed(0.9, luck=luck), 1) for luck in range(80)]
    assert abs(np.mean(refused) - 0.5) < 4 * 0.5 / math.sqrt(80)


def test_each_person_who_warns_counts_once_however_many_there_are() -> None:
    for tellers in (1, 3):
        run = disappointed(0.2, tellers, buy__warnings=20.0 if tellers == 1 else 10.0)
        assert run.totals["warned"] >= tellers
        assert run.state.trades[0].known["warnings"][tellers] == tellers
    assert ordered(disappointed(0.2, 1, buy__warnings=0.0), 1)
    assert not ordered(disappointed(0.2, 3, buy__warnings=20.0), 3)


def test_what_customers_say_is_no_advertisement() -> None:
    shy = {"respond__disclosure": 0.0, "review__praise": 1.0, "serve__quality": 1.0, "review__noise": 0.0}
    plan = hiring("stone_0")
    ties = [(2, 0, 0.9), (0, 1, 0.9)]
    place = market(ties, people=3, bloggers=[2])
    told = play(place, **{**JUDGED, **shy, "message__sponsored": False, "plans": plan})
    silent = play(place, **{**JUDGED, **shy, "message__sponsored": True, "plans": plan})
    assert told.totals["orders"] == 2
    assert ordered(told, 1)
    assert silent.totals["orders"] == 0


def test_praise_makes_people_consider_and_order() -> None:
    place = market([(2, 0, 0.9), (0, 1, 0.9)], people=3, bloggers=[2])
    good = {"serve__quality": 1.0, "review__noise": 0.0, "review__praise": 1.0}
    assert ordered(play(place, **{**JUDGED, **good}), 1)
    assert not ordered(play(place, **{**JUDGED, **good, "review__praise": 0.0}), 1)


# Deals


def test_deal_seekers_order_only_in_a_deal() -> None:
    place = star(4000)
    deal = {**AT_ONCE, "deal__on": True, "deal__seekers": 0.3, "money__revenue_per_order": 10.0}
    during = play(place, **deal, deal__discount=0.25)
    over = play(place, **deal, deal__start_day=5, deal__days=2, buy__consider_days=3)
    assert during.totals["orders"] == 4000
    assert during.totals["revenue"] == 4000 * 7.5
    assert abs(over.totals["orders"] / 4000 - 0.7) < 4 * math.sqrt(0.21 / 4000)
    assert over.totals["revenue"] == 10 * over.totals["orders"]


def test_a_deal_is_offered_by_the_plans_that_are_named() -> None:
    plans = {"all": {"hire": ["stone_0"]}, "cheap": {"hire": ["stone_0"]}}
    spec = scenario(**{**AT_ONCE, "plans": plans, "deal__on": True, "deal__plans": ("cheap",)})
    spec = spec.with_changes(money__revenue_per_order=10.0)
    full, reduced = (sc.run(spec, plan=plan, market=star(500)) for plan in ("all", "cheap"))
    assert full.totals["revenue"] == 10 * full.totals["orders"] < 10 * 450
    assert reduced.totals["revenue"] == 5 * reduced.totals["orders"] == 5 * 500


# Coming back


def test_satisfied_customers_come_back_with_the_chance_of_the_formula() -> None:
    for quality, seekers, expected in ((0.88, 0.0, 0.3), (0.88, 1.0, 0.2)):
        run = play(
            star(3000),
            **JUDGED,
            clock__days=91,
            review__noise=0.0,
            review__praise=0.0,
            serve__quality=quality,
            come_back__on=True,
            deal__on=True,
            deal__seekers=seekers,
            deal__days=1,
        )
        trust = (2 + 0.6) / 4
        wish = -3.26 + 2 * quality + trust - 0.54 * seekers
        chance = 1 / (1 + math.exp(-wish))
        assert chance == pytest.approx(expected, abs=0.005)
        first = (run.orders.number == 1).sum()
        assert abs(first / 3000 - chance) < 4 * math.sqrt(chance / 3000)
        assert run.totals["repeat_customers"] == first
        assert run.totals["returned_full_price"] == run.totals["returned"] == run.totals["orders"] - 3000


def test_brand_trust_is_beta_reputation_with_forgetting() -> None:
    spec = scenario(**{**JUDGED, "come_back__on": True, "come_back__kept": 0.9, "clock__days": 300})
    state = State(spec, star(3), 0, Nobody())
    trade = state.trades[0]
    trade.take(np.array([1], np.int32))
    good, bad = 0.5, 0.2
    for day in range(200):
        state.tick = day
        experience(state, trade, np.array([0]), np.array([good]), np.array([bad]))
    r, s = good / (1 - 0.9), bad / (1 - 0.9)
    reader = np.array([1], np.int32)
    assert brand_trust(state, trade, reader, 199)[0] == pytest.approx((r + 0.6) / (r + s + 2), rel=1e-6)
    later = (r * 0.9**10 + 0.6) / ((r + s) * 0.9**10 + 2)
    assert brand_trust(state, trade, reader, 209)[0] == pytest.approx(later, rel=1e-6)
    assert brand_trust(state, trade, np.array([2], np.int32), 209)[0] == pytest.approx(0.3)


def test_a_bad_purchase_costs_more_trust_than_a_good_one_earns() -> None:
    still = {**JUDGED, "come_back__on": True, "review__noise": 0.0, "clock__days": 1}
    good, bad = (play(star(20), **still, serve__quality=q).totals["brand_trust"] for q in (0.9, 0.1))
    assert good == pytest.approx(2.6 / 4, abs=1e-9)
    assert bad == pytest.approx(0.6 / 6, abs=1e-9)


def test_advocates_are_repeat_customers_who_speak_at_their_rate() -> None:
    keen = {"come_back__on": True, "come_back__base": 900.0, "advocate__on": True, "advocate__days": 4.0}
    calm = {"review__noise": 0.0, "review__praise": 0.0, "serve__quality": 0.9, "clock__days": 101}
    run = play(star(300), **JUDGED, **keen, **calm)
    assert run.totals["advocates"] == run.totals["repeat_customers"] == 300
    # One post after 1 + floor(wait) days: the mean of the whole days is 1 / (1 - exp(-1 / mean)).
    expected = 300 * 100 * (1 - math.exp(-1 / 4.0))
    assert abs(run.totals["praised"] / expected - 1) < 0.03
    faint = play(star(300), **JUDGED, **keen, **calm, advocate__trust=1.0)
    assert faint.totals["advocates"] == faint.totals["praised"] == 0


# Answers


AWFUL = {"serve__quality": 0.1, "review__noise": 0.0, "answer__on": True}


def test_a_brand_answers_as_many_as_its_staff_can_and_those_warn_half_as_often() -> None:
    run = play(star(4000), **JUDGED, **AWFUL, answer__staff=1000)
    assert run.totals["complaints"] == 4000
    assert run.totals["answered"] == 1000
    orders = run.orders
    for answered, chance in ((True, 0.175), (False, 0.35)):
        some = orders[(orders.answered >= 0) == answered]
        assert abs((some.warned >= 0).mean() - chance) < 4 * math.sqrt(chance / len(some))
    assert (orders.satisfaction[orders.answered >= 0].to_numpy() == 0.1 + 0.15).all()


def test_an_answer_that_comes_after_the_warning_does_not_prevent_it() -> None:
    late = play(star(3000), **JUDGED, **AWFUL, answer__delay_days=1, answer__halving_days=math.inf)
    soon = play(
        star(3000),
        **JUDGED,
        **AWFUL,
        answer__delay_days=1,
        answer__halving_days=math.inf,
        review__patience_days=2,
    )
    none = play(star(3000), **JUDGED, **{**AWFUL, "answer__on": False})
    assert late.totals["warned"] == none.totals["warned"] > 900
    assert soon.totals["warned"] < 0.6 * none.totals["warned"]


def test_quicker_answers_do_more() -> None:
    slow = {"review__patience_days": 5, "come_back__on": True}
    runs = [play(star(2000), **JUDGED, **AWFUL, **slow, answer__delay_days=days) for days in (0, 2, 4)]
    for what, order in (("satisfaction", -1), ("warned", 1)):
        values = [order * run.totals[what] for run in runs]
        assert values == sorted(values), what
        assert values[0] < values[-1], what
    assert runs[0].totals["brand_trust"] > runs[1].totals["brand_trust"]
    gain = [run.totals["satisfaction"] - 0.1 for run in runs]
    assert gain == pytest.approx([0.15, 0.075, 0.0375], abs=1e-3)  # few came back and are content


def test_answers_and_products_cost_what_the_scenario_says() -> None:
    run = play(star(100), **JUDGED, **AWFUL, answer__staff=30, answer__cost=2.0, serve__product_cost=3.0)
    assert run.totals["cost"] == run.spent + 100 * 3.0 + 30 * 2.0
    assert run.totals["profit"] == run.totals["revenue"] - run.totals["cost"]


def test_complaints_that_are_answered_teach_the_brand() -> None:
    stones = 12
    ties = [(stones * 10 + stone, stone * 10 + k, 0.3) for stone in range(stones) for k in range(10)]
    place = market(ties, people=stones * 11, bloggers=range(stones * 10, stones * 11), readers=stones * 10)
    plan = hiring(*(f"stone_{k}" for k in range(stones)), days_between_bloggers=1)
    run = play(place, **JUDGED, **AWFUL, answer__learning=0.05, plans=plan)
    felt = run.orders.groupby("ordered").satisfaction.first()
    assert felt[0] == 0.1 + 0.15
    answers = run.counts[:, COUNTS.index("answered")].cumsum()
    taught = 0.1 + 0.9 * (1 - 0.95 ** answers[4])
    assert felt[5] == pytest.approx(taught + (0.15 if taught < 0.4 else 0.0))
