"""Reshare: an engaged reader passes the message on, once, to their own followers."""

from __future__ import annotations

import numpy as np

from stonecast import randomness as named
from stonecast.kernels import spread
from stonecast.rumour import Rumour
from stonecast.state import State


def reshare(state: State) -> None:
    """Decide who of those won in this tick passes it on; it appears in the next tick."""
    for rumour in state.rumours:
        if rumour.won.size:
            _pass_on(state, rumour)


def _pass_on(state: State, rumour: Rumour) -> None:
    passed = np.empty(rumour.won.size, np.int32)
    share = named.threshold(state.spec.reshare.share)
    count = spread.reshare(rumour.won, share, state.luck, state.run, rumour.number, passed)
    rumour.passed = passed[:count].copy()
    if count:
        rumour.passed_on.append(rumour.passed)
    state.count_for(rumour, "reshared", count)
