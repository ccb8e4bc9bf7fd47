"""Run a study: hand out batches, store what comes back, and lose nothing whatever dies."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from stonecast.errors import InputError, as_path
from stonecast.study import executors, stopping
from stonecast.study.agenda import Agenda
from stonecast.study.executors import Crew
from stonecast.study.results import Sweep
from stonecast.study.store import Row, Store
from stonecast.study.studyfile import Study, load_study
from stonecast.study.worker import Task

BATCH_SECONDS = 0.25
"""A batch is made so long that sending it, storing it and deciding on the next cost next to nothing."""

MOST_IN_BATCH = 500
GRACE_SECONDS = 10.0
"""After Ctrl-C, batches that have begun are waited for so long."""


@dataclass(frozen=True)
class Progress:
    """How far a sweep is.

    Attributes
    ----------
    done, total
        Runs that are stored, and that will be (with a stopping rule: at most).
    failed
        Runs that are stored with an error.
    rate
        Runs a second in this session; 0 at its beginning.
    seconds_left
        Estimate, None while there is none.
    """

    done: int
    total: int
    failed: int
    rate: float

    @property
    def seconds_left(self) -> float | None:
        """Estimate of the time to the end [s]."""
        return (self.total - self.done) / self.rate if self.rate > 0 else None


class Stopped(KeyboardInterrupt):
    """Ctrl-C: what was done is stored."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        super().__init__(f"stopped with {progress.done:,} of {progress.total:,} runs stored")


def sweep(
    study: Study | str | os.PathLike[str],
    *,
    executor: Any = None,
    workers: int | None = None,
    threads: bool = False,
    scheduler: str | None = None,
    store: str | os.PathLike[str] | None = None,
    retry_failed: bool = False,
    until_halfwidth: float | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Sweep:
    """Run every plan at every point of a study on the same markets under the same lucks.

    Parameters
    ----------
    study
        A study, or the path of a study file.
    executor
        Anything with the `concurrent.futures` interface, or a Dask ``Client``; default local processes.
    workers
        How many runs go on at once; default all processors. The result does not hang on it, bit for bit.
    threads
        Threads of this process in place of processes.
    scheduler
        Address of a Dask scheduler, ``tcp://HOST:8786``.
    store
        SQLite file that keeps the results: a sweep that was stopped or killed goes on from it. Default is
        to keep them in memory.
    retry_failed
        Run what failed before once more.
    until_halfwidth
        At each point stop when half of the 95% interval of P(win) of the first plan against every other is
        at most this; the study's ``lucks`` are then the most that are run.
    progress
        Called with a `Progress` after every batch.

    Raises
    ------
    InputError
        If the study or the store cannot be used, or the disk is full. What was stored stays.
    KeyboardInterrupt
        On Ctrl-C, when what has begun is stored.
    """
    study = load_study(study)
    if until_halfwidth is not None:
        stopping.check_halfwidth(until_halfwidth)
        if study.spec.outcomes == "daily":
            raise InputError(
                "needs totals, and the study keeps daily curves only",
                where="until_halfwidth",
                remedy='say outcomes = "both"',
            )
    path = None if store is None else as_path(store, "store")
    kept = Store(study, path)
    try:
        agenda = Agenda(kept, until_halfwidth=until_halfwidth, retry_failed=retry_failed)
        if agenda.is_open:
            with executors.crew(executor, workers=workers, threads=threads, scheduler=scheduler) as crew:
                _Drive(kept, agenda, crew, progress).run()
    finally:
        kept.close()
    return Sweep(study, path, kept.sql if path is None else None, tuple(kept.notes))


@dataclass
class _Drive:
    """One session of a sweep."""

    store: Store
    agenda: Agenda
    crew: Crew
    progress: Callable[[Progress], None] | None
    waiting: dict[Future[list[Row]], tuple[Task, ...]] = field(default_factory=dict)
    run_seconds: float | None = None

    def __post_init__(self) -> None:
        self.started = monotonic()
        self.before, self.failed = self.store.count()
        self.fresh = 0
        if self.agenda.retry_failed:
            self.before, self.failed = self.before - self.failed, 0
        self.total = self.before + self.agenda.left()

    def run(self) -> None:
        """Run until nothing is left."""
        try:
            while self._fill():
                self._collect(wait(self.waiting, timeout=1.0, return_when=FIRST_COMPLETED).done)
        except KeyboardInterrupt:
            self._stop()
            raise Stopped(self.told()) from None
        except BaseException:
            for future in self.waiting:
                future.cancel()
            raise

    def told(self) -> Progress:
        """Return how far it is."""
        seconds = monotonic() - self.started
        rate = self.fresh / seconds if seconds > 0 and self.fresh else 0.0
        return Progress(self.before + self.fresh, self.total, self.failed, rate)

    def _fill(self) -> bool:
        """Keep two batches a worker on their way; return whether there is anything to wait for."""
        while len(self.waiting) < 2 * self.crew.workers:
            tasks = self.agenda.next(self._size(), one_market=self.crew.send is not None)
            if self.agenda.rows:
                rows, self.agenda.rows = self.agenda.rows, []
                self._keep(rows)
            if tasks:
                self.waiting[self.crew.submit(tasks, self.store.study.spec.outcomes)] = tasks
            elif not self.agenda.can_begin:
                break
        return bool(self.waiting)

    def _size(self) -> int:
        """Return how many runs make a batch long enough, but leave something for every worker."""
        if self.run_seconds is None:
            return 2
        size = int(BATCH_SECONDS / max(self.run_seconds, 1e-6)) + 1
        underway = sum(len(task.runs) for tasks in self.waiting.values() for task in tasks)
        left = self.total - self.before - self.fresh - underway
        return max(1, min(size, MOST_IN_BATCH, -(-left // (2 * self.crew.workers))))

    def _collect(self, done: Iterable[Future[list[Row]]]) -> None:
        rows: list[Row] = []
        for future in done:
            tasks = self.waiting.pop(future)
            error = future.exception()
            if error is None:
                rows += self._timed(future.result())
            elif executors.has_died(error):
                rows += self.agenda.died(tasks, str(error) or type(error).__name__)
            else:
                raise executors.unusable(error) from error
        if rows:
            self._keep(rows)

    def _timed(self, rows: list[Row]) -> list[Row]:
        ran = [row.seconds for row in rows if row.error is None]
        if ran:
            mean = sum(ran) / len(ran)
            self.run_seconds = mean if self.run_seconds is None else 0.7 * self.run_seconds + 0.3 * mean
        elif self.run_seconds is None:
            self.run_seconds = 0.05
        return rows

    def _keep(self, rows: list[Row]) -> None:
        self.store.write(rows, self.agenda.points)
        self.agenda.points = {}
        self.fresh += len(rows)
        self.failed += sum(row.error is not None for row in rows)
        self.agenda.done(rows)
        if self.agenda.until is not None:
            self.total = self.before + self.fresh + self.agenda.most_left()
        if self.progress is not None:
            self.progress(self.told())

    def _stop(self) -> None:
        """Store what has begun; what has not is not begun."""
        begun = {future for future in self.waiting if not future.cancel()}
        done = wait(begun, timeout=GRACE_SECONDS).done
        for future in done:
            if not future.cancelled() and future.exception() is None:
                self._keep(future.result())
