"""The recording holds what the run holds, in the same bytes every time, and refuses what it cannot be."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stonecast import recording as module
from stonecast.agents import SmallBlogger
from stonecast.campaign import Run, run
from stonecast.counts import COUNTS
from stonecast.model import CampaignModel
from stonecast.network.csr import Network
from stonecast.network.market import BloggerRecord, Market
from stonecast.recording import Recording
from stonecast.records import Post
from stonecast.scenario import Scenario, parse

GOLDEN = Path(__file__).parent / "golden" / "recording.json"

TEXT = """
name = "golden"
title = "A golden run"
market_seed = 5
[clock]
days = 6
ticks_per_day = 2
[market]
readers = 60
[market.trust]
conversations = 10
[[bloggers]]
name = "big"
kind = "big"
count = 1
followers = 40
[[bloggers]]
name = "small"
kind = "small"
count = 3
followers = 10
[money]
budget = 1000
fixed_cost = 10
[respond]
rate = 3.0
sources = 1
[see]
visibility = 0.7
[reshare]
share = 0.5
[buy]
base = -1.0
[plans.one]
hire = [{ tier = "big" }]
posts = 2
[plans.many]
title = "Many stones"
hire = [{ tier = "small" }]
start_day = 1
days_between_bloggers = 1
"""


def golden_scenario() -> Scenario:
    return parse(TEXT, where="golden.toml")


def golden_market(people: int = 60) -> Market:
    """A market by arithmetic alone: it changes only if this function does."""
    authors = [i for i in range(people) for _ in range(4)]
    followers = [(i * 7 + k * 11 + 3) % people for i in range(people) for k in range(1, 5)]
    bloggers = []
    for n, (name, tier, kind, size) in enumerate(
        [("big", "big", "big", 40), *((f"small_{i}", "small", "small", 10) for i in range(3))]
    ):
        row = people + n
        authors += [row] * size
        followers += [(n * 13 + k) % people for k in range(size)]
        bloggers.append(BloggerRecord(name, tier, kind, row, size, size * 0.5))
    trust = np.arange(len(authors)) % 97 / 100
    network = Network.from_ties(authors, followers, people=people + 4, trust=trust)
    rows = np.arange(people + 4)
    positions = np.stack([rows * 37 % 101 / 100, rows * 53 % 101 / 100], axis=1)
    communities = (rows % 5).astype(np.int32)
    return Market(
        network, positions, communities, np.zeros(network.ties, bool), tuple(bloggers), people, 1.0, 5
    )


def golden_run(plan: str = "many", **changes: object) -> Run:
    return run(golden_scenario().with_changes(**changes), plan=plan, luck=3, market=golden_market())


@pytest.mark.parametrize("plan", ["one", "many"])
@pytest.mark.parametrize("rule", ["simple", "reinforced", "sources", "fraction"])
def test_summary_equals_the_cumulative_counts_at_every_tick(plan: str, rule: str) -> None:
    one = golden_run(plan, respond__rule=rule)
    recording = Recording.of(one)
    until = one.counts.cumsum(axis=0)
    assert one.counts[:, COUNTS.index("saw")].sum() > 10
    for tick in range(recording.ticks):
        expected = {
            what: until[tick, COUNTS.index(what)] for what in ("saw", "engaged", "reshared", "orders")
        }
        assert recording.summary(tick) == {**expected, "warned": 0, "praised": 0}


def test_customers_who_warn_are_recorded_and_read_back() -> None:
    awful = {"serve__on": True, "review__on": True, "serve__quality": 0.3, "buy__base": 1.0}
    one = golden_run(**awful, come_back__on=True, review__warn=1.0)
    recording = Recording.from_bytes(Recording.of(one).to_bytes())
    warned = one.counts[:, COUNTS.index("warned")].cumsum()
    assert warned[-1] > 2
    for tick in range(recording.ticks):
        assert recording.summary(tick)["warned"] == warned[tick]
    assert set(recording.warn_row) <= set(one.orders.reader)


@pytest.mark.parametrize("advocates", [False, True])
def test_praise_is_recorded_each_time_also_that_of_advocates(advocates: bool) -> None:
    lovely = {"serve__on": True, "review__on": True, "serve__quality": 1.0, "buy__base": 2.0}
    if advocates:
        lovely |= {"come_back__on": True, "come_back__period_days": 1.0, "come_back__start_trust": 0.9}
        lovely |= {"advocate__on": True, "advocate__trust": 0.1, "advocate__days": 1.0}
        lovely |= {"clock__days": 40, "review__praise": 0.0}
    one = golden_run(**lovely, review__noise=0.0)
    recording = Recording.from_bytes(Recording.of(one).to_bytes())
    praised = one.counts[:, COUNTS.index("praised")].cumsum()
    assert praised[-1] > 2
    assert [recording.summary(tick)["praised"] for tick in range(recording.ticks)] == praised.tolist()
    assert set(recording.praise_row) <= set(one.orders.reader)


def test_tellers_and_times_are_those_of_the_state() -> None:
    one = golden_run()
    recording = Recording.of(one)
    won = recording.engaged >= 0
    assert won.sum() > 5
    for row, tick, teller in zip(
        recording.row[won], recording.engaged[won], recording.teller[won], strict=True
    ):
        assert one.state.people["engaged"][row] == tick
        tie = one.state.people["teller"][row]
        assert one.market.network.author_of(tie) == teller
        assert one.market.network.followers[tie] == row
        at = np.searchsorted(recording.row, row)
        assert recording.trust[at] / 65535 == pytest.approx(one.state.trust[tie], abs=1e-5)


def test_stones_post_on_the_days_of_the_plan() -> None:
    recording = Recording.of(golden_run())
    assert [stone["ticks"] for stone in recording.stones] == [[2], [4], [6]]
    assert [stone["name"] for stone in recording.stones] == ["small_0", "small_1", "small_2"]
    assert [stone["posts"] for stone in Recording.of(golden_run("one")).stones] == [2]


def test_a_stone_that_chose_its_own_days_is_recorded_with_them() -> None:
    class Late(SmallBlogger):
        def decide(self, day, inbox):  # type: ignore[no-untyped-def]
            return [Post(self.row, day + 3), Post(self.row, day + 4)]

    class Refuses(SmallBlogger):
        def decide(self, day, inbox):  # type: ignore[no-untyped-def]
            return []

    one = run(
        golden_scenario(),
        plan="many",
        luck=3,
        market=golden_market(),
        agents={"small_1": Late, "small_2": Refuses},
    )
    stones = Recording.of(one).stones
    assert [stone["ticks"] for stone in stones] == [[2], [6, 8], []]
    assert [stone["posts"] for stone in stones] == [1, 2, 0]


def test_a_hired_reader_who_saw_it_from_others_does_not_count_as_won() -> None:
    spec = golden_scenario().with_changes(see__visibility=1.0)
    market = golden_market()
    reader = BloggerRecord("small_0", "small", "small", 3, 4, 1.0)
    market = replace(market, bloggers=(market.bloggers[0], reader))
    spec = spec.with_changes(plans={"one": {"hire": [{"tier": "big"}, "small_0"]}})
    one = run(spec, plan="one", luck=3, market=market)
    recording = Recording.of(one)
    assert 3 in recording.row
    assert recording.summary(recording.ticks)["engaged"] == one.totals["engaged"]


def test_a_recording_survives_bytes_and_file_exactly(tmp_path: Path) -> None:
    recording = Recording.of(golden_run())
    data = recording.to_bytes()
    again = Recording.from_bytes(data)
    for name in module.form.ARRAYS:
        kept = getattr(again, name)
        np.testing.assert_array_equal(getattr(recording, name), kept)
        assert kept.dtype == getattr(recording, name).dtype
    assert (again.about, again.stones) == (recording.about, recording.stones)
    assert again.to_bytes() == data
    path = recording.write(tmp_path / "recording-many.json.gz")
    assert gzip.decompress(path.read_bytes()) == data
    assert Recording.read(path).to_bytes() == data
    assert recording.write(tmp_path / "again.json.gz").read_bytes() == path.read_bytes()


def test_the_golden_recording_is_what_it_was() -> None:
    """If this fails on purpose, raise VERSION when the format changed, and write the file again.

    The digest of the scenario is left out: a new setting changes it, though the run is what it was.
    """

    def told(data: bytes) -> bytes:
        return re.sub(rb'"digest":"[0-9a-f]*"', b"", data)

    assert told(Recording.of(golden_run()).to_bytes()) == told(GOLDEN.read_bytes().rstrip(b"\n"))


def test_places_are_those_of_everybody_or_of_those_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    one = golden_run("one")
    everybody = Recording.of(one)
    assert everybody.place_row.size == one.market.network.people
    places = np.stack([everybody.place_x, everybody.place_y], axis=1) / 65535
    np.testing.assert_allclose(places, one.market.positions, atol=1 / 65535)
    monkeypatch.setattr(module, "EVERYBODY", 10)
    some = Recording.of(one)
    assert set(some.place_row) == set(some.row) | {60, 61, 62, 63}
    assert some.place_row.size < everybody.place_row.size


def test_places_can_be_left_to_the_market() -> None:
    one = golden_run()
    bare = Recording.of(one, places=False)
    assert bare.place_row.size == bare.place_x.size == 0
    assert bare.summary(11) == Recording.of(one).summary(11)
    assert Recording.from_bytes(bare.to_bytes()).to_bytes() == bare.to_bytes()


def test_a_run_that_reaches_nobody_can_be_recorded() -> None:
    recording = Recording.of(golden_run(see__visibility=0.0))
    assert recording.row.size == 0
    assert Recording.from_bytes(recording.to_bytes()).summary(99)["saw"] == 0


def test_recording_a_model_run_by_hand_is_the_same() -> None:
    model = CampaignModel(golden_scenario(), plan="many", luck=3, market=golden_market())
    while model.running:
        model.step()
    assert Recording.of(model).to_bytes() == Recording.of(golden_run()).to_bytes()
