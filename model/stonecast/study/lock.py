"""One writer a store: a lock that the system lets go of when its process dies, however it dies."""

from __future__ import annotations

import contextlib
import os
import sys
import weakref
from pathlib import Path
from typing import IO

from stonecast.errors import InputError
from stonecast.writing import refusal


class Lock:
    """Hold a file's lock until `release`, or until this process is gone.

    The lock lies on a file of its own beside the store: SQLite has locks on the store itself, which a
    second opening and closing of the file in this process would take away from it.

    Raises
    ------
    InputError
        If somebody else holds it.
    """

    def __init__(self, store: Path) -> None:
        path = store.with_name(store.name + ".lock")
        self._file: IO[bytes] | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("a+b")
        except OSError as error:
            raise _unwritable(store, error.strerror or str(error)) from None
        if not _take(self._file):
            self._file.seek(1)
            holder = self._file.read(40).decode("ascii", "replace").strip()
            self.release()
            raise InputError(
                "is being written by another process" + (f" (pid {holder})" if holder else ""),
                where=str(store),
                remedy="wait until it is done, or stop it; to read meanwhile, open it with any SQLite tool",
            )
        # On a full disk there is no number; it is only told to whoever comes second.
        with contextlib.suppress(OSError):
            self._file.truncate(0)
            self._file.write(b" " + str(os.getpid()).encode())  # byte 0 is the lock's, where locks are ranges
            self._file.flush()
        if hasattr(os, "register_at_fork"):
            # A forked child shares the lock and would hold it on after its parent's death.
            os.register_at_fork(after_in_child=_Forget(weakref.ref(self)))

    def release(self) -> None:
        """Let go, for children forked a moment ago too; the file stays: without it two would get in."""
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):
                _give_back(file)
                file.close()

    def forget(self) -> None:
        """Close the file in a forked child; its parent goes on holding the lock."""
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):
                file.close()


def refuse_unwritable(store: Path) -> None:
    """Refuse a store that could not be written now; make neither folder nor file.

    Raises
    ------
    InputError
        If somebody holds its lock, or it or the folder it would lie in is not to be written.
    """
    path = store.with_name(store.name + ".lock")
    if why := refusal(path):
        raise _unwritable(store, why)
    for place in (store, path):
        if place.exists() and not os.access(place, os.W_OK):
            raise _unwritable(store, f"{place} is read-only")
    if path.exists():
        Lock(store).release()


def _unwritable(store: Path, why: str) -> InputError:
    return InputError(
        f"cannot be written: {why}",
        where=str(store),
        remedy="choose a folder that can be written: --out FILE.sqlite",
    )


class _Forget:
    """Close the lock's file in a forked child, if the lock is still there."""

    def __init__(self, lock: weakref.ref[Lock]) -> None:
        self.lock = lock

    def __call__(self) -> None:
        held = self.lock()
        if held is not None:
            held.forget()


def _take(file: IO[bytes]) -> bool:
    """Take the lock of an open file without waiting."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _give_back(file: IO[bytes]) -> None:
    """Unlock an open file: closing it leaves the lock to whoever shares it, as a forked child does."""
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(file, fcntl.LOCK_UN)
