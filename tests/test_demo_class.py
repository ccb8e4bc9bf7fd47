"""Many lucks, why, and a class that asks and bets at once."""

from __future__ import annotations

import asyncio
import threading

import pytest

import stonecast as sc
from demos import TestClient, ask, lines
from stonecast.app.desk import BusyError, Desk, SupersededError
from stonecast.app.library import Library
from stonecast.app.lucks import elsewhere
from stonecast.app.shelf import Shelf


def test_many_lucks_are_the_comparison_itself(client: TestClient) -> None:
    *portions, last, _ = lines(client, "lucks")
    assert [one["done"] for one in portions] == [10, 20]
    duel = sc.compare("classroom", luck=20)
    told = [[v for one in portions for v in one["values"]["orders"][plan]] for plan in (0, 1)]
    assert told == [duel.values(plan, "orders")[0].tolist() for plan in (0, 1)]
    on = last["summary"]["engaged"]
    best, other = on["order"]
    assert on["wins"][0] == duel.chance_to_win(best, other).value
    assert on["gap"][0] == duel.difference(best, other).value


def test_plans_side_by_side_are_the_run_and_the_means_of_many(client: TestClient) -> None:
    run = sc.run("classroom", plan="hundreds_of_stones", luck=4)
    told = ask(client, luck="4")["plans"][1]["worth"]
    assert list(told) == ["engaged", "cost", "followers", "value_per_follower", "good_trust", "good_talk"]
    assert told == {name: run.totals[name] for name in told}, "taste does not matter here, so fit is left out"
    duel = sc.compare("classroom", luck=20)
    last = lines(client, "lucks")[-2]
    for plan, rows in enumerate(last["worth"]):
        for name, value in rows.items():
            assert value == pytest.approx(duel.values(plan, name).mean())


def test_other_ponds_are_comparisons_on_other_markets(client: TestClient) -> None:
    """One pond for ten lucks: 20 lucks here."""
    last = lines(client, "lucks")[-1]["ponds"]
    spec = sc.load("classroom")
    duel = sc.compare(spec, luck=20)
    ahead = []
    for market in (1, 2):
        other = sc.compare(spec.with_changes(market_seed=spec.market_seed + market), luck=5)
        ahead.append(other.ranking[0] == duel.ranking[0])
    assert last == {"total": 2, "same": last["same"]}
    assert last["same"]["engaged"] == sum(ahead)


def test_a_given_network_has_no_other_ponds(shelf: Library) -> None:
    question = shelf.question(shelf.read({"scenario": "real_trust"}))
    assert elsewhere(question, {"engaged": 0}, lambda: None, ponds=2) is None


def test_where_nobody_is_won_nobody_is_called_a_good_follower(client: TestClient) -> None:
    told = ask(client, catchy="0.01", reshare="off", seen="0", buying="off")["plans"][0]["worth"]
    assert told["good_trust"] is None
    assert "value_per_follower" not in told


def test_why_names_the_mechanisms_that_change_the_winner(client: TestClient) -> None:
    (told,) = lines(client, "why")
    flips = {one["name"] for one in told["effects"] if one["flips"]}
    duel = sc.compare("classroom", luck=20).with_effects()
    assert flips == {effect.name for effect in duel.effects if effect.flips}
    assert "fixed cost per blogger" in flips
    assert told["sure"] is duel.difference(*duel.ranking[:2]).sure is True
    sure = {one["name"]: one["sure"] for one in told["effects"]}
    assert sure == {effect.name: effect.sure for effect in duel.effects}


def test_whoever_asks_the_same_listens_to_the_same_work(client: TestClient) -> None:
    assert lines(client, "lucks", luck="9") == lines(client, "lucks", luck="9")


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
    assert told["history"] == [{"same": 2}]
    assert "key" not in told
    assert client.get("/api/class/ZZZZ").status_code == 422


def test_a_class_bets_only_on_ponds_of_its_round(client: TestClient) -> None:
    """Else a bet from the round before, on ponds that are gone, would count and show nowhere."""
    room = client.post("/api/class", json={"link": "?scenario=classroom&luck=3"}).json()
    at = f"/api/class/{room['code']}"

    def bets(on: str) -> int:
        return client.post(at, json={"act": "bet", "session": "a", "bet": on}).status_code

    assert [bets(on) for on in ("one_large_stone", "same")] == [200, 200]
    assert [bets(on) for on in ("", "a wide sea", "constructor")] == [422] * 3
    said = client.post(at, json={"act": "bet", "session": "a", "bet": "a wide sea"}).json()["error"]
    assert said["what"] == "no pond of this round is called 'a wide sea'"
    client.post(at, json={"act": "next", "key": room["key"], "link": "?scenario=null_pond"})
    names = sc.load("null_pond").compare.plans
    assert names
    assert [bets(on) for on in (*names, "one_large_stone")] == [200] * len(names) + [422]
    assert client.get(at).json()["bets"] == 1
    assert client.post("/api/class", json={"link": "?scenario=nowhere"}).status_code == 422
