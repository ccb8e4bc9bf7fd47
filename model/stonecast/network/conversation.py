"""Trust at the start: it comes from conversation, and conversation takes time that is finite."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels import conversation
from stonecast.network.market import BloggerRecord
from stonecast.network.rows import over_rows
from stonecast.randomness import threshold
from stonecast.scenario.markets import Trust, TrustLaw
from stonecast.scenario.schema import Tier

Shares = NDArray[np.float64]


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
    hollow: NDArray[np.bool_] | None = None,
    tiers: Sequence[Tier] = (),
) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """Choose the ties with a standing conversation, and draw the trust of all ties.

    Of ``f`` live followers an author talks with ``min(c f, K)``, rounded by chance where that is not whole:
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
    hollow
        bool, shape (ties,): followers with nobody behind them, as `hollow_ties` returns.
    tiers
        The tier of each blogger, whose own ``conversations`` and ``close_share`` come before those of
        ``trust``; by default nobody has their own.

    Returns
    -------
    close, trust
        bool and float32, shape (ties,).
    """
    people = offsets.size - 1
    bloggers = people - readers
    shares = np.full(bloggers + 1, trust.close_share)
    limits = np.full(bloggers + 1, float(trust.conversations))
    for number, tier in enumerate(tiers, 1):
        shares[number] = trust.close_share if tier.close_share is None else tier.close_share
        limits[number] = trust.conversations if tier.conversations is None else tier.conversations
    limits[1:] /= scale
    close, ends = mutual, np.empty(0, np.bool_) if hollow is None else hollow
    ties = (offsets, followers, close)
    told = (seed, readers, shares, limits, groups, offsets, followers, ends, close)
    over_rows(conversation.choose_close, people, workers, *told)
    drawn = np.empty(followers.size, np.float32)
    over_rows(conversation.draw_trust, people, workers, seed, *laws(trust.other, trust.close), *ties, drawn)
    return close, drawn


def laws(*found: TrustLaw) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Constants, places and numbers of words of the laws; no words for a constant."""
    constants, places, words = zip(*map(numbers_of, found), strict=True)
    return np.array(constants, np.float64), np.array(places, np.int64), np.array(words, np.int64)


def numbers_of(law: TrustLaw) -> tuple[float, int, int]:
    """Constant, place and number of words of a law."""
    return law.constant or 0.0, law.beta[0] if law.beta else 0, sum(law.beta) - 1 if law.beta else 0


def hollow_ties(
    shares: NDArray[np.float64],
    offsets: NDArray[np.int64],
    followers: NDArray[np.int32],
    *,
    seed: int,
    workers: int = 1,
) -> NDArray[np.bool_] | None:
    """Choose which followers have nobody behind them, by chance; None if no share is above 0.

    Chosen tie by tie: the bought followers of one blogger silence nobody for the others.

    Parameters
    ----------
    shares
        Shape (people,): share of each author's followers that is hollow.
    """
    if not shares.any():
        return None
    limits = np.array([threshold(share) for share in shares.tolist()], np.int64)
    hollow = np.zeros(followers.size, np.bool_)
    over_rows(conversation.choose_hollow, offsets.size - 1, workers, seed, limits, offsets, followers, hollow)
    return hollow


def hollow_shares(tiers: tuple[Tier, ...], bloggers: tuple[BloggerRecord, ...], people: int) -> Shares:
    """Return the share of hollow followers of each person, float64, shape (people,); 0 for readers."""
    share = {tier.name: tier.hollow for tier in tiers}
    shares = np.zeros(people)
    for blogger in bloggers:
        shares[blogger.row] = share[blogger.tier]
    return shares
