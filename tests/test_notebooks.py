"""Notebooks: each runs from top to bottom with small settings, and says the same as its text file."""

from __future__ import annotations

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

jupytext = pytest.importorskip("jupytext", reason="no jupytext: notebooks are not tried")
nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_says_the_same_as_its_text(name: str) -> None:
    """Edit the .py, then: jupytext --to ipynb notebooks/NAME.py."""
    text, book = jupytext.read(FOLDER / f"{name}.py"), nbformat.read(FOLDER / f"{name}.ipynb", 4)
    assert [(cell.cell_type, cell.source) for cell in book.cells] == [
        (cell.cell_type, cell.source) for cell in text.cells
    ]
    assert not any(cell.get("outputs") for cell in book.cells), "results are made by whoever runs it"


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for key, value in SMALL.items():
        monkeypatch.setenv(key, value)
    book = jupytext.read(FOLDER / f"{name}.py")
    client = nbclient.NotebookClient(
        book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    kinds: list[Any] = [
        kind for cell in book.cells for out in cell.get("outputs", ()) for kind in out.get("data", ())
    ]
    assert "image/png" in kinds, "a notebook shows a figure"
