"""A study: the resolved scenario, the factors, the points, and what identifies them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from stonecast.errors import InputError, whole
from stonecast.scenario import Scenario, resolved
from stonecast.scenario.reading import text_of
from stonecast.scenario.settings import changed, settings
from stonecast.scenario.study import StudySpec, check_study, parse_study
from stonecast.study import design
from stonecast.study.design import Point

GROWS = ("lucks", "markets")
"""What a study may raise later: the runs that are there stay as they are."""


@dataclass(frozen=True, eq=False)
class Study:
    """A study that can be run.

    Attributes
    ----------
    spec
        What the study file says.
    base
        The scenario, resolved and at the study's scale.
    given
        Points of another origin than the design (`with_points`).
    """

    spec: StudySpec
    base: Scenario
    given: tuple[Point, ...] | None = None

    def __repr__(self) -> str:
        return f"<Study: {self.name}, {len(self.points):,} points, {len(self.plans)} plans>"

    @property
    def name(self) -> str:
        """Name of the study."""
        return self.spec.name

    @property
    def factors(self) -> tuple[str, ...]:
        """The settings that are varied, in the order of the file."""
        return tuple(factor.setting for factor in self.spec.factors)

    @property
    def plans(self) -> tuple[str, ...]:
        """The plans that are run, the first being the baseline."""
        return self.spec.plans or self.base.compare.plans or tuple(self.base.plans)

    @property
    def outcome(self) -> str:
        """What decides who wins."""
        return self.spec.outcome or self.base.compare.outcome

    @property
    def lucks(self) -> tuple[int, ...]:
        """Lucks at each point (with a stopping rule: at most)."""
        return tuple(range(self.spec.lucks))

    @property
    def market_seeds(self) -> tuple[int, ...]:
        """Market seeds at each point."""
        return tuple((self.base.market_seed + m) % 2**32 for m in range(self.spec.markets))

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """The value of every factor, point by point."""
        if self.given is not None:
            return self.given
        known = settings(self.base)
        own = [known[setting] for setting in self.factors]
        whole = [isinstance(value, int) and not isinstance(value, bool) for value in own]
        return tuple(design.points(self.spec, whole, own))

    @property
    def runs(self) -> int:
        """Number of runs (with a stopping rule: at most)."""
        return len(self.points) * len(self.plans) * self.spec.markets * self.spec.lucks

    def scenario_at(self, point: int) -> Scenario:
        """Return the scenario of a point.

        Raises
        ------
        InputError
            If there is no such point, or its values make no valid scenario.
        """
        whole(point, "point", low=0, high=len(self.points) - 1)
        return changed(self.base, dict(zip(self.factors, self.points[point], strict=True)))

    def with_points(self, points: Iterable[Sequence[Any]]) -> Study:
        """Return the same study at other points, for example of a design made elsewhere.

        Parameters
        ----------
        points
            For each point the values of all factors, in their order; NumPy arrays will do.
        """
        rows = tuple(tuple(_plain(value) for value in row) for row in points)
        wrong = next((row for row in rows if len(row) != len(self.factors)), None)
        if wrong is not None:
            raise InputError(
                f"a point has {len(wrong)} values for {len(self.factors)} factors",
                where="points",
                remedy="give one value for each of: " + ", ".join(self.factors),
            )
        return replace(self, given=rows)

    def with_changes(self, **changes: Any) -> Study:
        """Return a changed, checked copy, for example ``study.with_changes(lucks=50)``."""
        data = self.spec.model_dump(exclude_unset=True) | changes
        # The scenario is at hand; its name is not looked up again.
        return of(data, scenario=self.base, given=self.given)

    def titled(self, title: str) -> Study:
        """Return the same study under a title; a store does not keep it."""
        return replace(self, spec=self.spec.model_copy(update={"title": title}))

    @cached_property
    def told(self) -> dict[str, Any]:
        """Everything that decides a result, as plain values."""
        spec = json.loads(self.spec.model_dump_json(exclude={"title", "scenario"}))
        given = None if self.given is None else [list(point) for point in self.given]
        return {"study": spec, "scenario": resolved(self.base), "points given": given}

    @cached_property
    def digest(self) -> str:
        """Digest of everything that decides a result, but for what may grow."""
        study = {name: value for name, value in self.told["study"].items() if name not in GROWS}
        return _digest(self.told | {"study": study})


def load_study(source: str | os.PathLike[str] | Study) -> Study:
    """Read a study file.

    Parameters
    ----------
    source
        Path of a TOML file (docs/studies.md); a study is returned as it is.

    Raises
    ------
    InputError
        With every mistake in it: line, path, value, nearest known name.
    """
    if isinstance(source, Study):
        return source
    remedy = "give the path of a study file; docs/studies.md shows how to write one"
    if not isinstance(source, str | os.PathLike):
        raise InputError(f"{source!r} is no study", where="study", remedy=remedy)
    path = Path(source)
    spec, base = parse_study(text_of(path, remedy=remedy), where=str(path), folder=path.parent)
    return Study(spec, base)


def of(
    data: Mapping[str, Any],
    *,
    scenario: Scenario | None = None,
    given: tuple[Point, ...] | None = None,
) -> Study:
    """Make a study from plain values, with the names of a study file.

    Parameters
    ----------
    data
        What a study file would say.
    scenario
        The scenario, if it is not to be found by its name.
    """
    told = {"name": "study", **data}
    if scenario is not None:
        told["scenario"] = scenario.name
    spec, base = check_study(_lists(told), where="study", scenario=scenario)
    return Study(spec, base, given)


def _lists(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _lists(inner) for name, inner in value.items()}
    return [_lists(inner) for inner in value] if isinstance(value, tuple | list) else value


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def _digest(told: Any) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:24]
