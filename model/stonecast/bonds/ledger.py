"""The ledger: what is remembered of each tie that was ever touched."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels import ledger

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

    def __init__(self, people: int) -> None:
        self.used = 0
        self.entries = np.empty(0, ENTRY)
        self._bind(np.full(2, -1, np.int32), np.zeros(people, np.uint8))

    def _bind(self, table: NDArray[np.int32], touched: NDArray[np.uint8]) -> None:
        self.book: tuple[Any, ...] = (table, *(self.entries[name] for name in COLUMNS), touched)

    def make_room(self, entries: int) -> None:
        """Grow, so that so many more entries fit and half of the table stays free."""
        wanted = self.used + entries
        table, touched = self.book[0], self.book[-1]
        if wanted > self.entries.size:
            old, self.entries = self.entries, np.empty(max(wanted, 2 * self.entries.size, 1024), ENTRY)
            self.entries[: self.used] = old[: self.used]
        elif 2 * wanted <= table.size:
            return
        if 2 * wanted > table.size:
            table = np.full(1 << (2 * wanted).bit_length(), -1, np.int32)
            ledger.enter_all(self.used, table, self.entries["key"])
        self._bind(table, touched)
