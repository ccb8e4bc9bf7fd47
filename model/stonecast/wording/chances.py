"""Chances that follow from the settings of a scenario, for whoever puts them in words."""

from __future__ import annotations

import math

from stonecast.phases.respond import strength
from stonecast.scenario import Scenario


def to_win(spec: Scenario, trust: float) -> float:
    """Chance that a post of the campaign, once seen, wins a reader of this trust whom it fits fully."""
    full = strength(spec, appeal=spec.message.appeal, sponsored=spec.message.sponsored)
    return 1.0 - math.exp(-full * trust**spec.respond.trust_exponent)


def to_order(spec: Scenario, trust: float) -> float:
    """Chance that somebody won by a teller of this trust orders while they consider."""
    day = 1.0 / (1.0 + math.exp(-(spec.buy.base + spec.buy.trust * trust)))
    return 1.0 - (1.0 - day) ** spec.buy.consider_days


def to_leave(spec: Scenario, trust: float, days: float) -> float:
    """Chance that a follower of this trust, who is not followed back, leaves in so many days."""
    return 1.0 - math.exp(-days * spec.follow.one_way * (1.0 - trust))
