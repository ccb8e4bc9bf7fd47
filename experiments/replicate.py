"""Published results through the engine, against theory: tables and figures of docs/published.md.

    python experiments/replicate.py [--only NAME ...] [--page]

Needs about ten minutes on two processors; `--page` only writes page and figures from the committed results.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from stonecast.provenance import environment
from stonecast.report import style

HERE = Path(__file__).parent
RESULTS = HERE / "published" / "results"
PAGE = HERE.parent / "docs" / "published.md"
STUDIES = ("windows", "advertising", "lattices", "sources", "few_more")


def measure(name: str, workers: int) -> None:
    """Run one study and keep what it found."""
    study = importlib.import_module(f"published.{name}")
    began = time.perf_counter()
    with ProcessPoolExecutor(workers) as pool:
        rows = list(pool.map(study.one, study.cells()))
    told = {"version": environment()["stonecast"], "rows": rounded(rows)}
    (RESULTS / f"{name}.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print(f"{name}: {time.perf_counter() - began:.0f} s")


def rounded(value: object) -> object:
    """The same with ten digits: the last ones of a logarithm differ between processors."""
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, dict):
        return {key: rounded(part) for key, part in value.items()}
    return [rounded(part) for part in value] if isinstance(value, list) else value


def rows_of(name: str) -> Any:
    """What a study has found."""
    return json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))["rows"]


def table_of(name: str) -> str:
    """The table of what a study has found."""
    return str(importlib.import_module(f"published.{name}").table(rows_of(name)))


def show(name: str) -> None:
    """Draw the figure of a study, and write its part of the page."""
    with style.house():
        figure = importlib.import_module(f"published.{name}").draw(rows_of(name))
    (RESULTS / f"{name}.svg").write_text(style.to_svg(figure), encoding="utf-8")
    (RESULTS / f"{name}.png").write_bytes(style.to_png(figure, dpi=110))
    PAGE.write_text(with_part(PAGE.read_text(encoding="utf-8"), name, table_of(name)), encoding="utf-8")


def with_part(page: str, name: str, table: str) -> str:
    """The page with this table between the marks of this study."""
    marks = f"<!-- {name}: begin (experiments/replicate.py writes this part) -->", f"<!-- {name}: end -->"
    assert marks[0] in page, f"docs/published.md has no marks for {name}"
    return re.sub(
        f"{re.escape(marks[0])}.*?{re.escape(marks[1])}",
        lambda _: f"{marks[0]}\n{table}\n{marks[1]}",
        page,
        flags=re.S,
    )


def main() -> None:
    """Measure what is asked for, and show it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=STUDIES, default=STUDIES)
    parser.add_argument(
        "--page", action="store_true", help="write page and figures from the committed results"
    )
    parser.add_argument("--workers", type=int, default=2)
    told = parser.parse_args()
    RESULTS.mkdir(exist_ok=True)
    for name in told.only:
        if not told.page:
            measure(name, told.workers)
        show(name)


if __name__ == "__main__":
    main()
