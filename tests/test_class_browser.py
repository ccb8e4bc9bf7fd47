"""A class in browsers: the teacher's page and pupils' phones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytest_plugins = ["demo_pages"]
pytestmark = pytest.mark.xdist_group("browser")


def opened(visit: Callable[..., Any], query: str = "") -> tuple[Any, str]:
    """Return a teacher's page with a class, and the code of it."""
    teacher = visit(query)
    teacher.click("#class")
    teacher.click("#class-open")
    return teacher, teacher.inner_text("#class-code")


def drag(page: Any, name: str) -> None:
    """Move a slider to its end."""
    page.locator(f"#control-{name}").evaluate(
        "(range) => { range.value = range.max; range.dispatchEvent(new Event('input', { bubbles: true })); }"
    )


def test_a_class_bets_and_the_teacher_throws(visit: Callable[..., Any]) -> None:
    teacher, code = opened(visit)
    pupil = visit(f"?class={code}", width=400)
    pupil.click("[data-bet=same]")
    teacher.wait_for_function("() => document.querySelector('#class-bets')?.textContent === '1 bet'")
    assert pupil.query_selector(".bet"), "covered until the teacher throws"
    teacher.click(".room .throw")
    teacher.wait_for_selector(".tally[data-bet=same] b:text-is('1')")
    pupil.wait_for_selector(".bet", state="detached")
    assert not teacher.query_selector("#bet-again"), "the next round begins with the class"


def test_a_pupil_who_reloads_still_has_bet(visit: Callable[..., Any]) -> None:
    _, code = opened(visit)
    pupil = visit(f"?class={code}", width=400)
    pupil.click("[data-bet=same]")
    pupil.reload()
    pupil.wait_for_selector("[data-bet=same][aria-pressed=true]")


def test_what_the_teacher_sets_is_what_the_class_bets_on(visit: Callable[..., Any]) -> None:
    """Also where the ponds have been seen before: they stay covered while bets are open."""
    teacher, code = opened(visit, "?predict=off")
    pupil = visit(f"?class={code}", width=400)
    pupil.click("[data-bet=same]")
    teacher.wait_for_selector("#class-bets:text-is('1 bet')")
    drag(teacher, "budget")
    pupil.wait_for_selector("#headline .tagline:has-text('€2,300')")
    pupil.wait_for_selector("[data-bet=same][aria-pressed=false]")
    teacher.wait_for_selector("#class-bets:text-is('0 bets')")
    assert teacher.evaluate("() => window.__page.isCovered")
    teacher.click(".room .throw")
    pupil.wait_for_selector("#verdict")
    teacher.select_option("#what", "scenario/null_pond")
    teacher.wait_for_selector(".room .eyebrow:has-text('Round 2 · 0 bets')")
    pupil.wait_for_selector("[data-bet=thousand_stones]")


def test_whoever_has_no_such_code_goes_on_alone(visit: Callable[..., Any]) -> None:
    pupil = visit(language="de-DE", refused="/api/class/ZZZZ")
    pupil.click("#class")
    pupil.fill("#class-enter", "zzzz")
    pupil.click("dialog [type=submit]")
    pupil.wait_for_selector("#notice:has-text('Keine Klasse hat (noch) den Code „ZZZZ“.')")
    pupil.wait_for_function("() => !location.search.includes('class')")
    pupil.click("[data-bet=same]")
    pupil.click(".bet .throw")
    pupil.wait_for_selector("#verdict")


def test_nothing_moves_under_a_finger_while_others_bet(visit: Callable[..., Any]) -> None:
    """A button that is drawn anew between touching and letting go is never pressed."""
    teacher, code = opened(visit)
    one = visit(f"?class={code}", width=400)
    other = visit(f"?class={code}", width=400)
    one.wait_for_selector(".bet .hint")
    one.evaluate("() => { window.__held = document.querySelector('[data-bet=same]'); }")
    teacher.focus(".room .throw")
    teacher.evaluate("() => { window.__held = document.activeElement; }")
    other.click("[data-bet=same]")
    teacher.wait_for_selector("#class-bets:text-is('1 bet')")
    assert teacher.evaluate("() => document.activeElement === window.__held")
    one.wait_for_function("() => window.__page.room.told.bets === 1")
    assert one.evaluate("() => window.__held.isConnected")


def test_a_pupil_can_leave_and_a_page_is_in_one_class_only(visit: Callable[..., Any]) -> None:
    teacher, code = opened(visit)
    pupil = visit(f"?class={code}", width=400)
    pupil.wait_for_selector("#class[aria-pressed=true]")
    pupil.click("#class")
    pupil.click("#class-leave")
    pupil.click("[data-bet=same]")
    pupil.click(".bet .throw")
    pupil.wait_for_selector("#verdict")
    pupil.wait_for_function("() => !location.search.includes('class')")  # it is written a moment later
    first = teacher.evaluate_handle("() => window.__page.room")
    teacher.click("#class")
    teacher.click("#class-open")
    teacher.wait_for_function(f"() => window.__page.room.code !== '{code}'")
    assert first.evaluate("(room) => room.isClosed")


def test_pupils_read_the_step_of_the_lesson_that_the_teacher_shows(visit: Callable[..., Any]) -> None:
    teacher, code = opened(visit, "?lesson=talked_with")
    pupil = visit(f"?class={code}", width=400)
    pupil.wait_for_selector(".lesson[data-step='0']")
    teacher.click("#step-next")
    pupil.wait_for_selector(".lesson[data-step='1']")
    assert not pupil.query_selector("#step-next"), "the teacher leads"
    pupil.click("[data-bet=same]")
    teacher.wait_for_selector("#class-bets:text-is('1 bet')")
    teacher.select_option("#what", "scenario/null_pond")
    pupil.wait_for_selector(".lesson", state="detached")
    pupil.wait_for_selector("[data-bet=thousand_stones]")
    teacher.select_option("#what", "lesson/two_sources")
    pupil.wait_for_selector(".lesson[data-step='0']")
    pupil.click("#class")
    pupil.click("#class-leave")
    pupil.click("#step-next")
    pupil.wait_for_selector(".lesson[data-step='1']")
