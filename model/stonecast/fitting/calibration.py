"""What a fit found: the parameters with intervals, what the data could not tell, and what it predicts."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import as_path
from stonecast.fitting.identify import Identifiability
from stonecast.fitting.problem import Problem
from stonecast.inference import exactly
from stonecast.scenario import Scenario
from stonecast.scenario.settings import changed
from stonecast.wording import words

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

LOW, HIGH = 0.025, 0.975


@dataclass(frozen=True, eq=False)
class Calibration:
    """Settings that make what was observed.

    Attributes
    ----------
    problem
        What was fitted to what.
    shares
        float64, shape (n, d): draws, as shares of the ranges.
    weights
        float64, shape (n,); they sum to 1.
    point
        float64, shape (d,): the shares that stand for the fit.
    predicted
        float64, shape (m, plans, outcomes, days): new runs with settings drawn from the fit.
    runs, failed
        Settings (times lucks) that were tried, and that could not be run.
    history
        For the ABC methods, tolerance and share accepted in each generation.
    misfit
        For the method of moments: the chance of a misfit at least as bad if the model can make the data.
    notes
        What the reader should know, in sentences.
    seconds
        Time that it took.
    """

    problem: Problem
    shares: Array
    weights: Array
    point: Array
    predicted: Array
    runs: int
    failed: int
    history: tuple[tuple[float, float], ...] = ()
    misfit: float | None = None
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    def __repr__(self) -> str:
        fitted = ", ".join(parameter.setting for parameter in self.problem.spec.parameters)
        return f"<Calibration: {self.problem.spec.name}, {fitted}, {self.runs:,} runs>"

    @property
    def method(self) -> str:
        """How it was fitted."""
        return self.problem.spec.method

    @cached_property
    def values(self) -> Array:
        """Every draw as values of the settings, shape (n, d)."""
        return np.array([self.problem.values(row) for row in self.shares], np.float64)

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario with the fitted settings."""
        found = dict(zip(self.problem.settings, self.problem.values(self.point), strict=True))
        return changed(self.problem.base, found)

    @cached_property
    def identifiability(self) -> Identifiability:
        """What the data can tell, and what they cannot."""
        return Identifiability.of(self.problem.settings, self.shares, self.weights)

    def table(self) -> pd.DataFrame:
        """One row a parameter: estimate, 95% interval, the range, and its spread against the range's."""
        import pandas as pd

        rows = []
        for d, one in enumerate(self.problem.spec.parameters):
            low, high = (exactly.quantile(self.values[:, d], self.weights, share) for share in (LOW, HIGH))
            rows.append(
                {
                    "setting": one.setting,
                    "estimate": float(self.problem.values(self.point)[d]),
                    "low": low,
                    "high": high,
                    "range_low": one.low,
                    "range_high": one.high,
                    "spread": float(self.identifiability.spreads[d]),
                }
            )
        return pd.DataFrame(rows)

    def draws(self) -> pd.DataFrame:
        """One row a draw: the value of every setting, and its weight."""
        import pandas as pd

        made = pd.DataFrame(self.values, columns=list(self.problem.settings))
        made["weight"] = self.weights
        return made

    def predictions(self) -> pd.DataFrame:
        """One row a plan, outcome and day: what was observed, and mean and 95% interval of new runs."""
        import pandas as pd

        observed = self.problem.observed
        rows = []
        for p, plan in enumerate(observed.plans):
            for o, outcome in enumerate(observed.outcomes):
                for day in range(observed.values.shape[2]):
                    new = self.predicted[:, p, o, day]
                    new = new[~np.isnan(new)]
                    low, high = np.quantile(new, [LOW, HIGH]) if new.size else (np.nan, np.nan)
                    rows.append(
                        {
                            "plan": plan,
                            "outcome": outcome,
                            **({"day": day} if observed.is_daily else {}),
                            "observed": observed.values[p, o, day],
                            "mean": float(new.mean()) if new.size else np.nan,
                            "low": low,
                            "high": high,
                        }
                    )
        return pd.DataFrame(rows)

    def totals(self) -> pd.DataFrame:
        """One row a plan and outcome: the observed total, that of new runs, and whether it is among them.

        Days that are unknown are left out of both.
        """
        import pandas as pd

        observed = self.problem.observed
        rows = []
        for p, plan in enumerate(observed.plans):
            for o, outcome in enumerate(observed.outcomes):
                known = ~np.isnan(observed.values[p, o])
                total = float(observed.values[p, o, known].sum())
                new = self.predicted[:, p, o, known].sum(axis=1)
                new = new[~np.isnan(new)]
                low, high = np.quantile(new, [LOW, HIGH]) if new.size else (np.nan, np.nan)
                rows.append(
                    {
                        "plan": plan,
                        "outcome": outcome,
                        "observed": total,
                        "mean": float(new.mean()) if new.size else np.nan,
                        "low": low,
                        "high": high,
                        "fits": bool(low <= total <= high),
                    }
                )
        return pd.DataFrame(rows)

    def verdict(self) -> str:
        """Say what was found, and how far it can be trusted."""
        lines = []
        for row in self.table().to_dict("records"):
            lines.append(
                f"{row['setting']} is {words.number(row['estimate'])} "
                f"(95% interval {words.number(row['low'])} to {words.number(row['high'])})."
            )
        lines += self.identifiability.told()
        lines += self.doubts()
        return "\n".join(lines)

    def doubts(self) -> list[str]:
        """Say why the fit cannot be trusted, or how far: nothing if there is no reason."""
        lines = []
        for row in self.totals().to_dict("records"):
            if not row["fits"]:
                low, high = words.number(row["low"]), words.number(row["high"])
                lines.append(
                    f"The fit does not make the data: {row['outcome']} of {row['plan']} were "
                    f"{words.number(row['observed'])}, and 95% of new runs give {low} to {high}. Widen the "
                    "ranges, or fit another mechanism."
                )
        if self.misfit is not None and self.misfit < 0.05:
            lines.append(
                f"The moments do not fit: a misfit as bad has a chance of {words.percent(self.misfit)} if "
                "the model can make the data."
            )
        if self.failed:
            lines.append(f"{words.many(self.failed, 'trial')} could not be run.")
        if self.problem.spec.markets == 1 and self.problem.base.market.kind == "pond":
            lines.append(words.FITTED_ON_ONE)
        return lines

    def plot(self) -> Any:
        """What was observed, over what new runs with the fitted settings give, as a matplotlib figure."""
        from stonecast.report.fits import predictive

        return predictive(self)

    def plot_parameters(self) -> Any:
        """What the data tell of each parameter and of each pair, as a matplotlib figure."""
        from stonecast.report.fits import parameters

        return parameters(self)

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Write report, fitted scenario, tables and figures into a new folder."""
        from stonecast.report.fitted import save_calibration

        return save_calibration(self, as_path(folder, "save"))
