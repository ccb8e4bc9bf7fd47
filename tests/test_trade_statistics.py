"""Slow: what is published about deals, measured (R18; Byers et al. 2012, Dholakia 2010)."""

from __future__ import annotations

import numpy as np
import pytest

from shops import JUDGED, play, star
from stonecast.campaign import Run
from stonecast.trade import SERVED

pytestmark = pytest.mark.slow

SHOP = {
    **JUDGED,
    "clock__days": 110,
    "buy__base": -4.6,
    "serve__capacity": 120.0,
    "serve__patience_days": 7.0,
    "come_back__on": True,
}
"""A restaurant of 120 covers a day; of 5,000 who consider, a normal offer brings about 100 on the first day,
and half the price about 400."""


def ratings(run: Run) -> np.ndarray:
    orders = run.orders[(run.orders.number == 0) & (run.orders.fate == SERVED)]
    return np.asarray(orders.stars[orders.stars > 0])


def returned(run: Run) -> float:
    """Share of the first orders that were followed by another within 90 days of being served."""
    orders = run.orders[run.orders.fate == SERVED]
    first = orders[orders.number == 0].set_index("reader").ended
    again = run.orders[run.orders.number == 1].set_index("reader").ordered
    waited = (again - first).dropna()
    return float((waited <= 90).sum() / len(first))


def test_deal_buyers_rate_lower_under_strain_and_come_back_less() -> None:
    lucks = range(20)
    deal = {"deal__on": True, "deal__days": 14.0, "deal__seekers": 0.3}
    normal = [play(star(5000), luck=luck, **SHOP) for luck in lucks]
    cheap = [play(star(5000), luck=luck, **SHOP, **deal) for luck in lucks]
    gap = np.concatenate([ratings(run) for run in cheap]).mean()
    gap -= np.concatenate([ratings(run) for run in normal]).mean()
    assert -0.6 <= gap <= -0.3
    rates = [float(np.mean([returned(run) for run in runs])) for runs in (normal, cheap)]
    assert 0.10 <= rates[1] <= 0.35
    assert rates[1] < rates[0]


def test_a_deal_sells_more_now_and_seekers_return_less_at_full_price() -> None:
    patient = {**SHOP, "serve__capacity": np.inf, "review__noise": 0.0, "serve__quality": 0.88}
    deal = {"deal__on": True, "deal__days": 14.0}
    rates = [
        float(
            np.mean(
                [returned(play(star(5000), luck=k, **patient, **deal, deal__seekers=s)) for k in range(10)]
            )
        )
        for s in (0.0, 1.0)
    ]
    assert rates[0] == pytest.approx(0.30, abs=0.02)
    assert rates[1] == pytest.approx(0.20, abs=0.02)
