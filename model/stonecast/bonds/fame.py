"""What became of bloggers: followers, their trust, and the product of both, day by day."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from stonecast.bonds.bonds import Bonds
from stonecast.network.market import Market

Ints = NDArray[np.int64]


class Fame:
    """Counts of the followers of some bloggers; they begin with day 0 before anything happened.

    Attributes
    ----------
    rows
        The bloggers counted, in order.
    days
        Days at whose beginning they were counted.
    followers
        By count, followers of each blogger, simulated; hollow ones are in it.
    believed
        By count, the trust of each blogger's live followers, summed in whole numbers of 2^-32.
    """

    def __init__(self, market: Market, rows: Iterable[int], every: int) -> None:
        self.market, self.rows, self.every = market, tuple(dict.fromkeys(rows)), every
        self.days: list[int] = []
        self.followers: list[Ints] = []
        self.believed: list[Ints] = []
        self._gained = 0

    def gain(self, authors: NDArray[np.int32]) -> None:
        """Note that people began to follow these authors; one who comes twice gains two."""
        self._gained += int(np.isin(authors, self.rows).sum())

    def start(self, bonds: Bonds) -> None:
        """Count before anything happens; worked out once a market."""
        self.days.append(0)
        followers, believed = self.market.once(f"fame {self.rows}", None, lambda: bonds.at_start(self.rows))
        self.followers.append(followers)
        self.believed.append(believed)

    def latest(self, bonds: Bonds) -> tuple[Ints, Ints]:
        """Followers and sums of trust at the last count."""
        if not self.days:
            self.start(bonds)
        return self.followers[-1], self.believed[-1]

    def count(self, bonds: Bonds, day: int) -> int:
        """Count at the end of a day if it is one to count on; returns how many followers left since."""
        last = day + 1 == bonds.spec.clock.days
        if not self.rows or ((day + 1) % self.every and not last):
            return 0
        before = int(self.followers[-1].sum()) + self._gained
        self._gained = 0
        self.days.append(day + 1)
        self._count(bonds, day + 1)
        return before - int(self.followers[-1].sum())

    def _count(self, bonds: Bonds, day: int) -> None:
        if bonds.steady:
            followers, believed = self.followers[0], self.believed[0] + bonds.learned(self.rows, day)
        else:
            followers, believed = bonds.census(self.rows, day)
        self.followers.append(followers)
        self.believed.append(believed)
