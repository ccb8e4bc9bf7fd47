"""Figures draw the data they are given, name what they show with its unit, and bear odd data."""

from __future__ import annotations

import re
import warnings
from functools import cache

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb

import duels
from stonecast.report import drawer, figures, measures, style
from stonecast.report.curves import daily_values
from stonecast.report.ripples import DEEPEST, by_advertising, by_step, won_by_stone
from stonecast.study.compare import compare
from stonecast.study.comparison import Comparison


def drawn(axes, gid: str):  # type: ignore[no-untyped-def]
    """Everything in a panel that carries this name."""
    return [artist for artist in axes.get_children() if artist.get_gid() == gid]


def texts(figure) -> str:  # type: ignore[no-untyped-def]
    found = [text.get_text() for text in figure.findobj(matplotlib.text.Text)]
    return "\n".join(found)


def test_outcomes_draws_every_run_of_every_plan() -> None:
    duel = duels.duel()
    left, right = figures.outcomes(duel).axes
    for plan in range(3):
        (dots,) = drawn(left, f"runs-{plan}")
        np.testing.assert_array_equal(dots.get_offsets()[:, 0], duel.values(plan, "engaged").ravel())
    assert not drawn(right, "runs-0")
    for plan in (1, 2):
        (dots,) = drawn(right, f"runs-{plan}")
        expected = (duel.values(plan, "engaged") - duel.values(0, "engaged")).ravel()
        np.testing.assert_array_equal(dots.get_offsets()[:, 0], expected)


def test_outcomes_draws_the_interval_of_the_mean_and_of_the_difference() -> None:
    duel = duels.duel()
    left, right = figures.outcomes(duel).axes
    mean, gap = duel.mean(1, "engaged"), duel.difference(1, 0)
    assert list(drawn(left, "interval-1")[0].get_xdata()) == [mean.low, mean.high]
    assert list(drawn(right, "interval-1")[0].get_xdata()) == [gap.low, gap.high]
    assert drawn(left, "mean-1")[0].get_text() == style.short(mean.value)


def test_outcomes_names_what_it_shows() -> None:
    left, right = figures.outcomes(duels.duel()).axes
    assert left.get_title(loc="left") == "Engaged people, 12 runs a plan"
    assert left.get_xlabel() == "Engaged people in one run"
    assert next(label.get_text() for label in left.get_yticklabels()) == "One large stone"
    assert right.get_title(loc="left") == "Difference from “One large stone”"
    money = figures.outcomes(duels.deciding("profit")).axes[0]
    assert money.get_xlabel() == "Profit [EUR] in one run"


def test_the_axis_uses_its_width_and_differences_keep_zero() -> None:
    duel = duels.duel()
    left, right = figures.outcomes(duel).axes
    values = np.array([duel.values(plan, "engaged") for plan in range(3)])
    low, high = left.get_xlim()
    assert values.min() >= low
    assert values.max() <= high
    assert np.ptp(values) > 0.8 * (high - low)
    assert right.get_xlim()[0] < 0 < right.get_xlim()[1]


def test_plans_that_differ_a_hundredfold_are_drawn_on_a_log_axis() -> None:
    duel = duels.duel()
    totals = duel.totals.copy()
    totals[1] = totals[1] * 1000 + 1000
    totals[0] += 1
    totals[2] += 1
    axes = figures.outcomes(Comparison(**{**vars(duel), "totals": totals})).axes
    assert axes[0].get_xscale() == "log"
    assert figures.outcomes(duel).axes[0].get_xscale() == "linear"


