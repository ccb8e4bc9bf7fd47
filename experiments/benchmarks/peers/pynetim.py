"""pynetim: its C++ Monte Carlo, which returns the mean; on one thread or on several."""

from __future__ import annotations

from typing import Any

import numpy as np

from peers import Task

NAME, MODULE, PACKAGE = "pynetim", "pynetim", "pynetim"
PROCESSES = ("ic", "wc", "lt")
THREADS = True


def load(task: Task) -> Any:
    from pynetim.diffusion_model import IndependentCascadeModel, LinearThresholdModel
    from pynetim.graph import IMGraph

    edges = list(zip(task.authors.tolist(), task.followers.tolist(), strict=True))
    weights = task.chance if task.process == "ic" else task.chances.tolist()
    graph = IMGraph(edges, weights, directed=True, renumber=False)
    kind = LinearThresholdModel if task.process == "lt" else IndependentCascadeModel
    model = kind(graph, {0})

    class Runner:
        threads = 1

        def run(self, seeds: np.ndarray, runs: int, draw: int) -> float:
            model.set_seeds(set(seeds.tolist()))
            if self.threads == 1:
                return float(model.run_monte_carlo_diffusion(runs, draw))
            return float(
                model.run_monte_carlo_diffusion(runs, draw, use_multithread=True, num_threads=self.threads)
            )

    return Runner()
