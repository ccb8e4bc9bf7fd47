"""Serve: so many orders a day, first come first served; who waits too long leaves disappointed.

``quality = q + (1 - q) * learned - strain * max(0, load - 1)``, load = orders of the day / capacity.
"""

from __future__ import annotations

import math

import numpy as np

from stonecast import randomness as named
from stonecast.kernels.one import word
from stonecast.state import State
from stonecast.trade import LEFT, SERVED, Trade


def serve(state: State) -> None:
    """Serve the day's orders in its last tick; write down in every tick how many wait."""
    if not state.spec.serve.on:
        return
    for trade in state.trades:
        trade.served = trade.left = trade.complaints = trade.served[:0]
        if state.evening:
            _serve_day(state, trade)
        state.tally(trade.own, "waiting", trade.queue.size)


def capacity_today(state: State, trade: Trade, capacity: float, purpose: int) -> int:
    """Divide what is possible in a day by the scale, rounded by a chance that keeps the mean."""
    scaled = capacity / state.market.scale
    if scaled >= 2.0**31:
        return 2**31
    coin = word(state.luck, state.run, purpose, trade.message, state.day, 0)
    return named.round_by_chance(scaled, coin)


def _serve_day(state: State, trade: Trade) -> None:
    if not trade.queue.size:
        trade.load = 0.0
        return
    spec, capacity, orders = state.spec.serve, trade.terms.capacity, trade.orders
    queue = orders[trade.queue]
    days = queue["ordered"] // state.spec.clock.ticks_per_day
    asked = int((days == state.day).sum())
    trade.load = asked * state.market.scale / capacity if capacity > 0.0 else 0.0
    behind = 1 - queue["faithful"] if spec.faithful_first else np.zeros_like(queue["faithful"])
    turn = trade.queue[np.lexsort((queue["reader"], queue["turn"], days, behind))]
    room = capacity_today(state, trade, capacity, named.CAPACITY)
    served, rest = turn[:room], turn[room:]
    waited = state.day - orders["ordered"][rest] // state.spec.clock.ticks_per_day
    gone = waited >= spec.patience_days
    trade.served, trade.left, trade.queue = served, rest[gone], rest[~gone]
    for ended, fate, name in ((trade.served, SERVED, "served"), (trade.left, LEFT, "left")):
        orders["fate"][ended], orders["ended"][ended] = fate, state.tick
        state.tally(trade.own, name, ended.size)
    trade.pay(orders["discount"][served])


def quality(state: State, trade: Trade) -> float:
    """Quality of what was served today."""
    spec, own = state.spec.serve, trade.terms.quality
    best = own + (1.0 - own) * trade.learned(state.spec, state.market.scale)
    return best - spec.strain * max(0.0, trade.load - 1.0) if not math.isinf(trade.load) else 0.0
