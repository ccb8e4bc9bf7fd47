"""What the machinery of a sweep costs, and what a second worker gains, on a machine that others use too.

    python experiments/endurance.py [rounds]

Everything takes turns within a round, so that what disturbs the machine disturbs all; ratios are taken round
by round. Beside the sweep stands a bare loop: the same runs, handed to each worker in one piece, with nothing
stored. What two bare loops gain over one is what this machine can give at that moment. Writes
endurance.json and the table in docs/studies.md.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import stonecast as sc
from stonecast.provenance import environment
from stonecast.study.local import LocalWorkers
from stonecast.study.studyfile import of
from stonecast.study.worker import Batch, Task, work

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "studies.md"
LUCKS = 1600


def swept(study: sc.Study, executor: Any, workers: int) -> dict[str, float]:
    """Run a sweep: time, and what of it was not the runs themselves."""
    started = perf_counter()
    rows = sc.sweep(study, executor=executor, workers=workers).rows()
    wall, spent = perf_counter() - started, float(rows["seconds"].sum())
    return {"wall": wall, "rest": wall * workers / spent - 1.0, "run_ms": 1000 * spent / len(rows)}


def bare(study: sc.Study, executor: LocalWorkers, workers: int) -> float:
    """Hand each worker its share of the same runs in one piece, and return the time that it takes."""
    runs = [(plan, luck) for plan in study.plans for luck in study.lucks]
    spec = study.scenario_at(0)
    parts = [tuple(runs[turn::workers]) for turn in range(workers)]
    started = perf_counter()
    jobs = [executor.submit(work, Batch((Task(0, spec, 0, part),))) for part in parts]
    for job in jobs:
        job.result()
    return perf_counter() - started


def main() -> None:
    """Measure, and write down."""
    from distributed import Client, LocalCluster

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    study = of({"name": "endurance", "lucks": LUCKS}, scenario=sc.load(HERE / "large_town.toml"))
    one, two = LocalWorkers(1), LocalWorkers(2)
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1")
    client = Client(cluster)
    kinds: dict[str, Any] = {
        "one": lambda: swept(study, one, 1),
        "two": lambda: swept(study, two, 2),
        "dask": lambda: swept(study, client, 2),
        "bare one": lambda: bare(study, one, 1),
        "bare two": lambda: bare(study, two, 2),
    }
    for measure in kinds.values():
        measure()  # kernels and markets are loaded, which no later round pays
    found: list[dict[str, Any]] = []
    for turn in range(rounds):
        names = list(kinds)
        names = names[turn % len(names) :] + names[: turn % len(names)]
        found.append({"load": os.getloadavg()[0], **{name: kinds[name]() for name in names}})
    client.close()
    cluster.close()
    one.shutdown()
    two.shutdown()
    told = {"environment": environment(), "runs": study.runs, "rounds": found}
    (HERE / "endurance.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    marks = "<!-- endurance -->", "<!-- /endurance -->"
    text = f"{marks[0]}\n{table(told)}\n{marks[1]}"
    PAGE.write_text(re.sub(f"{marks[0]}.*{marks[1]}", lambda _: text, page, flags=re.S), encoding="utf-8")
    print(table(told))


def table(told: dict[str, Any]) -> str:
    """Return what was measured: median, least and most over the rounds."""
    rounds = told["rounds"]

    def row(what: str, values: list[float], write: str, wanted: str) -> str:
        middle, low, high = statistics.median(values), min(values), max(values)
        return f"| {what} | {write.format(middle)} | {write.format(low)} to {write.format(high)} | {wanted} |"

    share, ratio = "{:.1%}", "{:.2f}"
    lines = ["| measured | median | least to most | wanted |", "|---|---|---|---|"]
    for name, said in (("one", "1 local worker"), ("two", "2 local workers"), ("dask", "2 Dask workers")):
        values = [turn[name]["rest"] for turn in rounds]
        lines.append(row(f"machinery, share of the runs, {said}", values, share, "< 5%"))
    gains = [turn["one"]["wall"] / turn["two"]["wall"] for turn in rounds]
    bares = [turn["bare one"] / turn["bare two"] for turn in rounds]
    lines.append(row("two workers, times one", gains, ratio, "1.8, on an idle machine"))
    lines.append(
        row("two bare loops, times one: what the machine gives", bares, ratio, "2 on an idle machine")
    )
    lines.append(
        row(
            "sweep's gain, over the bare loops'",
            [a / b for a, b in zip(gains, bares, strict=True)],
            ratio,
            "> 0.9",
        )
    )
    lines.append(row("one run", [turn["one"]["run_ms"] for turn in rounds], "{:.1f} ms", "about 10 ms"))
    lines.append(
        row(
            "the bare loop, in units of its fastest (noise)",
            _by_fastest([turn["bare one"] for turn in rounds]),
            ratio,
            "1",
        )
    )
    lines.append(
        row("load of the machine (2 processors)", [turn["load"] for turn in rounds], "{:.1f}", "below 1")
    )
    return "\n".join([*lines, "", f"{len(rounds)} rounds of {told['runs']} runs each."])


def _by_fastest(values: list[float]) -> list[float]:
    return [value / min(values) for value in values]


if __name__ == "__main__":
    main()
