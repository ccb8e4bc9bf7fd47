"""The demo in a browser: bet, throw, change, switch, share; no error, and nothing leaves the machine."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "demo.png"

pytest_plugins = ["demo_pages"]
pytestmark = pytest.mark.xdist_group("browser")


def throw(page: Any, bet: str = "one_large_stone") -> None:
    page.click(f"[data-bet={bet}]")
    page.click(".bet .throw")
    page.wait_for_selector(".bet", state="detached")


def answered(page: Any, act: Callable[[], object]) -> str:
    """Do something that asks the model, and wait for its answer; return the answer's key."""
    before = page.get_attribute("body", "data-answer")
    act()
    page.wait_for_selector(f"body:not([data-answer='{before}'])")
    return str(page.get_attribute("body", "data-answer"))


SETTLED = """() => {
  const { busy, answer } = document.body.dataset;
  if (busy || answer !== window.__settling) [window.__settling, window.__since] = [answer, performance.now()];
  return performance.now() - window.__since > 400;
}"""


def settled(page: Any, act: Callable[[], object]) -> str:
    """As `answered`, of several changes in a row, of which some may be answered by themselves."""
    answered(page, act)
    page.wait_for_function(SETTLED)
    return str(page.get_attribute("body", "data-answer"))


def engaged(page: Any) -> list[int]:
    shown = page.query_selector_all("[data-ripples=engaged][data-pond]")
    return [int(one.get_attribute("data-value") or -1) for one in shown]


def to_the_end(page: Any) -> None:
    page.focus("#stage [role=application]")
    page.keyboard.press("End")
    page.wait_for_selector("#verdict")


def test_predict_then_throw_and_the_page_shows_the_run(visit: Callable[..., Any]) -> None:
    page = visit()
    assert page.is_disabled(".bet .throw"), "nobody throws before betting"
    assert not page.query_selector("#verdict")
    throw(page, "hundreds_of_stones")
    to_the_end(page)
    won = [plan["totals"]["engaged"] for plan in page.evaluate("() => window.__page.answer.plans")]
    assert engaged(page) == won
    assert page.get_attribute("#verdict", "data-winner") == "one_large_stone"
    assert "334 against 301" in page.inner_text("#verdict")
    assert page.query_selector(".wrong")


def test_what_came_of_it_is_read_out_once(visit: Callable[..., Any]) -> None:
    """The result is drawn anew with every button that is pressed, and was read out each time."""
    page = visit()
    page.evaluate(
        """() => {
          window.__said = [];
          const note = () => window.__said.push(document.getElementById("said").textContent);
          new MutationObserver(note).observe(document.getElementById("said"), { childList: true });
        }"""
    )
    throw(page, "hundreds_of_stones")
    to_the_end(page)
    for panel in ("plans", "why", "plans"):
        page.click(f"#{panel}")
    said = [text for text in page.evaluate("() => window.__said") if text]
    assert len(said) == 1
    assert said[0].startswith(page.inner_text("#verdict"))
    assert not page.query_selector("#result[aria-live], #result [aria-live]")


def test_the_keys_go_on_where_the_stones_fall(visit: Callable[..., Any]) -> None:
    page = visit(moves=True)
    page.focus("[data-bet=same]")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_selector(".bet", state="detached")
    page.keyboard.press("Home")
    top = page.evaluate("() => document.querySelector('#stage').getBoundingClientRect().top")
    page.keyboard.press("End")
    page.wait_for_selector("#verdict")
    assert top == page.evaluate("() => document.querySelector('#stage').getBoundingClientRect().top"), "jumps"


def test_a_new_run_does_not_tell_its_end_before_it_is_played(visit: Callable[..., Any]) -> None:
    page = visit("?predict=off&t=30", language="de-DE", moves=True)
    page.wait_for_selector("#verdict")
    answered(page, lambda: page.click("#luck"))
    assert not page.query_selector("#verdict")
    assert page.inner_text(".verdict-text").strip() == "Schau den Wellen zu …"


def test_a_panel_opened_before_the_answer_comes_shows_that_answer(visit: Callable[..., Any]) -> None:
    """It was closed under the hands of whoever had just opened it."""
    page = visit()
    throw(page)
    key = page.get_attribute("body", "data-answer")
    for shown in ("plans", "why"):
        page.evaluate("(name) => ['luck', name].forEach((id) => document.getElementById(id).click())", shown)
        page.wait_for_function("(key) => document.body.dataset.answer !== key", arg=key)
        key = page.get_attribute("body", "data-answer")
        assert page.query_selector(f"[data-panel={shown}]")
        if shown == "plans":
            told = [
                round(plan["totals"]["engaged"]) for plan in page.evaluate("() => window.__page.answer.plans")
            ]
            cells = page.query_selector_all("[data-panel=plans] tbody tr:first-child td")
            assert [int(cell.inner_text().replace(",", "")) for cell in cells[: len(told)]] == told
    page.click("#luck")
    page.wait_for_function("(key) => document.body.dataset.answer !== key", arg=key)
    assert not page.query_selector("[data-panel]"), "it was about the luck before"


