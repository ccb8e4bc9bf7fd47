"""Engagement rates that are given: the trust of an audience is scaled until a post engages that share.

A post of a blogger with followers i engages in the mean the share

    e(s) = visibility / f * sum over live followers of (1 - exp(-h min(1, s T_i)^eta R_i^rho)),

h = rate * appeal * disclosure, which grows with s. Given e, s is found by halving on the ties that the market
has, so the mean is met exactly wherever full trust suffices; else trust is 1 and the rest is told.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels.engagement import engaged_share
from stonecast.network.market import BloggerRecord, Market
from stonecast.scenario.value import Scenario

MOST = 2.0**20
"""The largest factor: beyond it every trust that is not 0 is 1."""

HALVINGS = 60


def _settings(scenario: Scenario) -> tuple[Any, ...]:
    spec, message = scenario.respond, scenario.message
    told = spec.rate * message.appeal * (spec.disclosure if message.sponsored else 1.0)
    relevance = spec.relevance
    steepness = relevance.exponent / (2.0 * relevance.width**2) if relevance.on else 0.0
    return scenario.see.visibility, min(told, 1e300), spec.trust_exponent, steepness


def hangs_on(scenario: Scenario) -> tuple[float, ...]:
    """What the market hangs on because tiers name an engagement rate; empty where none does."""
    if all(tier.engagement is None for tier in scenario.bloggers):
        return ()
    return (*_settings(scenario), *scenario.message.topic)


def tune(
    scenario: Scenario,
    bloggers: tuple[BloggerRecord, ...],
    offsets: NDArray[np.int64],
    followers: NDArray[np.int32],
    trust: NDArray[np.float32],
    hollow: NDArray[np.bool_] | None,
    positions: NDArray[np.float64],
) -> None:
    """Scale ``trust`` in place for the bloggers of tiers with an engagement rate of their own."""
    asked = {tier.name: tier.engagement for tier in scenario.bloggers if tier.engagement is not None}
    around = (positions, np.array(scenario.message.topic))
    behind = np.empty(0, np.bool_) if hollow is None else hollow
    share: Any = engaged_share
    for blogger in bloggers:
        wanted = asked.get(blogger.tier)
        if wanted is None:
            continue
        first, last = int(offsets[blogger.row]), int(offsets[blogger.row + 1])
        law = (followers, trust, behind, *_settings(scenario), *around)
        high = 1.0
        while high < MOST and share(first, last, high, *law) < wanted:
            high *= 2.0
        low = 0.0
        for _ in range(HALVINGS):
            middle = (low + high) / 2.0
            if share(first, last, middle, *law) < wanted:
                low = middle
            else:
                high = middle
        scaled = high * trust[first:last].astype(np.float64)
        trust[first:last] = np.minimum(scaled, 1.0).astype(np.float32)


def expected_engagement(scenario: Scenario, market: Market, blogger: BloggerRecord) -> float:
    """Share of a blogger's followers whom the first post of the campaign engages, in the mean."""
    network, trust = market.network, market.network.trust
    assert trust is not None, "a market always has trust"
    first, last = int(network.offsets[blogger.row]), int(network.offsets[blogger.row + 1])
    behind = np.empty(0, np.bool_) if market.hollow is None else market.hollow
    law = (network.followers, trust, behind, *_settings(scenario))
    share: Any = engaged_share
    return float(share(first, last, 1.0, *law, market.positions, np.array(scenario.message.topic)))
