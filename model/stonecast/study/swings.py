"""One factor at a time: how far each factor alone moves a response from where the scenario puts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import InputError
from stonecast.inference import paired
from stonecast.study.choosing import contrast_of

if TYPE_CHECKING:
    from stonecast.study.results import Sweep

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Swing:
    """What one factor does when the others stay as they are.

    Attributes
    ----------
    factor
        The setting.
    values
        What it was set to, in the order of the study; the scenario's own among them.
    contrast
        Log ratio (or difference) at each of them, with its interval.
    """

    factor: str
    values: tuple[Any, ...]
    contrast: paired.Estimates

    @property
    def size(self) -> float:
        """Largest less smallest value of the contrast; 0 where none is known."""
        known = self.contrast.value[np.isfinite(self.contrast.value)]
        return float(np.ptp(known)) if known.size else 0.0


@dataclass(frozen=True, eq=False)
class Swings:
    """All swings, the largest first, and where they start from."""

    plan: str
    baseline: str
    outcome: str
    scale: str
    base: tuple[float, float, float]
    swings: tuple[Swing, ...]


def swings(
    sweep: Sweep, *, plan: str | None = None, baseline: str | None = None, outcome: str | None = None
) -> Swings:
    """Return how far each factor alone moves the contrast of two plans.

    Parameters
    ----------
    sweep
        A study with ``design = "one_at_a_time"`` that has been run.
    plan, baseline, outcome
        As of `breakeven.break_even`.

    Raises
    ------
    InputError
        If the study varies several factors together.
    """
    study = sweep.study
    if study.spec.design != "one_at_a_time" or study.given is not None:
        raise InputError(
            "varies several factors together",
            where=study.name,
            remedy="say design = 'one_at_a_time' in the study; for this one see stonecast sensitivity",
        )
    one, other, names = contrast_of(sweep, plan, baseline, outcome)
    one, other = paired.pairs(one, other)
    known = paired.count(one) > 0
    contrast, by_ratio = paired.contrast(one, other)
    base = study.points[0]
    found = []
    for turn, factor in enumerate(study.factors):
        moved = [n for n, point in enumerate(study.points) if n and point[turn] != base[turn] and known[n]]
        if moved:
            at = _in_order([0, *moved], [study.points[n][turn] for n in (0, *moved)])
            values = tuple(study.points[n][turn] for n in at)
            part = paired.Estimates(contrast.value[at], contrast.low[at], contrast.high[at])
            found.append(Swing(factor, values, part))
    found.sort(key=lambda swing: -swing.size)
    middle = float(contrast.value[0]), float(contrast.low[0]), float(contrast.high[0])
    return Swings(*names, "log ratio" if by_ratio else "difference", middle, tuple(found))


def _in_order(points: list[int], values: list[Any]) -> list[int]:
    """Return points by rising value, or as they are where values are no numbers."""
    if not all(isinstance(value, int | float) for value in values):
        return points
    return [points[turn] for turn in np.argsort(np.array(values, np.float64), kind="stable")]
