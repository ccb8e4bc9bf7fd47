"""One claim: run its study, find where the plans break even, and say whether the claim holds."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import stonecast as sc
from stonecast.study import paired

STUDIES = Path(__file__).resolve().parent / "studies"


@dataclass(frozen=True)
class Claim:
    """A claim as a comparison of two plans along one factor.

    Attributes
    ----------
    name, says, essay
        For people: the claim in a sentence, and whose it is.
    study
        Name of the study file in ``studies``.
    factor, label
        The setting that is varied, and its name with unit for the figure.
    at
        The value of the factor in the scenario: where the verdict is given.
    plan, baseline, outcome
        ``plan`` is the one that the claim favours.
    expected
        What arithmetic or evidence says beforehand, with its source.
    why
        What the result rests on, in a sentence or two, written after looking at it.
    others
        Further outcomes reported at the scenario's own value.
    """

    name: str
    says: str
    essay: str
    study: str
    factor: str
    label: str
    at: float
    plan: str
    baseline: str
    outcome: str
    expected: str
    why: str
    others: tuple[str, ...] = ()


def examine(claim: Claim, *, lucks: int | None, workers: int | None) -> dict[str, Any]:
    """Run the study of a claim and return everything that the page and the figure need, as plain data."""
    study = sc.load_study(STUDIES / f"{claim.study}.toml")
    if lucks:
        study = dataclasses.replace(study, spec=study.spec.model_copy(update={"lucks": lucks}))
    swept = sc.sweep(study, workers=workers)
    chosen = {"plan": claim.plan, "baseline": claim.baseline, "outcome": claim.outcome}
    found = swept.break_even(claim.factor, **chosen)
    point = int(np.argmin(np.abs(np.log(found.x + 1e-300) - math.log(claim.at + 1e-300))))
    if not math.isclose(found.x[point], claim.at):
        raise ValueError(f"{claim.name}: the study does not run {claim.factor} = {claim.at}")
    here = [float(part[point]) for part in (found.contrast.value, found.contrast.low, found.contrast.high)]
    return {
        "claim": dataclasses.asdict(claim),
        "scenario": {"name": study.base.name, "digest": study.base.digest, "scale": study.base.scale},
        "titles": {name: study.base.plans[name].title for name in (claim.plan, claim.baseline)},
        "lucks": study.spec.lucks,
        "scale": found.scale,
        "break_even": [_plain(found.value), _plain(found.low), _plain(found.high)],
        "sentence": str(found),
        "rises": bool(found.rises),
        "crossings": int(found.crossings),
        "x": found.x.tolist(),
        "contrast": [[_plain(v) for v in part] for part in dataclasses.astuple(found.contrast)],
        "here": here,
        "verdict": verdict(found, here),
        "others": {name: _other(swept, claim, name, point) for name in claim.others},
        "version": sc.__version__,
    }


def verdict(found: Any, here: list[float]) -> str:
    """Holds, fails or open at the scenario's own value; and on which side of the break-even it holds."""
    _, low, high = here
    now = "holds" if low > 0 else "fails" if high < 0 else "open"
    if math.isnan(found.value):
        return now
    if math.isinf(found.value):
        return f"{now}, at every value tried"
    return (
        f"{now}; in general where {found.factor} is {'above' if found.rises else 'below'} {found.value:.3g}"
    )


def _other(swept: Any, claim: Claim, outcome: str, point: int) -> list[float]:
    """Means of both plans at the scenario's own value, and the chance that the favoured one is ahead."""
    plans = list(swept.study.plans)
    values = swept.values(outcome)
    one, other = (values[plans.index(name)][[point]] for name in (claim.plan, claim.baseline))
    wins = paired.chance_to_win(one, other)
    return [_plain(paired.centre(one)[0]), _plain(paired.centre(other)[0]), _plain(wins.value[0])]


def _plain(value: Any) -> float | str | None:
    """JSON has neither nan nor infinities."""
    number = float(value)
    return None if math.isnan(number) else number if math.isfinite(number) else str(number)
