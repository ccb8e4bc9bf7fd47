"""The best value of a factor; and the best size of a stone, which arithmetic knows (evidence A14, A15)."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

import stonecast as sc
from stonecast import randomness
from stonecast.errors import InputError
from stonecast.scenario.settings import changed
from stonecast.study.peak import Peak
from stonecast.study.studyfile import of
from studies import filled, study

POND = Path(__file__).parents[1] / "experiments" / "best_stone_size" / "pond.toml"
PRICE = 0.01
COUNT, RATE, COST, TALKS = (
    "bloggers.stones.count",
    "respond.rate",
    "money.fixed_cost",
    "market.trust.conversations",
)


def hill(plan: str, at: dict[str, Any], market: int, luck: int) -> float:
    """Most at a rate of 0.9, with luck of a tenth."""
    noise = randomness.unit(randomness.word(luck, market, 93, 0, int(1e6 * at["respond.rate"]), 0)) - 0.5
    return 100.0 * math.exp(-0.5 * math.log(at["respond.rate"] / 0.9) ** 2) * (1.0 + 0.1 * noise)


RATES = [0.2, 0.4, 0.6, 0.8, 1.0, 1.3, 1.7, 2.5]


@pytest.mark.parametrize("markets", [1, 10])
def test_the_best_value_is_found_between_those_that_were_run(markets: int) -> None:
    made = study(factors=[{"setting": "respond.rate", "values": RATES}], lucks=10, markets=markets)
    found = filled(made, hill).peak("respond.rate")
    assert (found.edge, found.plan) == ("", "many")
    assert found.low < 0.9 < found.high
    assert found.value == pytest.approx(0.9, rel=0.05)


def test_a_best_value_at_the_end_is_told_as_such() -> None:
    made = study(factors=[{"setting": "respond.rate", "values": [v for v in RATES if v > 0.9]}], lucks=10)
    with pytest.raises(InputError, match="needs 5 or more different values"):
        filled(made, hill).peak("respond.rate")
    made = study(
        factors=[{"setting": "respond.rate", "values": [1.1, *(2.0 + k for k in range(5))]}], lucks=10
    )
    found = filled(made, hill).peak("respond.rate")
    assert (found.edge, found.value) == ("lowest", 1.1)


def test_a_best_value_is_refused_of_what_is_no_number_and_of_an_unknown_plan() -> None:
    rules = [{"setting": "respond.rule", "values": ["simple", "reinforced"]}]
    with pytest.raises(InputError, match=r"respond.rule: is no number"):
        filled(study(factors=rules, lucks=2), lambda *_: 1.0).peak("respond.rule")
    made = filled(study(factors=[{"setting": "respond.rate", "values": RATES}], lucks=2), hill)
    with pytest.raises(InputError, match="no plan is called 'fwe'"):
        made.peak("respond.rate", plan="fwe")


READERS = 24_000
"""A fifth of the experiment's pond will do here."""


def through_the_engine(points: list[tuple[Any, ...]], factors: tuple[str, ...], along: str) -> Peak:
    small = {"money.budget": 200, "market.readers": READERS, "market.partitioned": READERS}
    told = {
        "name": "sizes",
        "plans": ["stones"],
        "lucks": 2,
        "factors": [{"setting": name, "values": [1]} for name in factors],
    }
    made = of(told, scenario=changed(sc.load(POND), small)).with_points(points)
    return sc.sweep(made, threads=True, workers=1).peak(COUNT, per="cost", along=[along])


@pytest.mark.parametrize("cost", [0.2, 0.4, 0.8])
def test_the_best_stone_size_is_within_a_fifth_of_the_known_one(cost: float) -> None:
    """A14: response k f^0.6, cost c_a + c_f f: f* = 1.5 c_a / c_f = 30, 60, 120; the experiment has six."""
    known = 0.6 / 0.4 * cost / PRICE
    sizes = [
        s for s in (8, 12, 15, 20, 30, 40, 60, 80, 100, 120, 160, 200, 240, 300) if known / 4 < s < 4 * known
    ]
    points = [(READERS // s, -math.log1p(-0.9 * (s / 5.0) ** -0.4), cost) for s in sizes]
    found = through_the_engine(points, (COUNT, RATE, COST), RATE)
    assert READERS / found.value == pytest.approx(known, rel=0.2)
    assert found.edge == ""


@pytest.mark.parametrize(("cost", "best"), [(1.0, 60), (1.6, 60), (2.8, 2400), (5.0, 2400)])
def test_with_capacity_the_best_size_is_the_capacity_or_the_largest(cost: float, best: int) -> None:
    """A15: f = K = 60 while (p_close - p_other) / p_other = 3.62 is above c_a / (c_f K) = cost / 0.6."""
    close, other = -math.expm1(-0.2), -math.expm1(-0.04)
    assert ((close - other) / other > cost / (PRICE * 60)) == (best == 60)
    points = [(READERS // s, 60, cost) for s in (30, 40, 60, 100, 200, 600, 2400)]
    found = through_the_engine(points, (COUNT, TALKS, COST), TALKS)
    assert READERS / found.best == best
