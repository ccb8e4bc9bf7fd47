"""With what chance a reader sees a post, all alike or as attention allows; and how long it takes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from stonecast import randomness as named
from stonecast.scenario.seeing import Platform

if TYPE_CHECKING:
    from reference.luck import Luck
    from reference.people import Message, Person

Place = tuple[float, float]


def chances(reader: Person, inbox: list[Message]) -> list[float]:
    """Chance that the reader sees each post of the inbox.

    With attention on it is A w / (weights of all posts), for this tick's share of a day's attention and
    of a day's everyday posts. Weights are whole numbers of 2^-32.
    """
    spec = reader.model.spec
    reach = [reached(m.tie.author) for m in inbox]
    if not spec.attention.on:
        return [spec.see.visibility * share for share in reach]
    weights = [
        weight(reader, m.tie.trust, relevance(reader, reader.model.about(m.number).topic)) for m in inbox
    ]
    crowd = everyday(reader) + spec.clock.ticks_per_day * sum(weights)
    allowed = [min(1.0, spec.attention.posts_read * w / crowd) for w in weights]
    return [chance * share for chance, share in zip(allowed, reach, strict=True)]


def platform_of(author: Person) -> Platform:
    """Where an author posts; without a platform posts are seen at once, and all alike."""
    spec = author.model.spec
    tiers = {tier.name: tier.platform for tier in spec.bloggers}
    called = tiers[author.tier] if author.can_be_hired else spec.see.readers_platform
    return spec.platforms[called] if called else Platform()


def reached(author: Person) -> float:
    """Share of a small account's reach: (max(f, 10,000) / 10,000)^(-exponent), f at full size."""
    large = max(author.followers, 10_000) / 10_000
    return 1.0 / named.power(large, platform_of(author).reach_exponent)


def wait(message: Message, luck: Luck) -> int:
    """Whole ticks until a post is seen: survival 2^(-t / h), h the half-life of its platform."""
    spec = message.tie.author.model.spec
    half = platform_of(message.tie.author).half_life_days * spec.clock.ticks_per_day
    u = named.unit(luck.number(named.DELAY, message.tie.number, message.post))
    return int(-named.log(u) * (1.0 / math.log(2.0)) * half)


def weight(reader: Person, trust: float, relevance: float) -> int:
    """(eps + trust)^xi * (eps + relevance)^chi in whole numbers of 2^-32, at least one."""
    ranks = reader.model.spec.attention
    w = named.power(ranks.floor + trust, ranks.trust_exponent)
    w = w * named.power(ranks.floor + relevance, ranks.relevance_exponent)
    return max(1, int(w * 2**32))


def relevance(reader: Person, topic: Place) -> float:
    """exp(-d^2 / (2 s^2)), d from the reader's place to what the post is about."""
    width = reader.model.spec.respond.relevance.width
    dx, dy = (mine - its for mine, its in zip(reader.place, topic, strict=True))
    return named.exp(-(1.0 / (2.0 * width * width)) * (dx * dx + dy * dy))


def everyday(reader: Person) -> int:
    """Weigh what those whom the reader follows post on a day about other things: their own taste."""
    spec = reader.model.spec
    ranks = spec.attention
    rates = {True: ranks.bloggers_everyday_posts, False: ranks.everyday_posts}
    total = sum(
        int(rates[tie.author.can_be_hired] * weight(reader, tie.start, relevance(reader, tie.author.place)))
        for tie in [*reader.followees, *reader.followed_since]
    )
    tiers = {tier.name: tier.followers_follow for tier in spec.bloggers}
    crowds = [tiers[tie.author.tier] for tie in reader.followees if tie.author.can_be_hired]
    outside = max([ranks.followees_outside, *crowds])
    beyond = weight(reader, ranks.outside_trust, ranks.outside_relevance)
    return total + outside * int(ranks.everyday_posts * beyond)
