"""Does each method find what made the data? Simulation-based calibration on a small pond.

    python experiments/calibration/recovery.py [rejection|smc|moments|elsewhere ...]

``elsewhere`` is rejection of data from markets that the fit does not have.

Writes recovery/METHOD.csv (every rank), METHOD.json (what was found) and METHOD.png; then report.py puts
the numbers into docs/calibrating.md.
"""

import json
import sys
from pathlib import Path
from time import process_time

import pandas as pd

import stonecast as sc
from stonecast.fitting.recovery import recover
from stonecast.report.style import to_png

HERE = Path(__file__).parent

TOLD = {
    "scenario": str(HERE / "small_pond.toml"),
    "plan": "one",
    "parameters": [
        {"setting": "respond.rate", "low": 0.2, "high": 5.0, "distribution": "loguniform"},
        {"setting": "reshare.share", "low": 0.0, "high": 1.0},
    ],
    "particles": 150,
    "lucks": 8,
}
SIZES = {"rejection": (400, 4000), "smc": (50, 800), "moments": (25, 1000), "elsewhere": (400, 4000)}
"""Fits, and settings that each (of rejection: all together) may try."""


def main() -> None:
    """Check the methods that are named; all by default."""
    (HERE / "recovery").mkdir(exist_ok=True)
    days = sc.load(TOLD["scenario"]).clock.days
    blank = pd.DataFrame({"day": range(days), "engaged": 0})  # says only which days are known
    for method in sys.argv[1:] or SIZES:
        fits, runs = SIZES[method]
        started = process_time()
        elsewhere = method == "elsewhere"
        spec = TOLD | {"method": "rejection" if elsewhere else method, "runs": runs}
        found = recover(spec, fits, observed=blank, threads=True, elsewhere=elsewhere)
        place = HERE / "recovery" / method
        pd.DataFrame(found.ranks, columns=list(found.settings)).to_csv(f"{place}.csv", index=False)
        told = {"method": method, "fits": fits, "runs": runs, "table": found.table().to_dict("records")}
        Path(f"{place}.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        Path(f"{place}.png").write_bytes(to_png(found.plot(bins=20 if fits >= 400 else 10), dpi=130))
        print(f"{method}: {process_time() - started:.0f} s of processor time\n{found.table().to_string()}")


if __name__ == "__main__":
    main()
