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

from stonecast.campaign import TOTALS
from stonecast.errors import InputError, nearest
from stonecast.scenario import parse
from stonecast.state import COUNTS
from stonecast.study import schema, studyfile
from stonecast.study.statistics import _t
from stonecast.study.store import plain_errors
from stonecast.study.studyfile import Study

if TYPE_CHECKING:
    import pandas as pd

CHUNK = 50_000
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

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Sweep:
        """Open a store to read it, also while it is being written.

        Raises
        ------
        InputError
            If it is no store, or damaged.
        """
        path = Path(path)
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

        names = self._columns(outcomes)
        said = ", ".join(f'"{name}"' for name in names)
        query = f"SELECT {said} FROM results ORDER BY point, plan, market, luck"
        with self._reading() as sql:
            rows = sql.execute(query)
            while piece := rows.fetchmany(size):
                columns = dict(zip(names, zip(*piece, strict=True), strict=True))
                for name in (*outcomes, "seconds"):
                    columns[name] = np.array(columns[name], np.float64)  # type: ignore[assignment]
                yield pd.DataFrame(columns)

    def rows(self, *, outcomes: Sequence[str] = TOTALS) -> pd.DataFrame:
        """One row a run: point, the factors, plan, market, luck, every outcome, error and seconds.

        People at full size and money, as in `Run.totals`; a run that failed has an error and no outcomes.
        """
        import pandas as pd

        pieces = list(self.chunks(outcomes=outcomes))
        if not pieces:
            return pd.DataFrame(columns=self._columns(outcomes))
        return pd.concat(pieces, ignore_index=True)

    def points(self) -> pd.DataFrame:
        """One row a point of the study: its factors, whether it has been run or not."""
        import pandas as pd

        table = pd.DataFrame(list(self.study.points), columns=list(self.study.factors))
        table.index.name = "point"
        return table.reset_index()

    def failures(self) -> pd.DataFrame:
        """One row a run that failed: point, plan, market, luck and the error."""
        import pandas as pd

        names = [*schema.KEY, "error"]
        with self._reading() as sql:
            found = sql.execute(f"SELECT {', '.join(names)} FROM runs WHERE error IS NOT NULL").fetchall()
        return pd.DataFrame(found, columns=names)

    def daily(self) -> pd.DataFrame:
        """One row a run and day, if the study keeps daily curves: what happened then, at full size."""
        import pandas as pd

        names = [*schema.KEY, *COUNTS]
        with self._reading() as sql:
            rows = sql.execute(f"SELECT {', '.join(names)} FROM daily").fetchall()
        table = pd.DataFrame(rows, columns=names)
        for name in COUNTS:
            table[name] = [json.loads(text) for text in table[name]]
        table["day"] = [list(range(len(days))) for days in table[COUNTS[0]]]
        long = table.explode([*COUNTS, "day"], ignore_index=True)
        kinds = dict.fromkeys(COUNTS, np.float64) | {"day": np.int64}
        return long.astype(kinds)[[*schema.KEY, "day", *COUNTS]]

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
        import pandas as pd

        wanted = [self.study.outcome] if outcomes is None else list(outcomes)
        clusters = self.study.spec.markets > 1
        by = "point, plan, market" if clusters else "point, plan"
        with self._reading() as sql:
            counts = "SELECT point, plan, COUNT(*), COUNT(error) FROM runs GROUP BY point, plan"
            table = pd.DataFrame(sql.execute(counts), columns=["point", "plan", "runs", "failed"])
            for name in wanted:
                self._check(name)
                if clusters:
                    units = f'SELECT point, plan, AVG("{name}") AS x FROM runs GROUP BY {by}'
                else:
                    units = f'SELECT point, plan, "{name}" AS x FROM runs'
                found = sql.execute(_MOMENTS.format(units=units)).fetchall()
                table = table.merge(_intervals(name, found), on=["point", "plan"], how="left")
        return self.points().merge(table, on="point", how="inner")

    def to_csv(self, path: str | os.PathLike[str]) -> Path:
        """Write all rows as CSV with every digit, a piece at a time."""
        made = Path(path)
        with plain_errors(made), made.open("w", encoding="utf-8", newline="") as file:
            head = True
            for piece in self.chunks():
                piece.to_csv(file, index=False, header=head, lineterminator="\n")
                head = False
        return made

    def to_parquet(self, path: str | os.PathLike[str]) -> Path:
        """Write all rows as Parquet, a piece at a time; needs the extra ``parquet``."""
        try:
            import pyarrow as pa
            import pyarrow.parquet as pq
        except ImportError:
            raise InputError("pyarrow is not installed", remedy="pip install 'stonecast[parquet]'") from None
        made, writer = Path(path), None
        with plain_errors(made):
            try:
                for piece in self.chunks():
                    piece["error"] = piece["error"].astype("string")
                    table = pa.Table.from_pandas(piece, preserve_index=False)
                    if writer is None:
                        writer = pq.ParquetWriter(made, table.schema)
                    writer.write_table(table.cast(writer.schema))
            finally:
                if writer is not None:
                    writer.close()
        return made

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with plain_errors(self.path):
            if self.memory is not None:
                yield self.memory
                return
            sql = schema.connect(self.path, write=False)
            try:
                yield sql
            finally:
                sql.close()

    def _columns(self, outcomes: Sequence[str]) -> list[str]:
        for name in outcomes:
            self._check(name)
        return ["point", *self.study.factors, "plan", "market", "luck", *outcomes, "error", "seconds"]

    def _check(self, outcome: str) -> None:
        if outcome not in TOTALS:
            raise InputError(f"'{outcome}' is not counted", where="outcome", remedy=nearest(outcome, TOTALS))


# Two passes, so that no digits are lost; the order of the key makes the sums the same every time.
_MOMENTS = """
WITH units AS ({units}),
means AS (SELECT point, plan, COUNT(x) AS n, AVG(x) AS mean FROM units GROUP BY point, plan)
SELECT point, plan, n, mean, SUM((x - mean) * (x - mean)) FROM units JOIN means USING (point, plan)
GROUP BY point, plan
"""


def _intervals(name: str, found: list[tuple[Any, ...]]) -> pd.DataFrame:
    import pandas as pd

    table = pd.DataFrame(found, columns=["point", "plan", "n", name, "squares"])
    n = table["n"].to_numpy(np.float64)
    mean = table[name].to_numpy(np.float64)
    squares = table["squares"].to_numpy(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        half = np.sqrt(squares / (n - 1) / n) * np.array([_t(int(k) - 1) for k in n])
    table[name], table[f"{name}_low"], table[f"{name}_high"] = mean, mean - half, mean + half
    return table[["point", "plan", name, f"{name}_low", f"{name}_high"]]
