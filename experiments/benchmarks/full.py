"""What the full model costs: by phase, against its readable twin and a bare cascade, among bystanders.

    python experiments/benchmarks/full.py [--no-reference] [--people 20000] [--out FOLDER]

One thread, processor time, what is compared in turn. In the scenario `everything.toml` every mechanism
is on. Writes ``full.json`` and the part of ``docs/performance.md`` between the markers; without the twin
(``--no-reference``), what it took last is kept there.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from machine import describe

import stonecast as sc
from stonecast.counts import COUNTS
from stonecast.network.market import Market
from stonecast.phases import PHASES
from stonecast.rumour import Scratch
from stonecast.state import State

HERE = Path(__file__).resolve().parent
DOCS = HERE.parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- full: begin (full.py writes this part) -->", "<!-- full: end -->"
TURNS = 3
LARGE = 10
"""What is compared with a bare cascade is compared among so many times the people too."""

Record = dict[str, Any]


def scenario(people: int) -> sc.Scenario:
    """Every mechanism on, for so many readers."""
    spec = sc.load(HERE / "everything.toml")
    return spec.with_changes(market__readers=people, market__communities=max(1, people // 500))


def one_run(spec: sc.Scenario, market: Market, luck: int, scratch: Scratch) -> Record:
    """Seconds of building, of each phase and of each tick; ties and members examined; what was counted."""
    began = time.process_time()
    plan = next(iter(spec.plans))
    model = sc.CampaignModel(
        spec, plan=plan, luck=luck, market=market, bystanders=False, collect=False, scratch=scratch
    )
    built = time.process_time()
    phases: dict[str, float] = defaultdict(float)
    ticks, ties, members, offsets = [], 0, 0, market.network.offsets
    for _ in range(spec.clock.ticks):
        tick = 0.0
        for phase in PHASES:
            start = time.process_time()
            phase(model.state)
            spent = time.process_time() - start
            phases[phase.__name__] += spent
            tick += spent
            if phase.__name__ == "publish":
                speaking = [rumour.speaking for rumour in model.state.rumours]
                ties += sum(int((offsets[rows + 1] - offsets[rows]).sum()) for rows in speaking)
            if phase.__name__ == "see":
                members += shown_to(model.state)
        ticks.append(tick)
    counts = dict(zip(COUNTS, model.state.counts.sum(axis=0).tolist(), strict=True))
    return {
        "build_s": built - began,
        "phases_s": dict(phases),
        "ticks_s": ticks,
        "run_s": sum(ticks),
        "ties": ties,
        "members": members,
        "counts": counts,
    }


def shown_to(state: State) -> int:
    """Members of sub-communities whose coin of coming across a post was tossed in this tick."""
    homes = state.market.home
    sizes = np.bincount(homes[: state.market.readers][homes[: state.market.readers] >= 0])
    said = (rows for rumour in state.rumours for rows in rumour.said_there.get(state.day, ()))
    return sum(int(sizes[homes[rows]].sum()) for rows in said)


def plain(spec: sc.Scenario) -> sc.Scenario:
    """Every mechanism off: everybody sees everything, and many pass it on."""
    bare = sc.load("blank")
    told = {"readers": spec.market.readers, "communities": spec.market.communities, "followees_mean": 25.0}
    changes = {f"market__{name}": value for name, value in told.items()}
    return bare.with_changes(
        see__visibility=1.0, respond__rate=1.0, reshare__share=1.0, buy__on=False, clock__days=30, **changes
    )


def cascade(market: Market, chance: float, runs: int, luck: int) -> tuple[float, int]:
    """Processor time of plain cascades, and ties examined: those of all who were reached."""
    network = sc.Network(market.network.offsets, market.network.followers)
    seeds = np.flatnonzero(network.audience > 0)[:100]
    began = time.process_time()
    sizes = sc.independent_cascade(network, chance, seeds=seeds, runs=runs, luck=luck, coins="campaign")
    spent = time.process_time() - began
    return spent, int(sizes.sum() * (network.ties / network.people))


def with_bystanders(market: Market, times: int) -> Market:
    """The same market with people added whom nobody follows and who follow nobody."""
    more = (times - 1) * market.network.people
    network = market.network
    offsets = np.concatenate([network.offsets, np.full(more, network.ties)])
    grown = sc.Network(offsets, network.followers, network.trust)
    places = np.concatenate([market.positions, np.full((more, 2), 0.5)])
    homes = np.concatenate([market.home, np.full(more, -1, np.int32)])
    communities = np.concatenate([market.communities, np.zeros(more, np.int32)])
    return replace(market, network=grown, positions=places, communities=communities, homes=homes)


def in_turn(jobs: dict[str, Callable[[int], Any]], turns: int) -> dict[str, list[Any]]:
    """Run each once uncounted, then all in turn."""
    for job in jobs.values():
        job(0)
    found: dict[str, list[Any]] = {name: [] for name in jobs}
    for turn in range(1, turns + 1):
        for name, job in jobs.items():
            found[name].append(job(turn))
    return found


def against_cascade(spec: sc.Scenario, market: Market) -> Record:
    """Nanoseconds for each tie examined; and for each tie or member of a sub-community."""
    bare, scratch, other = plain(spec), Scratch(), Scratch()
    apart = spec.with_changes(community__on=False)
    pond = sc.build_market(bare)
    jobs: dict[str, Callable[[int], Any]] = {
        "every mechanism on": lambda turn: _per_tie(one_run(spec, market, turn, scratch)),
        "the same, for each tie or member of a sub-community": lambda turn: _per_tie(
            one_run(spec, market, turn, scratch), "members"
        ),
        "every mechanism on but sub-communities": lambda turn: _per_tie(
            one_run(apart, market, turn, scratch)
        ),
        "every mechanism off": lambda turn: _per_tie(one_run(bare, pond, turn, other)),
        "bare cascade, one run": lambda turn: _rate(cascade(market, 0.5, 1, turn)),
        "bare cascade, 64 runs at once": lambda turn: _rate(cascade(market, 0.5, 64, turn)),
    }
    return in_turn(jobs, TURNS)


def _per_tie(run: Record, *more: str) -> float:
    return float(run["run_s"] / max(1, run["ties"] + sum(run[name] for name in more)) * 1e9)


def _rate(spent: tuple[float, int]) -> float:
    return spent[0] / max(1, spent[1]) * 1e9


def by_bystanders(spec: sc.Scenario, market: Market, times: tuple[int, ...]) -> list[Record]:
    """The same campaign among more and more people whom it never reaches."""
    ponds = {str(n): (with_bystanders(market, n), Scratch()) for n in times}
    jobs: dict[str, Callable[[int], Any]] = {
        name: (lambda turn, pond=pond, scratch=scratch: one_run(spec, pond, turn, scratch))
        for name, (pond, scratch) in ponds.items()
    }
    found = []
    for name, runs in in_turn(jobs, TURNS).items():
        found.append(
            {
                "people": ponds[name][0].network.people,
                "build_ms": median(run["build_s"] for run in runs) * 1e3,
                "first_tick_ms": median(run["ticks_s"][0] for run in runs) * 1e3,
                "tick_ms": median(sum(run["ticks_s"][1:]) / (len(run["ticks_s"]) - 1) for run in runs) * 1e3,
                "ties": median(run["ties"] for run in runs),
            }
        )
    return found


def against_reference(spec: sc.Scenario, market: Market, luck: int = 3) -> Record:
    """One run of the readable twin in plain Mesa, and the same run of the engine, several times."""
    sys.path.insert(0, str(HERE.parents[1] / "tests"))
    from reference.campaign import COUNTED, ReferenceModel

    scratch = Scratch()
    one_run(spec, market, luck, scratch)
    ours = [one_run(spec, market, luck, scratch) for _ in range(2)]
    began = time.process_time()
    model = ReferenceModel(spec, market, plan=next(iter(spec.plans)), luck=luck)
    built = time.process_time()
    while model.running:
        model.step()
    theirs = time.process_time() - built
    ours += [one_run(spec, market, luck, scratch) for _ in range(3)]
    sums = {what: sum(tick[what] for tick in model.counts) for what in COUNTED}
    return {
        "reference_s": theirs,
        "reference_build_s": built - began,
        "ours_s": [run["build_s"] + run["run_s"] for run in ours],
        "differ": sorted(what for what in COUNTED if sums[what] != ours[0]["counts"][what]),
    }


def build_million() -> Record:
    """Seconds to build a `CampaignModel` on a ready market of 1,000,000 readers."""
    spec = scenario(1_000_000).with_changes(market__followees_mean=10.0)
    market = sc.build_market(spec)
    spent = []
    for luck in range(1 + TURNS):
        began = time.process_time()
        sc.CampaignModel(spec, market=market, plan=next(iter(spec.plans)), luck=luck, bystanders=False)
        spent.append(time.process_time() - began)
    return {"every mechanism on": {"first_s": spent[0], "later_s": spent[1:]}}


def measure(people: int, spec: sc.Scenario, market: Market) -> Record:
    """Everything of this page but what the readable twin takes."""
    scratch = Scratch()
    one_run(spec, market, 0, scratch)
    record: Record = {"machine": describe(), "people": market.network.people, "ties": market.network.ties}
    record["runs"] = [one_run(spec, market, luck, scratch) for luck in range(1, TURNS + 1)]
    record["cascade"] = against_cascade(spec, market)
    large = scenario(LARGE * people)
    record["cascade_large"] = against_cascade(large, sc.build_market(large))
    record["large"] = LARGE * people
    record["bystanders"] = by_bystanders(spec, market, (1, 10, 50))
    record["million"] = build_million()
    return record


def last_reference(out: Path, people: int) -> Record:
    """What the readable twin took among so many when it was measured last, and when; empty if never."""
    path = out / "full.json"
    last = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if "reference" not in last or last["people"] != people:
        return {}
    when = f"{last['machine']['date']}, commit {last['machine']['commit']}"
    return {"reference": {"measured": when} | last["reference"]}


def write(record: Record, out: Path) -> None:
    """Write ``full.json``, and the part of the page between the markers."""
    from full_words import page

    out.mkdir(parents=True, exist_ok=True)
    (out / "full.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    text = DOCS.read_text(encoding="utf-8")
    if BEGIN in text:
        before, rest = text.split(BEGIN)
        DOCS.write_text(f"{before}{BEGIN}\n\n{page(record)}\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-reference", action="store_true", help="leave the slow twin out")
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--out", type=Path, default=HERE / "results")
    asked = parser.parse_args()
    usual = scenario(asked.people)
    place = sc.build_market(usual)
    result = measure(asked.people, usual, place)
    write(result | last_reference(asked.out, result["people"]), asked.out)
    if not asked.no_reference:
        result["reference"] = against_reference(usual, place)
        write(result, asked.out)
