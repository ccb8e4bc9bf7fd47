"""Guided lessons: plain Markdown files, each with a scenario and a few steps beside the ponds.

A file begins with lines ``name: value`` between two lines ``---`` (``title`` and ``scenario``; ``language``,
``minutes`` and ``order`` if wanted), then a text, then a heading ``## ...`` for each step. The first lines
of a step may say ``set: sources=2&deal=off`` (as in a link) and ``predict: yes`` (the result is covered
until all have bet).
"""

from __future__ import annotations

import re
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from stonecast.app import controls
from stonecast.app.ask import read_ask
from stonecast.app.markdown import to_html
from stonecast.errors import InputError, nearest
from stonecast.scenario.value import Scenario

FACTS = ("title", "scenario", "language", "minutes", "order")
ORDERS = ("set", "predict")


@dataclass(frozen=True)
class Step:
    """One step: its heading, its text in HTML, what it sets, and whether the class bets first."""

    title: str
    html: str
    sets: tuple[tuple[str, str], ...] = ()
    predicts: bool = False


@dataclass(frozen=True)
class Lesson:
    """One lesson in one language."""

    name: str
    title: str
    scenario: str
    language: str
    minutes: str
    order: int
    html: str
    steps: tuple[Step, ...]

    def told(self) -> dict[str, Any]:
        """Everything the page shows."""
        return {
            "name": self.name,
            "title": self.title,
            "scenario": self.scenario,
            "minutes": self.minutes,
            "html": self.html,
            "steps": [
                {"title": one.title, "html": one.html, "set": dict(one.sets), "predict": one.predicts}
                for one in self.steps
            ],
        }


def folder() -> Path | None:
    """Where the lessons are that come with the program: the checkout's, else the installed ones."""
    checkout = Path(__file__).resolve().parents[3] / "lessons"
    installed = Path(sysconfig.get_path("data")) / "share" / "stonecast" / "lessons"
    return next((place for place in (checkout, installed) if place.is_dir()), None)


@cache
def shipped() -> tuple[Lesson, ...]:
    """Every lesson that comes with the program, in every language, in order."""
    place = folder()
    found = [read(path) for path in sorted(place.glob("*.md")) if path.stem != "README"] if place else []
    return tuple(sorted(found, key=lambda lesson: (lesson.order, lesson.name)))


def choose(language: str) -> list[Lesson]:
    """Return every lesson once, in this language, or where it is not there in English, or in any."""
    ranked: dict[str, Lesson] = {}
    for lesson in shipped():
        have = ranked.get(lesson.name)
        if (
            have is None
            or (lesson.language == language != have.language)
            or (lesson.language == "en" and have.language != language)
        ):
            ranked[lesson.name] = lesson
    return sorted(ranked.values(), key=lambda lesson: (lesson.order, lesson.name))


def read(path: Path) -> Lesson:
    """Read one file; ``name.de.md`` is the German text of the lesson ``name``.

    Raises
    ------
    InputError
        If it cannot be read, says no title or scenario, has no step, or names a fact that is not known.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError("there is no such lesson file", where=str(path), remedy="check the path") from None
    except OSError as error:
        raise InputError(
            f"cannot be read: {error.strerror}", where=str(path), remedy="name a file that you may read"
        ) from None
    except UnicodeDecodeError:
        raise InputError("is no text in UTF-8", where=str(path), remedy="save it as UTF-8") from None
    facts, body = _facts(text, str(path))
    intro, *parts = re.split(r"^##\s+", body, flags=re.MULTILINE)
    if not parts:
        raise InputError("has no step", where=str(path), remedy="write a heading '## ...' for each step")
    name, _, language = path.stem.partition(".")
    intro = re.sub(r"^#\s.*$", "", intro, flags=re.MULTILINE)
    return Lesson(
        name,
        facts["title"],
        facts["scenario"],
        facts.get("language", language or "en"),
        facts.get("minutes", ""),
        _whole(facts.get("order", "99"), str(path)),
        to_html(intro),
        tuple(_step(part, str(path)) for part in parts),
    )


def _facts(text: str, where: str) -> tuple[dict[str, str], str]:
    found = re.match(r"---\s*\n(.*?)\n---\s*\n(.*)", text.replace("\r\n", "\n"), flags=re.DOTALL)
    if not found:
        remedy = "begin with a line ---, lines 'title: ...' and 'scenario: ...', and a line ---"
        raise InputError("does not begin with its facts", where=where, remedy=remedy)
    facts = {}
    for line in found[1].splitlines():
        name, _, value = line.partition(":")
        if line.strip() and name.strip() not in FACTS:
            raise InputError(f"says '{name.strip()}'", where=where, remedy=nearest(name.strip(), FACTS))
        facts[name.strip()] = value.strip()
    for name in ("title", "scenario"):
        if not facts.get(name):
            raise InputError(
                f"says no {name}", where=where, remedy=f"write '{name}: ...' between the lines ---"
            )
    return facts, found[2]


def _step(part: str, where: str) -> Step:
    title, _, rest = part.partition("\n")
    orders: dict[str, str] = {}
    lines = rest.lstrip("\n").splitlines()
    while lines and (found := re.match(rf"({'|'.join(ORDERS)}):\s*(.*)", lines[0])):
        orders[found[1]] = found[2].strip()
        lines.pop(0)
    sets = tuple(parse_qsl(orders.get("set", ""), keep_blank_values=True))
    if orders.get("set") and (not sets or not all(value for _, value in sets)):
        raise InputError(
            f"step '{title.strip()}' sets '{orders['set']}'",
            where=where,
            remedy="write set: sources=2&deal=off",
        )
    predicts = orders.get("predict", "no").lower()
    if predicts not in ("yes", "no"):
        raise InputError(
            f"step '{title.strip()}' says predict: {predicts}", where=where, remedy="say yes or no"
        )
    return Step(title.strip(), to_html("\n".join(lines)), sets, predicts == "yes")


def check(lesson: Lesson, base: Scenario, where: str) -> None:
    """Set what every step sets, before a class is there.

    Raises
    ------
    InputError
        If a step sets what the scenario does not have, or to what it cannot be set.
    """
    known = ["luck", "market", "throw", "split", *(row.control.name for row in controls.shown(base))]
    for step in lesson.steps:
        for name, _ in step.sets:
            if name not in known:
                said = f"step '{step.title}' sets '{name}', which {base.name} does not have"
                raise InputError(said, where=where, remedy=nearest(name, known))
        try:
            read_ask(dict(step.sets), base, base.name)
        except InputError as error:
            raise InputError(f"step '{step.title}': {error.what}", where=where, remedy=error.remedy) from None


def _whole(text: str, where: str) -> int:
    if not text.isdigit():
        raise InputError(f"order: {text}", where=where, remedy="give a whole number")
    return int(text)
