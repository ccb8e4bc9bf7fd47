"""Plain text for the terminal, at most 100 columns wide."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

from stonecast.inference.statistics import Estimate
from stonecast.report import measures
from stonecast.report.measures import Measure
from stonecast.wording import words
from stonecast.wording.absent import absent

if TYPE_CHECKING:
    from stonecast.campaign import Run
    from stonecast.study.comparison import Comparison

WIDTH = 100
MOST_COLUMNS = 4
"""With more plans than this, plans are rows."""

WINS, MAYBE = "*", "~"


def table(duel: Comparison) -> str:
    """Return the outcomes of all plans: mean and half of the 95% interval, and who wins on what."""
    found = [
        m for m in measures.shown(duel) if m.better or m.name in ("structural_virality", "half_life_days")
    ]
    found.sort(key=lambda measure: measure.name != duel.outcome)
    leading = {m.name: measures.leaders(duel, m) if m.better else [] for m in found}
    if len(duel.plans) <= MOST_COLUMNS:
        body = _plans_as_columns(duel, found, leading)
    else:
        body = _plans_as_rows(duel, found, leading)
    key = (
        f"mean ± half of its 95% interval over {_runs(duel)}. {WINS} ahead of all others; {MAYBE} cannot be "
        f"told apart from the best."
    )
    if len(duel.plans) <= MOST_COLUMNS and _leaves_out(duel, found, leading):
        key += " Where ± is missing its interval has no room here; summary.csv and report.html have it."
    return "\n".join([*body, "", *textwrap.wrap(key, WIDTH)])


def _plans_as_columns(duel: Comparison, found: list[Measure], leading: dict[str, list[int]]) -> list[str]:
    names, wide = _widths(duel, found)
    heads = [textwrap.wrap(plan.title, wide, max_lines=3, placeholder=" …") for plan in duel.plans]
    tall = max(map(len, heads))
    lines = []
    for line in range(tall):
        parts = [([""] * (tall - len(head)) + head)[line] for head in heads]
        lines.append(" " * names + "".join(f"  {part:>{wide}}" for part in parts))
    lines.append("-" * (names + len(heads) * (wide + 2)))
    for measure in found:
        cells = [_cell(duel, plan, measure, leading, wide) for plan in range(len(duel.plans))]
        lines.append(f"{_title(duel, measure):{names}}" + "".join(f"  {cell:>{wide}}" for cell in cells))
    return lines


def _widths(duel: Comparison, found: list[Measure]) -> tuple[int, int]:
    """Return the widths of the column of names and of each plan's."""
    names = max(len(_title(duel, measure)) for measure in found)
    return names, min(24, (WIDTH - names) // len(duel.plans) - 2)


def _leaves_out(duel: Comparison, found: list[Measure], leading: dict[str, list[int]]) -> bool:
    """Whether an interval has no room in its column."""
    wide = _widths(duel, found)[1]
    narrow, whole = (
        [_cell(duel, plan, measure, leading, width) for measure in found for plan in range(len(duel.plans))]
        for width in (wide, WIDTH)
    )
    return narrow != whole


def _plans_as_rows(duel: Comparison, found: list[Measure], leading: dict[str, list[int]]) -> list[str]:
    wide = 28
    titles = [textwrap.shorten(plan.title, WIDTH - wide - 4, placeholder=" …") for plan in duel.plans]
    twice = {title for title in titles if titles.count(title) > 1}  # what is cut off told them apart
    titles = [p.name if title in twice else title for p, title in zip(duel.plans, titles, strict=True)]
    names = max(map(len, titles))
    lines: list[str] = []
    for measure in found:
        lines.append(_title(duel, measure))
        for plan, title in enumerate(titles):
            lines.append(f"  {title:{names}}  {_cell(duel, plan, measure, leading, wide):>{wide}}")
    return lines


def _title(duel: Comparison, measure: Measure) -> str:
    unit = {"money": duel.spec.money.currency, "days": "days"}.get(measure.kind)
    return f"{measure.title} [{unit}]" if unit else measure.title


def _cell(duel: Comparison, plan: int, measure: Measure, leading: dict[str, list[int]], wide: int) -> str:
    found = measures.estimate(duel, plan, measure)
    best = leading[measure.name]
    mark = " " if plan not in best or len(best) == len(duel.plans) else WINS if len(best) == 1 else MAYBE
    text = mean_and_half(measure, found)
    return f"{text} {mark}" if len(text) + 2 <= wide else f"{measure.write(found.value).strip()} {mark}"


def mean_and_half(measure: Measure, found: Estimate) -> str:
    """Write a mean and half of its interval, to the digits that the interval leaves."""
    half = (found.high - found.low) / 2.0
    if math.isnan(found.value) or math.isnan(half) or half <= 1e-12 * abs(found.value):
        return measure.write(found.value).strip()
    factor, unit = (100.0, "%") if measure.kind == "share" else (1.0, "")
    digits = min(max(0, 1 - math.floor(math.log10(half * factor))), 6)
    return f"{factor * found.value:,.{digits}f}{unit} ± {factor * half:,.{digits}f}{unit}"


def _runs(duel: Comparison) -> str:
    lucks, markets = len(duel.lucks), len(duel.market_seeds)
    runs = f"{lucks:,} paired lucks" if lucks > 1 else "one luck"
    return f"{runs} on each of {markets:,} markets" if markets > 1 else runs


def why(duel: Comparison) -> str:
    """Return the factors whose product is what decides (or engaged people, or revenue), for each plan."""
    from stonecast.study.why import explained, factors, in_words

    found = factors(duel)
    best, other = duel.ranking[:2]
    heads = [*(plan.title for plan in duel.plans), "ratio"]
    rows = [
        [factor.name, *(words.number(value) for value in factor.values), _by(factor.ratio)]
        for factor in found
    ]
    lines = [f"Why: {words.COUNTED[explained(duel.outcome)][0]} = the product of"]
    if len(duel.plans) <= MOST_COLUMNS:
        lines += _grid(["", *heads], rows)
    else:
        titles = [duel.plans[best].title, duel.plans[other].title, "ratio"]
        lines += _grid(["", *titles], [[row[0], row[1 + best], row[1 + other], row[-1]] for row in rows])
    lines.append("")
    for factor in found:
        lines += _hanging(f"{factor.name}: ", factor.meaning)
    pair = f"ratio: {duel.plans[best].title} to {duel.plans[other].title}"
    said = in_words(duel)
    return "\n".join(
        [*lines, *textwrap.wrap(pair, WIDTH), *(["", *textwrap.wrap(said, WIDTH)] if said else [])]
    )


def effects_table(duel: Comparison) -> str:
    """Return what the ratio of the two best plans becomes without each mechanism."""
    found = [effect for effect in duel.effects if effect.off is None or not math.isnan(effect.off)]
    if not found:
        return ""
    best, other = (textwrap.shorten(duel.plans[p].title, 36, placeholder=" …") for p in duel.ranking[:2])
    with_all = f"{_by(found[0].on)} under the first {words.lucks(found[0].lucks, found[0].markets)}"
    head = f"{best} to {other}, {words.COUNTED[duel.outcome][0]}: {with_all}. Without ..."
    lines = textwrap.wrap(head, WIDTH)
    names = max(len(effect.name) for effect in found)
    for effect in found:
        if effect.off is None:
            told = f"cannot be compared: {effect.note}"
        else:
            told = _by(effect.off) + (f"  <- {effect.says}" if effect.says else "")
            told = f"{told:32}({effect.meaning})"
        start = f"  {effect.name:{names}}  "
        lines += _hanging(start, told)
    return "\n".join(lines)


def _by(ratio: float) -> str:
    return "-" if math.isnan(ratio) else f"{words.number(ratio)}×"


def run_table(run: Run) -> str:
    """Return the outcomes of one run that mean something in its scenario."""
    hidden, rows = absent(run.spec, outcome=run.spec.compare.outcome), []
    for what, (name, meaning) in words.COUNTED.items():
        if what in hidden:
            continue
        total = run.totals[what]
        currency = run.spec.money.currency
        shown = words.money(total, currency) if what in words.MONEY else words.number(total)
        rows.append([name, words.percent(total) if what.endswith("_share") else shown, meaning])
    names, numbers = (max(len(row[i]) for row in rows) for i in (0, 1))
    head = textwrap.wrap(f"{run.plan.title} (luck {run.luck}, market seed {run.market.seed})", WIDTH)
    lines = [*head, ""]
    for name, value, meaning in rows:
        lines += _hanging(f"{name:{names}}  {value:>{numbers}}  ", meaning)
    more = len(words.COUNTED) - len(rows)
    if more:
        left = words.many(more, "outcome")
        lines += ["", f"Not shown: {left} of what is off here; totals.csv has all."]
    return "\n".join(lines)


def _hanging(start: str, text: str) -> list[str]:
    """Wrap text after a start, the lines below hanging under its first word."""
    parts = textwrap.wrap(text, max(20, WIDTH - len(start))) or [""]
    return [start + parts[0], *(" " * len(start) + part for part in parts[1:])]


def _grid(head: list[str], rows: list[list[str]]) -> list[str]:
    """Lay out rows under a head, the first column left, the others right."""
    first = max(len(row[0]) for row in rows)
    wide = max(8, (WIDTH - first) // (len(head) - 1) - 2)
    heads = [textwrap.wrap(text, wide, max_lines=3, placeholder=" …") for text in head[1:]]
    widths = [
        max([len(line) for line in lines] + [len(row[i + 1]) for row in rows])
        for i, lines in enumerate(heads)
    ]
    tall = max(map(len, heads))
    lines = []
    for line in range(tall):
        parts = [([""] * (tall - len(told)) + told)[line] for told in heads]
        lines.append(" " * first + "".join(f"  {part:>{w}}" for part, w in zip(parts, widths, strict=True)))
    for row in rows:
        cells = zip(row[1:], widths, strict=True)
        lines.append(f"{row[0]:{first}}" + "".join(f"  {cell:>{w}}" for cell, w in cells))
    return [line.rstrip() for line in lines]
