"""Which of n things each resample of a bootstrap picks, by named random numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import jit

Ints = NDArray[np.int64]


@jit
def fill_picks(seed: int, first: int, size: int, picks: Ints) -> None:
    """Fill ``picks`` (resamples, draws) with numbers below ``size``, the first being resample ``first``.

    The name of a pick is (seed, resample, RESAMPLE, its place): it hangs on nothing else.
    """
    for b in range(picks.shape[0]):
        for quad in range((picks.shape[1] + 3) // 4):
            words = named.block(seed, first + b, named.RESAMPLE, 0, quad, 0)
            for lane in range(4):
                at = 4 * quad + lane
                if at < picks.shape[1]:
                    picks[b, at] = (words[lane] * size) >> 32
