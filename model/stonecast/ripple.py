"""The ripple of a run: everything that the plan set in motion, as a forest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels import forest
from stonecast.rumour import ITSELF
from stonecast.state import State


@dataclass(frozen=True, eq=False)
class Ripple:
    """Who passed it to whom, when and how deep.

    Attributes
    ----------
    people
        int64, shape (n,): rows, stones and engaged readers, each after whoever told them.
    parents
        int64, shape (n,): position in ``people`` of whoever told them; -1 for a stone.
    ticks
        int64, shape (n,): when they posted first or were engaged.
    stones
        bool, shape (n,): the stones; somebody else without a parent was won by advertising. None: there
        are no others.
    """

    people: NDArray[np.int64]
    parents: NDArray[np.int64]
    ticks: NDArray[np.int64]
    stones: NDArray[np.bool_] | None = None

    def __repr__(self) -> str:
        return f"<Ripple: {self.people.size:,} people, {int((self.parents < 0).sum()):,} told by nobody>"

    @classmethod
    def of(cls, state: State) -> Ripple:
        """Read the forest from the state that a run left."""
        people = np.array(
            [*state.campaign.roots, *np.concatenate([np.empty(0, np.int32), *state.campaign.joined])],
            np.int64,
        )
        ticks = state.people["engaged"][people].astype(np.int64)
        order = np.lexsort((people, ticks))
        # Who speaks in a tick may win somebody in the same tick: stones come before those they won.
        stones = state.people["teller"][people] == ITSELF
        order = order[np.lexsort((~stones[order], ticks[order]))]
        people, ticks = people[order], ticks[order]
        ties = state.people["teller"][people]
        tellers = np.where(ties < 0, -1, state.author_of(ties))
        position = np.argsort(people, kind="stable")
        found = position[
            np.searchsorted(people[position], np.maximum(tellers, 0)).clip(max=max(people.size - 1, 0))
        ]
        return cls(people, np.where(tellers < 0, -1, found), ticks, ties == ITSELF)

    @classmethod
    def from_parents(cls, parents: NDArray[np.int64]) -> Ripple:
        """Build a forest from parents alone (each before its children), for study and tests."""
        n = len(parents)
        above = np.asarray(parents, np.int64)
        return cls(np.arange(n), above, np.zeros(n, np.int64))

    @cached_property
    def _walk(self) -> tuple[NDArray[np.int64], ...]:
        arrays = tuple(np.zeros(self.parents.size, np.int64) for _ in range(5))
        forest.measure(np.ascontiguousarray(self.parents), *arrays)
        return arrays

    @property
    def is_stone(self) -> NDArray[np.bool_]:
        """bool, shape (n,): who is a stone of the plan."""
        return self.parents < 0 if self.stones is None else self.stones

    @property
    def depth(self) -> NDArray[np.int64]:
        """int64, shape (n,): steps from the stone."""
        return self._walk[0]

    @property
    def roots(self) -> NDArray[np.int64]:
        """Positions of those whom nobody told: the stones, and who was won by advertising."""
        return np.flatnonzero(self.parents < 0)

    @property
    def stone(self) -> NDArray[np.int64]:
        """int64, shape (n,): position of the root, a stone as a rule, from which each was reached."""
        return self._walk[2]

    @property
    def size(self) -> int:
        """People engaged, the stones not counted."""
        return int(self.people.size - self.is_stone.sum())

    @property
    def max_depth(self) -> int:
        """Longest chain of tellers, in steps."""
        return int(self.depth.max(initial=0))

    @property
    def one_hop_share(self) -> float:
        """Share of the engaged who were won by a stone itself; nan if nobody was."""
        by_stone = (self.depth == 1) & self.is_stone[self.stone]
        return float(by_stone.sum() / self.size) if self.size else float("nan")

    @property
    def largest_broadcast_share(self) -> float:
        """Share of the engaged who were won by the one person who won most; nan if nobody was."""
        return float(self._walk[3].max(initial=0) / self.size) if self.size else float("nan")

    @property
    def sizes(self) -> NDArray[np.int64]:
        """int64, shape (roots,): people of each tree, its root counted."""
        return self._walk[1][self.roots]

    @property
    def virality(self) -> NDArray[np.float64]:
        """float64, shape (roots,): structural virality of each tree (mean distance of two of its people).

        nan for a root that won nobody. Goel, Anderson, Hofman, Watts 2016, 10.1287/mnsc.2015.2158.
        """
        n = self.sizes.astype(np.float64)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(n > 1, 2.0 * self._walk[4][self.roots] / (n * (n - 1.0)), np.nan)

    @property
    def structural_virality(self) -> float:
        """Mean over trees weighted by the people told in them; nan if nobody was told."""
        won = self.sizes - 1
        told = float(won.sum())
        return float((self.virality[won > 0] * won[won > 0]).sum() / told) if told else float("nan")

    def half_life_days(self, ticks_per_day: int) -> float:
        """Days from the first post or person won until half of the engaged were won; nan if nobody was."""
        if not self.size:
            return float("nan")
        won = np.sort(self.ticks[~self.is_stone])
        return float((won[(won.size - 1) // 2] - self.ticks.min()) / ticks_per_day)
