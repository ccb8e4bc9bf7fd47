"""Which factors matter, for outcomes and for who wins: `stonecast.sensitivity`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import InputError
from stonecast.inference import statistics
from stonecast.study import design, indices
from stonecast.study.choosing import check_outcome, contrast_of, plans_of, too_few
from stonecast.study.indices import Index
from stonecast.study.responses import Response, averages, responses
from stonecast.study.results import Sweep
from stonecast.study.studyfile import Study, load_study
from stonecast.study.sweep import sweep

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

GROUPS = 20
"""Into so many groups markets, or lucks, are split at most to see how far an index hangs on them."""


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Sensitivity indices of every response of a study.

    Attributes
    ----------
    sweep
        The runs.
    plan, baseline, outcome
        What is compared.
    responses
        The numbers whose variance is divided, see `responses.Response`.
    found
        For each response its indices, and on how many points, rows or trajectories they rest.
    """

    sweep: Sweep
    plan: str
    baseline: str
    outcome: str
    responses: tuple[Response, ...]
    found: tuple[tuple[tuple[Index, int], ...], ...]

    def __repr__(self) -> str:
        return (
            f"<Sensitivity: {self.sweep.study.name}, {self.plan} against {self.baseline} on {self.outcome}>"
        )

    @property
    def factors(self) -> tuple[str, ...]:
        """The factors, in the order of the study."""
        return self.sweep.study.factors

    def index(self, name: str, response: str = "log ratio") -> Index:
        """Return one index of one response, for example ``index("ST", "wins")``."""
        for told, made in zip(self.responses, self.found, strict=True):
            for index, _ in made:
                if (told.name, index.name) == (response, name):
                    return index
        said = "; ".join(r.name for r in self.responses) + ": " + ", ".join(i.name for i, _ in self.found[0])
        raise InputError(f"there is no {name} of {response}", remedy="there are, of " + said)

    def ranked(self, among: Sequence[str]) -> list[str]:
        """Return factors by how much they matter to the log ratio, or to the difference; the most first."""
        name = self.found[0][0][0].name.replace("S1", "ST")
        for response in ("log ratio", "difference"):
            value = np.abs(self.index(name, response).value)
            if np.isfinite(value).any():
                return [
                    self.factors[n] for n in statistics.ranked(value.tolist()) if self.factors[n] in among
                ]
        return list(among)

    def table(self) -> pd.DataFrame:
        """One row a response, factor and index: value, 95% interval, and what it rests on.

        ``rests_on`` counts rows (Sobol'), trajectories (Morris) or points (PRCC); ``noise`` is luck's share
        of the variance of the response.
        """
        import pandas as pd

        records = []
        for response, made in zip(self.responses, self.found, strict=True):
            for index, count in made:
                for turn, factor in enumerate(self.factors):
                    told = {"response": response.name, "factor": factor, "index": index.name}
                    limits = {"value": index.value[turn], "low": index.low[turn], "high": index.high[turn]}
                    records.append(told | limits | {"rests_on": count, "noise": response.noise})
        return pd.DataFrame(records)

    def plot(self) -> Any:
        """Draw the indices of the log ratio and of who wins as a matplotlib figure."""
        from stonecast.report.figures import sensitivity as draw

        return draw(self)