def test_daily_draws_cumulative_means_and_bands() -> None:
    duel = duels.duel()
    until, each = figures.daily(duel).axes
    runs = daily_values(duel, "engaged")
    for plan in range(3):
        (curve,) = drawn(until, f"curve-{plan}")
        np.testing.assert_allclose(curve.get_ydata(), runs[plan].cumsum(axis=1).mean(axis=0))
        assert curve.get_ydata()[-1] == pytest.approx(duel.mean(plan, "engaged").value)
        (band,) = drawn(until, f"band-{plan}")
        corners = band.get_paths()[0].vertices
        last = corners[corners[:, 0] == duel.spec.clock.days][:, 1]
        expected = np.quantile(runs[plan].sum(axis=1), [0.05, 0.95])
        assert [last.min(), last.max()] == pytest.approx(list(expected))
        (curve,) = drawn(each, f"curve-{plan}")
        np.testing.assert_allclose(curve.get_ydata(), runs[plan].mean(axis=0)[: curve.get_ydata().size])
    assert until.get_xlabel() == "day of the campaign"
    assert until.get_ylabel() == "engaged people"


def test_daily_counts_at_full_size() -> None:
    duel = duels.duel()
    spec = duel.spec.model_copy(update={"scale": 3.0})
    scaled = Comparison(**{**vars(duel), "spec": spec})
    np.testing.assert_allclose(daily_values(scaled, "saw"), 3 * daily_values(duel, "saw"))


def test_all_outcomes_draws_ratios_with_their_intervals() -> None:
    duel = duels.duel()
    more, less = figures.all_outcomes(duel).axes
    assert more.get_xscale() == "log"
    found = [m for m in measures.judged(duel) if m.better == 1]
    ratios = [measures.versus(duel, 2, 0, m) for m in found]
    lines = drawn(more, "interval-2")
    assert [tuple(line.get_xdata()) for line in lines] == [
        (r.low, r.high) for r in ratios if np.isfinite(r.value)
    ]
    names = [label.get_text().replace("\n", " ") for label in more.get_yticklabels()]
    assert names == [measure.title for measure in found]
    assert "Cost per engaged person" in [
        label.get_text().replace("\n", " ") for label in less.get_yticklabels()
    ]
    assert "One large stone" in less.get_xlabel()


def test_ripple_draws_shares_by_step_and_the_people_won_by_each_stone() -> None:
    duel = duels.duel()
    left, right = figures.ripple(duel).axes
    for plan, run in enumerate(duel.samples):
        shares = by_step(run)
        assert shares.sum() == pytest.approx(1.0)
        assert shares[0] == pytest.approx(run.totals["one_hop_share"])
        widths = [drawn(left, f"step-{plan}-{step}")[0].get_width() for step in range(1, DEEPEST + 1)]
        np.testing.assert_allclose(widths, shares)
        (dots,) = drawn(right, f"trees-{plan}")
        np.testing.assert_array_equal(dots.get_offsets()[:, 0], won_by_stone(run))
        assert won_by_stone(run).sum() == run.totals["engaged"]
    assert left.get_xlabel() == "share of engaged people"


def test_who_was_won_by_advertising_is_no_stone_and_one_step_from_none() -> None:
    spec = duels.pond().with_changes(advertising__on=True, advertising__chance_a_day=0.002)
    duel = compare(spec, luck=2)
    left, right = figures.ripple(duel).axes
    for plan, run in enumerate(duel.samples):
        assert run.totals["advertised"] > 0
        assert won_by_stone(run).size == len(run.plan.stones)
        assert by_step(run)[0] == pytest.approx(run.totals["one_hop_share"])
        assert by_step(run).sum() + by_advertising(run) == pytest.approx(1.0)
        assert drawn(left, f"ads-{plan}")[0].get_width() == pytest.approx(by_advertising(run))
        assert len(drawn(right, f"trees-{plan}")[0].get_offsets()) == len(run.plan.stones)
    assert "Grey: won by advertising" in texts(figures.ripple(duel))
    assert "Grey" not in texts(figures.ripple(duels.duel()))
    assert "frequency" not in [measure.name for measure in measures.shown(duel)]


def test_daily_of_run_draws_what_happened_each_day() -> None:
    run = duels.duel().samples[1]
    panels = figures.daily_of_run(run).axes
    (bars,) = [bars for axes in panels for bars in drawn(axes, "bars-engaged")]
    assert bars.get_data().values.tolist() == list(run.daily["engaged"])
    assert "Many & small stones: one run (luck 0)" in texts(figures.daily_of_run(run))


