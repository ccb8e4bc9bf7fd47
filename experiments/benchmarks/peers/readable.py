"""Our readable reference, ``tests/reference/cascades.py``: lists and sets, each coin by its name."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from peers import Task

NAME, MODULE, PACKAGE = "readable reference", "stonecast.randomness", "stonecast"
PROCESSES = ("ic", "wc", "lt")
MOST_TIES = 100_000, "the specification in code, made to be read: 10 s and more a run"
RANKED = False
TESTS = Path(__file__).resolve().parents[3] / "tests"


def load(task: Task) -> Any:
    sys.path.insert(0, str(TESTS))
    from reference import cascades

    ends, flat = task.offsets.tolist(), task.followers.tolist()
    ties = {a: list(enumerate(flat[ends[a] : ends[a + 1]], ends[a])) for a in range(task.people)}
    if task.process == "lt":
        each = [Fraction(1, int(k)) if k else Fraction(0) for k in task.in_degrees]
        process, value = cascades.linear_threshold, dict(enumerate(each[f] for f in flat))
    else:
        process, value = cascades.independent_cascade, dict(enumerate(task.chances.tolist()))

    class Runner:
        def run(self, seeds: np.ndarray, runs: int, draw: int) -> np.ndarray:
            rows = seeds.tolist()
            told = [process(ties, value, rows, luck=1_000 + draw, run=run) for run in range(runs)]
            return np.array([len(active) for active in told])

    return Runner()
