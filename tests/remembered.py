"""The readable twin's random numbers, each computed once: tests ask it for the same ones again and again.

It is slow on purpose, and stays as it is; only while tests run, it looks up what it has computed before.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from types import SimpleNamespace

from stonecast import randomness

KEPT = 1 << 17
FUNCTIONS = ("threshold", "exp", "log", "power")


def remember() -> None:
    """Let all modules of the twin that are loaded look numbers up."""
    named = SimpleNamespace(**vars(randomness))
    for name in FUNCTIONS:
        setattr(named, name, lru_cache(KEPT, typed=True)(getattr(randomness, name)))
    block = named.block = lru_cache(KEPT)(randomness.block)

    def word(luck: int, run: int, purpose: int, message: int, index: int, occasion: int) -> int:
        found: int = block(luck, run, purpose, message, int(index) >> 2, occasion)[int(index) & 3]
        return found

    named.word = word
    for name, module in list(sys.modules.items()):
        if name.startswith("reference.") and getattr(module, "named", None) is randomness:
            module.named = named  # type: ignore[attr-defined]
    luck = sys.modules.get("reference.luck")
    if luck is not None:
        luck.Luck.about = lru_cache(KEPT)(luck.Luck.about)
