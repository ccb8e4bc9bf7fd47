"""The store: it holds every row once, tells whose file it is, and loses nothing that was there."""

from __future__ import annotations

import contextlib
import os
import resource
import sqlite3
import subprocess
import sys
import tracemalloc
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from stonecast.campaign import TOTALS
from stonecast.errors import InputError
from stonecast.study.lock import Lock
from stonecast.study.results import Sweep
from stonecast.study.store import Row, Store
from studies import study


def made(point: int, luck: int, plan: str = "one", *, error: str | None = None, value: float = 0.1) -> Row:
    totals = None if error else tuple(value + i for i in range(len(TOTALS)))
    return Row((point, plan, 0, luck), totals, None, error, 0.5)


def fill(path: Path, rows: list[Row], **changes: object) -> None:
    with Store(study(**changes), path) as store:
        store.write(rows, {row.key[0]: (f"digest {row.key[0]}", None) for row in rows})


def read(path: Path) -> list[tuple[object, ...]]:
    sql = sqlite3.connect(path)
    found = sql.execute("SELECT point, plan, market, luck, engaged, error FROM runs").fetchall()
    sql.close()
    return found


def test_rows_come_back_to_the_last_bit(tmp_path: Path) -> None:
    values = [0.1, 1e300, 5e-324, float("inf"), float("nan"), 1 / 3]
    fill(tmp_path / "a.sqlite", [made(0, luck, value=value) for luck, value in enumerate(values)])
    table = Sweep.open(tmp_path / "a.sqlite").rows()
    first = table[TOTALS[0]].to_numpy()
    np.testing.assert_array_equal(
        first.view(np.int64)[[0, 1, 2, 3, 5]], np.array(values)[[0, 1, 2, 3, 5]].view(np.int64)
    )
    assert np.isnan(first[4])


def test_a_run_is_there_once_and_only_a_failed_one_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    fill(path, [made(0, 0, value=1.0), made(0, 1, error="it broke")])
    fill(path, [made(0, 0, value=2.0), made(0, 1, value=3.0)])
    found = {row[3]: row[4:] for row in read(path)}
    engaged = TOTALS.index("engaged")
    assert found == {0: (1.0 + engaged, None), 1: (3.0 + engaged, None)}


def test_it_can_be_read_by_any_tool_while_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with Store(study(), path) as store:
        store.write([made(0, 0)], {0: ("d", None)})
        sql = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        assert sql.execute('SELECT "respond.rate", plan, luck FROM results').fetchall() == [(0.5, "one", 0)]
        store.write([made(0, 1)])
        assert sql.execute("SELECT COUNT(*) FROM runs").fetchone() == (2,)
        assert len(Sweep.open(path).rows()) == 2
        sql.close()


def test_a_second_opening_for_writing_is_refused_here_and_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    code = (
        "import sys; sys.path.insert(0, 'tests'); from test_store import *\n"
        f"try: Store(study(), Path({str(path)!r}))\nexcept InputError as error: print(error)"
    )
    with Store(study(), path):
        with pytest.raises(InputError, match=rf"being written by another process \(pid {os.getpid()}\)"):
            Store(study(), path)
        root = Path(__file__).parents[1]
        said = subprocess.run(
            [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
        ).stdout
        assert f"being written by another process (pid {os.getpid()})" in said
    Store(study(), path).close()


@contextlib.contextmanager
def forked() -> Iterator[None]:
    """A child that has been told of its fork, and waits until it is let go."""
    done, end = os.pipe(), os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the child only waits
        child = os.fork()
    if child == 0:
        os.write(done[1], b".")
        os.read(end[0], 1)
        os._exit(0)
    os.read(done[0], 1)
    try:
        yield
    finally:
        os.write(end[1], b".")
        os.waitpid(child, 0)


def test_a_forked_child_does_not_hold_the_lock_on(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "a.sqlite")
    assert lock._file is not None
    with forked():
        lock._file.close()  # as when this process is killed: nobody unlocks
        Lock(tmp_path / "a.sqlite").release()


def test_a_lock_let_go_of_is_free_before_a_new_child_has_forgotten_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Lock, "forget", lambda _: None)  # a child that was forked, but has not come so far
    with Store(study(), tmp_path / "a.sqlite") as store, forked():
        store.close()
        Store(study(), tmp_path / "a.sqlite").close()


def test_a_child_leaves_the_lock_to_its_parent(tmp_path: Path) -> None:
    refused = pytest.raises(InputError, match="being written by another process")
    with Store(study(), tmp_path / "a.sqlite"), forked(), refused:
        Store(study(), tmp_path / "a.sqlite")


