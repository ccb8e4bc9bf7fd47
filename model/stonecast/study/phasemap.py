"""The break-even line of two plans over two factors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import InputError, nearest
from stonecast.inference import paired
from stonecast.study.choosing import contrast_of, fixed, too_few

if TYPE_CHECKING:
    from stonecast.study.results import Sweep

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PhaseMap:
    """The contrast of two plans at points of a plane.

    Attributes
    ----------
    x_factor, y_factor
        The factors on the axes.
    plan, baseline, outcome, scale
        What is compared, and whether as ``"log ratio"`` or ``"difference"``.
    x, y
        Place of each point, shape (points,).
    contrast
        What was found there, shape (points,).
    where
        The other factors that are fixed.
    is_grid
        Whether the points lie on a rectangular grid of two or more values each.
    """

    x_factor: str
    y_factor: str
    plan: str
    baseline: str
    outcome: str
    scale: str
    x: Array
    y: Array
    contrast: paired.Estimates
    where: Mapping[str, Any]
    is_grid: bool

    def grid(self, part: Array) -> tuple[Array, Array, Array]:
        """Return the two axes and one part of the contrast on them, shape (len(y), len(x))."""
        xs, ys = np.unique(self.x), np.unique(self.y)
        made = np.full((ys.size, xs.size), np.nan)
        made[np.searchsorted(ys, self.y), np.searchsorted(xs, self.x)] = part
        return xs, ys, made

    @property
    def shares(self) -> tuple[float, float, float]:
        """Shares of the points at which the plan surely wins, the baseline surely wins, and neither."""
        value, sure = self.contrast.value, self.contrast.sure
        wins, loses = float(np.mean(sure & (value > 0))), float(np.mean(sure & (value < 0)))
        return wins, loses, 1.0 - wins - loses


def phase_map(
    sweep: Sweep,
    x: str | None = None,
    y: str | None = None,
    *,
    plan: str | None = None,
    baseline: str | None = None,
    outcome: str | None = None,
    where: Mapping[str, Any] | None = None,
) -> PhaseMap:
    """Return the contrast of two plans over two factors.

    Parameters
    ----------
    sweep
        A study that has been run; a grid gives contours, other designs points.
    x, y
        Two numeric factors; by default the first two that vary and are numbers.
    plan, baseline, outcome
        As of `breakeven.break_even`.
    where
        Values of the other factors. On a grid they must be fixed; in a sample they may vary.

    Raises
    ------
    InputError
        If there are no two such factors.
    """
    study = sweep.study
    known = numeric(study.points, study.factors)
    chosen = [x or next((f for f in known if f != y), ""), ""]
    chosen[1] = y or next((f for f in known if f not in (chosen[0], *(where or {}))), "")
    for factor in chosen:
        if factor not in known:
            raise InputError(
                f"'{factor}' is no factor with several numbers"
                if factor
                else "needs two factors with numbers",
                where=study.name,
                remedy=nearest(factor, known),
            )
    is_grid = study.spec.design == "grid" and study.given is None
    at = fixed(study, where or {}, free=tuple(chosen) if is_grid else study.factors)
    one, other, names = contrast_of(sweep, plan, baseline, outcome)
    one, other = paired.pairs(one[at], other[at])
    ran = paired.count(one) > 0
    if not ran.any():
        raise too_few(sweep, "has no runs to map", remedy="run the study first")
    one, other = one[ran], other[ran]
    contrast, by_ratio = paired.contrast(one, other)
    place = [np.array([study.points[n][study.factors.index(f)] for n in at], np.float64)[ran] for f in chosen]
    return PhaseMap(
        x_factor=chosen[0],
        y_factor=chosen[1],
        plan=names[0],
        baseline=names[1],
        outcome=names[2],
        scale="log ratio" if by_ratio else "difference",
        x=place[0],
        y=place[1],
        contrast=contrast,
        where=where or {},
        is_grid=is_grid and all(np.unique(axis).size > 1 for axis in place),
    )


def numeric(points: Sequence[tuple[Any, ...]], factors: tuple[str, ...]) -> list[str]:
    """Return the factors that are numbers at all points and have more than one value."""
    columns = dict(zip(factors, zip(*points, strict=True), strict=False))
    return [
        name
        for name in varying(points, factors)
        if all(isinstance(value, int | float) and not isinstance(value, bool) for value in columns[name])
    ]


def varying(points: Sequence[tuple[Any, ...]], factors: tuple[str, ...]) -> list[str]:
    """Return the factors that have more than one value at these points."""
    columns = zip(factors, zip(*points, strict=True), strict=False)  # no points have no columns
    return [name for name, column in columns if len(set(map(repr, column))) > 1]
