"""What happens later than now, or by itself: posts seen after some time, advertising, wear-out."""

from __future__ import annotations

import numpy as np

from stonecast import randomness as named
from stonecast.kernels.jit import jit, lean
from stonecast.kernels.quads import QUADS, Words, words_of_names
from stonecast.kernels.spread import Ints, Reals, Rows

PER_HALVING = 1.4426950408889634
"""1 / ln 2: survival 2^(-t / h) is exp(-t / (h * PER_HALVING))."""

KNOWN = 64
"""Exposures up to which what is left of a message is worked out once a tick."""


@lean
def delays(
    shown: int,
    half: Reals,
    luck: int,
    run: int,
    message: int,
    ticks_left: int,
    ties: Ints,
    numbers: Rows,
    authors: Rows,
    words: Words,
    times: Reals,
    waits: Rows,
    due: Ints,
) -> None:
    """Fill ``waits`` with the whole ticks after which each is seen: 0 now, -1 after the end of the run.

    The delay has survival 2^(-t / h), h = ``half`` of the author [ticks], 0: at once. DELAY, tie and post
    name it. Counts in ``due``, shape (ticks_left,), how many wait for how long. ``words`` is
    `quads.row`, and ``times`` has room for as many.
    """
    for first in range(0, shown, QUADS):
        count = min(QUADS, shown - first)
        words_of_names(ties, numbers, first, count, named.DELAY, message, luck, run, words)
        # A loop of its own, which vectorises.
        for i in range(count):
            times[i] = -named.log(named.unit(words[i])) * PER_HALVING
        for i in range(count):
            wait = float(times[i]) * float(half[authors[first + i]])
            waits[first + i] = int(wait) if wait < ticks_left else -1
            if wait < ticks_left:
                due[int(wait)] += 1


@jit
def wear(shown: int, readers: Rows, lasting: float, exposures: Rows, hazards: Reals) -> None:
    """Multiply each hazard by exp(-n / ``lasting``), n what its reader saw of it before; then count it."""
    known = np.full(KNOWN, -1.0)
    for e in range(shown):
        n = int(exposures[readers[e]])
        if n >= KNOWN:
            hazards[e] = hazards[e] * named.exp(-float(n) / lasting)
            continue
        if known[n] < 0.0:
            known[n] = named.exp(-float(n) / lasting)
        hazards[e] = hazards[e] * known[n]
    for e in range(shown):
        exposures[readers[e]] += 1


@jit
def advertising(
    people: int, refuses: float, luck: int, run: int, message: int, ticks: int, when: Rows
) -> None:
    """Fill ``when`` with the tick in which advertising wins each person by itself; -1 after the end.

    ``refuses`` is ln(1 - chance a tick); the first success of one coin a tick is floor(ln u / refuses).
    """
    # Whoever's number is clearly below this is won after the end: one logarithm less.
    last = 0.999 * named.exp(refuses * ticks)
    w0, w1, w2, w3 = 0, 0, 0, 0
    for person in range(people):
        lane = person & 3
        if lane == 0:
            w0, w1, w2, w3 = named.block(luck, run, named.ADVERTISED, message, person >> 2, 0)
        u = named.unit(w0 if lane == 0 else w1 if lane == 1 else w2 if lane == 2 else w3)
        when[person] = -1
        if u > last:
            tick = int(named.log(u) / refuses)
            if tick < ticks:
                when[person] = tick
