"""Respond: the hazard of a seen post, and the rule by which a reader is won.

``lambda = rate * appeal * disclosure * trust^eta * relevance^rho * wear(n)``; relevance =
exp(-d^2 / (2 width^2)), wear(n) = exp(-n / n_f) with n earlier exposures of the reader to the message.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from stonecast.kernels import later, quads, sources, spread
from stonecast.phases.gather import came_across
from stonecast.phases.relevance import nearness, steepness
from stonecast.rumour import Rumour
from stonecast.scenario.value import Scenario
from stonecast.state import State, needed_sources


def strength(spec: Scenario, *, appeal: float, sponsored: bool) -> float:
    """Hazard of a seen post at full trust and relevance."""
    told = appeal * (spec.respond.disclosure if sponsored else 1.0)
    return spec.respond.rate * told if told > 0.0 else 0.0


def memory_ticks(spec: Scenario) -> int:
    """How many ticks a sender counts."""
    endless = 2 * spec.clock.ticks + 1
    ticks = spec.respond.memory_days * spec.clock.ticks_per_day
    return max(1, round(ticks)) if ticks < endless else endless


def respond(state: State) -> None:
    """Win readers by the scenario's rule."""
    for rumour in state.rumours:
        shown = rumour.shown.count
        if not shown:
            rumour.won = rumour.won[:0]
            continue
        _weigh(state, rumour)
        won = state.scratch.room("won", shown, np.int32)
        count = _simple(state, rumour, won) if rumour.heard is None else _by_sources(state, rumour, won)
        rumour.won = won[:count].copy()
        state.count_for(rumour, "engaged", count)
        if state.spec.community.on and rumour is state.campaign:
            told_by = rumour.people["teller"][rumour.won]
            state.gathered["community_engaged"] += came_across(state, told_by)
        if count:
            rumour.joined.append(rumour.won)


def _weigh(state: State, rumour: Rumour) -> None:
    """Fill in the hazard of every impression: its factors are multiplied in the order of the formula."""
    spec, shown = state.spec, rumour.shown
    relevance = spec.respond.relevance
    steep = steepness(spec, relevance.exponent) if relevance.on else 0.0
    spread.hazards(
        shown.count,
        shown.readers,
        shown.trusts,
        rumour.people["engaged"],
        state.tick,
        strength(spec, appeal=rumour.message.appeal, sponsored=rumour.message.sponsored and rumour.sponsored),
        spec.respond.trust_exponent,
        nearness(state, rumour, steep, "respond"),
        shown.hazards,
    )
    if rumour.exposures is not None:
        later.wear(shown.count, shown.readers, spec.wear.exposures, rumour.exposures, shown.hazards)


def _told(state: State, rumour: Rumour) -> tuple[Any, ...]:
    """Collect what every rule needs to know of the impressions."""
    shown = rumour.shown
    return (
        shown.count,
        shown.ties,
        shown.readers,
        shown.numbers,
        shown.hazards,
        state.luck,
        state.run,
        rumour.number,
        state.tick,
    )


def _simple(state: State, rumour: Rumour, won: Any) -> int:
    people, size = rumour.people, quads.QUADS
    room = (np.empty(size, np.int64), np.empty(size, np.int32), np.empty(size, np.int32), quads.row())
    kernel: Any = spread.respond
    return int(kernel(*_told(state, rumour), people["engaged"], people["teller"], people["word"], *room, won))


def _by_sources(state: State, rumour: Rumour, won: Any) -> int:
    heard, people, spec = rumour.heard, rumour.people, state.spec
    assert heard is not None
    heard.make_room(rumour.shown.count)
    listening = state.scratch.room("listening", rumour.shown.count, np.int32)
    told = (heard.used, heard.listeners, heard.senders, people, listening, quads.row())
    if spec.respond.rule == "reinforced":
        kernel: Any = sources.respond_reinforced
        room = (np.empty(quads.QUADS, np.int64), np.empty(quads.QUADS, np.int32))
        extra: tuple[Any, ...] = (spec.respond.reinforcement, *told, *room)
    else:
        kernel = sources.respond_to_sources
        if state.needed is None:
            state.needed = needed_sources(spec, state.market)
        extra = (state.needed, *told)
    count, heard.used = kernel(*_told(state, rumour), memory_ticks(spec), *extra, won)
    return int(count)
