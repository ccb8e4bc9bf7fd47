"""Readers: rows of the state, seen as agents."""

from __future__ import annotations

from typing import Any

import numpy as np

from stonecast.agents.framework import mesa
from stonecast.rumour import NEVER


class Reader(mesa.Agent):  # type: ignore[misc]
    """A view of one row: holds no state of its own, so what it shows is what the kernels see."""

    def __init__(self, model: Any, row: int) -> None:
        super().__init__(model)
        self.row = row

    def _tick(self, what: str) -> int | None:
        tick = int(self.model.state.people[what][self.row])
        return None if tick == NEVER else tick

    @property
    def seen(self) -> int | None:
        """Tick at which the message was first seen, or None."""
        return self._tick("seen")

    @property
    def engaged(self) -> int | None:
        """Tick at which the reader was engaged, or None."""
        return self._tick("engaged")

    @property
    def ordered(self) -> int | None:
        """Tick at which the reader ordered, or None."""
        return self._tick("ordered")

    @property
    def told_by(self) -> int | None:
        """Row of whoever won the reader, or None."""
        if self.engaged is None:
            return None
        tie = int(self.model.state.people["teller"][self.row])
        return int(self.model.state.author_of(np.array([tie]))[0]) if tie >= 0 else None

    @property
    def position(self) -> tuple[float, float]:
        """Place in the pond of taste."""
        x, y = self.model.market.positions[self.row]
        return float(x), float(y)

    @property
    def community(self) -> int:
        """Number of the reader's community."""
        return int(self.model.market.communities[self.row])

    @property
    def followers(self) -> int:
        """How many people follow this reader."""
        return int(self.model.market.network.audience[self.row])
