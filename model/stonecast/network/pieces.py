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
    """What `heed.heeding_cascades` reads.

    Attributes
    ----------
    places
        uint32, shape (ties,): the place of a tie among those of its reader in the upper half, how many these
        are in the lower.
    entries
        uint64, one a person in the order of `heed.BLOCK`: where their followees begin in ``authors`` (upper
        48 bits), and how many they are.
    slots
        int32, in the same order: the rank of each person.
    authors
        int32, shape (ties + 1,): whom each person follows, by their ranks.
    ranks
        int32, shape (people,): place of each person by size of audience, the largest first.
    heard
        How many people have followers.
    """

    places: NDArray[np.uint32]
    entries: NDArray[np.uint64]
    slots: NDArray[np.int32]
    authors: NDArray[np.int32]
    ranks: NDArray[np.int32]
    heard: int


def list_followees(network: Network) -> Followees:
    """Prepare a linear threshold of equal weights; nobody has more followees than `heed.MOST`."""
    before, ranks = np.zeros(network.people + 1, np.int64), np.empty(network.people, np.int32)
    np.cumsum(network.followees, out=before[1:])
    ranks[np.argsort(-network.audience, kind="stable")] = np.arange(network.people)
    padded = -(-network.people // heed.BLOCK) * heed.BLOCK
    made = Followees(
        np.empty(network.ties, np.uint32),
        np.empty(padded, np.uint64),
        np.empty(padded, np.int32),
        np.empty(network.ties + 1, np.int32),
        ranks,
        int(np.count_nonzero(network.audience)),
    )
    filled = (made.authors, made.places, made.entries, made.slots)
    heed.list_followees(network.offsets, network.followers, before, ranks, *filled)
    return made
