"""Tables of a store: what they hold, how a file is recognised, and how it is opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from stonecast.campaign import TOTALS
from stonecast.counts import COUNTS
from stonecast.errors import InputError

APPLICATION = 0x53544F4E
"""What SQLite keeps in the header to say whose file it is: "STON"."""

FORMAT = 1
"""Version of the format, in ``PRAGMA user_version``."""

_OTHER = "use the stonecast that wrote it (table `sessions`), or begin a new store"

KEY = ("point", "plan", "market", "luck")


def _names(names: Sequence[str], kind: str = "") -> str:
    return ", ".join(f'"{name}"{kind}' for name in names)


_KEYS = "point INTEGER NOT NULL, plan TEXT NOT NULL, market INTEGER NOT NULL, luck INTEGER NOT NULL"

# A run that is there stays; only one that failed may be tried again.
PUT_RUN = (
    f"INSERT INTO runs ({_names(KEY)}, {_names(TOTALS)}, error, seconds) "
    f"VALUES ({', '.join('?' * (len(KEY) + len(TOTALS) + 2))}) "
    f"ON CONFLICT DO UPDATE SET {', '.join(f'{n} = excluded.{n}' for n in (*TOTALS, 'error', 'seconds'))} "
    "WHERE runs.error IS NOT NULL"
)
PUT_DAYS = f"INSERT OR IGNORE INTO daily VALUES ({', '.join('?' * (len(KEY) + len(COUNTS)))})"


def create(sql: sqlite3.Connection, factors: Sequence[str]) -> None:
    """Make the tables of a new store."""
    sql.execute(f"PRAGMA application_id = {APPLICATION}")
    sql.execute(f"PRAGMA user_version = {FORMAT}")
    sql.execute("CREATE TABLE study (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
    sql.execute("CREATE TABLE sessions (session INTEGER PRIMARY KEY, environment TEXT NOT NULL)")
    columns = "".join(f', "{name}"' for name in factors)
    sql.execute(f"CREATE TABLE points (point INTEGER PRIMARY KEY, digest TEXT, error TEXT{columns})")
    sql.execute(
        f"CREATE TABLE runs ({_KEYS}, {_names(TOTALS, ' REAL')}, error TEXT, seconds REAL, "
        f"PRIMARY KEY ({_names(KEY)})) WITHOUT ROWID"
    )
    sql.execute(
        f"CREATE TABLE daily ({_KEYS}, {_names(COUNTS, ' TEXT')}, PRIMARY KEY ({_names(KEY)})) WITHOUT ROWID"
    )
    shown = "".join(f', points."{name}"' for name in factors)
    kept = ", ".join(f'runs."{name}"' for name in ("plan", "market", "luck", *TOTALS, "error", "seconds"))
    sql.execute(
        f"CREATE VIEW results AS SELECT runs.point{shown}, {kept} FROM runs JOIN points USING (point)"
    )


def connect(path: Path | None, *, write: bool) -> sqlite3.Connection:
    """Open a file, or a store in memory; transactions are begun and ended by hand."""
    if path is None:
        return sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    mode = "rwc" if write else "ro"
    if not write and not path.is_file():
        raise InputError("there is no such store", where=str(path), remedy="check the path")
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        refuse_foreign(path)
    sql = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=60,
    )
    if write and not is_empty(sql):
        ours(sql, path)  # before anything is set that would write to a file of somebody else
    if write:
        sql.execute("PRAGMA journal_mode = WAL")
        sql.execute("PRAGMA synchronous = NORMAL")
    return sql


def refuse_foreign(path: Path) -> None:
    """Refuse a folder, and a file that is no database, without touching it."""
    if path.is_dir():
        raise InputError(
            "is a folder", where=str(path), remedy="name the file for the results, for example FILE.sqlite"
        )
    if path.exists() and path.stat().st_size > 0 and _head(path) != b"SQLite format 3\0":
        raise sqlite3.DatabaseError("file is not a database")


def is_empty(sql: sqlite3.Connection) -> bool:
    """Whether nothing was ever made in this database: new, or its maker was killed at once."""
    tables = sql.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]
    return not tables and not sql.execute("PRAGMA application_id").fetchone()[0]


def check(sql: sqlite3.Connection, path: Path | None) -> None:
    """Refuse a file that is no whole store of this format."""
    ours(sql, path)
    said = sql.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise sqlite3.DatabaseError(said.splitlines()[-1])


def ours(sql: sqlite3.Connection, path: Path | None) -> None:
    """Refuse a database of another program, or a store of another format."""
    application = sql.execute("PRAGMA application_id").fetchone()[0]
    version = sql.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION:
        raise sqlite3.DatabaseError("a database of another program")
    if version != FORMAT:
        raise InputError(
            f"is a store of format {version}; this program reads format {FORMAT}",
            where=str(path),
            remedy=_OTHER,
        )
    # SQLite takes the name of a column that is not there for a text: it must not come to that.
    there = {row[1] for row in sql.execute("PRAGMA table_info(runs)")}
    missing = [name for name in TOTALS if name not in there]
    if there and missing:
        raise InputError(
            f"was made by a stonecast that did not count {', '.join(missing)}", where=str(path), remedy=_OTHER
        )


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(16)
