"""What a worker does: run a batch on a market that it makes once, or shares with the others."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from stonecast.campaign import TOTALS, run
from stonecast.errors import InputError
from stonecast.network.build import (
    NOT_THE_MARKET,
    build_market,
    readers_of,
    rebuild_market,
    settings_of,
)
from stonecast.network.market import Market
from stonecast.provenance import source_digest
from stonecast.rumour import Scratch
from stonecast.scenario import Scenario
from stonecast.scenario.markets import PondMarket
from stonecast.study.store import Row

KEPT_MARKETS = 2
"""A worker keeps so many markets: the one in use, and the one that the next batch begins."""

SHARED_MARKETS = 8
"""The shared folder keeps at least so many, and more as long as they are no more than `SHARED_BYTES`."""

SHARED_BYTES = 2**30

_NOT_OF_PRICES = ("currency", "budget", "fixed_cost", "revenue_per_order")


@dataclass(frozen=True)
class Task:
    """Runs of one point on one market.

    Attributes
    ----------
    runs
        Pairs of plan and luck.
    """

    point: int
    spec: Scenario
    seed: int
    runs: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Batch:
    """What a worker is sent at once.

    Attributes
    ----------
    kept
        ``"totals"``, ``"daily"`` or ``"both"``.
    folder
        Where workers of one machine share markets; None where there is no such folder.
    source
        Digest of the program that the rows must come from; None where it can be no other.
    """

    tasks: tuple[Task, ...]
    kept: str = "totals"
    folder: str | None = None
    source: str | None = None


def work(batch: Batch, market: Market | None = None) -> list[Row]:
    """Run a batch and return its rows; what a run raises is its row's error.

    Parameters
    ----------
    market
        A market that was sent along; else it is made here, once, or read from the shared folder.
    """
    if batch.source is not None and batch.source != source_digest():
        raise InputError(
            "a worker runs another version of stonecast",
            where="executor",
            remedy="install the same version everywhere, so that all rows come from one program",
        )
    rows: list[Row] = []
    for task in batch.tasks:
        try:
            ready = market or _MEMORY.market(task.spec, task.seed, batch.folder)
        except Exception as error:
            rows += [_failed((task.point, plan, task.seed, luck), error) for plan, luck in task.runs]
            continue
        rows += [_one(task, plan, luck, ready, batch.kept) for plan, luck in task.runs]
    return rows


def _one(task: Task, plan: str, luck: int, market: Market, kept: str) -> Row:
    key = (task.point, plan, task.seed, luck)
    started = perf_counter()
    try:
        done = run(task.spec, plan=plan, luck=luck, market=market, scratch=_MEMORY.scratch())
        totals = None if kept == "daily" else tuple(done.totals[name] for name in TOTALS)
        days = None
        if kept != "totals":
            days = tuple(json.dumps(curve) for curve in done.by_day_at_full_size.T.tolist())
    except Exception as error:
        return _failed(key, error)
    return Row(key, totals, days, None, perf_counter() - started)


def _failed(key: tuple[int, str, int, int], error: Exception) -> Row:
    said = str(error) if isinstance(error, InputError) else f"{type(error).__name__}: {error}"
    return Row(key, error=said or type(error).__name__)


def market_key(spec: Scenario, seed: int) -> str:
    """Digest of everything that a market hangs on: two points with the same one share it."""
    told = settings_of(spec)
    del told["market_seed"]
    for name in _NOT_OF_PRICES:
        del told["money"][name]
    return hashlib.sha256(json.dumps([told, seed], sort_keys=True).encode()).hexdigest()[:24]


def readers_key(spec: Scenario, seed: int) -> str:
    """Digest of everything that ties among readers hang on: markets with the same one share these."""
    return hashlib.sha256(json.dumps([readers_of(spec), seed], sort_keys=True).encode()).hexdigest()[:24]


def market_setting(setting: str) -> bool:
    """Whether a market hangs on a setting."""
    group, _, name = setting.partition(".")
    return group not in NOT_THE_MARKET and not (group == "money" and name in _NOT_OF_PRICES)


@dataclass
class Memory:
    """Markets and scratch memory of one process; threads share the markets."""

    markets: OrderedDict[str, Market] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    making: dict[str, threading.Lock] = field(default_factory=dict)
    local: threading.local = field(default_factory=threading.local)

    def scratch(self) -> Scratch:
        """Return memory for the runs of this thread."""
        if not hasattr(self.local, "scratch"):
            self.local.scratch = Scratch()
        found: Scratch = self.local.scratch
        return found

    def market(self, spec: Scenario, seed: int, folder: str | None) -> Market:
        """Return a market, made at most once here and, with a folder, once on this machine."""
        key = market_key(spec, seed)
        with self.lock:
            turn = self.making.setdefault(key, threading.Lock())
        with turn:
            with self.lock:
                if key in self.markets:
                    self.markets.move_to_end(key)
                    return self.markets[key]
            made = _shared(Path(folder), key, spec, seed) if folder else build_market(spec, seed=seed)
            with self.lock:
                self.markets[key] = made
                while len(self.markets) > KEPT_MARKETS:
                    self.making.pop(self.markets.popitem(last=False)[0], None)
            return made


# A worker's memory outlives a batch, and a function that is sent over can only find it by name.
_MEMORY = Memory()


def _shared(folder: Path, key: str, spec: Scenario, seed: int) -> Market:
    """Open a market that another worker has written, or make it and write it for the others."""
    readers = readers_key(spec, seed)
    path = folder / f"{readers}-{key}.market"
    try:
        with _turn(folder / f"{key}.making"):
            if path.exists():
                os.utime(path)
                return Market.load(path)
            _made(folder, readers, spec, seed).save(path)
            _clear(folder)
            return Market.load(path)
    except (OSError, InputError):  # a full disk, or the folder is gone: this worker then has its own
        return build_market(spec, seed=seed)


def _made(folder: Path, readers: str, spec: Scenario, seed: int) -> Market:
    """Make a market, from another in which the same readers follow one another if the folder has one."""
    if isinstance(spec.market, PondMarket):
        for path in folder.glob(f"{readers}-*.market"):
            with contextlib.suppress(OSError, InputError):  # another worker has just deleted it
                return rebuild_market(Market.load(path), spec)
    return build_market(spec, seed=seed)


def _clear(folder: Path) -> None:
    """Delete all but the markets used last; who has one open keeps it."""
    by_use = sorted(folder.glob("*.market"), key=lambda path: path.stat().st_mtime, reverse=True)
    room = SHARED_BYTES
    for nth, path in enumerate(by_use):
        with contextlib.suppress(OSError):  # another worker has just deleted it
            room -= sum(part.stat().st_size for part in path.iterdir())
        if nth >= SHARED_MARKETS and room < 0:
            shutil.rmtree(path, ignore_errors=True)


def _turn(path: Path) -> Any:
    """Wait until nobody else on this machine makes the market; a dead maker counts as nobody."""
    file = path.open("a+b")
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)
    except ImportError:
        pass  # two may then make the same market, to the same bits
    return file
