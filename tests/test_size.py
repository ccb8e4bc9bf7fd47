"""What a market and a run hold in memory, byte for byte."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest

import markets
import stonecast as sc
from stonecast.kernels.ledger import TABLE, TOUCHED
from stonecast.network.market import Market
from stonecast.rumour import PERSON

FROZEN, LIVING, PERSON_MOST, TRANSIENT = 9, 17, 64, 1.5

SIZES = [{"readers": 20_000, "followees_mean": 10.0}, {"readers": 5_000, "followees_mean": 50.0}]


def bytes_of(*held: Any) -> int:
    """Bytes of all arrays in these values."""
    parts = [part for value in held for part in vars(value).values()]
    return sum(part.nbytes for part in parts if isinstance(part, np.ndarray))


def built(size: dict[str, Any]) -> Market:
    return markets.build(communities=20, workers=1, **size)


@pytest.mark.parametrize("size", SIZES)
def test_a_market_and_a_run_hold_nine_bytes_a_tie_and_64_a_person(size: dict[str, Any]) -> None:
    market = built(size)
    people, ties = market.network.people, market.network.ties
    counted = bytes_of(market, market.network) + PERSON.itemsize * people
    assert counted <= FROZEN * ties + PERSON_MOST * people + 64


@pytest.mark.parametrize("size", SIZES)
def test_making_a_market_holds_at_most_half_as_much_again(size: dict[str, Any]) -> None:
    built(size)  # loads what is compiled
    tracemalloc.start()
    try:
        market = built(size)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    seen = 4 * market.network.people  # compiled loops keep marks of their own, which are not traced
    assert most + seen <= TRANSIENT * bytes_of(market, market.network)


def test_a_run_in_which_trust_lives_holds_17_bytes_a_tie() -> None:
    spec = markets.scenario(readers=5_000, followees_mean=50.0).with_changes(
        remember__on=True, follow__on=True, converse__on=True, see__visibility=1.0
    )
    run = sc.run(spec, luck=0)
    network, ledger = run.market.network, run.state.bonds.ledger
    assert ledger.used > 100
    held = (ledger.book[TABLE], ledger.book[TOUCHED], ledger.entries)
    kept = run.market.kept["mutual"][1].nbytes + sum(array.nbytes for array in held)
    counted = bytes_of(run.market, network) + kept
    assert counted <= LIVING * network.ties + (PERSON_MOST - PERSON.itemsize) * network.people
