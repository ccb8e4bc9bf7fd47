"""Choosing from a study: two plans and an outcome, and the points at which some factors are fixed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stonecast.campaign import TOTALS
from stonecast.errors import InputError, nearest
from stonecast.inference import paired

if TYPE_CHECKING:
    from stonecast.study.design import Point
    from stonecast.study.results import Sweep
    from stonecast.study.studyfile import Study

Array = NDArray[np.float64]


def contrast_of(
    sweep: Sweep, plan: str | None, baseline: str | None, outcome: str | None
) -> tuple[Array, Array, tuple[str, str, str]]:
    """Return the outcome of two plans, each of shape (points, markets, lucks), and the three names."""
    names = (*plans_of(sweep.study, plan, baseline), outcome or sweep.study.outcome)
    cube = sweep.values(names[2])
    one, other = (cube[sweep.study.plans.index(name)] for name in names[:2])
    return one, other, names


def met(sweep: Sweep) -> NDArray[np.bool_]:
    """Whether the first two plans can be compared, point by point: both ran there under the same luck."""
    one, other, _ = contrast_of(sweep, None, None, None)
    return paired.count(one - other) > 0


def points_met(sweep: Sweep) -> list[Point]:
    """Return the points at which the first two plans can be compared."""
    return [point for point, ran in zip(sweep.study.points, met(sweep), strict=True) if ran]


def held(study: Study, points: Sequence[Point], *, free: Sequence[str]) -> dict[str, Any]:
    """Return where to hold the factors of a grid that are not ``free``.

    That is where most of ``points`` are, and among equals at the middle value of each.
    """
    middle = {}
    for name, column in zip(study.factors, zip(*study.points, strict=True), strict=True):
        values = list({_key(value): value for value in column}.values())
        if name not in free and len(values) > 1:
            middle[name] = values[len(values) // 2]
    at = [study.factors.index(name) for name in middle]
    there = Counter(_key([point[turn] for turn in at]) for point in points)
    most = max(there.values(), default=0)
    if there[_key(list(middle.values()))] == most:
        return middle
    best = next(key for key, count in there.items() if count == most)
    point = next(point for point in points if _key([point[turn] for turn in at]) == best)
    return {name: point[turn] for name, turn in zip(middle, at, strict=True)}


def too_few(sweep: Sweep, what: str, *, remedy: str, where: str = "") -> InputError:
    """Return what to say where too little was run to tell anything; the remedy, if no run failed."""
    failed = sweep.failures()
    if len(failed):
        first = str(failed["error"].iloc[0]).splitlines()[0]
        remedy = f"{len(failed):,} runs failed, the first: {first}"
    return InputError(what, where=where or sweep.study.name, remedy=remedy)


def plans_of(study: Study, plan: str | None, baseline: str | None) -> tuple[str, str]:
    """Return the plan and its baseline: by default the study's second and first."""
    if len(study.plans) < 2:
        raise InputError("runs one plan only", where=study.name, remedy="name at least two plans to compare")
    first = baseline or next(name for name in study.plans if name != plan)
    second = plan or next(name for name in study.plans if name != first)
    for name in (first, second):
        check_plan(study, name)
    if first == second:
        raise InputError(f"compares '{first}' with itself", where=study.name, remedy="name two plans")
    return second, first


def check_plan(study: Study, plan: str) -> None:
    """Refuse a plan that the study does not run."""
    if plan not in study.plans:
        raise InputError(f"no plan is called '{plan}'", where=study.name, remedy=nearest(plan, study.plans))


def check_factor(study: Study, factor: str, where: str = "factor") -> None:
    """Refuse a setting that the study does not vary."""
    if factor not in study.factors:
        said = f"'{factor}' is no factor of this study"
        raise InputError(said, where=where, remedy=nearest(factor, study.factors))


def check_outcome(outcome: str) -> None:
    """Refuse an outcome that no run counts."""
    if outcome not in TOTALS:
        raise InputError(f"'{outcome}' is not counted", where="outcome", remedy=nearest(outcome, TOTALS))


def checked(outcomes: str | Iterable[str]) -> list[str]:
    """Return outcomes as a list, also of one that is given by its name alone."""
    names = [outcomes] if isinstance(outcomes, str) else list(outcomes)
    for name in names:
        check_outcome(name)
    return names


def fixed(study: Study, where: Mapping[str, Any], *, free: Sequence[str]) -> list[int]:
    """Return the points at which factors have the values of ``where``.

    Raises
    ------
    InputError
        If a factor that is neither ``free`` nor fixed has more than one value there.
    """
    for name in where:
        check_factor(study, name, "where")
    column = {name: turn for turn, name in enumerate(study.factors)}
    kept = [
        number
        for number, point in enumerate(study.points)
        if all(point[column[name]] == value for name, value in where.items())
    ]
    if not kept:
        said = ", ".join(f"{name} = {value}" for name, value in where.items())
        raise InputError(f"no point has {said}", where="where", remedy="see Sweep.points()")
    if study.spec.design == "one_at_a_time" and study.given is None:
        kept = _others_as_they_are(study, kept, free)
    for name in study.factors:
        values = list(dict.fromkeys(_key(study.points[number][column[name]]) for number in kept))
        if name not in free and len(values) > 1:
            shown = ", ".join(values[:4]) + (" ..." if len(values) > 4 else "")
            raise InputError(
                f"{name} varies too: {shown}",
                where="where",
                remedy=f'fix it: where={{"{name}": {values[0]}}}',
            )
    return kept


def points_along(
    study: Study,
    factor: str,
    where: Mapping[str, Any] | None = None,
    *,
    along: Sequence[str] = (),
    between: tuple[float, float] | None = None,
) -> tuple[NDArray[np.int64], Array]:
    """Return the points along a factor (and others that move with it), in its order, and its values there."""
    check_factor(study, factor)
    chosen = fixed(study, where or {}, free=(factor, *along))
    column = study.factors.index(factor)
    values = [study.points[point][column] for point in chosen]
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        raise InputError("is no number", where=factor, remedy="choose a factor with numbers")
    x = np.array(values, np.float64)
    order = np.argsort(x, kind="stable")
    if between is not None:
        low, high = _ends(between)
        order = order[(x[order] >= low) & (x[order] <= high)]
    return np.array(chosen, np.int64)[order], x[order]


def _ends(between: Any) -> tuple[float, float]:
    try:
        low, high = (float(end) for end in between)
    except (TypeError, ValueError):
        low = high = math.nan
    if not low < high:
        remedy = "give two values of the factor, the smaller first: between=(10, 200)"
        raise InputError(f"{between!r} is no range", where="between", remedy=remedy)
    return low, high


def _others_as_they_are(study: Study, kept: list[int], free: Sequence[str]) -> list[int]:
    """Return the points of a one-at-a-time study at which only free factors differ from the first point."""
    base = study.points[0]
    stays = [turn for turn, name in enumerate(study.factors) if name not in free]
    return [n for n in kept if all(study.points[n][turn] == base[turn] for turn in stays)]


def _key(value: Any) -> str:
    return repr(value)
