"""With what chance a reader sees a post: all alike, or as much as attention allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stonecast import randomness as named

if TYPE_CHECKING:
    from reference.people import Message, Person

Place = tuple[float, float]


def chances(reader: Person, inbox: list[Message]) -> list[float]:
    """Chance that the reader sees each post of the inbox.

    With attention on it is A w / (weights of all posts), for this tick's share of a day's attention and
    of a day's everyday posts. Weights are whole numbers of 2^-32.
    """
    spec = reader.model.spec
    if not spec.attention.on:
        return [spec.see.visibility] * len(inbox)
    weights = [weight(reader, m.tie.trust, relevance(reader, spec.message.topic)) for m in inbox]
    crowd = everyday(reader) + spec.clock.ticks_per_day * sum(weights)
    return [spec.attention.posts_read * w / crowd for w in weights]


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
        int(rates[tie.author.can_be_hired] * weight(reader, tie.trust, relevance(reader, tie.author.place)))
        for tie in reader.followees
    )
    tiers = {tier.name: tier.followers_follow for tier in spec.bloggers}
    crowds = [tiers[tie.author.tier] for tie in reader.followees if tie.author.can_be_hired]
    outside = max([ranks.followees_outside, *crowds])
    beyond = weight(reader, ranks.outside_trust, ranks.outside_relevance)
    return total + outside * int(ranks.everyday_posts * beyond)
