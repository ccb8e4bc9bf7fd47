"""One way to compile a kernel: no Python inside, releases the interpreter lock, cached, never stale."""

from __future__ import annotations

import getpass
import hashlib
import os
import re
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

import numba
from numba.extending import register_jitable

from stonecast import randomness
from stonecast.kernels import bits as _bits  # noqa: F401 (what kernels make of `randomness.scaled`)
from stonecast.kernels.unsigned import Compiler
from stonecast.loading import lightly

# numba looks for it only to know that it is there, and loads all of scipy.linalg for that.
lightly("numba.np.arraymath", ("scipy.linalg.cython_blas",))

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


RULES: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "no_cfunc_wrapper": True,
    "pipeline_class": Compiler,
}
"""How every kernel is compiled; nobody calls one from C, so the wrapper for that is left out."""

HERE = Path(__file__).parent

# Whole statements; what they name beside kernels does no harm.
_IMPORTS = re.compile(r"^[ \t]*(?:from|import)\s+[.\w]*[^\n(]*(?:\([^)]*\))?", re.MULTILINE)


def sources_of(path: Path) -> set[Path]:
    """All files that go into what is compiled from a file: itself, what it imports from, and so on."""
    found: set[Path] = set()
    waiting = [path, Path(__file__), Path(randomness.__file__)]
    while waiting:
        source = waiting.pop()
        if source not in found:
            found.add(source)
            waiting += [HERE / f"{name}.py" for name in _named(source)]
    return found


@cache
def _named(source: Path) -> frozenset[str]:
    """Names of the kernel files that the imports of a file mention."""
    said = " ".join(_IMPORTS.findall(source.read_text(encoding="utf-8")))
    return frozenset(re.findall(r"\w+", said)) & _kernel_files()


@cache
def _kernel_files() -> frozenset[str]:
    return frozenset(path.stem for path in HERE.glob("*.py"))


@cache
def cache_key(path: Path) -> str:
    """Digest of all sources that go into a kernel file, and of what compiles them.

    numba notices an edit only in the file of the kernel itself; this key notices one in any helper.
    """
    digest = hashlib.sha256()
    for source in sorted(sources_of(path)):
        digest.update(source.name.encode() + b"\0")
        digest.update(source.read_bytes())
    how = (numba.__version__, sys.version, numba.config.CPU_NAME or "host", numba.config.BOUNDSCHECK)
    for part in how:
        digest.update(str(part).encode())
    return digest.hexdigest()[:16]


@cache
def kept_in(path: Path) -> str | None:
    """Folder of what is compiled from a file; None where nothing can be kept."""
    root = os.environ.get("STONECAST_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache"), "stonecast"
    )
    for base in (root, os.path.join(tempfile.gettempdir(), "stonecast-" + getpass.getuser())):
        folder = os.path.join(base, "kernels", f"{path.stem}-{cache_key(path)}")
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None


def jit[F: Callable[..., Any]](function: F) -> F:
    """Compile ``function`` at its first call and keep the result on disk for the next process."""
    return _compiled(function)


def _compiled[F: Callable[..., Any]](function: F, **how: Any) -> F:
    folder = kept_in(Path(function.__code__.co_filename))
    if folder is None:
        return cast(F, numba.njit(**RULES, **how)(function))
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = folder
    try:
        return cast(F, numba.njit(cache=True, **RULES, **how)(function))
    finally:
        numba.config.CACHE_DIR = before


def lean[F: Callable[..., Any]](function: F) -> F:
    """As `jit`, for a kernel that makes no array: references to those it is given are not counted.

    Counting them costs a locked instruction wherever an array is handed on, in innermost loops too.
    """
    return _compiled(function, _nrt=False)


def part[F: Callable[..., Any]](function: F) -> F:
    """Compile ``function`` into every kernel that calls it: a call that hands over arrays is not cheap."""
    return cast(F, numba.njit(inline="always", **RULES)(function))


def inner[F: Callable[..., Any]](function: F) -> F:
    """Compile ``function`` for kernels of its own file alone: no door to Python, nothing kept on disk."""
    return cast(F, numba.njit(no_cpython_wrapper=True, **RULES)(function))
