"""Loops of buying and selling: coins by name, chances to order, trust in a brand, times of coming back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import lean

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Reals = NDArray[np.float64]

FAR = 1_000_000_000
"""Days or a rate beyond everything that can happen in a run."""


@lean
def words(luck: int, run: int, purpose: int, message: int, rows: Rows, occasions: Rows, out: Ints) -> None:
    """Look up one number for each row and occasion."""
    for i in range(rows.size):
        out[i] = named.word(luck, run, purpose, message, int(rows[i]), int(occasions[i]))


@lean
def normals(luck: int, run: int, purpose: int, message: int, rows: Rows, occasions: Rows, out: Reals) -> None:
    """Look up one standard normal number for each row and occasion (below 2^16)."""
    for i in range(rows.size):
        index = (int(message) << 48) | (int(occasions[i]) << 32) | int(rows[i])
        out[i] = named.normal(luck, run, purpose, index)[0]


@lean
def fall(numbers: Ints, chances: Reals, out: NDArray[np.bool_]) -> None:
    """Fill in which coins fall, each with its own chance."""
    for i in range(numbers.size):
        out[i] = numbers[i] < named.threshold(chances[i])


@lean
def round_all(numbers: Reals, words: Ints, out: Ints) -> None:
    """Round numbers up or down by chance, each by its word."""
    for i in range(numbers.size):
        out[i] = named.round_by_chance(float(numbers[i]), int(words[i]))


@lean
def learn(
    readers: Rows, day: int, kept: float, gain: Reals, loss: Reals, good: Reals, bad: Reals, since: Rows
) -> None:
    """Add evidence for and against the brand to what each reader (each once) remembers."""
    for i in range(readers.size):
        reader = int(readers[i])
        memory = named.power(kept, float(day - since[reader]))
        good[reader] = good[reader] * memory + gain[i]
        bad[reader] = bad[reader] * memory + loss[i]
        since[reader] = day


@lean
def trust(
    readers: Rows, day: int, kept: float, start: float, good: Reals, bad: Reals, since: Rows, out: Reals
) -> None:
    """Trust in the brand, (r + 2a) / (r + s + 2), with what is remembered on this day."""
    for i in range(readers.size):
        reader = int(readers[i])
        memory = named.power(kept, float(day - since[reader]))
        r, s = good[reader] * memory, bad[reader] * memory
        out[i] = (r + 2.0 * start) / (r + s + 2.0)


@lean
def rates(wishes: Reals, period: float, out: Reals) -> None:
    """Rate a day at which something happens whose chance in a period has the logit ``wish``."""
    for i in range(wishes.size):
        stays = 1.0 - 1.0 / (1.0 + named.exp(-wishes[i]))
        out[i] = -named.log(stays) / period if stays > 0.0 else float(FAR)


@lean
def waits(numbers: Ints, out: Reals) -> None:
    """Exponential waiting times of mean 1."""
    for i in range(numbers.size):
        out[i] = -named.log(named.unit(int(numbers[i])))


@lean
def days(wait: Reals, rate: Reals, out: Rows) -> None:
    """Whole days until something of this rate happens, at least 1."""
    for i in range(wait.size):
        whole = wait[i] / rate[i] if rate[i] > 0.0 else float(FAR)
        out[i] = 1 + int(min(whole, float(FAR)))
