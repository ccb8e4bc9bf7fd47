"""Trust in an author whom a reader begins to follow."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels import conversation, trade
from stonecast.network.conversation import numbers_of
from stonecast.network.market import Market
from stonecast.scenario.markets import PondMarket
from stonecast.scenario.value import Scenario


def first_trust(
    spec: Scenario, market: Market, authors: NDArray[Any], readers: NDArray[Any]
) -> NDArray[np.float32]:
    """Trust of readers in authors whom they did not follow at the start, shape (n,).

    In a pond it is the trust that the market would have given this tie, had it been there without a
    conversation: drawn by ``market.trust.other`` under the name of author and reader. In an imported
    network it is that of a tie chosen by the same name.
    """
    network = market.network
    assert network.trust is not None, "a market always has trust"
    names = authors.astype(np.int64) << 32 | readers
    if isinstance(spec.market, PondMarket):
        trust = np.empty(names.size, np.float32)
        conversation.draw_each(market.seed, names, *numbers_of(spec.market.trust.other), trust)
        return trust
    drawn = np.empty(names.size, np.int64)
    look_up: Any = trade.words
    look_up(market.seed, 0, named.TRUST, 0, names, np.zeros_like(names), drawn)
    found: NDArray[np.float32] = network.trust[drawn * network.ties >> 32]
    return found
