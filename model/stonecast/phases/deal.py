"""Deal: a discount for a period, and the readers who come only for it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels import trade as kernels
from stonecast.rumour import NEVER
from stonecast.state import State
from stonecast.trade import Trade

Rows = NDArray[np.int32]
Flags = NDArray[np.bool_]


def discounted(state: State, trade: Trade, readers: Rows) -> Flags:
    """Say who of these readers would pay less today."""
    deal = state.spec.deal
    runs = deal.on and deal.discount > 0.0 and 0 <= state.day - deal.start_day < deal.days
    if not runs or (deal.plans and state.plan not in deal.plans):
        return np.zeros(readers.size, np.bool_)
    if deal.customers_only:
        return np.asarray(trade.known["orders"][readers] > 0)
    return np.ones(readers.size, np.bool_)


def seekers(state: State, trade: Trade, readers: Rows) -> Flags:
    """Say who of these readers comes only for deals: one coin a reader, looked up when first asked for."""
    if not state.spec.deal.on:
        return np.zeros(readers.size, np.bool_)
    known = trade.known["seeker"]
    new = readers[known[readers] == NEVER]
    if new.size:
        numbers = np.empty(new.size, np.int64)
        kernels.words(state.luck, state.run, named.SEEKER, trade.message, new, np.zeros_like(new), numbers)
        known[new] = numbers < named.threshold(state.spec.deal.seekers)
    return np.asarray(known[readers] > 0)
