"""The report on a phone: nothing is wider than the screen, whatever plans are called."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import duels
from stonecast.report import html

pytest_plugins = ["browser"]
pytestmark = pytest.mark.xdist_group("browser")

TOO_WIDE = """
() => [...document.querySelectorAll("body, .scroll, .card, .verdict, .settings, footer")]
  .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.className || one.tagName)
"""


def test_nothing_is_wider_than_a_phone(browser: Any) -> None:
    duel = duels.duel()
    title = "Small stones, a quarter of them every other week, then the rest"
    plans = tuple(replace(plan, title=f"{title} ({i})") for i, plan in enumerate(duel.plans))
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.set_content(html.page(replace(duel, plans=plans)))
    assert page.evaluate(TOO_WIDE) == []
    assert page.locator(".stack td:visible").count() > 20
