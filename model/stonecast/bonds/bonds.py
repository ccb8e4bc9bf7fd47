"""Bonds: trust that is earned, lost and forgotten.

Beta reputation with forgetting (Josang and Ismail 2002): ``T = (r + 2a) / (r + s + 2)``, a the trust of the
tie at the start, r and s the evidence for and against its author, both multiplied by ``kept`` a day.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast.bonds.ledger import Ledger
from stonecast.network.market import Market
from stonecast.scenario.value import Scenario

Ints = NDArray[np.int64]
Weight = float | NDArray[np.float64]


def whole(weight: Weight, size: int) -> Ints:
    """Evidence in whole numbers of 2^-32, shape (size,)."""
    return np.broadcast_to(np.floor(np.asarray(weight, np.float64) * 2.0**32 + 0.5).astype(np.int64), size)


class Bonds:
    """What people have made of their ties so far; a tie is named by its number.

    Attributes
    ----------
    ledger
        Evidence on the ties that were ever touched.
    held, held_on
        By author, the conversations held so far on a day, and that day.
    """

    def __init__(self, spec: Scenario, market: Market) -> None:
        self.spec, self.market = spec, market
        self.ledger = Ledger()
        self.bloggers = frozenset(blogger.row for blogger in market.bloggers)
        self.held: dict[int, int] = {}
        self.held_on = -1
        self._waiting: list[tuple[Ints, Ints, Ints]] = []

    def trust(self, ties: Ints, day: int) -> NDArray[np.float32]:
        """Trust along these ties on a day, shape (n,)."""
        trust = self.market.network.trust
        assert trust is not None, "a market always has trust"
        trusts = trust[ties]
        if self.spec.remember.on:
            self.ledger.believe(ties, trusts, day, self.spec.remember.kept)
        return trusts

    def author_of(self, ties: Ints) -> Ints:
        """Rows of the authors of these ties, shape (n,)."""
        offsets = self.market.network.offsets
        return np.searchsorted(offsets, ties, side="right").astype(np.int64) - 1

    def evidence(self, ties: Ints, good: Weight, bad: Weight) -> None:
        """Hear evidence for (r) and against (s) the authors of ties; it counts when this tick is over.

        Does nothing where trust is not remembered.

        Parameters
        ----------
        ties
            int64, shape (n,); a tie may come several times.
        good, bad
            One weight for all, or one each, from 0.
        """
        if self.spec.remember.on and ties.size:
            self.hear(ties, whole(good, ties.size), whole(bad, ties.size))

    def hear(self, ties: Ints, good: Ints, bad: Ints) -> None:
        """As `evidence`, in whole numbers of 2^-32."""
        some = (good > 0) | (bad > 0)
        if some.any():
            self._waiting.append((ties[some], good[some], bad[some]))

    def remember(self, day: int) -> None:
        """Write down what was heard in this tick."""
        for ties, good, bad in self._waiting:
            self.ledger.note(ties, good, bad, day, self.spec.remember.kept)
        self._waiting.clear()
