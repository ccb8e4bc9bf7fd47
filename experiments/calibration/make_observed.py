"""Make the data of the worked example: one campaign of mom_bloggers with other settings, under one luck.

The data are synthetic. What made them is below, so that anyone can see whether a fit finds it again:

    python experiments/calibration/make_observed.py
    stonecast calibrate experiments/calibration/one_campaign.toml
"""

from pathlib import Path

import stonecast as sc
from stonecast.scenario.settings import changed

TRUTH = {"respond.rate": 0.32, "reshare.share": 0.3, "buy.base": -6.6}
PLAN, LUCK = "one_large_stone", 20_260_301


def main() -> None:
    """Write observed.csv beside this file."""
    spec = changed(sc.load("mom_bloggers", scale=20), TRUTH)
    daily = sc.run(spec, plan=PLAN, luck=LUCK).daily[["engaged", "orders"]].astype(int)
    daily.to_csv(Path(__file__).parent / "observed.csv", lineterminator="\n")


if __name__ == "__main__":
    main()
