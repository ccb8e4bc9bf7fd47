"""Who sees a post: the sieves between a post and a reader."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest

from by_hand import FOUR, LIVELY, RULES, hiring, random_market, scenario
from stonecast.model import CampaignModel
from stonecast.network.market import Market
from stonecast.scenario import Scenario
from stonecast.state import State

SEE = import_module("stonecast.phases.see")


def ran(spec: Scenario, place: Market, luck: int = 1) -> State:
    model = CampaignModel(spec, plan="all", luck=luck, market=place, collect=False)
    while model.running:
        model.step()
    return model.state


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("visibility", [0.0, 0.6, 1.0])
def test_sieves_that_drop_nothing_show_what_the_one_walk_shows(
    rule: str, visibility: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = random_market(readers=200, bloggers=4)
    changes = {**LIVELY, "respond__rule": rule, "see__visibility": visibility, "clock__ticks_per_day": 2}
    spec = scenario(**changes, plans=hiring(*FOUR, posts=3, days_between_bloggers=1))
    walked = ran(spec, place)
    monkeypatch.setattr(SEE, "by_sieves", lambda _: True)
    sieved = ran(spec, place)
    assert np.array_equal(walked.counts, sieved.counts)
    assert np.array_equal(walked.people, sieved.people)
    assert bool(walked.counts[:, 1].any()) == (visibility > 0)
