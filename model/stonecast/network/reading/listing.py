"""Rows as a file lists them, before direction, trust and repeats are settled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import InputError

WHOLE = re.compile(r"[+-]?[0-9]+")
NUMBER = re.compile(
    r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?(inf|infinity|nan)", re.IGNORECASE
)
COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")
"""A number with a decimal comma: no weight, since what is meant is not known for certain, but it is said."""


@dataclass(frozen=True, eq=False)
class Listing:
    """The ties of one source, people numbered by their labels in ascending order.

    Attributes
    ----------
    source, target
        int64, shape (rows,): which person; self-loops and repeats are still there.
    people
        Number of people.
    labels
        Their labels, ascending; None if they are 0, 1, 2, ...
    weights
        float64, shape (rows,), or None.
    notes
        What was read, in sentences.
    kind
        What the source says of its ties: "undirected", "called undirected" (in a comment),
        "author_to_follower", or nothing.
    """

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    people: int
    labels: Sequence[Any] | None
    weights: NDArray[np.float64] | None = None
    notes: tuple[str, ...] = ()
    kind: str = ""

    def label(self, row: int) -> Any:
        """Return the label of a person."""
        return row if self.labels is None else self.labels[row]

    def tie(self, row: int) -> str:
        """Name the tie of a row for an error message."""
        return f"{self.label(int(self.source[row]))} -> {self.label(int(self.target[row]))}"


@dataclass(frozen=True, eq=False)
class People:
    """Who occurs: the person at the source and target of each row, and the labels of all."""

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    count: int
    labels: Sequence[Any] | None

    @property
    def sentence(self) -> str:
        """How many people there are and what they are called."""
        if not self.count:
            return "nobody"
        first, last = (0, self.count - 1) if self.labels is None else (self.labels[0], self.labels[-1])
        kind = "text" if isinstance(first, str) else "whole numbers"
        return f"{self.count:,} people, called by {kind} from {first} to {last}"


def people_by_number(source: NDArray[np.int64], target: NDArray[np.int64]) -> People:
    """Number people whose labels are 64-bit whole numbers."""
    if not source.size:
        return People(source, target, 0, None)
    low = min(int(source.min()), int(target.min()))
    span = max(int(source.max()), int(target.max())) - low + 1
    if span <= 8 * source.size + 1024:
        # A presence table is several times faster than sorting, and dense ids are the common case.
        seen = np.zeros(span, bool)
        seen[source - low] = True
        seen[target - low] = True
        labels = np.flatnonzero(seen) + low
        rank = np.cumsum(seen, dtype=np.int64) - 1
        return People(rank[source - low], rank[target - low], labels.size, _compact(labels))
    labels, row = np.unique(np.concatenate([source, target]), return_inverse=True)
    return People(row[: source.size], row[source.size :], labels.size, _compact(labels))


def _compact(labels: NDArray[np.int64]) -> Sequence[int] | None:
    """Write sorted labels as None (0, 1, 2, ...), a range, or a list of plain ints."""
    first, last = int(labels[0]), int(labels[-1])
    if last - first + 1 == labels.size:
        return None if first == 0 else range(first, last + 1)
    return [int(label) for label in labels.tolist()]


def people_by_text(source: NDArray[np.int64], target: NDArray[np.int64], texts: Sequence[str]) -> People:
    """Number people given as positions in ``texts``, which may repeat and come in any order.

    If every text is a whole number the labels are ints, otherwise all are text.
    """
    whole = all(WHOLE.fullmatch(text) for text in texts)
    return people_by_label(source, target, [int(text) for text in texts] if whole else texts)


def people_by_label(source: NDArray[np.int64], target: NDArray[np.int64], labels: Sequence[Any]) -> People:
    """Number people given as positions in ``labels``: all int or all str, any order, may repeat."""
    ascending = sorted(set(labels))
    row = {label: number for number, label in enumerate(ascending)}
    rank = np.array([row[label] for label in labels], np.int64)
    named: Sequence[Any] | None = ascending
    if ascending and isinstance(ascending[0], int) and ascending[-1] - ascending[0] + 1 == len(ascending):
        named = None if ascending[0] == 0 else range(ascending[0], ascending[-1] + 1)
    return People(rank[source], rank[target], len(ascending), named)


def listing_of(
    people: People, weights: NDArray[np.float64] | None, notes: Sequence[str], where: str, kind: str = ""
) -> Listing:
    """Return rows with the sentences that tell what was read."""
    said = [f"read {people.source.size:,} rows from {Path(where).name}", *notes]
    if weights is not None and weights.size:
        said.append(f"weights from {weights.min():g} to {weights.max():g}")
    said.append(people.sentence)
    return Listing(people.source, people.target, people.count, people.labels, weights, tuple(said), kind)


def finite_weight(value: object, at: str, where: str) -> float:
    """Return the weight of one tie as a number; ``at`` says which tie, ``where`` in what, for the message."""
    try:
        number = float("nan") if isinstance(value, bool) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = float("nan")
    if not np.isfinite(number):
        raise InputError(
            f"weight {value!r} of {at} is not a finite number",
            where=where,
            remedy="mend it, or name another weight (in Python, weight=False reads none)",
        )
    return number
