"""Executors: workers that die are replaced, none outlives its parent, and all give the same bits."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import stonecast as sc
from fits import observed, problem
from stonecast.errors import InputError
from stonecast.study import executors, worker
from stonecast.study.local import LocalWorkers, WorkerDied
from stonecast.study.results import Sweep
from stonecast.study.studyfile import of
from stonecast.study.sweep import sweep
from studies import deadly, same, sleep_long, study, table


@pytest.fixture(scope="module")
def two() -> Iterator[LocalWorkers]:
    with LocalWorkers(2) as workers:
        yield workers


@pytest.fixture(scope="module")
def plain() -> Sweep:
    """The table that everybody must find."""
    return sweep(study(), threads=True, workers=1)


def test_processes_and_threads_give_the_same_bits(two: LocalWorkers, plain: Sweep) -> None:
    assert same(plain, sweep(study(), executor=two))
    assert same(plain, sweep(study(), threads=True, workers=3))
    with ThreadPoolExecutor(2) as pool:
        assert same(plain, sweep(study(), executor=pool))


def test_an_executor_that_answers_in_another_order_changes_nothing(plain: Sweep) -> None:
    class Backwards:
        """Runs what it has been given from the last to the first, when there are enough."""

        def __init__(self) -> None:
            self.waiting: list[tuple[Future[Any], Any]] = []

        def submit(self, fn: Any, *args: Any) -> Future[Any]:
            future: Future[Any] = Future()
            self.waiting.append((future, (fn, args)))
            threading.Timer(0.02, self.answer).start()
            return future

        def answer(self) -> None:
            while self.waiting:
                future, (fn, args) = self.waiting.pop()
                future.set_result(fn(*args))

    assert same(plain, sweep(study(), executor=Backwards(), workers=4))


def test_a_pool_of_the_standard_library_serves_and_its_end_loses_nothing(
    tmp_path: Path, plain: Sweep
) -> None:
    context = multiprocessing.get_context("forkserver")
    path = tmp_path / "a.sqlite"
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        pool.submit(os.getpid).result()
        os.kill(next(iter(pool._processes)), signal.SIGKILL)
        with pytest.raises(InputError, match="give the same command again to go on"):
            sweep(study(), executor=pool, store=path)
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        assert same(plain, sweep(study(), executor=pool, store=path))


def test_a_worker_that_is_killed_is_replaced_and_only_its_job_fails(
    two: LocalWorkers, tmp_path: Path
) -> None:
    hit, other = two.submit(sleep_long, str(tmp_path / "pid")), two.submit(time.sleep, 1.0)
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text(encoding="ascii"):
        time.sleep(0.02)
    os.kill(int((tmp_path / "pid").read_text(encoding="ascii")), signal.SIGKILL)
    assert isinstance(hit.exception(timeout=10), WorkerDied)
    assert other.exception(timeout=30) is None
    assert two.submit(sum, [1, 2]).result(timeout=30) == 3
    assert len(two.pids) >= 1


def test_workers_that_are_still_starting_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the first seconds of a sweep: a process that is made and not yet started is no error."""
    starting, go_on = threading.Event(), threading.Event()

    class Slow:
        _popen: Any = None
        killed = False

        def start(self) -> None:
            starting.set()
            go_on.wait(10)
            self._popen = self

        def kill(self) -> None:
            self._popen.kill  # noqa: B018 - as multiprocessing does: None before the start
            self.killed = True

        def join(self, *_: object) -> None: ...

    made = Slow()
    context = SimpleNamespace(Process=lambda **_: made)
    monkeypatch.setattr("stonecast.study.local._context", lambda: context)
    workers = LocalWorkers(1)
    job = workers.submit(sum, [1])
    assert starting.wait(10)
    workers.shutdown(wait=False, cancel_futures=True)
    go_on.set()
    assert isinstance(job.exception(timeout=10), WorkerDied)
    assert made.killed


def test_what_a_job_raises_is_its_own_error(two: LocalWorkers) -> None:
    with pytest.raises(ZeroDivisionError):
        two.submit(divmod, 1, 0).result(timeout=30)
    with pytest.raises(RuntimeError, match=r"pickle|lock"):
        two.submit(threading.Lock).result(timeout=30)


