"""Make the data of the worked example: one campaign in a small town, under one luck.

The data are synthetic. What made them is below, so that anyone can see whether a fit finds it again:

    python experiments/calibration/make_observed.py
    stonecast calibrate experiments/calibration/one_campaign.toml
"""

from pathlib import Path

import stonecast as sc
from stonecast.scenario.settings import changed

HERE = Path(__file__).parent
TRUTH = {"respond.rate": 0.8, "reshare.share": 0.3, "buy.base": -4.5}
PLAN, LUCK = "three_posts", 20_260_301


def main() -> None:
    """Write observed.csv beside this file."""
    spec = changed(sc.load(HERE / "town.toml"), TRUTH)
    daily = sc.run(spec, plan=PLAN, luck=LUCK).daily[["engaged", "orders"]].astype(int)
    daily.to_csv(HERE / "observed.csv", lineterminator="\n")


if __name__ == "__main__":
    main()
