"""What size costs: markets of 10^4 to 10^9 ties made, saved, opened, and a plan run on each; two threads.

    python experiments/scale.py [--largest 1e9] [--workers 2] [--folder TMP]

Every size has processes of its own, so that peaks of memory are theirs. Writes experiments/scale/ (results,
figure) and the part of docs/performance.md between its marks. A billion ties need 24 GiB of memory, 10 GB of
disk in ``--folder``, and about ten minutes. Wall times are worth something on an idle machine only: its load
is written down with them.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from scale_page import table, write

import stonecast as sc
from stonecast.network.storage import KINDS
from stonecast.provenance import environment
from stonecast.rumour import Scratch

EACH = 50
"""Ties for each reader."""

COMMUNITY = 1_000
PLAN = "hundreds_of_stones"
REPEATED = 3
"""Sizes below `LARGE` are measured so often, and the median kept."""

LARGE = 3e7
TURNS, RUNS = 7, 8
SHARED = (1e6, 1e7)
"""Ties of the markets on which two threads are compared with one, so many runs a turn."""


def scenario(ties: float) -> sc.Scenario:
    """A market of about so many ties, and stones in proportion; a fifth of the ties carries the message."""
    readers = round(ties / EACH)
    blank = sc.load("blank")
    followers = {"big": max(1, readers // 10), "small": max(1, readers // 600)}
    return blank.with_changes(
        market__readers=max(readers, 4 * EACH),
        market__communities=max(1, readers // COMMUNITY),
        market__followees_mean=EACH - 0.2,
        bloggers=[tier.model_dump() | {"followers": followers[tier.name]} for tier in blank.bloggers],
        see__visibility=1.0,
        reshare__share=0.3,
        money__budget=1e12,
    )


def peak() -> int:
    """Most memory that this process ever held, file pages included [bytes]."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def timed(do: Any) -> tuple[Any, dict[str, float]]:
    """Result, wall and processor seconds."""
    wall, cpu = perf_counter(), process_time()
    result = do()
    return result, {"wall": perf_counter() - wall, "cpu": process_time() - cpu}


def held(market: sc.Market) -> int:
    """Bytes of a market's arrays."""
    parts = (getattr(market.network, name, getattr(market, name, None)) for name in KINDS)
    return sum(part.nbytes for part in parts if part is not None)


def make(ties: float, workers: int, folder: Path) -> dict[str, Any]:
    """Generate and save, when everything is compiled."""
    sc.build_market(scenario(1e4), workers=workers)
    before, spec = peak(), scenario(ties)
    times = []
    for _ in repeats(ties):
        market = None
        market, taken = timed(lambda: sc.build_market(spec, workers=workers))
        times.append(taken)
    assert market is not None
    most = peak()
    told = {
        "people": market.network.people,
        "ties": market.network.ties,
        "generate": middle(times),
        "bytes": held(market),
        "peak_bytes": most - before,
    }
    _, told["save"] = timed(lambda: market.save(folder))
    return told


def use(ties: float, folder: Path) -> dict[str, Any]:
    """Open and run a plan, twice: first with memory and pages that are new, then with memory used before."""
    few = scenario(1e4)
    sc.run(few, plan=PLAN, luck=0, market=sc.build_market(few)).totals  # noqa: B018
    before, spec, scratch = peak(), scenario(ties), Scratch()
    market, opened = timed(lambda: sc.Market.load(folder))

    def go() -> Any:
        run = sc.run(spec, plan=PLAN, luck=1, market=market, scratch=scratch)
        return run.totals

    totals, first = timed(go)
    _, times = zip(*(timed(go) for _ in repeats(ties)), strict=True)
    return {
        "open": opened,
        "first_run": first,
        "run": middle(times),
        "run_peak_bytes": peak() - before,
        **{name: totals[name] for name in ("impressions", "engaged")},
    }


def repeats(ties: float) -> range:
    return range(REPEATED if ties < LARGE else 1)


def middle(times: Any) -> dict[str, float]:
    return {kind: statistics.median(one[kind] for one in times) for kind in ("wall", "cpu")}


def threads(ties: float) -> dict[str, Any]:
    """Runs of one plan on one market that all share: wall seconds with one thread and with two, in turns."""
    spec = scenario(ties)
    market = sc.build_market(spec, workers=2)

    def one(first: int, count: int) -> None:
        scratch = Scratch()
        for luck in range(first, first + count):
            sc.run(spec, plan=PLAN, luck=luck, market=market, scratch=scratch)

    def plans(workers: int) -> None:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lambda part: one(part * RUNS // workers, RUNS // workers), range(workers)))

    def cascades(workers: int) -> None:
        sc.independent_cascade(market.network, 0.1, seeds=[0], runs=128, workers=workers, coins="campaign")

    found: dict[str, Any] = {"ties": market.network.ties, "load": os.getloadavg()[0]}
    for name, work in (("plans", plans), ("cascades", cascades)):
        work(2)
        found[name] = [[timed(partial(work, n))[1]["wall"] for n in (1, 2)] for _ in range(TURNS)]
    return found


def child(*told: str) -> dict[str, Any]:
    """Run a part of this file in a process of its own."""
    done = subprocess.run([sys.executable, __file__, *told], stdout=subprocess.PIPE, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def measure(largest: float, workers: int, folder: Path | None) -> dict[str, Any]:
    """Everything, smallest first."""
    sizes: list[dict[str, Any]] = []
    told = {"environment": environment(), "workers": workers, "load": os.getloadavg()[0], "sizes": sizes}
    told["threads"] = [child("--part", "threads", "--size", str(ties)) for ties in SHARED]
    for ties in (10.0**power * step for power in range(4, 10) for step in (1, 3)):
        if ties > min(largest, 1e9):
            break
        place = Path(tempfile.mkdtemp(prefix="stonecast-scale-", dir=folder))
        where = ("--size", str(ties), "--workers", str(workers), "--folder", str(place / "market"))
        try:
            sizes.append(child("--part", "make", *where) | child("--part", "use", *where))
        finally:
            shutil.rmtree(place)
        print(json.dumps(sizes[-1]), flush=True)
        write(told)  # what is measured is kept, whatever becomes of larger sizes
    return told


def main() -> None:
    """Measure and write down; ``--part`` is what this file asks of itself."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--largest", type=float, default=1e9)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where markets are saved for a while; default: TMPDIR")
    parser.add_argument("--part", choices=["make", "use", "threads"], help=argparse.SUPPRESS)
    parser.add_argument("--size", type=float, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.part == "threads":
        print(json.dumps(threads(told.size)))
    elif told.part == "make":
        print(json.dumps(make(told.size, told.workers, told.folder)))
    elif told.part == "use":
        print(json.dumps(use(told.size, told.folder)))
    else:
        print(table(measure(told.largest, told.workers, told.folder)))


if __name__ == "__main__":
    main()
