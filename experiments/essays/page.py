"""The page docs/claims.md, from the results that are on disk."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import facts
import scales
from judge import Claim

from stonecast.wording import words

HEAD = """# What the essays claim, put to the test

Written by `python experiments/essays/run.py`; no number here is typed in. A claim is a comparison of two
plans, and its answer is the **break-even**: the value of one factor at which neither plan brings more. The
verdict is given at the scenario's own value of that factor; a claim can hold there and fail elsewhere. Every
point is run on {markets} markets (networks and people drawn anew) under {lucks} lucks each, and 95% intervals
rest on the means of the markets: a verdict is about markets like these, not about one of them. Nothing was
fitted to these outcomes.

"""

FACTS = """
## Stylised facts

Measured on scenarios as shipped, on {blocks} markets under {lucks} lucks each (cascades and praise under
fifteen times as many), with the 95% interval over markets: {passing} of {count} lie where published
measurements do, {failing} do not, and {open} are open: the interval holds an end of the range, or they are
too rare. Nothing was tuned to them. Posts of ordinary people are measured with `community.on = false`: the
data are of networks where a post is shown to followers only. Two defaults that would move some of them, and
what they do to the claims, are in [calibration.md](calibration.md#two-defaults-that-evidence-would-move).

{table}

Why facts fail or are open, and what the same measure gives with one thing changed (on the first {tried}
markets):

{why}

Controls: the same without the mechanism that makes it; nothing should be left (on {controlled} markets):

{controls}

What is not measured:

{rest}
"""

SCALES = """
## What a scenario costs

Processor time on one thread, and largest memory: one market, one luck of all plans, and from them the whole
comparison as shipped (without start of the program, reasons and figures); then the same at `--scale 1`. What
else the machine had to do (its load, on {cpus} processors) is in the table.
`python experiments/essays/scales.py` measures it again.

{table}
"""


def write(claims: Sequence[Claim], folder: Path) -> str:
    """Return the whole page."""
    found = {claim.name: _read(folder / f"{claim.name}.json") for claim in claims}
    known = [(claim, finding) for claim in claims if (finding := found[claim.name])]
    asked = {name: known[0][1][name] for name in ("markets", "lucks")} if known else {}
    parts = [HEAD.format(**asked), _table(known)] if known else []
    parts += [_section(claim, finding) for claim, finding in known]
    if measured := _read(folder / "facts.json"):
        parts.append(_facts(measured))
    if costs := _read(folder / "scales.json"):
        parts.append(SCALES.format(cpus=costs[0]["shipped"]["processors"], table=scales.table(costs)))
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def _table(known: Sequence[tuple[Claim, Any]]) -> str:
    lines = ["| claim | break-even | in the scenario | verdict |", "|---|---|---|---|"]
    for claim, finding in known:
        link = f"[{claim.says}](#{claim.name.replace('_', '-')})"
        lines.append(
            f"| {link} | {_break_even(claim, finding)} | {_here(finding)} | {_verdict(claim, finding)} |"
        )
    return "\n".join(lines)


def _verdict(claim: Claim, finding: Any) -> str:
    now, _, rest = finding["verdict"].partition(";")
    if not rest:
        return f"**{now}**"
    side = "above" if finding["rises"] else "below"
    return f"**{now}**; in general {side} {words.number(float(finding['break_even'][0]))} {claim.label}"


def _break_even(claim: Claim, finding: Any) -> str:
    value, low, high = (math.nan if v is None else float(v) for v in finding["break_even"])
    if not claim.baseline and claim.threshold is None:
        return "-"
    if math.isnan(value):
        return f"none ({finding['crossings']} crossings)"
    ends = f"{finding['x'][0]:g} to {finding['x'][-1]:g}"
    if math.isinf(value):
        return f"none from {ends}"
    return f"{words.number(value)} ({words.number(low)} to {words.number(high)})"


def _here(finding: Any) -> str:
    value, low, high = finding["here"]
    outcome = words.COUNTED[finding["claim"]["outcome"]][0]
    if finding["claim"]["threshold"] is not None:
        value, low, high = (number + finding["claim"]["threshold"] for number in (value, low, high))
        return f"{words.percent(value)} {outcome} ({words.percent(low)} to {words.percent(high)})"
    if finding["scale"] == "log ratio":
        value, low, high = (math.exp(number) for number in (value, low, high))
        return f"{words.number(value)} times ({words.number(low)} to {words.number(high)})"
    more = "more" if value > 0 else "fewer"
    ends = sorted((abs(low), abs(high))) if low * high > 0 else (low, high)
    return f"{words.number(abs(value))} {more} {outcome} ({' to '.join(map(words.number, ends))})"


def _section(claim: Claim, finding: Any) -> str:
    others = "".join(
        f"| {words.COUNTED[name][0]} | {words.number(_number(one))} | {words.number(_number(other))} | "
        f"{words.percent(_number(wins))} |\n"
        for name, (one, other, wins) in finding["others"].items()
    )
    other = claim.baseline or f"at {finding['x'][0]:g}"
    head = f"| in the scenario | {claim.plan} | {other} | {claim.plan} has more in |\n|---|---|---|---|\n"
    table = f"{head}{others}\n" if others else ""
    return f"""
## {claim.name.replace("_", " ")}

{claim.says[0].upper()}{claim.says[1:]}. *{claim.essay}*

Scenario `{finding["scenario"]["name"]}`, study `experiments/essays/studies/{claim.study}.toml`,
{finding["markets"]} markets under {finding["lucks"]} paired lucks each at every point. Expected beforehand:
{claim.expected}

Found: {finding["sentence"]}. {claim.why}

{table}{_agreeing(finding)}

![{claim.name}](../experiments/essays/results/{claim.name}.svg)
"""


def _agreeing(finding: Any) -> str:
    """Say in how many markets the claim holds in the mean of their lucks."""
    return (
        f"In the scenario it holds in {finding['agreeing']} of {finding['markets']} markets, each by itself."
    )


def _number(value: Any) -> float:
    return math.nan if value is None else float(value)


def _facts(found: Mapping[str, Any]) -> str:
    told = facts.words()
    known = [(fact, found[fact["name"]]) for fact in told["facts"] if fact["name"] in found]
    lines = ["| fact | expected | source | measured | on | verdict |", "|---|---|---|---|---|---|"]
    failing, controls = [], []
    for fact, one in known:
        value = _within(one["value"], one["half"])
        lines.append(
            f"| {fact['says']} | {facts.expected(fact)} | {fact['source']} | {value} "
            f"| `{fact.get('on', 'mom_bloggers')}` | **{facts.told(fact, one)}** |"
        )
        if facts.told(fact, one) != "pass" and "why" in fact:
            failing.append(_why(fact, one))
        for label, told_without in one["controls"].items():
            without = f"{_within(*told_without)} {fact['controls'][label]}"
            controls.append(f"- *{fact['says'][0].upper()}{fact['says'][1:]}.* {value}; {without}.")
    rest = [f"- *{one['says'][0].upper()}{one['says'][1:]}*: {one['why']}" for one in told["not_measured"]]
    verdicts = [facts.told(fact, one) for fact, one in known]
    return FACTS.format(
        blocks=known[0][1]["blocks"],
        tried=facts.TRIED,
        controlled=facts.CONTROLLED,
        lucks=known[0][1]["lucks"],
        count=len(known),
        passing=verdicts.count("pass"),
        failing=verdicts.count("fail"),
        open=verdicts.count("open"),
        table="\n".join(lines),
        why="\n".join(failing),
        controls="\n".join(controls),
        rest="\n".join(rest),
    )


def _why(fact: Mapping[str, Any], one: Mapping[str, Any]) -> str:
    labels = fact.get("tries", {})
    tried = [
        f"{_measured(value)} with {labels[name]}" for name, value in one["tries"].items() if name in labels
    ]
    tries = f" Measured {_measured(one['value'])}; {'; '.join(tried)}." if tried else ""
    return f"- *{fact['says'][0].upper()}{fact['says'][1:]}.* {fact.get('why', '')}{tries}"


def _within(value: Any, half: Any) -> str:
    return _measured(value) + ("" if half is None else f" ± {words.number(half)}")


def _measured(value: Any) -> str:
    return "too rare to say" if value is None else words.number(float(value))
