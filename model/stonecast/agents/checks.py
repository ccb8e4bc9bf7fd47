"""Own classes of agents: what cannot be one, and what they may not decide."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from stonecast.agents.blogger import Blogger
from stonecast.agents.brand import Brand
from stonecast.agents.framework import mesa
from stonecast.errors import InputError, nearest
from stonecast.network.market import BloggerRecord
from stonecast.records import Offer


def check_classes(
    classes: Mapping[str, type[mesa.Agent]],
    kinds: Iterable[str],
    bloggers: Iterable[BloggerRecord],
    rivals: Iterable[str],
) -> None:
    """Refuse own classes under an unknown name, and what is no class of an agent."""
    if not isinstance(classes, Mapping):
        remedy = 'give classes by name, tier or kind: {"small": MyBlogger}'
        raise InputError(f"{classes!r}", where="agents", remedy=remedy)
    known = {"brand", *rivals, *kinds, *(name for record in bloggers for name in (record.name, record.tier))}
    unknown = sorted(set(classes) - known)
    if unknown:
        raise InputError(
            f"no agent is called '{unknown[0]}'", where="agents", remedy=nearest(unknown[0], known)
        )
    for name, chosen in classes.items():
        base = Brand if name == "brand" or name in rivals else Blogger
        if not (isinstance(chosen, type) and issubclass(chosen, base)):
            raise InputError(
                f"'{name}' is {chosen!r}",
                where="agents",
                remedy="give a class that is made from one of stonecast's, as stonecast."
                + ("Brand" if base is Brand else "SmallBlogger"),
            )


def decided[T](agent: mesa.Agent, name: str, given: object, wanted: type[T]) -> list[T]:
    """Return what an agent decided as a list, or refuse what is none of these records."""
    found: list[Any] = list(given) if isinstance(given, Iterable) else [given]
    for one in found:
        if not isinstance(one, wanted):
            raise InputError(
                f"{type(agent).__name__}.decide returned {given!r}",
                where=name,
                remedy=f"return a list of {wanted.__name__.lower()}s (stonecast.{wanted.__name__}); "
                "an empty list does nothing",
            )
    return found


def check_offers(brand: Brand, offers: Iterable[Offer], bloggers: Iterable[BloggerRecord]) -> None:
    """Refuse offers to nobody, and money that would flow the other way."""
    rows = {record.row for record in bloggers}
    for offer in offers:
        if offer.blogger not in rows or not all(0 <= x < math.inf for x in (offer.fee, offer.fixed_cost)):
            raise InputError(
                f"{type(brand).__name__}.decide returned {offer}",
                where=brand.plan.name,
                remedy="offer the row of a blogger (model.market.bloggers), a fee and a fixed cost from 0",
            )
