"""CyNetDiff: its constructor from compressed rows; a loop over one model, or its own mean, the faster."""

from __future__ import annotations

from typing import Any

import numpy as np

from peers import Task

NAME, MODULE, PACKAGE = "CyNetDiff", "cynetdiff.models", "cynetdiff"
PROCESSES = ("ic", "wc", "lt")
WAYS = ("run", "mean")


def load(task: Task) -> Any:
    from cynetdiff.models import IndependentCascadeModel, LinearThresholdModel

    starts = task.offsets[:-1].astype(np.uint32)
    edges = task.followers.astype(np.uint32)
    if task.process == "lt":
        model = LinearThresholdModel(starts, edges)
    elif task.process == "wc":
        model = IndependentCascadeModel(starts, edges, activation_probs=task.chances.astype(np.float32))
    else:
        model = IndependentCascadeModel(starts, edges, activation_prob=task.chance)

    class Runner:
        def run(self, seeds: np.ndarray, runs: int, draw: int) -> list[int]:
            model.set_rng(draw)
            model.set_seeds(seeds.tolist())
            sizes = []
            for _ in range(runs):
                model.reset_model()
                model.advance_until_completion()
                sizes.append(model.get_num_activated_nodes())
            return sizes

        def mean(self, seeds: np.ndarray, runs: int, draw: int) -> float:
            model.set_rng(draw)
            return float(model.compute_marginal_gains(seeds.tolist(), [], runs)[0])

    return Runner()
