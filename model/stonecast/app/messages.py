"""Texts for people, in every language, from one catalogue: ``messages.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from stonecast.scenario.reading import folders

LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español"}
"""Languages of the page; the first is the one to fall back on."""

CATALOGUE = Path(__file__).with_name("messages.toml")


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Every text by its key (``group.name``) and language."""
    told = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
    return {f"{group}.{name}": texts for group, keys in told.items() for name, texts in keys.items()}


def messages(language: str, *groups: str) -> dict[str, str]:
    """Return the texts of one language by their keys; of some groups only, if they are named."""
    chosen = language if language in LANGUAGES else next(iter(LANGUAGES))
    return {
        key: texts[chosen]
        for key, texts in catalogue().items()
        if not groups or key.partition(".")[0] in groups
    }


def is_ours(key: str, title: str) -> bool:
    """Whether the catalogue says what a scenario or plan is called (``plan.NAME``), or what one asks.

    Those that come with the program are translated; under another title it is somebody's own, whatever its
    name.
    """
    texts = catalogue().get(key)
    return texts is not None and (title in ("", texts["en"]) or (key, title) in _shipped_titles())


@cache
def _shipped_titles() -> frozenset[tuple[str, str]]:
    found = set()
    for path in [path for folder in folders() for path in folder.glob("*.toml")]:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        found.add((f"scenario.{path.stem}", told.get("title", "")))
        found |= {(f"plan.{name}", plan.get("title", "")) for name, plan in told.get("plans", {}).items()}
    return frozenset(found)
