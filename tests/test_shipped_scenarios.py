"""The scenarios that come with the program: each loads, explains itself and compares."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import stonecast as sc
from stonecast.scenario import names

HERE = ["blank", "classroom", "corner_restaurant", "mom_bloggers", "null_pond", "real_trust", "school_vote"]
ELSEWHERE = {"bitcoin_otc": (5_881, 35_592), "advogato": (6_539, 51_127)}
ESSAYS = {
    "award_vote": 1,
    "bad_review": 1,
    "daily_deal": 20,
    "follow_back": 10,
    "mega_brand": 100,
    "my_bloggers": 100,
    "portfolio": 100,
    "rise_and_fall": 10,
    "small_restaurant": 100,
    "by_score": 50,
    "targeted_pitch": 1,
}
"""At which scale they are tried here."""
ROOT = Path(__file__).resolve().parents[1]


def test_every_scenario_is_known_here() -> None:
    assert names() == sorted([*HERE, *ELSEWHERE, *ESSAYS])


@pytest.mark.parametrize("name", HERE)
def test_it_compares_its_plans(name: str) -> None:
    spec = sc.load(name, scale=100 if name == "mom_bloggers" else None)
    duel = sc.compare(spec, luck=3)
    assert all(plan.cost <= spec.money.budget for plan in duel.plans)
    assert all(duel.mean(plan, "saw").value > 0 for plan in range(len(duel.plans)))
    assert duel.plans[duel.ranking[0]].title in duel.verdict()


@pytest.mark.parametrize("name", HERE)
def test_plans_spend_about_the_same_money(name: str) -> None:
    """One budget means little if a plan leaves much of it: costs within 5% of each other."""
    spec = sc.load(name, scale=100 if name == "mom_bloggers" else None)
    costs = [plan.cost for plan in sc.compare(spec, luck=1).plans]
    assert min(costs) >= 0.95 * max(costs)


@pytest.mark.parametrize("name", ESSAYS)
def test_an_essay_names_itself_and_compares_its_plans(name: str) -> None:
    spec = sc.load(name, scale=ESSAYS[name])
    assert spec.title
    assert spec.question.endswith("?")
    assert "essay" in spec.source
    duel = sc.compare(spec, luck=2)
    assert all(plan.cost <= spec.money.budget for plan in duel.plans)
    assert any(duel.mean(plan, duel.outcome).value > 0 for plan in range(len(duel.plans)))
    assert duel.verdict()


def test_mom_bloggers_is_the_community_of_the_essay() -> None:
    spec = sc.load("mom_bloggers", scale=1)
    market, clubs = spec.market, [tier for tier in spec.bloggers if tier.kind == "community"]
    assert clubs[0].followers == 1_403_303
    assert round(market.communities * clubs[0].followers / market.readers) == 3_000
    assert len(clubs) == 2
    assert sum(club.followers for club in clubs) == market.readers
    assert spec.community.on
    home = next(tier for tier in spec.bloggers if tier.kind == "small")
    known = min(spec.market.trust.close_share * home.followers, spec.market.trust.conversations)
    assert known / home.followers == pytest.approx(0.1), "they know about a tenth of their readers"
    assert home.count >= 200


@pytest.mark.data
@pytest.mark.skipif(not os.environ.get("STONECAST_DATA"), reason="STONECAST_DATA names no folder")
@pytest.mark.parametrize("name", ELSEWHERE)
def test_it_compares_on_a_published_network(name: str) -> None:
    people, rows = ELSEWHERE[name]
    duel = sc.compare(name, luck=10)
    network = duel.samples[0].market.network
    assert network.people == people
    assert f"read {rows:,} rows" in network.notes[0]
    assert all(duel.mean(plan, "engaged").value > 0 for plan in (0, 1))


def test_a_wheel_carries_scenarios_and_page(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, check=True, capture_output=True, cwd=ROOT)
    inside = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    for name in names():
        assert any(path.endswith(f"data/share/stonecast/scenarios/{name}.toml") for path in inside)
    assert any(path.endswith("data/share/stonecast/lessons/null_pond.en.md") for path in inside)
    for part in ("first.json.gz", "messages.toml", "page/index.html", "page/main.js", "player/index.js"):
        assert f"stonecast/app/{part}" in inside
    assert "stonecast/report/templates/report.html.j2" in inside
    assert "stonecast/py.typed" in inside
