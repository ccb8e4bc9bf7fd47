"""The report and the tables on the terminal say what the comparison says, to anybody, on their own."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import numpy as np
import pytest

import duels
import stonecast as sc
from stonecast.campaign import TOTALS
from stonecast.inference import statistics
from stonecast.report import assumptions, html, measures, terminal
from stonecast.report.page import _between, cards, winners
from stonecast.study.why import factors
from stonecast.study.without import Effect, effects
from stonecast.wording import words
from stonecast.wording.absent import OFF, PRESS, QUEUES, RIVALS, absent

VOID = {"meta", "br", "img", "link", "hr", "input"}


class Reader(HTMLParser):
    """Collects tags, ids, attributes and text; notes tags that are not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.broken: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        told = dict(attrs)
        self.ids += [told["id"] or ""] if "id" in told else []
        self.links += [told[key] or "" for key in ("src", "href", "action", "data") if key in told]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.broken.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.fixture(scope="module")
def page() -> str:
    return html.page(duels.duel())


def test_the_page_is_whole_and_asks_no_host_for_anything(page: str) -> None:
    read = Reader(page)
    assert not read.broken
    assert not read.open
    assert "script" not in read.tags
    assert all(link.startswith(("#", "data:")) for link in read.links)
    assert "http" not in page
    assert "@import" not in page


def test_no_name_is_used_twice_and_every_reference_is_there(page: str) -> None:
    read = Reader(page)
    assert len(set(read.ids)) == len(read.ids)
    wanted = {link[1:] for link in read.links if link.startswith("#")} | set(
        re.findall(r"url\(#([^)]+)\)", page)
    )
    assert wanted
    assert wanted <= set(read.ids)


def test_the_verdict_comes_first(page: str) -> None:
    text = Reader(page[page.index("<main>") :]).text
    headline = duels.duel().verdict().splitlines()[0]
    assert headline in text
    assert text.index(headline) < text.index("The plans side by side")


def test_cards_tell_both_intervals_apart_and_carry_the_numbers(page: str) -> None:
    duel, text = duels.duel(), Reader(page).text
    for plan in range(3):
        mean = duel.mean(plan, "engaged")
        low, high = np.quantile(duel.values(plan, "engaged"), [0.05, 0.95])
        card = text[text.index("The plans side by side") :]
        assert f"95% interval of mean {words.number(mean.low)} to {words.number(mean.high)}" in card
        assert f"90% of runs {words.number(low)} to {words.number(high)}" in card
        cost = duel.cost_per(plan)
        assert f"Cost per engaged person {words.money(cost.value, 'EUR')}" in card
    assert "of 1,000 EUR" in text


def test_only_stones_are_set_against_the_budget_and_fixed_costs_are_their_own() -> None:
    one = duels.duel()
    served = one.totals.copy()
    served[0, :, :, TOTALS.index("cost")] += 5_000.0  # meals, answers, advertising
    stones = tuple(replace(stone, fixed_cost=0.0) for stone in one.plans[1].stones)
    plans = (one.plans[0], replace(one.plans[1], stones=stones), one.plans[2])
    duel = replace(one, totals=served, plans=plans)
    first, second, third = ({name: note for name, _, note in card["rows"]} for card in cards(duel))
    assert first["Cost"] == f"{words.money(one.plans[0].cost, 'EUR')} of 1,000 EUR for stones"
    assert third["Cost"] == "of 1,000 EUR"
    assert second["Price of a post"] == "+ 0.00 EUR per blogger"
    assert third["Price of a post"] == "+ 5.00 EUR per blogger"


def test_an_interval_of_what_cannot_be_below_zero_does_not_go_below_it() -> None:
    one = duels.clustered()
    totals = one.totals.copy()
    for what in ("engaged", "profit"):
        totals[0, :, :, TOTALS.index(what)] = 0.0
        totals[0, 0, :, TOTALS.index(what)] = 9.0  # one market of three: an interval around 3, from below 0
    few = replace(one, totals=totals)
    assert few.mean(0, "engaged").low < 0
    assert cards(few)[0]["interval"].startswith("0 to ")
    shown = {row["title"]: row["cells"][0]["interval"] for row in winners(few)}
    assert shown["Engaged people"].startswith("0 to ")
    assert shown["Profit, EUR"].startswith("−")


def test_an_outcome_has_one_name_in_the_verdict_and_in_tables() -> None:
    counts = [
        m for m in measures.ALL if m.name in ("impressions", "saw", "engaged", "reshared", "orders", "acts")
    ]
    assert [m.title.lower() for m in counts] == [words.COUNTED[m.name][0] for m in counts]


def test_limits_of_an_interval_are_written_alike() -> None:
    profit = measures.deciding(duels.deciding("profit"))
    assert _between(duels.duel(), profit, -990.787, 6211.0) == "−991 to 6,211 EUR"
    assert _between(duels.duel(), profit, 0.5, 99.5) == "0.50 to 99.50 EUR"


