"""Who has warned whom: a set of ties that only grows."""

from __future__ import annotations

from stonecast.kernels.jit import lean, part
from stonecast.kernels.prefetch import prefetch
from stonecast.kernels.spread import Ints, Rows, Trusts

AHEAD = 12
"""So many ties ahead the place of a tie in the set is fetched from memory."""


@part
def _place(tie: int, places: int) -> int:
    """Where the search for a tie begins; ``places`` is a power of two."""
    return ((((tie ^ (tie >> 31)) & 0x7FFFFFFF) * 0x9E3779B1) >> 20) & (places - 1)


@part
def _enter(tie: int, table: Ints) -> bool:
    """Put a tie into the set; False if it is there. The table is never more than half full."""
    at = _place(tie, table.size)
    while table[at] >= 0 and table[at] != tie:
        at = (at + 1) & (table.size - 1)
    fresh = bool(table[at] < 0)
    table[at] = tie
    return fresh


@lean
def enter_all(ties: Ints, table: Ints) -> None:
    """Put ties into the set, free places (-1) left out."""
    for i in range(ties.size):
        if ties[i] >= 0:
            _enter(int(ties[i]), table)


@lean
def warned(
    shown: int,
    ties: Ints,
    readers: Rows,
    trusts: Trusts,
    trusting: float,
    table: Ints,
    warnings: Rows,
    moved: Rows,
) -> tuple[int, int]:
    """Count each tie along which a warning comes for the first time, and note it in ``warnings``.

    Fills ``moved`` with the readers who trust whoever warns them by more than ``trusting``; returns how many
    ties were new, and how many entries of ``moved`` are filled.
    """
    new = 0
    count = 0
    for e in range(shown):
        prefetch(table, _place(int(ties[min(e + AHEAD, shown - 1)]), table.size))
        if _enter(int(ties[e]), table):
            new += 1
            warnings[readers[e]] += 1
            if float(trusts[e]) > trusting:
                moved[count] = readers[e]
                count += 1
    return new, count
