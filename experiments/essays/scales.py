"""What each essay's scenario costs: as shipped, and at full size.

    python experiments/essays/scales.py                  all of them, as committed
    python experiments/essays/scales.py --only by_score  some only; the others keep what was measured

Each is measured in a process of its own, on one thread: the market is built, every plan runs under a few
lucks. A first run, which may compile, is not counted. Processor time is the user's and the system's; memory
is the largest resident size. Writes results/scales.json, which run.py --page puts into docs/claims.md.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

import stonecast as sc

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "scales.json"
ESSAYS = (
    "mom_bloggers",
    "follow_back",
    "targeted_pitch",
    "award_vote",
    "small_restaurant",
    "mega_brand",
    "daily_deal",
    "bad_review",
    "rise_and_fall",
    "portfolio",
    "by_score",
)
LUCKS = 3


def cost(name: str, scale: float) -> dict[str, Any]:
    """Return what a scenario costs here: seconds of processor time, and megabytes."""
    spec = sc.load(name, scale=scale)
    small = spec.with_changes(scale=max(scale, spec.market.readers / 5_000))
    for plan in spec.compare.plans:
        _ = sc.run(small, plan=plan).totals
    started = process_time()
    market = sc.build_market(spec)
    built = process_time()
    for luck in range(LUCKS):
        for plan in spec.compare.plans:
            _ = sc.run(spec, plan=plan, luck=luck, market=market).totals
    per_megabyte = 2**20 if sys.platform == "darwin" else 2**10
    return {
        "market_s": built - started,
        "luck_s": (process_time() - built) / LUCKS,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / per_megabyte,
        "load": os.getloadavg()[0],
        "processors": os.cpu_count(),
        "date": datetime.now(UTC).date().isoformat(),
    }


def measure(name: str) -> dict[str, Any]:
    """Return what one scenario costs at its own scale and at full size."""
    spec = sc.load(name)

    def apart(scale: float) -> Any:
        command = [sys.executable, __file__, "--here", name, str(scale)]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)

    shipped = apart(spec.scale)
    return {
        "name": name,
        "scale": spec.scale,
        "people": spec.market.readers,
        "plans": len(spec.compare.plans),
        "lucks": spec.compare.luck,
        "markets": spec.compare.markets,
        "shipped": shipped,
        "full": shipped if spec.scale == 1 else apart(1.0),
    }


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Return the table of what was measured."""
    lines = [
        "| scenario | people | scale | plans x markets x lucks | market | a luck | comparison | memory "
        "| market, scale 1 | a luck | memory | load | date |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        shipped, full = row["shipped"], row["full"]
        whole = row["markets"] * (shipped["market_s"] + row["lucks"] * shipped["luck_s"])
        low, high = sorted((shipped["load"], full["load"]))
        lines.append(
            f"| `{row['name']}` | {row['people']:,} | {row['scale']:g} | "
            f"{row['plans']} x {row['markets']} x {row['lucks']} | {_costs(shipped)} | "
            f"{whole:.0f} s | {_size(shipped)} | {_costs(full)} | {_size(full)} | "
            f"{low:.0f} to {high:.0f} | {full['date']} |"
        )
    return "\n".join(lines)


def _costs(cost: dict[str, Any]) -> str:
    return f"{cost['market_s']:.1f} s | {cost['luck_s']:.2f} s"


def _size(cost: dict[str, Any]) -> str:
    megabytes = cost["memory_mb"]
    return f"{megabytes / 1024:.1f} GB" if megabytes >= 1024 else f"{megabytes:.0f} MB"


def main() -> None:
    """Measure what is asked for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--only", nargs="+", default=list(ESSAYS), choices=ESSAYS, metavar="NAME")
    asked.add_argument("--here", nargs=2, metavar=("NAME", "SCALE"), help=argparse.SUPPRESS)
    told = asked.parse_args()
    if told.here:
        print(json.dumps(cost(told.here[0], float(told.here[1]))))
        return
    known = {row["name"]: row for row in json.loads(RESULTS.read_text("utf-8"))} if RESULTS.exists() else {}
    for name in told.only:
        known[name] = measure(name)
        print(table([known[name]]).splitlines()[-1], flush=True)
        rows = [known[name] for name in ESSAYS if name in known]
        RESULTS.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
