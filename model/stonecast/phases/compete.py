"""Compete: whoever has bought from one brand does not buy from another (if brands are exclusive).

A brand that competes has a message, bloggers and a plan of its own; readers hear all messages with the same
attention and consider all brands that won them. Of several that somebody would order from in one tick, the
one with the smallest named number gets the order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.rumour import NOBODY
from stonecast.state import State
from stonecast.trade import Trade

Wish = tuple[Trade, NDArray[np.int32], NDArray[np.int64]]
"""A brand, the readers who would order from it now, and the ties along which the advice came (or none)."""


def chosen(state: State, wanted: list[Wish]) -> list[Wish]:
    """Leave each reader the one brand that they order from; all of them where brands are not exclusive."""
    first = state.bought_from
    if first is None:
        return wanted
    sizes = [int(readers.size) for _, readers, _ in wanted]
    if state.spec.competition.exclusive and any(sizes):
        readers = np.concatenate([readers for _, readers, _ in wanted])
        brands = np.repeat([trade.message for trade, _, _ in wanted], sizes)
        free = (first[readers] == NOBODY) | (first[readers] == brands)
        words = np.concatenate([state.words(named.BUY, trade.message, who) for trade, who, _ in wanted])
        order = np.lexsort((brands, words, ~free, readers))
        best = np.zeros(readers.size, np.bool_)
        best[order[np.concatenate([[True], np.diff(readers[order]) != 0])]] = True
        kept = np.split(best & free, np.cumsum(sizes)[:-1])
        wanted = [
            (trade, who[keep], advice[keep] if advice.size else advice)
            for (trade, who, advice), keep in zip(wanted, kept, strict=True)
        ]
    for trade, who, _ in wanted:
        first[who[first[who] == NOBODY]] = trade.message
    return wanted
