"""Tables of a study for other programs: CSV, Parquet, Arrow, polars; a piece at a time, however long."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from stonecast.counts import COUNTS
from stonecast.errors import InputError
from stonecast.study import codebook, schema
from stonecast.study.codebook import Column
from stonecast.study.store import cell, plain_errors

if TYPE_CHECKING:
    import pandas as pd

    from stonecast.study.results import Sweep

DAYS_CHUNK = 2_000
"""Runs whose daily curves are in memory at once."""

_NUMPY = {"integer": np.int64, "number": np.float64}

Pieces = Callable[[], Iterator["pd.DataFrame"]]


def table(found: Sweep, name: str) -> tuple[tuple[Column, ...], Pieces]:
    """Return the columns of a table, and what yields its pieces.

    Parameters
    ----------
    name
        ``"runs"``, ``"daily"`` or ``"points"``.
    """
    if name == "daily":
        return codebook.daily(found.study), lambda: days(found)
    if name == "points":
        return codebook.points(found.study), lambda: iter([points(found)])
    return codebook.runs(found.study), found.chunks


def days(found: Sweep) -> Iterator[pd.DataFrame]:
    """Yield daily curves, one row a run and day."""
    import pandas as pd

    names = [*schema.KEY, *COUNTS]
    with found.reading() as sql:
        rows = sql.execute(f"SELECT {', '.join(names)} FROM daily ORDER BY point, plan, market, luck")
        while piece := rows.fetchmany(DAYS_CHUNK):
            curves = [[json.loads(text) for text in row[len(schema.KEY) :]] for row in piece]
            lengths = [len(curve[0]) for curve in curves]
            made: dict[str, Any] = {
                name: np.repeat(np.array([row[turn] for row in piece], object), lengths)
                for turn, name in enumerate(schema.KEY)
            }
            made["day"] = np.concatenate([np.arange(length) for length in lengths])
            for turn, name in enumerate(COUNTS):
                made[name] = np.concatenate([np.array(curve[turn], np.float64) for curve in curves])
            kinds = {"point": np.int64, "plan": str, "market": np.int64, "luck": np.int64}
            yield pd.DataFrame(made).astype(kinds)


def points(found: Sweep) -> pd.DataFrame:
    """Return one row a point: its factors, the digest of its scenario, and what is wrong with it."""
    import pandas as pd

    with found.reading() as sql:
        told = {row[0]: row[1:] for row in sql.execute("SELECT point, digest, error FROM points")}
    made = found.points()
    for column in codebook.points(found.study):
        if column.kind == "string" and column.name in found.study.factors:
            made[column.name] = [cell(value) for value in made[column.name]]
    for turn, name in enumerate(("scenario", "error")):
        cells = [told.get(point, (None, None))[turn] for point in made["point"]]
        made[name] = pd.array(cells, dtype="string")
    wrong = made["error"].notna()
    made.loc[wrong, "scenario"] = pd.NA  # it has none; the store keeps a digest of the values there
    return made


def to_csv(found: Sweep, path: Path, name: str = "runs") -> Path:
    """Write a table as CSV with every digit."""
    columns, pieces = table(found, name)
    with plain_errors(path), path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(column.name for column in columns) + "\n")
        for piece in pieces():
            _typed(piece, columns).to_csv(file, index=False, header=False, lineterminator="\n")
    return path


def to_parquet(found: Sweep, path: Path, name: str = "runs") -> Path:
    """Write a table as Parquet; meanings and units go into the metadata of its columns."""
    reader = to_arrow(found, name)
    import pyarrow.parquet as pq

    with plain_errors(path), pq.ParquetWriter(path, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
    return path


def to_arrow(found: Sweep, name: str = "runs") -> Any:
    """Return a ``pyarrow.RecordBatchReader`` on a table."""
    try:
        import pyarrow as pa
    except ImportError:
        raise InputError("pyarrow is not installed", remedy="pip install 'stonecast[parquet]'") from None
    columns, pieces = table(found, name)
    kinds = {"integer": pa.int64(), "number": pa.float64(), "string": pa.string()}
    made = pa.schema(
        [pa.field(c.name, kinds[c.kind], metadata={"description": c.words, "unit": c.unit}) for c in columns]
    )

    def batch(piece: pd.DataFrame) -> Any:
        typed = _typed(piece, columns)
        # A cell that is empty is null: nan is a number to most readers of Arrow.
        cells = [pa.array(typed[one.name], type=one.type, from_pandas=True) for one in made]
        return pa.RecordBatch.from_arrays(cells, schema=made)

    return pa.RecordBatchReader.from_batches(made, (batch(piece) for piece in pieces()))


def _typed(piece: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """Give every column the kind of the codebook: a piece alone cannot know what the others hold."""
    made = piece[[column.name for column in columns]].copy()
    for column in columns:
        if column.kind in _NUMPY:
            made[column.name] = made[column.name].astype(_NUMPY[column.kind])
        elif made[column.name].dtype == object:
            made[column.name] = made[column.name].astype("string")
    return made
