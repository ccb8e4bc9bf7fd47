"""The networks of the comparison: made here the same on every machine, or real ones from STONECAST_DATA."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

DATA = os.environ.get("STONECAST_DATA", "")
REAL = {
    "wiki_vote": ("networks/Wiki-Vote.txt.gz", "follower_to_author"),
    "slashdot": ("networks/soc-Slashdot0902.csv.gz", "follower_to_author"),
    "ego_twitter": ("networks/ego_twitter_undirected.csv.gz", "both"),
}
MADE = {"2k": (2_000, 20_000), "100k": (100_000, 1_000_000), "1m": (1_000_000, 10_000_000)}
"""Name -> people, ties."""

USUAL = ("100k", "1m", "wiki_vote", "slashdot")
"""Compared unless somebody says which."""

SLOW_TOO = ("2k", "100k", "wiki_vote")
"""Where peers that are slow by far are tried as well."""


@dataclass(frozen=True)
class Stored:
    """A network on disk: ``offsets``, ``followers``, and the seed sets ``hundred`` and ``largest``."""

    name: str
    folder: Path
    people: int
    ties: int
    largest: int


def store(name: str, folder: Path) -> Stored | None:
    """Make or read a network and keep its arrays; None if its file is not there."""
    if name in MADE:
        offsets, followers = make(*MADE[name])
    else:
        path = Path(DATA) / REAL[name][0]
        if not DATA or not path.exists():
            return None
        offsets, followers = read(path, REAL[name][1])
    home = folder / name
    home.mkdir(parents=True, exist_ok=True)
    audience = np.diff(offsets)
    np.save(home / "offsets.npy", offsets)
    np.save(home / "followers.npy", followers)
    np.save(home / "hundred.npy", middling(audience))
    np.save(home / "largest.npy", np.array([np.argmax(audience)]))
    return Stored(name, home, int(audience.size), int(followers.size), int(audience.max()))


def make(people: int, ties: int, *, seed: int = 7) -> tuple[np.ndarray, np.ndarray]:
    """Draw distinct directed ties: audiences follow a power law of exponent 2.3, like those of accounts.

    The number followed is milder and goes up with the audience. Rows of followers are sorted.
    """
    rng = np.random.default_rng(seed)
    audience = ((np.arange(people) + 0.5) / people) ** (-1 / 1.3)
    rng.shuffle(audience)
    curiosity = audience**0.3 * np.exp(0.5 * rng.standard_normal(people))
    heard = np.cumsum(audience) / audience.sum()
    hearing = np.cumsum(curiosity) / curiosity.sum()
    keys = np.empty(0, np.int64)
    while keys.size < ties:
        more = int((ties - keys.size) * 1.05) + 100
        a = np.searchsorted(heard, rng.random(more)).clip(max=people - 1)
        b = np.searchsorted(hearing, rng.random(more)).clip(max=people - 1)
        keys = np.unique(np.concatenate([keys, (a * people + b)[a != b]]))
    keys = np.sort(rng.permutation(keys)[:ties])
    offsets = np.zeros(people + 1, np.int64)
    np.cumsum(np.bincount(keys // people, minlength=people), out=offsets[1:])
    return offsets, (keys % people).astype(np.int32)


def read(path: Path, direction: str) -> tuple[np.ndarray, np.ndarray]:
    """Read a network file with this project's strict reader."""
    import stonecast as sc

    network = sc.read_network(path, direction=direction)
    return np.asarray(network.offsets, np.int64), np.asarray(network.followers, np.int32)


def middling(audience: np.ndarray, *, seed: int = 8) -> np.ndarray:
    """Choose 100 people (of a small network a twentieth) whose audience is about the mean one."""
    count = min(100, audience.size // 20)
    near = np.argsort(np.abs(audience - audience.mean()), kind="stable")[: 10 * count]
    return np.sort(np.random.default_rng(seed).choice(near, count, replace=False))
