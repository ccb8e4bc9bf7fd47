"""One named random number, compiled: for agents, who decide one by one in Python."""

from __future__ import annotations

from stonecast import randomness as named
from stonecast.kernels.jit import jit


@jit
def word(luck: int, run: int, purpose: int, message: int, index: int, occasion: int) -> int:
    """Look up what `stonecast.randomness.word` does, in a twentieth of the time."""
    return named.word(luck, run, purpose, message, index, occasion)
