"""graph-tool: SIR with recovery 1 is independent cascade; its binary threshold dynamics is linear threshold.

It is not on the package index: Debian's ``python3-graph-tool`` is looked for in the system's Python.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from peers import Task

NAME, MODULE, PACKAGE = "graph-tool", "graph_tool.dynamics", None
PROCESSES = ("ic", "wc", "lt")
SLOW = "each run goes through everybody, step by step"
SYSTEM_PYTHON = True


def load(task: Task) -> Any:
    import graph_tool
    from graph_tool.dynamics import BinaryThresholdState, SIRState

    graph_tool.openmp_set_num_threads(1)
    graph = graph_tool.Graph(directed=True)
    graph.add_vertex(task.people)
    ties = np.column_stack([task.authors, task.followers])
    if task.process == "lt":
        # Its seeds let go where nobody is followed (0 is not more than 0): such people follow themselves.
        alone = np.flatnonzero(task.in_degrees == 0)
        ties = np.vstack([ties, np.column_stack([alone, alone])])
    graph.add_edge_list(ties)
    start = graph.new_vertex_property("int32_t")
    beta: Any = task.chance
    if task.process == "wc":
        beta = graph.new_edge_property("double")
        beta.fa = task.chances
    thresholds = graph.new_vertex_property("double")

    class Runner:
        def run(self, seeds: np.ndarray, runs: int, draw: int) -> list[int]:
            graph_tool.seed_rng(draw)
            self.rng = np.random.default_rng(draw)
            start.a = 0
            start.a[seeds] = 1
            one = self.threshold if task.process == "lt" else self.cascade
            return [one(seeds) for _ in range(runs)]

        def cascade(self, seeds: np.ndarray) -> int:
            state = SIRState(graph, beta=beta, gamma=1.0, s=start)
            while state.iterate_sync():
                pass
            return int(np.count_nonzero(state.get_state().a))

        def threshold(self, seeds: np.ndarray) -> int:
            thresholds.a = self.rng.random(task.people)
            thresholds.a[seeds] = -1.0  # seeds stay active
            state = BinaryThresholdState(graph, h=thresholds, s=start)
            while state.iterate_sync():
                pass
            return int(np.count_nonzero(state.get_state().a))

    return Runner()
