"""Follow: ties break, form again, and fade with an author's silence; what became of the bloggers.

A tie is followed while an exponential waiting time, named after it, exceeds the hazard that it has gathered:
per day ``one_way`` or ``mutual``, times (1 - trust), times what the author's everyday life adds
(`stonecast.bonds.tide`). Nothing is done to a tie until its author posts or is counted.
"""

from __future__ import annotations

import numpy as np

from stonecast import randomness as named
from stonecast.bonds.bonds import NEVER_DID
from stonecast.kernels import following as leaving
from stonecast.phases.attention import settle
from stonecast.rumour import NOBODY, Rumour
from stonecast.state import State


def follow(state: State) -> None:
    """Let readers follow whose words reached them through others; close the day and count followers."""
    if not state.bonds.learning:
        return
    if state.spec.follow.on:
        for rumour in state.rumours:
            if rumour.won.size:
                _follow_roots(state, rumour)
    if state.evening:
        state.bonds.tide.close(state.day, _posted(state))
        lost = state.fame.count(state.bonds, state.day)
        state.count("unfollowed", lost)


def newcomers(state: State) -> None:
    """Put posts before those who have followed since the run began (a sieve that adds)."""
    if not state.bonds.formed.by_author[0].size:
        return
    for rumour in state.rumours:
        shown = rumour.shown
        if rumour.speaking.size:
            told = (rumour.speaking, rumour.which, state.day, shown.count, shown.columns)
            shown.count = state.bonds.newcomers_see(*told)


def _follow_roots(state: State, rumour: Rumour) -> None:
    """Let those won through a reshare follow, now and then, whoever said it first."""
    chosen = np.empty(rumour.won.size, np.int32)
    chance = named.threshold(state.spec.follow.chance)
    count = leaving.choose(rumour.won, chance, state.luck, state.run, rumour.number, chosen)
    roots = np.empty(count, np.int64)
    offsets = state.market.network.offsets
    leaving.roots(chosen[:count], rumour.people["teller"], offsets, roots)
    told = (roots != NOBODY) & (roots != chosen[:count])
    if not told.any():
        return
    authors, readers = roots[told].astype(np.int32), chosen[:count][told]
    how, first = state.bonds.meet(authors, readers, state.day)
    state.fame.gain(authors[how > 0])
    state.count("followed", int((how > 0).sum()))
    new = how == NEVER_DID
    settle(state, authors[new], readers[new], first[new])


def _posted(state: State) -> dict[int, int]:
    """Count what bloggers with an everyday life posted for the campaign today."""
    found: dict[int, int] = {}
    for rumour in state.rumours:
        if rumour.sponsored:
            for author in state.bonds.tide.authors:
                for tick in reversed(rumour.said.get(author, ())):
                    if tick // state.spec.clock.ticks_per_day < state.day:
                        break
                    found[author] = found.get(author, 0) + 1
    return found
