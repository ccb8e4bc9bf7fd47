"""Warnings heard: each further person who warns counts; one who is trusted can make a reader refuse."""

from __future__ import annotations

import numpy as np

from stonecast import randomness as named
from stonecast.kernels import heard
from stonecast.state import State
from stonecast.trade import Trade


def hear_warnings(state: State, trade: Trade) -> None:
    """Count whoever warned each reader for the first time in this tick.

    Whoever has heard a warning from somebody trusted more than ``review.refuse_trust`` refuses with chance
    ``review.refuse``, by one coin a reader: whether two of them warn or one makes no difference.
    """
    if trade.warning is None or not trade.warning.shown.count:
        return
    shown, spec, known = trade.warning.shown, state.spec.review, trade.known
    moved = np.empty(shown.count, np.int32)
    table = trade.room_for_warnings(shown.count)
    told = (shown.count, shown.ties, shown.readers, shown.trusts, spec.refuse_trust)
    new, count = heard.warned(*told, table, known["warnings"], moved)
    trade.warned_along += new
    state.tally(trade.own, "warnings_heard", new)
    trusting = np.unique(moved[:count])
    coins = state.words(named.REFUSE, trade.message, trusting)
    known["refuses"][trusting] = coins < named.threshold(spec.refuse)
