"""The desk where questions queue: the newest of each session counts, and a full queue says so."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

SESSIONS = 500
"""Sessions whose newest question is remembered."""


class SupersededError(Exception):
    """The session has asked something newer meanwhile."""


class BusyError(Exception):
    """Too many questions wait."""


class Desk:
    """Answer questions in a few threads, so that a class of 30 shares one small server.

    Parameters
    ----------
    workers
        Threads.
    room
        Questions that may wait or be answered at a time.
    """

    def __init__(self, workers: int, room: int = 60) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="answer")
        self._newest: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()
        self._room, self._inside = room, 0

    async def answer[T](self, session: str, turn: int, job: Callable[[Callable[[], None]], T]) -> T:
        """Do a job in a thread and return what it returns.

        Parameters
        ----------
        session, turn
            Who asks, and the number of the question; a question is dropped once a newer one has come.
        job
            Gets a function to call between its parts, which raises if nobody wants the answer any more.

        Raises
        ------
        SupersededError, BusyError
            If a newer question has come; if too many wait.
        """
        self._note(session, turn)
        if self._inside >= self._room:
            raise BusyError

        def check() -> None:
            """Raise if nobody wants the answer any more."""
            if session and self._newest.get(session, turn) != turn:
                raise SupersededError

        def work() -> T:
            """Do the job in a thread of the pool, unless it is too late."""
            check()
            return job(check)

        self._inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._inside -= 1

    def _note(self, session: str, turn: int) -> None:
        if not session:
            return
        with self._lock:
            if self._newest.get(session, turn) > turn:
                raise SupersededError
            self._newest[session] = turn
            self._newest.move_to_end(session)
            while len(self._newest) > SESSIONS:
                self._newest.popitem(last=False)

    def close(self) -> None:
        """Take no more questions, and wait for those in work."""
        self._pool.shutdown(wait=False, cancel_futures=True)
