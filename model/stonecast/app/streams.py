"""Long answers that come in lines; whoever asks the same listens to the same work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from stonecast.app.desk import BusyError, SupersededError
from stonecast.app.plain import as_json
from stonecast.app.shelf import Shelf
from stonecast.errors import InputError

Work = Callable[[Callable[[], None]], Iterator[Any]]


class Stream:
    """Lines that have come so far, and a bell for those who wait for the next one."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.is_done = False
        self.listeners = 0
        self.is_unwanted = False
        self._bell = asyncio.Event()

    def add(self, line: bytes) -> None:
        """Add a line and wake whoever waits."""
        self.lines.append(line)
        self._ring()

    def end(self) -> None:
        """Say that nothing more comes."""
        self.is_done = True
        self._ring()

    def _ring(self) -> None:
        self._bell.set()
        self._bell = asyncio.Event()

    async def follow(self) -> AsyncIterator[bytes]:
        """Yield every line, from the first one."""
        self.listeners += 1
        try:
            told = 0
            while True:
                bell = self._bell
                for line in self.lines[told:]:
                    told += 1
                    yield line
                if self.is_done and told == len(self.lines):
                    return
                if told == len(self.lines):
                    await bell.wait()
        finally:
            self.listeners -= 1
            if not self.listeners and not self.is_done:
                self.is_unwanted = True


class Streams:
    """Streams in work and those that are done, by the key of their question."""

    def __init__(self, workers: int = 1, room: int = 60) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="lucks")
        self._done: Shelf[Stream] = Shelf(100)
        self._open: dict[str, Stream] = {}
        self._room = room
        self._closing = False

    def of(self, key: str, work: Work) -> Stream:
        """Return the stream of a question, started if nobody asks for it yet.

        Raises
        ------
        BusyError
            If too many are in work.
        """
        found = self._done.get(key) or self._open.get(key)
        if found is not None and not found.is_unwanted:
            return found
        if len(self._open) >= self._room:
            raise BusyError
        stream = self._open[key] = Stream()
        loop = asyncio.get_running_loop()
        loop.run_in_executor(self._pool, self._produce, key, stream, work, loop)
        return stream

    def _produce(self, key: str, stream: Stream, work: Work, loop: asyncio.AbstractEventLoop) -> None:
        def check() -> None:
            if stream.is_unwanted or self._closing:
                raise SupersededError

        def tell(call: Callable[..., None], *args: Any) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(call, *args)

        is_whole = True
        try:
            for line in work(check):
                check()
                tell(stream.add, as_json(line) + b"\n")
        except SupersededError:
            is_whole = False
        except InputError as error:
            told = {"error": {"what": error.what, "where": error.where, "remedy": error.remedy}}
            tell(stream.add, as_json(told) + b"\n")
        tell(self._settle, key, stream, is_whole)

    def _settle(self, key: str, stream: Stream, is_whole: bool) -> None:
        if self._open.get(key) is stream:
            del self._open[key]
            if is_whole:
                self._done.put(key, stream)
        stream.end()

    def close(self) -> None:
        """Stop all work at its next check."""
        self._closing = True
        self._pool.shutdown(wait=False, cancel_futures=True)
