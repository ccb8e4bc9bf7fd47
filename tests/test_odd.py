"""The ODD description holds the tables that the schema and the phases of the program give."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from stonecast.phases import PHASES
from stonecast.scenario.catalogue import catalogue

DOCS = Path(__file__).resolve().parents[1] / "docs"


def test_the_tables_are_those_of_the_program() -> None:
    found = importlib.util.spec_from_file_location("odd_tables", DOCS / "odd_tables.py")
    assert found is not None
    tables = importlib.util.module_from_spec(found)
    assert found.loader is not None
    found.loader.exec_module(tables)
    text = (DOCS / "odd.md").read_text(encoding="utf-8")
    assert tables.written(text) == text, "run python docs/odd_tables.py"


def test_every_setting_and_every_phase_is_described() -> None:
    text = (DOCS / "odd.md").read_text(encoding="utf-8")
    for setting in catalogue():
        if setting.path not in ("name", "title", "question", "source"):
            assert f"`{setting.path}`" in text
    assert all(f"`{phase.__name__}`" in text for phase in PHASES)
