"""Which figures tell what a study found: it hangs on its design."""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.figure import Figure

from stonecast.report.forest import forest
from stonecast.report.phases import along, phases
from stonecast.report.tornado import sensitivity as draw_sensitivity
from stonecast.report.tornado import tornado
from stonecast.study.choosing import held, points_met
from stonecast.study.design import Point
from stonecast.study.phasemap import numeric, varying
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
    points = points_met(sweep)
    known = numeric(points, study.factors)
    if study.spec.design == "one_at_a_time" and study.given is None:
        return {"tornado": lambda **o: tornado(sweep, **o)}
    if study.spec.design == "grid" and study.given is None:
        return _of_grid(sweep, points, known)
    if known:
        told = found or sensitivity(sweep)
        drawn: dict[str, Draw] = {"sensitivity": lambda **o: draw_sensitivity(told, **o)}
        if len(known) > 1:
            x, y = (told.ranked(known) + known)[:2]
            drawn["phases"] = lambda **o: phases(sweep, x=x, y=y, **o)
        return drawn
    return {"forest": lambda **o: forest(sweep, **o)}


def _of_grid(sweep: Sweep, points: list[Point], known: list[str]) -> dict[str, Draw]:
    where = held(sweep.study, points, free=known[:2])
    if len(known) >= 2:
        return {"phases": lambda **o: phases(sweep, x=known[0], y=known[1], where=where, **o)}
    if known and varying(points, sweep.study.factors) == known:
        return {"along": lambda **o: along(sweep, known[0], where=where, **o)}
    return {"forest": lambda **o: forest(sweep, **o)}
