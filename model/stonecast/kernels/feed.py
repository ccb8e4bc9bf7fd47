"""A reader's feed: how much is posted by whom they follow, and the chance that one post of it is read.

``vis = min(1, A w / sum of posts * w)``, ``w = (eps + trust)^xi (eps + relevance)^chi``. Weights are whole
numbers of 2^-32, so that no order of adding can matter; with xi = chi = 0 the chance is min(1, A / L) to
the last bit.
"""

from __future__ import annotations

import numpy as np

from stonecast import randomness as named
from stonecast.kernels.jit import lean
from stonecast.kernels.spread import Ints, Reals, Rows, Trusts, raise_trusts
from stonecast.kernels.today import Flags


@lean
def weight(trust: float, square: float, xi: float, chi: float, eps: float, steepness: float) -> int:
    """Weight of a post in a feed in 2^-32, at least one of them.

    ``square`` is the squared distance from the reader to what the post is about, and relevance is
    exp(-steepness * square).
    """
    w = named.power(eps + trust, xi)
    if chi > 0.0:
        w = w * named.power(eps + named.exp(-steepness * square), chi)
    whole = int(w * 4294967296.0)
    return whole if whole > 0 else 1


@lean
def everyday(
    offsets: Ints,
    followers: Rows,
    trust: Trusts,
    hollow: Flags,
    rates: Reals,
    places: Reals,
    xi: float,
    chi: float,
    eps: float,
    steepness: float,
    load: Ints,
) -> None:
    """Add to ``load`` what each reader's followees post on a day, by weight, each about its author's taste.

    ``rates`` are posts a day of each person, ``trust`` that of each tie, ``hollow`` ties are
    nobody's (empty: there are none).
    """
    for author in range(offsets.size - 1):
        rate = float(rates[author])
        if rate <= 0.0:
            continue
        for tie in range(int(offsets[author]), int(offsets[author + 1])):
            if hollow.size and hollow[tie]:
                continue
            reader = int(followers[tie])
            dx = float(places[reader, 0]) - float(places[author, 0])
            dy = float(places[reader, 1]) - float(places[author, 1])
            w = weight(float(trust[tie]), dx * dx + dy * dy, xi, chi, eps, steepness)
            load[reader] += int(rate * w)


@lean
def join(
    authors: Rows,
    newly: Rows,
    trusts: Trusts,
    rates: Reals,
    places: Reals,
    xi: float,
    chi: float,
    eps: float,
    steepness: float,
    load: Ints,
) -> None:
    """Add to ``load`` what authors, at ``rates``, post on a day for those who have begun to follow them."""
    for i in range(authors.size):
        author, reader = int(authors[i]), int(newly[i])
        dx = float(places[reader, 0]) - float(places[author, 0])
        dy = float(places[reader, 1]) - float(places[author, 1])
        w = weight(float(trusts[i]), dx * dx + dy * dy, xi, chi, eps, steepness)
        load[reader] += int(float(rates[i]) * w)


@lean
def crowd(
    shown: int,
    readers: Rows,
    trusts: Trusts,
    factor: Reals,
    xi: float,
    eps: float,
    raised: Reals,
    weights: Ints,
    today: Ints,
) -> None:
    """Fill in the weight of each post that is delivered, and add it to its reader's ``today``.

    ``factor`` is the reader's (eps + relevance)^chi, shape (people,), or empty where it is 1;
    ``raised`` can be the memory of ``weights``.
    """
    raise_trusts(shown, trusts, xi, eps, raised)
    for e in range(shown):
        reader = np.uint32(readers[e])
        w = float(raised[e])
        if factor.size > 0:
            w = w * float(factor[reader])
        whole = max(int(w * 4294967296.0), 1)
        weights[e] = whole
        today[reader] += whole


@lean
def raise_all(near: Reals, chi: float, eps: float, factor: Reals) -> None:
    """Fill in (eps + relevance)^chi."""
    for person in range(near.size):
        factor[person] = named.power(eps + float(near[person]), chi)


@lean
def chances(
    shown: int,
    readers: Rows,
    authors: Rows,
    posts_read: float,
    ticks: int,
    load: Ints,
    today: Ints,
    reach: Reals,
    weights: Ints,
) -> None:
    """Turn each weight into the threshold of the coin of seeing.

    A tick has a share 1 / ``ticks`` of a day's attention and of a day's everyday posts. ``reach`` is the
    factor of each author's platform.
    """
    for e in range(shown):
        # Thresholds without branches: then it vectorises.
        reader = readers[e]
        crowded = load[reader] + ticks * today[reader]
        chance = posts_read * weights[e] / crowded
        chance = (chance if chance < 1.0 else 1.0) * reach[authors[e]]
        weights[e] = int(min(max(chance * 4294967296.0, 0.0), 4294967296.0))


@lean
def alike(shown: int, authors: Rows, visibility: float, reach: Reals, limits: Ints) -> None:
    """Fill in the threshold of the coin of seeing where all see with one chance, but for their reach."""
    for e in range(shown):
        limits[e] = named.threshold(visibility * float(reach[authors[e]]))


@lean
def forget(shown: int, readers: Rows, today: Ints) -> None:
    """Empty ``today`` for the next tick, in the time of what happened."""
    for e in range(shown):
        today[readers[e]] = 0
