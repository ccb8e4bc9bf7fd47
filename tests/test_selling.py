"""What is sold, said in words, shown and switched off."""

from __future__ import annotations

import pytest

import stonecast as sc
from by_hand import scenario
from stonecast.report import assumptions
from stonecast.study import without
from stonecast.wording import selling
from stonecast.wording.absent import OFF, absent

ALL_ON = {
    f"{name}__on": True for name in ("buy", "serve", "review", "deal", "come_back", "advocate", "answer")
}


def test_nothing_is_said_of_what_is_off() -> None:
    plain = scenario(buy__on=True)
    assert selling.sentences(plain) == selling.rows(plain) == []
    assert list(selling.switches(plain)) == []
    assert {"served", "stars", "advocates", "answered"} <= absent(plain)


def test_everything_that_is_on_is_said_shown_and_switched_off() -> None:
    spec = scenario(**ALL_ON, serve__capacity=120)
    said = " ".join(selling.sentences(spec))
    for words in ("120 orders a day", "warn with 35%", "50% lower", "30 days", "on the same day"):
        assert words in said, words
    sold = {name for part in ("serve", "review", "come_back", "advocate", "answer") for name in OFF[part]}
    assert not sold & absent(spec)
    assert ("Orders that can be served", "120 a day") in dict(assumptions.groups(spec))[
        "What becomes of orders"
    ]
    names = [switch.name for switch in without.switches(spec)]
    assert {"limit to serving", "word of customers", "deal", "coming back", "answers to complaints"} <= set(
        names
    )


def test_a_satisfied_customer_comes_back_as_the_trade_says() -> None:
    assert selling.comes_back(scenario(**ALL_ON)) == pytest.approx(0.30, abs=0.005)
    surprised = scenario(**ALL_ON, serve__quality=0.0, review__noise=0.01)
    assert 0 < selling.comes_back(surprised) < 0.3


@pytest.mark.parametrize("name", ["serve", "review", "deal", "come_back", "advocate", "answer"])
def test_off_is_the_default(name: str) -> None:
    assert getattr(sc.load("blank"), name).on is False
