"""Draw docs/seeing.svg: what attention and half-life let through. Run: python experiments/seeing.py"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from stonecast.campaign import run
from stonecast.network.csr import Network
from stonecast.network.market import BloggerRecord, Market
from stonecast.report import style
from stonecast.scenario import parse

OUT = Path(__file__).resolve().parents[1] / "docs"
FANS, DAYS = 20_000, 60
PLATFORMS = {"twitter": 80 / 1440, "instagram": 0.81, "youtube": 7.0, "pinterest": 110.0, "blog": 730.0}
PLACES = {
    "twitter": (1, 1.05),
    "instagram": (13, 1.05),
    "youtube": (14, 0.68),
    "pinterest": (44, 0.29),
    "blog": (50, 0.07),
}
FOLLOWEES = (5, 10, 20, 50, 100, 300, 1_000, 3_000, 10_000)
TEXT = """
[clock]
days = {days}
[market]
readers = 20000
trust.conversations = 150
[[bloggers]]
name = "stone"
kind = "small"
count = 1
followers = 10
platform = "here"
[platforms.here]
half_life_days = {half}
[see]
visibility = 1
[attention]
on = {attention}
bloggers_everyday_posts = 0
followees_outside = {outside}
[reshare]
share = 0
[money]
budget = 1e9
fixed_cost = 0
[plans.one]
hire = ["stone_1"]
"""


def seen(half: float = 0.0, outside: int | None = None, days: int = 1) -> NDArray[np.float64]:
    """Share of one blogger's followers who have seen the post, day by day."""
    told = {"attention": str(outside is not None).lower(), "outside": outside or 0}
    spec = parse(TEXT.format(half=half, days=days, **told), where="figure.toml")
    network = Network.from_ties(np.full(FANS, FANS), np.arange(FANS), people=FANS + 1, trust=0.3)
    market = Market(
        network=network,
        positions=np.full((FANS + 1, 2), 0.5),
        communities=np.zeros(FANS + 1, np.int32),
        close=np.zeros(FANS, np.bool_),
        bloggers=(BloggerRecord("stone_1", "stone", "small", FANS, FANS, 1.0),),
        readers=FANS,
        scale=1.0,
        seed=0,
    )
    return run(spec, plan="one", luck=1, market=market).counts[:, 1].cumsum() / FANS


def main() -> None:
    """Run and draw."""
    with style.house():
        figure = style.canvas(8.6, 3.6)
        left, right = figure.subplots(1, 2)
        shares = [float(seen(outside=count)[-1]) for count in FOLLOWEES]
        left.plot(FOLLOWEES, [min(1.0, 100 / (5 * count + 1)) for count in FOLLOWEES], color="0.7", lw=4)
        left.plot(FOLLOWEES, shares, "o", color=style.ink(0))
        left.set(xscale="log", yscale="log", ylim=(1e-3, 1.6))
        left.set_xticks([10, 100, 1_000, 10_000], ["10", "100", "1,000", "10,000"])
        left.set_yticks([0.001, 0.01, 0.1, 1.0], ["0.1%", "1%", "10%", "100%"])
        left.minorticks_off()
        left.set(xlabel="accounts that a follower follows", ylabel="followers who see a post")
        left.set_title("Attention: 100 posts read a day")
        left.text(1500, 0.08, "min(1, A / L)", color="0.45")
        for number, (name, half) in enumerate(PLATFORMS.items()):
            share = seen(half=half, days=DAYS)
            right.plot(np.arange(1, DAYS + 1), share, color=style.ink(number))
            right.text(*PLACES[name], name, color=style.ink(number))
        right.set(xlim=(0, DAYS + 2), ylim=(0, 1.15), xlabel="days since the post")
        right.set_yticks([0, 0.25, 0.5, 0.75, 1.0], ["0", "25%", "50%", "75%", "100%"])
        right.set_ylabel("of those who ever see it")
        right.set_title("Half-life: when a post is seen")
        style.footnote(figure, f"Runs with {FANS:,} followers of one blogger; the grey line is theory.")
    (OUT / "seeing.svg").write_text(style.to_svg(figure), encoding="utf-8")


if __name__ == "__main__":
    main()
