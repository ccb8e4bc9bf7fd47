"""Engine and readable twin agree exactly: everything is on, then settings and plans are changed by chance."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from by_hand import RULES, scenario
from reference.campaign import ReferenceModel
from stonecast.errors import InputError
from stonecast.network.market import Market
from stonecast.scenario import Scenario
from test_agreement_everything import EVERYTHING, TIERS, place
from test_agreement_trade import compared_in_trade
from test_reference_agreement import compared, run_engine, run_reference

NOT_VARIED = ("market", "money", "compare", "clock", "follow__count_every", "respond__rule")
"""Of these the twin knows nothing, or they are chosen apart."""

SHARES = (0.0, 0.05, 0.3, 0.9, 1.0)


@cache
def settings() -> tuple[tuple[str, Any], ...]:
    """Every switch and number of a scenario in which everything is on."""
    return tuple(leaves(scenario(**EVERYTHING)))


def leaves(value: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for name in type(value).model_fields:
        key, held = before + name, getattr(value, name)
        if hasattr(type(held), "model_fields"):
            yield from leaves(held, f"{key}__")
        elif isinstance(held, int | float) and not key.startswith(NOT_VARIED):
            yield key, held


def changed(chance: random.Random, held: Any) -> Any:
    if isinstance(held, bool):
        return not held
    if isinstance(held, int):
        return chance.choice([0, 1, 2, 3, held + 1, 2 * held])
    return chance.choice([*SHARES, 0.1 * held, 0.5 * held, 2 * held, held + 0.5, math.inf])


def plan(chance: random.Random) -> dict[str, Any]:
    tiers = chance.sample(sorted(TIERS), chance.choice([1, 2, 3]))
    stones: list[dict[str, Any]] = [{"tier": tier} for tier in tiers]
    for stone in stones:
        if chance.random() < 0.5:
            stone["deal"] = chance.choice([0.0, 0.3, 0.9])
        if chance.random() < 0.5:
            stone["count"] = 1
    made = {
        "hire": stones,
        "posts": chance.choice([1, 2, 3]),
        "days_between_posts": chance.choice([1, 2]),
        "days_between_bloggers": chance.choice([0, 1]),
    }
    if chance.random() < 0.4:
        blogger, day = chance.choice(["forum_0", "stone_1", "own_1"]), chance.choice([0, 2, 5])
        made["warnings"] = [{"blogger": blogger, "day": day}]
    return made


def rival(chance: random.Random, made: dict[str, Any]) -> dict[str, Any]:
    """The same rival, some of whose terms are others."""
    terms = {
        "start_day": chance.choice([0, 2]),
        "appeal": chance.choice(SHARES),
        "asks": chance.random() < 0.5,
        "capacity": chance.choice([0.0, 1.0, 7.5]),
        "staff": chance.choice([0.0, 0.4, 3.0]),
        "quality": chance.choice(SHARES),
        "stars": chance.choice([1.0, 4.6]),
        "discount": chance.choice(SHARES),
        "discount_start_day": chance.choice([0, 3]),
        "discount_days": chance.choice([0.0, 2.5, math.inf]),
        "warnings": [{"blogger": "star_1", "day": chance.choice([0, 4])}],
    }
    return made | {name: terms[name] for name in chance.sample(sorted(terms), chance.choice([0, 1, 3]))}


def lived(chance: random.Random, made: dict[str, Any]) -> dict[str, Any]:
    """The same tier, which perhaps lives on another platform, or another life."""
    terms = {
        "platform": chance.choice(["slow", "quick"]),
        "everyday": [{"from_day": 2, "posts": chance.choice([0.0, 0.4, 3.0]), "promotion": chance.random()}],
    }
    return made | {name: terms[name] for name in terms if chance.random() < 0.2}


def platforms(chance: random.Random) -> dict[str, Any]:
    return {
        name: {
            "half_life_days": chance.choice([0.0, 0.3, 1.5, 20.0]),
            "reach_exponent": chance.choice([0.0, 0.2, 1.0]),
            "conversation": chance.choice([0.0, 0.5, 1.0, 3.0]),
        }
        for name in ("slow", "quick")
    }


def case(seed: int) -> tuple[Scenario, Market, int] | None:
    """A scenario, a market and a luck by chance; None where the settings contradict one another."""
    chance = random.Random(seed)
    picked = chance.sample(settings(), chance.choice([0, 1, 2, 4, 8]))
    own = {
        "clock__days": chance.choice([8, 10, 15]),
        "clock__ticks_per_day": chance.choice([1, 1, 2, 3]),
        "respond__rule": chance.choice(RULES),
        "market_seed": chance.randint(1, 30),
        "plans": {"all": plan(chance)},
        "rivals": {},
        "bloggers": [lived(chance, made) for made in EVERYTHING["bloggers"]],
        "platforms": platforms(chance) if chance.random() < 0.4 else EVERYTHING["platforms"],
    }
    if chance.random() < 0.8:
        own["rivals"] = {name: rival(chance, made) for name, made in EVERYTHING["rivals"].items()}
    for key, held in picked:
        own[key] = changed(chance, held)
    market = replace(place(own["market_seed"]), scale=chance.choice([1.0, 1.0, 3.0]))
    luck = chance.randrange(2**32)
    try:
        return scenario(**EVERYTHING).with_changes(**own), market, luck
    except InputError:
        return None


def agree(seed: int) -> bool:
    """Whether there was anything to compare; fails with all that differs."""
    made = case(seed)
    if made is None:
        return False
    try:
        model = run_engine(*made)
    except InputError:  # nobody is there to hire, or posts come after the end
        return False
    twin = run_reference(*made)
    compared(model, twin)
    compared_in_trade(model, twin)
    assert model.state.press == twin.press.counts
    fame = model.state.fame
    counted = zip(fame.rows, *(count.tolist() for count in fame.latest(model.state.bonds)), strict=True)
    assert list(counted) == [(row, *followed(twin, made[1], row)) for row in fame.rows]
    return True


def followed(twin: ReferenceModel, place: Market, row: int) -> tuple[int, int]:
    """How many follow a blogger at the end, hollow ones too, and the trust of the others in 2^-32."""
    assert place.hollow is not None
    live = [tie for tie in twin.people[row].ties if twin.following.follows(tie)]
    hollow = int(place.hollow[place.network.authors == row].sum())
    return hollow + len(live), sum(int(tie.trust * 2**32) for tie in live)


@pytest.mark.parametrize("first", range(0, 20, 10))
def test_engine_and_reference_agree_whatever_is_set(first: int) -> None:
    assert sum(agree(seed) for seed in range(first, first + 10)) > 3


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1_000, 2_000, 100))
def test_engine_and_reference_agree_whatever_is_set_very_often(first: int) -> None:
    assert sum(agree(seed) for seed in range(first, first + 100)) > 30


def test_an_order_keeps_its_turn_if_a_stone_with_a_deal_wins_the_customer_later() -> None:
    """Somebody orders because of praise, waits, and is then won by a stone that carries a deal."""
    off = "advertising", "converse", "remember", "contest", "accounts", "deal", "advocate", "answer", "follow"
    stones = [{"tier": "forum", "deal": 0.9}, {"tier": "star", "deal": 0.9}]
    spec = scenario(**EVERYTHING).with_changes(
        **{f"{name}__on": False for name in off},
        respond__relevance__on=False,
        respond__rule="reinforced",
        clock__ticks_per_day=1,
        market_seed=20,
        rivals={},
        plans={"all": {"hire": stones, "days_between_bloggers": 1}},
    )
    model, twin = run_engine(spec, place(20), 792704254), run_reference(spec, place(20), 792704254)
    compared(model, twin)
    compared_in_trade(model, twin)
    trade = model.state.trades[0]
    early = trade.orders["ordered"] < trade.own.people["engaged"][trade.orders["reader"]]
    assert trade.offer is not None
    assert (early & (trade.offer[trade.orders["reader"]] > 0) & ~trade.orders["faithful"]).any()
