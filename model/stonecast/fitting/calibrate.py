"""Fit settings to what was observed: simulated moments, rejection, sequential Monte Carlo."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness
from stonecast.errors import InputError, as_path
from stonecast.fitting import approximate, moments
from stonecast.fitting.calibration import Calibration
from stonecast.fitting.condense import Condenser, condenser
from stonecast.fitting.observed import Observed
from stonecast.fitting.problem import Problem, load_problem
from stonecast.fitting.trials import Memo, Trials
from stonecast.inference import exactly
from stonecast.scenario import Scenario
from stonecast.study import executors

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

LATER = 2**31
"""Generation that names the lucks of predictions: none of the fit has it."""


BUSY = 1 / 3
"""Share of runs in which something must happen in a block: what is mostly nought has no normal law."""


def calibrate(
    source: Problem | str | os.PathLike[str] | Mapping[str, Any],
    *,
    scenario: Scenario | None = None,
    observed: pd.DataFrame | Observed | None = None,
    executor: Any = None,
    workers: int | None = None,
    threads: bool = False,
    scheduler: str | None = None,
    store: str | os.PathLike[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Calibration:
    """Fit settings of a scenario to observed curves or totals.

    Parameters
    ----------
    source
        Path of a calibration file, or a mapping that says what one would say (docs/calibrating.md).
    scenario
        The scenario, if it is not to be found by its name.
    observed
        The data, if they are not to be read from a file: columns as of the CSV file.
    executor, workers, threads, scheduler
        Who runs it, as in `sweep`. The result does not hang on it, bit for bit.
    store
        SQLite file that keeps every trial: a fit that was stopped or killed goes on from it.
    progress
        Called with the number of trials done, and of all (at most).

    Raises
    ------
    InputError
        If the file or the data cannot be used, or no setting in the ranges can be run.
    """
    problem = load_problem(source, scenario=scenario, observed=observed)
    started = perf_counter()
    memo = Memo(None if store is None else as_path(store, "store"))
    try:
        with executors.crew(executor, workers=workers, threads=threads, scheduler=scheduler) as crew:
            total = most_trials(problem)
            step = None if progress is None else lambda done: progress(done, max(total, done))
            found = fitted(problem, Trials(problem, crew, memo, step))
            return replace(found, seconds=perf_counter() - started)
    finally:
        memo.close()


def most_trials(problem: Problem) -> int:
    """Return how many trials a fit takes, at most."""
    spec = problem.spec
    if spec.method != "moments":
        return spec.runs + spec.predictions
    return moments.most_runs(len(spec.parameters), spec.lucks) + spec.predictions


def fitted(problem: Problem, trials: Trials) -> Calibration:
    """Fit, and run what the fit predicts, by trials on an executor that is open."""
    fit = _by_moments if problem.spec.method == "moments" else _by_abc
    found, condense = fit(problem, trials)
    predictions = problem.spec.predictions
    rows = approximate.resampled(found["weights"], predictions, problem.spec.seed)
    lucks = approximate.lucks(problem.spec.seed, LATER, 0, predictions).reshape(-1, 1)
    markets = np.arange(predictions).reshape(-1, 1)
    predicted = trials.curves(found["shares"][rows], lucks, markets)[:, 0]
    notes = [*problem.observed.notes, *found.pop("notes"), *_far(problem, condense, found.pop("start"))]
    if trials.failed:
        notes.append(f"a trial that could not be run said: {trials.first_error.splitlines()[0]}")
    return Calibration(
        problem,
        predicted=predicted,
        failed=trials.failed,
        notes=tuple(notes),
        **found,
    )


def _by_abc(problem: Problem, trials: Trials) -> tuple[dict[str, Any], Condenser]:
    """Rejection, then, if it is asked for, sequential Monte Carlo; at the end the adjustment."""
    spec, dims = problem.spec, len(problem.spec.parameters)
    first = spec.runs if spec.method == "rejection" else min(spec.runs, 4 * spec.particles)
    shares = approximate.from_prior(first, dims, spec.seed)

    def run(shares: Array, lucks: NDArray[np.int64], numbers: NDArray[np.int64]) -> Array:
        return trials.curves(shares, lucks.reshape(-1, 1), numbers.reshape(-1, 1))[:, 0]

    curves = run(shares, approximate.lucks(spec.seed, 0, 0, first), np.arange(first))
    _some(curves, trials)
    condense = condenser(curves, problem.observed, unit=problem.base.scale)
    start, target = condense(curves), condense(problem.observed.values)
    found = approximate.nearest(shares, start, target, spec.particles)
    if spec.method == "smc":
        found = approximate.sequential(
            found,
            # A proposal's market hangs on its luck, so that it is the same however proposals are cut up.
            lambda shares, lucks: condense(run(shares, lucks, lucks)),
            target,
            seed=spec.seed,
            runs=spec.runs,
        )
    last = approximate.adjusted(found)
    point = np.array([exactly.quantile(last.shares[:, d], last.weights, 0.5) for d in range(dims)])
    notes = []
    if last.size < 100:
        notes.append(f"only {last.size:.0f} effective draws: raise runs and particles")
    return {
        "shares": last.shares,
        "weights": last.weights,
        "point": point,
        "runs": found.runs,
        "history": found.history,
        "notes": notes,
        "start": start,
    }, condense


def _by_moments(problem: Problem, trials: Trials) -> tuple[dict[str, Any], Condenser]:
    from scipy.special import chdtrc

    spec, dims = problem.spec, len(problem.spec.parameters)
    shares = approximate.from_prior(moments.FIRST * dims, dims, spec.seed)
    common = np.broadcast_to(approximate.lucks(spec.seed, 0, 0, spec.lucks), (len(shares), spec.lucks))

    def run(shares: Array, lucks: NDArray[np.int64]) -> Array:
        return trials.curves(shares, lucks, np.broadcast_to(np.arange(spec.lucks), lucks.shape))

    curves = run(shares, common)
    flat = curves.reshape(-1, *curves.shape[2:])
    _some(flat, trials)
    condense = condenser(flat, problem.observed, unit=problem.base.scale, busy=BUSY)
    start, target = condense(curves), condense(problem.observed.values)
    notes = []
    if len(target) < dims:
        notes.append(
            f"{len(target)} moments cannot tell {dims} parameters: more days, outcomes or plans are needed"
        )
    number = max(spec.particles, 1000)
    try:
        found = moments.fit(
            lambda shares, lucks: condense(run(shares, lucks)),
            shares,
            start,
            target,
            np.array([randomness.exp(-value) for value in target.tolist()]),  # a count is log(1 + count) wide
            seed=spec.seed,
            number=number,
        )
    except ValueError:
        raise InputError(
            f"too few settings run under every luck: {trials.first_error}", where=spec.name
        ) from None
    for setting, at_edge in zip(problem.settings, found.at_edge, strict=True):
        if at_edge:
            notes.append(f"{setting} ended at the end of its range: widen it")
    return {
        "shares": found.shares,
        "weights": np.full(number, 1.0 / number),
        "point": found.point,
        "runs": found.runs,
        "misfit": float(chdtrc(found.degrees, found.misfit)) if found.degrees else None,
        "notes": notes,
        "start": start.reshape(-1, start.shape[-1]),
    }, condense


def _some(curves: Array, trials: Trials) -> None:
    if np.isnan(curves).any(axis=(1, 2, 3)).all():
        raise InputError(
            f"nothing in the ranges can be run: {trials.first_error}", where=trials.problem.spec.name
        )


def _far(problem: Problem, condense: Condenser, start: Array) -> list[str]:
    """Name statistics of the data that no run drawn from the ranges came near to."""
    known = start[~np.isnan(start).any(axis=1)]
    target = condense(problem.observed.values)
    low, high = known.min(axis=0), known.max(axis=0)
    names = condense.names(problem.observed)
    return [
        f"{name}: observed {'more' if target[k] > high[k] else 'less'} than in any run within the ranges"
        for k, name in enumerate(names)
        if not low[k] <= target[k] <= high[k]
    ]
