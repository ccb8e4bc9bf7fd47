"""Ties that formed during the run, also those that broke again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int32]
Trusts = NDArray[np.float32]
Columns = tuple[Rows, Rows, Trusts]


class Formed:
    """Who began to follow whom, in that order, and how far they trusted them then."""

    def __init__(self) -> None:
        self._parts: list[Columns] = []
        self._sorted: Columns = (np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32))

    def add(self, authors: Rows, readers: Rows, trusts: Trusts) -> None:
        """Note ties that have formed just now."""
        if authors.size:
            self._parts.append((authors, readers, trusts))

    @property
    def by_author(self) -> Columns:
        """Authors, sorted, with their readers and first trust in the order in which they came."""
        if self._parts:
            authors, readers, trusts = (
                np.concatenate(column) for column in zip(self._sorted, *self._parts, strict=True)
            )
            order = np.argsort(authors, kind="stable")
            self._sorted = authors[order], readers[order], trusts[order]
            self._parts.clear()
        return self._sorted

    def count(self, authors: Rows) -> int:
        """Count those who began to follow these authors; one who comes twice counts twice."""
        of = self.by_author[0]
        if not of.size:
            return 0
        return int((np.searchsorted(of, authors, "right") - np.searchsorted(of, authors)).sum())
