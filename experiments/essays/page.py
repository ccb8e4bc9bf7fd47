"""The page docs/claims.md, from the results that are on disk."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from judge import Claim

from stonecast.study import words

HEAD = """# What the essays claim, put to the test

Written by `python experiments/essays/run.py`; no number here is typed in. A claim is a comparison of two
plans, and its answer is the **break-even**: the value of one factor at which neither plan brings more. The
verdict is given at the scenario's own value of that factor, with the 95% interval over paired lucks; a claim
can hold there and fail elsewhere. Nothing was fitted to these outcomes.

"""


def write(claims: Sequence[Claim], folder: Path) -> str:
    """Return the whole page."""
    found = {claim.name: _read(folder / f"{claim.name}.json") for claim in claims}
    known = [(claim, finding) for claim in claims if (finding := found[claim.name])]
    parts = [HEAD, _table(known), *(_section(claim, finding) for claim, finding in known)]
    if facts := _read(folder / "facts.json"):
        parts.append(_facts(facts))
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
    if finding["claim"]["threshold"] is not None:
        value, low, high = (number + finding["claim"]["threshold"] for number in (value, low, high))
    if finding["scale"] == "log ratio":
        value, low, high = (math.exp(number) for number in (value, low, high))
        return f"{words.number(value)} times ({words.number(low)} to {words.number(high)})"
    return f"{words.number(value)} ({words.number(low)} to {words.number(high)})"


def _section(claim: Claim, finding: Any) -> str:
    others = "".join(
        f"| {words.UNITS[name][0]} | {words.number(_number(one))} | {words.number(_number(other))} | "
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
{finding["lucks"]} paired lucks at each point. Expected beforehand: {claim.expected}

Found: {finding["sentence"]}. {claim.why}

{table}![{claim.name}](../experiments/essays/results/{claim.name}.svg)
"""


def _number(value: Any) -> float:
    return math.nan if value is None else float(value)


def _facts(facts: Sequence[Any]) -> str:
    lines = ["| fact | expected | source | measured | verdict |", "|---|---|---|---|---|"]
    for fact in facts:
        measured = words.number(_number(fact["value"])) if fact["value"] is not None else "not measured"
        lines.append(
            f"| {fact['says']} | {fact['expected']} | {fact['source']} | {measured} | **{fact['verdict']}** |"
        )
    return "\n## Stylised facts\n\nMeasured on the default scenarios.\n\n" + "\n".join(lines)
