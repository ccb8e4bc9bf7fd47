"""The names of the coins. A coin is named by what it decides, never by when or in which plan."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stonecast import randomness as named


@dataclass(frozen=True)
class Luck:
    """All chance of one run on one market about one message; the stones of a plan carry number 0."""

    seed: int
    market: int
    message: int = 0

    def about(self, message: int) -> Luck:
        """The chance of another message."""
        return replace(self, message=message)

    def number(self, decision: int, whose: int, occasion: int) -> int:
        """Whole number below 2^32 under one name; ``whose`` is a row or the number of a tie."""
        return named.word(self.seed, self.market, decision, self.message, whose, occasion)

    def falls(self, chance: float, decision: int, whose: int, occasion: int) -> bool:
        """Whether the coin of this name falls, which it does with this chance."""
        return self.number(decision, whose, occasion) < named.threshold(chance)
