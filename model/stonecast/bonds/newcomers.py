"""Trust in an author whom a reader begins to follow."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels import conversation
from stonecast.network.conversation import laws
from stonecast.network.market import Market
from stonecast.scenario.schema import PondMarket
from stonecast.scenario.value import Scenario


def first_trust(spec: Scenario, market: Market, author: int, reader: int) -> NDArray[np.float32]:
    """Trust of a reader in an author whom they have not followed before, shape (1,).

    In a pond it is the trust that the market would have given this tie, had it been there without a
    conversation: drawn by ``market.trust.other`` under the name of author and reader. In an imported
    network it is that of a tie chosen by the same name.
    """
    network = market.network
    assert network.trust is not None, "a market always has trust"
    name = (author << 32) | reader
    if isinstance(spec.market, PondMarket):
        trust = np.empty(1, np.float32)
        constants, places, words = laws(spec.market.trust.other)
        conversation.draw_one(market.seed, name, float(constants[0]), int(places[0]), int(words[0]), trust)
        return trust
    word = named.word(market.seed, 0, named.TRUST, 0, name, 0)
    return network.trust[[word * network.ties >> 32]]
