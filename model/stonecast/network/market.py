"""The market: who there is, where they stand in the pond, whom they follow, and how much they trust."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast.errors import as_path
from stonecast.network.csr import Network


@dataclass(frozen=True)
class BloggerRecord:
    """One blogger who can be hired.

    Attributes
    ----------
    name
        Unique in the market, for example ``small_017``.
    tier
        Name of the group in the scenario that the blogger belongs to.
    kind
        ``"big"``, ``"small"``, ``"journalist"``, ``"account"`` or ``"community"``.
    row
        The blogger's row in the network.
    followers
        Followers at full size (before scaling): what prices are asked for.
    price
        Money for one post.
    """

    name: str
    tier: str
    kind: str
    row: int
    followers: int
    price: float


@dataclass(frozen=True, eq=False)
class Market:
    """Network, people and bloggers, made by the market seed; luck plays no part here.

    Rows 0 .. readers-1 are readers; the rows after them are bloggers added to the pond, who have
    followers and follow nobody. In a market made from an imported network everybody is a reader, and
    bloggers are some of them.

    Attributes
    ----------
    network
        Ties with trust.
    positions
        float64, shape (people, 2): place in the pond of taste, both coordinates in [0, 1].
    communities
        int32, shape (people,): number of the community that each person belongs to.
    close
        bool, shape (ties,): whether follower and author hold a standing conversation.
    bloggers
        Everybody who can be hired, tier by tier in the scenario's order.
    readers
        Number of readers.
    scale
        People for whom one simulated reader stands.
    seed
        The market seed.
    warnings
        What the reader of a result should know, in sentences.
    hollow
        bool, shape (ties,): whether nobody is behind this follower (bought or asleep); None if all are live.
    homes
        int32, shape (people,): the sub-community in which each person's posts are seen; -1: in none. None
        if it is that of ``communities``.
    kept
        What was worked out from this market and some settings, for `once`.
    """

    network: Network
    positions: NDArray[np.float64]
    communities: NDArray[np.int32]
    close: NDArray[np.bool_]
    bloggers: tuple[BloggerRecord, ...]
    readers: int
    scale: float
    seed: int
    warnings: tuple[str, ...] = ()
    hollow: NDArray[np.bool_] | None = None
    homes: NDArray[np.int32] | None = None
    kept: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)

    def __repr__(self) -> str:
        ties = f"{self.readers:,} readers, {self.network.ties:,} ties"
        return f"<Market: {ties}, {len(self.bloggers):,} bloggers, seed {self.seed}>"

    @property
    def home(self) -> NDArray[np.int32]:
        """int32, shape (people,): the sub-community of each person, -1 for who belongs to none."""
        return self.communities if self.homes is None else self.homes

    @property
    def hired(self) -> NDArray[np.bool_]:
        """bool, shape (people,): who can be hired."""

        def make() -> NDArray[np.bool_]:
            found = np.zeros(self.network.people, np.bool_)
            found[[blogger.row for blogger in self.bloggers]] = True
            return found

        return self.once("who can be hired", None, make)

    def once[T](self, what: str, settings: object, make: Callable[[], T]) -> T:
        """Return what was made for these settings last, or make it now.

        Only the last is kept of each, so that a sweep does not fill the memory.
        """
        held = self.kept.get(what)
        if held is None or held[0] != settings:
            held = self.kept[what] = (settings, make())
        found: T = held[1]
        return found

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Write this market into a new folder, all of it or nothing, and return the folder.

        Every array becomes a ``.npy`` file of its name, and everything else ``market.json``.

        Raises
        ------
        InputError
            If there is something in the folder, or it cannot be written.

        Examples
        --------
        >>> market = build_market(scenario)
        >>> market.save("pond")
        >>> run = sc.run(scenario, luck=7, market=sc.Market.load("pond"))
        """
        from stonecast.network.storage import write_market

        return write_market(self, as_path(folder, "Market.save"))

    @classmethod
    def load(cls, folder: str | os.PathLike[str]) -> Market:
        """Open a saved market by mapping it into memory: at once, however large it is.

        Only what a run touches is read; several processes share it. Whatever is written to the arrays
        stays in this process, the files never change.

        Raises
        ------
        InputError
            If the folder holds no market of this version, or a file of it is cut short or of another kind.
        """
        from stonecast.network.storage import read_market

        return read_market(as_path(folder, "Market.load"))