def test_a_run_that_kills_its_worker_twice_has_failed_and_the_others_have_not(
    two: LocalWorkers, plain: Sweep
) -> None:
    class Deadly:
        _max_workers = 2

        def submit(self, fn: Any, *args: Any) -> Any:
            return two.submit(deadly, *args)

    found = sweep(study(), executor=Deadly())
    failures = found.failures()
    assert failures[["point", "plan", "luck"]].to_numpy().tolist() == [[1, "many", 2]]
    assert "killed its worker 2 times" in failures["error"][0]
    here, whole = table(found), table(plain)
    rest = here["error"].isna()
    assert here[rest].equals(whole[rest])


PRESSED = """
import os, signal, sys, time
signal.signal(signal.SIGINT, lambda *_: None)
from stonecast.study.local import LocalWorkers
workers = LocalWorkers(1)
job = workers.submit(abs, -3)
while not job.done():
    os.killpg(0, signal.SIGINT)
    time.sleep(0.05)
print(job.result())
workers.shutdown()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no groups of processes")
def test_ctrl_c_while_workers_start_is_for_their_parent_alone() -> None:
    """A terminal sends it to the whole group: what starts died of it and printed a traceback each."""
    ended = subprocess.run(
        [sys.executable, "-c", PRESSED], capture_output=True, text=True, start_new_session=True, timeout=60
    )
    assert (ended.stderr, ended.stdout) == ("", "3\n")


ORPHANS = """
import sys, time
from stonecast.study.local import LocalWorkers
workers = LocalWorkers(2)
jobs = [workers.submit(time.sleep, 600) for _ in range(2)]
while len(workers.pids) < 2: time.sleep(0.05)
print(*workers.pids, flush=True)
time.sleep(600)
"""


def test_no_worker_outlives_its_parent() -> None:
    parent = subprocess.Popen([sys.executable, "-c", ORPHANS], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    workers = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(workers) == 2
    parent.kill()
    parent.wait()
    until = time.monotonic() + 10
    while any(_is_alive(pid) for pid in workers):
        assert time.monotonic() < until, "workers outlive their parent"
        time.sleep(0.05)
    parent.stdout.close()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_market_is_made_once_for_all_workers_and_mapped_not_copied(tmp_path: Path) -> None:
    spec = study().base
    made = worker.Memory().market(spec, 0, str(tmp_path))
    (written,) = tmp_path.glob("*.market")
    ties = written / "followers.npy"
    before = ties.stat().st_mtime_ns, ties.stat().st_ino
    again = worker.Memory().market(spec, 0, str(tmp_path))
    assert (ties.stat().st_mtime_ns, ties.stat().st_ino) == before
    built = sc.build_market(spec)
    for one in (made, again):
        assert one.bloggers == built.bloggers
        for name in ("offsets", "followers", "trust"):
            mapped, own = getattr(one.network, name), getattr(built.network, name)
            assert mapped.tobytes() == own.tobytes()
            assert not mapped.flags.owndata
            assert mapped.flags.aligned
            assert mapped.flags.writeable  # a copy of the page is made only for who writes
    again.network.followers[:] = 0
    assert np.array_equal(sc.Market.load(written).network.followers, built.network.followers)


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(tmp_path: Path) -> None:
    spec = study().base
    found = worker.Memory().market(spec, 0, str(tmp_path / "gone"))
    assert found.network.followers.tobytes() == sc.build_market(spec).network.followers.tobytes()


def test_a_market_hangs_on_the_response_where_engagement_rates_are_given() -> None:
    base = sc.load("my_bloggers")
    keys = {worker.market_key(base.with_changes(respond__rate=rate), 0) for rate in (0.1, 0.2)}
    assert len(keys) == 2, "trust is scaled until a post engages as many as asked"


def test_settings_that_no_market_hangs_on_leave_the_same_market() -> None:
    base = study().base
    others = base.with_changes(
        see__visibility=0.9, money__fixed_cost=7.0, money__budget=9e9, respond__rate=0.1, clock__days=9,
        message__appeal=0.2, buy__base=-1.0, reshare__share=0.9, remember__on=True, follow__on=True,
        converse__on=True, community__on=True, serve__on=True, review__on=True, ask__on=True,
    )  # fmt: skip
    assert worker.market_key(base, 0) == worker.market_key(others, 0)
    one, other = sc.build_market(base), sc.build_market(others)
    assert one.bloggers == other.bloggers
    for name in ("offsets", "followers", "trust"):
        assert getattr(one.network, name).tobytes() == getattr(other.network, name).tobytes()
    keys = {worker.market_key(base, seed) for seed in (0, 1)}
    keys |= {
        worker.market_key(base.with_changes(**{name: value}), 0)
        for name, value in (("money__price_per_follower", 2.0), ("market__readers", 500), ("scale", 2.0))
    }
    assert len(keys) == 5


def test_workers_of_another_version_are_refused() -> None:
    batch = worker.Batch((), source="another")
    with pytest.raises(InputError, match="another version"):
        worker.work(batch)


def test_two_executors_at_once_are_refused() -> None:
    with pytest.raises(InputError, match="give one of them"), executors.crew(object(), threads=True):
        pass


def test_folders_that_dead_sweeps_left_are_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors.tempfile, "tempdir", str(tmp_path))
    left = tmp_path / f"{executors.FOLDERS}dead"
    left.mkdir()
    (left / "x.market").write_bytes(b"large")
    with executors._market_folder(True) as one:
        assert not left.exists()
        with executors._market_folder(True) as other:
            assert one is not None
            assert other is not None
            assert Path(one).exists()
            assert one != other
    assert not any(tmp_path.glob("*"))


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50, host="127.0.0.1"
        ) as made,
        distributed.Client(made) as client,
    ):
        yield client


def test_a_fit_on_dask_finds_the_same(cluster: Any) -> None:
    told = problem(observed("one"), method="smc", runs=100, particles=50, lucks=2)
    here, there = sc.calibrate(told, threads=True, workers=1), sc.calibrate(told, executor=cluster)
    for one in ("shares", "weights", "point", "predicted"):
        np.testing.assert_array_equal(getattr(here, one), getattr(there, one), err_msg=one)


def test_dask_with_a_worker_killed_in_the_middle_finds_the_same(cluster: Any, tmp_path: Path) -> None:
    killed: list[int] = []

    def kill_one(now: Any) -> None:
        if now.done >= 100 and not killed:
            killed.append(next(iter(cluster.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    base = study(lucks=50)
    found = sweep(base, executor=cluster, store=tmp_path / "a.sqlite", progress=kill_one)
    assert killed
    assert found.rows()["error"].isna().all()
    assert same(found, sweep(base, threads=True, workers=2))


def test_dask_is_sent_the_network_that_it_may_not_have(cluster: Any) -> None:
    base = of({"name": "file", "lucks": 2, "scenario": "real_trust"})
    assert same(sweep(base, executor=cluster), sweep(base, threads=True, workers=1))


@pytest.mark.slow
def test_the_overhead_of_the_machinery_is_printed(two: LocalWorkers, cluster: Any) -> None:
    base = sc.load_study(Path(__file__).parents[1] / "experiments" / "fixed_cost.toml").with_changes(
        lucks=100
    )
    sweep(base.with_changes(lucks=4), executor=two)
    sweep(base.with_changes(lucks=4), executor=cluster)
    one = LocalWorkers(1)
    sweep(base.with_changes(lucks=4), executor=one)
    for name, executor, workers in (("one", one, 1), ("two", two, 2), ("dask", cluster, 2)):
        started = time.perf_counter()
        spent = sweep(base, executor=executor).rows()["seconds"].sum()
        wall = time.perf_counter() - started
        share = wall * workers / spent - 1
        rate, each = base.runs / wall, 1000 * spent / base.runs
        print(f"{name}: {rate:.0f} runs/s, {each:.2f} ms a run, the rest {share:.1%}")  # noqa: T201
    one.shutdown()
