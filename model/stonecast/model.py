"""`CampaignModel`: a Mesa model in which brands and bloggers are agents and readers are arrays."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from stonecast.agents import (
    Account,
    BigBlogger,
    Blogger,
    Brand,
    Community,
    Journalist,
    Reader,
    SmallBlogger,
)
from stonecast.agents.checks import check_classes, check_offers, decided
from stonecast.agents.framework import mesa
from stonecast.counts import COUNTS, summed
from stonecast.errors import InputError, whole
from stonecast.network.build import build_market, check_market
from stonecast.network.market import BloggerRecord, Market
from stonecast.phases import PHASES
from stonecast.plan import resolve, resolve_rival
from stonecast.records import Offer, Post
from stonecast.rumour import CAMPAIGN, WARNING, Scratch
from stonecast.scenario import Scenario, load
from stonecast.state import State

KINDS: dict[str, type[Blogger]] = {
    "big": BigBlogger,
    "small": SmallBlogger,
    "journalist": Journalist,
    "account": Account,
    "community": Community,
}


class CampaignModel(mesa.Model):  # type: ignore[misc]
    """One plan running on one market under one luck.

    Parameters
    ----------
    scenario
        A scenario, or the name or path of one.
    plan
        Name of one of its plans.
    luck
        Seed of all chance after the market is made, 0 .. 2^32 - 1; default ``rng`` if that is a whole
        number, else 0.
    market
        A ready market of this scenario; built if not given.
    agents
        Own classes of bloggers by name, tier or kind, for example ``{"small": MyBlogger}``; and of the
        brand by ``"brand"``, of a brand that competes by its name.
    bystanders
        Whether bloggers outside the plan become agents too. They do nothing unless their class decides
        on every day, so that a run comes out the same without them, faster.
    collect
        Whether ``datacollector`` collects after every step.
    scratch
        Memory of a run that is over and done with, to be used again.
    rng
        What Mesa's own tools pass as a seed.

    Attributes
    ----------
    spec
        The scenario. (Mesa keeps a thing of its own in ``scenario``.)
    market, state
        The network with its people, and what has happened to them.
    spent
        Money spent so far.
    bloggers, daily
        Bloggers who are agents, by row; and those of them who decide on every day.

    Examples
    --------
    >>> model = CampaignModel("blank", plan="one_large_stone", luck=7)
    >>> model.run_model()
    """

    def __init__(
        self,
        scenario: Scenario | str | os.PathLike[str],
        *,
        plan: str,
        luck: int | None = None,
        market: Market | None = None,
        agents: Mapping[str, type[mesa.Agent]] | None = None,
        bystanders: bool = True,
        collect: bool = True,
        scratch: Scratch | None = None,
        rng: Any = None,
    ) -> None:
        if luck is None:
            luck = int(rng) if isinstance(rng, int | np.integer) else 0
        self.luck = whole(luck, "luck", low=0, high=2**32 - 1)
        super().__init__(rng=self.luck)
        self.spec = load(scenario)
        if market is not None:
            check_market(market, self.spec)
        self.market = market if market is not None else build_market(self.spec)
        self.plan = resolve(self.spec, self.market, plan)
        self._rival_plans = {name: resolve_rival(self.spec, self.market, name) for name in self.spec.rivals}
        rivals = {3 * turn: plan.offers for turn, plan in enumerate(self._rival_plans.values(), 1)}
        self.state = State(
            self.spec,
            self.market,
            self.luck,
            self,
            scratch=scratch or Scratch(),
            plan=self.plan.name,
            hired=tuple(stone.blogger.row for stone in self.plan.stones),
            offers={CAMPAIGN: self.plan.offers, **rivals},
        )
        self.spent = 0.0
        self._open: dict[tuple[int, int], list[Offer]] = {}
        self._hired: set[int] = set()
        self._calendar: dict[int, list[Post]] = {}
        self._inbox: dict[int, list[Offer]] = {}
        self._make_agents(agents or {}, bystanders)
        self.datacollector = mesa.DataCollector(model_reporters=_reporters() if collect else None)

    def _make_agents(self, classes: Mapping[str, type[mesa.Agent]], bystanders: bool) -> None:
        if classes:
            check_classes(classes, KINDS, self.market.bloggers, self.spec.rivals)
        self.brand = classes.get("brand", Brand)(self, self.plan)
        self.rivals: dict[str, Brand] = {}
        for turn, name in enumerate(self.spec.rivals, 1):
            rival = classes.get(name, Brand)(self, self._rival_plans[name])
            rival.message = 3 * turn
            self.rivals[name] = rival
        self.bloggers: dict[int, Blogger] = {}
        brands = (self.brand, *self.rivals.values())
        hired = {stone.blogger.row for brand in brands for stone in brand.plan.stones}
        hired |= {record.row for record, _ in self.plan.warnings}
        deciding = {"brand", *self.spec.rivals} & set(classes)
        everybody = bystanders or bool(classes)
        for record in self.market.bloggers if everybody else _acting(self.market, hired):
            chosen = _class_of(record, classes)
            if bystanders or record.row in hired or chosen.every_day or deciding:
                self.bloggers[record.row] = chosen(self, record)
        self.daily = [blogger for blogger in self.bloggers.values() if blogger.every_day]

    def deregister_agent(self, agent: mesa.Agent) -> None:
        """Forget an agent that was removed: it no longer decides, and what it had planned is not posted."""
        super().deregister_agent(agent)
        if isinstance(agent, Blogger):
            self.bloggers.pop(agent.row, None)
            self.daily = [blogger for blogger in self.daily if blogger is not agent]

    def posts(self, day: int) -> Iterable[Post]:
        """Let the brand and the bloggers decide; return the posts that appear on this day."""
        for brand in (self.brand, *self.rivals.values()):
            made = brand.decide(day, []) if brand in self.agents else ()
            offers = decided(brand, brand.plan.name, made, Offer)
            if type(brand) is not Brand:
                check_offers(brand, offers, self.market.bloggers)
            for offer in offers:
                if offer.message != brand.message:
                    offer = replace(offer, message=brand.message)
                self._inbox.setdefault(offer.blogger, []).append(offer)
        inboxes, self._inbox = self._inbox, {}
        asked = [*(self.bloggers[row] for row in inboxes if row in self.bloggers), *self.daily]
        for blogger in dict.fromkeys(asked):
            if blogger.row in self.bloggers:
                offers = inboxes.get(blogger.row, [])
                posts = decided(blogger, blogger.record.name, blogger.decide(day, offers), Post)
                self._accept(blogger, day, offers, posts)
        posts = self._calendar.pop(day, [])
        posts += [Post(record.row, day, WARNING) for record, when in self.plan.warnings if when == day]
        return [post for post in posts if post.author in self.bloggers]

    def _accept(self, blogger: Blogger, day: int, offers: list[Offer], posts: list[Post]) -> None:
        """Put posts on the calendar and pay those that were offered."""
        for post in posts:
            known = 0 <= post.message < 3 * (1 + len(self.rivals))
            if post.author != blogger.row or post.day < day or post.day % 1 or not known:
                raise InputError(
                    f"{type(blogger).__name__}.decide returned {post}",
                    where=blogger.record.name,
                    remedy=f"a blogger posts as itself (author {blogger.row}), today (day {day}) or on a "
                    "whole day later, a message of a brand (0, unless brands compete)",
                )
        posts = [post for post in posts if post.day < self.spec.clock.days]
        for post in posts:
            self._calendar.setdefault(post.day, []).append(post)
        for offer in offers:
            self._open.setdefault((blogger.row, offer.message), []).extend([offer] * len(offer.days))
        for post in posts:
            unpaid = self._open.get((blogger.row, post.message))
            if unpaid:
                self._pay(unpaid.pop(0))
        for offer in offers if blogger.paid_for_asking else ():
            while unpaid := self._open[(blogger.row, offer.message)]:
                self._pay(unpaid.pop(0))

    def _pay(self, offer: Offer) -> None:
        """Pay one post of ours; what brands that compete spend is not our cost."""
        if offer.message != CAMPAIGN:
            return
        self.spent += offer.fee
        if offer.blogger not in self._hired:
            self._hired.add(offer.blogger)
            self.spent += offer.fixed_cost

    @property
    def stones(self) -> int:
        """Bloggers who were paid so far."""
        return len(self._hired)

    def step(self) -> None:
        """Run one tick.

        Raises
        ------
        InputError
            If the run is over: its last tick set ``running`` to False.
        """
        if self.state.tick >= self.spec.clock.ticks:
            days = self.spec.clock.days
            remedy = "ask `model.running`, or make a new model; [clock] days says how long a run is"
            raise InputError(f"the run is over after {days} days", where="step", remedy=remedy)
        for phase in PHASES:
            phase(self.state)
        if self.datacollector.model_reporters:
            self.datacollector.collect(self)
        self.running = self.state.tick < self.spec.clock.ticks

    def readers(self, rows: Iterable[int] | None = None) -> mesa.agent.AgentSet:
        """Return readers as agents (all, or these rows); they are views, made on demand.

        Raises
        ------
        InputError
            If a row is not that of a reader.
        """
        wanted = range(self.market.readers) if rows is None else list(rows)
        if len(wanted) and not 0 <= min(wanted) <= max(wanted) < self.market.readers:
            bad = min(wanted) if min(wanted) < 0 else max(wanted)
            raise InputError(
                f"row {bad} among readers 0 .. {self.market.readers - 1}",
                where="CampaignModel.readers",
            )
        have = {reader.row: reader for reader in self.agents_by_type.get(Reader, ())}
        made = [have.get(row) or Reader(self, row) for row in wanted]
        return mesa.agent.AgentSet(made, random=self.random)


def _acting(market: Market, hired: set[int]) -> list[BloggerRecord]:
    """Return, in their order, bloggers in these rows and those of a kind that decides on every day."""

    def make() -> tuple[list[int], dict[int, int]]:
        daily = [at for at, record in enumerate(market.bloggers) if KINDS[record.kind].every_day]
        return daily, {record.row: at for at, record in enumerate(market.bloggers)}

    daily, places = market.once("who decides on every day", None, make)
    return [market.bloggers[at] for at in sorted({*daily, *(places[row] for row in hired)})]


def _class_of(record: BloggerRecord, classes: Mapping[str, type[mesa.Agent]]) -> type[Blogger]:
    for key in (record.name, record.tier, record.kind):
        if key in classes:
            return classes[key]
    return KINDS[record.kind]


def _reporters() -> dict[str, Any]:
    """Model reporters: running totals of every count, in simulated people, and money spent."""

    def total(what: str) -> Any:
        column = COUNTS.index(what)
        return lambda model: int(summed(model.state.counts[: max(model.state.tick, 1)])[column])

    return {**{what: total(what) for what in COUNTS}, "spent": lambda model: model.spent}
