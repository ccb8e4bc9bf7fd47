"""Fill an empty cache of kernels before the suite: two processes compile half each, nobody compiles twice.

Kernels only: what is compiled, and what tests find, is the same without it.
"""

from __future__ import annotations

import sys

import numpy as np

import by_hand
import markets
import stonecast as sc
import test_agreement_bonds as bonds
import test_agreement_everything as everything
import test_agreement_seeing as seeing
from stonecast.inference import bootstrap
from stonecast.network.measure import measure


def tick() -> None:
    """All mechanisms on markets made by hand, under each rule of contagion."""
    for rule in by_hand.RULES:
        spec = by_hand.scenario(**everything.EVERYTHING, respond__rule=rule)
        sc.run(spec, market=everything.place(1), luck=0).totals  # noqa: B018
    alone = [{**bonds.MUCH, **bonds.LEAVING}, {"message__sponsored": False, **bonds.MUCH}]
    alone += [
        {**bonds.LEAVING, **bonds.FOLLOWING[name]} for name in ("attention", "posts that live for days")
    ]
    alone += [seeing.SETTINGS["a ranked feed"], {**seeing.DELAY, "plans": by_hand.hiring("stone_0")}]
    place = by_hand.random_market(readers=80, followees=4.0, bloggers=2, audience=25, draw=5)
    for changes in alone:
        sc.run(by_hand.scenario(**{**by_hand.LIVELY, **changes}), market=place, luck=11).totals  # noqa: B018
    far = by_hand.with_followers(place, 400_000)
    sc.run(by_hand.scenario(**{**by_hand.LIVELY, **seeing.DELAY}), market=far, luck=11).totals  # noqa: B018


def pond() -> None:
    """What makes a market, and plain cascades."""
    measure(markets.build(readers=300, communities=4))
    dealt = sc.load("null_pond").with_changes(market__readers=2_000, market__partitioned=1_000)
    sc.run(dealt, plan="ten_stones", luck=0).totals  # noqa: B018
    bootstrap.picks(5, 10)
    network = markets.build(readers=2_000, communities=4, reciprocity=0.2).network
    for coins in ("campaign", "quick"):
        for chance in (0.05, 0.3, "weighted_cascade", np.full(network.ties, 0.05)):
            sc.independent_cascade(network, chance, seeds=[0], runs=70, luck=0, coins=coins)
        for weights in ("uniform", np.full(network.ties, 1e-3)):
            sc.linear_threshold(network, weights, seeds=[0], runs=4, luck=0, coins=coins)


if __name__ == "__main__":
    {"tick": tick, "pond": pond}[sys.argv[1]]()
