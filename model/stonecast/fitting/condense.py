"""From curves to a few statistics: sums over blocks of days, as logarithms."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness
from stonecast.fitting.observed import Observed

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Block:
    """Days of one curve that are summed.

    Attributes
    ----------
    plan, outcome
        Which curve, by number.
    days
        int64: the days in it, those that are unknown left out.
    """

    plan: int
    outcome: int
    days: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Condenser:
    """What makes statistics of curves.

    Attributes
    ----------
    blocks
        One for each statistic.
    unit
        Counts are taken in this unit: at scale s one simulated person is s people.
    """

    blocks: tuple[Block, ...]
    unit: float

    def __call__(self, curves: Array) -> Array:
        """Return log(1 + sum / unit) by block, shape (..., k); curves (..., plans, outcomes, days)."""
        sums = np.stack(
            [curves[..., one.plan, one.outcome, :][..., one.days].sum(axis=-1) for one in self.blocks],
            axis=-1,
        )
        logs = [
            math.nan if math.isnan(x) else randomness.log(1.0 + x / self.unit) for x in sums.ravel().tolist()
        ]
        return np.array(logs).reshape(sums.shape)

    def names(self, observed: Observed) -> list[str]:
        """Say what each statistic is."""
        found = []
        for one in self.blocks:
            name = f"{observed.plans[one.plan]}, {observed.outcomes[one.outcome]}"
            first, last = int(one.days[0]), int(one.days[-1])
            days = f"day {first}" if first == last else f"days {first} to {last}"
            found.append(f"{name}, {days}" if observed.is_daily else name)
        return found


def condenser(curves: Array, observed: Observed, *, unit: float, busy: float = 0.0) -> Condenser:
    """Cut every curve into days 0, 1, 2 to 3, 4 to 7, 8 to 15 and so on, from the day on which it begins.

    The first day tells how people respond, the next ones how they pass it on: early blocks are short. The
    data have no say in where to cut, but for the days that are unknown: statistics that were chosen by the
    data would make intervals too narrow.

    Parameters
    ----------
    curves
        float64, shape (n, plans, outcomes, days): runs drawn from the ranges.
    unit
        As of `Condenser`.
    busy
        A block in which something happens in a smaller share of the runs joins the one before.
    """
    found = []
    for plan in range(len(observed.plans)):
        happens = np.nan_to_num(curves[:, plan]).max(axis=(0, 1)) > 0
        begin = int(happens.argmax())
        for outcome in range(len(observed.outcomes)):
            days = np.flatnonzero(~np.isnan(observed.values[plan, outcome]))
            # Day d after the beginning is in block 0, 1, 2, 2, 3, 3, 3, 3, ...; what is before, in the first.
            block = [max(int(day) - begin, 0).bit_length() for day in days]
            ends = np.flatnonzero(np.diff(block)) + 1
            parts = [part for part in np.split(days, ends) if part.size]
            for turn in range(len(parts) - 1, 0, -1):
                if (curves[:, plan, outcome, parts[turn]].sum(axis=1) > 0).mean() < busy:
                    parts[turn - 1 : turn + 1] = [np.concatenate(parts[turn - 1 : turn + 1])]
            found += [Block(plan, outcome, part) for part in parts]
    return Condenser(tuple(found), unit)
