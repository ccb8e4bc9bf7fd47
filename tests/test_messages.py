"""Texts: every key in every language, and none that nobody uses."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from stonecast.app import messages
from stonecast.app.messages import LANGUAGES, catalogue
from stonecast.app.table import CONTROLS, GROUPS
from stonecast.scenario import load
from stonecast.scenario.outcomes import OUTCOMES
from stonecast.scenario.settings import settings

APP = Path(messages.__file__).parent
ROOT = APP.parents[2]
NAMING = [
    *sorted((ROOT / "scenarios").glob("*.toml")),
    ROOT / "model/stonecast/study/without.py",
    ROOT / "model/stonecast/scenario/outcomes.py",
]
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


def test_no_text_is_unused() -> None:
    """A key stands in a source as it is, or a source builds it: `plan.${name}`, and names it elsewhere."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    named = text + "\n".join(path.read_text(encoding="utf-8") for path in NAMING)
    words = set(re.findall(r"[A-Za-z0-9_]+", re.sub("[ -]", "_", named) + named))
    built = set(re.findall(r"`([a-z]+\.[a-z_]*)\$\{", text))
    built |= {f"player.{start}" for start in re.findall(r"say\(`([a-z_]*)\$\{", text)}
    built |= set(re.findall(r'named\(f"([a-z]+\.)\{', text))
    unused = []
    for key in catalogue():
        if key.startswith("player.") and not (APP / "player").is_dir():
            continue
        starts = [start for start in built if key.startswith(start)]
        rests = [re.sub("_(help|one)$", "", key.removeprefix(start)) for start in starts]
        if not re.search(rf"[\"'`]{re.escape(key)}[\"'`]", text) and not words & set(rests):
            unused.append(key)
    assert not unused


def test_every_control_has_its_texts() -> None:
    wanted = {f"control.{row.name}{end}" for row in CONTROLS for end in ("", "_help")}
    wanted |= {f"group.{group}" for group in GROUPS}
    wanted |= {f"unit.{row.unit}" for row in CONTROLS if row.unit not in ("", "money", "percent")}
    wanted |= {
        f"unit.{row.unit}_one" for row in CONTROLS if row.unit not in ("", "money", "percent", "a_day")
    }
    assert not wanted - set(catalogue())
    assert {row.group for row in CONTROLS} <= set(GROUPS)


def test_every_scenario_and_plan_that_comes_along_has_a_name_in_every_language() -> None:
    """Read from the files themselves: some need networks that are not here."""
    wanted = set()
    for path in sorted((ROOT / "scenarios").glob("*.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        plans = told.get("compare", {}).get("plans") or list(told["plans"])
        wanted |= {f"scenario.{path.stem}", *(f"plan.{name}" for name in plans)}
    assert wanted
    assert not wanted - set(catalogue())


def test_every_question_of_a_scenario_that_comes_along_is_asked_in_every_language() -> None:
    asked = {}
    for path in sorted((ROOT / "scenarios").glob("*.toml")):
        asked[f"question.{path.stem}"] = tomllib.loads(path.read_text(encoding="utf-8")).get("question")
    known = {key: texts["en"] for key, texts in catalogue().items() if key.startswith("question.")}
    assert known == {key: question for key, question in asked.items() if question}


def test_every_outcome_that_decides_a_scenario_has_its_question() -> None:
    told = [tomllib.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "scenarios").glob("*.toml")]
    outcomes = {one.get("compare", {}).get("outcome", "engaged") for one in told}
    assert not {f"{key}{outcome}" for key in ("outcome.", "bet.question_") for outcome in outcomes} - set(
        catalogue()
    )


def test_every_outcome_that_may_decide_has_a_name() -> None:
    assert not {f"outcome.{outcome}" for outcome in OUTCOMES} - set(catalogue())


def test_every_mechanism_that_may_be_asked_why_has_a_name_and_most_a_way_to_try() -> None:
    package = ROOT / "model/stonecast"
    names = set(
        re.findall(r'\badd\(\s*"([^"]+)"', (package / "study/without.py").read_text(encoding="utf-8"))
    )
    names |= set(
        re.findall(
            r'found\.append\(\("([a-z -]+)"', (package / "wording/seeing.py").read_text(encoding="utf-8")
        )
    )
    names |= set(
        re.findall(r'yield "([^"]+)", ', (package / "wording/selling.py").read_text(encoding="utf-8"))
    )
    assert len(names) > 15
    keys = {re.sub("[ -]", "_", name) for name in names}
    assert not {f"mechanism.{key}" for key in keys} - set(catalogue())
    tries = dict(re.findall(r'(\w+): \["(\w+)", "\w+"\]', (APP / "page/why.js").read_text(encoding="utf-8")))
    assert not set(tries) - keys
    assert not set(tries.values()) - {row.name for row in CONTROLS}


def test_every_switch_of_a_scenario_is_a_control() -> None:
    written = {row.path for row in CONTROLS} | {path for row in CONTROLS for path in row.needs}
    assert not {path for path in settings(load("blank")) if path.endswith(".on")} - written