def test_a_process_that_waits_draws_the_same_and_one_that_died_is_not_missed() -> None:
    run = duels.duel().samples[1]
    here = drawer.draw(drawer.days_of(run))
    with drawer.Drawer() as ready:
        assert ready.ask(run)() == here
    with drawer.Drawer() as gone:
        gone._process.kill()
        assert gone.ask(run)() == here
    with drawer.Drawer() as unasked:
        waiting = unasked._process
    assert waiting.poll() is not None


def test_half_of_a_report_that_another_process_draws_is_the_same() -> None:
    duel = duels.duel()
    with drawer.Drawer(warm=False) as ready:
        theirs = ready.half(duel)()
    assert theirs == drawer.draw_parts(duel, drawer.HALF)
    with drawer.Drawer(warm=False) as gone:
        gone._process.kill()
        assert gone.half(duel)() == {}


@cache
def svg_of(name: str, figure: str, narrow: bool = False) -> str:
    """A figure, drawn without a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return style.to_svg(figures.OF_COMPARISON[figure](duels.ODD[name](), narrow=narrow))


@pytest.mark.parametrize("figure", list(figures.OF_COMPARISON))
@pytest.mark.parametrize(
    ("name", "narrow"), [*((name, False) for name in duels.ODD), ("six", True), ("silent", True)]
)
def test_figures_bear_odd_data_without_a_warning(name: str, figure: str, narrow: bool) -> None:
    svg = svg_of(name, figure, narrow)
    assert svg.count("<svg") == 1
    assert "<b>" not in svg, "titles are shown as written, never run"
    said = " ".join(re.findall(r">([^<]*)<", svg[svg.index("</defs>") :]))
    assert not re.search(r"\bnan\b|\binf\b|None|undefined", said)


def test_a_silent_run_can_be_drawn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "Engaged people: 0" in style.to_svg(figures.daily_of_run(duels.silent().samples[0]))


@pytest.mark.parametrize("figure", list(figures.OF_COMPARISON))
def test_the_same_comparison_gives_the_same_svg(figure: str) -> None:
    assert svg_of("duel", figure) == style.to_svg(figures.OF_COMPARISON[figure](duels.duel()))


def test_drawing_leaves_the_callers_settings_alone() -> None:
    before = dict(matplotlib.rcParams)
    style.to_svg(figures.outcomes(duels.duel()))
    assert dict(matplotlib.rcParams) == before


def test_eight_plans_have_eight_colours() -> None:
    assert len({style.fill(plan) for plan in range(8)}) == len({style.ink(plan) for plan in range(8)}) == 8


def luminance(colour: str) -> float:
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("colour", [*style.INKS, style.INK, style.GREY])
def test_text_is_dark_enough_on_white(colour: str) -> None:
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (7.25, "7.25"),
        (950, "950"),
        (1234, "1,234"),
        (12_345, "12.3k"),
        (999_700, "1M"),
        (1_403_303, "1.4M"),
        (2.5e9, "2.5bn"),
        (-1234, "−1,234"),
        (0.00012, "0.00012"),
        (float("nan"), "–"),
    ],
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert style.short(value) == text


def test_labels_are_moved_apart_in_order() -> None:
    places = style.apart([1.0, 1.1, 5.0, 1.05], 1.0)
    assert sorted(places) == sorted(places, key=float)
    assert min(np.diff(sorted(places))) >= 1.0 - 1e-12
    assert [int(i) for i in np.argsort(places)] == [0, 3, 1, 2]
    assert style.apart([0.0, 10.0], 1.0) == [0.0, 10.0]


def test_scattered_dots_stay_within_their_row_and_fall_the_same_way() -> None:
    values = np.arange(200.0) % 7
    offsets = style.scatter_of(values, 0.2)
    assert np.abs(offsets).max() <= 0.2
    np.testing.assert_array_equal(offsets, style.scatter_of(values, 0.2))
