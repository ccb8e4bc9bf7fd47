"""Buy: an engaged reader considers for some days, and orders on one of them or never.

Logit of the chance a day:
``b0 + bT * trust + bR * (stars - 3.5) + bD * discount - bN * warnings + bF * fit``.
Brands that compete sell as ours does (``competition.alike``), or without anything but the order.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels import considering, quads, spread
from stonecast.phases.compete import Wish, chosen
from stonecast.phases.deal import carries_deal, discounts, hand_on
from stonecast.phases.relevance import ALIKE, nearness, steepness
from stonecast.phases.warnings import hear_warnings
from stonecast.rumour import NEVER, Rumour, joined
from stonecast.state import State
from stonecast.trade import THOUGHT, Trade

Rows = NDArray[np.int32]


def buy(state: State) -> None:
    """Let people consider, and place the orders that they decide on."""
    if not state.spec.buy.on:
        return
    wanted: list[Wish] = []
    for trade in (state.trades[0], *state.rivals):
        hand_on(state, trade)
        if varies(state, trade):
            hear_warnings(state, trade)
            readers, advice = _day_by_day(state, trade)
        else:
            readers = _known_beforehand(state, trade)
            advice = trade.own.people["teller"][readers]
        wanted.append((trade, readers, advice))
    for trade, readers, advice in chosen(state, wanted):
        trade.own.people["ordered"][readers] = state.tick
        place(state, trade, readers, advice)


def varies(state: State, trade: Trade) -> bool:
    """Whether the chance to order can differ between days of considering, or between readers alike."""
    spec = state.spec
    asked = spec.review.on or spec.deal.on or spec.buy.fit != 0.0
    return trade in state.trades and (asked or trade.reduced)


def place(state: State, trade: Trade, readers: Rows, advice: NDArray[np.int64]) -> None:
    """Note orders of these readers, and who advised them; without `serve` they are paid at once."""
    state.tally(trade.own, "orders", readers.size)
    if not readers.size or not trade.knows:
        return
    known, discount = trade.known, discounts(state, trade, readers)
    if not state.spec.serve.on:
        trade.pay(discount)
    else:
        number = known["orders"][readers]
        new = trade.take(
            readers,
            advice=advice,
            number=number,
            ordered=state.tick,
            turn=state.words(named.QUEUE, trade.message, readers, number),
            deal=discount > 0.0,
            discount=discount,
            faithful=(number > 0) | carries_deal(trade, readers),
        )
        trade.queue = np.concatenate([trade.queue, new])
    known["orders"][readers] += 1


def _known_beforehand(state: State, trade: Trade) -> Rows:
    """Settle when those won in this tick will order, and return who orders now."""
    spec, rumour = state.spec.buy, trade.own
    if rumour.won.size:
        days = np.empty(rumour.won.size, np.int32)
        spread.order_days(
            rumour.won,
            state.trust_in(rumour.people["teller"][rumour.won]),
            spec.base,
            spec.trust,
            spec.consider_days,
            state.luck,
            state.run,
            rumour.number,
            days,
        )
        will = days >= 0
        buyers, due = rumour.won[will], state.tick + days[will] * state.spec.clock.ticks_per_day
        for tick in np.unique(due).tolist():
            trade.put("order", tick, buyers[due == tick])
    return trade.pop("order", state.tick).astype(np.int32)


def _day_by_day(state: State, trade: Trade) -> tuple[Rows, NDArray[np.int64]]:
    """Let everybody who considers do so for one more day; return who orders now, on whose advice."""
    for rumour in (trade.own, trade.praise):
        if rumour is not None and rumour.won.size:
            _begin(state, trade, rumour)
    if not trade.thoughts.size:
        return np.empty(0, np.int32), trade.thoughts["teller"]
    thoughts, known, spec = trade.thoughts, trade.known, state.spec.buy
    readers = np.ascontiguousarray(thoughts["reader"])
    buyers, advice, ticks = (
        np.empty_like(readers),
        np.empty(readers.size, np.int64),
        state.spec.clock.ticks_per_day,
    )
    near, learned = _fit(state, trade) if spec.fit != 0.0 else (ALIKE, 0.0)
    given = trade.stars(state.spec, state.market.scale) if state.spec.review.on else 3.5
    consider: Any = considering.consider
    kept, orders = consider(
        *(thoughts[name] for name in ("reader", "start", "teller", "word", "still", "trust")),
        *(state.tick, ticks, (spec.consider_days - 1) * ticks),
        *(spec.base, spec.trust, spec.stars * (given - 3.5)),
        *(spec.deal, discounts(state, trade, readers), spec.warnings, spec.fit, near, learned),
        named.threshold(state.spec.deal.seekers) if state.spec.deal.on else -1,
        *(state.luck, state.run),
        *(known[name] for name in ("warnings", "seeker", "considers", "refuses")),
        *(np.empty(quads.QUADS), buyers, advice),
    )
    trade.thoughts = thoughts[:kept]
    return buyers[:orders], advice[:orders]


def _begin(state: State, trade: Trade, rumour: Rumour) -> None:
    """Let those just won begin to consider, unless they do already, have ordered before, or refuse."""
    won, known = rumour.won, trade.known
    idle = (known["considers"][won] == 0) & (known["refuses"][won] <= 0)
    won = won[idle & (trade.own.people["ordered"][won] == NEVER)]
    new = np.empty(won.size, THOUGHT)
    new["reader"], new["start"], new["still"] = won, state.tick, 1.0
    new["word"] = state.words(named.BUY, rumour.number, won)
    new["teller"] = rumour.people["teller"][won]
    new["trust"] = state.trust_in(new["teller"])
    known["considers"][won] = 1
    trade.thoughts = joined((trade.thoughts, new))


def _fit(state: State, trade: Trade) -> tuple[NDArray[np.float64], float]:
    """Relevance of what is sold to each person, and what share of its shortfall was learned since."""
    near = nearness(state, trade.own, steepness(state.spec), "fit")
    learned = trade.learned(state.spec, state.market.scale)
    return near if near.size else np.ones(state.market.network.people), learned