def test_a_changed_study_is_noticed_and_the_setting_named(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    fill(path, [made(0, 0)])
    with pytest.raises(InputError, match=r"another state of this study: study.seed was 0, is now 7"):
        Store(study(seed=7), path)
    with pytest.raises(InputError, match=r"study.factors\[1\].values\[2\] was 1.5, is now 2.5"):
        Store(study(factors=[{"setting": "respond.rate", "values": [0.5, 2.5, 3.0]}]), path)
    with pytest.raises(InputError, match=r"scenario.scale was 1.0, is now 2.0"):
        Store(study(scale=2.0), path)
    with pytest.raises(InputError, match=r"study.lucks was 4, is now 3"):
        Store(study(lucks=3), path)
    with pytest.raises(InputError, match=r"holds another study: study.name"):
        Store(study(name="other", lucks=9), path)
    assert len(read(path)) == 1


def test_a_study_may_ask_for_more_luck_later(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    fill(path, [made(0, 0)])
    with Store(study(lucks=9, markets=2), path) as store:
        assert store.notes == ["study.lucks was 4, is now 9", "study.markets was 1, is now 2"]
        assert store.count() == (1, 0)
    with pytest.raises(InputError, match=r"study.lucks was 9, is now 4"):
        Store(study(markets=2), path)


def test_a_point_that_means_something_else_now_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    fill(path, [made(0, 0)])
    with Store(study(), path) as store:
        with pytest.raises(InputError, match="point 0 is not the one that was run"):
            store.write([made(0, 1)], {0: ("another digest", None)})
        assert store.count() == (1, 0)


@pytest.mark.parametrize("share", [0.02, 0.5, 0.97])
def test_a_truncated_file_is_refused_and_left_as_it_is(tmp_path: Path, share: float) -> None:
    path = tmp_path / "a.sqlite"
    fill(path, [made(p, luck) for p in range(3) for luck in range(200)])
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(InputError, match="damaged"):
        Store(study(), path)
    assert path.read_bytes() == whole[: int(share * len(whole))]


def test_a_file_damaged_inside_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    fill(path, [made(p, luck) for p in range(3) for luck in range(200)])
    whole = path.read_bytes()
    middle = len(whole) // 2 // 4096 * 4096
    path.write_bytes(whole[:middle] + b"\xff" * 4096 + whole[middle + 4096 :])
    with pytest.raises(InputError, match="damaged"):
        Store(study(), path)
    assert path.read_bytes()[:middle] == whole[:middle]


def test_a_file_of_somebody_else_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    text = tmp_path / "notes.sqlite"
    text.write_text("not a database, but dear to somebody\n" * 50, encoding="utf-8")
    other = tmp_path / "other.sqlite"
    sql = sqlite3.connect(other)
    sql.execute("CREATE TABLE dear (x)")
    sql.commit()
    sql.close()
    with pytest.raises(InputError, match="is a folder"):
        Store(study(), tmp_path)
    with pytest.raises(InputError, match="is a folder"):
        Store(study(), Path())
    for path in (text, other):
        before = path.read_bytes()
        with pytest.raises(InputError, match="is no store of a study"):
            Store(study(), path)
        with pytest.raises(InputError, match="is no store of a study"):
            Sweep.open(path)
        assert path.read_bytes() == before
    assert not (tmp_path / "notes.sqlite.lock").exists()
    with pytest.raises(InputError, match="no such store"):
        Sweep.open(tmp_path / "gone.sqlite")


def test_a_format_of_the_future_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    fill(path, [made(0, 0)])
    sql = sqlite3.connect(path)
    sql.execute("PRAGMA user_version = 99")
    sql.close()
    with pytest.raises(InputError, match="format 99; this program reads format 1"):
        Store(study(), path)


def test_a_store_without_an_outcome_of_today_is_refused_by_its_name(tmp_path: Path) -> None:
    """SQLite would take the missing column's name for a text, and give that back as the outcome."""
    path = tmp_path / "a.sqlite"
    Store(study(), path).close()
    with sqlite3.connect(path) as sql:
        sql.execute('ALTER TABLE runs RENAME COLUMN "depth" TO "depht"')
    for opened in (lambda: Store(study(), path), lambda: Sweep.open(path)):
        with pytest.raises(InputError, match="did not count depth"):
            opened()


def test_a_store_whose_maker_was_killed_at_once_can_be_used(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    sql = sqlite3.connect(path)
    sql.execute("PRAGMA journal_mode = WAL")
    sql.close()
    assert path.stat().st_size > 0
    fill(path, [made(0, 0)])
    assert len(read(path)) == 1


FULL = """
import resource, sys
sys.path.insert(0, "tests")
from test_store import *
path = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
safe = 0
try:
    with Store(study(), path) as store:
        for batch in range(1000):
            store.write([made(0, 50 * batch + luck) for luck in range(50)], {0: ("digest 0", None)})
            safe += 50
except InputError as error:
    print(safe, error, sep="|")
"""


def test_a_full_disk_is_a_clear_error_and_every_batch_before_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    root = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path)], cwd=root, capture_output=True, text=True, check=True
    )
    safe, said = done.stdout.split("|")
    assert "is the disk full? Every run stored before is safe" in said
    assert int(safe) > 0
    assert [row[3] for row in read(path)] == list(range(int(safe)))
    fill(path, [made(0, int(safe))])
    assert len(read(path)) == int(safe) + 1


