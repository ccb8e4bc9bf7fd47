"""The network as compressed rows: for each author, the followers whom a post reaches."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stonecast.errors import InputError, nearest
from stonecast.network.ties import (
    checked_people,
    checked_rows,
    distinct_ties,
    dropped,
    list_labels,
    per_tie,
)

if TYPE_CHECKING:
    from stonecast.network.pieces import Followees, Pieces


@dataclass(frozen=True, eq=False, repr=False)
class Network:
    """Directed ties author -> follower, the way messages flow.

    Ties are ordered by author, then by follower; that is the order of every array "per tie".
    Build one with `Network.from_ties` or `read_network`; the arrays here are not copied or checked.

    Attributes
    ----------
    offsets
        int64, shape (people + 1,): the ties of author ``a`` are ``offsets[a]:offsets[a + 1]``.
    followers
        int32, shape (ties,): row of the follower.
    trust
        float32, shape (ties,), in [0, 1]: the follower's trust in the author; None if unknown.
    weights
        float64, shape (ties,): the number that the file gave each tie; None if it gave none.
    names
        Labels of the rows; None means that rows are called 0, 1, 2, ...
    notes
        What was read and what was dropped, in sentences.
    """

    offsets: NDArray[np.int64]
    followers: NDArray[np.int32]
    trust: NDArray[np.float32] | None = None
    weights: NDArray[np.float64] | None = None
    names: Sequence[Any] | None = None
    notes: tuple[str, ...] = ()

    @property
    def people(self) -> int:
        """Number of people (rows)."""
        return int(self.offsets.size - 1)

    @property
    def ties(self) -> int:
        """Number of ties."""
        return int(self.followers.size)

    @property
    def authors(self) -> NDArray[np.int32]:
        """int32, shape (ties,): row of the author of each tie."""
        return np.repeat(np.arange(self.people, dtype=np.int32), np.diff(self.offsets))

    @property
    def audience(self) -> NDArray[np.int64]:
        """int64, shape (people,): how many followers each person has."""
        return np.diff(self.offsets)

    @cached_property
    def followees(self) -> NDArray[np.int64]:
        """int64, shape (people,): how many people each person follows."""
        return np.bincount(self.followers, minlength=self.people).astype(np.int64)

    @cached_property
    def incoming(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The same ties by follower: offsets, shape (people + 1,), and tie numbers, shape (ties,)."""
        offsets = np.zeros(self.people + 1, np.int64)
        np.cumsum(self.followees, out=offsets[1:])
        return offsets, np.argsort(self.followers, kind="stable").astype(np.int64)

    @cached_property
    def weighted_pieces(self) -> Pieces:
        """What quick weighted cascades read: 12 bytes a tie and 32 a person, made when first needed."""
        from stonecast.network.pieces import weigh

        return weigh(self)

    @cached_property
    def listed_followees(self) -> Followees:
        """What the quick linear threshold reads: 12 bytes a tie and 28 a person, made when first needed."""
        from stonecast.network.pieces import list_followees

        return list_followees(self)

    def author_of(self, tie: int) -> int:
        """Row of the author of one tie."""
        return int(np.searchsorted(self.offsets, tie, side="right")) - 1

    @property
    def labels(self) -> Sequence[Any]:
        """The name of each row as the file gave it."""
        return range(self.people) if self.names is None else self.names

    @cached_property
    def _row_of(self) -> dict[Any, int]:
        rows = {label: row for row, label in enumerate(self.labels)}
        if len(rows) < self.people:
            twice = next(label for row, label in enumerate(self.labels) if rows[label] != row)
            raise InputError(
                f"two people are called {twice!r}", where="labels", remedy="give each a label of their own"
            )
        return rows

    def rows_of(self, labels: Iterable[Any]) -> NDArray[np.int64]:
        """Rows of the people with these labels, in the order given.

        Raises
        ------
        InputError
            If a label does not occur (it names the nearest one that does), or belongs to two people.
        """
        if isinstance(labels, str) or not isinstance(labels, Iterable):
            raise InputError(
                f"labels={labels!r}", where="labels", remedy=f"give a list of labels: [{labels!r}]"
            )
        labels = list(labels)
        rows = self._row_of
        missing = [label for label in labels if not isinstance(label, Hashable) or label not in rows]
        if missing:
            alike = [label for label in missing if self._other_type(label) is not None]
            remedy = (
                f"labels are of type {type(self.labels[0]).__name__}: use {self._other_type(alike[0])!r}"
                if alike
                else nearest(str(missing[0]), map(str, list(self.labels)[:10_000]))
            )
            raise InputError(
                f"nobody is called {missing[0]!r}"
                + (f" ({len(missing)} unknown)" if len(missing) > 1 else ""),
                where="labels",
                remedy=remedy,
            )
        return np.array([rows[label] for label in labels], np.int64)

    def _other_type(self, label: Any) -> Any:
        """Return the label as the text or number that the network does know, or None."""
        if str(label) in self._row_of:
            return str(label)
        try:
            number = int(str(label))
        except ValueError:
            return None
        return number if number in self._row_of else None

    @classmethod
    def from_ties(
        cls,
        authors: ArrayLike,
        followers: ArrayLike,
        *,
        trust: ArrayLike | None = None,
        weights: ArrayLike | None = None,
        people: int | None = None,
        labels: Sequence[Any] | None = None,
        notes: Iterable[str] = (),
    ) -> Network:
        """Build a network from one row per tie, in any order.

        Self-loops are dropped; of several rows for one tie the last counts. Both are counted in
        ``notes``.

        Parameters
        ----------
        authors, followers
            Rows (whole numbers from 0), shape (ties,): a message flows from author to follower.
        trust
            In [0, 1], one for all or one per tie.
        weights
            Any number per tie, kept in ``weights``.
        people
            Number of people; by default the largest row plus one, or the number of labels.
        labels
            Names of the rows.

        Raises
        ------
        InputError
            If lengths differ, a row is negative or beyond ``people``, trust is outside [0, 1], or rows leave
            such gaps that they must be labels.
        """
        a = checked_rows(authors, "authors")
        f = checked_rows(followers, "followers")
        if a.size != f.size:
            raise InputError(
                f"{a.size} authors but {f.size} followers",
                where="Network.from_ties",
                remedy="give one each per tie",
            )
        largest = max(int(a.max(initial=-1)), int(f.max(initial=-1)))
        names = None if labels is None else list_labels(labels)
        people = checked_people(people, names, largest, a.size)
        if largest >= people:
            raise InputError(
                f"row {largest} in a network of {people} people",
                where="Network.from_ties",
                remedy="rows count from 0",
            )
        if names is not None and len(names) != people:
            raise InputError(
                f"{len(names)} labels for {people} people",
                where="Network.from_ties",
                remedy="give every row one label, in the order of the rows",
            )
        t = per_tie(trust, a.size, "trust")
        if t is not None and not bool(((t >= 0) & (t <= 1)).all()):
            bad = int(np.flatnonzero(~((t >= 0) & (t <= 1)))[0])
            raise InputError(
                f"trust {t[bad]} at tie {bad}", where="Network.from_ties", remedy="trust lies between 0 and 1"
            )
        w = per_tie(weights, a.size, "weights")
        keep, loops, repeats = distinct_ties(a, f, people)
        offsets = np.zeros(people + 1, np.int64)
        np.cumsum(np.bincount(a[keep], minlength=people), out=offsets[1:])
        said = [*notes, *dropped(loops, repeats, "tie")]
        return cls(
            offsets,
            f[keep].astype(np.int32),
            None if t is None else t[keep].astype(np.float32),
            None if w is None else w[keep],
            names,
            tuple(said),
        )

    def with_trust(self, trust: ArrayLike) -> Network:
        """Return the same ties with another trust: one number for all, or one per tie, in [0, 1]."""
        t = per_tie(trust, self.ties, "trust")
        if t is None or not bool(((t >= 0) & (t <= 1)).all()):
            raise InputError("trust outside [0, 1]", where="with_trust", remedy="trust lies between 0 and 1")
        return Network(
            self.offsets, self.followers, t.astype(np.float32), self.weights, self.names, self.notes
        )

    def __repr__(self) -> str:
        known = "with trust" if self.trust is not None else "without trust"
        return f"<Network: {self.people:,} people, {self.ties:,} ties, {known}>"
