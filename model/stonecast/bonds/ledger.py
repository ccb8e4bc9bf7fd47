"""The ledger: what is remembered of each tie that was ever touched."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels import ledger

COLUMNS: dict[str, Any] = {"keys": np.int64, "good": np.int64, "bad": np.int64, "when": np.int32}


class Ledger:
    """A table that grows, keyed by the name of a tie; the columns are those of `stonecast.kernels.ledger`.

    Attributes
    ----------
    used
        Entries in use; the arrays may be longer.
    keys, good, bad, when
        Name of the tie, evidence for and against in whole numbers of 2^-32, and the day it is as of.
    """

    keys: NDArray[np.int64]
    good: NDArray[np.int64]
    bad: NDArray[np.int64]
    when: NDArray[np.int32]

    def __init__(self) -> None:
        self.used = 0
        self.table = np.full(2, -1, np.int32)
        for name, kind in COLUMNS.items():
            setattr(self, name, np.empty(0, kind))

    def make_room(self, entries: int) -> None:
        """Grow, so that so many more entries fit and half of the table stays free."""
        wanted = self.used + entries
        if wanted > self.keys.size:
            size = max(wanted, 2 * self.keys.size, 1024)
            for name in COLUMNS:
                old = getattr(self, name)
                new = np.empty(size, old.dtype)
                new[: self.used] = old[: self.used]
                setattr(self, name, new)
        if 2 * wanted > self.table.size:
            self.table = np.full(1 << (2 * wanted).bit_length(), -1, np.int32)
            ledger.enter_all(self.used, self.table, self.keys)

    def believe(self, ties: NDArray[np.int64], trusts: NDArray[np.float32], day: int, kept: float) -> None:
        """Turn the trusts of these ties at the start into those of a day, in place."""
        if self.used:
            columns = (self.table, self.keys, self.good, self.bad, self.when)
            ledger.believe(ties, day, kept, *columns, trusts)

    def note(
        self,
        ties: NDArray[np.int64],
        good: NDArray[np.int64],
        bad: NDArray[np.int64],
        day: int,
        kept: float,
    ) -> None:
        """Add evidence, in whole numbers of 2^-32."""
        self.make_room(ties.size)
        columns = (self.table, self.keys, self.good, self.bad, self.when)
        self.used = ledger.note(ties, good, bad, day, kept, self.used, *columns)
