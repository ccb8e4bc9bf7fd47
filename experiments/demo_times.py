"""How long the demo takes to answer: writes the table in ``docs/demo.md``.

    python experiments/demo_times.py

Times are from question to compressed answer, on one thread, kernels compiled; "work" is processor time,
which other load on the machine changes little, "waited" is the time on the clock. The class is 30 sessions
that each ask ten times, about every two seconds, over HTTP.
"""

from __future__ import annotations

import os
import platform
import random
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import stonecast as sc
from stonecast.app.answers import answer
from stonecast.app.library import Library

PAGE = Path(__file__).resolve().parents[1] / "docs" / "demo.md"
BEGIN, END = "<!-- times: written by experiments/demo_times.py -->", "<!-- end of times -->"
SIZES = (2_000, 10_000, 100_000)


def town(readers: int) -> sc.Scenario:
    """Return the classroom with more people: communities of the same size, a star whom half follow."""
    return sc.load("classroom").with_changes(
        name=f"town_{readers}",
        market__readers=readers,
        market__communities=readers * 24 // 2000,
        money__budget=460.0 * (readers / 2000) ** 0.9,
        bloggers=[
            {"name": "star", "kind": "big", "count": 1, "followers": readers // 2, "audience": "everywhere"},
            {"name": "neighbour", "kind": "small", "count": 300, "followers": 30},
        ],
    )


def timed(times: int, act: Callable[[int], object]) -> tuple[float, float, float]:
    """Median processor time, median and 95% quantile of time on the clock [ms]."""
    work, clock = [], []
    for turn in range(times):
        before, start = time.thread_time(), time.perf_counter()
        act(turn)
        clock.append(1000 * (time.perf_counter() - start))
        work.append(1000 * (time.thread_time() - before))
    return statistics.median(work), statistics.median(clock), sorted(clock)[int(0.95 * (times - 1))]


def answers() -> list[str]:
    """Return rows of the table of answers."""
    rows = []
    for readers in SIZES:
        library = Library(people=readers)
        name = library.add(town(readers))
        times = 15 if readers < 50_000 else 3
        size = len(answer(library, library.read({"scenario": name}), lambda: None))

        def ask(**query: str) -> None:
            answer(library, library.read({"scenario": name, **query}), lambda: None)  # noqa: B023

        ask(trust_known="0.5")
        kinds = {
            "any other control": lambda turn: ask(luck=str(turn + 2), seen="0.45"),
            "a control of the people": lambda turn: ask(trust_known=f"{0.6 + turn / 1000:.3f}"),
        }
        for kind, act in kinds.items():
            work, middle, late = timed(times, act)
            told = [
                f"{readers:,}",
                kind,
                *(f"{ms:.0f} ms" for ms in (work, middle, late)),
                f"{size / 1000:.0f} kB",
            ]
            rows.append(f"| {' | '.join(told)} |")
    return rows


def start() -> tuple[subprocess.Popen[str], str, float]:
    """Start a server; return it, its address, and the seconds until it listens."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "stonecast", "demo", "--no-browser", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    return server, server.stdout.readline().split()[-1], time.perf_counter() - begun


def fetch(url: str) -> float:
    """Fetch an address; return the milliseconds that took."""
    begun = time.perf_counter()
    asked = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=900) as told:
        told.read()
    return 1000 * (time.perf_counter() - begun)


def class_of_thirty() -> str:
    """Return a row: thirty sessions, ten questions each."""
    server, url, _ = start()
    try:
        fetch(f"{url}api/run?luck=2")
        times: list[float] = []

        def pupil(number: int) -> None:
            chance = random.Random(number)
            for turn in range(10):
                time.sleep(chance.uniform(1, 3))
                times.append(
                    fetch(f"{url}api/run?session={number}&turn={turn}&luck={chance.randrange(10**6)}")
                )

        pupils = [threading.Thread(target=pupil, args=(number,)) for number in range(30)]
        for one in pupils:
            one.start()
        for one in pupils:
            one.join()
    finally:
        server.terminate()
        server.wait()
    late = sorted(times)[int(0.95 * (len(times) - 1))]
    middle = statistics.median(times)
    return f"30 sessions, {len(times)} questions: median {middle:.0f} ms, 95% below {late:.0f} ms."


def first_picture(cache: str | None) -> str:
    """Return the seconds from the command until setup, answer and world have been sent."""
    if cache:
        os.environ["STONECAST_CACHE"] = cache
    begun = time.perf_counter()
    server, url, listens = start()
    try:
        for path in ("", "page/main.js", "api/setup", "api/run?scenario=classroom"):
            fetch(url + path)
        whole = time.perf_counter() - begun
        fetch(f"{url}api/run?scenario=classroom&luck=2")
        live = time.perf_counter() - begun
    finally:
        server.terminate()
        server.wait()
    return (
        f"{listens:.1f} s until it listens, {whole:.1f} s until the first picture is sent, "
        f"{live:.1f} s until the first live answer"
    )


def main() -> None:
    """Measure, and write the block."""
    load = os.getloadavg()[0]
    rows = answers()
    warm = first_picture(None)
    cold = first_picture(f"/tmp/stonecast-cold-{os.getpid()}")
    os.environ.pop("STONECAST_CACHE")
    block = "\n".join(
        [
            BEGIN,
            "",
            f"Measured {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors ({platform.machine()}),",
            f"Python {platform.python_version()}, while {load:.0f} others were busy too (load average): read",
            "processor time as what an idle machine would need.",
            "",
            "| people | what changes | work | waited, median | waited, 95% | answer |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
            f"- From the command, kernels compiled: {warm}.",
            f"- From the command, nothing compiled yet: {cold}.",
            f"- {class_of_thirty()}",
            "",
            END,
        ]
    )
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    PAGE.write_text(head + block + tail, encoding="utf-8")


if __name__ == "__main__":
    main()
