"""Scenario files: every valid one comes back the same, every invalid one is told its one mistake."""

import json
from pathlib import Path

import pytest

from stonecast.errors import InputError
from stonecast.scenario import load, parse, resolved

FOLDER = Path(__file__).parent / "scenarios"
VALID = sorted((FOLDER / "valid").glob("*.toml"))
INVALID = sorted((FOLDER / "invalid").glob("*.toml"))


def _expected(path: Path) -> str:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# expect: "), f"{path.name} does not say which message it expects"
    said = first.removeprefix("# expect: ").replace("\\n", "\n")
    return said.replace("FOLDER", str(path.parent.absolute()))


def test_the_corpus_is_there():
    assert len(VALID) >= 4
    assert len(INVALID) >= 30


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_file_is_told_exactly_its_mistake(path, monkeypatch):
    monkeypatch.delenv("STONECAST_DATA", raising=False)
    with pytest.raises(InputError) as caught:
        load(path)
    assert str(caught.value) == f"{path}: {_expected(path)}"


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_file_holds_one_mistake_in_plain_words(path):
    said = _expected(path)
    assert "mistakes\n" not in said
    for noise in ("Input should", "pydantic", "tuple[", "validation", "_type", "None"):
        assert noise not in said


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_a_valid_file_comes_back_from_its_resolved_form(path):
    scenario = load(path)
    text = json.dumps(resolved(scenario), allow_nan=False)
    again = parse(text, where="run.json", folder=path.parent)
    assert again == scenario
    assert again.digest == scenario.digest


def test_the_resolved_form_is_also_found_inside_a_run(tmp_path):
    scenario = load(VALID[0])
    run = tmp_path / "run.json"
    run.write_text(json.dumps({"version": "0", "scenario": resolved(scenario)}), encoding="utf-8")
    assert load(run) == scenario
