"""Who runs the pairs of a comparison: this thread, several threads, or processes of this machine."""

from __future__ import annotations

import itertools
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from stonecast.campaign import Run, run
from stonecast.errors import InputError, whole
from stonecast.network.market import Market
from stonecast.rumour import Scratch
from stonecast.scenario import Scenario
from stonecast.study.executors import crew
from stonecast.study.local import LocalWorkers, WorkerDied

WORTH_PROCESSES = 8.0
"""Seconds of work for each worker from which on starting processes, which takes a few, pays."""

SMALL_MARKET = 2**28
"""Bytes up to which a market is handed to processes; in a larger one the kernels, which threads run side by
side, take most of the time."""

HELD = 2**30
"""Bytes of markets that a team holds for later comparisons."""

OPENED = 6
"""Markets that a worker process has open."""


@dataclass(frozen=True)
class Counted:
    """What a comparison keeps of a run: see `Run.totals` and `Run.by_day`."""

    totals: dict[str, float]
    by_day: NDArray[np.int64]


class Team:
    """Workers of one or several comparisons, also at the same time; a context that ends them.

    Python runs one thread at a time, so for small markets processes are quicker; they begin when the first
    pair of runs shows that it pays, and then stay. Own classes of agents run in threads. The result depends
    on none of this.

    Parameters
    ----------
    workers
        How many pairs run at once.
    holds
        How many markets `compare` leaves with it for later comparisons, each handed to processes once.
    worth_processes
        Seconds of work for each worker from which on processes are started.

    Attributes
    ----------
    later
        Pairs that will be asked for after those that are asked for now, where that is known.
    """

    def __init__(self, workers: int, *, holds: int = 0, worth_processes: float = WORTH_PROCESSES) -> None:
        self.workers = workers
        self.later = 0
        self._holds = holds
        self._held: dict[tuple[str, int], Market] = {}
        self._written_to: dict[int, Path] = {}
        self._worth = worth_processes
        self._opened = ExitStack()
        self._processes: tuple[LocalWorkers, Path] | None = None
        self._beginning, self._handing = threading.Lock(), threading.Lock()
        self._written = itertools.count()

    @property
    def pids(self) -> list[int]:
        """Numbers of the processes that are alive now."""
        return self._processes[0].pids if self._processes is not None else []

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """End all workers at once."""
        self._opened.close()

    def hold(self, spec: Scenario, market: Market) -> None:
        """Keep a market of a scenario until the team ends, if there is room."""
        room = HELD - sum(map(size_of, self._held.values()))
        if len(self._held) < self._holds and size_of(market) <= min(room, SMALL_MARKET):
            self._held.setdefault((spec.digest, market.seed), market)

    def held(self, spec: Scenario, seed: int) -> Market | None:
        """Return the market of a scenario, if it is held."""
        return self._held.get((spec.digest, seed))

    def pairs(
        self,
        spec: Scenario,
        plans: list[str],
        lucks: tuple[int, ...],
        market: Market,
        agents: Mapping[str, type[Any]] | None = None,
        *,
        whole_first: bool = True,
        later: int = 0,
    ) -> Iterator[Sequence[Run | Counted]]:
        """Yield the runs of all plans under each luck, in the order of lucks.

        Those under the first luck are whole runs, unless ``whole_first`` says that nobody needs them; so many
        pairs come ``later``, on other markets.
        """
        memory = threading.local()

        def here(luck: int) -> list[Counted]:
            if not hasattr(memory, "scratch"):
                memory.scratch = Scratch()
            return _count(spec, plans, luck, market, agents, memory.scratch)

        for_processes = self.workers > 1 and agents is None and is_small(market)
        if not whole_first and for_processes and self._processes is not None:
            yield from self._by_processes(spec, plans, lucks, market, here)
            return
        started = perf_counter()
        yield [run(spec, plan=plan, luck=lucks[0], market=market, agents=agents) for plan in plans]
        left = (perf_counter() - started) * (len(lucks) - 1 + later + self.later) / self.workers
        if self.workers <= 1:
            yield from map(here, lucks[1:])
        elif for_processes and (self._processes is not None or left >= self._worth):
            yield from self._by_processes(spec, plans, lucks[1:], market, here)
        else:
            with ThreadPoolExecutor(self.workers) as pool:
                yield from _in_order(lambda luck: pool.submit(here, luck), lucks[1:], 4 * self.workers, here)

    def _by_processes(
        self,
        spec: Scenario,
        plans: list[str],
        lucks: tuple[int, ...],
        market: Market,
        here: Callable[[int], list[Counted]],
    ) -> Iterator[list[Counted]]:
        with self._beginning:  # several comparisons may ask at once
            if self._processes is None:
                opened = self._opened.enter_context(crew(workers=self.workers))
                assert isinstance(opened.executor, LocalWorkers)
                assert opened.folder is not None
                self._processes = opened.executor, Path(opened.folder)
        executor, folder = self._processes
        is_held = any(market is one for one in self._held.values())
        try:
            path = self._handed(market, folder, is_held)
        except InputError:  # a full disk: here is room
            yield from map(here, lucks)
            return

        def submit(luck: int) -> Future[list[Counted]]:
            return executor.submit(_there, spec, plans, luck, str(path))

        yield from _in_order(submit, lucks, 4 * self.workers, here)
        if not is_held:
            shutil.rmtree(path, ignore_errors=True)

    def _handed(self, market: Market, folder: Path, is_held: bool) -> Path:
        """Write a market where processes find it, one that is held only once."""
        with self._handing:
            path = self._written_to.get(id(market)) if is_held else None
            if path is None:
                path = folder / f"compared-{next(self._written)}.market"
                market.save(path)
                if is_held:
                    self._written_to[id(market)] = path
            return path


