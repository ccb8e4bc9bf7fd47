"""Slow: the restaurant of two million responses tells the same at several scales."""

from __future__ import annotations

import numpy as np
import pytest

import stonecast as sc

pytestmark = pytest.mark.slow

LUCKS = 16


def test_what_a_restaurant_serves_does_not_depend_on_the_scale() -> None:
    """People at full size served and turned away, profit and stars: within four standard errors."""
    found = {}
    for scale in (100, 40):
        spec = sc.load("small_restaurant", scale=scale)
        market = sc.build_market(spec)
        for plan in ("celebrity", "locals"):
            totals = [sc.run(spec, plan=plan, luck=luck, market=market).totals for luck in range(LUCKS)]
            found[plan, scale] = np.array(
                [[one[what] for what in ("served", "profit", "stars")] for one in totals]
            )
            if plan == "celebrity":
                left = np.mean([one["left"] / one["orders"] for one in totals])
                assert left == pytest.approx(0.95, abs=0.01)
    for plan in ("celebrity", "locals"):
        coarse, fine = found[plan, 100], found[plan, 40]
        error = np.sqrt((coarse.var(axis=0, ddof=1) + fine.var(axis=0, ddof=1)) / LUCKS)
        assert (np.abs(coarse.mean(axis=0) - fine.mean(axis=0)) <= 4 * error).all()
        assert (error < 0.35 * np.abs(fine.mean(axis=0))).all()
