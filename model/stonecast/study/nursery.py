"""Run one tiny campaign when this is imported: for the process that local workers are forked from.

The one module with a side effect at import: the fork server knows no other way to be prepared, and so
kernels are loaded once on a machine, not once in every worker or in every one that replaces a dead one.
"""

from __future__ import annotations

import contextlib

TINY = """
[market]
readers = 50
followees_mean = 5
[market.trust]
conversations = 5
[[bloggers]]
name = "one"
kind = "big"
count = 1
followers = 10
[money]
budget = 1e9
fixed_cost = 0
[plans.only]
hire = ["one_000"]
"""


def warm() -> None:
    """Load every kernel that a plain run needs."""
    from stonecast.campaign import run
    from stonecast.network.build import build_market
    from stonecast.scenario import parse
    from stonecast.study import worker  # noqa: F401

    spec = parse(TINY, where="nursery.toml")
    market = build_market(spec)
    spec = parse(TINY.replace("one_000", market.bloggers[0].name), where="nursery.toml")
    run(spec, market=market).totals  # noqa: B018


# A worker tells what is wrong in its own words; here an error would end the fork server.
with contextlib.suppress(Exception):
    warm()
