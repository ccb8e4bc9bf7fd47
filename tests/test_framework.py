"""Mesa and numba without what no run needs: the rest comes when somebody asks for it."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stonecast.loading import StandIn, callers_only, lightly

RUN = """
import sys
from stonecast.campaign import run
run("null_pond", plan="one_stone")
unused = {"scipy.spatial", "scipy.sparse", "scipy.linalg", "networkx", "pandas", "matplotlib"}
unused &= set(sys.modules)
assert not unused, unused
import mesa
from mesa.discrete_space.network import Network
from mesa.experimental.continuous_space import ContinuousSpace
assert mesa.discrete_space.Network is Network
assert mesa.space.MultiGrid(3, 3, True).width == 3
assert mesa.agent.pd.Series is sys.modules["pandas"].Series
assert type(mesa.discrete_space) is type(mesa.space) is type(sys)
assert mesa.model._mesa_logger.name == "MESA.mesa.model"
import numba
import numpy as np
assert numba.njit(lambda rows: np.dot(rows, rows))(np.array([1.0, 2.0])) == 5.0
"""


def test_a_run_loads_no_more_than_it_needs_and_mesa_has_the_rest_on_demand() -> None:
    subprocess.run([sys.executable, "-c", RUN], check=True)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package ``borrowed`` with a part that is slow to import and a user of it."""
    folder = tmp_path / "borrowed"
    folder.mkdir()
    (folder / "__init__.py").write_text("from . import slow\nimport borrowed.slow as same\n")
    (folder / "slow").mkdir()
    (folder / "slow" / "__init__.py").write_text("from borrowed.slow.inner import Thing\n")
    (folder / "slow" / "inner.py").write_text("class Thing:\n    pass\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "borrowed"]:
        del sys.modules[name]


def test_a_part_waits_until_somebody_looks_into_it(package: Path) -> None:
    borrowed = lightly("borrowed", ("borrowed.slow",))
    assert isinstance(borrowed.slow, StandIn)
    assert not hasattr(borrowed.slow, "__file__")
    assert "borrowed.slow" not in sys.modules
    thing = borrowed.same.Thing
    assert borrowed.slow is sys.modules["borrowed.slow"]
    assert borrowed.slow.Thing is thing is sys.modules["borrowed.slow.inner"].Thing


def test_importing_from_within_the_part_gives_the_same_things(package: Path) -> None:
    borrowed = lightly("borrowed", ("borrowed.slow",))
    from borrowed.slow.inner import Thing  # type: ignore[import-not-found]

    assert borrowed.slow.Thing is borrowed.same.Thing is Thing
    assert "Thing" in dir(borrowed.same)


def test_who_asks_for_the_stack_hears_of_the_caller_and_its_caller() -> None:
    def called() -> list[inspect.FrameInfo]:
        return inspect.stack()

    with callers_only():
        few = called()
    assert [info.function for info in few] == ["called", inspect.currentframe().f_code.co_name]  # type: ignore[union-attr]
    assert {info.filename for info in few} == {__file__}
    assert len(called()) > 2


def test_a_version_that_needs_the_part_at_once_gets_it(package: Path) -> None:
    with (package / "__init__.py").open("a") as file:
        file.write("from borrowed.slow.inner import Thing\n")
    borrowed = lightly("borrowed", ("borrowed.slow",))
    assert borrowed.Thing is borrowed.slow.Thing is borrowed.same.Thing
    assert not isinstance(borrowed.slow, StandIn)


def test_what_is_there_already_is_used(package: Path) -> None:
    import borrowed.slow  # type: ignore[import-not-found]

    there = borrowed.slow
    del sys.modules["borrowed"]
    assert lightly("borrowed", ("borrowed.slow",)).slow is there
