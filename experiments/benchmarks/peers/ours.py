"""This project: the public functions on a network made from the arrays without a copy.

Cascades toss the coins of a campaign (``run``), or fewer numbers of the same law (``quick``).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from peers import Task

NAME, MODULE, PACKAGE = "stonecast", "stonecast.processes", "stonecast"
PROCESSES = ("ic", "wc", "lt")
WAYS = ("run", "quick")
THREADS = True
GRAIN = 64
"""Runs that share one walk where cascades are large; small ones do not care."""


def ready(process: str) -> None:
    """Read the kernels from the cache (or compile them)."""
    two = Task(np.array([0, 1, 1]), np.array([1], np.int32), process, 0.1)
    for way in WAYS:
        getattr(load(two), way)(np.array([0]), 1, 0)


def load(task: Task) -> Any:
    import stonecast as sc

    class Runner:
        threads = 1

        def __init__(self) -> None:
            self.network = sc.Network(task.offsets, task.followers)
            self.chance = task.chance if task.process == "ic" else "weighted_cascade"
            # What quick processes read is made once, while loading.
            self.made = {
                "wc": lambda: self.network.weighted_pieces,
                "lt": lambda: self.network.listed_followees,
                "ic": lambda: None,
            }[task.process]()

        def run(self, seeds: np.ndarray, runs: int, draw: int, coins: str = "campaign") -> np.ndarray:
            told = {"seeds": seeds, "runs": runs, "luck": draw, "workers": self.threads}
            if task.process == "lt":
                return sc.linear_threshold(self.network, "uniform", coins=coins, **told)
            return sc.independent_cascade(self.network, self.chance, coins=coins, **told)

        def quick(self, seeds: np.ndarray, runs: int, draw: int) -> np.ndarray:
            return self.run(seeds, runs, draw, "quick")

    return Runner()
