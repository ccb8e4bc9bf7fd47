"""What seen posts say for their authors, and against (`stonecast.kernels.ledger` keeps it)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import lean
from stonecast.kernels.spread import Ints, Reals, Rows


@lean
def weigh_posts(
    shown: int,
    readers: Rows,
    near: Reals,
    relevant_from: float,
    sponsored: bool,
    useful: int,
    irrelevant: int,
    good: Ints,
    bad: Ints,
) -> None:
    """Fill in what each seen post says for its author, and against (whole numbers of 2^-32).

    A post is relevant if the reader's relevance is at least ``relevant_from``; it is ``near``, shape
    (people,), or 1 where that is empty.
    """
    for e in range(shown):
        reader = int(readers[e])
        relevant = (float(near[reader]) if near.size > 0 else 1.0) >= relevant_from
        good[e] = useful if relevant else 0
        bad[e] = irrelevant if sponsored and not relevant else 0


@lean
def find_out(
    shown: int,
    ties: Ints,
    numbers: Rows,
    paid: NDArray[np.bool_],
    chance: int,
    luck: int,
    run: int,
    message: int,
    weight: int,
    bad: Ints,
) -> None:
    """Add what it costs an author if a reader finds out that an unmarked post was paid."""
    for e in range(shown):
        tie, number = int(ties[e]), int(numbers[e])
        if paid[e] and named.word(luck, run, named.FOUND_OUT, message, tie, number) < chance:
            bad[e] += weight
