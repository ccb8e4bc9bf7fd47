"""What a page must know before it asks anything: controls, texts, scenarios, lessons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from stonecast.app import controls, lessons, stones
from stonecast.app.messages import LANGUAGES, is_ours, messages

if TYPE_CHECKING:
    from stonecast.app.server import App


def setup(app: App, query: Mapping[str, str], language: str) -> dict[str, Any]:
    """Return everything that stands around the ponds, for the scenario of a link."""
    library = app.library
    lesson = _lesson(app, query.get("lesson", ""), language)
    name = query.get("scenario") or (lesson.scenario if lesson else library.first)
    base = library.base(name)
    known = [app.lesson] if app.lesson else []
    listing = library.listing()
    plans = [(plan, base.plans[plan].title) for plan in stones.compared(base)]
    texts = messages(language)
    named = [(f"scenario.{key}", title) for key, title in listing]
    for key, title in named + [(f"plan.{plan}", title) for plan, title in plans]:
        if not is_ours(key, title):
            texts.pop(key, None)  # called what its file says
    return {
        "language": language if language in LANGUAGES else "en",
        "languages": LANGUAGES,
        "messages": texts,
        "scenario": {"name": name, "title": base.title, "question": base.question},
        "scenarios": [{"name": key, "title": title} for key, title in listing],
        "lessons": [
            {"name": one.name, "title": one.title, "minutes": one.minutes}
            for one in [*known, *lessons.choose(language)]
        ],
        "lesson": lesson.told() if lesson else None,
        "groups": list(controls.GROUPS),
        "controls": [row.told() for row in controls.shown(base)],
        "plans": [{"name": plan, "title": title or plan} for plan, title in plans],
        "outcome": base.compare.outcome,
        "currency": base.money.currency,
        "days": base.clock.days,
        "has_small": any(tier.kind == "small" for tier in base.bloggers),
        "addresses": list(app.addresses),
        "first": library.first,
    }


def _lesson(app: App, name: str, language: str) -> lessons.Lesson | None:
    if app.lesson is not None and name == app.lesson.name:
        found: lessons.Lesson = app.lesson
        return found
    return next((one for one in lessons.choose(language) if one.name == name), None)
