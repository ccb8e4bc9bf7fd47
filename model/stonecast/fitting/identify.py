"""What the data can tell: how far each parameter was narrowed, and which cannot be told apart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from stonecast.inference import exactly

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

TOGETHER = 0.8
"""Two parameters that are correlated more than this are reported as hard to tell apart."""

UNTOLD = 0.8
"""A parameter or combination whose spread is more than this share of its prior's is reported as not told."""


@dataclass(frozen=True, eq=False)
class Identifiability:
    """Spread of the fit against the spread of the ranges.

    Attributes
    ----------
    settings
        The parameters.
    spreads
        float64, shape (d,): standard deviation over that of the flat prior; 1 says that nothing was learnt.
    correlation
        float64, shape (d, d), of shares.
    directions
        float64, shape (d, d): rows are combinations of shares, of length 1, the best known first.
    direction_spreads
        float64, shape (d,): their spreads, as above.
    """

    settings: tuple[str, ...]
    spreads: Array
    correlation: Array
    directions: Array
    direction_spreads: Array

    @classmethod
    def of(cls, settings: tuple[str, ...], shares: Array, weights: Array) -> Identifiability:
        """Judge weighted draws, shares (n, d) and weights (n,)."""
        found = 12.0 * exactly.covariance(shares, weights)
        spreads = np.sqrt(np.maximum(np.diag(found), 0.0))
        below = np.outer(spreads, spreads)
        correlation = np.divide(found, below, out=np.eye(len(spreads)), where=below > 0)
        np.fill_diagonal(correlation, 1.0)
        values, vectors = np.linalg.eigh(found)
        rows = vectors.T
        largest = np.abs(rows).argmax(axis=1)
        rows = rows * np.sign(rows[np.arange(len(rows)), largest])[:, None]
        return cls(settings, spreads, correlation, rows, np.sqrt(np.maximum(values, 0.0)))

    def pairs(self) -> list[tuple[str, str, float]]:
        """Return pairs that the data can hardly tell apart, with their correlation, the worst first."""
        size = len(self.settings)
        found = [
            (self.settings[a], self.settings[b], float(self.correlation[a, b]))
            for a in range(size)
            for b in range(a + 1, size)
            if abs(self.correlation[a, b]) > TOGETHER
        ]
        return sorted(found, key=lambda pair: -abs(pair[2]))

    def table(self) -> pd.DataFrame:
        """One row a direction, best known first: its spread, and its part of every parameter."""
        import pandas as pd

        made = pd.DataFrame(self.directions, columns=list(self.settings))
        made.insert(0, "spread", self.direction_spreads)
        return made

    def told(self) -> list[str]:
        """Say it in sentences."""
        lines = []
        for setting, spread in zip(self.settings, self.spreads, strict=True):
            if spread > UNTOLD:
                share = f"{min(100 * spread, 100):.0f}%"
                lines.append(f"The data say little about {setting}: its spread is {share} of its range's.")
        for one, other, r in self.pairs():
            how = "more of one makes up for less of the other" if r < 0 else "they rise and fall together"
            lines.append(
                f"{one} and {other} can hardly be told apart (correlation {r:+.2f}: {how}). What is known is "
                f"{self._combination(one, other)}."
            )
        if not lines:
            lines.append("The data tell every parameter, and tell them apart.")
        return lines

    def _combination(self, one: str, other: str) -> str:
        """Name the direction of the two that is known best, with its spread."""
        a, b = self.settings.index(one), self.settings.index(other)
        parts = self.spreads[[a, b]]
        inner = np.outer(parts, parts) * self.correlation[np.ix_([a, b], [a, b])]
        values, vectors = np.linalg.eigh(inner)
        known = vectors[:, 0] * np.sign(vectors[0, 0] or 1.0)
        sign = "+" if known[1] >= 0 else "-"
        spread = math.sqrt(max(float(values[0]), 0.0))
        return (
            f"{known[0]:.2f} x (share of {one}) {sign} {abs(known[1]):.2f} x (share of {other}), to "
            f"{100 * spread:.0f}% of the prior's spread"
        )
