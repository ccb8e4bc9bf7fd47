"""Study files: every mistake is told with its line, and every design gives the points it promises."""

import math
from pathlib import Path

import numpy as np
import pytest

import stonecast as sc
from stonecast.errors import InputError
from stonecast.scenario.settings import changed, settings
from stonecast.study.studyfile import load_study, of
from studies import study, write

INVALID = sorted((Path(__file__).parent / "studies_invalid").glob("*.toml"))


def test_the_corpus_is_there():
    assert len(INVALID) >= 20


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_study_is_told_exactly_its_mistake(path):
    expected = (
        path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect: ").replace("\\n", "\n")
    )
    with pytest.raises(InputError) as caught:
        load_study(path)
    assert str(caught.value) == f"{path}: {expected}"
    for noise in ("pydantic", "tuple[", "validation", "Value error"):
        assert noise not in expected


def test_all_mistakes_are_told_at_once(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text('scenario = "blank"\nluck = 3\nplans = ["nobody"]\ndesign = "gird"\n', encoding="utf-8")
    with pytest.raises(InputError, match="3 mistakes"):
        load_study(path)


def test_a_study_file_finds_the_scenario_beside_it(tmp_path):
    found = load_study(write(tmp_path))
    assert found.name == "small"
    assert found.base.name == "small_pond"
    assert found.points == ((0.5,), (1.5,), (3.0,))
    assert found.runs == 3 * 2 * 4


def test_the_example_is_valid_and_every_plan_can_be_paid():
    found = load_study(Path(__file__).parents[1] / "experiments" / "fixed_cost.toml")
    spec = found.scenario_at(len(found.points) - 1)
    price = 4 * spec.money.price(1_000_000) + spec.money.fixed_cost
    assert price <= spec.money.budget


def test_a_grid_runs_every_combination():
    factors = [
        {"setting": "respond.rate", "values": [0.5, 1.5]},
        {"setting": "bloggers.small.followers", "low": 10, "high": 20},
    ]
    found = study(factors=factors, points=3)
    assert found.points == ((0.5, 10), (0.5, 15), (0.5, 20), (1.5, 10), (1.5, 15), (1.5, 20))


def test_one_at_a_time_leaves_the_others_at_the_scenarios_own_value():
    factors = [
        {"setting": "respond.rate", "values": [0.5, 1.5, 3.0]},
        {"setting": "money.budget", "values": [1000.0, 2000.0]},
    ]
    found = study(factors=factors, design="one_at_a_time")
    assert found.points == ((1.5, 1000.0), (0.5, 1000.0), (3.0, 1000.0), (1.5, 2000.0))


def test_a_latin_hypercube_has_one_point_in_every_slice_of_every_factor():
    factors = [
        {"setting": "respond.rate", "low": 1.0, "high": 100.0, "distribution": "loguniform"},
        {"setting": "bloggers.small.followers", "low": 1, "high": 16, "distribution": "integer"},
    ]
    found = study(factors=factors, design="latin_hypercube", points=16, seed=3)
    slices = [int(16 * math.log(rate) / math.log(100)) for rate, _ in found.points]
    assert sorted(slices) == list(range(16))
    assert sorted(followers for _, followers in found.points) == list(range(1, 17))
    assert all(type(followers) is int for _, followers in found.points)


def test_a_sobol_sequence_is_balanced_and_hangs_on_its_seed_alone():
    factors = [
        {"setting": "respond.rate", "low": 0, "high": 1},
        {"setting": "see.visibility", "low": 0, "high": 1},
    ]
    one, again, other = (study(factors=factors, design="sobol", points=32, seed=s) for s in (1, 1, 2))
    assert one.points == again.points != other.points
    values = np.array(one.points)
    counts, _, _ = np.histogram2d(*values.T, bins=[4, 8], range=[[0, 1], [0, 1]])
    assert (counts == 1).all()


def test_a_factor_reaches_tiers_and_what_plans_hire():
    base = study().base
    made = changed(base, {"bloggers.small.followers": 33, "plans.many.hire.small.count": 2})
    assert made.bloggers[1].followers == 33
    assert made.plans["many"].hire[0].count == 2
    assert base.bloggers[1].followers == 20
    assert made.with_changes(name="x") == base.with_changes(name="x").with_changes(
        bloggers=made.model_dump()["bloggers"], plans=made.model_dump()["plans"]
    )


def test_every_setting_can_be_put_back_by_its_path():
    base = sc.load("mom_bloggers")
    known = settings(base)
    assert {"money.fixed_cost", "market.trust.conversations", "bloggers.homegrown.followers"} <= set(known)
    for path, value in known.items():
        assert changed(base, {path: value}) == base


def test_a_point_that_is_not_valid_is_an_error_of_that_point_alone():
    found = study(factors=[{"setting": "bloggers.small.followers", "values": [20, 9000]}])
    found.scenario_at(0)
    with pytest.raises(InputError, match="9,000 followers each"):
        found.scenario_at(1)


def test_digests_differ_for_everything_but_what_may_grow():
    one = study()
    assert study(lucks=9, markets=2, title="other").digest == one.digest
    assert study(seed=1).digest != one.digest
    assert study(plans=["one"]).digest != one.digest
    assert (
        of({"lucks": 4, "name": "small"}, scenario=one.base.with_changes(see__visibility=0.5)).digest
        != one.digest
    )


def test_points_of_another_origin_take_the_place_of_the_design():
    found = study().with_points(np.array([[0.1], [0.2]]))
    assert found.points == ((0.1,), (0.2,))
    assert found.digest != study().digest
    with pytest.raises(InputError, match="2 values for 1 factors"):
        study().with_points([[1, 2]])
