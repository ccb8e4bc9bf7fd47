"""A network prepared for quick processes (`stonecast.kernels.hits`, `stonecast.kernels.heed`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels import heed, hits

if TYPE_CHECKING:
    from stonecast.network.csr import Network


@dataclass(frozen=True)
class Pieces:
    """What `hits.hit_cascades` reads.

    Attributes
    ----------
    readers
        int32, shape (ties,): followers, row by row; in each row those who are always won come first.
    aliases
        uint64, shape (ties,): whom a hit wins (`hits.weigh_pieces`).
    pieces
        float64, shape (pieces, 2): chance of no hit, and mean number of hits.
    certain
        uint8, shape (pieces,): how many of a piece's first ties always pass.
    """

    readers: NDArray[np.int32]
    aliases: NDArray[np.uint64]
    pieces: NDArray[np.float64]
    certain: NDArray[np.uint8]


def weigh(network: Network) -> Pieces:
    """Prepare a weighted cascade: a tie passes with chance 1 / number of followees of its follower."""
    count = (network.ties // hits.PIECE) + network.people + 1
    made = Pieces(
        np.empty(network.ties, np.int32),
        np.empty(network.ties, np.uint64),
        np.zeros((count, 2)),
        np.zeros(count, np.uint8),
    )
    hits.weigh_pieces(
        network.offsets,
        network.followers,
        network.followees,
        made.readers,
        made.aliases,
        made.pieces,
        made.certain,
    )
    return made


def alike(chance: float) -> Pieces:
    """Prepare a cascade in which every tie passes with this chance, at most `hits.MOST`."""
    pieces = np.empty((hits.PIECE + 1, 6))
    hits.equal_pieces(chance, pieces)
    return Pieces(np.empty(0, np.int32), np.empty(0, np.uint64), pieces, np.empty(0, np.uint8))


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
