"""Compare this project with its peers on one machine, in one run: who agrees, and how fast each is.

    python3 -m uv run --group peers python experiments/benchmarks/run.py
    python3 -m uv run --group peers python experiments/benchmarks/run.py --small --out out/benchmarks

The rules are in docs/performance.md. A faster version of a peer's adapter (``peers/``) is welcome.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import machine
import tables
from measure import PROCESSES, Case, Rules
from networks import MADE, REAL, USUAL, store
from peers import ORDER, OURS

HERE = Path(__file__).resolve().parent
LAST_SLOW, LAST_COSTS, LAST_CASE = 0.6, 0.85, 0.92
"""Shares of ``--minutes`` after which slow peers are left out, other costs too, and nothing more begins."""

SMALL = Rules(checking=0.4, timing=0.02, repetitions=1, patience=60.0)


def main(arguments: list[str] | None = None) -> int:
    """Run everything; 1 if this project is wrong anywhere."""
    told = _parse(arguments)
    out: Path = told.out or (Path("out/benchmarks") if told.small else HERE / "results")
    out.mkdir(parents=True, exist_ok=True)
    asked = Rules(repetitions=told.repetitions, everyone=told.everyone, patience=told.patience)
    rules = SMALL if told.small else asked
    networks = told.networks or (["2k"] if told.small else list(USUAL))
    record: dict[str, Any] = {"machine": machine.describe(), "networks": {}, "cases": []}
    began = time.perf_counter()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    clock = Clock(told.minutes)
    try:
        with tempfile.TemporaryDirectory(prefix="stonecast-benchmarks-") as folder:
            for name in networks:
                _compare(name, Path(folder), told, rules, record, out, clock)
        if not told.small and not told.no_costs and clock.has(LAST_COSTS):
            import costs

            record["costs"] = costs.measure(told.repetitions)
    except KeyboardInterrupt:
        record.setdefault("not_reached", []).append("Ended by hand before all was measured")
    record["took_s"] = round(time.perf_counter() - began)
    _write(record, out, figure=not told.small and bool(record["cases"]))
    print((out / "table.md").read_text())
    wrong = any(case["entries"][OURS]["state"] != "right" for case in record["cases"])
    return int(wrong or not record["cases"])


class Clock:
    """How much of the time that the whole run may take has gone."""

    def __init__(self, minutes: float | None) -> None:
        self._end = None if minutes is None else 60.0 * minutes
        self._began = time.perf_counter()

    def has(self, share: float) -> bool:
        """Whether less than this share of the time has gone."""
        return self._end is None or time.perf_counter() - self._began < share * self._end


def _compare(
    name: str,
    folder: Path,
    told: argparse.Namespace,
    rules: Rules,
    record: dict[str, Any],
    out: Path,
    clock: Clock,
) -> None:
    stored = store(name, folder)
    if stored is None:
        record["networks"][name] = "not there: name its folder in STONECAST_DATA"
        return
    record["networks"][name] = {"people": stored.people, "ties": stored.ties, "largest": stored.largest}
    for process in told.processes or PROCESSES:
        if not clock.has(LAST_CASE):
            missed = f"{name}, {tables.PROCESSES[process]}: no time was left"
            record.setdefault("not_reached", []).append(missed)
            continue
        began = time.perf_counter()
        bearable = replace(rules, slow_too=clock.has(LAST_SLOW))
        case = Case(stored, process, told.only, bearable, out / "peers.log")
        record["cases"] += case.measure()
        print(f"{name} {process}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
        _write(record, out, figure=False)


def _write(record: dict[str, Any], out: Path, *, figure: bool) -> None:
    (out / "results.json").write_text(json.dumps(record, indent=1) + "\n")
    (out / "table.md").write_text(tables.page(record))
    if figure:
        import picture

        picture.save(record, out)
        if out.resolve() == HERE / "results":
            tables.into_docs(record, HERE.parents[1] / "docs" / "performance.md")


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--small", action="store_true", help="2,000 people: who agrees, in about a minute")
    parser.add_argument("--only", help=f"some of {','.join(ORDER)} (ours always runs)")
    parser.add_argument("--networks", help=f"some of {','.join((*MADE, *REAL))}")
    parser.add_argument("--processes", help=f"some of {','.join(PROCESSES)}")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--everyone", action="store_true", help="try slow peers on every network")
    parser.add_argument("--patience", type=float, default=30.0, help="seconds one command may take")
    parser.add_argument("--minutes", type=float, help="what the whole run may take: what is least comes last")
    parser.add_argument("--no-costs", action="store_true", help="leave out start, generation and the like")
    parser.add_argument("--out", type=Path, help="folder of the results")
    told = parser.parse_args(arguments)
    told.only = _some(parser, told.only, ORDER, OURS) or list(ORDER)
    told.networks = _some(parser, told.networks, (*MADE, *REAL))
    told.processes = _some(parser, told.processes, tuple(PROCESSES))
    return told


def _some(
    parser: argparse.ArgumentParser, given: str | None, known: tuple[str, ...], always: str | None = None
) -> list[str] | None:
    if given is None:
        return None
    names = given.split(",")
    unknown = [name for name in names if name not in known]
    if unknown:
        parser.error(f"{unknown[0]!r}: choose from {', '.join(known)}")
    return [name for name in known if name in names or name == always]


if __name__ == "__main__":
    sys.exit(main())
