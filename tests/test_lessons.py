"""Lessons: every one in every language, with the same steps, on a scenario that can be set so."""

from __future__ import annotations

from pathlib import Path

import pytest

from stonecast.app import lessons
from stonecast.app.ask import read_ask
from stonecast.app.library import Library
from stonecast.app.markdown import to_html
from stonecast.app.messages import LANGUAGES
from stonecast.app.serve import serve
from stonecast.campaign import run
from stonecast.errors import InputError

NAMES = sorted({lesson.name for lesson in lessons.shipped()})


def of(name: str) -> dict[str, lessons.Lesson]:
    return {lesson.language: lesson for lesson in lessons.shipped() if lesson.name == name}


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_says_the_same_in_every_language(name: str) -> None:
    told = of(name)
    assert set(told) == set(LANGUAGES)
    shapes = {
        (one.scenario, one.order, one.minutes, tuple((step.sets, step.predicts) for step in one.steps))
        for one in told.values()
    }
    assert len(shapes) == 1
    assert len({one.title for one in told.values()}) == len(told)


@pytest.mark.parametrize("name", NAMES)
def test_every_step_sets_what_its_scenario_has(name: str) -> None:
    library = Library(people=2000)
    lesson = of(name)["en"]
    base = library.base(lesson.scenario)
    for step in lesson.steps:
        asked = read_ask(dict(step.sets), base, lesson.scenario)
        known = {name for name, _ in asked.choices} | {"luck", "market", "throw", "split"}
        assert set(dict(step.sets)) <= known, step.title
        library.question(asked)


def test_the_null_pond_can_be_broken_by_what_its_lesson_says() -> None:
    """A deal that costs money leaves fewer stones, and two sources win nobody."""
    library = Library(people=2000)
    sets = dict(of("null_pond")["en"].steps[-1].sets)
    question = library.question(library.read({"scenario": "null_pond", **sets, "deal": "5"}))
    assert ("stones_cut", "thousand_stones") in {(note.key, note.plan) for note in question.notes}
    two = library.question(library.read({"scenario": "null_pond", **sets, "sources": "2"}))
    assert not any(run(two.spec, plan=plan, market=two.market).totals["engaged"] for plan in two.plans)


def test_a_lesson_is_chosen_in_the_language_asked_for() -> None:
    assert [one.language for one in lessons.choose("de")] == ["de"] * len(NAMES)
    assert [one.order for one in lessons.choose("es")] == sorted(one.order for one in lessons.choose("es"))


def test_a_teacher_writes_a_lesson(tmp_path: Path) -> None:
    path = tmp_path / "mine.md"
    path.write_text(
        "---\ntitle: Mine\nscenario: classroom\n---\nHello *you*.\n\n## One\nset: sources=2\nText\n"
    )
    lesson = lessons.read(path)
    assert (lesson.title, lesson.language, lesson.html) == ("Mine", "en", "<p>Hello <em>you</em>.</p>")
    assert [(step.title, step.sets, step.predicts) for step in lesson.steps] == [
        ("One", (("sources", "2"),), False)
    ]


@pytest.fixture
def unserved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a test expects a refusal, no server waits for ever."""
    monkeypatch.setattr("uvicorn.Server.run", lambda *_, **__: pytest.fail("it serves"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no facts", "does not begin with its facts"),
        ("---\ntitel: x\n---\n## a\n", "did you mean 'title'"),
        ("---\ntitle: x\n---\n## a\n", "says no scenario"),
        ("---\ntitle: x\nscenario: classroom\n---\nno step\n", "has no step"),
        ("---\ntitle: x\nscenario: classroom\n---\n## a\nset: sources\n", "sets 'sources'"),
        ("---\ntitle: x\nscenario: classroom\n---\n## a\npredict: ja\n", "'a' says predict: ja"),
        ("---\ntitle: x\nscenario: classrom\n---\n## a\n", r"mine.md: no scenario is called 'classrom'"),
        ("---\ntitle: x\nscenario: classroom\n---\n## a\nset: source=2\n", "did you mean 'sources'"),
        ("---\ntitle: x\nscenario: classroom\n---\n## a\nset: deal=none\n", "mine.md: step 'a': 'none'"),
    ],
)
@pytest.mark.usefixtures("unserved")
def test_a_mistake_in_a_lesson_is_told(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mine.md"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        serve(str(path), host="127.0.0.1", port=0, people=None, browser=False, tell=print)


@pytest.mark.parametrize(
    ("source", "host", "said"),
    [
        ("mine.md", "127.0.0.1", "there is no such lesson file"),
        ("two_sources", "127.0.0.1", "'two_sources' is a lesson"),
        ("classroom", "203.0.113.1", "--host: cannot listen"),
    ],
)
@pytest.mark.usefixtures("unserved")
def test_what_cannot_be_opened_is_told(source: str, host: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        serve(source, host=host, port=0, people=None, browser=False, tell=print)


def test_a_lesson_cannot_bring_a_script() -> None:
    assert "<script" not in to_html("<script>alert(1)</script>")
    assert to_html("- one\n- **two**") == "<ul><li>one</li><li><strong>two</strong></li></ul>"
    assert to_html("> a\n> b") == "<blockquote>a b</blockquote>"
    assert to_html("1. one\n2. `two`") == "<ol><li>one</li><li><code>two</code></li></ol>"
