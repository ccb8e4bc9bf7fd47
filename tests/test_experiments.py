"""Every experiment that can be run stands in the list of experiments, with what it writes."""

from __future__ import annotations

from pathlib import Path

EXPERIMENTS = Path(__file__).resolve().parents[1] / "experiments"
LIST = (EXPERIMENTS / "README.md").read_text(encoding="utf-8")
ASIDE = {"benchmarks/worker.py"}
"""Started by others only."""


def test_every_program_is_in_the_list() -> None:
    programs = {
        str(path.relative_to(EXPERIMENTS))
        for path in EXPERIMENTS.rglob("*.py")
        if "if __name__" in path.read_text(encoding="utf-8")
    }
    assert programs, "where are they?"
    assert not [name for name in sorted(programs - ASIDE) if f"experiments/{name}" not in LIST]


def test_what_the_list_names_is_there() -> None:
    written = [cell for row in LIST.splitlines() if row.startswith("|") for cell in row.split("`")[1::2]]
    for name in written:
        where = EXPERIMENTS if not name.startswith(("docs/", "scenarios/")) else EXPERIMENTS.parent
        if name.startswith(("python ", "stonecast ")):
            where, name = EXPERIMENTS.parent, name.split(" ")[1 if name.startswith("python ") else 2]
        if not name.startswith(("--", "out/")):
            assert (where / name).exists(), name
