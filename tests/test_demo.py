"""The server of the demo: it answers what the model says, for every control, and for a whole class."""

from __future__ import annotations

import asyncio
import gzip
import json
import math
import os
import signal
import subprocess
import sys
import threading
import urllib.request
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import stonecast as sc
from stonecast.app import controls, library
from stonecast.app.answers import Answers, shipped
from stonecast.app.ask import Throw, read_ask
from stonecast.app.desk import BusyError, Desk, SupersededError
from stonecast.app.library import Library
from stonecast.app.server import App, make_app
from stonecast.app.shelf import Shelf
from stonecast.app.stones import fitted
from stonecast.app.table import Control
from stonecast.errors import InputError
from stonecast.plan import resolve
from stonecast.recording import Recording

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

HERE = ["classroom", "corner_restaurant", "school_vote", "null_pond", "real_trust", "blank"]


@pytest.fixture(scope="module")
def shelf() -> Library:
    return Library(people=2000)


@pytest.fixture(scope="module")
def client(shelf: Library) -> Iterator[TestClient]:
    app = App(shelf, lucks=20)
    app.warm = lambda: None  # type: ignore[method-assign]
    with TestClient(make_app(app)) as client:
        yield client


def ask(client: TestClient, path: str = "run", **query: str) -> Any:
    answer = client.get(f"/api/{path}", params={"scenario": "classroom", **query})
    assert answer.status_code == 200, answer.text
    return answer.json()


def lines(client: TestClient, path: str, **query: str) -> list[Any]:
    answer = client.get(f"/api/{path}", params={"scenario": "classroom", **query})
    return [json.loads(line) for line in answer.text.splitlines()]


# -- answers ---------------------------------------------------------------------------------------


def test_an_answer_is_the_run_itself(client: TestClient) -> None:
    told = ask(client, luck="5")
    spec = sc.load("classroom")
    market = sc.build_market(spec)
    for name, recording in zip(spec.compare.plans, told["recordings"], strict=True):
        run = sc.run(spec, plan=name, luck=5, market=market)
        read = Recording.from_bytes(json.dumps(recording).encode())
        assert read.summary(10_000) == Recording.of(run).summary(10_000)
        plan = told["plans"][list(spec.compare.plans).index(name)]
        assert plan["totals"]["engaged"] == run.totals["engaged"]
        assert plan["cost"] == pytest.approx(run.plan.cost, abs=0.01)


def test_the_same_question_has_the_same_answer_and_another_luck_another(client: TestClient) -> None:
    assert ask(client, luck="3") == ask(client, luck="3")
    one, other = ask(client, luck="3"), ask(client, luck="4")
    assert one["world"] == other["world"]
    assert one["recordings"] != other["recordings"]


def test_an_answer_can_be_taken_home_as_one_file(client: TestClient) -> None:
    answer = client.get("/api/export", params={"scenario": "classroom", "lang": "de"})
    assert "stonecast-classroom.html" in answer.headers["content-disposition"]
    assert answer.text.startswith("<!doctype html>")
    assert "http://" not in answer.text.replace("http://www.w3.org", "")


def test_a_world_is_fetched_once(client: TestClient) -> None:
    key = ask(client)["world"]
    answer = client.get(f"/api/world/{key}")
    assert answer.json()["market"]["readers"] == 2000
    assert "immutable" in answer.headers["cache-control"]
    assert client.get("/api/world/0000").status_code == 404


def test_what_does_not_change_the_market_keeps_it(shelf: Library) -> None:
    def world(**query: str) -> str:
        return shelf.question(shelf.read({"scenario": "classroom", **query})).world

    assert world(budget="900", sources="2", seen="0.9", deal="off", price_by_size="off") == world()
    assert len({world(), world(conversations="off"), world(market="3"), world(big_followers="500")}) == 4


# -- controls --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HERE)
def test_every_control_can_be_set_from_end_to_end(shelf: Library, name: str) -> None:
    base = shelf.base(name)
    rows = controls.shown(base)
    assert {"budget", "reshare", "sources"} <= {row.control.name for row in rows}
    for row in rows:
        texts = ["on", "off"] if row.control.kind == "switch" else [str(row.low), str(row.high)]
        texts += ["off"] if row.has_switch else []
        for text in texts:
            asked = read_ask({row.control.name: text}, base, name)
            assert shelf_spec(shelf, asked).digest is not None


