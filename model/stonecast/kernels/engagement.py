"""The share of an audience that a post engages in the mean."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import jit

Reals = NDArray[np.float64]


@jit
def engaged_share(
    first: int,
    last: int,
    factor: float,
    followers: NDArray[np.int32],
    trust: NDArray[np.float32],
    hollow: NDArray[np.bool_],
    visibility: float,
    strength: float,
    eta: float,
    steepness: float,
    places: Reals,
    topic: Reals,
) -> float:
    """Mean over ties of visibility * (1 - exp(-strength * min(1, factor * trust)^eta * near)); hollow: 0.

    ``near`` is exp(-steepness * d^2), d from the follower's place to the topic.
    """
    total = 0.0
    for tie in range(first, last):
        if hollow.size and hollow[tie]:
            continue
        t = min(1.0, factor * float(trust[tie]))
        if t <= 0.0 and eta > 0.0:
            continue
        h = strength * named.power(t, eta)
        if steepness > 0.0:
            dx = float(places[followers[tie], 0]) - float(topic[0])
            dy = float(places[followers[tie], 1]) - float(topic[1])
            h = h * named.exp(-steepness * (dx * dx + dy * dy))
        total += 1.0 - named.exp(-h)
    return visibility * total / max(1, last - first)
