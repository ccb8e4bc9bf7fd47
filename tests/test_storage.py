"""A market on disk comes back bit for bit, mapped into memory."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import markets
import stonecast as sc
from stonecast.errors import InputError
from stonecast.network.market import Market
from stonecast.network.storage import KINDS


@pytest.fixture(scope="module")
def market() -> Market:
    tiers = [
        markets.tier("big", count=1, followers=100, audience="everywhere", hollow=0.2),
        markets.tier("small"),
    ]
    return markets.build(readers=500, communities=5, tiers=tiers)


@pytest.fixture(scope="module")
def folder(market: Market, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return market.save(tmp_path_factory.mktemp("stored") / "pond")


def arrays(market: Market) -> dict[str, np.ndarray | None]:
    network = market.network
    return {name: getattr(network if hasattr(network, name) else market, name) for name in KINDS}


def test_a_saved_market_comes_back_bit_for_bit(market: Market, folder: Path) -> None:
    back = Market.load(folder)
    for name, array in arrays(market).items():
        found = arrays(back)[name]
        if array is None:
            assert found is None
        else:
            assert found is not None
            assert found.dtype == array.dtype
            np.testing.assert_array_equal(found, array)
    assert back.bloggers == market.bloggers
    told = ("readers", "scale", "seed", "warnings")
    assert [getattr(back, name) for name in told] == [getattr(market, name) for name in told]


def test_a_run_on_the_loaded_market_is_the_same_run(market: Market, folder: Path) -> None:
    spec = markets.scenario(readers=500, communities=5)
    mapped, made = (sc.run(spec, luck=3, market=held) for held in (Market.load(folder), market))
    assert mapped.totals["engaged"] > 1
    np.testing.assert_array_equal(mapped.state.people, made.state.people)


def test_arrays_are_mapped_and_the_files_never_change(folder: Path) -> None:
    first = Market.load(folder)
    assert isinstance(first.network.followers.base, np.memmap)
    assert first.network.trust is not None
    first.network.trust[:] = 0.5
    again = Market.load(folder).network.trust
    assert again is not None
    assert (again != 0.5).any()


def test_any_program_can_map_the_plain_files(market: Market, folder: Path) -> None:
    followers = np.load(folder / "followers.npy", mmap_mode="r")
    np.testing.assert_array_equal(followers, market.network.followers)


def test_labels_come_back(tmp_path: Path) -> None:
    market = markets.build(readers=50, tiers=[markets.tier("small", count=1, followers=5)])
    labels = [f"person {row}" for row in range(market.network.people)]
    object.__setattr__(market.network, "names", labels)
    assert Market.load(market.save(tmp_path / "named")).network.labels == labels


def test_nothing_is_overwritten(market: Market, folder: Path) -> None:
    before = sorted(path.name for path in folder.parent.iterdir())
    with pytest.raises(InputError, match="is there already"):
        market.save(folder)
    assert sorted(path.name for path in folder.parent.iterdir()) == before


def cut_short(folder: Path) -> None:
    path = folder / "trust.npy"
    path.write_bytes(path.read_bytes()[:-8])


def of_another_kind(folder: Path) -> None:
    np.save(folder / "trust.npy", np.load(folder / "trust.npy").astype(np.float64))


def without_followers(folder: Path) -> None:
    (folder / "followers.npy").unlink()


def miscounted(folder: Path) -> None:
    offsets = np.load(folder / "offsets.npy")
    offsets[3] = offsets[-1] + 1
    np.save(folder / "offsets.npy", offsets)


def without_the_end_of_names(folder: Path) -> None:
    (folder / "names.json").write_text('["ann", "bo')


def newer(folder: Path) -> None:
    told = json.loads((folder / "market.json").read_text())
    (folder / "market.json").write_text(json.dumps(told | {"version": 99}))


def without_head(folder: Path) -> None:
    (folder / "market.json").unlink()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (cut_short, "trust.npy"),
        (of_another_kind, "float64"),
        (without_followers, "missing"),
        (miscounted, "does not count the ties"),
        (without_the_end_of_names, "names.json"),
        (newer, "version 99"),
        (without_head, "no saved market"),
    ],
)
def test_a_damaged_folder_is_refused(harm: object, said: str, folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    harm(copy)  # type: ignore[operator]
    with pytest.raises(InputError, match=said):
        Market.load(copy)
