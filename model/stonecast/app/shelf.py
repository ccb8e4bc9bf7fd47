"""Small caches shared by threads: the least recently used goes first, and nothing is made twice at once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable


class Shelf[T]:
    """Keep what was made last, up to a total weight.

    Parameters
    ----------
    room
        Total weight that is kept; the newest is kept whatever it weighs.
    weight
        Weight of one thing.
    """

    def __init__(self, room: float, weight: Callable[[T], float] = lambda _: 1.0) -> None:
        self._room, self._weigh = room, weight
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> T | None:
        """Return what is kept under a key, or None."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Hashable, value: T) -> T:
        """Keep a value, and let go of the oldest beyond the room."""
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            while len(self._kept) > 1 and sum(map(self._weigh, self._kept.values())) > self._room:
                self._kept.popitem(last=False)
        return value

    def get_or_make(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept, or make it; whoever asks for the same meanwhile waits for it."""
        found = self.get(key)
        if found is not None:
            return found
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        try:
            with making:
                found = self.get(key)
                return found if found is not None else self.put(key, make())
        finally:
            with self._lock:
                self._making.pop(key, None)

    def __len__(self) -> int:
        return len(self._kept)
