"""Reading scenarios: defaults, copies, names, line numbers, and nothing but `InputError` for bad text."""

import math
import re
import time
from pathlib import Path

import pydantic
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stonecast.errors import InputError, nearest
from stonecast.network.build import build_market
from stonecast.scenario import find, load, names, parse
from stonecast.scenario.lines import lines_of
from stonecast.scenario.places import groups_in
from stonecast.scenario.value import Scenario

FOLDER = Path(__file__).parent / "scenarios" / "valid"
POND = (FOLDER / "minimal_pond.toml").read_text(encoding="utf-8")
EVERYTHING = (FOLDER / "everything_set.toml").read_text(encoding="utf-8")
BLANK = find("blank").read_text(encoding="utf-8")


def _said(text: str, where: str = "some.toml") -> str:
    with pytest.raises(InputError) as caught:
        parse(text, where=where)
    return str(caught.value)


def test_defaults_are_filled_in():
    scenario = parse(POND, where="some.toml")
    assert (scenario.name, scenario.scale, scenario.clock.days) == ("some", 1.0, 30)
    assert scenario.market.trust.close.beta == (6, 2)
    assert scenario.plans["some"].hire[0].count == "all"
    assert scenario.respond.relevance.on is False


def test_a_scenario_is_frozen():
    scenario = parse(POND, where="some.toml")
    with pytest.raises(pydantic.ValidationError):
        scenario.scale = 2.0
    with pytest.raises(pydantic.ValidationError):
        scenario.market.readers = 3


def test_with_changes_returns_a_changed_copy():
    scenario = parse(POND, where="some.toml")
    changed = scenario.with_changes(market__trust__conversations=math.inf, scale=2)
    assert (changed.market.trust.conversations, changed.scale) == (math.inf, 2.0)
    assert (scenario.market.trust.conversations, scenario.scale) == (150.0, 1.0)
    assert changed.digest != scenario.digest
    assert changed.with_changes(market__trust__conversations=150, scale=1) == scenario


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"see__visibilty": 0.3}, "did you mean 'visibility'?"),
        ({"sea__visibility": 0.3}, "did you mean 'see'?"),
        ({"see__visibility": 3}, "see.visibility: 3 must be at most 1"),
        ({"bloggers__small__count": 3}, "no section is called 'bloggers'"),
    ],
)
def test_with_changes_says_what_is_wrong(changes, said):
    with pytest.raises(InputError, match=re.escape(said)):
        parse(POND, where="some.toml").with_changes(**changes)


def test_scale_is_an_argument_of_load():
    path = FOLDER / "minimal_pond.toml"
    assert load(path, scale=4).scale == 4.0
    assert load(load(path), scale=4) == load(path, scale=4)
    for wrong in (0, 0.5, math.nan, math.inf, True, "ten"):
        with pytest.raises(InputError, match="1 is full size"):
            load(path, scale=wrong)


def test_scenarios_are_found_by_name_and_by_path():
    assert "blank" in names()
    assert load("blank") == load(find("blank")) == load(str(find("blank")))


def test_an_unknown_name_or_path_names_the_nearest():
    for wrong in ("blnk", "blnk.toml", "no/such/blank.toml"):
        with pytest.raises(InputError, match="'blank'"):
            find(wrong)
    for wrong in ("", "a\0b", "x" * 5000, "scenarios/"):
        with pytest.raises(InputError):
            find(wrong)


def test_byte_order_mark_and_windows_lines_change_nothing(tmp_path):
    windows = tmp_path / "minimal_pond.toml"
    windows.write_bytes(b"\xef\xbb\xbf" + POND.replace("\n", "\r\n").encode())
    assert load(windows) == load(FOLDER / "minimal_pond.toml")
    assert parse("\ufeff" + POND.replace("\n", "\r\n"), where="some.toml") == parse(POND, where="some.toml")
    broken = POND.replace("budget = 1000", "budget = -1").replace("\n", "\r\n")
    assert "line 14, money.budget: -1" in _said(broken)


def test_a_file_that_is_no_text_is_told_so(tmp_path):
    binary = tmp_path / "binary.toml"
    binary.write_bytes(POND.encode("utf-16"))
    with pytest.raises(InputError, match="UTF-8"):
        load(binary)


def test_a_file_whose_name_is_no_scenario_name_still_loads(tmp_path):
    path = tmp_path / "2 ponds.toml"
    path.write_text(POND, encoding="utf-8")
    assert load(path).name == "scenario_2_ponds"


@pytest.mark.parametrize("text", ["[1, 2]", '"text"', "3", "null", "true", "[" * 100_000, "1" * 5000])
def test_json_that_is_no_scenario_is_refused(text):
    assert _said(text, "run.json").startswith("run.json: ")