def team_of(workers: int | Team, *, holds: int = 0) -> AbstractContextManager[Team]:
    """Return a team that ends with its context, or the one that is given, which goes on."""
    return nullcontext(workers) if isinstance(workers, Team) else Team(whole(workers, "workers"), holds=holds)


def _in_order(
    submit: Callable[[int], Future[list[Counted]]],
    lucks: tuple[int, ...],
    window: int,
    here: Callable[[int], list[Counted]],
) -> Iterator[list[Counted]]:
    """Yield what was submitted, in its order, a window ahead; what a dead worker leaves is done here."""
    waiting = [submit(luck) for luck in lucks[:window]]
    for nth, luck in enumerate(lucks):
        try:
            yield waiting.pop(0).result()
        except WorkerDied:
            yield here(luck)
        if nth + window < len(lucks):
            waiting.append(submit(lucks[nth + window]))


def _count(
    spec: Scenario,
    plans: list[str],
    luck: int,
    market: Market,
    agents: Mapping[str, type[Any]] | None,
    scratch: Scratch,
) -> list[Counted]:
    runs = (run(spec, plan=plan, luck=luck, market=market, agents=agents, scratch=scratch) for plan in plans)
    return [Counted(one.totals, one.by_day) for one in runs]


def _there(spec: Scenario, plans: list[str], luck: int, path: str) -> list[Counted]:
    """Do in a worker process what `_count` does."""
    return _count(spec, plans, luck, _opened(path), None, _scratch())


@lru_cache(OPENED)
def _opened(path: str) -> Market:
    return Market.load(path)


@lru_cache(1)
def _scratch() -> Scratch:
    return Scratch()


def is_small(market: Market) -> bool:
    """Whether a market is small enough to be handed to processes, or for some of them to be kept."""
    return size_of(market) <= SMALL_MARKET


def size_of(market: Market) -> int:
    """Return the bytes of a market, nearly."""
    network = market.network
    arrays = (network.offsets, network.followers, network.trust, market.positions)
    return sum(array.nbytes for array in arrays if array is not None)
