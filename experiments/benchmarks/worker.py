"""One peer in a process of its own: loads one network, then runs what it is told, a line of JSON at a time.

    python worker.py PEER FOLDER PROCESS CHANCE

Commands: ``load``, ``tune`` (which way, and how many runs take so many seconds), ``run``.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import os
import resource
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import numpy as np
from peers import Task, module_of


def main() -> None:
    """Answer on what was standard output; what peers print goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    peer = Peer(sys.argv[1], Path(sys.argv[2]), sys.argv[3], float(sys.argv[4]))
    for line in sys.stdin:
        told = json.loads(line)
        try:
            answer = getattr(peer, told.pop("do"))(**told)
        except ImportError as error:
            answer = {"missing": str(error)}
        except Exception as error:
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")


class Peer:
    """The adapter of one peer and its runner."""

    def __init__(self, name: str, folder: Path, process: str, chance: float) -> None:
        self.file = module_of(name)
        self.ways = getattr(self.file, "WAYS", ("run",))
        self.grain = getattr(self.file, "GRAIN", 1)
        self.folder, self.process, self.chance = folder, process, chance
        self.runner: Any = None
        self.draws = 0

    def load(self) -> dict[str, Any]:
        """Import the peer, hand it the arrays, and run once each way, so that all has compiled."""
        began = time.perf_counter()
        found = importlib.import_module(self.file.MODULE)
        imported = time.perf_counter()
        getattr(self.file, "ready", lambda process: None)(self.process)
        compiled = time.perf_counter()
        task = Task(
            np.load(self.folder / "offsets.npy"),
            np.load(self.folder / "followers.npy"),
            self.process,
            self.chance,
        )
        before, ready = _peak_mb(), time.perf_counter()
        self.runner = self.file.load(task)
        loaded = time.perf_counter()
        for way in self.ways:
            getattr(self.runner, way)(np.load(self.folder / "largest.npy"), 1, 0)
        return {
            "version": _version(self.file.PACKAGE, found),
            "import_s": imported - began,
            "kernels_s": compiled - imported if hasattr(self.file, "ready") else None,
            "load_s": loaded - ready,
            "first_run_s": time.perf_counter() - loaded,
            "before_mb": before,
        }

    def tune(self, seeds: str, target_s: float) -> dict[str, Any]:
        """Find the fastest way, and how many runs fill so many seconds of processor time."""
        paces = {}
        for way in self.ways:
            runs = self.grain
            took = self.run(seeds, runs, way)["cpu_s"]
            while took < target_s / 8:
                runs *= 4
                took = self.run(seeds, runs, way)["cpu_s"]
            paces[way] = took / runs
        way = min(paces, key=lambda name: paces[name])
        grains = max(1, round(target_s / paces[way] / self.grain))
        return {"way": way, "runs": grains * self.grain, "grain": self.grain, "paces": paces}

    def renew(self) -> dict[str, Any]:
        """Draw anew what was drawn while loading, if anything was."""
        getattr(self.runner, "renew", lambda: None)()
        return {}

    def run(self, seeds: str, runs: int, way: str, threads: int = 1) -> dict[str, Any]:
        """Run so often, each time with fresh random numbers."""
        self.draws += 1
        rows = np.load(self.folder / f"{seeds}.npy")
        self.runner.threads = threads
        wall, cpu = time.perf_counter(), time.process_time()
        sizes = getattr(self.runner, way)(rows, runs, self.draws)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        several = np.ndim(sizes) > 0
        known = np.asarray(sizes, float)
        return {
            "wall_s": wall,
            "cpu_s": cpu,
            "runs": runs,
            "sampled": int(known.size) if several else runs,
            "mean": float(known.mean()),
            "variance": float(known.var(ddof=1)) if several and known.size > 1 else None,
            "peak_mb": _peak_mb(),
        }


def _peak_mb() -> float:
    """The most memory this process has held; getrusage would count what its parent held before it began."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _version(package: str | None, found: Any) -> str:
    if package is None:
        return str(importlib.import_module(found.__name__.partition(".")[0]).__version__).split(" ")[0]
    return importlib.metadata.version(package)


if __name__ == "__main__":
    main()
