"""What a million rows cost to read: processor time and memory, each question in a process of its own.

    python experiments/million_rows.py [FOLDER FOR THE STORE] [rounds]

The store (half a gigabyte) is written once and kept. Writes the table in docs/studies.md.
"""

from __future__ import annotations

import json
import re
import resource
import statistics
import subprocess
import sys
from pathlib import Path
from time import perf_counter, process_time

from stonecast.campaign import TOTALS
from stonecast.scenario import load
from stonecast.study.results import Sweep
from stonecast.study.store import Row, Store
from stonecast.study.studyfile import of

PAGE = Path(__file__).parents[1] / "docs" / "studies.md"
POINTS, LUCKS = 5000, 100
QUESTIONS = {
    "summary()": lambda found: found.summary(),
    "values(outcome)": lambda found: found.values(),
    "contrasts([outcome])": lambda found: found.contrasts([found.study.outcome]),
    "chunks(), all columns": lambda found: sum(len(piece) for piece in found.chunks()),
}


def written(path: Path) -> Path:
    """Write the store, if it is not there."""
    if not path.exists():
        factor = {"setting": "respond.rate", "values": [1 + p / POINTS for p in range(POINTS)]}
        told = {"name": "million_rows", "lucks": LUCKS, "factors": [factor]}
        study = of(told, scenario=load("classroom"))
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        with Store(study, part) as store:
            for point in range(POINTS):
                values = [tuple(float(point + luck + t) for t in range(len(TOTALS))) for luck in range(LUCKS)]
                rows = [
                    Row((point, plan, study.market_seeds[0], luck), totals)
                    for plan in study.plans[:2]
                    for luck, totals in enumerate(values)
                ]
                store.write(rows, {point: (str(point), None)})
        part.rename(path)
    return path


def ask(path: str, question: str) -> None:
    """Answer one question in this process; print what it took."""
    found = Sweep.open(path)
    found.points()  # what every answer imports is not its cost
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wall, started = perf_counter(), process_time()
    QUESTIONS[question](found)
    took = {"seconds": process_time() - started, "wall": perf_counter() - wall}
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(json.dumps({**took, "megabytes": grown / 1e3}))


def main() -> None:
    """Measure in turns, and write down."""
    if sys.argv[1:2] == ["ask"]:
        ask(sys.argv[2], sys.argv[3])
        return
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "out")
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    folder.mkdir(parents=True, exist_ok=True)
    path = written(folder / "million_rows.sqlite")
    took: dict[str, list[dict[str, float]]] = {name: [] for name in QUESTIONS}
    for _ in range(rounds):
        for name, found in took.items():
            command = [sys.executable, __file__, "ask", str(path), name]
            found.append(json.loads(subprocess.run(command, capture_output=True, check=True).stdout))
    text = table(took, path.stat().st_size)
    marks = "<!-- million -->", "<!-- /million -->"
    page = PAGE.read_text(encoding="utf-8")
    text = f"{marks[0]}\n{text}\n{marks[1]}"
    PAGE.write_text(re.sub(f"{marks[0]}.*{marks[1]}", lambda _: text, page, flags=re.S), encoding="utf-8")
    print(text)


def table(took: dict[str, list[dict[str, float]]], size: int) -> str:
    """Return what was measured: the range over the rounds, and the most memory."""
    lines = ["| | processor time | wall time, fastest | memory |", "|---|---|---|---|"]
    for name, found in took.items():
        seconds = sorted(one["seconds"] for one in found)
        wall = min(one["wall"] for one in found)
        most = statistics.median(one["megabytes"] for one in found)
        lines.append(f"| `{name}` | {seconds[0]:.1f} to {seconds[-1]:.1f} s | {wall:.1f} s | {most:.0f} MB |")
    said = f"A million runs of {len(TOTALS)} outcomes ({POINTS:,} points, 2 plans, {LUCKS} lucks; a store of"
    return "\n".join([*lines, "", f"{said} {size / 1e6:.0f} MB)."])


if __name__ == "__main__":
    main()
