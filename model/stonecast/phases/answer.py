"""Answer: the brand answers complaints, as many as its staff can; quicker answers do more.

``n`` complaints and staff for ``C``: each is answered with chance min(1, C / n), and never more than C.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.phases.come_back import become_advocates, experience, hurry
from stonecast.phases.review import effect
from stonecast.phases.serve import capacity_today
from stonecast.state import State
from stonecast.trade import Trade


def answer(state: State) -> None:
    """Choose which of today's complaints are answered, and let answers arrive."""
    if not (state.spec.answer.on and state.evening):
        return
    for trade in state.trades:
        if trade.complaints.size:
            trade.put("answer", state.day + state.spec.answer.delay_days, _chosen(state, trade))
        _arrive(state, trade, trade.pop("answer", state.day))


def _chosen(state: State, trade: Trade) -> NDArray[np.int64]:
    """Return the complaints with the smallest numbers, as many as the staff can answer."""
    places = trade.complaints
    room = capacity_today(state, trade, trade.terms.staff, named.STAFF)
    readers, number = (trade.orders[name][places] for name in ("reader", "number"))
    words = state.words(named.ANSWER, trade.message, readers, number)
    return places[np.lexsort((readers, words))][:room]


def _arrive(state: State, trade: Trade, places: NDArray[np.int64]) -> None:
    if not places.size:
        return
    spec, orders = state.spec.answer, trade.orders
    orders["answered"][places] = state.tick
    trade.answers += places.size
    state.tally(trade.own, "answered", places.size)
    felt = orders["satisfaction"][places] + spec.satisfaction * effect(state)
    orders["satisfaction"][places] = np.minimum(felt, 1.0)
    if state.spec.come_back.on:
        gain = spec.trust if spec.delay_days else spec.trust_same_day
        experience(state, trade, places, np.full(places.size, gain), np.zeros(places.size))
        hurry(state, trade, places)
        become_advocates(state, trade, places)
