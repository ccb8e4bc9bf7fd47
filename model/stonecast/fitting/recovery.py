"""Whether a fit finds again what made the data: simulation-based calibration.

Settings are drawn from their ranges, data are made with them, and the same fit that is meant for the real
data is made for these. If its intervals mean what they say, the rank of the truth among the draws of the fit
is uniform.

References
----------
Talts, Betancourt, Simpson, Vehtari, Gelman 2018, arXiv 1804.06788; Cook, Gelman, Rubin 2006,
10.1198/106186006X136976.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import whole
from stonecast.fitting import approximate
from stonecast.fitting.calibrate import LATER, fitted
from stonecast.fitting.condense import condenser
from stonecast.fitting.problem import Problem, load_problem
from stonecast.fitting.trials import Memo, Trials
from stonecast.study import executors

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

DRAWS = 99
"""Draws of a fit among which the truth is ranked."""


@dataclass(frozen=True, eq=False)
class Recovery:
    """Ranks of the truth.

    Attributes
    ----------
    settings
        What was fitted.
    ranks
        int64, shape (fits, d): how many of `DRAWS` draws lie below the truth.
    truths, estimates
        float64, shape (fits, d): shares of the ranges, and the medians of the fits.
    spreads
        float64, shape (fits, d): standard deviations of the fits over those of the ranges.
    """

    settings: tuple[str, ...]
    ranks: NDArray[np.int64]
    truths: Array
    estimates: Array
    spreads: Array

    def table(self, *, bins: int = 10) -> pd.DataFrame:
        """One row a setting: p of uniform ranks, truths in 50%, 90% and 95% intervals, how near they are.

        Parameters
        ----------
        bins
            Bins of the chi-squared test; `DRAWS` + 1 must be a multiple.
        """
        import pandas as pd
        from scipy.stats import chisquare

        rows = []
        for d, setting in enumerate(self.settings):
            ranks = self.ranks[:, d]
            counts = np.bincount(ranks * bins // (DRAWS + 1), minlength=bins)
            row: dict[str, Any] = {"setting": setting, "p": float(chisquare(counts).pvalue)}
            for share in (0.5, 0.9, 0.95):
                out = (1 - share) / 2 * (DRAWS + 1)
                row[f"in_{share:.0%}"] = float(((ranks >= out) & (ranks < DRAWS + 1 - out)).mean())
            row["correlation"] = float(np.corrcoef(self.truths[:, d], self.estimates[:, d])[0, 1])
            row["spread"] = float(np.median(self.spreads[:, d]))
            rows.append(row)
        return pd.DataFrame(rows)

    def plot(self, *, bins: int = 20) -> Any:
        """The ranks as a matplotlib figure: flat, if the intervals mean what they say."""
        from stonecast.report.fits import ranks

        found = {setting: self.ranks[:, d] for d, setting in enumerate(self.settings)}
        return ranks(found, DRAWS, bins=bins, title=f"{len(self.ranks)} fits to data made by the program")


def recover(
    source: Any,
    fits: int,
    *,
    workers: int | None = None,
    threads: bool = False,
    elsewhere: bool = False,
    progress: Callable[[int, int], None] | None = None,
    **given: Any,
) -> Recovery:
    """Fit data that the program makes itself, many times.

    Parameters
    ----------
    source
        A calibration, as for `calibrate`; its data only say which days and outcomes are known.
    fits
        How many times, at least 1. With ``method = "rejection"`` one table of runs serves for all, each run
        in its turn being the data; the other methods run anew for each.
    workers, threads
        As for `calibrate`.
    elsewhere
        Whether data are made on markets of their own, which no run of the fits has, as real ones are.
    progress
        Called with the number of fits done, and of all.
    given
        ``scenario`` and ``observed``, as for `calibrate`.

    Raises
    ------
    InputError
        As `calibrate` does, or if there is not one fit to make.
    """
    fits, problem = whole(fits, "fits"), load_problem(source, **given)
    spec, dims = problem.spec, len(problem.settings)
    with executors.crew(workers=workers, threads=threads) as crew:
        trials = Trials(problem, crew, Memo(None))
        truths = approximate.from_prior(fits, dims, spec.seed + 1)
        if spec.method == "rejection":
            data = _made(problem, crew, truths, elsewhere) if elsewhere else None
            found = _from_table(problem, trials, fits, progress, truths, data)
        else:
            curves = _made(problem, crew, truths, elsewhere)
            curves = np.where(np.isnan(problem.observed.values), np.nan, curves)
            found = []
            for turn in np.flatnonzero(~np.isnan(curves).all(axis=(1, 2, 3))).tolist():
                # Each fit has lucks and draws of its own, as the fits of different people have.
                mine = replace(
                    problem,
                    spec=spec.model_copy(update={"seed": spec.seed + 2 + turn, "predictions": 20}),
                    observed=replace(problem.observed, values=curves[turn]),
                )
                fit = fitted(mine, Trials(mine, crew, Memo(None)))
                found.append((truths[turn], fit.shares, fit.weights))
                if progress is not None:
                    progress(turn + 1, fits)
    return _ranked(problem, found)


def _made(problem: Problem, crew: executors.Crew, truths: Array, elsewhere: bool) -> Array:
    """Make data with these settings, each under its own luck, on the first market or on one of its own."""
    spec, fits = problem.spec, len(truths)
    if elsewhere:
        base = problem.base.with_changes(market_seed=(problem.base.market_seed + spec.markets) % 2**32)
        problem = replace(problem, base=base, spec=spec.model_copy(update={"markets": fits}))
    own = approximate.lucks(spec.seed, LATER + 1, 0, fits).reshape(-1, 1)
    numbers = np.arange(fits).reshape(-1, 1) if elsewhere else np.zeros_like(own)
    return Trials(problem, crew, Memo(None)).curves(truths, own, numbers)[:, 0]


def _from_table(
    problem: Problem,
    trials: Trials,
    fits: int,
    progress: Callable[[int, int], None] | None,
    truths: Array,
    data: Array | None,
) -> list[tuple[Array, Array, Array]]:
    """Fit these data by one table of runs; without any, each of its first runs in turn by the others."""
    spec = problem.spec
    shares = approximate.from_prior(spec.runs, len(problem.settings), spec.seed)
    lucks = approximate.lucks(spec.seed, 0, 0, spec.runs).reshape(-1, 1)
    curves = trials.curves(shares, lucks, np.arange(spec.runs).reshape(-1, 1))[:, 0]
    condense = condenser(curves, problem.observed, unit=problem.base.scale)
    stats = condense(curves)
    truths, targets = (shares, stats) if data is None else (truths, condense(data))
    known = np.flatnonzero(~np.isnan(targets).any(axis=1))
    found = []
    for turn in known[:fits]:
        others = np.delete(np.arange(spec.runs), turn) if data is None else np.arange(spec.runs)
        nearest = approximate.nearest(shares[others], stats[others], targets[turn], spec.particles)
        last = approximate.adjusted(nearest)
        found.append((truths[turn], last.shares, last.weights))
        if progress is not None:
            progress(len(found), min(fits, len(known)))
    return found


def _ranked(problem: Problem, found: list[tuple[Array, Array, Array]]) -> Recovery:
    ranks, estimates, spreads = [], [], []
    for turn, (truth, shares, weights) in enumerate(found):
        drawn = shares[approximate.resampled(weights, DRAWS, problem.spec.seed + turn)]
        ranks.append((drawn < truth).sum(axis=0))
        estimates.append(np.median(drawn, axis=0))
        spreads.append(drawn.std(axis=0) * np.sqrt(12.0))
    return Recovery(
        problem.settings,
        np.array(ranks, np.int64),
        np.array([truth for truth, _, _ in found]),
        np.array(estimates),
        np.array(spreads),
    )
