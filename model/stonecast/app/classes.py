"""A class that bets together: a code, rounds, one bet a session; no accounts, nothing kept on disk."""

from __future__ import annotations

import secrets
import time
from collections import Counter, OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from stonecast.errors import InputError

SAME = "same"
"""The bet that no pond is ahead; any other names a plan."""

LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
CLASSES = 100
PUPILS = 400
HOURS = 12.0


@dataclass
class Room:
    """One class: its code, the teacher's key, the link of the round and its plans, and who has bet what."""

    code: str
    key: str
    link: str
    plans: frozenset[str]
    round: int = 1
    is_open: bool = True
    bets: dict[str, str] = field(default_factory=dict)
    history: list[dict[str, int]] = field(default_factory=list)
    touched: float = field(default_factory=time.monotonic)

    def told(self, session: str = "") -> dict[str, Any]:
        """What a session may see: its own bet, how many have bet, and counts once the round is over."""
        counts = dict(Counter(self.bets.values()))
        return {
            "code": self.code,
            "link": self.link,
            "round": self.round,
            "is_open": self.is_open,
            "bets": len(self.bets),
            "bet": self.bets.get(session, ""),
            "counts": {} if self.is_open else counts,
            "history": self.history,
        }


class Classes:
    """The classes of this server, in memory; the longest idle goes first."""

    def __init__(self) -> None:
        self._rooms: OrderedDict[str, Room] = OrderedDict()

    def open(self, link: str, plans: Iterable[str]) -> Room:
        """Open a class on the state of a link, which shows these plans."""
        now = time.monotonic()
        for code in [code for code, room in self._rooms.items() if now - room.touched > HOURS * 3600]:
            del self._rooms[code]
        while len(self._rooms) >= CLASSES:
            self._rooms.popitem(last=False)
        code = "".join(secrets.choice(LETTERS) for _ in range(4))
        while code in self._rooms:
            code = "".join(secrets.choice(LETTERS) for _ in range(4))
        room = Room(code, secrets.token_urlsafe(12), link[:2000], frozenset(plans))
        self._rooms[code] = room
        return room

    def find(self, code: str) -> Room:
        """Return a class.

        Raises
        ------
        InputError
            If there is none with this code.
        """
        room = self._rooms.get(code.upper())
        if room is None:
            raise InputError(
                f"no class has the code '{code[:8]}'", where="class", remedy="ask your teacher for the code"
            )
        room.touched = time.monotonic()
        self._rooms.move_to_end(room.code)
        return room

    def bet(self, code: str, session: str, bet: str) -> Room:
        """Place or change a bet; after the round is over it is left as it is.

        Raises
        ------
        InputError
            If it is no bet on a plan of this round, or nobody's.
        """
        room = self.find(code)
        if not session or len(session) > 64:
            raise InputError("a bet without a session", where="class", remedy="load the page again")
        if bet != SAME and bet not in room.plans:
            raise InputError(
                f"no pond of this round is called '{bet[:64]}'", where="class", remedy="choose a pond"
            )
        if room.is_open and (session in room.bets or len(room.bets) < PUPILS):
            room.bets[session] = bet
        return room

    def direct(self, code: str, key: str, act: str, link: str = "", plans: Iterable[str] = ()) -> Room:
        """Let the teacher show the bets (``show``) or begin a new round (``next``).

        Where the round is on a new link, ``plans`` are those that the link shows.

        Raises
        ------
        InputError
            If the key is not the teacher's.
        """
        room = self.find(code)
        if not secrets.compare_digest(room.key.encode(), key.encode()):
            raise InputError("only the teacher can do this", where="class")
        if act == "show" and room.is_open:
            room.is_open = False
            room.history.append(dict(Counter(room.bets.values())))
        elif act == "next":
            room.bets, room.is_open, room.round = {}, True, room.round + (not room.is_open)
            if link:
                room.link, room.plans = link[:2000], frozenset(plans)
        return room
