"""A plan: the stones that a brand throws, priced and checked against the budget before anything runs."""

from __future__ import annotations

from dataclasses import dataclass

from stonecast.errors import InputError, nearest
from stonecast.hiring import hired
from stonecast.network.market import BloggerRecord, Market
from stonecast.scenario.plans import PlanSpec
from stonecast.scenario.value import Scenario


@dataclass(frozen=True)
class Stone:
    """One blogger in a plan: on which days a post is wanted, for how much money each, and with which deal.

    ``deal`` is the share of the price that is taken off for whoever is won by the post.
    """

    blogger: BloggerRecord
    days: tuple[int, ...]
    fee: float
    fixed_cost: float
    deal: float = 0.0

    @property
    def cost(self) -> float:
        """Fixed cost and all posts [money]."""
        return self.fixed_cost + self.fee * len(self.days)


@dataclass(frozen=True)
class Plan:
    """Who is hired, for which days, and what it costs; and who warns against the brand on which day."""

    name: str
    title: str
    stones: tuple[Stone, ...]
    budget: float
    currency: str
    warnings: tuple[tuple[BloggerRecord, int], ...] = ()

    @property
    def cost(self) -> float:
        """Sum over the stones [money]."""
        return sum(stone.cost for stone in self.stones)

    @property
    def offers(self) -> dict[int, float]:
        """Discounts by row, of the stones that carry a deal of their own."""
        return {stone.blogger.row: stone.deal for stone in self.stones if stone.deal > 0.0}

    @property
    def followers(self) -> int:
        """Followers of all stones at full size, people who follow several counted several times."""
        return sum(stone.blogger.followers for stone in self.stones)


def resolve(scenario: Scenario, market: Market, name: str) -> Plan:
    """Turn a plan of a scenario into stones on this market.

    Raises
    ------
    InputError
        If the plan or a blogger is unknown, too few bloggers are there, nobody is hired, or the cost
        exceeds the budget (names the excess).
    """
    if name not in scenario.plans:
        raise InputError(
            f"no plan is called '{name}'", where=scenario.name, remedy=nearest(name, scenario.plans)
        )
    return resolve_plan(scenario, market, name, scenario.plans[name])


def resolve_plan(scenario: Scenario, market: Market, name: str, plan: PlanSpec) -> Plan:
    """Turn any plan, also one that the scenario does not have, into stones; errors as in `resolve`."""
    return _resolve(scenario, market, plan, name, scenario.money.budget, "plans")


def resolve_rival(scenario: Scenario, market: Market, name: str) -> Plan:
    """Turn the plan of a brand that competes into stones on this market; errors as in `resolve`."""
    rival = scenario.rivals[name]
    budget = scenario.money.budget if rival.budget is None else rival.budget
    return _resolve(scenario, market, rival, name, budget, "rivals")


def _resolve(
    scenario: Scenario, market: Market, spec: PlanSpec, name: str, budget: float, section: str
) -> Plan:
    def make() -> Plan:
        money, where = scenario.money, f"{scenario.name}: {section}.{name}"
        jobs = hired(market, spec, money, budget, f"{where}.hire")
        stones = [
            Stone(job.blogger, job.days, job.blogger.price, job.fixed_cost(money), job.deal) for job in jobs
        ]
        title = spec.title or name.replace("_", " ")
        warnings = _warnings(scenario, market, spec, name)
        plan = Plan(name, title, tuple(stones), budget, money.currency, warnings)
        _check(plan, scenario, where)
        return plan

    settings = (scenario.name, spec, scenario.money, scenario.clock, budget)
    return market.once(f"{section} {name}", settings, make)


def _warnings(
    scenario: Scenario, market: Market, spec: PlanSpec, name: str
) -> tuple[tuple[BloggerRecord, int], ...]:
    by_name = {blogger.name: blogger for blogger in market.bloggers}
    for turn, incident in enumerate(spec.warnings):
        where = f"{scenario.name}: plans.{name}.warnings[{turn}]"
        if incident.blogger not in by_name:
            said = f"nobody is called '{incident.blogger}'"
            raise InputError(said, where=where, remedy=nearest(incident.blogger, by_name))
        if incident.day >= scenario.clock.days:
            last = scenario.clock.days - 1
            said = f"day {incident.day} is after the last of the run ({last})"
            raise InputError(said, where=where, remedy=f"name a day from 0 to {last}")
    return tuple((by_name[incident.blogger], incident.day) for incident in spec.warnings)


def _check(plan: Plan, scenario: Scenario, where: str) -> None:
    for stone in plan.stones:
        if stone.days[-1] >= scenario.clock.days:
            raise InputError(
                f"'{stone.blogger.name}' would post on day {stone.days[-1]}, after the last of the run "
                f"({scenario.clock.days - 1})",
                where=where,
                remedy="start earlier, lower days_between_bloggers, or make the run longer (clock.days)",
            )
    excess = plan.cost - plan.budget
    if excess > 1e-9:
        raise InputError(
            f"costs {plan.cost:,.2f} {plan.currency}, {excess:,.2f} over the budget of {plan.budget:,.2f}",
            where=where,
            remedy="hire fewer (count = 'affordable' hires what the budget pays for) or raise money.budget",
        )
