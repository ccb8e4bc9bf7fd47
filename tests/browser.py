"""One headless Chromium for tests: the one named, else the system's, else playwright's own, else skipped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start a browser for all tests of a module, or skip them."""
    api = pytest.importorskip("playwright.sync_api", reason="no playwright: no tests in a browser")
    path = os.environ.get("STONECAST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    with api.sync_playwright() as playwright:
        try:
            found = playwright.chromium.launch(executable_path=path, args=QUIET)
        except api.Error as error:
            pytest.skip(
                f"no Chromium: playwright install chromium, or name one in STONECAST_CHROMIUM ({error})"
            )
        try:
            yield found
        finally:
            found.close()
