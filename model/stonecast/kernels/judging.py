"""What seen posts say for their authors, and against (`stonecast.kernels.ledger` keeps it)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import jit
from stonecast.kernels.spread import Ints, Reals, Rows


@jit
def weigh_posts(
    shown: int,
    readers: Rows,
    places: Reals,
    topic: Reals,
    steepness: float,
    relevant_from: float,
    sponsored: bool,
    useful: int,
    irrelevant: int,
    good: Ints,
    bad: Ints,
) -> None:
    """Fill in what each seen post says for its author, and against (whole numbers of 2^-32).

    A post is relevant if exp(-steepness * d^2) is at least ``relevant_from``, d in pond widths.
    """
    for e in range(shown):
        reader = int(readers[e])
        near = 1.0
        if steepness > 0.0:
            dx = float(places[reader, 0]) - float(topic[0])
            dy = float(places[reader, 1]) - float(topic[1])
            near = named.exp(-steepness * (dx * dx + dy * dy))
        relevant = near >= relevant_from
        good[e] = useful if relevant else 0
        bad[e] = irrelevant if sponsored and not relevant else 0


@jit
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
