"""Worker processes on this machine: replaced when they die, and never outliving their parent."""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import sys
import threading
import types
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import Any


class WorkerDied(RuntimeError):  # noqa: N818 - the name says what happened
    """The worker that ran this job is gone; others go on."""


class Unreachable(RuntimeError):  # noqa: N818
    """Workers cannot even be started."""


class LocalWorkers(Executor):
    """Processes on this machine, each with a thread here that feeds it.

    Unlike `ProcessPoolExecutor` it stays whole when a worker dies: only that worker's job fails, with
    `WorkerDied`, and another process takes its place. No worker outlives this process, even if this one
    is killed: each watches its parent. A script needs no ``if __name__ == "__main__"``.

    Parameters
    ----------
    workers
        Number of processes.
    """

    def __init__(self, workers: int) -> None:
        self._max_workers = workers
        self._jobs: queue.SimpleQueue[tuple[Future[Any], Any] | None] = queue.SimpleQueue()
        self._closed = False
        self._slots = [_Slot(self._jobs) for _ in range(workers)]

    @property
    def pids(self) -> list[int]:
        """Process numbers of the workers that are alive now."""
        processes = [slot.process for slot in self._slots]
        return [p.pid for p in processes if p is not None and p.is_alive() and p.pid is not None]

    def submit[T](self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Queue a call; function and arguments are sent to a worker."""
        if self._closed:
            raise RuntimeError("cannot submit after shutdown")
        future: Future[T] = Future()
        self._jobs.put((future, (fn, args, kwargs)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers: after their jobs, or with ``cancel_futures`` at once."""
        self._closed = True
        if cancel_futures:
            while not self._jobs.empty():
                job = self._jobs.get()
                if job is not None:
                    job[0].cancel()
            for slot in self._slots:
                slot.kill()
        for _ in self._slots:
            self._jobs.put(None)
        for slot in self._slots if wait else ():
            slot.thread.join()


class _Slot:
    """One worker process, replaced when it dies, and the thread that feeds it."""

    def __init__(self, jobs: queue.SimpleQueue[tuple[Future[Any], Any] | None]) -> None:
        self.jobs = jobs
        self.process: Any = None
        self.pipe: Connection | None = None
        self.ended = False
        self.thread = threading.Thread(target=self._feed, name="stonecast-feeder", daemon=True)
        self.thread.start()

    def kill(self) -> None:
        """End the process at once; what waits for it gets an error."""
        self.ended = True
        if self.process is not None:
            self.process.kill()

    def _feed(self) -> None:
        while (job := self.jobs.get()) is not None:
            future, call = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                good, value = self._ask(call)
            except BaseException as error:
                future.set_exception(error)
            else:
                (future.set_result if good else future.set_exception)(value)
        if self.pipe is not None:
            self.pipe.close()
        if self.process is not None:
            self.process.join(5)
            self.process.kill()
            self.process.join()

    def _ask(self, call: Any) -> tuple[bool, Any]:
        if self.ended:
            raise WorkerDied("stopped")
        if self.pipe is None:
            self._start()
        assert self.pipe is not None
        try:
            self.pipe.send(call)
            answer: tuple[bool, Any] = self.pipe.recv()
        except (EOFError, OSError):
            self.pipe.close()
            self.pipe = None
            self.process.join()
            raise WorkerDied(f"the worker ended with exit status {self.process.exitcode}") from None
        return answer

    def _start(self) -> None:
        """Start a process and wait until it answers; one that never does is no worker's death."""
        for _ in range(3):
            self.pipe, theirs = multiprocessing.Pipe()
            with _no_main(), _deaf():
                process = _context().Process(target=serve, args=(theirs,), daemon=True)
                process.start()
            self.process = process  # from here on `kill` finds it; one that came sooner set `ended`
            theirs.close()
            if self.ended:
                process.kill()
                raise WorkerDied("stopped")
            try:
                self.pipe.recv()
                return
            except (EOFError, OSError):
                self.pipe.close()
                self.pipe = None
                self.process.join()
        raise Unreachable(f"worker processes end at once (exit status {self.process.exitcode})")


_STARTING = threading.Lock()


@contextmanager
def _no_main() -> Iterator[None]:
    """Hide the main script while a process starts: workers need nothing of it and must not run it again."""
    with _STARTING:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


@contextmanager
def _deaf() -> Iterator[None]:
    """Keep Ctrl-C from what starts here, the fork server too: until it is up it would die of it aloud."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # the fork server starts it, and in Python 3.12 that undoes the mask
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _context() -> Any:
    """Fork from a server that has everything loaded, where there is one; else start anew."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["stonecast.study.nursery"])
    return context


def serve(pipe: Connection) -> None:
    """Answer calls until the pipe or the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        pipe.send("ready")
    except OSError:  # the parent was killed meanwhile
        return
    while True:
        try:
            function, args, kwargs = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer = (True, function(*args, **kwargs))
        except Exception as error:
            answer = (False, error)
        try:
            pipe.send(answer)
        except OSError:
            return
        except Exception as error:  # what cannot be sent is told
            pipe.send((False, RuntimeError(f"{type(error).__name__}: {error}")))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
