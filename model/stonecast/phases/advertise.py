"""Advertise: the brand's own advertising, in the background of every plan, wins readers by itself.

With word of mouth a reader is won in a tick with chance ``1 - (1 - a) exp(-Lambda)``. The coin of a is not
tossed tick by tick: when it first falls is one named waiting time for each reader, looked up once, so that
a tick costs what happens in it. Who is won by a post in the same tick counts as won by the post.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels import later
from stonecast.randomness import log
from stonecast.rumour import ADVERTISED, NEVER
from stonecast.state import State


def advertise(state: State) -> None:
    """Win the readers whom background advertising wins in this tick."""
    if not state.spec.advertising.on:
        return
    if state.advertised is None:
        state.advertised = _calendar(state)
    rows = state.advertised.pop(state.tick, np.empty(0, np.int32))
    people, rumour = state.people, state.campaign
    won = rows[people["engaged"][rows] == NEVER]
    if not won.size:
        return
    fresh = won[people["seen"][won] == NEVER]
    people["seen"][fresh] = state.tick
    people["engaged"][won], people["teller"][won], people["word"][won] = state.tick, ADVERTISED, -1
    rumour.won = np.concatenate([rumour.won, won])
    rumour.joined.append(won)
    state.count("saw", fresh.size)
    state.count("engaged", won.size)
    state.count("advertised", won.size)


def _calendar(state: State) -> dict[int, NDArray[np.int32]]:
    """Look up when advertising wins each reader, and sort them by tick."""
    clock, chance = state.spec.clock, state.spec.advertising.chance_a_day
    if chance <= 0.0:
        return {}
    readers = state.market.readers
    when = state.scratch.room("advertised", readers, np.int32)[:readers]
    refuses = log(1.0 - chance) / clock.ticks_per_day
    later.advertising(readers, refuses, state.luck, state.run, state.campaign.number, clock.ticks, when)
    rows = np.flatnonzero(when >= 0).astype(np.int32)
    rows = rows[np.argsort(when[rows], kind="stable")]
    if not rows.size:
        return {}
    ticks, firsts = np.unique(when[rows], return_index=True)
    return dict(zip(ticks.tolist(), np.split(rows, firsts[1:]), strict=True))