@pytest.mark.parametrize("factor", [1.0, 1.7, 3.0, 0.1, 7.3])
def test_plans_that_bring_the_same_cannot_be_told_apart_on_anything(factor: float) -> None:
    same = duels.identical()
    same = replace(same, totals=same.totals * factor)
    for measure in measures.judged(same):
        assert measures.leaders(same, measure) in ([0, 1], [])


def test_where_nobody_brings_anything_or_plans_are_equal_the_verdict_says_so() -> None:
    nothing = duels.silent().verdict().splitlines()
    assert nothing[0].endswith("no plan brings any engaged people, in any run.")
    assert "bring the same in each of 5 paired lucks" in nothing[1]
    assert "0 against 0" not in " ".join(nothing)
    page = html.page(duels.silent())
    assert "interval interval" not in page
    assert "95% interval unknown" in page
    alike = duels.identical().verdict().splitlines()
    assert "cannot be told apart" in alike[0]
    assert "bring the same" in alike[1]


def test_many_plans_that_may_be_the_best_are_counted_not_named() -> None:
    six = duels.six()
    level = replace(six, totals=np.repeat(six.totals[:1], 6, axis=0))
    row = next(row for row in winners(level) if row["deciding"])
    assert row["verdict"] == "cannot be told apart"  # all of them
    totals = level.totals.copy()
    totals[5] *= 0.1
    row = next(row for row in winners(replace(level, totals=totals)) if row["deciding"])
    assert row["verdict"] == "5 of 6 plans cannot be told apart"


def test_a_title_is_a_name_in_the_verdict() -> None:
    """“Hundreds of stones” brings more; a comma in it is not one of the sentence."""
    one = duels.duel()
    plans = (replace(one.plans[0], title="One stone, thrown twice"), *one.plans[1:])
    verdict = replace(one, plans=plans).verdict()
    assert verdict.count("One stone, thrown twice") == verdict.count("“One stone, thrown twice”") > 0
    assert "“Many & small stones”" in verdict


def test_the_page_names_scenario_seeds_and_that_it_is_simulated(page: str) -> None:
    duel, text = duels.duel(), Reader(page).text
    for said in ("Simulated, not measured", duel.spec.digest, "0 to 11", "Market seeds", "stonecast 0"):
        assert said in text
    for heading in ("How sure is that?", "Where each plan wins", "Why", "Day by day", "What was assumed"):
        assert f"<h2>{heading}</h2>" in page
    assert page.count("<h1>") == 1
    for factor in factors(duel):
        assert factor.meaning in text


def test_every_figure_has_a_text_for_those_who_do_not_see_it(page: str) -> None:
    figures = re.findall(r"<svg[^>]*>", page)
    assert len(figures) == 8
    assert all('role="img"' in figure and re.search(r'aria-label="[^"]{20,}"', figure) for figure in figures)


@pytest.mark.usefixtures("undrawn")  # test_figures draws them
def test_titles_are_shown_as_written_never_run() -> None:
    page = html.page(duels.six())
    assert "<b>stones</b>" not in page
    assert "$5 & $10 <b>stones</b>" in unescape(page)
    assert "<title>A small pond &lt;for tests&gt;</title>" in page


@pytest.mark.usefixtures("undrawn")  # test_figures draws odd data
@pytest.mark.parametrize("name", list(duels.ODD))
def test_the_page_bears_odd_data(name: str) -> None:
    text = Reader(html.page(duels.ODD[name]())).text
    assert not re.search(r"\bnan\b|\binf\b|None|undefined", text)


@pytest.mark.usefixtures("undrawn")
def test_the_fragment_is_a_frame_that_holds_the_page() -> None:
    fragment = duels.single()._repr_html_()
    assert fragment.startswith("<iframe")
    ponds, held = re.findall(r'srcdoc="([^"]*)"', fragment)
    assert Reader(unescape(held)).tags[:2] == ["html", "head"]
    assert "stonecast.mount" in unescape(ponds)


def test_assumptions_hold_the_settings_that_decide() -> None:
    told = dict(row for _, rows in assumptions.groups(duels.pond()) for row in rows)
    assert told["Fixed cost of each blogger"] == "5.00 EUR"
    assert told["Conversations that one person can hold"] == "20 people"
    assert told["A follower sees a post"] == "with chance 23%"
    free = duels.pond().with_changes(market__trust__conversations=math.inf, buy__on=False)
    told = dict(row for _, rows in assumptions.groups(free) for row in rows)
    assert told["Conversations that one person can hold"] == "no limit"
    assert told["Orders"] == "not simulated"


