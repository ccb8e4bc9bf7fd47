"""Delay: a post is seen once, at a time that its platform's half-life spreads over days or years.

What comes later waits in a calendar of its message, ``Rumour.later``: no follower is touched twice, and a
tick costs what is seen in it. What would be seen after the end of the run never is, nor what comes from
somebody whom the reader no longer follows by then.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels import arriving, later, quads
from stonecast.phases import platforms
from stonecast.rumour import WAITING, Rumour, joined
from stonecast.state import State


def delay(state: State) -> None:
    """Put what is seen later into the calendar, and take out what comes up now."""
    half, spread = platforms.half_lives(state.spec, state.market)
    for rumour in state.rumours:
        if spread and rumour.shown.count:
            _postpone(state, rumour, half)
        if state.tick in rumour.later:
            _arrive(state, rumour)


def due(state: State, rumour: Rumour) -> int:
    """Count what comes up in this tick."""
    return sum(came.size for came in rumour.later.get(state.tick, ()))


def _postpone(state: State, rumour: Rumour, half: NDArray[np.float64]) -> None:
    shown, count, left = rumour.shown, rumour.shown.count, state.spec.clock.ticks - state.tick
    waits = state.scratch.room("waits", count, np.int32)[:count]
    sizes = np.zeros(left, np.int64)
    told = (state.luck, state.run, rumour.number, left)
    later.delays(
        count,
        half,
        *told,
        shown.ties,
        shown.numbers,
        shown.authors,
        quads.row(),
        np.empty(quads.QUADS),
        waits,
        sizes,
    )
    if sizes[0] == count:
        return
    sizes[0] = 0
    bounds = np.cumsum(sizes)
    waiting = np.empty(int(bounds[-1]), WAITING)
    walk: Any = arriving.postpone
    shown.count = walk(count, waits, bounds - sizes, shown.columns, waiting)
    for wait in np.flatnonzero(sizes).tolist():
        part = waiting[bounds[wait - 1] : bounds[wait]]
        rumour.later.setdefault(state.tick + wait, []).append(part)


def _arrive(state: State, rumour: Rumour) -> None:
    shown, came = rumour.shown, joined(rumour.later.pop(state.tick))
    shown.count = state.bonds.arrive(came, state.day, shown.count, shown.columns)
