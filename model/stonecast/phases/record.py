"""Record: the tick is over; what it left is in ``state.counts``."""

from __future__ import annotations

from stonecast.state import State


def record(state: State) -> None:
    """Close the tick."""
    state.tick += 1
