"""Between a setting and what its slider shows, where the two differ."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def mean_trust(known: Mapping[str, Any], path: str) -> float:
    """Return the mean of a law of trust."""
    law = known[path]
    return float(law["constant"]) if law["beta"] is None else round(law["beta"][0] / sum(law["beta"]), 2)


def constant_trust(path: str, value: Any) -> dict[str, Any]:
    """Make trust the same everywhere."""
    return {path: {"constant": float(value), "beta": None}}


def sources(known: Mapping[str, Any], path: str) -> Any:
    """Return how many sources a person needs: 1 where any one will do."""
    return known[path] if known["respond.rule"] == "sources" else 1


def needed(path: str, value: Any) -> dict[str, Any]:
    """Ask for so many sources; one is plain contagion."""
    if int(value) <= 1:
        return {"respond.rule": "simple"}
    return {"respond.rule": "sources", path: int(value)}


def capacity(known: Mapping[str, Any], path: str) -> Any:
    """Return how many can be served a day: no limit where nothing is served."""
    return known[path] if known["serve.on"] else math.inf


def serve(path: str, value: Any) -> dict[str, Any]:
    """Serve, and as many as that."""
    return {"serve.on": True, path: float(value)}


def behind(flag: str) -> dict[str, Any]:
    """Return the functions of a number that counts only while a flag is on; 0 stands for off."""

    def reads(known: Mapping[str, Any], path: str) -> Any:
        return known[path] if known[flag] else 0

    def writes(path: str, value: Any) -> dict[str, Any]:
        return {flag: bool(value), **({path: float(value)} if value else {})}

    return {"reads": reads, "writes": writes, "needs": (flag,), "off": 0}


def votes(path: str, value: Any) -> dict[str, Any]:
    """Without votes there is nothing that decides a contest."""
    return {path: value} if value else {path: value, "contest.on": False}


def contest(path: str, value: Any) -> dict[str, Any]:
    """Let votes decide a contest; there must be votes."""
    return {path: value, **({"ask.on": True} if value else {})}