def test_versus_is_the_quotient_and_turns_round_exactly() -> None:
    duel = duels.duel()
    cpe = next(m for m in measures.ALL if m.name == "cost_per_engaged")
    there, back = measures.versus(duel, 1, 0, cpe), measures.versus(duel, 0, 1, cpe)
    assert there.value == pytest.approx(duel.cost_per(1).value / duel.cost_per(0).value)
    assert (1 / there.high, 1 / there.low) == pytest.approx((back.low, back.high))
    assert measures.versus(duel, 0, 0, cpe).value == pytest.approx(1.0)


def test_versus_covers_the_true_ratio_about_as_often_as_it_says() -> None:
    """Lognormal pairs with known means, 300 comparisons of 60 runs; 95% nominal."""
    duel, inside = duels.duel(), 0
    engaged = next(m for m in measures.ALL if m.name == "engaged")
    numbers = np.random.Generator(np.random.Philox(5))
    for _ in range(300):
        common = numbers.normal(size=60)
        totals = np.ones((2, 1, 60, duel.totals.shape[-1]))
        totals[0, 0, :, 2] = np.exp(0.3 * common + 0.2 * numbers.normal(size=60))
        totals[1, 0, :, 2] = 2 * np.exp(0.3 * common + 0.2 * numbers.normal(size=60))
        one = type(duel)(**{**vars(duel), "totals": totals, "plans": duel.plans[:2]})
        ratio = measures.versus(one, 1, 0, engaged)
        inside += ratio.low <= 2.0 <= ratio.high
    assert 0.90 <= inside / 300 <= 0.985


def test_a_plan_leads_only_beyond_chance() -> None:
    engaged = next(m for m in measures.ALL if m.name == "engaged")
    duel = duels.duel()
    leading = measures.leaders(duel, engaged)
    best = duel.ranking[0]
    assert best in leading
    for plan in range(3):
        assert (plan in leading) == (plan == best or not duel.difference(best, plan).sure)
    assert measures.leaders(duels.identical(), engaged) == [0, 1]
    assert measures.leaders(duels.single(), engaged) == [0, 1]
    virality = next(m for m in measures.ALL if m.name == "structural_virality")
    assert measures.leaders(duels.silent(), virality) == []


def test_plans_whose_long_titles_begin_alike_are_called_by_their_names() -> None:
    six = duels.six()
    plans = tuple(replace(plan, title="a long way " * 9 + plan.name) for plan in six.plans)
    said = terminal.table(replace(six, plans=plans))
    for plan in plans:
        assert f"  {plan.name}  " in said


def test_a_plan_that_brought_nothing_by_chance_may_be_the_cheapest() -> None:
    duel = duels.duel()
    totals = duel.totals.copy()
    totals[..., measures_column("orders")] = 0.0
    totals[0, 0, 0, measures_column("orders")] = 1.0
    cost = next(m for m in measures.ALL if m.name == "cost_per_order")
    assert measures.leaders(replace(duel, totals=totals), cost) == [0, 1, 2]
    totals[0, ..., measures_column("orders")] = 1.0
    assert measures.leaders(replace(duel, totals=totals), cost) == [0]


def test_less_is_better_for_costs() -> None:
    duel = duels.duel()
    totals = duel.totals.copy()
    totals[1, ..., measures_column("cost")] /= 50
    cheap = type(duel)(**{**vars(duel), "totals": totals})
    cpe = next(m for m in measures.ALL if m.name == "cost_per_engaged")
    assert measures.leaders(cheap, cpe) == [1]


def measures_column(name: str) -> int:
    from stonecast.campaign import TOTALS

    return TOTALS.index(name)


@pytest.mark.parametrize("name", list(duels.ODD))
def test_the_terminal_table_is_narrow_enough_and_holds_the_means(name: str) -> None:
    duel = duels.ODD[name]()
    for text in (terminal.table(duel), terminal.why(duel)):
        assert max(map(len, text.splitlines())) <= 100
    assert "nan" not in terminal.table(duel)


def test_a_brand_that_serves_every_order_lets_nobody_wait() -> None:
    spec = sc.load("small_restaurant")
    assert "serves 120 orders a day; whoever is not served waits 3 days, then leaves" in spec.explain()
    assert "serves every order at once." in spec.with_changes(serve__capacity=math.inf).explain()
    patient = spec.with_changes(serve__patience_days=math.inf).explain()
    assert "whoever is not served waits." in patient


def test_the_terminal_says_where_an_interval_has_no_room() -> None:
    duel = duels.duel()
    assert "Where ± is missing" not in terminal.table(duel)
    wide = replace(duel, totals=duel.totals * 1e7)
    cells = [line for line in terminal.table(wide).splitlines() if line.startswith("Impressions")]
    assert cells[0].count("±") < 3
    assert "Where ± is missing its interval has no room here" in terminal.table(wide)


