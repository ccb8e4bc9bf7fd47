"""Look for the best way to spend a budget: mixes race under common luck, the last meet under a fresh one."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import whole
from stonecast.inference.statistics import ranked
from stonecast.network.build import build_market
from stonecast.scenario import Scenario, load
from stonecast.study.compare import compare, deciding
from stonecast.study.comparison import Comparison
from stonecast.study.mixes import POSTS, mixes
from stonecast.study.pairs import Team, team_of

if TYPE_CHECKING:
    import pandas as pd

FIRST_LUCKS = 8
"""Lucks of the first round; every round as many as all before it together."""

FRESH = 1_000_000
"""The winners meet under lucks from here on, which no round has used."""


@dataclass(frozen=True)
class Candidate:
    """One way to spend the budget, and how far it came.

    Attributes
    ----------
    rounds
        Rounds that it ran in.
    mean
        Mean outcome over the lucks of these rounds.
    cost
        What it costs [money].
    """

    name: str
    title: str
    rounds: int
    lucks: int
    mean: float
    cost: float


@dataclass(frozen=True, eq=False)
class Optimum:
    """What was found.

    Attributes
    ----------
    candidates
        Every candidate, the best first: by rounds, then by mean.
    finals
        The last ones compared under fresh lucks, which did not choose them; its ``ranking`` is the answer.
    """

    candidates: tuple[Candidate, ...]
    finals: Comparison

    def __repr__(self) -> str:
        best = self.finals.plans[self.finals.ranking[0]]
        return f"<Optimum: {best.title}, best of {len(self.candidates)} candidates>"

    def table(self) -> pd.DataFrame:
        """One row a candidate, the best first."""
        import pandas as pd

        return pd.DataFrame([vars(one) for one in self.candidates])


def optimise(
    scenario: Scenario | str | os.PathLike[str],
    *,
    outcome: str | None = None,
    steps: int = 4,
    posts: Sequence[int] = POSTS,
    finalists: int = 3,
    luck: int | None = None,
    workers: int | Team = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Optimum:
    """Find the mix of bloggers that brings most for the budget.

    All mixes of `stonecast.study.mixes.mixes` and the scenario's own plans run under the same lucks on the
    first market; after every round the better half goes on under as many new lucks as it has had (successive
    halving: Jamieson and Talwalkar 2016). Who is best of many by chance looks better than it is, so the last
    ones meet again under lucks (and on as many markets as the scenario compares on) that did not choose them.

    Parameters
    ----------
    scenario
        A scenario, or the name or path of one.
    outcome
        What is to be most: anything that `compare.outcome` may be; default as the scenario says.
    steps
        The budget goes to the tiers of bloggers in parts of 1 / ``steps``, at least 1.
    posts
        Posts of each blogger that are tried, for each tier by itself; each at least 1.
    finalists
        How many meet at the end, at least 2.
    luck
        How many lucks at the end, at least 1, on the first market; default lucks and markets of the scenario.
    workers
        As in `compare`; the result does not depend on it.
    progress
        Called with (rounds done, rounds in all).

    Raises
    ------
    InputError
        If the outcome is not counted, a number is too small, or there are not two candidates.
    """
    spec = load(scenario)
    what = deciding(spec, outcome)
    finalists = whole(finalists, "finalists", low=2)
    last = range(FRESH, FRESH + whole(spec.compare.luck if luck is None else luck, "luck"))
    markets = spec.compare.markets if luck is None else 1
    with team_of(workers, holds=1) as team:
        market = build_market(spec, workers=team.workers)
        ready = {market.seed: market}
        wide = mixes(spec, market, steps=steps, posts=posts)
        alive, done = list(wide.plans), 0
        values: dict[str, NDArray[np.float64]] = {name: np.empty(0) for name in alive}
        costs: dict[str, float] = {}
        rounds = _rounds(len(alive), finalists)
        for turn in range(rounds):
            lucks = range(done, FIRST_LUCKS if done == 0 else 2 * done)
            duel = compare(wide, plans=alive, luck=lucks, markets=1, outcome=what, workers=team, ready=ready)
            done = lucks.stop
            for nth, name in enumerate(alive):
                values[name] = np.append(values[name], duel.values(nth, what)[0])
                costs[name] = duel.plans[nth].cost
            order = ranked([float(np.mean(values[name])) for name in alive])
            alive = [alive[n] for n in order][: max(finalists, (len(alive) + 1) // 2)]
            if progress is not None:
                progress(turn + 1, rounds + 1)
        finals = compare(
            wide, plans=alive, luck=last, markets=markets, outcome=what, workers=team, ready=ready
        )
        if progress is not None:
            progress(rounds + 1, rounds + 1)
    found = [
        Candidate(
            name,
            wide.plans[name].title or name,
            (one.size // FIRST_LUCKS).bit_length(),
            one.size,
            float(np.mean(one)),
            costs[name],
        )
        for name, one in values.items()
    ]
    best_first = [found[n] for n in ranked([one.mean for one in found])]
    return Optimum(tuple(sorted(best_first, key=lambda one: -one.rounds)), finals)


def _rounds(candidates: int, finalists: int) -> int:
    """Return how often the field is halved until no more than the finalists are left; at least once."""
    rounds = 1
    while (candidates := max(finalists, (candidates + 1) // 2)) > finalists:
        rounds += 1
    return rounds
