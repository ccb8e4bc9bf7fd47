"""The brand: whoever pays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stonecast.agents.framework import mesa
from stonecast.records import Offer

if TYPE_CHECKING:
    from stonecast.plan import Plan


class Brand(mesa.Agent):  # type: ignore[misc]
    """Offers every stone of its plan to its blogger on the first day. Override `decide` to do otherwise."""

    message = 0
    """Number of the brand's own message: 0 for ours, 3, 6, ... for brands that compete."""

    def __init__(self, model: Any, plan: Plan) -> None:
        super().__init__(model)
        self.plan = plan

    def decide(self, day: int, inbox: list[Any]) -> list[Offer]:
        """Return the offers to make today; called once a day.

        Parameters
        ----------
        day
            Today, from 0.
        inbox
            What was said to the brand since yesterday (nothing yet).
        """
        if day > 0:
            return []
        return [
            Offer(stone.blogger.row, stone.days, stone.fee, stone.fixed_cost, self.message)
            for stone in self.plan.stones
        ]
