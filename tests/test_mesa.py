"""`CampaignModel` is a Mesa model: Mesa's own tools work on it, and readers are views of rows."""

from __future__ import annotations

import itertools
import multiprocessing
from collections.abc import Iterator

import mesa
import numpy as np
import pytest
from mesa.batchrunner import batch_run

from by_hand import market, random_market, scenario
from stonecast.agents import BigBlogger, Brand, Reader, SmallBlogger
from stonecast.campaign import run
from stonecast.counts import COUNTS
from stonecast.errors import InputError
from stonecast.model import CampaignModel
from stonecast.rumour import NEVER
from stonecast.scenario import Scenario

PLANS = {"few": {"hire": ["stone_0"]}, "many": {"hire": ["stone_0", "stone_1", "stone_2"], "posts": 2}}

SPEC: Scenario = scenario(
    clock__days=8,
    see__visibility=0.7,
    respond__rate=1.5,
    reshare__share=0.5,
    buy__on=True,
    buy__base=-2.0,
    plans=PLANS,
)

PLACE = random_market(readers=200, bloggers=3, audience=40)


def model_of(plan: str = "many", luck: int = 1, **settings: object) -> CampaignModel:
    return CampaignModel(SPEC, plan=plan, luck=luck, market=PLACE, **settings)


def finished(model: CampaignModel) -> CampaignModel:
    while model.running:
        model.step()
    return model


@pytest.fixture
def start_method() -> Iterator[None]:
    """Mesa's batch_run changes how all later processes start; change it back."""
    before = multiprocessing.get_start_method(allow_none=True)
    yield
    multiprocessing.set_start_method(before, force=True)


@pytest.mark.usefixtures("start_method")
def test_mesa_runs_a_batch_of_plans_and_lucks() -> None:
    rows = batch_run(
        CampaignModel,
        parameters={"scenario": SPEC, "plan": ["few", "many"], "market": [PLACE]},
        rng=range(3),
        number_processes=1,
        display_progress=False,
    )
    assert [(row["rng"], row["plan"]) for row in rows] == list(itertools.product(range(3), PLANS))
    for row in rows:
        one = run(SPEC, plan=row["plan"], luck=row["rng"], market=PLACE)
        assert {what: row[what] for what in COUNTS} == {what: one.totals[what] for what in COUNTS}
        assert row["spent"] == one.totals["cost"]
    assert len({row["engaged"] for row in rows}) > 2


def test_mesas_seed_is_the_luck() -> None:
    by_rng = finished(CampaignModel(SPEC, plan="many", market=PLACE, rng=5))
    by_luck = finished(model_of(luck=5))
    assert (by_rng.luck, by_luck.luck) == (5, 5)
    assert (by_rng.state.people == by_luck.state.people).all()


def test_the_last_row_of_the_data_collector_is_the_totals() -> None:
    frame = finished(model_of()).datacollector.get_model_vars_dataframe()
    one = run(SPEC, plan="many", luck=1, market=PLACE)
    assert len(frame) == 8
    assert frame.iloc[-1].to_dict() == {
        **{what: one.totals[what] for what in COUNTS},
        "spent": one.totals["cost"],
    }
    assert (frame[list(COUNTS)].to_numpy() == one.counts.cumsum(axis=0)).all()


def test_collecting_changes_nothing() -> None:
    silent = finished(model_of(collect=False))
    assert not silent.datacollector.model_reporters
    assert (silent.state.people == finished(model_of()).state.people).all()


def test_mesa_runs_the_model_to_its_end_and_counts_its_steps() -> None:
    model = model_of()
    model.run_model()
    assert not model.running
    assert model.steps == model.state.tick == 8


def test_a_run_that_is_over_says_so() -> None:
    model = model_of()
    model.run_model()
    with pytest.raises(InputError, match="the run is over after 8 days"):
        model.step()


def test_agents_are_found_by_type_and_asked_in_mesas_way() -> None:
    model = model_of()
    bloggers = model.agents_by_type[SmallBlogger]
    assert sorted(bloggers.get("row")) == [blogger.row for blogger in PLACE.bloggers]
    assert set(bloggers.get("followers")) == {40}
    assert len(bloggers.select(lambda blogger: blogger.record.name == "stone_1")) == 1
    assert len(model.agents_by_type[Brand]) == 1
    assert BigBlogger not in model.agents_by_type


