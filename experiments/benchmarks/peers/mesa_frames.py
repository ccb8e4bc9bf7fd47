"""mesa-frames: a Polars table of people, followers as a column of lists; a step is operations on columns.

Whoever is new tells all followers at once; who is active is a series changed in place.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from peers import Task

NAME, MODULE, PACKAGE = "mesa-frames", "mesa_frames", "mesa-frames"
PROCESSES = ("ic", "wc", "lt")


def load(task: Task) -> Any:
    import polars as pl
    from mesa_frames import AgentSetPolars, ModelDF

    class People(AgentSetPolars):
        def __init__(self, model: Any) -> None:
            super().__init__(model)
            chances = np.full(task.people, task.chance)
            if task.process != "ic":
                chances = 1.0 / np.maximum(task.in_degrees, 1)
            rows = pl.DataFrame({"author": task.authors, "follower": task.followers})
            rows = rows.group_by("author", maintain_order=True).agg("follower")
            everybody = pl.DataFrame({"unique_id": np.arange(task.people), "chance": chances})
            rows = rows.select(pl.col("author").cast(pl.Int64).alias("unique_id"), "follower")
            self.add(everybody.join(rows, on="unique_id", how="left", maintain_order="left"))

        def begin(self, seeds: np.ndarray) -> None:
            self.active = pl.Series(np.zeros(task.people, dtype=bool))
            self.active.scatter(seeds, True)
            if task.process == "lt":
                self.loads = pl.Series(np.zeros(task.people))
                self.thresholds = pl.Series(self.model.random.random(task.people))
            self.fresh = pl.Series(seeds)

        def step(self) -> None:
            heard = self.agents["follower"].gather(self.fresh).explode().drop_nulls()
            won = self.press(heard) if task.process == "lt" else self.toss(heard)
            self.fresh = won.filter(~self.active.gather(won))
            self.active.scatter(self.fresh, True)

        def toss(self, heard: Any) -> Any:
            chance = task.chance if task.process == "ic" else self.agents["chance"].gather(heard)
            return heard.filter(pl.Series(self.model.random.random(len(heard))) < chance).unique()

        def press(self, heard: Any) -> Any:
            told = heard.alias("who").value_counts()
            who = told["who"]
            loads = self.loads.gather(who) + told["count"] * self.agents["chance"].gather(who)
            self.loads.scatter(who, loads)
            return who.filter(loads > self.thresholds.gather(who))

    model = ModelDF()
    model.agents += People(model)
    return _Runner(model)


class _Runner:
    def __init__(self, model: Any) -> None:
        self.model = model
        (self.people,) = model.agents.agents

    def run(self, seeds: np.ndarray, runs: int, draw: int) -> list[int]:
        self.model.reset_randomizer(draw)
        return [self.one(seeds) for _ in range(runs)]

    def one(self, seeds: np.ndarray) -> int:
        self.people.begin(seeds)
        while len(self.people.fresh):
            self.people.step()
        return int(self.people.active.sum())
