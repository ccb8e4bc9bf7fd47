"""Figures, report and commands of studies: they show what was found, for every design, with gaps too."""

from __future__ import annotations

import math
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stonecast import cli
from stonecast.errors import InputError
from stonecast.report import figures, html, phases, study_words, style, sweeps
from stonecast.study.phasemap import phase_map
from stonecast.study.results import Sweep
from stonecast.study.sensitivity import sensitivity
from stonecast.study.swings import swings
from stonecast.wording import words
from studies import filled, study, write

RATES = {"setting": "respond.rate", "values": [0.2, 0.4, 0.8, 1.6, 3.2]}
BUDGETS = {"setting": "money.budget", "values": [500.0, 1000.0, 2000.0, 4000.0]}
SAMPLED = [
    {"setting": "respond.rate", "low": 0.2, "high": 3.2, "distribution": "loguniform"},
    {"setting": "money.budget", "low": 500.0, "high": 4000.0},
]


def response(plan: str, at: dict[str, Any], market: int, luck: int) -> float:
    """The plan "many" gains with the rate and loses with the budget; they break even where both say so."""
    level = (at.get("respond.rate", 1.5) / 0.8) * math.sqrt(1000.0 / at.get("money.budget", 1000.0))
    own = 7 * luck % 5 if plan == "many" else 3 * luck % 5
    return (1000.0 * level if plan == "many" else 1000.0) + own + luck % 4


def failing(plan: str, at: dict[str, Any], market: int, luck: int) -> float:
    if at.get("respond.rate", 0) == 0.4 or (plan == "many" and luck == 3):
        return float("nan")
    return response(plan, at, market, luck)


def nothing(plan: str, at: dict[str, Any], market: int, luck: int) -> float:
    return 0.0


DESIGNS: dict[str, dict[str, Any]] = {
    "phases": {"factors": [RATES, BUDGETS]},
    "phases of three": {"factors": [RATES, BUDGETS, {"setting": "clock.days", "values": [10, 12]}]},
    "along": {"factors": [RATES]},
    "tornado": {"factors": [RATES, BUDGETS], "design": "one_at_a_time"},
    "sensitivity": {"factors": SAMPLED, "design": "latin_hypercube", "points": 30},
    "sensitivity of Sobol'": {"factors": SAMPLED, "design": "saltelli", "points": 16},
    "sensitivity of Morris": {"factors": SAMPLED, "design": "morris", "points": 5},
    "forest": {"factors": [{"setting": "respond.rule", "values": ["simple", "reinforced"]}]},
    "forest of one": {"factors": []},
}


def test_nobody_surely_wins_around_the_break_even_line_though_both_its_neighbours_are_sure() -> None:
    budgets = {"setting": "money.budget", "values": [700.0, 1400.0, 2800.0]}
    sweep = filled(study(factors=[RATES, budgets]), lambda *told: response(*told) + 50.0 * (told[3] % 2))
    found = phase_map(sweep)
    assert found.contrast.sure.all()
    x, y, room = phases.undecided(found)
    assert x[0] == found.x.min()
    assert x[-1] == found.x.max()
    assert set(np.unique(found.y)) <= set(y)
    assert 0 < np.mean(room > 0) < 0.5
    # Along every line from a sure win to a sure loss there is a stretch where neither is sure.
    value = found.grid(found.contrast.value)[2]
    for row, level in zip(value, np.unique(found.y), strict=True):
        if row.min() < 0 < row.max():
            assert (room[np.flatnonzero(y == level)[0]] > 0).any()


def test_outcomes_of_what_is_off_at_all_points_have_no_row() -> None:
    base = study()
    assert base.base.buy.on
    assert not base.base.ask.on
    at_rest = study_words.absent_everywhere(base)
    assert {"acts", "pitches", "rival_orders"} <= at_rest
    assert not {"orders", "revenue", "engaged"} & at_rest
    asked = {"setting": "ask.on", "values": [False, True]}
    prices = {"setting": "money.revenue_per_order", "values": [0.0, 30.0]}
    assert "acts" not in study_words.absent_everywhere(study(factors=[prices, asked]))
    unpaid = {"setting": "money.revenue_per_order", "values": [0.0]}
    assert "revenue" in study_words.absent_everywhere(study(factors=[unpaid]))
    assert "revenue" not in study_words.absent_everywhere(study(factors=[unpaid], outcome="revenue"))
    found = filled(base, response)
    titles = [row["title"] for row in study_words.outcomes(found, found.contrasts())]
    assert "engaged people" in titles
    assert "pitches" not in titles


ODD = ("phases", "along", "tornado", "sensitivity of Sobol'", "forest")


@pytest.mark.parametrize(
    ("designed", "made", "narrow"),
    [
        *((name, response, False) for name in DESIGNS),
        *((name, response, True) for name in ("phases", "along", "tornado", "sensitivity")),
        *((name, made, False) for name in ODD for made in (failing, nothing)),
    ],
)
def test_every_design_has_its_figure_whatever_was_found(designed: str, made: Any, narrow: bool) -> None:
    found = filled(study(lucks=6, **DESIGNS[designed]), made)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = figures.figures_of(found)
        assert next(iter(drawn)) == designed.partition(" ")[0]
        for draw in drawn.values():
            svg = style.to_svg(draw(narrow=narrow))
            assert svg.count("<svg") == 1
            assert ">nan<" not in svg


