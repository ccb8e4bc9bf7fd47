"""Respond: the hazard of a seen post, and the rule by which a reader is won.

``lambda = rate * appeal * disclosure * trust^eta * relevance^rho``; relevance = exp(-d^2 / (2 width^2)).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from stonecast.kernels import sources, spread
from stonecast.scenario.value import Scenario
from stonecast.state import State, needed_sources


def strength(spec: Scenario) -> float:
    """Hazard of a seen post at full trust and relevance."""
    told = spec.message.appeal * (spec.respond.disclosure if spec.message.sponsored else 1.0)
    return spec.respond.rate * told if told > 0.0 else 0.0


def steepness(spec: Scenario) -> float:
    """Rho / (2 width^2), so that relevance^rho = exp(-steepness * d^2); 0 when relevance is off."""
    relevance = spec.respond.relevance
    return relevance.exponent / (2.0 * relevance.width * relevance.width) if relevance.on else 0.0


def memory_ticks(spec: Scenario) -> int:
    """How many ticks a sender counts."""
    endless = 2 * spec.clock.ticks + 1
    ticks = spec.respond.memory_days * spec.clock.ticks_per_day
    return max(1, round(ticks)) if ticks < endless else endless


def respond(state: State) -> None:
    """Win readers by the scenario's rule."""
    if not state.shown:
        state.won = state.won[:0]
        return
    won = state.scratch.room("won", state.shown, np.int32)
    count = _simple(state, won) if state.heard is None else _by_sources(state, won)
    state.won = won[:count].copy()
    state.count("engaged", count)
    if count:
        state.joined.append(state.won)


def _told(state: State) -> tuple[Any, ...]:
    """Collect what every rule needs to compute the hazard of each impression."""
    spec, market = state.spec, state.market
    return (
        state.shown,
        state.ties,
        state.numbers,
        market.network.followers,
        strength(spec),
        state.trust,
        spec.respond.trust_exponent,
        steepness(spec),
        market.positions,
        np.array(spec.message.topic),
        state.luck,
        state.run,
        state.message,
        state.tick,
    )


def _simple(state: State, won: Any) -> int:
    people = state.people
    kernel: Any = spread.respond
    return int(kernel(*_told(state), people["engaged"], people["teller"], people["word"], won))


def _by_sources(state: State, won: Any) -> int:
    heard, people, spec = state.heard, state.people, state.spec
    assert heard is not None
    heard.make_room(state.shown)
    listen = (heard.used, heard.head, heard.tie, heard.when, heard.best, heard.after)
    state_of_people = (people["engaged"], people["teller"], people["word"], won)
    if spec.respond.rule == "reinforced":
        kernel: Any = sources.respond_reinforced
        extra: tuple[Any, ...] = (spec.respond.reinforcement, *listen, heard.charge, heard.tosses)
    else:
        kernel = sources.respond_to_sources
        if state.needed is None:
            state.needed = needed_sources(spec, state.market)
        extra = (state.needed, *listen)
    count, heard.used = kernel(*_told(state), memory_ticks(spec), *extra, *state_of_people)
    return int(count)
