"""What a run remembers of the daily act that a campaign, and perhaps its rivals, ask for."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from stonecast.rumour import NEVER, Rumour

Rows = NDArray[np.int32]


class Asking:
    """One brand that asks for the act.

    Attributes
    ----------
    rumour
        Its message: every post of it is a reminder.
    reminded, done
        int32, shape (people,): reminders of this brand seen in earlier ticks while the act could be done,
        and acts done for it.
    now
        int32: rows of those who act for it in this tick.
    votes
        Acts done for it so far, in simulated people.
    """

    def __init__(self, rumour: Rumour, people: int) -> None:
        self.rumour = rumour
        self.reminded, self.done = np.zeros(people, np.int32), np.zeros(people, np.int32)
        self.now: Rows = np.empty(0, np.int32)
        self.votes = 0


class Asked:
    """Who has done the act how often and when last: at most once a day, whoever asks.

    Attributes
    ----------
    brands
        Whoever asks for it, the campaign first.
    acts, last
        int32, shape (people,): acts done, and the tick of the last one (-1: none).
    word, tie, brand
        Shape (people,), of those who act in this tick: the smallest number of a coin that fell, the tie and
        the message that it belongs to.
    """

    def __init__(self, rumours: Iterable[Rumour], people: int) -> None:
        self.brands = [Asking(rumour, people) for rumour in rumours]
        self.acts, self.last = np.zeros(people, np.int32), np.full(people, NEVER, np.int32)
        self.word, self.tie = np.zeros(people, np.int64), np.zeros(people, np.int64)
        self.brand = np.zeros(people, np.int32)
