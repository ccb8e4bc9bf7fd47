"""Journalists who are pitched and accounts that share what fits: law, money, and the readable twin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from by_hand import CERTAIN, LIVELY, hiring, market, random_market, scenario
from reference.campaign import ReferenceModel
from stonecast.agents import Brand
from stonecast.campaign import run
from stonecast.model import CampaignModel
from stonecast.network.market import Market
from stonecast.records import Offer
from stonecast.scenario import Scenario
from test_reference_agreement import agree

OPEN = {"opens": 1.0, "opens_irrelevant": 1.0, "writes": 1.0, "writes_irrelevant": 1.0, "blacklists": 0.0}


def of_kind(place: Market, kind: str, price: float = 0.0) -> Market:
    return replace(place, bloggers=tuple(replace(b, kind=kind, price=price) for b in place.bloggers))


def desk(count: int, *, near: bool = True, price: float = 0.0) -> Market:
    """So many journalists with one reader each, at the topic or far from it."""
    spot = (0.5, 0.5) if near else (0.0, 0.0)
    place = market(
        [(row, count, 1.0) for row in range(count)],
        people=count + 1,
        bloggers=range(count),
        positions=[spot] * (count + 1),
    )
    return of_kind(place, "journalist", price)


def pitched(place: Market, *, posts: int = 1, luck: int = 0, **pitch: Any) -> dict[str, float]:
    names = [b.name for b in place.bloggers]
    spec = scenario(**CERTAIN, respond__relevance__width=0.1, plans=hiring(*names, posts=posts), pitch=pitch)
    return run(spec, plan="all", luck=luck, market=place).totals


def test_pitches_are_opened_and_answered_as_often_as_said() -> None:
    totals = pitched(desk(4_000), opens=0.6, writes=0.25)
    assert totals["pitches"] == 4_000
    assert abs(totals["opened"] - 2_400) < 4 * np.sqrt(4_000 * 0.6 * 0.4)
    assert abs(totals["articles"] - 600) < 4 * np.sqrt(4_000 * 0.15 * 0.85)
    assert totals["posts"] == totals["articles"]
    assert totals["blacklisted"] == 0


def test_what_does_not_fit_is_hardly_ever_written_about() -> None:
    far = desk(4_000, near=False)
    totals = pitched(far, opens_irrelevant=0.38, writes_irrelevant=0.0, blacklists=0.01)
    assert totals["articles"] == 0
    assert abs(totals["opened"] - 1_520) < 4 * np.sqrt(4_000 * 0.38 * 0.62)
    assert abs(totals["blacklisted"] - 40) < 4 * np.sqrt(40)


def test_every_irrelevant_pitch_makes_the_next_one_less_welcome() -> None:
    """Opened with the chance times 2 / (2 + s), s = .5, 1, 1.5, ... where nothing is forgotten."""
    totals = pitched(
        desk(3_000, near=False), posts=4, opens_irrelevant=1.0, blacklists=0.0, kept=1.0, annoyance=0.5
    )
    expected = 3_000 * sum(2 / (2 + 0.5 * k) for k in range(4))
    assert abs(totals["opened"] - expected) < 4 * np.sqrt(3_000)


def test_who_is_annoyed_for_good_opens_nothing_more() -> None:
    totals = pitched(desk(50, near=False), posts=3, **{**OPEN, "blacklists": 1.0})
    assert totals["opened"] == totals["articles"] == totals["blacklisted"] == 50


class Daily(Brand):
    """Pitches on the day itself what its plan would have pitched on the first day."""

    def decide(self, day: int, inbox: list[Any]) -> list[Offer]:
        return [replace(offer, days=(day,)) for offer in super().decide(0, inbox) if day in offer.days]


def test_journalists_remember_a_brand_that_pitches_day_by_day() -> None:
    """The same offers made later are opened, written about and resented as those made on the first day."""
    place = desk(300, near=False)
    names = [b.name for b in place.bloggers]
    pitch = {"opens_irrelevant": 0.6, "writes_irrelevant": 0.5, "blacklists": 0.1, "annoyance": 0.5}
    spec = scenario(**CERTAIN, respond__relevance__width=0.1, plans=hiring(*names, posts=5), pitch=pitch)
    at_once, by_day = (
        run(spec, plan="all", market=place, agents={"brand": brand}).totals for brand in (Brand, Daily)
    )
    for what in ("pitches", "opened", "articles", "blacklisted"):
        assert by_day[what] == at_once[what] > 0


def test_a_pitch_costs_what_it_costs_whether_it_is_opened_or_not() -> None:
    totals = pitched(desk(50, price=3.0), posts=2, opens=0.0, cost=3.0)
    assert totals["cost"] == 50 * 2 * 3.0
    assert totals["articles"] == 0


def accounts(**settings: Any) -> tuple[Scenario, Market]:
    """A brand's account and a person's, the person far from the topic; each has readers of its own."""
    spots = [(0.5, 0.5), (0.0, 0.0), *[(0.5, 0.5)] * 4]
    ties = [(0, 2, 1.0), (0, 3, 1.0), (1, 4, 1.0), (1, 5, 1.0)]
    place = of_kind(market(ties, people=6, bloggers=[0, 1], positions=spots), "account")
    changes = {**CERTAIN, "reshare__share": 0.0, "respond__relevance__width": 0.1, **settings}
    spec = scenario(**changes)
    return spec, place


@pytest.mark.parametrize(
    ("speaks", "on", "relevant_from", "posts"),
    [(0, False, 0.0, 1), (0, True, 0.0, 2), (0, True, 0.5, 1), (1, True, 0.5, 2)],
)
def test_accounts_share_each_other_once_and_only_what_fits(
    speaks: int, on: bool, relevant_from: float, posts: int
) -> None:
    spec, place = accounts(
        plans=hiring(f"stone_{speaks}"), accounts={"on": on, "relevant_from": relevant_from}
    )
    one = run(spec, plan="all", market=place)
    assert one.totals["posts"] == posts
    assert one.totals["cost"] == 0
    said = one.state.campaign.said
    assert said[speaks] == [0]
    assert said.get(1 - speaks, []) == ([1] if posts == 2 else [])


MIXED = {"pitch": {**OPEN, "opens": 0.7, "writes_irrelevant": 0.4, "blacklists": 0.3}}


@pytest.mark.parametrize("kind", ["journalist", "account"])
def test_engine_and_reference_agree(kind: str) -> None:
    place = of_kind(random_market(readers=80, followees=4.0, bloggers=5, audience=15, draw=5), kind)
    names = [b.name for b in place.bloggers]
    plan = hiring(*names[:3], posts=3, days_between_posts=2)
    spec = scenario(**LIVELY, plans=plan, accounts={"on": True, "relevant_from": 0.3}, **MIXED)
    for luck in range(3):
        assert agree(spec, place, luck)["engaged"] > 0
        model = CampaignModel(spec, plan="all", luck=luck, market=place)
        model.step()
        twin = ReferenceModel(spec, place, plan="all", luck=luck)
        assert model.state.press == twin.press.counts
