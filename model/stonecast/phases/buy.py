"""Buy: an engaged reader considers for some days, and tosses one coin a day whether to order."""

from __future__ import annotations

import numpy as np

from stonecast.kernels import spread
from stonecast.state import State


def buy(state: State) -> None:
    """Toss the day's coin of everybody who considers; those won in this tick start considering."""
    spec = state.spec.buy
    if not spec.on:
        return
    people = state.people
    if state.won.size:
        chances = np.empty(state.won.size, np.int64)
        spread.order_chances(state.won, people["teller"], state.trust, spec.base, spec.trust, chances)
        state.considering = np.concatenate([state.considering, state.won])
        state.chances = np.concatenate([state.chances, chances])
    if not state.considering.size:
        return
    orders, kept = spread.buy(
        state.considering,
        state.chances,
        state.considering.size,
        spec.consider_days,
        state.spec.clock.ticks_per_day,
        state.luck,
        state.run,
        state.message,
        state.tick,
        people["engaged"],
        people["ordered"],
    )
    state.considering, state.chances = state.considering[:kept], state.chances[:kept]
    state.count("orders", orders)
