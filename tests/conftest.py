"""Before workers start: kernels that a fresh clone lacks are compiled once, by two processes.

The demo's server (`shelf`, `client`) is shared by the files that ask it; `undrawn` is for tests that do not
look at figures: drawing is most of what a result takes to save.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import remembered
from stonecast.kernels import spread
from stonecast.kernels.jit import HERE, cache_key

if TYPE_CHECKING:
    from demos import TestClient
    from stonecast.app.library import Library

TESTS = Path(__file__).parent


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile, unless this is a worker, the only process, or has been done for these kernels."""
    config = session.config
    if hasattr(config, "workerinput") or not getattr(config.option, "numprocesses", None):
        return
    stats = getattr(spread.see, "stats", None)  # what is not compiled at all has none
    if config.option.collectonly or stats is None or not stats.cache_path:
        return
    done = Path(stats.cache_path) / "warm"  # where numba keeps the kernels of this very folder
    keys = [*sorted(cache_key(path) for path in HERE.glob("*.py")), cache_key(TESTS / "warm.py")]
    if done.exists() and done.read_text().split() == keys:
        return
    roots = [str(TESTS), str(TESTS.parent / "model"), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, roots))}
    halves = [
        subprocess.Popen([sys.executable, str(TESTS / "warm.py"), half], env=environment)
        for half in ("tick", "pond")
    ]
    if [half.wait() for half in halves] == [0, 0]:
        done.parent.mkdir(parents=True, exist_ok=True)
        done.write_text("\n".join(keys))


@pytest.fixture(scope="session", autouse=True)
def names_remembered() -> None:
    """Let the readable twin look up the random numbers that it has computed before."""
    remembered.remember()


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every figure and write an empty picture for it (test_figures and test_study_report draw them)."""
    from stonecast.report import drawer, style

    empty = '<svg width="1" height="1"></svg>'
    monkeypatch.setattr(style, "to_svg", lambda figure: empty)
    monkeypatch.setattr(style, "to_png", lambda figure, dpi=200: b"")
    monkeypatch.setattr(style, "to_both", lambda figure, side_by_side=False: (b"", empty))
    monkeypatch.setattr(drawer.Drawer, "__enter__", lambda self: self)


@pytest.fixture(scope="session")
def shelf() -> Library:
    """Scenarios as the demo fits them to a small class."""
    from stonecast.app.library import Library

    return Library(people=2000)


@pytest.fixture(scope="session")
def client(shelf: Library) -> Iterator[TestClient]:
    """A demo that answers without a network."""
    from demos import TestClient
    from stonecast.app.server import App, make_app

    app = App(shelf, lucks=20)
    app.warm = lambda: None  # type: ignore[method-assign]
    with TestClient(make_app(app)) as client:
        yield client
