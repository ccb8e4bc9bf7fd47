"""Attention: a reader reads ``attention.posts_read`` posts a day, whatever is delivered.

A post is seen with chance ``min(1, A w / (sum of everyday posts w + posts delivered in this tick w))``, so
that the expected number of posts that a reader sees is at most A. Everyday posts are weighed by the trust
at the start, once a market: how the bulk of a feed ranks changes slowly, and to weigh all ties again in
every tick would cost what the network is large. What is delivered now is weighed by trust now. A tie that
forms during the run brings its author's everyday posts from the next tick on.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels import feed
from stonecast.network.market import Market
from stonecast.phases.relevance import ALIKE, nearness, steepness
from stonecast.randomness import power
from stonecast.rumour import Rumour
from stonecast.scenario.value import Scenario
from stonecast.state import State


def ranking(spec: Scenario) -> tuple[float, float, float, float]:
    """Return xi, chi, eps and 1 / (2 width^2)."""
    attention = spec.attention
    return attention.trust_exponent, attention.relevance_exponent, attention.floor, steepness(spec)


def everyday_load(spec: Scenario, market: Market) -> NDArray[np.int64]:
    """Return each reader's everyday posts a day, weighed, in 2^-32, shape (people,); made once a market."""
    follow = [(tier.name, tier.followers_follow) for tier in spec.bloggers]
    settings = (spec.attention.model_copy(update={"posts_read": 1.0}), ranking(spec), follow)
    return market.once("everyday load", settings, lambda: _everyday_load(spec, market))


def outside(spec: Scenario, market: Market) -> NDArray[np.int64]:
    """Return how many accounts outside the market each person follows, shape (people,).

    Those of ``attention.followees_outside``, or of the tier they follow whose followers follow most.
    """
    network, follow = market.network, {tier.name: tier.followers_follow for tier in spec.bloggers}
    counts = np.full(network.people, spec.attention.followees_outside, np.int64)
    for blogger in market.bloggers:
        if follow[blogger.tier]:
            own = slice(int(network.offsets[blogger.row]), int(network.offsets[blogger.row + 1]))
            theirs = network.followers[own]
            theirs = theirs if market.hollow is None else theirs[~market.hollow[own]]
            counts[theirs] = np.maximum(counts[theirs], follow[blogger.tier])
    return counts


def _everyday_load(spec: Scenario, market: Market) -> NDArray[np.int64]:
    network, attention, ranks = market.network, spec.attention, ranking(spec)
    rates = np.full(network.people, float(attention.everyday_posts))
    rates[[blogger.row for blogger in market.bloggers]] = attention.bloggers_everyday_posts
    xi, chi, eps, _ = ranks
    beyond = power(eps + attention.outside_trust, xi) * power(eps + attention.outside_relevance, chi)
    load = outside(spec, market) * np.int64(attention.everyday_posts * int(beyond * 2.0**32))
    hollow = np.empty(0, np.bool_) if market.hollow is None else market.hollow
    ties: tuple[Any, ...] = (network.offsets, network.followers, network.trust, hollow)
    weigh: Any = feed.everyday
    weigh(*ties, rates, market.positions, *ranks, load)
    return load


def settle(
    state: State, authors: NDArray[np.int32], readers: NDArray[np.int32], trusts: NDArray[np.float32]
) -> None:
    """Let readers who have begun to follow authors find their everyday posts in the feed too."""
    spec, places = state.spec, state.market.positions
    if not (spec.attention.on and authors.size):
        return
    if state.load is None:
        state.load = everyday_load(spec, state.market).copy()
    rates = np.where(
        state.market.hired[authors], spec.attention.bloggers_everyday_posts, spec.attention.everyday_posts
    )
    join: Any = feed.join
    join(authors, readers, trusts, rates.astype(np.float64), places, *ranking(spec), state.load)


def limits(state: State, reach: NDArray[np.float64]) -> list[NDArray[np.int64]]:
    """Return for each rumour the threshold of the coin of seeing of each impression.

    ``reach`` is the factor of each author's platform, shape (people,).
    """
    spec, market = state.spec, state.market
    load, ranks = everyday_load(spec, market) if state.load is None else state.load, ranking(spec)
    xi, _, eps, _ = ranks
    if state.delivered is None:
        state.delivered = np.zeros(market.network.people, np.int64)
    today = state.delivered
    weights: list[NDArray[np.int64]] = []
    weigh: Any = feed.crowd
    for rumour in state.rumours:
        shown = rumour.shown
        weights.append(state.scratch.room(f"weights {rumour.number}", max(shown.count, 1), np.int64))
        if shown.count:
            near = _factor(state, rumour, ranks)
            told = (shown.count, shown.readers, shown.trusts, near, xi, eps)
            weigh(*told, weights[-1].view(np.float64), weights[-1], today)
    for rumour, weight in zip(state.rumours, weights, strict=True):
        shown = rumour.shown
        if not shown.count:
            continue
        ticks, read = spec.clock.ticks_per_day, spec.attention.posts_read
        kernel: Any = feed.chances
        kernel(shown.count, shown.readers, shown.authors, read, ticks, load, today, reach, weight)
    for rumour in state.rumours:
        feed.forget(rumour.shown.count, rumour.shown.readers, today)
    return weights


def _factor(state: State, rumour: Rumour, ranks: tuple[float, float, float, float]) -> NDArray[np.float64]:
    """Return (eps + relevance)^chi of each reader for what a message is about; empty where it is 1."""
    _, chi, eps, steepness = ranks
    if chi <= 0.0:
        return ALIKE

    def make() -> NDArray[np.float64]:
        near = nearness(state, rumour, steepness, "feed")
        factor = np.empty(near.size)
        feed.raise_all(near, chi, eps, factor)
        return factor

    return state.market.once(f"feed {rumour.number // 3}", (rumour.message.topic, ranks), make)