def test_kinds_of_bloggers_become_their_classes() -> None:
    place = market([(1, 0, 1.0)], people=2, bloggers=[1], kind="big")
    model = CampaignModel(scenario(), plan="all", market=place)
    assert len(model.agents_by_type[BigBlogger]) == 1


def test_bystanders_change_nothing() -> None:
    alone, together = (finished(model_of("few", bystanders=b)) for b in (False, True))
    assert [len(model.bloggers) for model in (alone, together)] == [1, 3]
    assert (alone.state.people == together.state.people).all()


def test_readers_are_selected_and_summed_as_agents() -> None:
    model = finished(model_of())
    readers = model.readers()
    engaged = readers.select(lambda reader: reader.engaged is not None)
    assert isinstance(readers, mesa.agent.AgentSet)
    assert len(readers) == PLACE.readers == 200
    assert len(engaged) == model.state.counts[:, COUNTS.index("engaged")].sum() > 0
    assert readers.agg("followers", sum) == PLACE.network.audience[:200].sum()
    assert engaged.agg("engaged", max) == model.state.people["engaged"][:200].max()


def test_a_reader_shows_what_the_state_holds_at_every_moment() -> None:
    model = model_of()
    readers = list(model.readers())
    while model.running:
        model.step()
        for reader in readers:
            row = model.state.people[reader.row]
            for what in ("seen", "engaged", "ordered"):
                assert getattr(reader, what) == (None if row[what] == NEVER else row[what])
            if reader.engaged is None:
                assert reader.told_by is None
            else:
                tie = int(row["teller"])
                assert reader.told_by == PLACE.network.authors[tie]
                assert PLACE.network.followers[tie] == reader.row
            assert reader.position == tuple(PLACE.positions[reader.row])
            assert reader.community == PLACE.communities[reader.row]


def test_a_row_has_one_agent_however_often_it_is_asked_for() -> None:
    model = model_of()
    first = model.readers([3, 5])
    second = model.readers([5, 3, 7])
    assert {reader.row for reader in second} == {3, 5, 7}
    assert len(model.agents_by_type[Reader]) == 3
    assert set(first) <= set(second)
    assert len(model.readers([])) == 0


@pytest.mark.parametrize(("rows", "named"), [([0, 200], "row 200"), ([-1], "row -1"), ([-1, 5], "row -1")])
def test_a_row_that_is_no_readers_is_refused_and_named(rows: list[int], named: str) -> None:
    with pytest.raises(InputError, match=named):
        model_of().readers(rows)


def test_looking_at_readers_changes_nothing() -> None:
    watched, alone = model_of(), finished(model_of())
    while watched.running:
        watched.readers().get("engaged")
        watched.step()
    assert (watched.state.people == alone.state.people).all()


def test_two_live_models_do_not_leak_into_each_other() -> None:
    alone = {luck: finished(model_of(luck=luck)) for luck in (1, 2)}
    first, second = model_of(luck=1), model_of(luck=2)
    a, b = first.readers(), second.readers()
    while first.running:
        first.step()
        second.step()
    for model, readers, luck in ((first, a, 1), (second, b, 2)):
        assert (model.state.people == alone[luck].state.people).all()
        assert (model.state.counts == alone[luck].state.counts).all()
        engaged = [NEVER if tick is None else tick for tick in readers.get("engaged")]
        assert engaged == alone[luck].state.people["engaged"][:200].tolist()
        assert {reader.model for reader in readers} == {model}
    assert (first.state.people != second.state.people).any()


def test_a_run_leaves_the_market_as_it_was() -> None:
    before = [np.copy(part) for part in (PLACE.network.trust, PLACE.network.followers, PLACE.positions)]
    finished(model_of())
    after = (PLACE.network.trust, PLACE.network.followers, PLACE.positions)
    assert all((a == b).all() for a, b in zip(before, after, strict=True))
