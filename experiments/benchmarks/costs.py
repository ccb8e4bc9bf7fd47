"""What a user waits for besides cascades: start, first compilation, generation, building a model."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

POND = """
import sys, time
import stonecast as sc

workers = int(sys.argv[1])
spec = sc.load("blank").with_changes(
    market__readers=1_000_000, market__communities=1_000, market__followees_mean=10.0
)
few = spec.with_changes(market__readers=20_000, market__communities=20)
plan = next(iter(spec.plans))
sc.CampaignModel(few, market=sc.build_market(few, workers=workers), plan=plan, luck=0)
began = time.perf_counter()
market = sc.build_market(spec, workers=workers)
built = time.perf_counter()
sc.CampaignModel(spec, market=market, plan=plan, luck=1)
print(built - began, time.perf_counter() - built, market.network.ties)
"""

COMPILE = """
import numpy as np
import stonecast as sc

network = sc.Network(np.array([0, 1, 1]), np.array([1], np.int32))
for coins in ("campaign", "quick"):
    sc.independent_cascade(network, 0.5, seeds=[0], coins=coins)
    sc.independent_cascade(network, "weighted_cascade", seeds=[0], coins=coins)
    sc.linear_threshold(network, "uniform", seeds=[0], coins=coins)
"""

TWICE = 2
"""Slow ones are measured so often, whatever is asked."""


def measure(repetitions: int) -> list[dict[str, Any]]:
    """One record each: what, and wall seconds of every repetition."""
    command = [sys.executable, "-m", "stonecast"]
    script = Path(sys.executable).with_name("stonecast")
    if script.exists():
        command = [str(script)]
    timed: dict[str, list[float]] = {}
    _once([*command, "run", "null_pond"], None)  # so that everything is compiled
    for _ in range(repetitions):
        bare = timed.setdefault("an empty Python, for comparison", [])
        bare.append(_once([sys.executable, "-c", "pass"], None))
        imported = timed.setdefault("`import stonecast`, with Python's own start", [])
        imported.append(_once([sys.executable, "-c", "import stonecast"], None))
        timed.setdefault("`stonecast --help`", []).append(_once([*command, "--help"], None))
        timed.setdefault("`stonecast run null_pond`, warm", []).append(
            _once([*command, "run", "null_pond"], None)
        )
    for _ in range(TWICE):
        first = timed.setdefault("`stonecast run null_pond`, the very first time (compiles)", [])
        plain = timed.setdefault("plain cascades, the very first time (compiles)", [])
        with tempfile.TemporaryDirectory() as cache:
            first.append(_once([*command, "run", "null_pond"], cache))
        with tempfile.TemporaryDirectory() as cache:
            plain.append(_once([sys.executable, "-c", COMPILE], cache))
    for workers in (1, 2):
        for _ in range(TWICE):
            _pond(workers, timed)
    return [{"what": what, "wall_s": seconds} for what, seconds in timed.items()]


def _pond(workers: int, timed: dict[str, list[float]]) -> None:
    told = [sys.executable, "-c", POND, str(workers)]
    answer = subprocess.run(told, capture_output=True, text=True, check=True).stdout.split()
    generated, built, ties = float(answer[0]), float(answer[1]), int(answer[2])
    size = f"1,000,000 readers, {ties / 1e6:.1f} million ties, with communities, homophily and trust"
    threads = "one thread" if workers == 1 else "two threads"
    timed.setdefault(f"generating a pond: {size}; {threads}", []).append(generated)
    timed.setdefault("`CampaignModel` on that market, ready", []).append(built)


def _once(command: list[str], cache: str | None) -> float:
    with tempfile.TemporaryDirectory() as folder:
        outside = dict(os.environ) if cache is None else {**os.environ, "STONECAST_CACHE": cache}
        began = time.perf_counter()
        subprocess.run(command, env=outside, cwd=folder, capture_output=True, check=True)
        return time.perf_counter() - began