def test_the_terminal_table_marks_the_winner() -> None:
    duel = duels.duel()
    totals = duel.totals.copy()
    totals[1, ..., measures_column("engaged")] += 1000
    table = terminal.table(type(duel)(**{**vars(duel), "totals": totals}))
    (line,) = [line for line in table.splitlines() if line.startswith("Engaged people")]
    assert line.count("*") == 1
    value = totals[1, ..., measures_column("engaged")].mean()
    assert f"{value:,.0f}"[:4] in line.split("*")[0]


def test_half_of_an_interval_is_written_to_the_digits_it_leaves() -> None:
    count = next(m for m in measures.ALL if m.name == "engaged")
    share = next(m for m in measures.ALL if m.name == "engagement_rate")

    def told(measure, value, half):  # type: ignore[no-untyped-def]
        estimate = statistics.Estimate(value, value - half, value + half, 9, 1)
        return terminal.mean_and_half(measure, estimate)

    assert told(count, 898.31, 38.62) == "898 ± 39"
    assert told(count, 12.3456, 0.0234) == "12.346 ± 0.023"
    assert told(share, 0.168, 0.0021) == "16.80% ± 0.21%"
    assert told(count, 5.0, 0.0) == "5"
    assert told(count, 5.0, math.nan) == "5"


def test_why_lists_every_factor_with_its_ratio() -> None:
    duel = duels.duel()
    text = terminal.why(duel)
    for factor in factors(duel):
        assert factor.name in text
        assert f"{words.number(factor.ratio)}×" in text


@pytest.mark.usefixtures("undrawn")
def test_effects_say_what_flips_and_what_cannot_be_compared() -> None:
    duel = duels.duel()
    found = [
        Effect("fixed cost", "a deal costs nothing", 2.0, 0.5, sure=True),
        Effect("resharing", "nobody passes it on", 2.0, 1.8, sure=True),
        Effect("wear", "nobody tires", 2.0, 0.9),
        Effect("price by size", "all cost the same", 2.0, None, "over the budget " * 12),
    ]
    shown = replace(duel, effects=tuple(found))
    lines = terminal.effects_table(shown).splitlines()
    assert max(map(len, lines)) <= 100
    assert "the other plan wins" in lines[1]
    assert "the other plan wins" not in lines[2]
    assert "cannot be told apart" in lines[3]
    assert "cannot be compared" in lines[4]
    assert terminal.effects_table(duel) == ""
    page = html.page(shown)
    assert "the other plan wins" in page
    assert "Without" in page


def test_what_changes_nothing_leaves_the_ratio_as_it_is() -> None:
    """With and without a mechanism, plans meet under the same lucks: no chance between them."""
    duel = duels.duel()
    assert duel.spec.money.fixed_cost > 0
    fixed = next(one for one in effects(duel, lucks=2) if one.name == "fixed cost per blogger")
    assert fixed.lucks == 2
    assert fixed.on == fixed.off != duel.ratio(*duel.ranking[:2]).value


def test_run_table_holds_what_the_scenario_can_bring_and_counts_the_rest() -> None:
    run = duels.duel().samples[0]
    text = terminal.run_table(run)
    assert words.number(run.totals["engaged"]) in text
    assert words.money(run.totals["profit"], "EUR") in text
    assert max(map(len, text.splitlines())) <= 100
    rows = [name for name, (title, _) in words.COUNTED.items() if f"\n{title}  " in text]
    assert f"Not shown: {len(words.COUNTED) - len(rows)} outcomes of what is off here" in text
    assert "journalists lost" not in text


def test_no_outcome_that_is_left_out_as_meaningless_was_brought_about() -> None:
    """Every name is one of the totals or of the measures, and stays at nothing in a scenario without it."""
    spec = sc.load("blank").with_changes(scale=100.0)
    known = set(TOTALS) | {measure.name for measure in measures.ALL}
    everything = {name for names in OFF.values() for name in names} | {*PRESS, *RIVALS, *QUEUES}
    assert everything <= known
    # What is at hand whether or not anything moves it.
    standing = {"followers_now", "trust_now", "status", "profit", "good_fit", "share_of_market"}
    for changes in ({}, {"buy__on": True}, {"ask__on": True}, {"community__on": True}):
        run = sc.run(spec.with_changes(**changes), plan="one_large_stone")
        found = {name: run.totals[name] for name in absent(run.spec) & set(TOTALS)}
        moved = {name for name, total in found.items() if total and not math.isnan(total)}
        assert moved <= standing
    assert "orders" in absent(spec.with_changes(buy__on=False))
    assert "orders" not in absent(spec.with_changes(buy__on=False), outcome="orders")


def test_importing_the_terminal_tables_loads_no_matplotlib() -> None:
    code = "import sys, stonecast.report.terminal; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
