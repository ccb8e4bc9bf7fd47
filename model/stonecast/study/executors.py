"""Who runs the batches: local processes, threads, a Dask cluster, or any `concurrent.futures` executor."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stonecast.errors import InputError, whole
from stonecast.network.build import build_market
from stonecast.provenance import processors, source_digest
from stonecast.scenario.markets import FileMarket
from stonecast.study.local import LocalWorkers, WorkerDied
from stonecast.study.lock import Lock
from stonecast.study.store import Row
from stonecast.study.worker import Batch, Task, market_key, work

FOLDERS = "stonecast-markets-"


@dataclass
class Crew:
    """An executor, and what a sweep or a fit must know of it.

    Attributes
    ----------
    executor
        Anything with the interface of `concurrent.futures`.
    workers
        How many batches run at once.
    folder
        Where its workers share markets, if they are processes of this machine.
    send
        Sends a value to every worker once, and returns what stands for it in a call.
    is_remote
        Whether workers may run another version of the program.
    """

    executor: Any
    workers: int
    folder: str | None = None
    send: Callable[[Any], Any] | None = None
    is_remote: bool = False
    _sent: dict[str, Any] = field(default_factory=dict)

    def submit(self, tasks: tuple[Task, ...], kept: str) -> Future[list[Row]]:
        """Let a worker run these tasks in one batch.

        Raises
        ------
        InputError
            If the workers cannot run a batch at all.
        """
        batch = Batch(tasks, kept, self.folder, source_digest() if self.is_remote else None)
        along = self._along(tasks[0])
        try:
            future: Future[list[Row]] = self.executor.submit(work, batch, *along)
        except Exception as error:
            raise unusable(error) from error
        return future

    def _along(self, task: Task) -> list[Any]:
        """Return the market to send: a network file lies here, and perhaps not where the workers are."""
        if self.send is None or not isinstance(task.spec.market, FileMarket):
            return []
        key = market_key(task.spec, task.seed)
        if key not in self._sent:
            self._sent = {key: self.send(build_market(task.spec, seed=task.seed))}
        return [self._sent[key]]


@contextmanager
def crew(
    executor: Any = None, *, workers: int | None = None, threads: bool = False, scheduler: str | None = None
) -> Iterator[Crew]:
    """Open the executor that is asked for, and close what was opened here."""
    if executor is not None and (threads or scheduler):
        raise InputError("an executor and another one", where="executor", remedy="give one of them")
    workers = None if workers is None else whole(workers, "workers")
    if scheduler is not None:
        with _client(scheduler) as client:
            yield _dask(client, workers)
    elif executor is not None and hasattr(executor, "get_executor"):
        yield _dask(executor, workers)
    elif executor is not None:
        known = getattr(executor, "_max_workers", None)
        is_local = isinstance(executor, ThreadPoolExecutor | LocalWorkers)
        with _market_folder(isinstance(executor, LocalWorkers)) as folder:
            yield Crew(executor, workers or known or processors(), folder, is_remote=not is_local)
    else:
        yield from _local(workers or processors(), threads)


def _local(count: int, threads: bool) -> Iterator[Crew]:
    with _market_folder(not threads) as folder:
        pool: Executor = ThreadPoolExecutor(count) if threads else LocalWorkers(count)
        try:
            yield Crew(pool, count, folder)
        finally:
            pool.shutdown(cancel_futures=True)


def _dask(client: Any, workers: int | None) -> Crew:
    count = workers or max(1, sum(client.nthreads().values()))
    return Crew(
        client.get_executor(pure=False),
        count,
        send=lambda value: client.scatter(value, broadcast=True, hash=False),
        is_remote=True,
    )


def _client(scheduler: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise InputError(
            "Dask is not installed", where="scheduler", remedy="pip install 'stonecast[cluster]'"
        ) from None
    try:
        return Client(scheduler, timeout=15)
    except (OSError, ValueError) as error:
        raise InputError(
            f"no Dask scheduler answers at {scheduler} ({str(error).splitlines()[0]})",
            where="scheduler",
            remedy="start one (dask scheduler) and give its address: tcp://HOST:8786",
        ) from None


def has_died(error: BaseException) -> bool:
    """Whether an error says that a worker died, not that its job went wrong."""
    return isinstance(error, WorkerDied | BrokenExecutor) or type(error).__name__ == "KilledWorker"


def unusable(error: BaseException) -> BaseException:
    """Return what to raise when workers cannot run a batch at all."""
    if isinstance(error, InputError) or not isinstance(error, Exception):
        return error
    return InputError(
        f"the workers cannot run ({type(error).__name__}: {error})",
        where="executor",
        remedy="look whether stonecast is installed where they run; what is stored stays: "
        "give the same command again to go on",
    )


@contextmanager
def _market_folder(wanted: bool) -> Iterator[str | None]:
    """Make a folder for the markets that local processes share; clear those that dead ones left."""
    if not wanted:
        yield None
        return
    for left in Path(tempfile.gettempdir()).glob(f"{FOLDERS}*"):
        try:
            Lock(left / "markets").release()
        except InputError:
            continue  # in use, or somebody else's
        shutil.rmtree(left, ignore_errors=True)
    folder = tempfile.mkdtemp(prefix=FOLDERS)
    held = Lock(Path(folder) / "markets")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        held.release()