def sensitivity(
    study: Study | Sweep | str | os.PathLike[str],
    *,
    plan: str | None = None,
    baseline: str | None = None,
    outcome: str | None = None,
    resamples: int = 1000,
    **options: Any,
) -> Sensitivity:
    """Run or resume a study, and tell how much each factor matters.

    Parameters
    ----------
    study
        A study, the path of a study file or of a store, or what `sweep` returned. Its design says
        which indices there are: ``saltelli`` gives Sobol' indices of first and total order and PRCC,
        ``morris`` elementary effects, any other sample or grid PRCC.
    plan, baseline
        The plans compared; by default the study's second and first.
    outcome
        By default what decides the study.
    resamples
        Resamples of the bootstrap over rows or trajectories, by named random numbers. All intervals are then
        widened by how much an index differs between markets, or between lucks of a single market.
    options
        As of `sweep`: ``store``, ``workers``, ``executor``, ``progress``...

    Raises
    ------
    InputError
        If the design varies one factor at a time (see ``Sweep.plot`` for a tornado chart of it), or SALib
        is needed and not installed.
    """
    if isinstance(study, str | os.PathLike) and Path(study).suffix == ".sqlite":
        study = Sweep.open(study)
    planned = study.study if isinstance(study, Sweep) else load_study(study)
    check(planned, plan, baseline, outcome)
    done = study if isinstance(study, Sweep) else sweep(planned, **options)
    one, other, names = contrast_of(done, plan, baseline, outcome)
    if not np.isfinite(one - other).any():
        raise too_few(done, "has no runs to analyse", remedy="run the study first")
    told = responses(one, other, *names[:2])
    without = [averages(*some) for some in leaving_out(one, other)]
    made = tuple(
        analysed(done.study, response.values, [values[turn] for values in without], resamples)
        for turn, response in enumerate(told)
    )
    return Sensitivity(done, *names, tuple(told), made)


def check(study: Study, plan: str | None, baseline: str | None, outcome: str | None) -> None:
    """Refuse a question that a study cannot answer, before anything is run for it; see `sensitivity`."""
    if study.spec.design == "one_at_a_time" or not study.factors:
        raise InputError(
            "varies one factor at a time, so nothing can be said of factors together",
            where=study.name,
            remedy="say design = 'saltelli', 'morris' or 'latin_hypercube' in the study; "
            "`stonecast report` and Sweep.plot() draw a tornado chart of this one",
        )
    plans_of(study, plan, baseline)
    if outcome is not None:
        check_outcome(outcome)


def leaving_out(one: Array, other: Array) -> Iterator[tuple[Array, Array]]:
    """Yield both outcomes without each market (of one: each luck) in turn, at most `GROUPS` times."""
    axis = 1 if one.shape[1] > 1 else 2
    units = one.shape[axis]
    if units > 1:
        for group in np.array_split(np.arange(units), min(units, GROUPS)):
            yield np.delete(one, group, axis), np.delete(other, group, axis)


def analysed(
    study: Study, values: Array, without: Sequence[Array], resamples: int
) -> tuple[tuple[Index, int], ...]:
    """Return the indices of one response, and on how much of the design each rests.

    Parameters
    ----------
    study
        Whose design it is.
    values
        The response at each point, shape (points,).
    without
        The same without each market (`leaving_out`), by which intervals are widened; none leaves them as they
        are. Points that lack a value in any are left out of this part.
    resamples
        Of the bootstrap.
    """
    made = _indices(study, values, resamples)
    if not without:
        return made
    everywhere = np.isfinite(without).all(axis=0)
    parts = [_indices(study, np.where(everywhere, left, np.nan), 1) for left in without]
    return tuple(
        (indices.over_markets(index, np.array([part[turn][0].value for part in parts])), count)
        for turn, (index, count) in enumerate(made)
    )


def _indices(study: Study, values: Array, resamples: int) -> tuple[tuple[Index, int], ...]:
    kind = study.spec.design if study.given is None else ""
    if kind == "morris":
        found, count = indices.morris(values, design.shares(study.spec), resamples=resamples)
        return tuple((index, count) for index in found)
    if kind == "saltelli":
        number = len(study.factors)
        found, count = indices.sobol(values, number, resamples=resamples)
        # The rows of A and of B are points drawn one by one, as rank correlation wants them.
        drawn = np.flatnonzero(np.isin(np.arange(values.size) % (number + 2), [0, number + 1]))
        rank = indices.prcc(values[drawn], design.shares(study.spec)[drawn])
        return (*((index, count) for index in found), rank)
    return (indices.prcc(values, _as_numbers(study)),)


def _as_numbers(study: Study) -> Array:
    """Return the points as numbers; of a factor that is none, the place in the order of appearance."""
    columns = [_column(column) for column in zip(*study.points, strict=True)]
    return np.array(columns, np.float64).T


def _column(values: Iterable[Any]) -> list[float]:
    held = list(values)
    if all(isinstance(value, int | float) for value in held):
        return [float(value) for value in held]
    place: dict[str, int] = {}
    return [float(place.setdefault(repr(value), len(place))) for value in held]