def shelf_spec(shelf: Library, asked: Any) -> sc.Scenario:
    from stonecast.app.ask import apply

    return apply(asked, shelf.base(asked.scenario))


def test_a_control_left_alone_is_the_scenario_itself(shelf: Library) -> None:
    question = shelf.question(shelf.read({"scenario": "classroom"}))
    assert question.spec == sc.load("classroom")
    assert not question.notes


def test_a_switch_writes_the_value_at_which_its_mechanism_is_absent(shelf: Library) -> None:
    asked = shelf.read({"scenario": "classroom", "conversations": "off", "deal": "off", "sources": "1"})
    spec = shelf_spec(shelf, asked)
    assert math.isinf(spec.market.trust.conversations)
    assert spec.money.fixed_cost == 0
    assert spec.respond.rule == "simple"
    two = shelf_spec(shelf, shelf.read({"scenario": "classroom", "sources": "2"}))
    assert (two.respond.rule, two.respond.sources) == ("sources", 2)


def test_what_rests_on_another_mechanism_goes_with_it(shelf: Library) -> None:
    def switched(scenario: str, **query: str) -> sc.Scenario:
        return shelf_spec(shelf, shelf.read({"scenario": scenario, **query}))

    on = switched("classroom", come_back="on")
    assert [on.come_back.on, on.review.on, on.serve.on, on.buy.on] == [True] * 4
    off = switched("corner_restaurant", buying="off")
    assert [off.buy.on, off.serve.on, off.review.on, off.come_back.on] == [False] * 4
    assert off.compare.outcome == "engaged", "guests served are no longer counted"
    assert not switched("classroom", come_back="on", reviews="off").come_back.on


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


# -- money and stones ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        {"budget": "200"},
        {"budget": "1500"},
        {"deal": "20"},
        {"stones": "300"},
        {"stones": "10"},
        {"big_followers": "2000"},
        {"posts": "30"},
        {"price_by_size": "off"},
        {"throw": "0:0.2,0.2;1:0.8,0.8;1:0.1,0.5"},
        {"split": "0"},
        {"split": "0", "throw": "0:0.5,0.5"},
    ],
)
def test_no_plan_ever_costs_more_than_the_money(shelf: Library, query: dict[str, str]) -> None:
    question = shelf.question(shelf.read({"scenario": "classroom", **query}))
    for name in question.plans:
        assert resolve(question.spec, question.market, name).cost <= question.spec.money.budget + 1e-6


def test_more_money_buys_more_posts_of_the_large_stone(shelf: Library) -> None:
    question = shelf.question(shelf.read({"scenario": "classroom", "budget": "900"}))
    assert question.spec.plans["one_large_stone"].posts == 14
    assert [(note.key, note.number) for note in question.notes] == [("posts", 14)]


@pytest.mark.parametrize(("budget", "told"), [("180", "posts"), ("90", "post")])
def test_money_for_fewer_posts_is_told_in_the_right_number(shelf: Library, budget: str, told: str) -> None:
    question = shelf.question(shelf.read({"scenario": "classroom", "budget": budget, "posts": "30"}))
    note = question.notes[0]
    assert (note.plan, note.key) == ("one_large_stone", told)
    assert (note.number == 1) == (told == "post")


