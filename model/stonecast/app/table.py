"""The table of controls: what each is called, what it writes, how far it goes, and how to switch it off."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from stonecast.app import sliders
from stonecast.scenario.value import Scenario


@dataclass(frozen=True)
class Control:
    """One row of the table.

    Attributes
    ----------
    name, group, unit
        Keys of texts; an empty unit is none, ``money`` the scenario's currency, ``percent`` a share.
    path
        Dotted path of the setting; ``{big}``, ``{small}``, ``{big_plan}`` and ``{small_plan}`` stand for
        the tiers and plans of large and small stones.
    kind
        A slider, a switch, or a choice among ``choices``.
    low, high, step
        How far a slider goes; ``high`` may be ``readers``, ``days``, or
        ``tier`` (bloggers in the small tier). With ``spread`` the slider is logarithmic and
        goes so many times below and above what the scenario says, inside low and high.
    off, on
        Value at which the mechanism is exactly absent (None: it cannot be switched off), and a good value
        to begin with where a scenario has it off.
    needs
        Further settings without which the row makes no sense.
    reads, writes
        Between the setting and what the slider shows, where they differ.
    is_more
        Whether it waits under "more".
    there
        Says where a mechanism is there that has no setting to switch it: it is a table of the scenario.
        Such a row is a switch that is on; off writes ``off`` in place of the table.
    """

    name: str
    group: str
    path: str
    kind: Literal["number", "switch", "choice"] = "number"
    unit: str = ""
    low: float = 0.0
    high: float | str = 1.0
    step: float = 0.01
    spread: float | None = None
    off: Any = None
    on: Any = None
    choices: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    reads: Callable[[Mapping[str, Any], str], Any] | None = None
    writes: Callable[[str, Any], dict[str, Any]] | None = None
    is_more: bool = False
    there: Callable[[Scenario], bool] | None = None


def _is_pitched(spec: Scenario) -> bool:
    return any(tier.kind == "journalist" for tier in spec.bloggers)


NOBODY_OPENS = {"opens": 0.0, "opens_irrelevant": 0.0}
"""Pitches without effect or cost: what is left of the table has its defaults, and a pitch costs nothing."""

GROUPS = ("money", "stones", "trust", "message", "people", "attention", "talk", "shop", "vote")
"""Groups in the order of the page."""

CONTROLS: tuple[Control, ...] = (
    Control("budget", "money", "money.budget", unit="money", high=math.inf, step=1, spread=5),
    Control(
        "deal", "money", "money.fixed_cost", unit="money", high=math.inf, step=0.1, spread=10, off=0.0, on=5.0
    ),
    Control("price_by_size", "money", "money.price_exponent", "switch", off=1.0, on=0.9),
    Control("posts", "stones", "plans.{big_plan}.posts", unit="posts", low=1, high="days", step=1),
    Control(
        "big_followers",
        "stones",
        "bloggers.{big}.followers",
        unit="people",
        low=10,
        high="readers",
        step=1,
        spread=10,
    ),
    Control(
        "small_followers",
        "stones",
        "bloggers.{small}.followers",
        unit="people",
        low=2,
        high="readers",
        step=1,
        spread=5,
    ),
    Control(
        "stones",
        "stones",
        "plans.{small_plan}.hire.{small}.count",
        unit="stones",
        low=1,
        high="tier",
        step=1,
        off="affordable",
        on=50,
    ),
    Control(
        "conversations",
        "trust",
        "market.trust.conversations",
        unit="people",
        low=1,
        high="readers",
        step=1,
        spread=20,
        off=math.inf,
        on=150.0,
    ),
    Control("trust_matters", "trust", "respond.trust_exponent", low=0.2, high=3, step=0.1, off=0.0, on=1.0),
    Control(
        "trust_known",
        "trust",
        "market.trust.close",
        reads=sliders.mean_trust,
        writes=sliders.constant_trust,
        is_more=True,
    ),
    Control(
        "trust_strangers",
        "trust",
        "market.trust.other",
        reads=sliders.mean_trust,
        writes=sliders.constant_trust,
    ),
    Control(
        "sources",
        "message",
        "respond.sources",
        unit="sources",
        low=1,
        high=6,
        step=1,
        reads=sliders.sources,
        writes=sliders.needed,
    ),
    Control("relevance", "message", "respond.relevance.on", "switch"),
    Control("taste", "message", "respond.relevance.width", low=0.02, high=1, step=0.01, is_more=True),
    Control(
        "catchy", "message", "respond.rate", low=0.01, high=20, step=0.01, spread=8, off=math.inf, on=0.25
    ),
    Control("reshare", "people", "reshare.share", unit="percent", off=0.0, on=0.2),
    Control("seen", "people", "see.visibility", unit="percent"),
    Control(
        "friends",
        "people",
        "market.followees_mean",
        unit="people",
        low=1,
        high=200,
        step=1,
        spread=4,
        is_more=True,
    ),
    Control("hollow", "attention", "bloggers.{big}.hollow", unit="percent", off=0.0, on=0.3),
    Control(
        "feed",
        "attention",
        "attention.posts_read",
        unit="posts",
        low=5,
        high=300,
        step=5,
        on=50,
        **sliders.behind("attention.on"),
    ),
    Control(
        "wear",
        "attention",
        "wear.exposures",
        unit="posts",
        low=1,
        high=50,
        step=1,
        on=10,
        **sliders.behind("wear.on"),
    ),
    Control("advertising", "attention", "advertising.on", "switch", is_more=True),
    Control("communities", "attention", "community.on", "switch", is_more=True),
    Control("platforms", "attention", "platforms", "switch", off={}, there=lambda spec: bool(spec.platforms)),
    Control("pitching", "talk", "pitch", "switch", off=NOBODY_OPENS, there=_is_pitched),
    Control("following", "talk", "follow.on", "switch", is_more=True),
    Control("accounts", "talk", "accounts.on", "switch", is_more=True),
    Control("comments", "talk", "converse.on", "switch"),
    Control(
        "answering",
        "talk",
        "converse.conversations",
        unit="people",
        low=1,
        high=5000,
        step=1,
        spread=10,
        off=math.inf,
        on=150.0,
        is_more=True,
    ),
    Control("learning", "talk", "remember.on", "switch"),
    Control("buying", "shop", "buy.on", "switch"),
    Control("rivals", "shop", "rivals", "switch", off={}, there=lambda spec: bool(spec.rivals)),
    Control(
        "capacity",
        "shop",
        "serve.capacity",
        unit="a_day",
        low=0.5,
        high=500,
        step=0.5,
        spread=10,
        off=math.inf,
        on=5.0,
        needs=("serve.on",),
        reads=sliders.capacity,
        writes=sliders.serve,
    ),
    Control("reviews", "shop", "review.on", "switch"),
    Control("answers", "shop", "answer.on", "switch", needs=("review.on",)),
    Control("come_back", "shop", "come_back.on", "switch"),
    Control("advocates", "shop", "advocate.on", "switch", needs=("come_back.on",), is_more=True),
    Control("deals", "shop", "deal.on", "switch", is_more=True),
    Control("votes", "vote", "ask.on", "switch", writes=sliders.votes),
    Control(
        "contest", "vote", "contest.on", "switch", needs=("ask.on",), writes=sliders.contest, is_more=True
    ),
    Control(
        "push",
        "vote",
        "contest.push.rivals",
        unit="rivals",
        low=1,
        high=100,
        step=1,
        off=0,
        on=10,
        needs=("contest.on",),
        is_more=True,
    ),
    Control(
        "reminding", "vote", "ask.reminding", unit="percent", off=0.0, on=0.3, needs=("ask.on",), is_more=True
    ),
    Control(
        "tired",
        "vote",
        "ask.wear",
        unit="reminders",
        low=1,
        high=100,
        step=1,
        spread=8,
        off=math.inf,
        on=10.0,
        is_more=True,
    ),
)
"""Every control, in the order of the page."""
