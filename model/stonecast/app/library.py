"""The scenarios that a server knows, fitted to the size of a class; and their markets, made once."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from stonecast.app import stones
from stonecast.app.ask import Ask, apply, digest, read_ask
from stonecast.app.shelf import Shelf
from stonecast.errors import InputError, nearest
from stonecast.scenario import load, names
from stonecast.scenario.markets import PondMarket
from stonecast.scenario.value import Scenario

if TYPE_CHECKING:
    from stonecast.network.market import Market

FIRST = "classroom"
PEOPLE = 10_000
"""Readers that a pond may have before it is scaled down."""

MOST_KEPT = 400_000
"""People in all markets that are kept."""

MONEY_MATTERS = {"budget", "deal", "price_by_size", "big_followers", "small_followers", "stones"}
"""Controls after which a plan may post more often than its scenario says."""


@dataclass(frozen=True, eq=False)
class Question:
    """An ask, resolved: the scenario that answers it, its market, and what was changed to fit the money."""

    ask: Ask
    spec: Scenario
    market: Market
    world: str
    notes: tuple[stones.Note, ...]

    @property
    def plans(self) -> tuple[str, ...]:
        """Names of the plans to show."""
        return stones.compared(self.spec)


class Library:
    """Scenarios by name, and the markets made of them.

    Parameters
    ----------
    own
        A scenario file of the teacher's, or None.
    people
        Readers that a pond may have before it is scaled down.
    workers
        Threads that build a market.
    """

    def __init__(self, own: Path | None = None, *, people: int = PEOPLE, workers: int = 1) -> None:
        self.people, self._workers = people, workers
        self._files = {name: name for name in names()}
        self.first = FIRST if FIRST in self._files else next(iter(self._files))
        if own is not None:
            # A copy of a shipped scenario that kept its name must not be taken for it: not by lessons either.
            name = load(own).name
            self.first = f"my_{name}" if name in self._files else name
            self._files[self.first] = str(own)
        self._specs: Shelf[Scenario] = Shelf(200)
        self._markets: Shelf[Market] = Shelf(MOST_KEPT, lambda market: market.network.people)

    def add(self, spec: Scenario) -> str:
        """Make a scenario known under its name, and return that."""
        self._files.setdefault(spec.name, spec.name)
        self._specs.put(spec.name, self._fitted(spec))
        return spec.name

    def listing(self) -> list[tuple[str, str]]:
        """Name and title of every scenario whose file can be used here, the first one first."""
        found = []
        for name in sorted(self._files, key=lambda name: (name != self.first, name != FIRST, name)):
            try:
                found.append((name, self.base(name).title or name))
            except InputError:
                continue  # its network is not on this machine
        return found

    def base(self, name: str) -> Scenario:
        """Return a scenario as its file says, at a size that a class can watch."""
        if name not in self._files:
            known = nearest(name, self._files)
            raise InputError(f"no scenario is called '{name}'", where="?scenario=", remedy=known)
        return self._specs.get_or_make(name, lambda: self._fitted(self._read(name)))

    def _read(self, name: str) -> Scenario:
        spec = load(self._files[name])
        return spec if spec.name == name else spec.with_changes(name=name)

    def _fitted(self, spec: Scenario) -> Scenario:
        if not isinstance(spec.market, PondMarket):
            return spec
        scale = max(1.0, spec.market.readers / self.people)
        return spec if scale <= spec.scale else load(spec, scale=scale)

    def read(self, query: Mapping[str, str]) -> Ask:
        """Read the query of a link."""
        name = query.get("scenario") or self.first
        return read_ask(query, self.base(name), name)

    def question(self, ask: Ask) -> Question:
        """Resolve an ask: apply its choices, make its market, throw its stones, fit plans to the money."""
        spec = apply(ask, self.base(ask.scenario))
        world, market = self.market(spec)
        spec = stones.by_hand(ask, spec, market)
        chosen = {name for name, _ in ask.choices}
        changed = bool(chosen & MONEY_MATTERS or ask.throws or ask.splits)
        spec, notes = stones.fitted(spec, market, free=changed, kept="posts" in chosen)
        return Question(ask, spec, market, world, notes)

    def market(self, spec: Scenario) -> tuple[str, Market]:
        """Return the market of a scenario with its key; prices are those of the scenario."""
        from stonecast.network.build import build_market

        key = digest(_of_the_market(spec))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = self._markets.get_or_make(key, partial(build_market, spec, workers=self._workers))
        return key, _priced(made, spec)

    def kept(self, key: str) -> Market | None:
        """Return a market that is still there."""
        return self._markets.get(key)


def _of_the_market(spec: Scenario) -> dict[str, object]:
    """Everything that people and ties of a market hang on: all but money, which makes prices."""
    from stonecast.network.build import settings_of

    told = settings_of(spec)
    del told["money"]
    return told


def _priced(market: Market, spec: Scenario) -> Market:
    from stonecast.network.audience import priced

    made = priced(market, spec)
    return market if made.bloggers == market.bloggers else made
