"""What a sweep found: tables read from the store, in chunks where they are long."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from stonecast.campaign import TOTALS
from stonecast.counts import COUNTS
from stonecast.errors import InputError, as_path
from stonecast.scenario import parse
from stonecast.study import cube, export, schema, studyfile, summary
from stonecast.study.choosing import checked
from stonecast.study.store import plain_errors
from stonecast.study.studyfile import Study

if TYPE_CHECKING:
    import pandas as pd

    from stonecast.study.breakeven import BreakEven
    from stonecast.study.peak import Peak

Array = NDArray[np.float64]

CHUNK = 10_000
"""Rows that are in memory at once while a long table is written."""


@dataclass(frozen=True, eq=False)
class Sweep:
    """The results of a study; it reads the store anew at every call.

    Attributes
    ----------
    study
        The study: ``factors``, ``plans``, ``points``, ``base`` (the scenario).
    path
        The store; None if it is in memory.
    notes
        What the reader should know, in sentences.
    """

    study: Study
    path: Path | None
    memory: sqlite3.Connection | None = None
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Sweep: {self.study.name}, {len(self.study.points):,} points, {self.path or 'in memory'}>"

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Sweep:
        """Open a store to read it, also while it is being written.

        Raises
        ------
        InputError
            If it is no store, or damaged.
        """
        path = as_path(path, "Sweep.open")
        with plain_errors(path):
            sql = schema.connect(path, write=False)
            try:
                schema.ours(sql, path)
                told = {name: json.loads(value) for name, value in sql.execute("SELECT * FROM study")}
            finally:
                sql.close()
        scenario = parse(json.dumps({"scenario": told["scenario"]}), where=str(path.with_suffix(".json")))
        data = {name: value for name, value in told["study"].items() if value is not None}
        data["factors"] = [
            {
                name: value
                for name, value in factor.items()
                if value is not None and (name != "distribution" or factor.get("values") is None)
            }
            for factor in data.get("factors", ())
        ]
        rows = told["points given"]
        given = None if rows is None else tuple(tuple(row) for row in rows)
        return cls(studyfile.of(data, scenario=scenario, given=given), path)

    def chunks(self, size: int = CHUNK, *, outcomes: Sequence[str] = TOTALS) -> Iterator[pd.DataFrame]:
        """Yield the rows a piece at a time, in the order of `rows`.

        Parameters
        ----------
        size
            Rows in a piece.
        outcomes
            Which outcomes to read.
        """
        import pandas as pd

        outcomes = checked(outcomes)
        names = self._columns(outcomes)
        said = ", ".join(f'"{name}"' for name in names)
        query = f"SELECT {said} FROM results ORDER BY point, plan, market, luck"
        with self.reading() as sql:
            rows = sql.execute(query)
            while piece := rows.fetchmany(size):
                columns: dict[str, Any] = dict(zip(names, zip(*piece, strict=True), strict=True))
                for name in (*outcomes, "seconds"):
                    columns[name] = np.array(columns[name], np.float64)
                columns["error"] = pd.array(columns["error"], dtype="string")
                made = pd.DataFrame(columns)
                del piece, columns  # before the next piece is read, not after
                yield made
                del made

    def rows(self, *, outcomes: Sequence[str] = TOTALS) -> pd.DataFrame:
        """One row a run: point, the factors, plan, market, luck, every outcome, error and seconds.

        People at full size and money, as in `Run.totals`; a run that failed has an error and no outcomes.
        """
        import pandas as pd

        pieces = list(self.chunks(outcomes=outcomes))
        if not pieces:
            return pd.DataFrame(columns=self._columns(checked(outcomes)))
        return pd.concat(pieces, ignore_index=True)

    def points(self) -> pd.DataFrame:
        """One row a point of the study: its factors, whether it has been run or not."""
        import pandas as pd

        table = pd.DataFrame(list(self.study.points), columns=list(self.study.factors))
        table.index.name = "point"
        return table.reset_index()

    def values(self, outcome: str | None = None) -> Array:
        """One outcome of every run, shape (plans, points, markets, lucks); default what decides.

        nan where a run is missing, failed or has no such value. It takes 8 bytes a run.
        """
        (found,) = self.cubes([outcome or self.study.outcome])
        return found

    def cubes(self, outcomes: Sequence[str]) -> Iterator[Array]:
        """Yield `values` of several outcomes, all from one state of the store, one in memory at a time."""
        outcomes = checked(outcomes)
        with self._one_state() as sql:
            yield from cube.read(sql, self.study, outcomes)

    def failures(self) -> pd.DataFrame:
        """One row a run that failed: point, plan, market, luck and the error."""
        import pandas as pd

        names = [*schema.KEY, "error"]
        with self.reading() as sql:
            found = sql.execute(f"SELECT {', '.join(names)} FROM runs WHERE error IS NOT NULL").fetchall()
        return pd.DataFrame(found, columns=names)

    def daily(self) -> pd.DataFrame:
        """One row a run and day, if the study keeps daily curves: what happened then, at full size."""
        import pandas as pd

        pieces = list(export.days(self))
        columns = [*schema.KEY, "day", *COUNTS]
        return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=columns)

    def summary(self, outcomes: Sequence[str] | None = None) -> pd.DataFrame:
        """One row a point and plan: runs, failures, and mean of outcomes with 95% intervals.

        Parameters
        ----------
        outcomes
            Names in `campaign.TOTALS`; default what decides the study.

        Notes
        -----
        Student intervals; with several markets over the means of markets, as lucks on one share its ties.
        """
        wanted = checked([self.study.outcome] if outcomes is None else outcomes)
        with self._one_state() as sql:
            table = summary.of_store(sql, self.study.plans, wanted, by_market=self.study.spec.markets > 1)
        return self.points().merge(table, on="point", how="inner")

    def contrasts(
        self, outcomes: Sequence[str] | None = None, *, baseline: str | None = None
    ) -> pd.DataFrame:
        """Every plan against the baseline at every point: difference, ratio, P(win), effect size.

        One row a point, outcome (default all) and plan, with 95% intervals; see `stonecast.study.contrasts`.
        """
        from stonecast.study.contrasts import contrasts

        return contrasts(self, outcomes, baseline=baseline)

    def medians(self, outcomes: Sequence[str] | None = None, **options: Any) -> pd.DataFrame:
        """Medians and ratios with bootstrap intervals; options: ``baseline``, ``resamples``.

        One row a point, outcome (default what decides) and plan; see `stonecast.study.contrasts.medians`.
        """
        from stonecast.study.contrasts import medians

        return medians(self, outcomes, **options)

    def shares(self, outcome: str | None = None) -> pd.DataFrame:
        """How much of the variance is between points, between markets, and luck; see `study.luckshare`.

        One row a plan, and one for its difference from the baseline (the study's first plan).
        """
        from stonecast.study.contrasts import shares

        return shares(self, outcome)

    def break_even(self, factor: str, **options: Any) -> BreakEven:
        """Where two plans break even along a factor; options as of `stonecast.break_even`."""
        from stonecast.study.breakeven import break_even

        return break_even(self, factor, **options)

    def peak(self, factor: str, **options: Any) -> Peak:
        """The value of a factor at which a plan brings most; options as of `stonecast.study.peak.peak`."""
        from stonecast.study.peak import peak

        return peak(self, factor, **options)

    def plot(self) -> Any:
        """The figure that tells most of this design: break-even curve, phase map, tornado or sensitivity."""
        from stonecast.report.figures import figures_of

        return next(iter(figures_of(self).values()))()

    def report(self, folder: str | os.PathLike[str]) -> Path:
        """Write ``report.html``, tables and figures into a new folder."""
        from stonecast.report.study_page import save_study

        return save_study(self, as_path(folder, "save"))

    def to_csv(self, path: str | os.PathLike[str]) -> Path:
        """Write all rows as CSV with every digit, a piece at a time."""
        return export.to_csv(self, as_path(path, "to_csv"))

    def to_parquet(self, path: str | os.PathLike[str]) -> Path:
        """Write all rows as Parquet, a piece at a time; needs the extra ``parquet``."""
        return export.to_parquet(self, as_path(path, "to_parquet"))

    def to_arrow(self) -> Any:
        """Return all rows as a ``pyarrow.Table``; needs the extra ``parquet``."""
        return export.to_arrow(self).read_all()

    def to_polars(self) -> Any:
        """Return all rows as a ``polars.DataFrame``, through Arrow; needs polars and pyarrow."""
        try:
            import polars
        except ImportError:
            raise InputError("polars is not installed", remedy="pip install polars") from None
        return polars.from_arrow(self.to_arrow())

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Hand the rows to any program that speaks Arrow, a piece at a time: ``polars.DataFrame(found)``."""
        return export.to_arrow(self).__arrow_c_stream__(requested_schema)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write a data package: study, scenarios, provenance, tables and a codebook.

        Parameters
        ----------
        path
            A new folder, or a file that ends with ``.zip``.
        """
        from stonecast.report.package import save_study

        return save_study(self, as_path(path, "report"))

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Open the store to read it, as any SQLite tool would."""
        with plain_errors(self.path):
            if self.memory is not None:
                yield self.memory
                return
            sql = schema.connect(self.path, write=False)
            try:
                yield sql
            finally:
                sql.close()

    @contextmanager
    def _one_state(self) -> Iterator[sqlite3.Connection]:
        """Open the store as it is now, whoever writes meanwhile."""
        with self.reading() as sql:
            sql.execute("BEGIN")
            try:
                yield sql
            finally:
                sql.execute("ROLLBACK")

    def _columns(self, outcomes: Sequence[str]) -> list[str]:
        return ["point", *self.study.factors, "plan", "market", "luck", *outcomes, "error", "seconds"]
