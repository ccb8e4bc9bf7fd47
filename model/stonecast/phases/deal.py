"""Deal: discounts in a period (ours or a rival's), deals that a stone carries, and who comes only for deals.

A stone's own deal goes to whoever is won by its post, directly or through others who pass it on, and holds
for all their orders: they are the inner circle, which grows no faster than word gets round.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.rumour import NEVER
from stonecast.state import State
from stonecast.trade import Trade

Rows = NDArray[np.int32]
Flags = NDArray[np.bool_]


def discounts(state: State, trade: Trade, readers: Rows) -> NDArray[np.float64]:
    """Return what is taken off the price for each of these readers today, as a share of it."""
    sale, found = trade.terms.sale, np.zeros(readers.size)
    if sale.runs(state.day):
        known = trade.known["orders"][readers] > 0 if sale.customers_only else np.ones(1, np.bool_)
        found = np.where(known, sale.discount, found)
    return found if trade.offer is None else np.maximum(found, trade.offer[readers])


def carries_deal(trade: Trade, readers: Rows) -> Flags:
    """Say who of these readers was won with a deal that a stone carries."""
    return np.zeros(readers.size, np.bool_) if trade.offer is None else trade.offer[readers] > 0.0


def hand_on(state: State, trade: Trade) -> None:
    """Give those who were won in this tick the deal that came with what they heard."""
    won, offers = trade.own.won, trade.terms.offers
    if trade.offer is None or not won.size:
        return
    tellers = trade.own.people["teller"][won]
    told = tellers >= 0
    trade.offer[won[told]] = trade.offer[state.author_of(tellers[told])]
    trade.offer[list(offers)] = list(offers.values())


def seekers(state: State, trade: Trade, readers: Rows) -> Flags:
    """Say who of these readers comes only for deals: one coin a reader, whatever the brand."""
    if not state.spec.deal.on:
        return np.zeros(readers.size, np.bool_)
    known = trade.known["seeker"]
    new = readers[known[readers] == NEVER]
    if new.size:
        known[new] = state.words(named.SEEKER, 0, new) < named.threshold(state.spec.deal.seekers)
    return np.asarray(known[readers] > 0)
