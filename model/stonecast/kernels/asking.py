"""The daily act that a campaign asks for: who does it among those who see a reminder."""

from __future__ import annotations

import numpy as np

from stonecast import randomness as named
from stonecast.kernels.jit import lean
from stonecast.kernels.quads import QUADS, Words, words_of_names
from stonecast.kernels.spread import Ints, Reals, Rows, Trusts


@lean
def act(
    shown: int,
    ties: Ints,
    readers: Rows,
    numbers: Rows,
    trusts: Trusts,
    engaged: Rows,
    by_engaged: bool,
    by_trust: bool,
    trusting: float,
    close_chance: float,
    other_chance: float,
    once: bool,
    steepness: float,
    tiring: float,
    morning: int,
    tick: int,
    luck: int,
    run: int,
    message: int,
    reminded: Rows,
    acts: Rows,
    last: Rows,
    teller: Ints,
    word: Ints,
    brand: Rows,
    words: Words,
    actors: Rows,
) -> int:
    """Toss one coin for each reminder seen by somebody who may act; fill ``actors``, return how many are new.

    The chance is ``chance * exp(-steepness * n) * tiring^k``, n reminders seen and k acts done in earlier
    ticks. ``morning`` is the first tick of the day: who acted since then, or ever if ``once``, may not.
    Whoever acts notes in ``word``, ``teller`` and ``brand`` the smallest number that fell in this tick, its
    tie and its message; several messages can be handed in one after the other, in any order. ``words`` is
    `quads.row`.
    """
    count = 0
    close, other = named.threshold(close_chance), named.threshold(other_chance)
    for e in range(shown):
        i = e & (QUADS - 1)
        if i == 0:
            words_of_names(ties, numbers, e, min(QUADS, shown - e), named.ASK, message, luck, run, words)
        reader = int(readers[e])
        before = int(acts[reader])
        if last[reader] == tick:
            before -= 1
        elif last[reader] >= morning:
            continue
        if once and before > 0:
            continue
        is_close = (by_engaged and engaged[reader] >= 0) or (by_trust and float(trusts[e]) >= trusting)
        w = int(words[i])
        if w >= (close if is_close else other):
            continue
        tie, chance = int(ties[e]), close_chance if is_close else other_chance
        worn = named.exp(-steepness * int(reminded[reader])) * named.power(tiring, float(before))
        if w >= named.threshold(chance * worn):
            continue
        if last[reader] != tick:
            last[reader] = tick
            acts[reader] += 1
            actors[count] = reader
            count += 1
        elif w > word[reader] or (
            w == word[reader]
            and (message > brand[reader] or (message == brand[reader] and tie > teller[reader]))
        ):
            continue
        word[reader] = w
        teller[reader] = tie
        brand[reader] = message
    for e in range(shown):
        reminded[readers[e]] += 1
    return count


@lean
def remind(actors: Rows, acts: Rows, share: int, luck: int, run: int, message: int, out: Rows) -> int:
    """Fill ``out`` with those who remind their own followers; one coin for each act, counted from 0."""
    count = 0
    for i in range(actors.size):
        reader = int(actors[i])
        if named.word(luck, run, named.REMIND, message, reader, int(acts[reader]) - 1) < share:
            out[count] = reader
            count += 1
    return count


@lean
def count_votes(voters: Ints, chances: Reals, keys: Ints, luck: int, run: int, votes: Ints) -> None:
    """Fill ``votes`` with binomial numbers: of so many voters each votes with the chance, independently.

    The exact law, by the gaps between those who vote, which are geometric: the next one is
    1 + floor(log(u) / log(1 - p)) voters on (Devroye 1986, "Non-Uniform Random Variate Generation", X.4).
    ``keys`` name the numbers, which are looked up until the voters are used up.
    """
    for i in range(voters.size):
        votes[i] = 0
        p = float(chances[i])
        if p >= 1.0:
            votes[i] = voters[i]
            continue
        rate = named.log(1.0 - p) if p > 0.0 else 0.0
        if rate == 0.0:
            continue
        left = float(voters[i])
        turn = 0
        while True:
            w = named.word(luck, run, named.VOTES, 0, int(keys[i]), turn)
            left -= 1.0 + np.floor(named.log(named.unit(w)) / rate)
            turn += 1
            if left < 0.0:
                break
            votes[i] += 1
