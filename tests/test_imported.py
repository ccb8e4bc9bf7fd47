"""Markets on imported networks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from markets import build, tier
from stonecast.errors import InputError
from stonecast.network.market import Market
from stonecast.network.measure import measure


def network_file(folder: Path, *, names: bool = False) -> Path:
    """Author ``k`` of 0 .. 9 has the ``k`` followers 10, 11, ...; trust grows with the author's number."""
    path = folder / "ties.csv"
    lines = ["source,target,weight"]
    for author in range(10):
        for follower in range(10, 10 + author):
            one, two = (f"p{author}", f"p{follower}") if names else (author, follower)
            lines.append(f"{one},{two},{author}")
    path.write_text("\n".join(lines) + "\n")
    return path


def market_of(path: Path, tiers: list[dict[str, Any]], *, seed: int = 0, **market: Any) -> Market:
    settings = {"kind": "file", "file": str(path), "direction": "author_to_follower", "trust": 0.3}
    return build(seed=seed, tiers=tiers, **{**settings, **market})


MOST = tier("big", count=2, followers=None, pick="most_followed")


def test_the_most_followed_people_are_hired_in_their_order(tmp_path: Path) -> None:
    market = market_of(network_file(tmp_path), [MOST])
    assert [blogger.name for blogger in market.bloggers] == ["big_9", "big_8"]
    assert [blogger.followers for blogger in market.bloggers] == [9, 8]
    assert [market.network.labels[blogger.row] for blogger in market.bloggers] == [9, 8]


def test_people_with_names_keep_them(tmp_path: Path) -> None:
    market = market_of(network_file(tmp_path, names=True), [MOST])
    assert [blogger.name for blogger in market.bloggers] == ["p9", "p8"]


def test_a_tier_takes_nobody_from_an_earlier_one(tmp_path: Path) -> None:
    tiers = [MOST, tier("small", count=3, followers=[5, 9], pick="most_followed")]
    market = market_of(network_file(tmp_path), tiers)
    assert [blogger.followers for blogger in market.bloggers] == [9, 8, 7, 6, 5]


def test_a_draw_by_chance_depends_on_the_seed_and_keeps_the_range(tmp_path: Path) -> None:
    path, tiers = network_file(tmp_path), [tier("small", count=3, followers=[2, 8])]
    draws = {tuple(b.followers for b in market_of(path, tiers, seed=seed).bloggers) for seed in range(20)}
    assert len(draws) > 10
    assert all(2 <= followers <= 8 for draw in draws for followers in draw)
    assert {followers for draw in draws for followers in draw} == set(range(2, 9))


def test_too_few_people_are_an_error_that_counts_them(tmp_path: Path) -> None:
    tiers = [MOST, tier("small", count=5, followers=[6, 9])]
    with pytest.raises(InputError) as caught:
        market_of(network_file(tmp_path), tiers)
    assert str(caught.value) == (
        "bloggers 'small': 5 bloggers asked for, but 2 people have 6 to 9 followers "
        "(2 more belong to earlier tiers)\n"
        "  -> lower count, or widen followers = [6, 9] (the most followed person has 9)"
    )


def test_one_person_too_few_is_too_few(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="3 bloggers asked for, but 2 people"):
        market_of(network_file(tmp_path), [tier("small", count=3, followers=[8, 9], pick="most_followed")])


def test_of_people_with_as_many_followers_the_first_are_hired(tmp_path: Path) -> None:
    path = tmp_path / "even.csv"
    path.write_text("source,target\n" + "".join(f"{a},{a + 10}\n" for a in (3, 1, 2)))
    market = market_of(path, [tier("big", count=2, followers=None, pick="most_followed")])
    assert [market.network.labels[blogger.row] for blogger in market.bloggers] == [1, 2]


def test_a_scale_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be scaled"):
        market_of(network_file(tmp_path), [MOST], scale=2.0)


def test_trust_follows_the_declared_map(tmp_path: Path) -> None:
    path = network_file(tmp_path)
    assert (market_of(path, [MOST]).network.trust == np.float32(0.3)).all()
    mapped = market_of(path, [MOST], trust={"map": "linear", "low": 0, "high": 10}).network
    assert np.allclose(mapped.trust, mapped.weights / 10)


def test_everybody_is_a_reader_and_no_tie_counts_as_conversation(tmp_path: Path) -> None:
    market = market_of(network_file(tmp_path), [MOST])
    assert market.readers == market.network.people == 18
    assert not market.close.any()
    assert (market.communities == 0).all()
    assert market.positions.shape == (18, 2)
    assert np.unique(market.positions[:, 0]).size == 18
    figures = measure(market)
    assert figures["tier.big.followers"] == 8.5
    assert figures["trust_mean"] == pytest.approx(0.3)