def test_no_panel_tells_plans_before_their_ripples_have_run(visit: Callable[..., Any]) -> None:
    page = visit("?predict=off&speed=4", moves=True)
    page.wait_for_selector("#plans", timeout=60_000)
    key = page.get_attribute("body", "data-answer")
    page.evaluate("() => ['luck', 'plans'].forEach((id) => document.getElementById(id).click())")
    page.wait_for_function("(key) => document.body.dataset.answer !== key", arg=key)
    assert not page.query_selector("[data-panel]")


def test_who_prefers_less_motion_sees_how_it_ends(visit: Callable[..., Any]) -> None:
    page = visit()
    throw(page)
    page.wait_for_selector("#verdict")
    won = [plan["totals"]["engaged"] for plan in page.evaluate("() => window.__page.answer.plans")]
    assert engaged(page) == won


def test_a_control_a_switch_a_reset_and_the_link(visit: Callable[..., Any]) -> None:
    page = visit("?predict=off&t=30")
    first = page.get_attribute("body", "data-answer")
    slider = page.locator("#control-budget")
    settled(page, lambda: (slider.focus(), [page.keyboard.press("ArrowRight") for _ in range(12)]))
    page.wait_for_url("**budget=**")
    moved = answered(page, lambda: page.click("#control-conversations-on"))
    page.wait_for_url("**conversations=off**")
    other = visit(page.url.split("/")[-1])
    assert other.get_attribute("body", "data-answer") == moved, "the link is the state"
    assert not other.is_checked("#control-conversations-on")
    assert answered(page, lambda: page.click("#reset-all")) == first
    page.wait_for_url(lambda told: "conversations" not in told)


def test_two_hundred_lucks_and_why(visit: Callable[..., Any]) -> None:
    page = visit("?predict=off&t=30")
    page.click("#lucks")
    page.wait_for_selector(".lucks[data-done]")
    assert page.locator(".dots circle").count() == 400
    assert re.search(r"ahead in \d+ of 100", page.inner_text(".lucks .verdict"))
    assert re.search(r"in \d+ of 20 other ponds", page.inner_text(".lucks .verdict + .hint"))
    page.click("#why")
    page.wait_for_selector(".why[data-done]")
    assert page.query_selector("[data-mechanism=fixed_cost_per_blogger].flips")
    answered(page, lambda: page.click("[data-mechanism=fixed_cost_per_blogger] button"))
    assert page.is_checked("#control-deal-on") is False


def test_why_says_so_where_chance_alone_parts_two_plans(visit: Callable[..., Any]) -> None:
    page = visit("?scenario=null_pond&predict=off&t=30")
    page.click("#why")
    page.wait_for_selector(".why[data-done]")
    assert "cannot be told apart" in page.inner_text(".why .verdict")
    assert not page.query_selector(".why .flips")


def test_plans_stand_side_by_side(visit: Callable[..., Any]) -> None:
    page = visit("?predict=off&t=30")
    page.click("#plans")
    worth = page.evaluate("() => window.__page.answer.plans.map((plan) => plan.worth)")
    text = page.inner_text(".plans-table")
    assert f"× {worth[0]['good_trust']:.2f}" in text
    assert f"€{worth[1]['value_per_follower']:.2f}" in text
    page.click("#plans")
    assert not page.query_selector(".plans-table")


def test_a_stone_is_thrown_by_hand_and_taken_back(visit: Callable[..., Any]) -> None:
    page = visit("?predict=off&t=30")
    first = page.get_attribute("body", "data-answer")
    answered(page, lambda: page.evaluate("() => window.__page.throwStone(1, 0.3, 0.3)"))
    assert "1" in page.inner_text(".byhand")
    assert answered(page, lambda: page.click("#undo")) == first


@pytest.mark.parametrize("width", [400, 1920])
def test_a_phone_and_a_projector_go_the_whole_way(visit: Callable[..., Any], width: int) -> None:
    page = visit(width=width)
    throw(page)
    to_the_end(page)
    won = [plan["totals"]["engaged"] for plan in page.evaluate("() => window.__page.answer.plans")]
    assert engaged(page) == won
    page.keyboard.press("Home")
    assert sum(engaged(page)) < sum(won)
    box = page.locator("#stage [role=application]").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    if width < 900:
        page.click(".drawer > summary")
    slider = page.locator("#control-budget")
    answered(page, lambda: (slider.focus(), [page.keyboard.press("ArrowRight") for _ in range(12)]))
    moved = answered(page, lambda: page.click("#control-conversations-on"))
    page.wait_for_url("**conversations=off**")
    other = visit(page.url.split("/")[-1], width=width)
    assert other.get_attribute("body", "data-answer") == moved


