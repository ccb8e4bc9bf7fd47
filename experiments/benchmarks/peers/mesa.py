"""Plain Mesa at its leanest: one agent a person, lists of followers, a list of the newly active."""

from __future__ import annotations

from typing import Any

import numpy as np

from peers import Task

NAME, MODULE, PACKAGE = "Mesa (lean)", "mesa", "mesa"
PROCESSES = ("ic", "wc", "lt")
SLOW = "a list of agents for every agent"


def load(task: Task) -> Any:
    import mesa

    class Person(mesa.Agent):
        def __init__(self, model: mesa.Model, chance: float) -> None:
            super().__init__(model)
            self.followers: list[Person] = []
            self.chance = chance  # that one tie to me passes, or its weight
            self.active = self.touched = 0
            self.load = self.threshold = 0.0

        def tell(self, run: int, toss: Any, won: list[Person]) -> None:
            for follower in self.followers:
                if follower.active != run and toss() < follower.chance:
                    follower.active = run
                    won.append(follower)

        def press(self, run: int, draw: Any, won: list[Person]) -> None:
            for follower in self.followers:
                if follower.active == run:
                    continue
                if follower.touched != run:
                    follower.touched, follower.load, follower.threshold = run, 0.0, draw()
                follower.load += follower.chance
                if follower.load > follower.threshold:
                    follower.active = run
                    won.append(follower)

    return _Runner(task, mesa.Model(rng=1), Person)


class _Runner:
    def __init__(self, task: Task, model: Any, person: Any) -> None:
        degrees = np.maximum(task.in_degrees, 1)
        chances = np.full(task.people, task.chance) if task.process == "ic" else 1.0 / degrees
        self.model = model
        self.people = [person(model, chance) for chance in chances.tolist()]
        for agent, rows in zip(self.people, task.lists(), strict=True):
            agent.followers = [self.people[row] for row in rows]
        self.say = person.press if task.process == "lt" else person.tell
        self.number = 0

    def run(self, seeds: np.ndarray, runs: int, draw: int) -> list[int]:
        self.model.random.seed(draw)
        return [self.one([self.people[row] for row in seeds.tolist()]) for _ in range(runs)]

    def one(self, fresh: list[Any]) -> int:
        self.number += 1
        number, toss, say, size = self.number, self.model.random.random, self.say, len(fresh)
        for agent in fresh:
            agent.active = number
        while fresh:
            won: list[Any] = []
            for agent in fresh:
                say(agent, number, toss, won)
            size += len(won)
            fresh = won
        return size
