"""The ledger: what is remembered of each tie that was ever touched."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels import ledger
from stonecast.kernels.ledger import TOUCHED
from stonecast.rumour import Scratch

Ints = NDArray[np.int64]

ENTRY = np.dtype(
    [
        ("key", np.int64),
        ("good", np.int64),
        ("bad", np.int64),
        ("when", np.int32),
        ("turn", np.int32),
        ("worn", np.float64),
        ("author", np.int32),
        ("spare", np.int32),
    ]
)
"""What is remembered of a tie lies together in memory."""

COLUMNS = ("key", "good", "bad", "when", "worn", "turn", "author")
"""In the order of `stonecast.kernels.ledger`, from the names of the ties on."""


class Ledger:
    """A table that grows, keyed by the name of a tie.

    Attributes
    ----------
    used
        Entries in use; the arrays may be longer.
    book
        Table and columns, as `stonecast.kernels.ledger` places them.
    entries
        `ENTRY` records, which the columns are part of.
    """

    def __init__(self, people: int, scratch: Scratch) -> None:
        self.used, self.scratch = 0, scratch
        # What a run before this one needed is likely to be needed again. Two, because the columns of a
        # single entry lie without gaps: kernels would be compiled once more, for that layout alone.
        self.entries = scratch.room("ledger", 2, ENTRY)
        table = scratch.room("places in the ledger", 2, np.int32)
        table.fill(-1)
        self._bind(table, np.zeros(people, np.uint8))

    def _bind(self, table: NDArray[np.int32], touched: NDArray[np.uint8]) -> None:
        columns = (self.entries[name] for name in COLUMNS)
        self.book: tuple[Any, ...] = (table, *columns, touched, self.entries)

    def make_room(self, entries: int) -> None:
        """Grow, so that so many more entries fit and half of the table stays free."""
        wanted, table, touched = self.used + entries, self.book[0], self.book[TOUCHED]
        if wanted <= self.entries.size and 2 * wanted <= table.size:
            return
        if wanted > self.entries.size:
            old = self.entries
            self.entries = self.scratch.room("ledger", max(wanted, 2 * old.size, 1024), ENTRY)
            self.entries[: self.used] = old[: self.used]
        if 2 * wanted > table.size:
            size = 1 << (2 * wanted).bit_length()
            table = self.scratch.room("places in the ledger", size, np.int32)
            table.fill(-1)
            ledger.enter_all(self.used, table, self.entries["key"])
        self._bind(table, touched)