@pytest.mark.slow
def test_the_picture_in_the_readme_is_taken_anew() -> None:
    """Writes docs/demo.png: look at it, and commit it if it is better."""
    before = PICTURE.stat().st_mtime_ns
    subprocess.run([sys.executable, str(ROOT / "experiments" / "demo_picture.py")], check=True, timeout=300)
    assert PICTURE.stat().st_mtime_ns > before
    with Image.open(PICTURE) as shot:
        assert shot.size == (1440, 940)
        assert len(shot.convert("RGB").getcolors(1 << 21)) > 100


def test_plans_side_by_side_fit_on_a_small_phone_in_the_language_of_the_longest_words(
    visit: Callable[..., Any],
) -> None:
    page = visit("?predict=off&t=30", width=320, language="es-ES")
    page.click("#plans")
    page.wait_for_selector(".plans-table td")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("width", [400, 1400, 1920])
def test_nothing_sticks_out_at_any_width(visit: Callable[..., Any], width: int) -> None:
    page = visit("?t=12&predict=off", width=width)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    stage = page.locator("#stage").bounding_box()
    assert stage["width"] <= width
    assert page.locator("#stage [role=application]").count() == 2


@pytest.mark.parametrize("language", ["en-US", "de-DE", "es-ES"])
@pytest.mark.parametrize(
    ("width", "height", "columns", "lines"), [(1024, 768, 2, 1), (1280, 720, 2, 1), (360, 740, 1, 2)]
)
def test_a_beamer_shows_ponds_side_by_side_and_the_bar_keeps_to_its_lines(
    visit: Callable[..., Any], width: int, height: int, columns: int, lines: int, language: str
) -> None:
    page = visit("?t=30&predict=off", width=width, height=height, language=language)
    tops = "(all) => all.map((one) => Math.round(one.getBoundingClientRect().top))"
    assert len(set(page.locator("#stage [role=application]").evaluate_all(tops))) == 3 - columns
    assert page.locator(".sc-bar").bounding_box()["height"] < 50 * lines + 20


def test_the_page_speaks_the_language_of_the_browser(visit: Callable[..., Any]) -> None:
    page = visit(language="de-DE")
    assert page.get_attribute("html", "lang") == "de"
    assert page.inner_text(".bet .throw") == "Steine werfen"
    page.select_option("#language", "es")
    page.wait_for_selector("html[lang=es]")
    spanish = "() => document.querySelector('.bet .throw')?.textContent === 'Lanzar las piedras'"
    page.wait_for_function(spanish)
    assert not re.search(r"\b(page|bet|control|player)\.[a-z_]+", page.inner_text("body")), (
        "a key without text"
    )


def test_a_lesson_leads_step_by_step(visit: Callable[..., Any]) -> None:
    page = visit("?lesson=two_sources")
    assert page.get_attribute(".lesson", "data-step") == "0"
    page.click(".lesson .go")
    page.wait_for_selector(".lesson[data-step='1']")
    answered(page, lambda: page.click(".lesson .go"))
    assert page.get_attribute(".lesson", "data-step") == "2"
    page.wait_for_url("**lesson=two_sources&step=2**")


def press(page: Any, what: str, key: str = "Enter") -> str:
    """Press what has the keys, and return the name of what has them afterwards."""
    page.focus(what)
    page.keyboard.press(key)
    page.wait_for_function(SETTLED)
    return str(page.evaluate("() => document.activeElement.id || document.activeElement.className"))


def test_the_keys_stay_where_they_were(visit: Callable[..., Any]) -> None:
    """Whoever uses keys or a screen reader is never thrown back to the top of the page."""
    page = visit()
    throw(page)
    assert press(page, "#luck") == "luck"
    page.click("#control-deal-on")
    assert press(page, "[data-control=deal] .back") == "control-deal-on"
    page.click("#control-deal-on")
    assert press(page, "#reset-all") == ""
    assert page.evaluate("() => document.activeElement.localName") == "summary"
    assert press(page, "#plans") == "plans"
    assert press(page, "[data-panel=plans] .quiet", "Escape") == "plans"
    assert not page.query_selector("[data-panel]")
    assert press(page, "#bet-again") == "choice"
    assert press(page, "#language", "ArrowDown") == "language"


def test_who_prefers_less_motion_sees_how_it_ends_from_the_first(visit: Callable[..., Any]) -> None:
    """Nothing plays by itself for them: a page that nobody covers waited for a run that never began."""
    page = visit("?predict=off")
    page.wait_for_selector("#verdict")


def test_the_keys_go_from_step_to_step_of_a_lesson(visit: Callable[..., Any]) -> None:
    page = visit("?lesson=two_sources")
    for step in range(1, 6):
        assert press(page, "#step-next") == "step-next"
        assert page.get_attribute(".lesson", "data-step") == str(step)
    assert press(page, "#step-back") == "step-back"
