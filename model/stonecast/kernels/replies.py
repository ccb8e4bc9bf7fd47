"""Comments of those who were won, and the numbers by which authors choose whom to answer."""

from __future__ import annotations

from stonecast import randomness as named
from stonecast.kernels.jit import lean
from stonecast.kernels.quads import QUADS, Words, words_of_names
from stonecast.kernels.spread import Ints, Rows


@lean
def comment(
    won: Rows,
    teller: Ints,
    chance: int,
    luck: int,
    run: int,
    message: int,
    names: Ints,
    none: Rows,
    words: Words,
    who: Rows,
    numbers: Ints,
) -> int:
    """Fill in who comments (chance ``chance`` / 2^32), and each one's number; returns how many do.

    ``names`` is room for `QUADS` rows, ``none`` as many zeros, ``words`` `quads.row`.
    """
    count = 0
    for first in range(0, won.size, QUADS):
        some = min(QUADS, won.size - first)
        for i in range(some):
            names[i] = won[first + i]
        words_of_names(names, none, 0, some, named.COMMENT, message, luck, run, words)
        for i in range(some):
            # Who does not comment is written over: no branch that depends on luck.
            who[count] = names[i]
            count += int(teller[names[i]] >= 0 and int(words[i]) < chance)
    for first in range(0, count, QUADS):
        some = min(QUADS, count - first)
        for i in range(some):
            names[i] = who[first + i]
        words_of_names(names, none, 0, some, named.REPLY, message, luck, run, words)
        for i in range(some):
            numbers[first + i] = words[i]
    return count
