"""Comments of those who were won, and the numbers by which authors choose whom to answer."""

from __future__ import annotations

from stonecast import randomness as named
from stonecast.kernels.jit import lean
from stonecast.kernels.spread import Ints, Rows


@lean
def comment(
    won: Rows, teller: Ints, chance: int, luck: int, run: int, message: int, who: Rows, numbers: Ints
) -> int:
    """Fill in who comments (chance ``chance`` / 2^32), and each one's number; returns how many do."""
    count = 0
    for i in range(won.size):
        reader = int(won[i])
        if teller[reader] < 0 or named.word(luck, run, named.COMMENT, message, reader, 0) >= chance:
            continue
        who[count] = reader
        numbers[count] = named.word(luck, run, named.REPLY, message, reader, 0)
        count += 1
    return count
