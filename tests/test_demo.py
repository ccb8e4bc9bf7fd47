"""The server of the demo: its answers are the model's, and the house around them stands."""

from __future__ import annotations

import gzip
import json
import math
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

import stonecast as sc
from demos import TestClient, ask
from stonecast.app import library
from stonecast.app.answers import Answers, shipped
from stonecast.app.library import Library
from stonecast.app.plain import as_json
from stonecast.app.server import App
from stonecast.app.setup import setup
from stonecast.app.stones import fitted
from stonecast.errors import InputError
from stonecast.recording import Recording
from stonecast.scenario import find


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
@pytest.mark.parametrize("how", ["SIGTERM", "SIGINT"])
def test_stopping_the_server_leaves_nothing_behind(how: str) -> None:
    command = [sys.executable, "-m", "stonecast", "demo", "--no-browser", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert server.stdout is not None
        url = server.stdout.readline().split()[-1]
        with urllib.request.urlopen(url, timeout=30) as answer:
            assert answer.status == 200
        server.send_signal(getattr(signal, how))
        said, _ = server.communicate(timeout=30)
        assert said.endswith("The pond is closed.\n") == (server.returncode == 0) == (how == "SIGINT")
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


def test_what_a_run_does_not_have_is_null_for_the_browser() -> None:
    assert as_json({"totals": [math.nan, 0.5, math.inf], "plan": "ü"}) == (
        '{"totals":[null,0.5,null],"plan":"ü"}'.encode()
    )


def test_a_copy_of_a_shipped_scenario_that_kept_its_name_is_not_taken_for_it(tmp_path: Path) -> None:
    path = tmp_path / "copy.toml"
    path.write_text(find("classroom").read_text().replace("[compare]", '[compare]\noutcome = "trust_now"'))
    library = Library(path)
    assert (library.first, library.base("my_classroom").compare.outcome) == ("my_classroom", "trust_now")
    assert library.base("classroom").compare.outcome == "engaged", "lessons mean the shipped one"
    assert Answers(library).ready(library.read({"scenario": "my_classroom"})) is None


def test_what_a_teacher_calls_a_plan_is_what_the_class_reads(tmp_path: Path) -> None:
    path = tmp_path / "copy.toml"
    path.write_text(find("classroom").read_text().replace("A hundred small stones", "Die Nachbarschaft"))
    app = App(Library(path))
    told = setup(app, {"scenario": "my_classroom"}, "de")
    assert told["plans"][1]["title"] == "Die Nachbarschaft"
    assert "plan.hundreds_of_stones" not in told["messages"], "the page takes it from the file"
    assert told["messages"]["plan.one_large_stone"] == "Ein großer Stein"
    assert "plan.hundreds_of_stones" in setup(app, {"scenario": "classroom"}, "de")["messages"]


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
