"""The page of claims says what the committed results say, and every claim is a study that can be run."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

import pytest

import stonecast as sc

ESSAYS = Path(__file__).resolve().parents[1] / "experiments" / "essays"
CLAIMS = tomllib.loads((ESSAYS / "claims.toml").read_text(encoding="utf-8"))["claims"]


@pytest.fixture
def essays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ESSAYS))


@pytest.mark.usefixtures("essays")
def test_the_page_is_made_from_the_results() -> None:
    import judge
    import page

    claims = [judge.Claim(**claim) for claim in CLAIMS]
    written = (ESSAYS.parents[1] / "docs" / "claims.md").read_text(encoding="utf-8")
    assert page.write(claims, ESSAYS / "results") == written, "run experiments/essays/run.py --page"
    _forget()


@pytest.mark.usefixtures("essays")
def test_every_fact_is_measured_and_every_failure_has_a_reason() -> None:
    import facts

    told, found = facts.words()["facts"], json.loads((ESSAYS / "results" / "facts.json").read_text("utf-8"))
    assert {fact["name"] for fact in told} == set(facts.MEASURES) == set(found)
    for fact in told:
        assert set(fact.get("tries", {})) == set(facts.TRIES.get(fact["name"], {}))
        assert facts.holds(fact, found[fact["name"]]["value"]) or fact["why"]
    assert all(one["why"] for one in facts.words()["not_measured"])
    _forget()


def _forget() -> None:
    """Leave no module of a script behind."""
    for path in ESSAYS.glob("*.py"):
        sys.modules.pop(path.stem, None)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim["name"])
def test_a_claim_is_a_study_with_a_result_and_a_reason(claim: dict[str, object]) -> None:
    study = sc.load_study(ESSAYS / "studies" / f"{claim['study']}.toml")
    assert claim["factor"] in study.factors
    assert {claim["plan"], claim["baseline"]} - {""} <= set(study.plans)
    assert any(point[0] == claim["at"] for point in study.points)
    assert claim["why"]
    for kind in ("json", "svg", "png"):
        assert (ESSAYS / "results" / f"{claim['name']}.{kind}").exists()
