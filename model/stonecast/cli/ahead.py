"""Compile in a second process, while the market is made, what comes after it: for an empty cache of kernels.

The process runs the same plan among readers who follow one another in a ring, so that it needs none of the
kernels that this process compiles meanwhile, and leaves its own in the cache. What is compiled, and every
result, is the same without it.
"""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Self

import numpy as np

from stonecast.errors import InputError
from stonecast.provenance import processors
from stonecast.scenario import Scenario
from stonecast.scenario.markets import PondMarket

FOLLOWED_BY = 5
"""Readers who follow each reader of the ring."""

MOST = 500_000
"""Readers up to which compiling takes longer than running."""


class Ahead:
    """A process that compiles ahead, if nothing is compiled yet; a context that ends it."""

    def __init__(self, spec: Scenario, plan: str) -> None:
        self._told = spec, plan
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start the process where it helps and can be started; it says nothing."""
        if not helps(self._told[0]):
            return self
        command, quiet = [sys.executable, "-P", "-m", "stonecast.cli.ahead"], subprocess.DEVNULL
        with contextlib.suppress(OSError):
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet)
            self._process = process
            assert process.stdin is not None
            process.stdin.write(pickle.dumps(self._told))
            process.stdin.close()
        return self

    def __exit__(self, *error: object) -> None:
        """End the process; what it has compiled stays."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def helps(spec: Scenario) -> bool:
    """Whether kernels of the tick are missing, there is a second processor, and the market is made here."""
    from stonecast.kernels.spread import see

    stats, market = getattr(see, "stats", None), spec.market  # what is not compiled at all has none
    folder = stats.cache_path if stats is not None else None
    if folder is None or not isinstance(market, PondMarket) or market.readers / spec.scale > MOST:
        return False
    return processors() > 1 and not any(Path(folder).glob("*.nbi"))


def compile_for(spec: Scenario, plan: str) -> None:
    """Run a plan in a market that takes no time to make."""
    from stonecast.campaign import run
    from stonecast.network.build import complete
    from stonecast.network.pond import Pond, ReaderTies

    market = spec.market
    assert isinstance(market, PondMarket)
    readers = max(2 * FOLLOWED_BY, int(market.readers / spec.scale + 0.5))
    communities = min(readers, max(1, int(market.communities / spec.scale + 0.5)))
    bounds = np.arange(communities + 1, dtype=np.int64) * readers // communities
    member = np.repeat(np.arange(communities, dtype=np.int32), np.diff(bounds))
    along = (np.arange(readers) + 0.5) / readers
    pond = Pond(np.stack([along, along], axis=1), member, bounds, middle=communities // 2)
    ring = (np.arange(readers)[:, None] + np.arange(1, FOLLOWED_BY + 1)) % readers
    ties = ReaderTies(
        offsets=np.arange(0, ring.size + 1, FOLLOWED_BY, dtype=np.int64),
        followers=np.sort(ring, axis=1).astype(np.int32).ravel(),
        mutual=np.zeros(ring.size, np.bool_),
    )
    made = complete(spec, pond, ties, seed=spec.market_seed)
    run(spec, plan=plan, luck=0, market=made).totals  # noqa: B018


def main() -> None:
    """Be the process: compile for what is asked; whatever is wrong with it is the other process's to say."""
    with contextlib.suppress(InputError, EOFError, pickle.UnpicklingError):
        compile_for(*pickle.load(sys.stdin.buffer))


if __name__ == "__main__":
    main()
