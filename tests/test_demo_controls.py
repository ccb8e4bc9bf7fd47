"""Controls of the demo: everyday words that write settings, and switches that are exact."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest

import stonecast as sc
from demos import SCENARIOS, TestClient, asked
from stonecast.app import controls
from stonecast.app.ask import apply, read_ask
from stonecast.app.library import Library
from stonecast.app.messages import catalogue
from stonecast.app.shelf import Shelf
from stonecast.app.table import Control
from stonecast.scenario.plans import HireTier
from stonecast.scenario.press import Pitch

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_control_can_be_set_from_end_to_end(shelf: Library, name: str) -> None:
    base = shelf.base(name)
    rows = controls.shown(base)
    assert {"budget", "reshare", "sources"} <= {row.control.name for row in rows}
    for row in rows:
        texts = ["on", "off"] if row.control.kind == "switch" else [str(row.low), str(row.high)]
        texts += ["off"] if row.has_switch else []
        for text in texts:
            assert asked(shelf, name, **{row.control.name: text}).digest is not None


def test_every_scenario_that_comes_along_opens(shelf: Library) -> None:
    """Its controls can be told as JSON, and its plans find bloggers; large ones at the size of a class."""
    for name, _ in shelf.listing():
        rows = [row.told() for row in controls.shown(shelf.base(name))]
        assert json.loads(json.dumps(rows, allow_nan=False)) == rows, name
        for row in rows:
            assert row["kind"] != "number" or row["low"] < row["high"], (name, row)
            assert not row["is_log"] or row["low"] > 0, (name, row)


def test_where_nobody_is_paid_there_is_no_money_to_move(shelf: Library) -> None:
    groups = {row.control.group for row in controls.shown(shelf.base("award_vote"))}
    assert "money" not in groups
    assert "trust" in groups


def test_certain_response_is_a_message_with_its_limit_off(shelf: Library) -> None:
    row = next(row for row in controls.shown(shelf.base("small_restaurant")) if row.control.name == "catchy")
    assert row.value is None
    assert math.isinf(asked(shelf, "classroom", catchy="off").respond.rate)


def test_a_control_left_alone_is_the_scenario_itself(shelf: Library) -> None:
    question = shelf.question(shelf.read({"scenario": "classroom"}))
    assert question.spec == sc.load("classroom")
    assert not question.notes


def test_a_switch_writes_the_value_at_which_its_mechanism_is_absent(shelf: Library) -> None:
    spec = asked(shelf, "classroom", conversations="off", deal="off", sources="1")
    assert math.isinf(spec.market.trust.conversations)
    assert spec.money.fixed_cost == 0
    assert spec.respond.rule == "simple"
    two = asked(shelf, "classroom", sources="2")
    assert (two.respond.rule, two.respond.sources) == ("sources", 2)


TABLES = """
[platforms.slow]
half_life_days = 3.0
reach_exponent = 0.5

[rivals.other]
budget = 400
hire = [{ tier = "star" }]
"""


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return a library with the classroom, and one with a platform and a brand that competes."""
    plain = (ROOT / "scenarios/classroom.toml").read_text()
    named = plain.replace('kind = "big"', 'kind = "big"\nplatform = "slow"') + TABLES
    path = tmp_path_factory.mktemp("scenario") / "crowded.toml"
    path.write_text(named.replace('name = "classroom"', 'name = "crowded"'))
    return Library(path)


def test_a_mechanism_that_is_a_table_is_switched_off_as_if_the_table_were_not_there(
    crowded: Library,
) -> None:
    shelf, base = crowded, crowded.base("crowded")
    with_tables, without = (
        {row.control.name for row in controls.shown(spec)} & {"platforms", "rivals", "pitching"}
        for spec in (base, shelf.base("classroom"))
    )
    assert (with_tables, without) == ({"platforms", "rivals"}, set())
    assert asked(shelf, "crowded", platforms="on", rivals="on") == base
    off = asked(shelf, "crowded", platforms="off", rivals="off")
    assert off == sc.load("classroom").with_changes(name="crowded")
    assert asked(shelf, "crowded", rivals="off").platforms == base.platforms
    assert asked(shelf, "crowded", platforms="off").rivals == base.rivals


def test_journalists_who_open_nothing_write_nothing_and_cost_nothing() -> None:
    shelf = Library(people=500)
    question = shelf.question(shelf.read({"scenario": "targeted_pitch", "pitching": "off"}))
    told = sc.run(question.spec, plan="release", luck=1, market=question.market).totals
    assert (told["opened"], told["articles"], told["cost"]) == (0, 0, 0)
    assert question.spec.pitch == Pitch(opens=0.0, opens_irrelevant=0.0)


