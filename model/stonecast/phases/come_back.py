"""Come back: customers order again, trust the brand more or less, and some become its advocates.

Logit of the chance to come back in a period:
``r0 + r1 * satisfaction - rD * deal_seeker + rT * brand_trust``.
Trust in the brand: ``(r + 2a) / (r + s + 2)``; r and s fade by ``kept`` each day, reckoned when asked for.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels import trade as kernels
from stonecast.phases.buy import place
from stonecast.phases.deal import discounts, seekers
from stonecast.rumour import NOBODY, Rumour
from stonecast.state import State
from stonecast.trade import WAITING, Trade, mean

Places = NDArray[np.int64]
Rows = NDArray[np.int32]


def come_back(state: State) -> None:
    """Place the orders of those who come back today; let advocates speak whose day it is."""
    if not (state.spec.come_back.on and state.morning):
        return
    for trade in state.trades:
        due = trade.pop("return", state.day)
        if due.size:
            _return(state, trade, due[trade.orders["returns"][due] == state.day])
        if state.spec.advocate.on:
            _advocate(state, trade)


def _return(state: State, trade: Trade, due: Places) -> None:
    """Place the orders of customers whose day it is."""
    readers = np.unique(trade.orders["reader"][due])
    reduced = int((discounts(state, trade, readers) > 0.0).sum())
    place(state, trade, readers, np.full(readers.size, NOBODY, np.int64))
    state.tally(trade.own, "returned", readers.size)
    state.tally(trade.own, "returned_full_price", readers.size - reduced)


def say(state: State, rumour: Rumour | None, readers: Rows) -> None:
    """Let people say it, in the next tick."""
    assert rumour is not None, "State makes the messages of customers where there are reviews"
    if readers.size:
        rumour.coming.setdefault(state.tick + 1, []).append(np.sort(readers))


def praise(state: State, trade: Trade, readers: Rows) -> None:
    """Let people praise the brand, and count it."""
    say(state, trade.praise, readers)
    if readers.size:
        trade.praises.append((state.tick, readers))
    state.tally(trade.own, "praised", readers.size)


def experience(
    state: State, trade: Trade, places: Places, gain: NDArray[np.float64], loss: NDArray[np.float64]
) -> None:
    """Let the readers of these orders (each reader once) learn for and against the brand."""
    known, kept = trade.known, state.spec.come_back.kept
    readers = np.ascontiguousarray(trade.orders["reader"][places])
    kernels.learn(readers, state.day, kept, gain, loss, known["good"], known["bad"], known["since"])


def brand_trust(state: State, trade: Trade, readers: Rows, day: int) -> NDArray[np.float64]:
    """Trust of these readers in the brand on this day."""
    known, spec, trust = trade.known, state.spec.come_back, np.empty(readers.size)
    readers = np.ascontiguousarray(readers)
    kernels.trust(
        readers, day, spec.kept, spec.start_trust, known["good"], known["bad"], known["since"], trust
    )
    return trust


def await_return(state: State, trade: Trade, places: Places) -> None:
    """Draw when those just served come back: one exponential waiting time for each order."""
    orders = trade.orders
    readers, number, wait = orders["reader"][places], orders["number"][places], np.empty(places.size)
    kernels.waits(state.words(named.COME_BACK, trade.message, readers, number), wait)
    orders["wait"][places] = wait
    _reckon(state, trade, places)


def hurry(state: State, trade: Trade, places: Places) -> None:
    """Reckon again when customers come back whose satisfaction or trust has changed; the waiting goes on."""
    orders = trade.orders
    places = places[orders["returns"][places] > state.day]
    passed = orders["rate"][places] * (state.day - orders["since"][places])
    orders["wait"][places] = np.maximum(orders["wait"][places] - passed, 0.0)
    _reckon(state, trade, places)


def _reckon(state: State, trade: Trade, places: Places) -> None:
    spec, orders = state.spec.come_back, trade.orders
    readers = np.ascontiguousarray(orders["reader"][places])
    wish = spec.base + spec.satisfaction * orders["satisfaction"][places]
    wish = wish - np.where(seekers(state, trade, readers), spec.deal_seeker, 0.0)
    wish = wish + spec.brand_trust * brand_trust(state, trade, readers, state.day)
    rate, days = np.empty(places.size), np.empty(places.size, np.int32)
    kernels.rates(wish, spec.period_days, rate)
    kernels.days(np.ascontiguousarray(orders["wait"][places]), rate, days)
    orders["rate"][places], orders["since"][places] = rate, state.day
    orders["returns"][places] = state.day + days
    _by_day(state, trade, "return", places, state.day + days)


def _by_day(state: State, trade: Trade, what: str, items: NDArray[np.int64], days: Rows) -> None:
    """Write on the calendar what falls into the run."""
    order = np.argsort(days, kind="stable")
    items, days = items[order], days[order]
    ends = np.append(np.flatnonzero(days[1:] != days[:-1]) + 1, days.size).tolist()
    begin = 0
    for end in ends:
        if begin < end and days[begin] < state.spec.clock.days:
            trade.put(what, int(days[begin]), items[begin:end])
        begin = end


def become_advocates(state: State, trade: Trade, places: Places) -> None:
    """Make advocates of repeat customers who trust the brand enough, and no longer of those who do not."""
    spec, known = state.spec.advocate, trade.known
    if not spec.on:
        return
    readers = np.unique(trade.orders["reader"][places])
    worthy = (known["orders"][readers] > 1) & (brand_trust(state, trade, readers, state.day) > spec.trust)
    known["advocate"][readers[~worthy]] = 0
    new = readers[worthy & (known["advocate"][readers] == 0)]
    known["advocate"][new] = 1
    _next_post(state, trade, new)


def _next_post(state: State, trade: Trade, readers: Rows) -> None:
    """Draw when advocates speak next."""
    known, rate = trade.known, 1.0 / state.spec.advocate.days
    wait, days = np.empty(readers.size), np.empty(readers.size, np.int32)
    kernels.waits(state.words(named.ADVOCATE, trade.message, readers, known["posts"][readers]), wait)
    kernels.days(wait, np.full(readers.size, rate), days)
    known["posts"][readers] += 1
    known["next_post"][readers] = state.day + days
    _by_day(state, trade, "post", readers.astype(np.int64), state.day + days)


def _advocate(state: State, trade: Trade) -> None:
    due = trade.pop("post", state.day)
    if not due.size:
        return
    known, readers = trade.known, np.unique(due).astype(np.int32)
    readers = readers[(known["next_post"][readers] == state.day) & (known["advocate"][readers] > 0)]
    still = brand_trust(state, trade, readers, state.day) > state.spec.advocate.trust
    known["advocate"][readers[~still]] = 0
    readers = readers[still]
    praise(state, trade, readers)
    _next_post(state, trade, readers)


def outcomes(state: State) -> dict[str, float]:
    """Return what the first brand's customers are and think at the end; nan where nothing was asked."""
    trade, spec, nan = state.trades[0], state.spec, float("nan")
    found = {"repeat_customers": 0.0, "advocates": 0.0, "satisfaction": nan, "stars": nan, "brand_trust": nan}
    if not trade.knows:
        return found
    found["repeat_customers"] = float((trade.known["orders"] > 1).sum()) * state.market.scale
    ended = trade.orders[trade.orders["fate"] != WAITING]
    if spec.review.on:
        found["satisfaction"], found["stars"] = (
            mean(ended["satisfaction"]),
            trade.stars(spec, state.market.scale),
        )
    if spec.come_back.on:
        readers = np.unique(ended["reader"])
        trust = brand_trust(state, trade, readers, spec.clock.days - 1)
        found["brand_trust"] = mean(trust)
        worthy = (trade.known["advocate"][readers] > 0) & (trust > spec.advocate.trust)
        found["advocates"] = float(worthy.sum()) * state.market.scale
    return found
