"""One way to compile a kernel: no Python inside, releases the interpreter lock, cached, never stale."""

from __future__ import annotations

import getpass
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numba
from numba.extending import register_jitable

from stonecast import randomness

for _function in (
    randomness.philox,
    randomness.block,
    randomness.word,
    randomness.threshold,
    randomness.exp,
    randomness.log,
    randomness.power,
    randomness.unit,
    randomness.arrival,
    randomness.normal,
    randomness.round_by_chance,
):
    register_jitable(_function)


def cache_key() -> str:
    """Name of the cache folder: a digest of all kernel sources and of what compiles them.

    numba notices an edit only in the file of the kernel itself; this key notices one in any helper.
    """
    digest = hashlib.sha256()
    sources = [*sorted(Path(__file__).parent.glob("*.py")), Path(randomness.__file__)]
    for source in sources:
        digest.update(source.read_bytes())
    for part in (numba.__version__, sys.version, numba.core.config.CPU_NAME or "host"):
        digest.update(str(part).encode())
    return digest.hexdigest()[:16]


def _cache_folder() -> str | None:
    root = os.environ.get("STONECAST_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache"), "stonecast"
    )
    for base in (root, os.path.join(tempfile.gettempdir(), "stonecast-" + getpass.getuser())):
        folder = os.path.join(base, "kernels-" + cache_key())
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None


_FOLDER = _cache_folder()


def jit[F: Callable[..., Any]](function: F) -> F:
    """Compile ``function`` at its first call and keep the result on disk for the next process."""
    if _FOLDER is None:
        return cast(F, numba.njit(nogil=True, error_model="numpy")(function))
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = _FOLDER
    try:
        return cast(F, numba.njit(cache=True, nogil=True, error_model="numpy")(function))
    finally:
        numba.config.CACHE_DIR = before


def part[F: Callable[..., Any]](function: F) -> F:
    """Compile ``function`` into every kernel that calls it: a call that hands over arrays is not cheap."""
    return cast(F, numba.njit(nogil=True, error_model="numpy", inline="always")(function))
