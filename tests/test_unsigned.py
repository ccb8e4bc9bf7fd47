"""No kernel counts from the end of an array, and numba does not ask whether one does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import test_engine
import test_hits

HERE = Path(__file__).parent

pytestmark = pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="nothing is compiled")

KERNEL = """
import numpy as np
from stonecast.kernels.jit import jit

@jit
def read(numbers, place):
    return numbers[place]

@jit
def write(table, row, column):
    table[row, column] += 1.0
    return table[-1, -1]

@jit
def field(people, row):
    return people[row]["age"]

people = np.array([(7,), (8,)], np.dtype([("age", np.int32)]))
assert read(np.arange(5), 4) == 4 and write(np.zeros((2, 2)), 1, 1) == 1.0 and field(people, 1) == 8
for call in (
    lambda: read(np.arange(5), -1),
    lambda: write(np.zeros((2, 2)), 0, -1),
    lambda: write(np.zeros((2, 2)), -1, 0),
    lambda: field(people, -2),
):
    try:
        call()
    except IndexError:
        continue
    raise SystemExit("a place was counted from the end")
"""

RUNS = """
import json, sys
sys.path.insert(0, sys.argv[1])
import test_engine, test_hits
print(json.dumps([test_engine.outcomes(), test_hits.sizes()]))
"""


def checked(code: str, folder: Path) -> str:
    """Run it where numba refuses every place outside of an array, those below zero included."""
    script = folder / "script.py"
    script.write_text(code)
    done = subprocess.run(
        [sys.executable, str(script), str(HERE)],
        env={**os.environ, "NUMBA_BOUNDSCHECK": "1", "STONECAST_CACHE": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_places_below_zero_are_outside_of_an_array(tmp_path: Path) -> None:
    checked(KERNEL, tmp_path)


@pytest.mark.slow
def test_no_kernel_reaches_outside_of_its_arrays(tmp_path: Path) -> None:
    told = json.loads(checked(RUNS, tmp_path))
    assert told == [test_engine.outcomes(), test_hits.sizes()]