@pytest.mark.parametrize(
    "number", ["2.000,00", "1,5", "15 %", "2000 EUR", "€2000", "2'000", "12,", "1,5  # half"]
)
def test_a_number_as_people_write_it_is_answered_with_how_to_write_it(number):
    said = _said(f"[money]\nbudget = {number}\n", "some.toml")
    assert (
        f"write numbers as 2000 or 0.5, without units or marks of thousands; it says: budget = {number}"
        in said
    )


@pytest.mark.parametrize(
    "line", ["budget = many", "budget = = 3", "hire = [{ count = 1,5 ]", "title = 'a' 3"]
)
def test_other_lines_that_are_no_toml_are_compared_with_a_new_scenario(line):
    assert "compare with `stonecast new`" in _said(f"[money]\n{line}\n", "some.toml")


def test_half_characters_are_refused_in_values_and_names():
    assert "title: holds half of a character" in _said('{"title": "\\ud800"}', "run.json")
    assert "plans" in _said('{"plans": {"\\udfff": {"hire": []}}}', "run.json")
    with pytest.raises(InputError, match=r"compare\.outcome: holds half"):
        parse(POND, where="some.toml").with_changes(compare__outcome="\ud800")


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file():
    text = POND.replace("count = 3", "count = 0").replace("fixed_cost", "fixed_csot")
    text = text.replace("readers = 200", 'readers = "many"') + "[compare]\nplans = ['sone']\n"
    said = _said(text).splitlines()
    assert said[0] == "some.toml: 4 mistakes"
    assert [re.match(r"  - line (\d+), ([^:]*): ", line).groups() for line in said[1:]] == [
        ("2", "market.readers"),
        ("10", "bloggers[1].count"),
        ("15", "money.fixed_csot"),
        ("20", "compare.plans[1]"),
    ]


def test_what_follows_from_another_mistake_is_not_told():
    misnamed = POND.replace('name = "small"', 'nmae = "small"')
    assert _said(misnamed) == "some.toml: line 8, bloggers[1].nmae: unknown name; did you mean 'name'?"
    unclear = POND.replace('{ tier = "small" }', '{ tier = "smal", cuont = 3 }')
    assert "cuont" in _said(unclear)


@pytest.mark.parametrize("readers", ["-1200", "0", "0.5", "1" * 400])
def test_impossible_readers_are_told_once(readers):
    said = _said(POND.replace("readers = 200", f"readers = {readers}"))
    assert said.startswith("some.toml: line 2, market.readers: ")


def test_lines_are_found_through_strings_comments_and_nested_arrays():
    text = '# [a]\nx = """\n[b]\ny = 1\n"""\n[a."b c"]\nd = [\n  1, # ]\n  { e = [2,\n  3] },\n]\n'
    text += '[[f]]\n[[f]]\ng.h = "]"\n'
    lines = lines_of(text)
    assert lines["x",] == 2
    assert lines["a", "b c", "d", 1, "e", 1] == 10
    assert lines["f", 1] == 13
    assert lines["f", 1, "g", "h"] == 14
    assert ("b",) not in lines


MARKS = ["=", "[", "]]", '"', "{ }", "[]", "\n", ",", "#", "\0", "\ud800", "é", "[1, 2]"]
WORDS = [
    "nan",
    "-inf",
    "true",
    "0x" + "f" * 5000,
    "x",
    "1979-05-27",
    '"text"',
    "-1",
    "1e400",
    "tier",
    '"~x/y"',
]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([POND, EVERYTHING, (FOLDER / "file_market.toml").read_text()]), st.data())
def test_mutated_text_raises_nothing_but_input_errors(text, data):
    for _ in range(data.draw(st.integers(1, 3))):
        tokens = re.split(r"(\s+|[=\[\]{},.])", text)
        at = data.draw(st.integers(0, len(tokens) - 1))
        tokens[at] = data.draw(st.sampled_from(MARKS + WORDS))
        text = "".join(tokens)
    try:
        scenario = parse(text, where="mutated.toml", folder=FOLDER)
    except InputError:
        return
    assert isinstance(scenario, Scenario)


VALUES = [
    3,
    -1,
    0.5,
    math.nan,
    math.inf,
    10**400,
    16**5000,
    True,
    None,
    "",
    "x",
    "\ud800",
    [],
    {},
    [None],
    {"x": 1},
]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_value_in_any_place_raises_nothing_but_input_errors(data):
    scenario = parse(EVERYTHING, where="some.toml")
    places = [
        "__".join(path)
        for path in lines_of(EVERYTHING)
        if all(isinstance(part, str) for part in path) and path[0] != "bloggers"
    ]
    changes = {data.draw(st.sampled_from(places)): data.draw(st.sampled_from(VALUES)) for _ in range(2)}
    try:
        scenario.with_changes(**changes)
    except InputError as error:
        str(error).encode("utf-8", "strict")