def test_the_phase_map_draws_the_break_even_line_where_it_is() -> None:
    """They break even where (rate / 0.8)^2 = budget / 1000."""
    found = filled(study(lucks=12, factors=[RATES, BUDGETS]), response)
    made = phase_map(found)
    x, y, value = made.grid(made.contrast.value)
    assert value.shape == (4, 5)
    expected = np.log(x[None, :] / 0.8) - 0.5 * np.log(y[:, None] / 1000.0)
    np.testing.assert_allclose(value, expected, atol=0.05)
    axes = figures.phases(found).axes[0]
    assert axes.get_xlabel() == "respond.rate"
    assert axes.get_ylabel() == "money.budget [EUR]"
    said = {text.get_text() for text in axes.texts}
    assert {"break-even", "2×"} <= said
    assert sum(made.shares) == pytest.approx(1.0)


def test_a_phase_map_of_a_grid_wants_the_other_factors_fixed() -> None:
    factors = [RATES, BUDGETS, {"setting": "clock.days", "values": [10, 12]}]
    found = filled(study(lucks=2, factors=factors), response)
    with pytest.raises(InputError, match=r"clock\.days varies too"):
        phase_map(found)
    assert phase_map(found, where={"clock.days": 12}).x.size == 20
    with pytest.raises(InputError, match="no factor with several numbers"):
        phase_map(found, x="respond.share")


def test_a_tornado_puts_the_factor_that_swings_most_on_top() -> None:
    found = filled(study(lucks=12, factors=[BUDGETS, RATES], design="one_at_a_time"), response)
    told = swings(found)
    assert [swing.factor for swing in told.swings] == ["respond.rate", "money.budget"]
    assert told.swings[0].size == pytest.approx(math.log(3.2 / 0.2), rel=0.05)
    assert told.swings[0].values == (0.2, 0.4, 0.8, 1.5, 1.6, 3.2)
    axes = figures.tornado(found).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["respond.rate", "money.budget"]


def ahead(plan: str, at: dict[str, Any], market: int, luck: int) -> float:
    """The plan "many" always brings more."""
    return response(plan, at, market, luck) * (10.0 if plan == "many" else 1.0)


@pytest.mark.parametrize(("markets", "told"), [(1, True), (2, False)])
def test_a_study_on_one_market_says_what_its_intervals_leave_out(markets, told):
    made = filled(study(factors=[RATES], markets=markets, lucks=3), response)
    said = study_words.sentences(made, made.contrasts("engaged"), made.shares())
    assert (words.ONE_MARKET in said) == told


def test_what_no_factor_changes_is_said_in_words_and_certainty_has_an_interval() -> None:
    made = filled(study(factors=SAMPLED, design="saltelli", points=4, lucks=5), ahead)
    found = sensitivity(made, resamples=50)
    _, rows, unmoved = study_words.indices(found)
    assert {row["response"] for row in rows} == {"log ratio"}
    assert unmoved == "No factor changes who wins."
    assert unmoved in sweeps.sensitivity_table(found)
    said = " ".join(study_words.sentences(made, made.contrasts("engaged"), made.shares()))
    # Four rows of the base sample, however many points were made of each.
    assert "brings more in 100% of runs under the same luck (95% interval 51% to 100%)" in said


def test_shares_of_points_are_counted_and_not_subtracted() -> None:
    def formula(plan: str, at: dict[str, Any], market: int, luck: int) -> float:
        return at["respond.rate"] if plan == "many" else 1.0

    made = filled(study(), formula)
    (row,) = (one for one in study_words.outcomes(made, made.contrasts()) if one["deciding"])
    assert (row["more"], row["less"], row["open"]) == ("67%", "33%", "0%")


def test_a_factor_without_an_index_is_not_put_on_top_of_the_sensitivity() -> None:
    fixed = {"setting": "clock.days", "values": [12]}
    made = study(lucks=4, factors=[fixed, *SAMPLED], design="latin_hypercube", points=30)
    axes = figures.sensitivity(sensitivity(filled(made, response))).axes[0]
    factors = [label.get_text() for label in axes.get_yticklabels()]
    assert factors == ["respond.rate", "money.budget", "clock.days"]


def test_the_curve_along_a_factor_marks_the_break_even_point_and_its_interval() -> None:
    found = filled(study(lucks=12, factors=[RATES]), response)
    lower = figures.along(found).axes[1]
    known = found.break_even("respond.rate")
    (line,) = (artist for artist in lower.get_children() if artist.get_gid() == "break-even")
    assert line.get_xdata()[0] == known.value
    assert known.low <= 0.8 <= known.high
    note = " ".join(" ".join(text.get_text() for text in figures.along(found).texts).split())
    assert "above it “Many & small stones” brings more engaged people." in note


