"""One claim: run its study, find where the plans break even, and say whether the claim holds."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import stonecast as sc
from stonecast.inference import paired

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
        ``plan`` is the one that the claim favours. Without a baseline it is compared with itself at the first
        value of the factor.
    expected
        What arithmetic or evidence says beforehand, with its source.
    why
        What the result rests on, in a sentence or two, written after looking at it.
    others
        Further outcomes reported at the scenario's own value.
    threshold
        Without a baseline: the claim holds where the mean outcome is above it.
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
    threshold: float | None = None


@dataclass(frozen=True)
class Along:
    """A contrast along a factor, in the form of `stonecast.BreakEven`, of one plan against itself."""

    factor: str
    x: Any
    contrast: paired.Estimates
    scale: str
    value: float = math.nan
    low: float = math.nan
    high: float = math.nan
    rises: bool = True
    crossings: int = 0

    threshold: float | None = None

    def __str__(self) -> str:
        if self.threshold is None:
            return f"everything is compared with {self.factor} = {self.x[0]:g}"
        if math.isnan(self.value):
            return f"the mean stays on one side of {self.threshold:g}"
        ends = f"95% interval {self.low:.4g} to {self.high:.4g}"
        return f"the mean passes {self.threshold:g} at {self.factor} = {self.value:.4g} ({ends})"


def examine(claim: Claim, *, lucks: int | None, markets: int | None, workers: int | None) -> dict[str, Any]:
    """Run the study of a claim and return everything that the page and the figure need, as plain data."""
    study = sc.load_study(STUDIES / f"{claim.study}.toml")
    fewer = {"lucks": lucks or study.spec.lucks, "markets": markets or study.spec.markets}
    study = dataclasses.replace(study, spec=study.spec.model_copy(update=fewer))
    swept = sc.sweep(study, workers=workers)
    if claim.baseline:
        chosen = {"plan": claim.plan, "baseline": claim.baseline, "outcome": claim.outcome}
        found: Any = swept.break_even(claim.factor, **chosen)
    else:
        found = _alone(swept, claim)
    point = int(np.argmin(np.abs(found.x - claim.at)))
    if not math.isclose(found.x[point], claim.at):
        raise ValueError(f"{claim.name}: the study does not run {claim.factor} = {claim.at}")
    here = [_plain(part[point]) for part in (found.contrast.value, found.contrast.low, found.contrast.high)]
    titles = {name: study.base.plans[name].title for name in (claim.plan, claim.baseline) if name}
    return {
        "claim": dataclasses.asdict(claim),
        "scenario": {"name": study.base.name, "digest": study.base.digest, "scale": study.base.scale},
        "titles": titles,
        "lucks": study.spec.lucks,
        "markets": study.spec.markets,
        "agreeing": _agreeing(swept, claim, point),
        "scale": found.scale,
        "break_even": [_plain(found.value), _plain(found.low), _plain(found.high)],
        "sentence": str(found),
        "rises": bool(found.rises),
        "crossings": int(found.crossings),
        "x": [float(value) for value in found.x],
        "contrast": [[_plain(v) for v in part] for part in dataclasses.astuple(found.contrast)],
        "here": here,
        "verdict": verdict(found, here),
        "others": {name: _other(swept, claim, name, point) for name in (claim.outcome, *claim.others)},
        "version": sc.__version__,
    }


def _agreeing(swept: Any, claim: Claim, point: int) -> int:
    """Number of markets in which the claim holds at the scenario's own value, in the mean of their lucks."""
    plans = list(swept.study.plans)
    values = swept.values(claim.outcome).mean(axis=3)
    one = values[plans.index(claim.plan)]
    if claim.threshold is not None:
        return int((one[point] > claim.threshold).sum())
    other = values[plans.index(claim.baseline)] if claim.baseline else np.broadcast_to(one[:1], one.shape)
    return int((one[point] > other[point]).sum())


def _alone(swept: Any, claim: Claim) -> Along:
    """Contrast of the plan at every value of the factor with itself at the first, or with the threshold."""
    values = swept.values(claim.outcome)[list(swept.study.plans).index(claim.plan)]
    x = np.array([row[0] for row in swept.study.points], float)
    if claim.threshold is not None:
        above = paired.mean(values - claim.threshold)
        ends = (_crossing(x, above.value), _crossing(x, above.high), _crossing(x, above.low))
        rises = bool(above.value[-1] > above.value[0])
        return Along(
            claim.factor, x, above, "difference", ends[0], *sorted(ends[1:]), rises, 1, claim.threshold
        )
    first = np.broadcast_to(values[:1], values.shape)
    logs = bool((paired.centre(values) > 0).all())
    contrast = paired.log_ratio(values, first) if logs else paired.difference(values, first)
    return Along(claim.factor, x, contrast, "log ratio" if logs else "difference")


def _crossing(x: Any, y: Any) -> float:
    """Where a line through the points crosses zero, once; nan if it never does."""
    for k in range(len(x) - 1):
        if (y[k] > 0) != (y[k + 1] > 0):
            return float(x[k] + (x[k + 1] - x[k]) * y[k] / (y[k] - y[k + 1]))
    return math.nan


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


def _other(swept: Any, claim: Claim, outcome: str, point: int) -> list[Any]:
    """Means of both plans at the scenario's own value, and the chance that the favoured one has more."""
    plans = list(swept.study.plans)
    values = swept.values(outcome)
    one = values[plans.index(claim.plan)][[point]]
    other = (
        values[plans.index(claim.baseline)][[point]]
        if claim.baseline
        else values[plans.index(claim.plan)][[0]]
    )
    wins = paired.chance_to_win(one, other)
    return [_plain(paired.centre(one)[0]), _plain(paired.centre(other)[0]), _plain(wins.value[0])]


def _plain(value: Any) -> float | str | None:
    """JSON has neither nan nor infinities; the last digits of a logarithm differ between processors."""
    number = float(value)
    return None if math.isnan(number) else float(f"{number:.10g}") if math.isfinite(number) else str(number)
