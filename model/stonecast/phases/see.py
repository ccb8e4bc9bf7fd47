"""See: each follower sees each post with chance ``see.visibility``, once."""

from __future__ import annotations

import numpy as np

from stonecast import randomness as named
from stonecast.kernels import spread
from stonecast.state import State


def see(state: State) -> None:
    """Turn this tick's posts into impressions."""
    state.shown = 0
    if not state.speaking.size:
        return
    network = state.market.network
    room = int((network.offsets[state.speaking + 1] - network.offsets[state.speaking]).sum())
    state.ties = state.scratch.room("ties", room, np.int64)
    state.numbers = state.scratch.room("numbers", room, np.int32)
    state.shown, fresh = spread.see(
        state.speaking,
        network.offsets,
        network.followers,
        named.threshold(state.spec.see.visibility),
        state.luck,
        state.run,
        state.message,
        state.tick,
        state.which,
        state.people["seen"],
        state.ties,
        state.numbers,
    )
    state.count("impressions", state.shown)
    state.count("saw", fresh)
