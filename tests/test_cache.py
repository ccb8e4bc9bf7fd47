"""Compiled kernels are kept on disk and are never stale."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import stonecast
from stonecast.kernels.jit import HERE, cache_key, sources_of

PACKAGE = Path(stonecast.__file__).parent
KERNELS = sorted(path.stem for path in HERE.glob("*.py") if path.stem != "__init__")


def home(value: object) -> str:
    """Name of the module that a value comes from."""
    return value.__name__ if isinstance(value, ModuleType) else str(getattr(value, "__module__", ""))


@pytest.mark.parametrize("name", KERNELS)
def test_the_key_covers_every_file_that_a_kernel_uses(name: str) -> None:
    module = importlib.import_module(f"stonecast.kernels.{name}")
    covered = sources_of(HERE / f"{name}.py")
    used = {
        home(value).rpartition(".")[2]
        for value in vars(module).values()
        if "stonecast.kernels." in home(value)
    }
    assert {HERE / f"{other}.py" for other in used} <= covered
    assert all(sources_of(other) <= covered for other in covered)
    assert PACKAGE / "randomness.py" in covered


def test_an_edit_leaves_alone_what_does_not_use_it() -> None:
    assert HERE / "cascade.py" not in sources_of(HERE / "generate.py")
    assert cache_key(HERE / "cascade.py") != cache_key(HERE / "generate.py")


def chance_in(folder: Path) -> int:
    """What a kernel gives that uses a helper in another file, in a process of its own."""
    code = "from stonecast.kernels.spread import chance; print(chance(0.5))"
    environment = {**os.environ, "PYTHONPATH": str(folder), "STONECAST_CACHE": str(folder / "cache")}
    told = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=folder, capture_output=True, text=True, check=True
    )
    return int(told.stdout)


@pytest.mark.slow
@pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="nothing is compiled")
def test_editing_a_helper_in_another_file_changes_the_result_of_a_warm_cache(
    tmp_path: Path,
) -> None:
    (tmp_path / "stonecast" / "kernels").mkdir(parents=True)
    for name in ("__init__", "version", "randomness", "kernels/__init__", "kernels/jit", "kernels/spread"):
        shutil.copy2(PACKAGE / f"{name}.py", tmp_path / "stonecast" / f"{name}.py")
    before = chance_in(tmp_path)
    assert list((tmp_path / "cache").rglob("*.nbi"))
    helper = tmp_path / "stonecast" / "randomness.py"
    text = helper.read_text(encoding="utf-8")
    edited = text.replace("return int(chance * 4294967296.0)", "return int(chance * 4294967296.0) + 7")
    assert edited != text
    helper.write_text(edited, encoding="utf-8")
    assert chance_in(tmp_path) == before + 7
