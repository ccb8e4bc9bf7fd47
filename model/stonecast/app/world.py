"""The world of a market as a page needs it: where everybody stands, who can be hired, some of the ties."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast import recording_format as form
from stonecast.network.market import Market

FORMAT = "stonecast-world"
VERSION = 1
PLACES = 250_000
"""Up to so many people everybody has a place; of more, so many evenly spread ones, and the bloggers."""
TIES = 6_000
"""Most ties between readers that are sent to be drawn."""


def pack(market: Market) -> bytes:
    """Return the world as JSON text in UTF-8, arrays in base64: the same market gives the same bytes.

    The arrays are ``place_row`` (int32, empty: everybody in order), ``place_x`` and ``place_y`` (uint16,
    0 .. 65535 for 0 .. 1), ``place_community`` (uint16) and a sample of the ties between readers:
    ``tie_author``, ``tie_follower`` (int32) and ``tie_trust`` (uint8, 0 .. 255 for 0 .. 1).
    """
    rows = _placed(market)
    everybody = rows.size == market.network.people
    fixed = form.fixed(market.positions[rows])
    author, follower, trust = _ties(market, rows)
    arrays: dict[str, NDArray[Any]] = {
        "place_row": np.empty(0, "<i4") if everybody else rows.astype("<i4"),
        "place_x": fixed[:, 0].astype("<u2"),
        "place_y": fixed[:, 1].astype("<u2"),
        "place_community": (market.communities[rows] % 65_536).astype("<u2"),
        "tie_author": author.astype("<i4"),
        "tie_follower": follower.astype("<i4"),
        "tie_trust": np.rint(trust * 255.0).astype("|u1"),
    }
    told = {
        "format": FORMAT,
        "version": VERSION,
        "market": {
            "people": market.network.people,
            "readers": market.readers,
            "ties": market.network.ties,
            "scale": float(market.scale),
            "seed": market.seed,
        },
        "bloggers": [
            {
                "row": blogger.row,
                "name": blogger.name,
                "kind": blogger.kind,
                "tier": blogger.tier,
                "followers": blogger.followers,
            }
            for blogger in market.bloggers
        ],
        "arrays": {
            name: {
                "type": "<u1" if array.dtype.itemsize == 1 else array.dtype.str,
                "length": int(array.size),
                "data": base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii"),
            }
            for name, array in arrays.items()
        },
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def complete(market: Market) -> bool:
    """Say whether the world holds everybody's place, so that recordings need not."""
    return market.network.people <= PLACES


def _placed(market: Market) -> NDArray[np.int64]:
    people = market.network.people
    if complete(market):
        return np.arange(people)
    spread = np.linspace(0, people - 1, PLACES).astype(np.int64)
    return np.unique(np.concatenate([spread, [blogger.row for blogger in market.bloggers]]))


def _ties(
    market: Market, rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Return every k-th tie between readers who have a place: ties lie in the order of places in the pond."""
    network = market.network
    trust = network.trust
    assert trust is not None, "a market always has trust"
    between = int(network.offsets[market.readers])
    ties = np.unique(np.linspace(0, max(between - 1, 0), min(4 * TIES, between)).astype(np.int64))
    author = np.searchsorted(network.offsets, ties, side="right") - 1
    follower = network.followers[ties].astype(np.int64)
    known = np.isin(author, rows) & np.isin(follower, rows) & (follower < market.readers)
    some = np.flatnonzero(known)
    some = some[np.unique(np.linspace(0, max(some.size - 1, 0), min(TIES, some.size)).astype(np.int64))]
    return author[some], follower[some], trust[ties[some]]
