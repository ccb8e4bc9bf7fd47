"""What is compiled ahead in a second process is what the command needs, and nothing else changes."""

from __future__ import annotations

import importlib
import os
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from numba.core.registry import CPUDispatcher

import stonecast as sc
from stonecast.cli import ahead
from stonecast.kernels import jit, spread
from stonecast.scenario import find, names


def signatures() -> dict[str, list[Any]]:
    """Types for which each kernel is compiled in this process."""
    found = {}
    for path in sorted(jit.HERE.glob("*.py")):
        module = importlib.import_module(f"stonecast.kernels.{path.stem}")
        for name, kernel in vars(module).items():
            if isinstance(kernel, CPUDispatcher) and kernel.py_func.__module__ == module.__name__:
                found[f"{path.stem}.{name}"] = list(kernel.signatures)
    return found


@pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="nothing is compiled")
def test_a_market_that_takes_no_time_compiles_for_the_types_of_a_real_one() -> None:
    spec = sc.load("null_pond").with_changes(market__readers=2_000, market__partitioned=1_000)
    plan = next(iter(spec.plans))
    sc.run(spec, plan=plan, luck=0).totals  # noqa: B018
    needed = signatures()
    ahead.compile_for(spec, plan)
    assert signatures() == needed
    assert needed["spread.respond"]


PONDS = [name for name in names() if "file" not in tomllib.loads(find(name).read_text("utf-8"))["market"]]


@pytest.mark.parametrize("name", PONDS)
def test_every_shipped_pond_can_be_compiled_ahead(name: str) -> None:
    spec = sc.load(name)
    ahead.compile_for(spec.with_changes(scale=max(spec.scale, 50.0)), next(iter(spec.plans)))


def test_nobody_compiles_ahead_where_kernels_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spread, "see", SimpleNamespace(stats=SimpleNamespace(cache_path=str(tmp_path))))
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1}, raising=False)
    spec = sc.load("null_pond")
    assert ahead.helps(spec)
    assert not ahead.helps(spec.with_changes(market__readers=2 * ahead.MOST))
    (tmp_path / "spread.see-1.py312.nbi").touch()
    assert not ahead.helps(spec)


@pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="nothing is compiled")
def test_a_kernel_that_has_run_is_seen_to_be_kept() -> None:
    spec = sc.load("null_pond").with_changes(market__readers=2_000, market__partitioned=1_000)
    sc.run(spec, plan=next(iter(spec.plans)), luck=0).totals  # noqa: B018
    assert jit.kept_in(jit.HERE / "spread.py") is None or not ahead.helps(spec)
