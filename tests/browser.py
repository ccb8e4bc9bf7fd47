"""One headless Chromium for tests in a browser; where none can be had, tests skip and say so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


@contextmanager
def chromium() -> Iterator[Any]:
    """Start a browser: Playwright's own, else the one of the system."""
    api = pytest.importorskip("playwright.sync_api", reason="no playwright: no tests in a browser")
    with api.sync_playwright() as playwright:
        yield_to = _launch(playwright)
        try:
            yield yield_to
        finally:
            yield_to.close()


def _launch(playwright: Any) -> Any:
    own = Path(playwright.chromium.executable_path)
    found = os.environ.get("CHROMIUM") or (None if own.is_file() else _of_the_system())
    if found is None and not own.is_file():
        pytest.skip("no Chromium: playwright install chromium, or name one in CHROMIUM")
    return playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])


def _of_the_system() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((path for path in map(shutil.which, names) if path), None)
