"""The public comparison (`experiments/benchmarks`) on 2,000 people: who agrees. No speed is asserted."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "experiments" / "benchmarks"
PEERS = ("cynetdiff", "pynetim", "networkit", "graph_tool", "mesa_frames", "starsim", "eon", "ndlib")
PACKAGES = {"eon": "EoN"}


def compare(folder: Path, only: str, *more: str) -> list[dict]:
    chosen = ["--only", only, "--out", str(folder), *more]
    told = [sys.executable, str(BENCHMARKS / "run.py"), "--small", *chosen]
    done = subprocess.run(told, capture_output=True, text=True, check=False)
    assert (folder / "results.json").exists(), done.stderr
    cases = json.loads((folder / "results.json").read_text())["cases"]
    assert cases
    return cases


def is_installed(peer: str) -> bool:
    if importlib.util.find_spec(PACKAGES.get(peer, peer)) is not None:
        return True
    system = shutil.which("python3", path=os.defpath)
    if peer != "graph_tool" or system is None:
        return False
    probe = [system, "-c", "import graph_tool.dynamics"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def gate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gate_of_benchmarks", BENCHMARKS / "gate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


ALL, QUICK = "ic01,ic10,wc,lt", "ic10"


@pytest.mark.parametrize("processes", [QUICK, pytest.param(ALL, marks=pytest.mark.slow)])
def test_we_agree_with_plain_mesa_the_readable_reference_and_live_ties(tmp_path, processes):
    cases = compare(tmp_path, "floor,readable,mesa", "--processes", processes)
    assert {(case["process"], case["seeds"]) for case in cases} == {
        (process, seeds) for process in processes.split(",") for seeds in ("hundred", "largest")
    }
    for case in cases:
        states = {name: entry["state"] for name, entry in case["entries"].items()}
        assert states == dict.fromkeys(("ours", "floor", "readable", "mesa"), "right"), case


@pytest.mark.slow
@pytest.mark.parametrize("peer", PEERS)
def test_an_installed_peer_agrees_with_us(tmp_path, peer):
    if not is_installed(peer):
        pytest.skip(f"{peer} is not installed: uv run --group peers pytest (graph-tool: Debian's own)")
    cases = compare(tmp_path, f"floor,{peer}")
    states = {case["entries"][peer]["state"] for case in cases}
    assert "right" in states
    assert states <= {"right", "not offered"}
    assert {case["entries"]["ours"]["state"] for case in cases} == {"right"}


def test_who_disagrees_with_most_is_wrong_and_nobody_is_right_by_definition():
    judge = gate()
    samples = {name: judge.Sample(1_000, 50.0 + k / 100, 25.0) for k, name in enumerate("abc")}
    assert judge.wrong(samples) == set()
    assert judge.wrong({**samples, "ours": judge.Sample(1_000, 51.0, 25.0)}) == {"ours"}
    assert judge.wrong({"ours": judge.Sample(10, 1.0, 0.0), "other": judge.Sample(10, 2.0, 0.0)}) == {
        "ours",
        "other",
    }


def test_three_standard_errors_are_those_of_the_difference():
    judge = gate()
    one, many = judge.Sample(100, 10.0, 4.0), judge.Sample(10_000, 10.5, 4.0)
    assert judge.errors_apart(one, many, 0.0) == pytest.approx(0.5 / (4 * (1 / 100 + 1 / 10_000)) ** 0.5)
    only_a_mean = judge.Sample(100, 10.0, None)
    assert judge.errors_apart(only_a_mean, many, 99.0) == pytest.approx(judge.errors_apart(one, many, 99.0))
