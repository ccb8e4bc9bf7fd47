"""Ties in arrays before they are a network: checked, ordered, each counted once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import index
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stonecast.errors import InputError

MOST_PEOPLE = 2**31 - 1
"""Rows of people are 32-bit whole numbers."""

GAPS = (10_000_000, 1_000)
"""So many rows, so many for each tie: from there on rows are taken for labels with gaps."""


def checked_people(people: int | None, labels: Sequence[Any] | None, largest: int, ties: int) -> int:
    """Return how many people there are: as told, else as many as labels, else up to the largest row.

    Raises
    ------
    InputError
        If that is no whole number from 0 to `MOST_PEOPLE`; or if nobody told it and rows leave gaps
        beyond `GAPS`, as labels of a file do.
    """
    remedy = "rows count from 0; read_network numbers people whose labels leave gaps"
    if people is not None:
        try:
            count = index(people)
        except TypeError:
            count = -1
        if not 0 <= count <= MOST_PEOPLE:
            raise InputError(
                f"people={people!r}",
                where="Network.from_ties",
                remedy=f"give a whole number from 0 to {MOST_PEOPLE:,}",
            )
        return count
    if labels is not None:
        return len(labels)
    if largest >= MOST_PEOPLE or largest >= max(GAPS[0], GAPS[1] * ties):
        raise InputError(f"row {largest} among {ties:,} ties", where="Network.from_ties", remedy=remedy)
    return largest + 1


def list_labels(labels: Iterable[Any]) -> Sequence[Any]:
    """Return labels that have a length and positions, as plain Python values."""
    if isinstance(labels, np.ndarray):
        plain: list[Any] = labels.tolist()
        return plain
    return labels if isinstance(labels, Sequence) else list(labels)


def checked_rows(values: ArrayLike, name: str) -> NDArray[np.int64]:
    """Return rows as int64, shape (ties,); InputError unless they are whole numbers from 0."""
    try:
        array = np.asarray(values)
    except ValueError:
        array = np.empty(0, object).reshape(0, 0)
    if array.ndim != 1 or (array.size and not np.issubdtype(array.dtype, np.integer)):
        raise InputError(
            f"{name} must be one whole number per tie, got {array.dtype} of shape {array.shape}",
            where="Network.from_ties",
            remedy="give rows as whole numbers from 0",
        )
    if array.size and int(array.min()) < 0:
        raise InputError(
            f"negative row {int(array.min())} in {name}",
            where="Network.from_ties",
            remedy="rows count from 0",
        )
    if array.size and int(array.max()) >= MOST_PEOPLE:
        raise InputError(
            f"row {int(array.max())} in {name}",
            where="Network.from_ties",
            remedy="rows count from 0; read_network numbers people whose labels leave gaps",
        )
    return array.astype(np.int64)


def per_tie(values: ArrayLike | None, ties: int, name: str) -> NDArray[np.float64] | None:
    """Return float64, shape (ties,), from one number for all or one per tie; InputError if it is neither."""
    if values is None:
        return None
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(
            f"{name} that are no numbers", where=name, remedy="give one number for all, or one per tie"
        ) from None
    if array.ndim == 0:
        return np.full(ties, float(array))
    if array.shape != (ties,):
        raise InputError(
            f"{array.size} values of {name} for {ties} ties", where=name, remedy="give one per tie"
        )
    return array


def dropped(loops: int, repeats: int, what: str) -> list[str]:
    """Say how many self-loops and how many repeats of ties (or friendships: ``what``) were dropped."""
    said = [f"dropped {loops:,} self-loop" + ("s" if loops != 1 else "")] if loops else []
    if repeats:
        said.append(
            f"dropped {repeats:,} repeated {what}" + ("s" if repeats != 1 else "") + " (the last row counts)"
        )
    return said


def distinct_ties(
    authors: NDArray[np.int64], followers: NDArray[np.int64], people: int
) -> tuple[NDArray[np.int64], int, int]:
    """Return the rows to keep in the network's order, and how many self-loops and repeats were dropped."""
    key = authors * np.int64(max(people, 1)) + followers
    loop = authors == followers
    order = np.argsort(key, kind="stable")
    order = order[~loop[order]]
    sorted_key = key[order]
    last = np.ones(order.size, bool)
    last[:-1] = sorted_key[1:] != sorted_key[:-1]
    loops = int(loop.sum())
    return order[last], loops, int(order.size - last.sum())
