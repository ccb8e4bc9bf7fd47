"""NetworKit: its SEIR with no time of exposure and one step of infection is independent cascade.

It starts from one person only, and runs a number of steps fixed in advance: a run that has not died out by
then is repeated with the same random numbers and more steps.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from peers import Task

NAME, MODULE, PACKAGE = "NetworKit", "networkit", "networkit"
PROCESSES = ("ic",)
SLOW = "starts from one person, whole steps of everybody"
ONE_SEED = True


def load(task: Task) -> Any:
    import networkit as nk

    nk.setNumberOfThreads(1)
    graph = nk.GraphFromCoo(
        (task.authors.astype(np.uint64), task.followers.astype(np.uint64)), n=task.people, directed=True
    )

    class Runner:
        steps = 16

        def run(self, seeds: np.ndarray, runs: int, draw: int) -> list[int]:
            return [self.one(int(seeds[0]), draw * 1_000_000 + r) for r in range(runs)]

        def one(self, seed: int, draw: int) -> int:
            while True:
                nk.setSeed(draw, False)
                spread = nk.simulation.EpidemicSimulationSEIR(graph, self.steps, task.chance, 0, 0, seed)
                spread.run()
                exposed, infectious, removed = spread.getData()["count"].to_numpy()[-3:]
                if exposed + infectious == 0:
                    return int(removed)
                self.steps = self.steps * 5 // 4

    return Runner()