def test_tables_are_written_a_piece_at_a_time(tmp_path: Path) -> None:
    import pandas as pd

    path = tmp_path / "a.sqlite"
    fill(path, [made(p, luck, error="x, y" if luck == 3 else None) for p in range(3) for luck in range(7)])
    found = Sweep.open(path)
    whole = found.rows()
    pieces = list(found.chunks(4))
    assert [len(piece) for piece in pieces] == [4, 4, 4, 4, 4, 1]
    pd.testing.assert_frame_equal(pd.concat(pieces, ignore_index=True), whole)
    names = ["point", "respond.rate", "plan", "market", "luck", *TOTALS, "error", "seconds"]
    assert list(whole.columns) == names
    with pytest.raises(InputError, match="No such file or directory") as caught:
        found.to_csv(tmp_path / "nowhere" / "a.csv")
    assert "disk" not in str(caught.value)
    from_csv = pd.read_csv(found.to_csv(tmp_path / "a.csv"), dtype={"error": "string"})
    pd.testing.assert_frame_equal(from_csv, whole, check_dtype=False)
    pytest.importorskip("pyarrow")
    from_parquet = pd.read_parquet(found.to_parquet(tmp_path / "a.parquet"))
    pd.testing.assert_frame_equal(from_parquet, whole, check_dtype=False)


def test_the_summary_is_the_mean_with_students_interval(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    values = [3.0, 4.0, 8.0, 9.0]
    rows = [made(1, luck, value=value) for luck, value in enumerate(values)]
    fill(path, [*rows, made(1, 4, error="broke")])
    found = Sweep.open(path).summary(["impressions"]).iloc[0]
    half = 3.182446305284263 * np.std(values, ddof=1) / 2
    assert (found["point"], found["respond.rate"], found["plan"]) == (1, 1.5, "one")
    assert (found["runs"], found["failed"], found["impressions"]) == (5, 1, 6.0)
    assert found["impressions_low"] == pytest.approx(6 - half)
    assert found["impressions_high"] == pytest.approx(6 + half)


def test_reading_takes_no_more_memory_for_more_rows(tmp_path: Path) -> None:
    """Python's own memory, so that the answer is the same on every machine."""
    peaks = []
    for lucks in (200, 800):
        path = tmp_path / f"{lucks}.sqlite"
        fill(path, [made(point, luck) for point in range(3) for luck in range(lucks)], lucks=lucks)
        found = Sweep.open(path)
        assert sum(len(piece) for piece in found.chunks(100)) == 3 * lucks
        tracemalloc.start()
        for _ in found.chunks(100):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] == pytest.approx(peaks[0], rel=0.1)


@pytest.mark.slow
def test_a_million_rows_are_read_in_little_memory(tmp_path: Path) -> None:
    """How long it takes is measured by experiments/million_rows.py."""
    path = million(tmp_path / "big.sqlite")
    found = Sweep.open(path)
    assert found.summary()["runs"].sum() == 1_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sum(len(piece) for piece in found.chunks()) == 1_000_000
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"\n{path.stat().st_size / 1e6:.0f} MB in the file, {grown / 1e3:.0f} MB of memory")  # noqa: T201
    assert grown < 100_000


def million(path: Path) -> Path:
    """Write a store of a million rows: 250 points, two plans, 2,000 lucks."""
    points, lucks = 250, 2000
    factors = [{"setting": "respond.rate", "values": [1 + p / points for p in range(points)]}]
    with Store(study(factors=factors, lucks=lucks), path) as store:
        for point in range(points):
            rows = [made(point, luck, plan, value=luck) for plan in ("many", "one") for luck in range(lucks)]
            store.write(rows, {point: (str(point), None)})
    return path
