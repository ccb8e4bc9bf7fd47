"""EoN: its discrete SIR on a networkx graph, with a test of transmission that costs as little as possible.

Linear threshold through the same function: each person listens to one followee, drawn when first asked
(the live ties of Kempe, Kleinberg, Tardos 2003).
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from peers import Task

NAME, MODULE, PACKAGE = "EoN", "EoN", "EoN"
PROCESSES = ("ic", "wc", "lt")
SLOW = "its networkx graph of 10 million ties takes 44 s to load and 3.3 GB"


def load(task: Task) -> Any:
    import EoN
    import networkx as nx

    graph = nx.DiGraph()
    graph.add_nodes_from(range(task.people))
    graph.add_edges_from(zip(task.authors.tolist(), task.followers.tolist(), strict=True))
    toss = random.random
    chance = task.chance
    each = (1.0 / np.maximum(task.in_degrees, 1)).tolist()
    heard: dict[int, int] = {}
    followees = graph.pred if task.process == "lt" else {}

    def uniform(author: int, follower: int) -> bool:
        return toss() < chance

    def weighted(author: int, follower: int) -> bool:
        return toss() < each[follower]

    def threshold(author: int, follower: int) -> bool:
        if follower not in heard:
            heard[follower] = random.choice(lists[follower])
        return heard[follower] == author

    lists = {person: list(ties) for person, ties in followees.items()}
    test = {"ic": uniform, "wc": weighted, "lt": threshold}[task.process]

    class Runner:
        def run(self, seeds: np.ndarray, runs: int, draw: int) -> list[int]:
            random.seed(draw)
            rows, sizes = seeds.tolist(), []
            for _ in range(runs):
                heard.clear()
                _, _, _, removed = EoN.discrete_SIR(graph, test, (), initial_infecteds=rows)
                sizes.append(int(removed[-1]))
            return sizes

    return Runner()
