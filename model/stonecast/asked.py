"""What a run remembers of the daily act that a campaign asks for."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from stonecast.rumour import NEVER


@dataclass(eq=False)
class Asked:
    """Who has done the act how often, when last, and how many reminders they have seen.

    Attributes
    ----------
    reminded, acts, last
        int32, shape (people,): reminders seen in earlier ticks while the act could be done, acts done, and
        the tick of the last one (-1: none).
    now
        int32: rows of those who act in this tick.
    """

    reminded: NDArray[np.int32]
    acts: NDArray[np.int32]
    last: NDArray[np.int32]
    now: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))

    @classmethod
    def of(cls, people: int) -> Asked:
        """Nobody has been asked yet."""
        return cls(np.zeros(people, np.int32), np.zeros(people, np.int32), np.full(people, NEVER, np.int32))
