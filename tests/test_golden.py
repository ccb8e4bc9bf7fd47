"""Golden results: the same bits on every machine, Python version, thread count, compiled or not."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import stonecast as sc
from stonecast.network.build import build_market

RULES = ("simple", "sources", "fraction", "reinforced")

SPREAD = ("impressions", "saw", "engaged", "reshared", "orders", "posts")
"""The counts of a run in which no other mechanism is on; those of the others come after them."""

GOLDEN = {
    "market": "b8fc538710294a7d",
    "simple": "3e96ead129b821ac",
    "sources": "1d7b0ffeab070c92",
    "fraction": "e0d5b69941312619",
    "reinforced": "607da19413c7f895",
}


def small(rule: str) -> sc.Scenario:
    return sc.load("blank").with_changes(
        market__readers=400,
        market__communities=4,
        market__followees_mean=8.0,
        clock__days=8,
        respond__rule=rule,
        respond__rate=3.0,
        respond__fraction=0.1,
        respond__trust_exponent=1.3,
        respond__relevance={"on": True, "width": 0.5},
        bloggers=(
            {"name": "big", "kind": "big", "count": 1, "followers": 200, "audience": "everywhere"},
            {"name": "small", "kind": "small", "count": 6, "followers": 30},
        ),
        plans={"one": {"hire": ({"tier": "big"},), "posts": 2}, "many": {"hire": ({"tier": "small"},)}},
        compare={"plans": ()},
        money__budget=1e6,
    )


def digest(*arrays: np.ndarray) -> str:
    whole = hashlib.sha256()
    for array in arrays:
        whole.update(np.ascontiguousarray(array).tobytes())
    return whole.hexdigest()[:16]


def digests() -> dict[str, str]:
    market = build_market(small("simple"))
    network = market.network
    found = {
        "market": digest(network.offsets, network.followers, network.trust, market.positions, market.close)
    }
    for rule in RULES:
        spec = small(rule)
        runs = [sc.run(spec, plan=plan, luck=5, market=market) for plan in spec.plans]
        spread = [run.counts[:, : len(SPREAD)] for run in runs]
        found[rule] = digest(*(part for n, run in enumerate(runs) for part in (spread[n], run.state.people)))
    return found


def test_results_are_golden() -> None:
    assert digests() == GOLDEN


@pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="is the uncompiled run itself")
def test_results_are_the_same_without_compilation() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_golden as g; assert g.digests() == g.GOLDEN"
    )
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", code, here], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
