"""A network prepared for quick processes (`stonecast.kernels.hits`, `weighted`, `heed`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels import heed, hits, weighted

if TYPE_CHECKING:
    from stonecast.network.csr import Network


ROW = np.dtype(
    [
        ("begin", np.int64),
        ("ties", np.int32),
        ("certain", np.int32),
        ("never", np.float64),
        ("rate", np.float64),
    ]
)
"""Of a person: where their ties begin, how many they are, how many of the first always pass, the chance that
no hit falls on them, the mean number of hits. Where there are more ties than `hits.PIECE`, ``certain`` is
where their pieces begin in ``cuts``, and the last two are empty."""

CUT = np.dtype([("never", np.float64), ("rate", np.float64), ("certain", np.int64)])
"""The same of one piece of a long row."""

TIE = np.dtype([("own", np.uint32), ("other", np.uint32), ("limit", np.uint32)])
"""Of a tie: its follower, whom a hit on it wins below the limit, and whom it wins otherwise."""


@dataclass(frozen=True)
class Pieces:
    """What `weighted.weighted_cascades` reads.

    Attributes
    ----------
    rows
        `ROW`, shape (people,).
    cuts
        `CUT`, one for each piece of a long row.
    ties
        `TIE`, shape (ties,), row by row; in each row those that always pass come first.
    """

    rows: NDArray[np.void]
    cuts: NDArray[np.void]
    ties: NDArray[np.void]


def weigh(network: Network) -> Pieces:
    """Prepare a weighted cascade: a tie passes with chance 1 / number of followees of its follower."""
    audience = network.audience
    long = audience[audience > hits.PIECE]
    made = Pieces(
        np.zeros(network.people, ROW),
        np.zeros(int((-(-long // hits.PIECE)).sum()), CUT),
        np.empty(network.ties, TIE),
    )
    if network.ties:
        told = (network.offsets, network.followers, network.followees)
        weighted.weigh_pieces(*told, made.rows, made.cuts, made.ties)
    return made


def alike(chance: float) -> NDArray[np.float64]:
    """Prepare a cascade in which every tie passes with this chance, at most `hits.MOST`."""
    pieces = np.empty((hits.PIECE + 1, 6))
    hits.equal_pieces(chance, pieces)
    return pieces


@dataclass(frozen=True)
class Followees:
    """What `heed.heeding_cascades` reads: the network with people in another order.

    People who follow somebody come first, and among them, as among the others, the largest audiences. The
    loyal, who follow one person and have no followers, come behind with those who follow nobody; their ties
    are counted, not listed.

    Attributes
    ----------
    rows
        int64, shape (people + 1,): where the ties of each begin.
    readers
        int32, shape (ties listed,): the follower of each tie.
    places
        uint32, shape (ties listed,): the place of a tie among those of its reader in the upper half, how many
        these are in the lower.
    entries
        uint64, one a person in the order of `heed.BLOCK`: where their followees begin in ``authors`` (upper
        48 bits), and how many they are.
    authors
        int32, shape (ties listed + 1,): whom each person follows.
    passing
        How many people have followers and followees.
    drawn
        How many people have followees and are not loyal.
    ranks
        int32, shape (people,): the place of each row of the network.
    loyal
        int32, shape (people,): how many loyal followers each has.
    alone
        int32, shape (people,): the place of whom a row of the network follows alone; -1: not loyal.
    """

    rows: NDArray[np.int64]
    readers: NDArray[np.int32]
    places: NDArray[np.uint32]
    entries: NDArray[np.uint64]
    authors: NDArray[np.int32]
    passing: int
    drawn: int
    ranks: NDArray[np.int32]
    loyal: NDArray[np.int32]
    alone: NDArray[np.int32]

    def seeds(self, rows: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32], int]:
        """Return `loyal` without the seeds, the places of seeds who are not loyal, and how many are."""
        followed = self.alone[rows]
        others, followed = self.ranks[rows[followed < 0]], followed[followed >= 0]
        if not followed.size:
            return self.loyal, others, 0
        fewer = self.loyal.copy()
        np.subtract.at(fewer, followed, 1)
        return fewer, others, int(followed.size)


def list_followees(network: Network) -> Followees:
    """Prepare a linear threshold of equal weights; nobody has more followees than `heed.MOST`."""
    audience, followees = network.audience, network.followees.astype(np.int64)
    heeding = (followees > 1) | ((followees == 1) & (audience > 0))
    people = np.lexsort((-audience, ~heeding))
    ranks = np.empty(network.people, np.int32)
    ranks[people] = np.arange(network.people)
    alone = np.full(network.people, -1, np.int32)
    single = np.flatnonzero(~heeding[network.followers])
    followed = ranks[np.searchsorted(network.offsets, single, "right") - 1]
    alone[network.followers[single]] = followed
    ties = network.ties - single.size
    made = Followees(
        np.empty(network.people + 1, np.int64),
        np.empty(ties, np.int32),
        np.empty(ties, np.uint32),
        np.empty(-(-network.people // heed.BLOCK) * heed.BLOCK, np.uint64),
        np.empty(ties + 1, np.int32),
        int(np.count_nonzero(heeding & (audience > 0))),
        int(np.count_nonzero(heeding)),
        ranks,
        np.bincount(followed, minlength=network.people).astype(np.int32),
        alone,
    )
    filled = (made.rows, made.readers, made.places, made.entries, made.authors, made.drawn)
    heed.list_followees(network.offsets, network.followers, followees, people, ranks, *filled)
    return made
