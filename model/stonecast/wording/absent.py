"""Outcomes that mean nothing in a scenario, because what would bring them about is off."""

from __future__ import annotations

from stonecast.scenario.value import Scenario

OFF = {
    "buy": ("orders", "cost_per_order", "revenue", "profit", "value_per_follower"),
    "serve": ("served", "waiting", "left", "cost_per_served"),
    "review": ("reviews", "praised", "warned", "warnings_heard", "complaints", "satisfaction", "stars"),
    "come_back": ("returned", "returned_full_price", "repeat_customers", "brand_trust", "cost_per_repeat"),
    "advocate": ("advocates",),
    "answer": ("answered",),
    "contest": ("rank_in_category", "rank_overall", "podium", "best_rival"),
    "ask": ("acts", "actors", "reminders", "cost_per_act"),
    "converse": ("comments", "conversations"),
    "advertising": ("advertised",),
    "community": ("community_engaged", "community_impressions", "featured"),
    "follow": ("followed", "unfollowed", "followers_now"),
}
"""By mechanism: what there is none of while it is off."""

PRESS = ("pitches", "opened", "articles", "blacklisted")
RIVALS = ("rival_impressions", "rival_engaged", "rival_posts", "rival_orders", "share_of_market")
QUEUES = ("rival_served", "rival_waiting", "rival_left")


def absent(spec: Scenario, *, outcome: str = "") -> set[str]:
    """Return the outcomes that mean nothing in this scenario; never the ``outcome`` that decides.

    The names are those of `Run.totals`, and of costs per outcome in reports.
    """
    found = {name for part, names in OFF.items() if not getattr(spec, part).on for name in names}
    if not spec.rivals:
        found.update(RIVALS)
    if not any(rival.asks for rival in spec.rivals.values()):
        found.add("rival_acts")
    if not (spec.rivals and spec.serve.on and spec.competition.alike):
        found.update(QUEUES)
    if not any(tier.kind == "journalist" for tier in spec.bloggers):
        found.update(PRESS)
    if not spec.respond.relevance.on and spec.attention.relevance_exponent == 0:
        found.add("good_fit")  # relevance moves nobody: any difference is chance
    if not spec.follow.on and not spec.remember.on:
        found.update(("trust_now", "status"))
    if spec.advertising.on:
        found.add("frequency")  # whom advertising reaches has seen it without an impression
    if spec.money.revenue_per_order == 0:
        found.update(("revenue", "profit", "value_per_follower"))
    return found - {outcome}
