"""Before workers start: kernels that a fresh clone lacks are compiled once, by two processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stonecast.kernels.jit import HERE, cache_key, kept_in

TESTS = Path(__file__).parent


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile, unless this is a worker, the only process, or has been done for these kernels."""
    config = session.config
    if hasattr(config, "workerinput") or not getattr(config.option, "numprocesses", None):
        return
    last = kept_in(HERE / "spread.py")
    if config.option.collectonly or os.environ.get("NUMBA_DISABLE_JIT") == "1" or last is None:
        return
    keys = sorted(cache_key(path) for path in HERE.glob("*.py"))
    done = Path(last) / "warm"
    if done.exists() and done.read_text().split() == keys:
        return
    roots = [str(TESTS), str(TESTS.parent / "model"), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, roots))}
    halves = [
        subprocess.Popen([sys.executable, str(TESTS / "warm.py"), half], env=environment)
        for half in ("tick", "pond")
    ]
    if [half.wait() for half in halves] == [0, 0]:
        done.write_text("\n".join(keys))
