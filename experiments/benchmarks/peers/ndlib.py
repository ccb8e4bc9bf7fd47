"""NDlib: one model on a networkx graph, reset between runs, steps counted without copying statuses.

Every tie gets its threshold: if a single one lacks it, NDlib drops them all and uses 1 / out-degree.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from peers import Task

NAME, MODULE, PACKAGE = "NDlib", "ndlib.models.epidemics", "ndlib"
PROCESSES = ("ic", "wc", "lt")
SLOW = "its graph of 10 million ties takes 65 s to load and 4.3 GB, then 20 s and more a run"


def load(task: Task) -> Any:
    import ndlib.models.epidemics as epidemics
    import networkx as nx
    from ndlib.models.ModelConfig import Configuration

    ties = list(zip(task.authors.tolist(), task.followers.tolist(), strict=True))
    graph = nx.DiGraph()
    graph.add_nodes_from(range(task.people))
    graph.add_edges_from(ties)
    config = Configuration()
    config.add_model_initial_configuration("Infected", [0])
    if task.process == "lt":
        model = epidemics.ThresholdModel(graph)
        config.config["nodes"]["threshold"] = dict.fromkeys(range(task.people), 0.5)
    else:
        model = epidemics.IndependentCascadesModel(graph)
        config.config["edges"]["threshold"] = dict(zip(ties, task.chances.tolist(), strict=True))
    model.set_initial_status(config)
    return _Runner(model, task.people, task.process == "lt")


class _Runner:
    def __init__(self, model: Any, people: int, threshold: bool) -> None:
        self.model, self.people, self.threshold = model, people, threshold

    def run(self, seeds: np.ndarray, runs: int, draw: int) -> list[int]:
        np.random.seed(draw)  # noqa: NPY002  NDlib draws from here
        return [self.one(seeds.tolist()) for _ in range(runs)]

    def one(self, seeds: list[int]) -> int:
        self.model.reset(infected_nodes=seeds)
        if self.threshold:
            drawn = np.random.random(self.people).tolist()  # noqa: NPY002
            self.model.params["nodes"]["threshold"] = dict(enumerate(drawn))
        before = -1
        self.model.iteration(node_status=False)
        while True:
            count = self.model.iteration(node_status=False)["node_count"]
            untouched = count[0]
            if untouched == before or not count[1]:
                return self.people - untouched
            before = untouched