def test_the_report_says_who_wins_where(tmp_path: Path) -> None:
    found = filled(study(lucks=12, factors=[RATES], title="Rates & winners"), response)
    saved = found.report(tmp_path / "out")
    text = (saved / "report.html").read_text(encoding="utf-8")
    assert "Rates &amp; winners" in text
    assert "of 5 points “Many &amp; small stones” surely brings more engaged people" in text
    assert "They break even at respond.rate = 0.8" in text
    for address in ("http://", "https://", "<script"):
        assert address not in text
    names = {path.name for path in saved.iterdir()}
    assert {"report.html", "contrasts.csv", "shares.csv", "figures"} <= names
    assert (saved / "figures" / "along.png").stat().st_size > 1000
    with pytest.raises(InputError, match="not empty"):
        found.report(tmp_path / "out")


@pytest.mark.parametrize(("designed", "made"), [("sensitivity of Sobol'", nothing), ("tornado", failing)])
def test_a_report_can_be_written_whatever_was_found(tmp_path: Path, designed: str, made: Any) -> None:
    found = filled(study(lucks=6, **DESIGNS[designed]), made)
    text = (found.report(tmp_path / "out") / "report.html").read_text(encoding="utf-8")
    assert ">nan<" not in text
    assert html.template("study") is not None


RULES = {"setting": "respond.rule", "values": ["simple", "reinforced"]}


@pytest.mark.parametrize(
    ("factors", "design", "runs", "drawn"),
    [
        ([RATES, RULES], "grid", lambda at: True, "forest"),
        ([RATES, RULES], "grid", lambda at: at["respond.rule"] == "simple", "along"),
        ([RATES, RULES], "one_at_a_time", lambda at: True, "tornado"),
        ([RATES], "grid", lambda at: at["respond.rate"] == 0.4, "forest"),
        ([RATES], "grid", lambda at: False, "forest"),
        ([RATES, BUDGETS], "grid", lambda at: at["money.budget"] == 500.0, "along"),
        ([RATES, BUDGETS], "grid", lambda at: at["money.budget"] > 200.0 / at["respond.rate"], "phases"),
        ([BUDGETS], "one_at_a_time", lambda at: at["money.budget"] == 500.0, "tornado"),
        (SAMPLED, "latin_hypercube", lambda at: False, "forest"),
    ],
)
def test_a_report_shows_what_ran_where_most_points_fail(
    tmp_path: Path, factors: Any, design: str, runs: Any, drawn: str
) -> None:
    def formula(plan: str, at: dict[str, Any], market: int, luck: int) -> float:
        return response(plan, at, market, luck) if plan == "one" or runs(at) else math.nan

    more = {"points": 4} if design == "latin_hypercube" else {}
    found = filled(study(factors=factors, design=design, **more), formula)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        saved = found.report(tmp_path / "out")
    assert [path.stem for path in (saved / "figures").glob("*.svg")] == [drawn]
    text = (saved / "report.html").read_text(encoding="utf-8")
    varies_alone = drawn == "along" or (drawn == "tornado" and RATES in factors)
    assert ("They break even at respond.rate" in text) == varies_alone


def test_what_cannot_be_told_names_the_first_run_that_failed() -> None:
    found = filled(study(factors=[RATES]), lambda *told: math.nan)
    for ask in (sensitivity, lambda sweep: sweep.break_even("respond.rate")):
        with pytest.raises(InputError, match="40 runs failed, the first: made to fail"):
            ask(found)


@pytest.mark.usefixtures("undrawn")
def test_commands_analyse_a_study_file_and_its_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path)

    def command(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["stonecast", *arguments])
        status = 0
        try:
            cli.main()
        except SystemExit as stop:
            status = int(str(stop.code or 0))
        said = capsys.readouterr()
        return status, said.out + said.err

    status, said = command("report", str(path))
    assert (status, "stonecast sweep" in said) == (2, True)
    status, said = command("sensitivity", str(path), "--threads", "--out", "s")
    assert status == 0, said
    assert "PRCC" in said
    assert (tmp_path / "s" / "sensitivity.csv").is_file()
    assert (tmp_path / "s" / "sensitivity.png").is_file()
    assert len(Sweep.open(tmp_path / "out" / "small.sqlite").rows()) == 24
    status, said = command("report", str(path), "--out", "r")
    assert (status, "r/report.html" in said) == (0, True)
    text = path.read_text(encoding="utf-8")
    path.write_text('title = "Rates, again"\n' + text, encoding="utf-8")
    assert command("report", str(path), "--out", "t")[0] == 0
    assert "Rates, again" in (tmp_path / "t" / "report.html").read_text(encoding="utf-8")
    path.write_text("seed = 3\n" + text, encoding="utf-8")
    status, said = command("report", str(path))
    assert (status, "another state of this study" in said) == (2, True)
    status, said = command("sensitivity", "out/small.sqlite", "--plan", "manny")
    assert (status, "did you mean 'many'" in said) == (2, True)
