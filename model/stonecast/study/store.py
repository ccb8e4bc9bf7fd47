"""The store of a study: one SQLite file that survives whatever happens to its writer.

Write-ahead log, so that any SQLite tool can read while it is written; one writer, the process that runs
the study; one transaction a batch, so that a batch is there whole or not at all. ``synchronous=NORMAL``:
nothing is lost when the process is killed; when the power fails the last batches may be, and those
runs are made again, to the same bits. FULL would wait for the disk at every batch and save only that.
"""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stonecast.campaign import TOTALS
from stonecast.errors import InputError
from stonecast.provenance import environment
from stonecast.study import schema
from stonecast.study.lock import Lock, refuse_unwritable
from stonecast.study.studyfile import GROWS, Study

Key = tuple[int, str, int, int]
"""Point, plan, market seed, luck: with the digests of study and point it names one run for good."""


@dataclass(frozen=True)
class Row:
    """What is kept of one run: either totals, or days, or both, or an error."""

    key: Key
    totals: tuple[float, ...] | None = None
    days: tuple[str, ...] | None = None
    error: str | None = None
    seconds: float = 0.0


@dataclass
class Store:
    """A store that is open for writing; use it in a ``with``.

    Attributes
    ----------
    path
        The file; None keeps everything in memory.
    notes
        What the caller should be told: what grew, what else computes now.
    """

    study: Study
    path: Path | None = None
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.path is not None:
            with plain_errors(self.path):
                schema.refuse_foreign(self.path)  # before a lock is laid beside a file of somebody else
        self._lock = None if self.path is None else Lock(self.path)
        try:
            with plain_errors(self.path):
                self.sql = schema.connect(self.path, write=True)
                if schema.is_empty(self.sql):
                    self._begin()
                else:
                    schema.check(self.sql, self.path)
                    self._same_study()
                self._session()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and let others write; a store in memory stays readable."""
        if self.path is not None and hasattr(self, "sql"):
            self.sql.close()
        if self._lock is not None:
            self._lock.release()

    def write(self, rows: Iterable[Row], points: Mapping[int, tuple[str, str | None]] | None = None) -> None:
        """Write runs in one transaction; a run that is there is replaced only if it had failed.

        Parameters
        ----------
        rows
            The runs.
        points
            Digest and error of points that come up for the first time.

        Raises
        ------
        InputError
            If the disk is full or fails; nothing of this batch is there then, and all others are.
        """
        with plain_errors(self.path), self._transaction():
            for number, (digest, error) in (points or {}).items():
                self._point(number, digest, error)
            kept = list(rows)
            self.sql.executemany(schema.PUT_RUN, [_run_values(row) for row in kept])
            days = [(*row.key, *row.days) for row in kept if row.days is not None]
            if days:
                self.sql.executemany(schema.PUT_DAYS, days)

    def stored(self, point: int, *, failed: bool = True) -> set[tuple[str, int, int]]:
        """Return plan, market and luck of every run of a point that is there.

        Parameters
        ----------
        failed
            Whether to count those that failed.
        """
        also = "" if failed else " AND error IS NULL"
        rows = self.sql.execute(f"SELECT plan, market, luck FROM runs WHERE point = ?{also}", (point,))
        return set(rows)

    def count_by_point(self, *, failed: bool = True) -> dict[int, int]:
        """Return how many runs of each point are there."""
        only = "" if failed else " WHERE error IS NULL"
        return dict(self.sql.execute(f"SELECT point, COUNT(*) FROM runs{only} GROUP BY point"))

    def count(self) -> tuple[int, int]:
        """Return how many runs are there, and how many of them failed."""
        done, failed = self.sql.execute("SELECT COUNT(*), COUNT(error) FROM runs").fetchone()
        return int(done), int(failed)

    def values(self, point: int, plan: str, outcome: str) -> dict[tuple[int, int], float | None]:
        """Return one outcome of a plan at a point, by market and luck; None where the run failed."""
        said = f'SELECT market, luck, "{outcome}" FROM runs WHERE point = ? AND plan = ?'
        return {(m, luck): value for m, luck, value in self.sql.execute(said, (point, plan))}

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.sql.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.sql.execute("COMMIT")
        except BaseException:
            if self.sql.in_transaction:
                self.sql.execute("ROLLBACK")
            raise

    def _point(self, number: int, digest: str, error: str | None) -> None:
        """Write a point down, or check that it is the one that was run under this number."""
        found = self.sql.execute("SELECT digest FROM points WHERE point = ?", (number,)).fetchone()
        if found is None:
            values = [cell(value) for value in self.study.points[number]]
            marks = ", ".join("?" * (3 + len(values)))
            self.sql.execute(f"INSERT INTO points VALUES ({marks})", (number, digest, error, *values))
        elif found[0] != digest:
            raise InputError(
                f"point {number} is not the one that was run under this number",
                where=str(self.path),
                remedy="the program or scipy draws other points now: use the versions that the table "
                "`sessions` names, or begin a new store",
            )

    def _begin(self) -> None:
        with self._transaction():
            schema.create(self.sql, self.study.factors)
            told = {**self.study.told, "digest": self.study.digest}
            rows = [(name, json.dumps(value)) for name, value in told.items()]
            self.sql.executemany("INSERT INTO study VALUES (?, ?)", rows)

    def _same_study(self) -> None:
        """Refuse a study that is not the one in the file; take note of one that has grown."""
        grown = _growth(self.sql, self.study, self.path)
        if grown:
            self.notes += [f"{path} was {was}, is now {n}" for path, was, n in grown]
            told = json.dumps(self.study.told["study"])
            with self._transaction():
                self.sql.execute("UPDATE study SET value = ? WHERE name = 'study'", (told,))

    def _session(self) -> None:
        """Write down what computes from here on, and take note if it is not what computed before."""
        now = environment()
        last = self.sql.execute("SELECT environment FROM sessions ORDER BY session DESC LIMIT 1").fetchone()
        before = json.loads(last[0]) if last else now
        names = ("stonecast", "source", "python", "packages")
        differ = [name for name in names if before.get(name) != now.get(name)]
        if differ:
            self.notes.append(
                f"other {', '.join(differ)} than in the session before: runs made now may differ from the "
                "earlier ones; the table `sessions` says which made which"
            )
        with self._transaction():
            self.sql.execute("INSERT INTO sessions (environment) VALUES (?)", (json.dumps(now),))


def check_place(study: Study, path: Path) -> None:
    """Refuse a place where a study could not be stored or go on, and change nothing there.

    Raises
    ------
    InputError
        If something else is there, another process writes it, or it cannot be written.
    """
    with plain_errors(path):
        schema.refuse_foreign(path)
        refuse_unwritable(path)
        if path.exists() and path.stat().st_size:
            with closing(schema.connect(path, write=False)) as sql:
                if not schema.is_empty(sql):
                    schema.check(sql, path)
                    _growth(sql, study, path)


def _growth(sql: sqlite3.Connection, study: Study, path: Path | None) -> list[tuple[str, Any, Any]]:
    """Return what a study may grow in and did since it was stored; refuse all other differences."""
    there = {name: json.loads(value) for name, value in sql.execute("SELECT * FROM study")}
    now = json.loads(json.dumps(study.told))
    differ = list(_differences({name: there.get(name) for name in now}, now))
    grown = [
        (path, was, is_now)
        for path, was, is_now in differ
        if path in {f"study.{name}" for name in GROWS} and is_now > was
    ]
    if len(grown) < len(differ):
        other = [change for change in differ if change not in grown]
        same_name = there.get("study", {}).get("name") == study.name
        raise InputError(
            ("holds another state of this study" if same_name else "holds another study")
            + ": "
            + "; ".join(f"{path} was {_shown(was)}, is now {_shown(n)}" for path, was, n in other[:5])
            + (f"; and {len(other) - 5} more" if len(other) > 5 else ""),
            where=str(path),
            remedy="change it back to go on, or begin a new store: --out FILE.sqlite",
        )
    return grown


@contextmanager
def plain_errors(path: Path | None) -> Iterator[None]:
    """Turn what SQLite says about a file into one clear message."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        said = str(error)
        code = getattr(error, "sqlite_errorname", "") or ""
        if isinstance(error, sqlite3.ProgrammingError):
            raise
        if isinstance(error, OSError) and error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
            what, remedy = (
                f"cannot be written: {error.strerror}",
                "choose a file in a folder that can be written",
            )
        elif "full" in said or code.startswith("SQLITE_IOERR") or isinstance(error, OSError):
            what = f"cannot be written ({said}): is the disk full? Every run stored before is safe"
            remedy = "make room and give the same command again: it goes on where it stopped"
        elif "readonly" in said or "unable to open" in said:
            what, remedy = f"cannot be opened ({said})", "choose a file in a folder that can be written"
        else:
            what = f"is no store of a study, or is damaged ({said})"
            remedy = "nothing was changed in it; name another file, or put back a copy"
        raise InputError(what, where=str(path or "store"), remedy=remedy) from None


def _run_values(row: Row) -> tuple[Any, ...]:
    totals: Sequence[float | None] = row.totals or [None] * len(TOTALS)
    return (*row.key, *totals, row.error, row.seconds)


def cell(value: Any) -> Any:
    """Return a factor's value as a column holds it: a number or text as it is, the rest as JSON."""
    is_plain = isinstance(value, int | float | str) and not isinstance(value, bool)
    return value if is_plain else json.dumps(value)


def _differences(was: Any, now: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    if isinstance(was, dict) and isinstance(now, dict):
        for name in [*was, *(name for name in now if name not in was)]:
            yield from _differences(was.get(name), now.get(name), f"{path}.{name}".strip("."))
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for turn, (one, other) in enumerate(zip(was, now, strict=True)):
            yield from _differences(one, other, f"{path}[{turn + 1}]")
    elif was != now:
        yield path, was, now


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."
