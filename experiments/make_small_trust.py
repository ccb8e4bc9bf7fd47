"""Make the small trust network that comes with the program: ``scenarios/small_trust.csv``.

    python3 -m uv run python experiments/make_small_trust.py

A pond of 600 people who rate each other from 1 to 10, in the way the generator draws trust; a row says
that ``truster`` follows and rates ``trustee``. The same bits on every machine.
"""

from __future__ import annotations

from pathlib import Path

import stonecast as sc

TARGET = Path(__file__).resolve().parents[1] / "scenarios" / "small_trust.csv"


def main() -> None:
    spec = sc.load("blank").with_changes(
        market__readers=600,
        market__communities=8,
        market__followees_mean=10.0,
        market_seed=2026,
        bloggers=({"name": "nobody", "kind": "small", "count": 1, "followers": 1},),
        plans={"none": {"hire": ({"tier": "nobody"},)}},
        compare={"plans": ()},
        scale=1.0,
    )
    market = sc.build_market(spec)
    network = market.network
    lines = [
        "# 600 people made by experiments/make_small_trust.py; rating from 1 to 10",
        "truster,trustee,rating",
    ]
    assert network.trust is not None
    for author, follower, trust in zip(network.authors, network.followers, network.trust, strict=True):
        if author < market.readers:
            lines.append(f"{follower},{author},{1 + int(trust * 9 + 0.5)}")
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(lines) - 2:,} ratings")


if __name__ == "__main__":
    main()