def test_every_mechanism_that_why_switches_off_can_be_tried() -> None:
    text = (ROOT / "model/stonecast/app/page/why.js").read_text()
    tries = dict(re.findall(r"(\w+): \[\"(\w+)\"", text))
    mechanisms = {key.removeprefix("mechanism.") for key in catalogue() if key.startswith("mechanism.")}
    assert set(tries) == mechanisms
    assert set(tries.values()) <= {row.name for row in controls.CONTROLS}


@pytest.mark.parametrize("name", ["classroom", "real_trust", "my_bloggers"])
def test_a_market_is_kept_only_while_nothing_that_it_hangs_on_changes(name: str) -> None:
    """All controls that keep it, moved at once, against a market that is built for that alone."""
    shelf = Library(people=300)
    base = shelf.base(name)
    key = shelf.market(base)[0]
    moved = {}
    for row in controls.shown(base):
        text = ("off" if row.value else "on") if row.control.kind == "switch" else str(row.high)
        if shelf.market(asked(shelf, name, **{row.control.name: text}))[0] == key:
            moved[row.control.name] = text
    assert len(moved) > 10
    spec = asked(shelf, name, **moved)
    (same, kept), new = shelf.market(spec), sc.build_market(spec)
    assert same == key
    assert (kept.network.trust == new.network.trust).all()
    assert (kept.positions == new.positions).all()
    assert kept.bloggers == new.bloggers


def test_what_rests_on_another_mechanism_goes_with_it(shelf: Library) -> None:
    on = asked(shelf, "classroom", come_back="on")
    assert [on.come_back.on, on.review.on, on.serve.on, on.buy.on] == [True] * 4
    off = asked(shelf, "corner_restaurant", buying="off")
    assert [off.buy.on, off.serve.on, off.review.on, off.come_back.on] == [False] * 4
    assert off.compare.outcome == "engaged", "guests served are no longer counted"
    assert not asked(shelf, "classroom", come_back="on", reviews="off").come_back.on


def test_no_switch_of_a_scenario_leaves_something_behind_that_needs_it(shelf: Library) -> None:
    """Warnings that nobody hears without reviews, and deals of stones where nothing is sold, go with them."""
    for name, _ in shelf.listing():
        for row in controls.shown(shelf.base(name)):
            texts = ["on", "off"] if row.control.kind == "switch" else ["off"] if row.has_switch else []
            for text in texts:
                assert asked(shelf, name, **{row.control.name: text}).digest is not None
    assert not asked(shelf, "bad_review", reviews="off").plans["friend_warns"].warnings
    assert asked(shelf, "small_restaurant", buying="off").plans["inner_circle"].hire[0].deal == 0


def test_what_rivals_rest_on_takes_along_what_they_do_with_it() -> None:
    hire = [{"tier": "neighbour", "count": 5, "deal": 0.2}]
    rival = {"hire": hire, "budget": 90, "discount": 0.2, "asks": True}
    base = sc.load("school_vote").with_changes(buy__on=True, rivals={"other": rival})
    asks = {"buying": "off", "votes": "off", "stones": "7"}
    other = apply(read_ask(asks, base, base.name), base).rivals["other"]
    assert (other.discount, other.asks, other.hire[0]) == (0, False, HireTier(tier="neighbour", count=5))
    only_votes = apply(read_ask({"votes": "off"}, base, base.name), base).rivals["other"]
    assert (only_votes.discount, only_votes.asks) == (0.2, False)
    shares = base.with_changes(compare__outcome="share_of_market")
    assert apply(read_ask(asks, shares, base.name), shares).compare.outcome == "engaged", "a share of nothing"


def test_a_row_whose_setting_is_not_there_is_no_control(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (Control("old", "money", "money.budget"), Control("new", "money", "money.not_yet_there"))
    monkeypatch.setattr(controls, "CONTROLS", rows)
    monkeypatch.setattr(controls, "_KNOWN", Shelf(4))
    assert [row.control.name for row in controls.shown(sc.load("classroom"))] == ["old"]


@pytest.mark.parametrize(
    "query",
    [
        {"budget": "much"},
        {"buying": "maybe"},
        {"scenario": "clasroom"},
        {"throw": "0:2,2"},
        {"throw": "9:.1,.1"},
        {"luck": "-1"},
        {"split": "x"},
    ],
)
def test_a_link_that_makes_no_sense_is_told(client: TestClient, query: dict[str, str]) -> None:
    answer = client.get("/api/run", params=query)
    assert answer.status_code == 422
    assert answer.json()["error"]["what"]
