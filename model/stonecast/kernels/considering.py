"""One more day of considering, for everybody who does."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import lean
from stonecast.kernels.spread import Ints, Reals, Rows, Trusts

Marks = NDArray[np.int8]


@lean
def consider(
    readers: Rows,
    starts: Rows,
    tellers: Ints,
    numbers: Ints,
    still: Reals,
    trusts: Trusts,
    tick: int,
    ticks: int,
    last: int,
    base: float,
    slope: float,
    stars: float,
    deal: float,
    discounts: Reals,
    warned: float,
    fit: float,
    near: Reals,
    learned: float,
    seekers: int,
    luck: int,
    run: int,
    warnings: Rows,
    seeker: Marks,
    considers: Marks,
    refuses: Marks,
    buyers: Rows,
    advice: Ints,
) -> tuple[int, int]:
    """Let everybody consider; fill in who orders, on whose advice, and keep thoughts that go on, in place.

    The chance p of a day has the logit base + slope * trust + stars + deal - warnings + fit. ``still`` is
    the chance of no order so far; the order comes when ``number`` / 2^32 falls below 1 - ``still``. Who
    comes only for deals (chance ``seekers`` / 2^32; below 0: nobody) waits for one. ``near``, shape
    (people,), is relevance, or empty where fit does not matter. Returns thoughts that go on, and orders.
    """
    kept = 0
    orders = 0
    for i in range(readers.size):
        reader, passed = int(readers[i]), tick - int(starts[i])
        if refuses[reader] > 0:
            considers[reader] = 0
            continue
        asked = passed % ticks == 0
        if seekers >= 0:
            if seeker[reader] < 0:
                coin = named.word(luck, run, named.SEEKER, 0, reader, 0)
                seeker[reader] = 1 if coin < seekers else 0
            asked = asked and (discounts[i] > 0.0 or seeker[reader] <= 0)
        ordering = False
        if asked:
            suits = fit * (1.0 - (1.0 - float(near[reader])) * (1.0 - learned)) if near.size > 0 else 0.0
            wish = base + slope * float(trusts[i]) + stars
            wish = wish + deal * float(discounts[i]) - warned * float(warnings[reader]) + suits
            still[i] = still[i] * (1.0 - 1.0 / (1.0 + named.exp(-wish)))
            ordering = numbers[i] < named.threshold(1.0 - still[i])
        if ordering:
            buyers[orders] = reader
            advice[orders] = tellers[i]
            orders += 1
        if ordering or passed >= last:
            considers[reader] = 0
            continue
        readers[kept] = reader
        starts[kept] = starts[i]
        tellers[kept] = tellers[i]
        numbers[kept] = numbers[i]
        still[kept] = still[i]
        trusts[kept] = trusts[i]
        kept += 1
    return kept, orders
