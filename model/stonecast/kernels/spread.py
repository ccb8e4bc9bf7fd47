"""One tick of spreading in simple contagion: who sees a post, who responds, who passes it on, who orders.

Arrays per person: ``seen``, ``engaged``, ``ordered`` hold the tick of the first time (-1: not yet);
``teller`` the tie through which a person was won (-1: none, -2: own post); ``word`` the number that won;
``posts`` how often a person has said the message so far. Arrays per impression: ``ties``, ``readers``,
``numbers``, ``trusts``, ``hazards``, as in `stonecast.rumour.Impressions`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.bits import lowest_bit
from stonecast.kernels.jit import lean
from stonecast.kernels.quads import QUADS, TOGETHER, Words, hits_of_quads, mask_of, words_of_names

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Reals = NDArray[np.float64]
Trusts = NDArray[np.float32]


@lean
def raise_trusts(shown: int, trusts: Trusts, exponent: float, floor: float, raised: Reals) -> None:
    """Fill in (floor + trust)^exponent: `randomness.power`, written so that the loop vectorises."""
    if exponent == 0.0 or exponent == 1.0:
        for e in range(shown):
            raised[e] = named.power(floor + float(trusts[e]), exponent)
        return
    for e in range(shown):
        base = floor + float(trusts[e])
        raised[e] = named.exp(exponent * named.log(base)) if base > 0.0 else 0.0


@lean
def hazards(
    shown: int,
    readers: Rows,
    trusts: Trusts,
    engaged: Rows,
    tick: int,
    strength: float,
    eta: float,
    near: Reals,
    out: Reals,
) -> None:
    """Fill in the hazard of each impression: strength * trust^eta * near.

    ``near`` is the reader's relevance^rho, shape (people,), or empty where it is 1. The hazard is 0 for a
    reader who was engaged before this tick.
    """
    raise_trusts(shown, trusts, eta, 0.0, out)
    for e in range(shown):
        reader = np.uint32(readers[e])
        # Endless strength is of no use where there is no trust, or nothing of interest.
        h = strength * float(out[e]) if out[e] > 0.0 else 0.0
        if near.size > 0:
            h = h * float(near[reader]) if near[reader] > 0.0 else 0.0
        won = int(engaged[reader])
        out[e] = h if won < 0 or won >= tick else 0.0


@lean
def nearness(places: Reals, topic: Reals, steepness: float, near: Reals) -> None:
    """Fill in exp(-steepness * d^2) of each person, d their distance from the topic in pond widths."""
    for person in range(near.size):
        dx = float(places[person, 0]) - float(topic[0])
        dy = float(places[person, 1]) - float(topic[1])
        near[person] = named.exp(-steepness * (dx * dx + dy * dy))


@lean
def chance(h: float) -> int:
    """Threshold of a coin that falls with chance 1 - exp(-h)."""
    return named.threshold(1.0 - named.exp(-h))


@lean
def see(
    authors: Rows,
    which: Rows,
    offsets: Ints,
    followers: Rows,
    trust: Trusts,
    visible: int,
    luck: int,
    run: int,
    message: int,
    tick: int,
    seen: Rows,
    ties: Ints,
    readers: Rows,
    numbers: Rows,
    trusts: Trusts,
    hits: Words,
) -> tuple[int, int]:
    """Show each author's post to each follower with chance ``visible`` / 2^32.

    ``which`` counts the posts of each author from 0. Fills ``ties``, ``readers``, ``numbers`` and
    ``trusts`` with tie, reader, post and trust of each impression; returns the number of impressions, and
    of people who saw it for the first time. ``hits`` is `quads.row`.
    """
    shown = 0
    for a in range(authors.size):
        author = int(authors[a])
        number = int(which[a])
        first, last = int(offsets[author]), int(offsets[author + 1])
        begin = shown
        if visible >= named.ONE:
            for tie in range(first, last):
                ties[shown] = tie
                shown += 1
        else:
            for quad in range(first >> 2, (last + 3) >> 2, QUADS):
                quads = min(QUADS, ((last + 3) >> 2) - quad)
                hits_of_quads(quad, quads, named.SEE, message, number, visible, luck, run, hits)
                for q in range(0, quads, TOGETHER):
                    mask = mask_of(hits, q, quads)
                    while mask:
                        tie = ((quad + q) << 2) + int(lowest_bit(mask))
                        mask &= mask - np.uint64(1)
                        if first <= tie < last:
                            ties[shown] = tie
                            shown += 1
        for e in range(begin, shown):
            at = np.uint64(ties[e])
            readers[e] = followers[at]
            numbers[e] = number
            trusts[e] = trust[at]
    fresh = 0
    for e in range(shown):
        reader = np.uint32(readers[e])
        if seen[reader] < 0:
            seen[reader] = tick
            fresh += 1
    return shown, fresh


@lean
def respond(
    shown: int,
    ties: Ints,
    readers: Rows,
    numbers: Rows,
    hazards: Reals,
    luck: int,
    run: int,
    message: int,
    tick: int,
    engaged: Rows,
    teller: Ints,
    word: Ints,
    open_ties: Ints,
    which: Rows,
    places: Rows,
    words: Words,
    won: Rows,
) -> int:
    """Toss one coin per impression; of several that fall for a reader, the smallest number tells.

    Fills ``won`` with the rows newly engaged and returns how many there are. ``open_ties`` (int64),
    ``which`` and ``places`` (int32) are room for `QUADS` entries, ``words`` is `quads.row`.
    """
    count, first = 0, 0
    while first < shown:
        # Up to 64 whose coin can fall, whoever comes between; no branch that depends on luck.
        waiting = 0
        while first < shown and waiting < QUADS:
            open_ties[waiting], which[waiting], places[waiting] = ties[first], numbers[first], first
            waiting += int(hazards[first] > 0.0)
            first += 1
        words_of_names(open_ties, which, 0, waiting, named.RESPOND, message, luck, run, words)
        for i in range(waiting):
            e, w = int(places[i]), int(words[i])
            h = float(hazards[e])
            # 1 - exp(-h) is at most h: no exponential for a coin that is clearly too large.
            if float(w) >= h * 4294967296.0 + 4.0 or w >= chance(h):
                continue
            tie, reader = int(ties[e]), int(readers[e])
            if engaged[reader] < 0:
                engaged[reader] = tick
                won[count] = reader
                count += 1
            elif w > word[reader] or (w == word[reader] and tie > teller[reader]):
                continue
            word[reader] = w
            teller[reader] = tie
    return count


@lean
def reshare(won: Rows, share: int, luck: int, run: int, message: int, passed: Rows) -> int:
    """Fill ``passed`` with those of ``won`` who pass the message on (chance ``share`` / 2^32)."""
    count = 0
    for i in range(won.size):
        reader = int(won[i])
        if named.word(luck, run, named.RESHARE, message, reader, 0) < share:
            passed[count] = reader
            count += 1
    return count


@lean
def order_days(
    won: Rows,
    trusts: Trusts,
    base: float,
    slope: float,
    most_days: int,
    luck: int,
    run: int,
    message: int,
    days: Rows,
) -> None:
    """Fill ``days`` with the day of considering on which each reader orders, or -1 for never.

    A day's chance p has the logit base + slope * trust, ``trusts`` being that of each in the teller. One
    number w settles all days: the order comes on the first day d with w / 2^32 < 1 - (1 - p)^(d + 1), the
    law of one coin a day.
    """
    for i in range(won.size):
        reader = int(won[i])
        t = float(trusts[i])
        refuses = 1.0 - 1.0 / (1.0 + named.exp(-(base + slope * t)))
        w = named.word(luck, run, named.BUY, message, reader, 0)
        days[i] = -1
        still = 1.0
        for day in range(most_days):
            still = still * refuses
            if w < named.threshold(1.0 - still):
                days[i] = day
                break
