"""What is to be fitted: a scenario, the settings with their ranges, and what was observed."""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness
from stonecast.errors import InputError
from stonecast.fitting import observed as data
from stonecast.fitting.observed import Observed
from stonecast.scenario import Scenario, resolved
from stonecast.scenario.calibration import CalibrationSpec, check_calibration, parse_calibration
from stonecast.scenario.reading import text_of
from stonecast.scenario.settings import changed, settings
from stonecast.scenario.study import FactorSpec

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Problem:
    """A calibration that can be run.

    Attributes
    ----------
    spec
        What the calibration file says.
    base
        The scenario, resolved and at the calibration's scale.
    observed
        The data.
    """

    spec: CalibrationSpec
    base: Scenario
    observed: Observed

    @property
    def settings(self) -> tuple[str, ...]:
        """The settings that are fitted, in the order of the file."""
        return tuple(one.setting for one in self.spec.parameters)

    @property
    def market_seeds(self) -> tuple[int, ...]:
        """Seeds of the markets that the runs are spread over."""
        return tuple((self.base.market_seed + m) % 2**32 for m in range(self.spec.markets))

    @cached_property
    def whole(self) -> tuple[bool, ...]:
        """Which settings are whole numbers."""
        known = settings(self.base)
        return tuple(
            one.distribution == "integer" or isinstance(known[one.setting], int)
            for one in self.spec.parameters
        )

    def values(self, shares: Array) -> tuple[float | int, ...]:
        """Return the value of every setting at shares of their ranges, shape (d,)."""
        rows = zip(self.spec.parameters, shares.tolist(), self.whole, strict=True)
        return tuple(value_at(one, share, whole) for one, share, whole in rows)

    def shares(self, values: Mapping[str, float]) -> Array:
        """Return the shares at which settings have these values, shape (d,)."""
        return np.array([share_of(one, values[one.setting]) for one in self.spec.parameters])

    def scenario_at(self, shares: Array) -> Scenario:
        """Return the scenario at shares of the ranges.

        Raises
        ------
        InputError
            If these values make no valid scenario.
        """
        return changed(self.base, dict(zip(self.settings, self.values(shares), strict=True)))

    @cached_property
    def told(self) -> dict[str, Any]:
        """Everything that decides the fit, as plain values."""
        left_out = {"title", "scenario", "data", "columns", "first_day", "plan"}
        return {
            "calibration": json.loads(self.spec.model_dump_json(exclude=left_out)),
            "scenario": resolved(self.base),
            "observed": {
                "plans": list(self.observed.plans),
                "outcomes": list(self.observed.outcomes),
                "is_daily": self.observed.is_daily,
                "values": [
                    [[None if math.isnan(x) else x for x in curve] for curve in plan]
                    for plan in self.observed.values.tolist()
                ],
            },
        }

    @cached_property
    def digest(self) -> str:
        """Digest of everything that decides the fit."""
        return hashlib.sha256(json.dumps(self.told, sort_keys=True).encode()).hexdigest()[:24]


def value_at(parameter: FactorSpec, share: float, whole: bool) -> float | int:
    """Return the value of a parameter at a share of its range, the same bits on every machine."""
    low, high = float(parameter.low or 0.0), float(parameter.high or 0.0)
    if whole and parameter.distribution != "loguniform":
        first, last = math.ceil(low), math.floor(high)
        return min(last, first + int(share * (last - first + 1)))  # each whole number has an equal share
    if parameter.distribution == "loguniform":
        value = min(high, max(low, low * randomness.exp(share * randomness.log(high / low))))
    else:
        value = low + share * (high - low)
    return round(value) if whole else value


def share_of(parameter: FactorSpec, value: float) -> float:
    """Return the share of its range at which a parameter has a value: the inverse of `value_at`."""
    low, high = float(parameter.low or 0.0), float(parameter.high or 0.0)
    if parameter.distribution == "loguniform":
        return randomness.log(value / low) / randomness.log(high / low)
    if parameter.distribution == "integer":
        first, last = math.ceil(low), math.floor(high)
        return (value - first + 0.5) / (last - first + 1)
    return (value - low) / (high - low)


def load_problem(
    source: Problem | str | os.PathLike[str] | Mapping[str, Any],
    *,
    scenario: Scenario | None = None,
    observed: pd.DataFrame | Observed | None = None,
) -> Problem:
    """Read a calibration file, or take its content as plain values.

    Parameters
    ----------
    source
        Path of a calibration file, or a mapping that says what one would say.
    scenario
        The scenario, if it is not to be found by its name.
    observed
        The data, if they are not to be read from the file that ``data`` names.

    Raises
    ------
    InputError
        With every mistake in the file, or in the data.
    """
    if isinstance(source, Problem):
        return source
    folder = Path()
    if isinstance(source, Mapping):
        told: dict[str, Any] = {"name": "calibration", **json.loads(json.dumps(source))}
        if scenario is not None:
            told["scenario"] = scenario.name
        spec, base = check_calibration(told, where="calibration", scenario=scenario)
        where = "calibration"
    elif not isinstance(source, str | os.PathLike):
        raise InputError(
            f"{source!r} is no calibration",
            where="calibration",
            remedy="give the path of a calibration file, or a mapping (docs/calibrating.md)",
        )
    else:
        path = Path(source)
        remedy = "give the path of a calibration file; docs/calibrating.md shows how to write one"
        spec, base = parse_calibration(text_of(path, remedy=remedy), where=str(path), folder=path.parent)
        folder, where = path.parent, str(path)
    if isinstance(observed, Observed):
        return Problem(spec, base, observed)
    if observed is not None:
        return Problem(spec, base, data.of_frame(observed, spec, base))
    if not spec.data:
        raise InputError("no data are named", where=where, remedy='say data = "observed.csv"')
    return Problem(spec, base, data.read(folder / spec.data, spec, base))
