"""Notebooks: each runs from top to bottom with small settings, and says the same as its text file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
NAMES = ["teacher", "strategist", "researcher"]
SMALL = {
    "STONECAST_LUCKS": "4",
    "STONECAST_SCALE": "500",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}

ALONE = """
%reset -f
from stonecast.report import style
style.to_both = lambda figure, side_by_side=False: (b"", "<svg></svg>")
style.to_svg = lambda figure: "<svg></svg>"
"""
"""Nothing is there of another notebook, and no figure is drawn but those that a notebook shows."""

jupytext = pytest.importorskip("jupytext", reason="no jupytext: notebooks are not tried")
nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
jupyter_client = pytest.importorskip("jupyter_client")


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_says_the_same_as_its_text(name: str) -> None:
    """Edit the .py, then: jupytext --to ipynb notebooks/NAME.py."""
    text, book = jupytext.read(FOLDER / f"{name}.py"), nbformat.read(FOLDER / f"{name}.ipynb", 4)
    assert [(cell.cell_type, cell.source) for cell in book.cells] == [
        (cell.cell_type, cell.source) for cell in text.cells
    ]
    assert not any(cell.get("outputs") for cell in book.cells), "results are made by whoever runs it"


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One kernel for all notebooks: to start one and to load everything takes longer than most of them."""
    made = jupyter_client.KernelManager(kernel_name="python3")
    made.start_kernel(env={**os.environ, **SMALL}, cwd=str(tmp_path_factory.mktemp("notebooks")))
    yield made
    made.shutdown_kernel(now=True)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs(name: str, kernel: Any) -> None:
    book = jupytext.read(FOLDER / f"{name}.py")
    book.cells.insert(0, nbformat.v4.new_code_cell(ALONE))
    nbclient.NotebookClient(book, km=kernel, timeout=300).execute()
    kinds: list[Any] = [
        kind for cell in book.cells for out in cell.get("outputs", ()) for kind in out.get("data", ())
    ]
    assert "image/png" in kinds, "a notebook shows a figure"
