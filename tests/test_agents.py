"""Agents that decide: who refuses, postpones, answers late or is removed, and what that costs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from by_hand import FOUR, LIVELY, RULES, hiring, random_market, scenario
from stonecast.agents import Blogger, Brand, SmallBlogger
from stonecast.campaign import run
from stonecast.counts import COUNTS
from stonecast.errors import InputError
from stonecast.model import CampaignModel
from stonecast.records import Offer, Post
from stonecast.rumour import NEVER


def finished(model: CampaignModel) -> CampaignModel:
    while model.running:
        model.step()
    return model


# Monotone in stones


@pytest.mark.parametrize("rule", RULES)
def test_deleting_an_agent_deletes_exactly_its_ripple(rule: str) -> None:
    place = random_market(readers=400, bloggers=4, audience=60, draw=2)
    settings = {**LIVELY, "respond__rule": rule}
    whole = scenario(**settings, plans=hiring(*FOUR, posts=2))
    without = run(
        scenario(**settings, plans=hiring("stone_0", "stone_1", "stone_3", posts=2)),
        plan="all",
        luck=4,
        market=place,
    )
    model = CampaignModel(whole, plan="all", luck=4, market=place)
    model.bloggers[place.bloggers[2].row].remove()
    finished(model)
    assert (model.state.counts == without.counts).all()
    assert (model.state.people == without.state.people).all()
    assert (model.spent, model.stones) == (without.spent, without.stones)
    everybody = run(whole, plan="all", luck=4, market=place)
    assert (everybody.counts != without.counts).any()


def test_removing_an_agent_on_the_way_takes_back_what_it_had_planned() -> None:
    place = random_market(readers=100, bloggers=2, audience=20)
    spec = scenario(plans=hiring("stone_0", "stone_1", posts=4))
    model = CampaignModel(spec, plan="all", market=place)
    model.step()
    model.step()
    model.bloggers[place.bloggers[0].row].remove()
    finished(model)
    assert model.state.counts[:5, COUNTS.index("posts")].tolist() == [2, 2, 1, 1, 0]


class Refuses(SmallBlogger):
    def decide(self, day: int, inbox: list[Offer]) -> list[Post]:
        return []


def test_who_refuses_posts_nothing_and_costs_nothing() -> None:
    place = random_market(readers=200, bloggers=3, audience=40)
    spec = scenario(**LIVELY, plans=hiring("stone_0", "stone_1"))
    one = run(spec, plan="all", luck=1, market=place, agents={"stone_1": Refuses})
    alone = run(scenario(**LIVELY, plans=hiring("stone_0")), plan="all", luck=1, market=place)
    assert (one.state.people == alone.state.people).all()
    assert (one.totals["posts"], one.totals["stones"], one.totals["cost"]) == (1, 1, 11)
    nobody = run(spec, plan="all", luck=1, market=place, agents={"small": Refuses})
    assert nobody.counts.sum() == 0
    assert nobody.spent == 0


class ThreeDaysLater(SmallBlogger):
    def decide(self, day: int, inbox: list[Offer]) -> list[Post]:
        return [Post(self.row, when + 3) for offer in inbox for when in offer.days]


def test_who_postpones_is_paid_and_posts_later() -> None:
    place = random_market(readers=200, bloggers=2, audience=40)
    early = scenario(**LIVELY, plans=hiring("stone_0"))
    late = scenario(**LIVELY, plans=hiring("stone_0", start_day=3))
    postponed = run(early, plan="all", luck=1, market=place, agents={"small": ThreeDaysLater})
    planned = run(late, plan="all", luck=1, market=place)
    assert postponed.by_day[:, COUNTS.index("posts")].tolist() == [0, 0, 0, 1] + [0] * 11
    assert (postponed.counts == planned.counts).all()
    assert postponed.spent == planned.spent == 11


def test_postponing_changes_when_and_not_whom() -> None:
    place = random_market(readers=200, bloggers=2, audience=40)
    spec = scenario(**{**LIVELY, "clock__days": 60, "reshare__share": 1.0}, plans=hiring("stone_0"))
    at_once = run(spec, plan="all", luck=1, market=place).state.people
    later = run(spec, plan="all", luck=1, market=place, agents={"small": ThreeDaysLater}).state.people
    won = at_once["engaged"] != NEVER
    assert won.sum() > 20
    assert (later["engaged"][won] == at_once["engaged"][won] + 3).all()
    assert (later["teller"][won] == at_once["teller"][won]).all()
    assert (later["engaged"][~won] == NEVER).all()


class HalfAsMany(SmallBlogger):
    def decide(self, day: int, inbox: list[Offer]) -> list[Post]:
        return super().decide(day, inbox)[::2]


def test_fewer_posts_than_asked_for_are_paid_one_by_one() -> None:
    place = random_market(readers=100, bloggers=1, audience=20)
    spec = scenario(plans=hiring("stone_0", posts=4))
    one = run(spec, plan="all", market=place, agents={"small": HalfAsMany})
    assert (one.totals["posts"], one.spent) == (2, 12)


class SleepsOnIt(SmallBlogger):
    every_day = True

    def decide(self, day: int, inbox: list[Offer]) -> list[Post]:
        return [Post(self.row, day)] if day == 2 else []


def test_an_offer_answered_on_a_later_day_is_paid() -> None:
    place = random_market(readers=100, bloggers=1, audience=20)
    spec = scenario(plans=hiring("stone_0"))
    at_once = run(spec, plan="all", market=place)
    later = run(spec, plan="all", market=place, agents={"small": SleepsOnIt})
    assert (later.totals["posts"], later.stones, later.spent) == (1, 1, at_once.spent)


class NeverInTime(SmallBlogger):
    def decide(self, day: int, inbox: list[Offer]) -> list[Post]:
        return [Post(self.row, 10_000)]


def test_what_falls_after_the_run_is_neither_posted_nor_paid() -> None:
    place = random_market(readers=100, bloggers=1, audience=20)
    one = run(scenario(plans=hiring("stone_0")), plan="all", market=place, agents={"small": NeverInTime})
    assert (one.totals["posts"], one.stones, one.spent) == (0, 0, 0)


class Impostor(SmallBlogger):
    def decide(self, day: int, inbox: list[Offer]) -> list[Post]:
        return [Post(self.row - 1, day)]


class TooLate(SmallBlogger):
    def decide(self, day: int, inbox: list[Offer]) -> list[Post]:
        return [Post(self.row, day - 1)]


class HalfADayLate(SmallBlogger):
    def decide(self, day: int, inbox: list[Offer]) -> list[Post]:
        return [Post(self.row, 0.5)]  # type: ignore[arg-type]


class OffTopic(SmallBlogger):
    def decide(self, day: int, inbox: list[Offer]) -> list[Post]:
        return [Post(self.row, day, message=3)]


@pytest.mark.parametrize("wrong", [Impostor, TooLate, HalfADayLate, OffTopic])
def test_posting_as_somebody_else_or_in_the_past_is_refused(wrong: type[Blogger]) -> None:
    place = random_market(readers=100, bloggers=2, audience=20)
    with pytest.raises(InputError, match="posts as itself"):
        run(scenario(plans=hiring("stone_1")), plan="all", market=place, agents={"small": wrong})


@pytest.mark.parametrize("changed", [{"blogger": 0}, {"fee": -5.0}, {"fixed_cost": float("nan")}])
def test_offers_to_nobody_and_money_that_flows_back_are_refused(changed: dict[str, Any]) -> None:
    class Odd(Brand):
        def decide(self, day: int, inbox: list[Any]) -> list[Offer]:
            return [replace(offer, **changed) for offer in super().decide(day, inbox)]

    place = random_market(readers=100, bloggers=2, audience=20)
    with pytest.raises(InputError, match=r"all: Odd.decide returned Offer.*\n.*the row of a blogger"):
        run(scenario(plans=hiring("stone_1")), plan="all", market=place, agents={"brand": Odd})


@pytest.mark.parametrize("given", [None, 3, ["today"], [0]])
def test_a_decision_that_is_no_list_of_posts_is_refused(given: object) -> None:
    class Odd(SmallBlogger):
        def decide(self, day: int, inbox: list[Offer]) -> list[Post]:
            return given  # type: ignore[return-value]

    class OddBrand(Brand):
        def decide(self, day: int, inbox: list[Offer]) -> list[Offer]:
            return given  # type: ignore[return-value]

    place, spec = random_market(readers=100, bloggers=2, audience=20), scenario(plans=hiring("stone_1"))
    with pytest.raises(InputError, match=r"stone_1: Odd.decide returned .*\n.*list of posts"):
        run(spec, plan="all", market=place, agents={"small": Odd})
    with pytest.raises(InputError, match=r"all: OddBrand.decide returned .*\n.*list of offers"):
        run(spec, plan="all", market=place, agents={"brand": OddBrand})


class Diarist(SmallBlogger):
    """Posts every day, paid or not, and notes how often it was asked."""

    every_day = True

    def decide(self, day: int, inbox: list[Offer]) -> list[Post]:
        self.asked = [*getattr(self, "asked", []), (day, len(inbox))]
        return [Post(self.row, day)]


def test_who_decides_every_day_is_asked_once_a_day() -> None:
    place = random_market(readers=100, bloggers=2, audience=20)
    spec = scenario(clock__days=4, plans=hiring("stone_0"))
    model = finished(CampaignModel(spec, plan="all", market=place, agents={"small": Diarist}))
    hired, other = (model.bloggers[blogger.row] for blogger in place.bloggers)
    assert hired.asked == [(0, 1), (1, 0), (2, 0), (3, 0)]
    assert other.asked == [(day, 0) for day in range(4)]
    assert model.state.counts[:, COUNTS.index("posts")].tolist() == [2, 2, 2, 2]
    assert model.spent == 11


def test_an_unknown_agent_is_refused() -> None:
    place = random_market(readers=100, bloggers=2, audience=20)
    with pytest.raises(InputError, match="no agent is called 'stone_9'"):
        run(scenario(), plan="all", market=place, agents={"stone_9": Refuses})


@pytest.mark.parametrize("wrong", [{"small": int}, {"small": 3}, {"small": Brand}, {"brand": Refuses}])
def test_what_is_no_class_of_an_agent_is_refused(wrong: dict[str, type]) -> None:
    place = random_market(readers=100, bloggers=2, audience=20)
    with pytest.raises(InputError, match="made from one of stonecast's"):
        run(scenario(), plan="all", market=place, agents=wrong)


def test_a_market_of_another_scenario_is_refused() -> None:
    place = random_market(readers=100, bloggers=2, audience=20)
    with pytest.raises(InputError, match="at scale 1, and the scenario has scale 2"):
        run(scenario(scale=2.0), plan="all", market=place)
    with pytest.raises(InputError, match="no bloggers of"):
        run("null_pond", plan="one_stone", market=place)
    with pytest.raises(InputError, match="'pond' is no market"):
        run(scenario(), plan="all", market="pond")  # type: ignore[arg-type]