def test_money_that_buys_nothing_is_told(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = client.get(
        "/api/run", params={"scenario": "classroom", "budget": "92", "deal": "20", "big_followers": "2000"}
    )
    assert answer.status_code == 422
    assert answer.json()["error"]["key"] == "too_dear"


def test_a_thrown_stone_is_the_small_blogger_nearest_to_it(shelf: Library) -> None:
    asked = shelf.read({"scenario": "classroom", "throw": "1:0.2,0.7"})
    assert asked.throws == (Throw(1, 0.2, 0.7),)
    question = shelf.question(asked)
    first = resolve(question.spec, question.market, "hundreds_of_stones").stones[0].blogger
    small = [blogger for blogger in question.market.bloggers if blogger.kind == "small"]

    def far(row: int) -> float:
        return math.dist(question.market.positions[row], (0.2, 0.7))

    assert far(first.row) == min(far(blogger.row) for blogger in small)


def test_a_split_stone_becomes_as_many_small_ones_as_its_money_buys(shelf: Library) -> None:
    question = shelf.question(shelf.read({"scenario": "classroom", "split": "0"}))
    kinds = {
        stone.blogger.kind for stone in resolve(question.spec, question.market, "one_large_stone").stones
    }
    assert kinds == {"small"}


# -- many lucks, and why ---------------------------------------------------------------------------


def test_many_lucks_are_the_comparison_itself(client: TestClient) -> None:
    *portions, last = lines(client, "lucks")
    assert [one["done"] for one in portions] == [10, 20]
    duel = sc.compare("classroom", luck=20)
    told = [[v for one in portions for v in one["values"]["orders"][plan]] for plan in (0, 1)]
    assert told == [duel.values(plan, "orders")[0].tolist() for plan in (0, 1)]
    on = last["summary"]["engaged"]
    best, other = on["order"]
    assert on["wins"][0] == duel.chance_to_win(best, other).value
    assert on["gap"][0] == duel.difference(best, other).value


def test_why_names_the_mechanisms_that_change_the_winner(client: TestClient) -> None:
    (told,) = lines(client, "why")
    flips = {one["name"] for one in told["effects"] if one["flips"]}
    duel = sc.compare("classroom", luck=20).with_effects()
    assert flips == {effect.name for effect in duel.effects if effect.flips}
    assert "fixed cost per blogger" in flips


def test_whoever_asks_the_same_listens_to_the_same_work(client: TestClient) -> None:
    assert lines(client, "lucks", luck="9") == lines(client, "lucks", luck="9")


# -- a class at once -------------------------------------------------------------------------------


def test_a_newer_question_takes_the_place_of_an_older_one() -> None:
    async def scene() -> list[str]:
        desk, gate, said = Desk(1), threading.Event(), []

        async def asks(turn: int) -> None:
            try:
                said.append(
                    await desk.answer("pupil", turn, lambda check: (gate.wait(5), check(), f"{turn}")[2])
                )
            except SupersededError:
                said.append(f"{turn} dropped")

        first = asyncio.create_task(asks(1))
        await asyncio.sleep(0.02)
        second, third = asyncio.create_task(asks(2)), asyncio.create_task(asks(3))
        await asyncio.sleep(0.02)
        gate.set()
        await asyncio.gather(first, second, third)
        with pytest.raises(SupersededError):
            await desk.answer("pupil", 2, lambda check: "late")
        desk.close()
        return said

    assert asyncio.run(scene()) == ["1 dropped", "2 dropped", "3"]


def test_a_full_queue_says_so() -> None:
    async def scene() -> None:
        desk, gate = Desk(1, room=1), threading.Event()
        waiting = asyncio.create_task(desk.answer("a", 1, lambda check: gate.wait(5)))
        await asyncio.sleep(0.02)
        with pytest.raises(BusyError):
            await desk.answer("b", 1, lambda check: None)
        gate.set()
        await waiting
        desk.close()

    asyncio.run(scene())


def test_thirty_sessions_get_their_own_answers(client: TestClient) -> None:
    keys = {ask(client, session=f"s{pupil}", turn="1", luck=str(1 + pupil % 5))["key"] for pupil in range(30)}
    assert len(keys) == 5


def test_a_shelf_lets_the_oldest_go_and_makes_nothing_twice() -> None:
    kept: Shelf[int] = Shelf(2)
    assert [kept.get_or_make(name, lambda: 7) for name in "abab"] == [7] * 4
    kept.get_or_make("c", lambda: 8)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (None, 7, 8)


def test_a_class_bets_and_sees_counts_only_when_the_round_is_over(client: TestClient) -> None:
    room = client.post("/api/class", json={"link": "?scenario=classroom"}).json()
    at = f"/api/class/{room['code'].lower()}"
    for pupil, bet in [("a", "one_large_stone"), ("b", "same"), ("a", "same")]:
        told = client.post(at, json={"act": "bet", "session": pupil, "bet": bet}).json()
    assert (told["bets"], told["counts"]) == (2, {})
    assert client.post(at, json={"act": "show", "key": "guess"}).status_code == 422
    told = client.post(at, json={"act": "show", "key": room["key"]}).json()
    assert told["counts"] == {"same": 2}
    assert client.post(at, json={"act": "bet", "session": "c", "bet": "same"}).json()["bets"] == 2
    told = client.post(at, json={"act": "next", "key": room["key"], "link": "?sources=2"}).json()
    assert (told["round"], told["bets"], told["link"]) == (2, 0, "?sources=2")
    assert "key" not in told
    assert client.get("/api/class/ZZZZ").status_code == 422


# -- the house -------------------------------------------------------------------------------------


def test_setup_tells_controls_texts_and_lessons(client: TestClient) -> None:
    told = ask(client, "setup", lang="de")
    assert told["messages"]["control.budget"] == "Geld für jeden Plan"
    assert {"classroom", "null_pond"} <= {one["name"] for one in told["scenarios"]}
    assert {row["group"] for row in told["controls"]} <= set(told["groups"])


def test_another_page_cannot_ask_a_server_on_loopback(client: TestClient) -> None:
    assert client.get("/api/setup", headers={"host": "evil.example"}).status_code == 400


def test_the_page_may_load_nothing_from_elsewhere(client: TestClient) -> None:
    answer = client.get("/")
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "http" not in answer.text


def test_a_large_scenario_is_scaled_to_the_class() -> None:
    spec = Library(people=2000).base("mom_bloggers")
    assert spec.market.readers / spec.scale == pytest.approx(2000)
    assert Library(people=2000).base("classroom").scale == 1


def test_an_own_scenario_is_the_first(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text((Path(library.__file__).parents[3] / "scenarios/classroom.toml").read_text())
    path.write_text(path.read_text().replace('name = "classroom"', 'name = "mine"'))
    own = Library(path)
    assert own.first == "mine"
    assert own.listing()[0][0] == "mine"
    with pytest.raises(InputError, match="no scenario is called 'mien'"):
        own.base("mien")


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs POSIX signals")
def test_stopping_the_server_leaves_nothing_behind() -> None:
    command = [sys.executable, "-m", "stonecast", "demo", "--no-browser", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert server.stdout is not None
        url = server.stdout.readline().split()[-1]
        with urllib.request.urlopen(url, timeout=30) as answer:
            assert answer.status == 200
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)
        with pytest.raises(ProcessLookupError):
            os.killpg(server.pid, 0)
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def test_the_first_picture_is_what_the_model_says(client: TestClient) -> None:
    """It is shown while kernels are compiled. If this fails: python -m stonecast.app.first."""
    parts = {name: json.loads(gzip.decompress(part)) for name, part in shipped().items()}
    now = ask(client)
    for then, recording in zip(parts["answer"]["recordings"], now["recordings"], strict=True):
        assert then["arrays"] == recording["arrays"]
        assert then["stones"] == recording["stones"]
    assert parts["answer"]["plans"] == now["plans"]
    assert parts["world"] == client.get(f"/api/world/{now['world']}").json()


def test_the_first_picture_needs_no_engine(shelf: Library) -> None:
    answers = Answers(shelf)
    assert answers.ready(shelf.read({"scenario": "classroom"})) is not None
    assert answers.ready(shelf.read({"scenario": "classroom", "luck": "2"})) is None
    answers.is_warm = True
    assert answers.ready(shelf.read({"scenario": "classroom"})) is None


def test_whom_one_pitches_costs_no_fixed_cost_in_the_demo_either() -> None:
    spec = sc.load("targeted_pitch").with_changes(
        market__readers=4000, market__communities=10, money__fixed_cost=100.0
    )
    fitting, notes = fitted(spec, sc.build_market(spec), free=False, kept=False)
    assert (fitting, notes) == (spec, ())
