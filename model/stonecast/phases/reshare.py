"""Reshare: an engaged reader passes the message on, once, to their own followers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels import spread
from stonecast.rumour import Rumour
from stonecast.state import State

Rows = NDArray[np.int32]


def reshare(state: State) -> None:
    """Decide who of those won in this tick passes it on; it appears in the next tick."""
    for rumour in state.rumours:
        if rumour.won.size:
            _pass_on(state, rumour)


def _pass_on(state: State, rumour: Rumour) -> None:
    passed = [_passing(state, rumour, won, share) for won, share in _shares(state, rumour) if won.size]
    rumour.passed = np.concatenate([rumour.passed[:0], *passed])
    if rumour.passed.size:
        rumour.passed_on.append(rumour.passed)
    state.count_for(rumour, "reshared", rumour.passed.size)


def _passing(state: State, rumour: Rumour, won: Rows, share: float) -> Rows:
    passed = np.empty(won.size, np.int32)
    count = spread.reshare(won, named.threshold(share), state.luck, state.run, rumour.number, passed)
    return passed[:count]


def _shares(state: State, rumour: Rumour) -> list[tuple[Rows, float]]:
    """Divide those won by the chance with which they pass it on: a brand's advocates say its praise more."""
    share = state.spec.reshare.share
    for trade in state.trades:
        if state.spec.advocate.on and rumour in (trade.own, trade.praise):
            advocates = trade.known["advocate"][rumour.won] > 0
            return [(rumour.won[~advocates], share), (rumour.won[advocates], state.spec.advocate.share)]
    return [(rumour.won, share)]
