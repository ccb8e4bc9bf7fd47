"""The ledger: what is remembered of each tie that was ever touched."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels import ledger

Ints = NDArray[np.int64]

COLUMNS: tuple[Any, ...] = (
    np.int64,
    np.int64,
    np.int64,
    np.int32,
    np.float64,
    np.int32,
    np.int32,
)
"""Kinds of the columns of `stonecast.kernels.ledger`, from the names of the ties on."""


class Ledger:
    """A table that grows, keyed by the name of a tie.

    Attributes
    ----------
    used
        Entries in use; the arrays may be longer.
    book
        Table and columns, as `stonecast.kernels.ledger` places them.
    """

    def __init__(self, people: int) -> None:
        self.used = 0
        columns = (np.empty(0, kind) for kind in COLUMNS)
        self.book: tuple[Any, ...] = (np.full(2, -1, np.int32), *columns, np.zeros(people, np.uint8))

    def make_room(self, entries: int) -> None:
        """Grow, so that so many more entries fit and half of the table stays free."""
        wanted = self.used + entries
        table, *columns, touched = self.book
        if wanted > columns[0].size:
            size = max(wanted, 2 * columns[0].size, 1024)
            for place, old in enumerate(columns):
                columns[place] = np.empty(size, old.dtype)
                columns[place][: self.used] = old[: self.used]
        if 2 * wanted > table.size:
            table = np.full(1 << (2 * wanted).bit_length(), -1, np.int32)
            ledger.enter_all(self.used, table, columns[0])
        self.book = (table, *columns, touched)
