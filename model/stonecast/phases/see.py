"""See: each follower sees each post with chance ``see.visibility`` or as attention allows, once.

Without a mechanism of seeing or following one walk does it all. With one, posts are delivered first, to
live followers who still follow, and then pass the sieves, each of which drops or adds impressions in place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels import feed, quads, sieve, spread
from stonecast.phases import attention, delay, gather, platforms
from stonecast.phases.follow import newcomers
from stonecast.rumour import Impressions, Rumour
from stonecast.state import State

Sieve = Callable[[State], None]


def see(state: State) -> None:
    """Turn this tick's posts into impressions."""
    if state.sieved is None:
        state.sieved = by_sieves(state)
    if state.sieved:
        _see_by_sieves(state)
        return
    for rumour in state.rumours:
        rumour.shown.count = 0
        if rumour.speaking.size:
            _show(state, rumour)


def by_sieves(state: State) -> bool:
    """Whether any mechanism of seeing or following is on, so that posts pass the sieves."""
    spec = state.spec
    used = platforms.in_use(spec)
    changing = spec.remember.on or spec.follow.on
    return spec.attention.on or state.market.hollow is not None or used or changing or spec.community.on


def sieves(state: State) -> tuple[Sieve, ...]:
    """Collect what stands between a post and those who follow, in this order."""
    met = (newcomers,) if state.spec.follow.on else ()
    communities = (gather.gathered,) if state.spec.community.on else ()
    return (*met, *communities, visible, delay.delay)


def visible(state: State) -> None:
    """Keep what comes before the reader's eyes: with chance ``see.visibility``, or as attention allows."""
    reach, held_back = platforms.reach(state.spec, state.market)
    keep: Any = sieve.keep_visible
    limits = attention.limits(state, reach) if state.spec.attention.on else _alike(state, reach, held_back)
    for rumour, limit in zip(state.rumours, limits, strict=True):
        shown = rumour.shown
        if not shown.count:
            continue
        told = (shown.count, limit, state.luck, state.run, rumour.number, quads.row())
        shown.count = keep(*told, shown.columns)


def _alike(state: State, reach: NDArray[np.float64], held_back: bool) -> list[NDArray[np.int64]]:
    """Return thresholds of the coin of seeing where everybody sees with one chance, but for reach."""
    visibility = state.spec.see.visibility
    if not held_back:
        return [np.array([named.threshold(visibility)], np.int64)] * len(state.rumours)
    limits = []
    for rumour in state.rumours:
        shown = rumour.shown
        limits.append(state.scratch.room(f"weights {rumour.number}", max(shown.count, 1), np.int64))
        feed.alike(shown.count, shown.authors, visibility, reach, limits[-1])
    return limits


def _see_by_sieves(state: State) -> None:
    quiet = True
    for rumour in state.rumours:
        rumour.shown.count = 0
        if state.spec.community.on:
            gather.gather(state, rumour)
        if rumour.speaking.size or state.tick in rumour.later:
            deliver(state, rumour)
            quiet = False
    if quiet:
        return
    for keep in sieves(state):
        keep(state)
    for rumour in state.rumours:
        shown = rumour.shown
        if not shown.count:
            continue
        if state.spec.community.on and rumour is state.campaign:
            state.gathered["community_impressions"] += gather.came_across(state, shown.ties[: shown.count])
        fresh = sieve.notice(shown.count, state.tick, shown.readers, rumour.people["seen"])
        state.count_for(rumour, "impressions", shown.count)
        state.count_for(rumour, "saw", fresh)


def deliver(state: State, rumour: Rumour) -> None:
    """Put the posts of this tick before all live followers who still follow."""
    rumour.shown = shown = _room(state, rumour)
    shown.count = state.bonds.deliver(rumour.speaking, rumour.which, state.day, shown.columns)


def _room(state: State, rumour: Rumour) -> Impressions:
    """Return room for everything that this tick's posts can bring, nothing in it yet."""
    offsets, speaking = state.market.network.offsets, rumour.speaking
    room = int((offsets[speaking + 1] - offsets[speaking]).sum()) + delay.due(state, rumour)
    room += state.bonds.formed.count(speaking)
    wanted = room + gather.room(rumour)
    if wanted > rumour.shown.ties.size:
        return Impressions.of(state.scratch, rumour.number, wanted)
    rumour.shown.count = 0
    return rumour.shown


def _show(state: State, rumour: Rumour) -> None:
    network = state.market.network
    shown = rumour.shown = _room(state, rumour)
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
        quads.row(),
    )
    state.count_for(rumour, "impressions", shown.count)
    state.count_for(rumour, "saw", fresh)
