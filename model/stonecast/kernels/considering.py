"""One more day of considering, for everybody who does."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import lean
from stonecast.kernels.quads import QUADS
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
    wishes: Reals,
    buyers: Rows,
    advice: Ints,
) -> tuple[int, int]:
    """Let everybody consider; fill in who orders, on whose advice, and keep thoughts that go on, in place.

    The chance p of a day has the logit base + slope * trust + stars + deal - warnings + fit. ``still`` is
    the chance of no order so far; the order comes when ``number`` / 2^32 falls below 1 - ``still``. Who
    comes only for deals (chance ``seekers`` / 2^32; below 0: nobody) waits for one. ``near``, shape
    (people,), is relevance, or empty where fit does not matter. ``wishes`` is room for `QUADS` numbers.
    Returns thoughts that go on, and orders.
    """
    kept, orders = 0, 0
    for first in range(0, readers.size, QUADS):
        count = min(QUADS, readers.size - first)
        for i in range(count):
            reader, passed = int(readers[first + i]), tick - int(starts[first + i])
            asked = passed % ticks == 0
            if seekers >= 0:
                if seeker[reader] < 0 and refuses[reader] <= 0:
                    coin = named.word(luck, run, named.SEEKER, 0, reader, 0)
                    seeker[reader] = 1 if coin < seekers else 0
                asked = asked and (discounts[first + i] > 0.0 or seeker[reader] <= 0)
            suits = fit * (1.0 - (1.0 - float(near[reader])) * (1.0 - learned)) if near.size > 0 else 0.0
            wish = base + slope * float(trusts[first + i]) + stars
            wish = wish + deal * float(discounts[first + i]) - warned * float(warnings[reader]) + suits
            # Who is not asked has no chance of ordering, and the chance so far stays what it is.
            wishes[i] = wish if asked else -np.inf
        # A loop of its own, which vectorises.
        for i in range(count):
            wishes[i] = 1.0 - 1.0 / (1.0 + named.exp(-wishes[i]))
        for i in range(count):
            e = first + i
            reader = int(readers[e])
            without = float(still[e]) * float(wishes[i])
            refused = refuses[reader] > 0
            ordering = not refused and numbers[e] < named.threshold(1.0 - without)
            if ordering:
                buyers[orders] = reader
                advice[orders] = tellers[e]
                orders += 1
            if refused or ordering or tick - int(starts[e]) >= last:
                considers[reader] = 0
                continue
            readers[kept] = reader
            starts[kept] = starts[e]
            tellers[kept] = tellers[e]
            numbers[kept] = numbers[e]
            still[kept] = without
            trusts[kept] = trusts[e]
            kept += 1
    return kept, orders
