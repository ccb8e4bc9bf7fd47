"""Answers: every plan of a question run once, as one compact text that the page plays."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from stonecast.app import side_by_side
from stonecast.app.ask import Ask
from stonecast.app.library import FIRST, Library, Question
from stonecast.app.messages import LANGUAGES
from stonecast.app.plain import as_json
from stonecast.app.shelf import Shelf
from stonecast.scenario.value import Scenario

ROOM = 64_000_000
"""Bytes of answers that are kept."""

TOTALS = ("saw", "engaged", "reshared", "orders", "profit")
"""Outcomes that an answer tells of each plan, besides the one that decides."""

BUNDLE = "first.json.gz"
"""The first picture, shipped with the program: shown while kernels are compiled."""


def answer(library: Library, ask: Ask, check: Callable[[], None]) -> bytes:
    """Run every plan of an ask under its luck.

    Parameters
    ----------
    library
        Where scenarios and markets are.
    ask
        The question.
    check
        Called between the parts of the work; raises if nobody wants the answer any more.

    Returns
    -------
    bytes
        JSON, compressed with gzip: what was asked, the plans with their cost, the key of the world, and one
        recording a plan.
    """
    from stonecast.app.world import complete
    from stonecast.campaign import run
    from stonecast.recording import Recording

    question = library.question(ask)
    recordings, plans = [], []
    for name in question.plans:
        check()
        one = run(question.spec, plan=name, luck=ask.luck, market=question.market)
        plans.append(_plan(one, question.spec))
        recordings.append(Recording.of(one, places=not complete(question.market)).to_bytes())
    return pack(head(question, plans), recordings)


def head(question: Question, plans: list[dict[str, Any]]) -> dict[str, Any]:
    """What an answer says besides its recordings."""
    spec = question.spec
    return {
        "key": question.ask.key,
        "world": question.world,
        "scenario": question.ask.scenario,
        "outcome": spec.compare.outcome,
        "money": {"budget": spec.money.budget, "currency": spec.money.currency},
        "luck": question.ask.luck,
        "notes": [asdict(note) for note in question.notes],
        "warnings": list(question.market.warnings),
        "plans": plans,
    }


def _plan(one: Any, spec: Scenario) -> dict[str, Any]:
    plan, outcome = one.plan, spec.compare.outcome
    return {
        "name": plan.name,
        "title": plan.title,
        "stones": len(plan.stones),
        "posts": sum(len(stone.days) for stone in plan.stones),
        "cost": round(plan.cost, 2),
        "totals": {what: round(one.totals[what], 2) for what in dict.fromkeys((outcome, *TOTALS))},
        "worth": side_by_side.told(one.totals, spec),
    }


def pack(told: dict[str, Any], recordings: list[bytes]) -> bytes:
    """Put recordings, which are JSON already, behind the rest, and compress."""
    text = as_json(told)
    return gzip.compress(text[:-1] + b',"recordings":[' + b",".join(recordings) + b"]}", 1, mtime=0)


def as_file(library: Library, ask: Ask, language: str) -> str:
    """Return an answer as one HTML file that plays without a server."""
    from stonecast.app.export import html
    from stonecast.campaign import run

    question = library.question(ask)
    runs = [run(question.spec, plan=name, luck=ask.luck, market=question.market) for name in question.plans]
    return html(runs, language=language if language in LANGUAGES else "en")


class Answers:
    """Answers that are kept, and how to get the others."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._kept: Shelf[bytes] = Shelf(ROOM, len)
        self.is_warm = False

    def ready(self, ask: Ask) -> bytes | None:
        """Return an answer that need not be computed: one that is kept, or the first picture."""
        found = self._kept.get(ask.key)
        if found is None and not self.is_warm and ask.is_plain and ask.scenario == FIRST:
            return shipped().get("answer")
        return found

    def get(self, ask: Ask, check: Callable[[], None]) -> bytes:
        """Return an answer, computed where it is not kept."""
        made = self._kept.get_or_make(ask.key, lambda: answer(self.library, ask, check))
        self.is_warm = True
        return made


def shipped() -> dict[str, bytes]:
    """The first picture as it comes with the program: answer and world; empty if it was left out."""
    place = files("stonecast.app").joinpath(BUNDLE)
    if not place.is_file():
        return {}
    parts = json.loads(gzip.decompress(place.read_bytes()))
    return {name: gzip.compress(json.dumps(part).encode(), 1, mtime=0) for name, part in parts.items()}
