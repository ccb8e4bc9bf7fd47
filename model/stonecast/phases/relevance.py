"""Relevance: how near a reader is to what a post is about, worked out once for each market and topic."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels import spread
from stonecast.rumour import Rumour
from stonecast.scenario.value import Scenario
from stonecast.state import State

Reals = NDArray[np.float64]

ALIKE = np.empty(0)
"""Where relevance is 1 for everybody."""


def steepness(spec: Scenario, exponent: float = 1.0) -> float:
    """Exponent / (2 width^2), so that relevance^exponent = exp(-steepness * d^2)."""
    width = spec.respond.relevance.width
    return exponent / (2.0 * width * width)


def nearness(state: State, rumour: Rumour, steepness: float, use: str) -> Reals:
    """Return exp(-steepness * d^2) of each person, d from the topic in pond widths; shape (people,).

    ``use`` names what for: of each use, and brand, the last is kept with the market. All messages about a
    brand have its topic.
    """
    if steepness <= 0.0:
        return ALIKE
    places, topic = state.market.positions, rumour.message.topic

    def make() -> Reals:
        near = np.empty(state.market.network.people)
        spread.nearness(places, np.array(topic), steepness, near)
        return near

    return state.market.once(f"nearness {use} {rumour.number // 3}", (topic, steepness), make)
