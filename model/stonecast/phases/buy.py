"""Buy: an engaged reader considers for some days, and orders on one of them or never."""

from __future__ import annotations

import numpy as np

from stonecast.kernels import spread
from stonecast.state import State


def buy(state: State) -> None:
    """Settle when those won in this tick will order, and count the orders that are due."""
    spec = state.spec.buy
    if not spec.on:
        return
    people, won = state.people, state.campaign.won
    if won.size:
        days = np.empty(won.size, np.int32)
        spread.order_days(
            won,
            state.trust_in(people["teller"][won]),
            spec.base,
            spec.trust,
            spec.consider_days,
            state.luck,
            state.run,
            state.campaign.number,
            days,
        )
        will = days >= 0
        due = state.tick + days[will] * state.spec.clock.ticks_per_day
        state.buyers = np.concatenate([state.buyers, won[will]])
        state.due = np.concatenate([state.due, due])
    if not state.buyers.size:
        return
    now = state.due == state.tick
    people["ordered"][state.buyers[now]] = state.tick
    state.count("orders", int(now.sum()))
    state.buyers, state.due = state.buyers[~now], state.due[~now]
