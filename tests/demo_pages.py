"""Fixtures: pages of a demo that runs as a command, in one browser; whatever goes wrong is told."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

pytest_plugins = ["browser"]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    command = [sys.executable, "-m", "stonecast", "demo", "--no-browser", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    try:
        assert server.stdout is not None
        url = server.stdout.readline().split()[-1]
        with urllib.request.urlopen(f"{url}api/run?luck=2", timeout=300) as answer:
            assert answer.status == 200, "kernels are compiled, however long that takes"
        yield url
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture(scope="module")
def context(browser: Any) -> Callable[..., Any]:
    """Somebody's browser, which keeps what it has loaded; what a page knows is kept for that page alone."""
    return cache(lambda **who: browser.new_context(**who))


@pytest.fixture
def visit(context: Callable[..., Any], url: str) -> Iterator[Callable[..., Any]]:
    """Open a page at a width; afterwards complain about errors, and about requests to anybody else.

    What the server refuses is an error, too, but for addresses with ``refused`` in them.
    """
    told: list[str] = []
    pages = []

    def visit(
        query: str = "",
        width: int = 1400,
        height: int = 900,
        language: str = "en-US",
        *,
        moves: bool = False,
        refused: str = "",
    ) -> Any:
        def said(line: Any) -> None:
            is_expected = refused and refused in line.location.get("url", "")
            if line.type == "error" and not is_expected:
                told.append(line.text)

        page = context(locale=language, reduced_motion="no-preference" if moves else "reduce").new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(60_000)
        page.on("console", said)
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("request", lambda asked: told.append(asked.url) if not _is_own(asked.url, url) else None)
        page.goto(url + query)
        page.wait_for_selector("body[data-answer]")
        return page

    yield visit
    for page in pages:
        page.close()
    assert not told


def _is_own(asked: str, url: str) -> bool:
    return asked.startswith((url, "data:", "blob:"))
