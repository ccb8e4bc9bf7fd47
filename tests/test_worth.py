"""What made a follower a good one: by hand, and where it makes no difference."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

from by_hand import CERTAIN, hiring, market, scenario
from stonecast import campaign
from stonecast.network.market import Market

TRUST = (0.0, 0.0, 0.5, 1.0, 1.0, 0.5)
TALKS = np.array([False, False, False, True, True, False])


def six(*, asleep: tuple[int, ...] = ()) -> Market:
    """One stone with six followers; only who trusts it at all is won, and they stand ever further away."""
    places = np.full((7, 2), 0.5)
    places[:6, 0] += 0.05 * np.arange(6)
    place = market(
        [(6, row, trust) for row, trust in enumerate(TRUST)], people=7, bloggers=[6], positions=places
    )
    hollow = np.isin(place.network.followers, asleep)
    return dataclasses.replace(place, close=TALKS[place.network.followers], hollow=hollow if asleep else None)


def good(place: Market, **changes: Any) -> tuple[float, float, float]:
    sure = {**CERTAIN, "respond__trust_exponent": 1.0, "plans": hiring("stone_0"), "buy__on": False}
    totals = campaign.run(scenario(**{**sure, **changes}), plan="all", market=place).totals
    return totals["good_trust"], totals["good_talk"], totals["good_fit"]


def test_those_won_are_compared_with_all_followers() -> None:
    """Four of six are won, with 3 of 3 in trust and both conversations; the two nearest are not."""
    near = np.exp(-((0.05 * np.arange(6)) ** 2) / (2 * 0.25**2))
    trust, talk, fit = good(six())
    assert trust == pytest.approx((3 / 4) / (3 / 6))
    assert talk == pytest.approx((2 / 4) / (2 / 6))
    assert fit == pytest.approx(near[2:].mean() / near.mean())


def test_nobody_stands_behind_a_hollow_follower() -> None:
    """Without the two who trust nothing, all who are left are won: no difference."""
    assert good(six(asleep=(0, 1))) == pytest.approx((1.0, 1.0, 1.0))


def test_where_something_is_sold_the_good_ones_are_those_who_ordered() -> None:
    nothing = good(six(), buy__on=True, buy__base=-800.0)
    assert all(math.isnan(one) for one in nothing)
    everybody_won = good(six(), buy__on=True, buy__base=800.0)
    assert everybody_won == good(six())


def test_who_has_no_conversation_at_all_cannot_be_compared_in_it() -> None:
    place = six()
    silent = dataclasses.replace(place, close=np.zeros_like(place.close))
    trust, talk, _ = good(silent)
    assert trust == pytest.approx(1.5)
    assert math.isnan(talk)
