"""The names of the coins. A coin is named by what it decides, never by when or in which plan."""

from __future__ import annotations

from dataclasses import dataclass

from stonecast import randomness as named

MESSAGE = 0
"""The stones of one plan carry one message, number 0."""


@dataclass(frozen=True)
class Luck:
    """All chance of one run on one market."""

    seed: int
    market: int

    def number(self, decision: int, whose: int, occasion: int) -> int:
        """Whole number below 2^32 under one name; ``whose`` is a row or the number of a tie."""
        return named.word(self.seed, self.market, decision, MESSAGE, whose, occasion)

    def falls(self, chance: float, decision: int, whose: int, occasion: int) -> bool:
        """Whether the coin of this name falls, which it does with this chance."""
        return self.number(decision, whose, occasion) < named.threshold(chance)
