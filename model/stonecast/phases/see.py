"""See: each follower sees each post with chance ``see.visibility``, once."""

from __future__ import annotations

from stonecast import randomness as named
from stonecast.kernels import spread
from stonecast.rumour import Impressions, Rumour
from stonecast.state import State


def see(state: State) -> None:
    """Turn this tick's posts into impressions."""
    for rumour in state.rumours:
        rumour.shown.count = 0
        if rumour.speaking.size:
            _show(state, rumour)


def _show(state: State, rumour: Rumour) -> None:
    network = state.market.network
    room = int((network.offsets[rumour.speaking + 1] - network.offsets[rumour.speaking]).sum())
    shown = rumour.shown = Impressions.of(state.scratch, rumour.number, room)
    shown.count, fresh = spread.see(
        rumour.speaking,
        rumour.which,
        network.offsets,
        network.followers,
        state.trust,
        named.threshold(state.spec.see.visibility),
        state.luck,
        state.run,
        rumour.number,
        state.tick,
        rumour.people["seen"],
        shown.ties,
        shown.readers,
        shown.numbers,
        shown.trusts,
    )
    state.count_for(rumour, "impressions", shown.count)
    state.count_for(rumour, "saw", fresh)
