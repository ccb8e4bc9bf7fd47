"""Everyone in the comparison, one small file each; `ORDER` is the order of tables.

A file gives these names:

- ``NAME``: as written in tables; ``MODULE``: what must import; ``PACKAGE``: whose version is recorded
- ``PROCESSES``: those of ``ic``, ``wc``, ``lt`` that it offers
- ``load(task) -> runner``, where ``runner.run(seeds, runs, draw)`` returns the final sizes of the runs,
  or their mean alone where that is cheaper; ``draw`` seeds its random numbers

and may give:

- ``WAYS``: names of methods like ``run``, of which the fastest is used
- ``GRAIN``: runs that share work; batches are whole multiples of it
- ``THREADS``: the runner obeys ``runner.threads``
- ``ONE_SEED``: it can start from one person only
- ``MOST_TIES``: larger networks are not tried by default, and why
- ``ready(process)``: has its compiled code read from disk, or compiled, on a network of two people; that is
  counted apart from loading the network
- ``runner.renew()``: draws anew what it drew while loading
- ``SLOW``: why it is tried on some networks only (`networks.SLOW_TOO`)
- ``SYSTEM_PYTHON``: look for it in the system's Python too
- ``RANKED``: False for what is no peer
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from types import ModuleType

import numpy as np

OURS = "ours"
ORDER = (
    "ours",
    "floor",
    "readable",
    "cynetdiff",
    "pynetim",
    "networkit",
    "graph_tool",
    "mesa_frames",
    "mesa",
    "starsim",
    "eon",
    "ndlib",
)


def module_of(name: str) -> ModuleType:
    """The file of one of `ORDER`; it imports the peer itself only when it loads."""
    return importlib.import_module(f"peers.{name}")


@dataclass(frozen=True)
class Task:
    """What everyone is given: ties as compressed rows author -> followers, and the process.

    ``process`` is ``ic`` (every tie passes with ``chance``), ``wc`` (1 / in-degree of the follower) or
    ``lt`` (weights 1 / in-degree, thresholds uniform in (0, 1), drawn anew in each run).
    """

    offsets: np.ndarray
    followers: np.ndarray
    process: str
    chance: float

    @property
    def people(self) -> int:
        return int(self.offsets.size - 1)

    @cached_property
    def authors(self) -> np.ndarray:
        """The author of each tie."""
        rows = np.arange(self.people, dtype=self.followers.dtype)
        return np.repeat(rows, np.diff(self.offsets))

    @cached_property
    def in_degrees(self) -> np.ndarray:
        return np.bincount(self.followers, minlength=self.people)

    @cached_property
    def chances(self) -> np.ndarray:
        """The chance or weight of each tie."""
        if self.process == "ic":
            return np.full(self.followers.size, self.chance)
        return 1.0 / self.in_degrees[self.followers]

    def lists(self) -> list[list[int]]:
        """Followers of each person as Python lists."""
        flat, ends = self.followers.tolist(), self.offsets.tolist()
        return [flat[a:b] for a, b in pairwise(ends)]
