"""What made a follower a good one: trust, conversation and relevance, of those who bought against all.

Among the followers of a plan's stones at the start, those whom nobody stands behind left out. A good one
ordered, or was won where nothing is sold. 1: no different from the others; nan: nobody was good.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels import spread
from stonecast.trade import mean

if TYPE_CHECKING:
    from stonecast.state import State

WORTH = ("good_trust", "good_talk", "good_fit")
"""Times as much trust in the stone, conversation with it and relevance of the topic as all followers have."""

Traits = tuple[NDArray[np.int32], tuple[NDArray[np.float64], ...], tuple[float, ...]]


def worth(state: State) -> dict[str, float]:
    """Return by how many times good followers trust, talk and fit more than all followers do."""
    rows = tuple(sorted(set(state.hired)))
    spec, market = state.spec, state.market
    settings = rows, spec.message.topic, spec.respond.relevance.width
    who, traits, means = market.once(f"followers of {state.plan}", settings, lambda: _traits(state, rows))
    good = state.people["ordered" if spec.buy.on else "engaged"][who] >= 0
    found = [
        mean(trait[good]) / usual if usual else float("nan")
        for trait, usual in zip(traits, means, strict=True)
    ]
    return dict(zip(WORTH, found, strict=True))


def _traits(state: State, rows: tuple[int, ...]) -> Traits:
    """Followers of these rows, one a tie: who, their trust, conversation and relevance, and the means."""
    market, spec = state.market, state.spec
    offsets = market.network.offsets
    ties = np.concatenate([np.arange(offsets[row], offsets[row + 1]) for row in rows] or [np.empty(0, int)])
    if market.hollow is not None:
        ties = ties[~market.hollow[ties]]
    who = np.ascontiguousarray(market.network.followers[ties], np.int32)
    width, fit = spec.respond.relevance.width, np.empty(who.size)
    steepness = 1.0 / (2.0 * width * width)
    spread.nearness(market.positions[who], np.array(spec.message.topic), steepness, fit)
    traits = (state.trust[ties].astype(np.float64), market.close[ties].astype(np.float64), fit)
    return who, traits, tuple(mean(trait) for trait in traits)
