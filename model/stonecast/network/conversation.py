"""Trust at the start: it comes from conversation, and conversation takes time that is finite."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels import conversation
from stonecast.network.rows import over_rows
from stonecast.scenario.schema import Trust, TrustLaw


def converse(
    trust: Trust,
    offsets: NDArray[np.int64],
    followers: NDArray[np.int32],
    mutual: NDArray[np.bool_],
    groups: NDArray[np.int32],
    *,
    readers: int,
    scale: float,
    seed: int,
    workers: int = 1,
) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """Choose the ties with a standing conversation, and draw the trust of all ties.

    Of ``f`` followers an author talks with ``min(c f, K)``, rounded by chance where that is not whole:
    mutual ones first, then followers of the author's own community (which stands for ties embedded
    among common friends), then named chance. Close ties draw trust from ``trust.close``, others from
    ``trust.other``. K of bloggers is divided by the scale like their followers; that of readers, whose
    own degrees are kept, is not.

    Parameters
    ----------
    mutual
        bool, shape (ties,); overwritten, and returned as ``close``.
    groups
        int32, shape (people,): community of each person, -1 for a blogger who belongs to none.

    Returns
    -------
    close, trust
        bool and float32, shape (ties,).
    """
    people = offsets.size - 1
    limit = float(trust.conversations)
    limits = (readers, limit, limit / scale)
    close = mutual
    ties = (offsets, followers, close)
    over_rows(conversation.choose_close, people, workers, seed, trust.close_share, *limits, groups, *ties)
    drawn = np.empty(followers.size, np.float32)
    over_rows(conversation.draw_trust, people, workers, seed, *_laws(trust.other, trust.close), *ties, drawn)
    return close, drawn


def _laws(*laws: TrustLaw) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Constants, places and numbers of words of the laws; no words for a constant."""
    constants = np.array([law.constant or 0.0 for law in laws], np.float64)
    places = np.array([law.beta[0] if law.beta else 0 for law in laws], np.int64)
    words = np.array([sum(law.beta) - 1 if law.beta else 0 for law in laws], np.int64)
    return constants, places, words
