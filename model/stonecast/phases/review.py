"""Review: satisfaction, stars, praise, complaints and, if nobody answers them in time, warnings.

``satisfaction = clip(quality - expectation_gap + noise * N(0, 1), 0, 1)``; who left unserved has 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels import trade as kernels
from stonecast.phases.come_back import await_return, become_advocates, experience, praise, say
from stonecast.phases.serve import quality
from stonecast.state import State
from stonecast.trade import Trade

Places = NDArray[np.int64]


def review(state: State) -> None:
    """Let those who were served today, or left, judge; let complaints of some days ago turn to warnings."""
    if not state.spec.review.on:
        return
    for trade in state.trades:
        if state.evening:
            _judge(state, trade)
            _warn(state, trade)


def coins(state: State, trade: Trade, places: Places, purpose: int, chances: NDArray[np.float64]) -> Places:
    """Return the orders among these whose coin falls, each named by reader and how-manieth order."""
    readers, number = (trade.orders[name][places] for name in ("reader", "number"))
    words, fallen = state.words(purpose, trade.message, readers, number), np.empty(places.size, np.bool_)
    kernels.fall(words, np.ascontiguousarray(chances, np.float64), fallen)
    return places[fallen]


def _judge(state: State, trade: Trade) -> None:
    places = np.concatenate([trade.served, trade.left])
    if not places.size:
        return
    spec, orders = state.spec.review, trade.orders
    orders["satisfaction"][trade.served] = _satisfaction(state, trade)
    felt = orders["satisfaction"][places]
    chance = spec.chance + spec.extreme * np.abs(felt - 0.5) * 2.0
    wrote = coins(state, trade, places, named.REVIEW, chance)
    orders["stars"][wrote] = np.floor(1.0 + 4.0 * orders["satisfaction"][wrote] + 0.5).astype(np.int8)
    trade.stars_total += int(orders["stars"][wrote].sum())
    trade.reviews += wrote.size
    state.tally(trade.own, "reviews", wrote.size)

    happy, unhappy = places[felt > spec.praise_above], places[felt < spec.warn_below]
    praising = coins(state, trade, happy, named.PRAISE, np.full(happy.size, spec.praise))
    orders["praised"][praising] = state.tick
    praise(state, trade, orders["reader"][praising])
    orders["complained"][unhappy] = 1
    trade.complaints = unhappy
    state.tally(trade.own, "complaints", unhappy.size)
    trade.put("warn", state.day + spec.patience_days, unhappy)
    advised = places[orders["advice"][places] >= 0]
    _blame(state, trade, advised)
    if state.spec.come_back.on:
        back = state.spec.come_back
        experience(
            state, trade, places, back.good * (felt > spec.praise_above), back.bad * (felt < spec.warn_below)
        )
        await_return(state, trade, trade.served)
        become_advocates(state, trade, places)


def _blame(state: State, trade: Trade, places: Places) -> None:
    """Let a purchase on advice speak for or against whoever gave it, where trust is remembered."""
    felt, weights = trade.orders["satisfaction"][places], state.spec.remember
    good = np.where(felt > state.spec.review.praise_above, weights.good_purchase, 0.0)
    bad = np.where(felt < state.spec.review.warn_below, weights.bad_purchase, 0.0)
    state.bonds.evidence(trade.orders["advice"][places], good, bad)


def _satisfaction(state: State, trade: Trade) -> NDArray[np.float64]:
    spec, orders = state.spec.review, trade.orders[trade.served]
    noise = np.zeros(orders.size)
    if spec.noise > 0.0:
        readers, number = np.ascontiguousarray(orders["reader"]), np.ascontiguousarray(orders["number"])
        kernels.normals(state.luck, state.run, named.SATISFACTION, trade.message, readers, number, noise)
    felt = quality(state, trade) - spec.expectation_gap + spec.noise * noise
    return np.asarray(np.minimum(np.maximum(felt, 0.0), 1.0))


def _warn(state: State, trade: Trade) -> None:
    """Toss the coins of the warnings that were put off so that the brand could answer."""
    due, spec = trade.pop("warn", state.day), state.spec.review
    if not due.size:
        return
    orders = trade.orders
    soothed = 1.0 - (1.0 - state.spec.answer.warn_factor) * effect(state)
    chance = np.where(orders["answered"][due] >= 0, spec.warn * soothed, spec.warn)
    warning = coins(state, trade, due, named.WARN, chance)
    orders["warned"][warning] = state.tick
    say(state, trade.warning, orders["reader"][warning])
    state.tally(trade.own, "warned", warning.size)


def effect(state: State) -> float:
    """What is left of the effect of an answer that comes late: 2^(-delay / halving_days)."""
    spec = state.spec.answer
    return named.power(0.5, spec.delay_days / spec.halving_days)
