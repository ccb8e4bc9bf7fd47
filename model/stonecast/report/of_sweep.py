"""Which figures tell what a study found: it hangs on its design."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matplotlib.figure import Figure

from stonecast.report.forest import forest
from stonecast.report.phases import along, phases
from stonecast.report.tornado import sensitivity as draw_sensitivity
from stonecast.report.tornado import tornado
from stonecast.study.phasemap import numeric
from stonecast.study.results import Sweep
from stonecast.study.sensitivity import Sensitivity, sensitivity

Draw = Callable[..., Figure]


def figures_of(sweep: Sweep, found: Sensitivity | None = None) -> dict[str, Draw]:
    """Return the figures of a study, the most telling first; each takes ``narrow``.

    Parameters
    ----------
    sweep
        A study that has been run.
    found
        Its sensitivity, if it is at hand.
    """
    study = sweep.study
    known = numeric(study.points, study.factors)
    if study.spec.design == "one_at_a_time" and study.given is None:
        return {"tornado": lambda **o: tornado(sweep, **o)}
    if study.spec.design == "grid" and study.given is None:
        return _of_grid(sweep, known)
    if known:
        told = found or sensitivity(sweep)
        drawn: dict[str, Draw] = {"sensitivity": lambda **o: draw_sensitivity(told, **o)}
        if len(known) > 1:
            x, y = (told.ranked(known) + known)[:2]
            drawn["phases"] = lambda **o: phases(sweep, x=x, y=y, **o)
        return drawn
    return {"forest": lambda **o: forest(sweep, **o)}


def _of_grid(sweep: Sweep, known: list[str]) -> dict[str, Draw]:
    study = sweep.study
    varied = [
        name
        for turn, name in enumerate(study.factors)
        if len({repr(point[turn]) for point in study.points}) > 1
    ]
    middle = _middle(sweep, [name for name in varied if name not in known[:2]])
    if len(known) >= 2:
        return {"phases": lambda **o: phases(sweep, x=known[0], y=known[1], where=middle, **o)}
    if known and len(varied) == 1:
        return {"along": lambda **o: along(sweep, known[0], **o)}
    return {"forest": lambda **o: forest(sweep, **o)}


def _middle(sweep: Sweep, others: list[str]) -> dict[str, Any]:
    """Return the middle value of each factor that is on no axis."""
    made: dict[str, Any] = {}
    for name in others:
        column = sweep.study.factors.index(name)
        values = list({repr(p[column]): p[column] for p in sweep.study.points}.values())
        made[name] = values[len(values) // 2]
    return made
