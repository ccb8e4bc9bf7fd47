"""Starsim: SIR in which everybody passes it on for one step and recovers is independent cascade.

The steps of the disease are called by themselves: ``sim.run()`` would need a new simulation for each run.
Random numbers are not kept common between scenarios (``crn=False``), which is faster.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from peers import Task

NAME, MODULE, PACKAGE = "Starsim", "starsim", "starsim"
PROCESSES = ("ic", "wc")
SLOW = "looks at every tie in every step"
STEPS = 1_000

os.environ.setdefault("STARSIM_INSTALL_FONTS", "0")  # else its first import looks through all fonts


def load(task: Task) -> Any:
    import starsim as ss

    ss.options(verbose=0, crn=False)
    edges = {"p1": task.authors, "p2": task.followers, "beta": task.chances}
    ties = ss.Network(name="ties", edges=edges)
    news = ss.SIR(beta={"ties": [1.0, 0.0]}, init_prev=None, dur_inf=ss.constant(2), p_death=0)
    sim = ss.Sim(n_agents=task.people, networks=ties, diseases=news, start=0, stop=STEPS, dt=1)
    sim.init()
    return _Runner(sim, ss.uids)


class _Runner:
    def __init__(self, sim: Any, uids: Any) -> None:
        self.sim, self.uids = sim, uids
        self.news = sim.diseases[0]
        self.everybody = uids(np.arange(len(sim.people)))

    def run(self, seeds: np.ndarray, runs: int, draw: int) -> list[int]:
        self.news.trans_rng.jump(to=draw, force=True)
        return [self.one(self.uids(seeds)) for _ in range(runs)]

    def one(self, seeds: Any) -> int:
        news, clock = self.news, self.news.t
        clock.ti = 0
        news.make_naive(self.everybody)
        news.set_prognoses(seeds)
        news.ti_recovered[seeds] = 1  # they pass it on at once; whoever catches it does so in the next step
        while news.infected.raw.any():
            news.step()
            clock.ti += 1
            news.step_state()
        return int(news.recovered.raw.sum())
