"""Delay: a post is seen once, at a time that its platform's half-life spreads over days or years.

What comes later waits in a calendar of its message, ``Rumour.later``: no follower is touched twice, and a
tick costs what is seen in it. What would be seen after the end of the run never is, nor what comes from
somebody whom the reader no longer follows by then.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels import later
from stonecast.phases import gather, platforms
from stonecast.rumour import Rumour
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
    return sum(ties.size for ties, *_ in rumour.later.get(state.tick, ()))


def _postpone(state: State, rumour: Rumour, half: np.ndarray) -> None:
    shown, count = rumour.shown, rumour.shown.count
    waits = state.scratch.room("waits", count, np.int32)[:count]
    late = later.delays(
        count,
        half,
        state.luck,
        state.run,
        rumour.number,
        state.spec.clock.ticks - state.tick,
        shown.ties,
        shown.numbers,
        shown.authors,
        waits,
    )
    if not late:
        return
    columns = (shown.ties, shown.readers, shown.numbers, shown.authors)
    order = np.argsort(waits, kind="stable")
    whens, firsts = np.unique(waits[order], return_index=True)
    kept = tuple(column[order] for column in columns)
    for wait, first, last in zip(whens.tolist(), firsts, [*firsts[1:], count], strict=True):
        if wait > 0:
            due = tuple(column[first:last] for column in kept)
            rumour.later.setdefault(state.tick + wait, []).append(due)
    now = np.flatnonzero(waits == 0)
    for column in (*columns, shown.trusts):
        column[: now.size] = column[now]
    shown.count = now.size


def _arrive(state: State, rumour: Rumour) -> None:
    shown, begin = rumour.shown, rumour.shown.count
    rooms: tuple[NDArray[Any], ...] = (shown.ties, shown.readers, shown.numbers, shown.authors)
    for found in rumour.later.pop(state.tick):
        columns = _still_followed(state, found)
        part = slice(shown.count, shown.count + columns[0].size)
        for room, column in zip(rooms, columns, strict=True):
            room[part] = column
        shown.count = part.stop
    part = slice(begin, shown.count)
    shown.trusts[part] = state.trust_in(shown.ties[part], shown.authors[part])


def _still_followed(state: State, columns: tuple[NDArray[Any], ...]) -> tuple[NDArray[Any], ...]:
    """Drop posts of authors whom the reader has left since; in a community nobody need follow."""
    if not state.spec.follow.on:
        return columns
    ties = columns[0]
    kept = state.bonds.follows(ties, state.day)
    if not kept.all():
        kept |= gather.are_strangers(state, ties)
    return tuple(column[kept] for column in columns)
