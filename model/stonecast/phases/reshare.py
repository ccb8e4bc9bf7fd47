"""Reshare: an engaged reader passes the message on, once, to their own followers."""

from __future__ import annotations

import numpy as np

from stonecast import randomness as named
from stonecast.kernels import spread
from stonecast.state import State


def reshare(state: State) -> None:
    """Decide who of those won in this tick passes it on; it appears in the next tick."""
    if not state.won.size:
        return
    passed = np.empty(state.won.size, np.int32)
    count = spread.reshare(
        state.won, named.threshold(state.spec.reshare.share), state.luck, state.run, state.message, passed
    )
    state.passed = passed[:count].copy()
    if count:
        state.passed_on.append(state.passed)
    state.count("reshared", count)
