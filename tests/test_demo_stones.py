"""Money and stones in the demo: no plan ever costs more than the money, whatever a class does."""

from __future__ import annotations

import math

import pytest

from demos import TestClient
from stonecast.app.ask import Throw
from stonecast.app.library import Library
from stonecast.plan import resolve


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


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("corner_restaurant", {"budget": "670"}),
        ("corner_restaurant", {"small_followers": "6"}),
        ("portfolio", {"price_by_size": "off"}),
        ("portfolio", {"big_followers": "1403303"}),
        ("my_bloggers", {"catchy": "0.031"}),
        ("my_bloggers", {"throw": "0:0.5,0.5;0:0.2,0.2"}),
    ],
)
def test_plans_fit_their_time_and_money_wherever_a_slider_stands(name: str, query: dict[str, str]) -> None:
    """Many wait for each other, some have posts of their own, and a candidate is a tier of the same name."""
    shelf = Library(people=500)
    question = shelf.question(shelf.read({"scenario": name, **query}))
    for plan in question.plans:
        made = resolve(question.spec, question.market, plan)
        assert made.cost <= question.spec.money.budget + 1e-6
        assert max(stone.days[-1] for stone in made.stones) < question.spec.clock.days


@pytest.mark.parametrize("name", ["by_score", "my_bloggers"])
def test_plans_that_hire_by_a_score_can_be_shown(name: str) -> None:
    """They hire from any tier, in an order of their own."""
    shelf = Library(people=500)
    question = shelf.question(shelf.read({"scenario": name}))
    assert [resolve(question.spec, question.market, plan).stones for plan in question.plans]
    assert not question.notes


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
