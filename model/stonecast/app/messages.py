"""Texts for people, in every language, from one catalogue: ``messages.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

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
