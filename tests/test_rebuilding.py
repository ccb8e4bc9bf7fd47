"""Markets are made from others as far as they are alike: the same bits, in less time."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

import stonecast as sc
from markets import digest
from stonecast.network import build
from stonecast.network.build import NOT_THE_READERS, build_market, rebuild_market, same_readers
from stonecast.network.pond import ReaderTies, befriend, settle
from stonecast.scenario.markets import PondMarket
from stonecast.study import pairs, without, worker
from stonecast.study.pairs import Team
from studies import study

CHANGED: dict[str, Any] = {
    "readers": 401,
    "communities": 5,
    "followees_mean": 9.0,
    "followees_sigma": 0.5,
    "popularity_exponent": 2.6,
    "community_share": 0.5,
    "neighbour_share": 0.1,
    "reciprocity": 0.5,
    "triads": 0.3,
    "community_spread": 0.1,
    "partitioned": 50,
    "topics": {"food": (0.2, 0.8)},
}
"""For each setting of a drawn market another value than that of the small pond."""

BASE = study().base
BIG, SMALL = BASE.bloggers

ALIKE = {
    "conversation": {"market__trust__conversations": math.inf},
    "less of it": {"market__trust__close_share": 0.05, "market__trust__other": {"beta": (1, 4)}},
    "capacity of a tier": {"bloggers": (BIG, SMALL.model_copy(update={"conversations": 3.0}))},
    "audiences": {"bloggers": (BIG.model_copy(update={"followers": 150}), SMALL)},
    "hollow followers": {"bloggers": (BIG.model_copy(update={"hollow": 0.4}), SMALL)},
    "more bloggers": {"bloggers": (SMALL.model_copy(update={"count": 14}), BIG)},
    "engagement": {"bloggers": (BIG, SMALL.model_copy(update={"engagement": 0.2}))},
    "prices": {"money__price_per_follower": 3.0},
}
"""Changes that leave who follows whom among readers as it is."""


@pytest.mark.parametrize("changes", ALIKE.values(), ids=list(ALIKE))
@pytest.mark.parametrize("workers", [1, 2])
def test_a_market_made_from_another_has_the_bits_of_a_new_one(changes: dict[str, Any], workers: int) -> None:
    other = BASE.with_changes(**changes)
    assert same_readers(BASE, other)
    wanted, found = (
        build_market(other, seed=3),
        rebuild_market(build_market(BASE, seed=3), other, workers=workers),
    )
    assert digest(found) == digest(wanted)
    assert (found.bloggers, found.warnings, found.seed) == (wanted.bloggers, wanted.warnings, 3)
    assert found.close.tobytes() == wanted.close.tobytes()
    assert (found.hollow is None) == (wanted.hollow is None)
    if found.hollow is not None and wanted.hollow is not None:
        assert found.hollow.tobytes() == wanted.hollow.tobytes()


def test_every_setting_that_moves_readers_is_known() -> None:
    """A setting is on the list only if ties among readers do not hang on it."""
    kept = {"kind", "trust", "candidates", "candidates_sha256", "candidates_read"}
    assert set(CHANGED) == set(PondMarket.model_fields) - kept
    assert isinstance(BASE.market, PondMarket)
    for name, value in CHANGED.items():
        market = BASE.market.model_copy(update={name: value})
        other = BASE.model_copy(update={"market": market})
        assert same_readers(BASE, other) == (name in NOT_THE_READERS)
        assert (drawn(market) == drawn(BASE.market)) == (name in NOT_THE_READERS), name
    assert not same_readers(BASE, BASE.with_changes(scale=2.0))


def drawn(market: PondMarket) -> list[bytes]:
    pond = settle(market, market.readers, market.communities, seed=0)
    ties = befriend(market, pond, seed=0)
    return [pond.positions.tobytes(), ties.offsets.tobytes(), ties.followers.tobytes()]


def test_mutual_ties_are_found_again() -> None:
    market = BASE.with_changes(market__reciprocity=0.4).market
    assert isinstance(market, PondMarket)
    ties = befriend(market, settle(market, 400, 4, seed=1), seed=1)
    again = ReaderTies.of(ties.offsets, ties.followers)
    assert 0 < ties.mutual.sum() < ties.mutual.size
    assert again.mutual.tobytes() == ties.mutual.tobytes()
    assert again.followers.tobytes() == ties.followers.tobytes()


def test_an_imported_network_is_never_rebuilt() -> None:
    assert not same_readers(sc.load("real_trust"), BASE)


def test_workers_of_a_study_draw_who_follows_whom_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn_for: list[int] = []
    first = build.befriend

    def note(*args: Any, **options: Any) -> ReaderTies:
        drawn_for.append(options["seed"])
        return first(*args, **options)

    others = [BASE.with_changes(market__trust__conversations=k) for k in (5.0, 10.0, 40.0)]
    wanted = [digest(build_market(spec, seed=seed)) for spec in others for seed in (0, 1)]
    monkeypatch.setattr(build, "befriend", note)
    memory = worker.Memory()
    found = [digest(memory.market(spec, seed, str(tmp_path))) for spec in others for seed in (0, 1)]
    assert found == wanted
    assert drawn_for == [0, 1]


def test_the_folder_keeps_the_markets_used_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SHARED_MARKETS", 2)
    memory = worker.Memory()
    for seed in range(4):
        memory.market(BASE, seed, str(tmp_path))
    assert len(list(tmp_path.glob("*.market"))) == 4, "there is room"
    monkeypatch.setattr(worker, "SHARED_BYTES", 0)
    memory.market(BASE, 4, str(tmp_path))
    assert len(list(tmp_path.glob("*.market"))) == 2


def test_a_team_keeps_markets_for_the_comparison_without_each_mechanism(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = sc.compare("blank", luck=3, markets=3).with_effects(lucks=3).effects
    saved: list[int] = []
    save = sc.Market.save

    def note(market: sc.Market, path: Any) -> Path:
        saved.append(id(market))
        return save(market, path)

    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("made again")

    monkeypatch.setattr(sc.Market, "save", note)
    with Team(2, holds=3, worth_processes=0.0) as team:
        duel = sc.compare("blank", luck=3, markets=3, workers=team)
        monkeypatch.setattr(without, "build_market", never)
        assert duel.with_effects(lucks=3, workers=team).effects == wanted
    assert len(saved) > len(set(saved[:3])) == 3
    assert all(saved.count(market) == 1 for market in saved[:3]), "what is held is written once"


def test_a_team_holds_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    markets = [build_market(BASE, seed=seed) for seed in range(3)]
    with Team(1, holds=2) as team:
        for market in markets:
            team.hold(BASE, market)
        assert team.held(BASE, 0) is markets[0]
        assert team.held(BASE, 1) is markets[1]
        assert team.held(BASE, 2) is None
        assert team.held(BASE.with_changes(respond__rate=0.5), 0) is None
    monkeypatch.setattr(pairs, "HELD", pairs.size_of(markets[0]))
    with Team(1, holds=2) as team:
        for market in markets:
            team.hold(BASE, market)
        assert team.held(BASE, 1) is None