def test_a_table_that_is_given_twice_is_not_written_into():
    trust = {"constant": 0.5}
    with pytest.raises(InputError):
        parse(POND, where="a.toml").with_changes(
            market__trust__other=trust, market__trust__other__constant=trust
        )
    assert trust == {"constant": 0.5}


@pytest.mark.parametrize("branches", [1, 3])
def test_a_table_within_itself_is_refused(branches):
    endless: dict = {}
    endless |= {f"x{branch}": endless for branch in range(branches)}
    deep: list = []
    for _ in range(100_000):
        deep = [deep]
    for value in (endless, deep):
        with pytest.raises(InputError, match="is nested more than 50 deep"):
            parse(POND, where="a.toml").with_changes(respond=value)


def _groups(kind):
    for group in groups_in(kind):
        yield group
        for field in group.model_fields.values():
            yield from _inner(field.annotation)


def _inner(annotation):
    yield from _groups(annotation)
    for part in getattr(annotation, "__args__", ()):
        yield from _inner(part)


def test_the_blank_scenario_names_every_setting():
    sections = {group.__name__: group for group in _groups(Scenario)}
    assert {"PondMarket", "FileMarket", "HireTier", "TrustLaw", "Relevance"} <= set(sections)
    for group in sections.values():
        for name in group.model_fields:
            assert re.search(rf"(?m)(^[# ]*\[*|[{{,.]\s*){name}( =|\.|\]|\b\]\])", BLANK), (
                group.__name__,
                name,
            )


def test_the_blank_scenario_shows_the_true_defaults():
    shown = re.sub(
        r"(?m)^# (?=(?!price|conversations|name|file|sha256|direction|columns|weight|trust = 0"
        r"|half_life_days|reach_exponent|conversation |places|people)[a-z_]+ = )",
        "",
        BLANK,
    )
    assert shown.count("\n# ") < BLANK.count("\n# ") - 30
    assert parse(shown, where="blank.toml") == parse(BLANK, where="blank.toml")


def test_the_blank_scenario_loads_quickly_and_is_small():
    start = time.perf_counter()
    scenario = load("blank")
    assert time.perf_counter() - start < 1
    assert scenario.market.readers == 5000
    assert list(scenario.plans) == ["one_large_stone", "hundreds_of_stones"]
    assert BLANK.count("YOURS TO DECIDE") >= 6


EXTREMES = [
    ("mom_bloggers", {"money__price_exponent": 1e18}, "at most 10"),
    ("mom_bloggers", {"respond__relevance__width": 5e-324}, "at least 1e-06"),
    ("mom_bloggers", {"remember__useful": 1e18}, "at most 1000000"),
    ("bad_review", {"come_back__good": 1e308}, "at most 1000000"),
    ("rise_and_fall", {"follow__annoyance": 1e308}, "at most 1e+15"),
]


@pytest.mark.parametrize(("name", "change", "says"), EXTREMES)
def test_what_would_overflow_in_a_run_is_refused_beforehand(name, change, says):
    with pytest.raises(InputError, match=re.escape(says)):
        load(name).with_changes(**change)


def test_the_broadest_audience_is_everybody():
    tiers = [tier.model_copy(update={"breadth": 1e308}) for tier in load("award_vote").bloggers]
    spec = load("award_vote").with_changes(scale=100.0, bloggers=tuple(tiers))
    assert build_market(spec).bloggers


def test_a_message_lists_some_names_only():
    remedy = nearest("", [f"homegrown_{number:03d}" for number in range(500)])
    assert len(remedy) < 600
    assert remedy.endswith("and 470 more")


def test_explain_says_when_each_plan_posts_and_how_the_press_and_the_topic_decide() -> None:
    told = load("targeted_pitch", scale=1).explain()
    assert "release: 5,000 stones, 5,000 posts on day 90," in told
    assert "own_accounts: 1 stone, 3 posts from day 90 to 110," in told
    assert "open 60% of the pitches that fit them and write about 25% of those; of others 38%" in told
    assert "share what fits them of each other's posts on the next day" in told
    assert (
        "a post works 61% as strongly on whoever is 0.05 away from it in the pond, 14% at twice that" in told
    )
    assert "Among them: star (100,000 followers)." in load("award_vote").explain()
    plain = load("blank").explain()
    assert not any(word in plain for word in ("topic", "Journalists", "accounts"))


def test_explain_says_on_how_many_runs_a_comparison_rests() -> None:
    told = load("blank").with_changes(compare={"luck": 3, "markets": 4, "outcome": "saw"}).explain()
    assert told.endswith("under 3 lucks on each of 4 markets; what decides is people who saw it.")
    alone = {"one": {"hire": [{"tier": load("blank").bloggers[0].name}]}}
    assert " luck" not in load("blank").with_changes(compare={}, plans=alone).explain()
