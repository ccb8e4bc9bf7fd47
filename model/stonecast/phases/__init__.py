"""What happens in one tick: one phenomenon a file, in the order of `PHASES`.

Within a phase everything reads what the earlier phases of this tick left, never what the same phase
writes, so the order of people cannot matter.
"""

from __future__ import annotations

from collections.abc import Callable

from stonecast.phases.advertise import advertise
from stonecast.phases.answer import answer
from stonecast.phases.ask import act, remind
from stonecast.phases.buy import buy
from stonecast.phases.come_back import come_back
from stonecast.phases.converse import converse
from stonecast.phases.follow import follow
from stonecast.phases.publish import publish
from stonecast.phases.record import record
from stonecast.phases.remember import remember
from stonecast.phases.reshare import reshare
from stonecast.phases.respond import respond
from stonecast.phases.review import review
from stonecast.phases.see import see
from stonecast.phases.serve import serve
from stonecast.state import State

PHASES: tuple[Callable[[State], None], ...] = (
    publish,
    see,
    respond,
    act,
    advertise,
    reshare,
    remind,
    buy,
    come_back,
    serve,
    review,
    answer,
    converse,
    remember,
    follow,
    record,
)

__all__ = ["PHASES"]
