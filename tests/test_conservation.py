"""Nothing is lost, nothing comes from nowhere: orders, money, attention and acts, whatever is switched on."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from by_hand import RULES, scenario
from stonecast.agents import SmallBlogger
from stonecast.campaign import Run, run
from stonecast.counts import COUNTS
from stonecast.phases import attention
from stonecast.records import Offer, Post
from stonecast.scenario import Scenario
from stonecast.scenario.contradictions.trade import RESTS_ON
from stonecast.trade import LEFT, SERVED, WAITING
from test_agreement_everything import EVERYTHING, place

SWITCHES = tuple(name for name, table in EVERYTHING.items() if isinstance(table, dict) and "on" in table)
PLACES = {draw: place(draw) for draw in (1, 2)}
REFUSES = "stone_1"


class Choosy(SmallBlogger):
    """The second stone takes no money."""

    def decide(self, day: int, inbox: list[Offer]) -> list[Post]:
        return [] if self.record.name == REFUSES else super().decide(day, inbox)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Any mechanisms on, each with what it rests on; numbers from nothing to without limit."""
    number, on = st.sampled_from, {name for name in SWITCHES if draw(st.booleans())}
    on |= {"buy"} | ({"ask"} if "contest" in on else set())
    for name in ("advocate", "come_back", "answer", "review"):
        on |= {RESTS_ON[name][0]} if name in on else set()
    changes: dict[str, Any] = dict(EVERYTHING)
    for name in SWITCHES:
        changes[name] = {**EVERYTHING[name], "on": name in on}
    if "review" not in on:
        changes["plans"] = {"all": {**EVERYTHING["plans"]["all"], "warnings": ()}}
    asks = "ask" in on
    changes["rivals"] = {
        name: {**rival, "asks": asks and rival.get("asks", False)}
        for name, rival in EVERYTHING["rivals"].items()
    }
    changes["serve"] |= {
        "capacity": draw(number([0.0, 1.3, 8.0, math.inf])),
        "patience_days": draw(number([0.0, 2.0, math.inf])),
        "product_cost": 3.0,
    }
    busy = draw(number([0.0, 1.5]))
    changes["attention"] |= {"posts_read": draw(number([0.5, 6.0, 90.0]))}
    changes["attention"] |= {"everyday_posts": busy, "bloggers_everyday_posts": busy}
    changes["answer"] |= {"cost": 2.0}
    changes["advertising"] |= {"cost_a_day": 7.0}
    competition = {"alike": draw(st.booleans()), "exclusive": draw(st.booleans())}
    changes |= {
        "clock__ticks_per_day": draw(st.integers(1, 3)),
        "respond__rule": draw(number(RULES)),
        "competition": competition,
        "scale": draw(number([1.0, 7.0])),
        "money__fixed_cost": 11.0,
    }
    return scenario(**changes)


def expected_posts(patch: pytest.MonkeyPatch) -> list[float]:
    """Note, tick by tick, the largest number of posts that anybody can expect to see."""
    most, limits = [0.0], attention.limits

    def noting(state: Any, reach: Any) -> Any:
        found, expected = limits(state, reach), np.zeros(state.market.network.people)
        for rumour, limit in zip(state.rumours, found, strict=True):
            count = rumour.shown.count
            np.add.at(expected, rumour.shown.readers[:count], limit[:count] / 2.0**32)
        most.append(float(expected.max()))
        return found

    patch.setattr(attention, "limits", noting)
    return most


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scenarios(), st.sampled_from(sorted(PLACES)), st.integers(0, 10**6), st.booleans())
def test_nothing_is_lost_whatever_is_on(spec: Scenario, draw: int, luck: int, refused: bool) -> None:
    agents = {"stone": Choosy} if refused else {}
    market = replace(PLACES[draw], scale=spec.scale)
    with pytest.MonkeyPatch.context() as patch:
        most = expected_posts(patch)
        one = run(spec, plan="all", luck=luck, market=market, agents=agents)
    if spec.serve.on:
        orders_are_kept(one)
    money_is_kept(one, refused=refused)
    assert max(most) <= spec.attention.posts_read / spec.clock.ticks_per_day * (1 + 1e-9)
    assert (len(most) > 1) == spec.attention.on
    acts_are_kept(one)


def by_tick(one: Run, what: str) -> Any:
    return one.counts[:, COUNTS.index(what)]


def orders_are_kept(one: Run) -> None:
    """After every tick: orders = served + waiting + left, ours and those of rivals; and order by order."""
    alike = one.spec.competition.alike
    for brand in ("", "rival_")[: 1 + alike]:
        ordered, served, left = (by_tick(one, brand + what).cumsum() for what in ("orders", "served", "left"))
        assert (ordered == served + left + by_tick(one, f"{brand}waiting")).all()
    assert len(one.state.trades) == 1 + 2 * alike
    fates = [
        [int((trade.orders["fate"] == fate).sum()) for trade in one.state.trades]
        for fate in (SERVED, WAITING, LEFT)
    ]
    counted = (by_tick(one, "served").sum(), by_tick(one, "waiting")[-1], by_tick(one, "left").sum())
    assert tuple(each[0] for each in fates) == counted
    for trade in one.state.trades:
        assert sum(trade.paid.values()) == (trade.orders["fate"] == SERVED).sum()
        assert (trade.known["orders"].sum(), trade.queue.size) == (
            trade.orders.size,
            (trade.orders["fate"] == WAITING).sum(),
        )


def money_is_kept(one: Run, *, refused: bool) -> None:
    """What is spent is the sum over the stones that took it, and the cost that and what else costs."""
    spec, scale = one.spec, one.market.scale
    stones = [stone for stone in one.plan.stones if not (refused and stone.blogger.name == REFUSES)]
    assert one.spent == pytest.approx(sum(stone.cost for stone in stones))
    assert one.stones == len(stones)
    served, answered = by_tick(one, "served").sum() * scale, by_tick(one, "answered").sum() * scale
    ads = 7.0 * spec.clock.days if spec.advertising.on else 0.0
    assert one.totals["cost"] == pytest.approx(one.spent + 3.0 * served + 2.0 * answered + ads)
    paid = sum(one.state.trades[0].paid.values()) if one.state.trades[0].knows else None
    if paid is not None:
        assert paid == by_tick(one, "served" if spec.serve.on else "orders").sum()


def acts_are_kept(one: Run) -> None:
    """Every act is somebody's, at most one a day, for one brand."""
    asked, acts = one.state.asked, by_tick(one, "acts") + by_tick(one, "rival_acts")
    if asked is None:
        assert acts.sum() == 0
        return
    assert asked.acts.sum() == acts.sum() == sum(brand.votes for brand in asked.brands)
    assert sum(brand.done for brand in asked.brands).tolist() == asked.acts.tolist()
    assert asked.acts.max() <= one.spec.clock.days
