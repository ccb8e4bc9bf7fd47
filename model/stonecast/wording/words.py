"""Numbers in words: one way to write people, money, shares and intervals."""

from __future__ import annotations

import math
from collections.abc import Callable

from stonecast.inference.statistics import Estimate

COUNTED: dict[str, tuple[str, str]] = {
    "impressions": ("impressions", "how often a post with the message was seen (advertising is not counted)"),
    "saw": ("people who saw it", "people who saw the message at least once, in a post or by advertising"),
    "engaged": ("engaged people", "people who were won over, the stones not counted"),
    "reshared": ("people who passed it on", "engaged people who showed it to their own followers"),
    "orders": ("orders", "orders that were placed, those of people who come back counted"),
    "posts": ("posts", "posts of hired bloggers"),
    "pitches": ("pitches", "how often a journalist was offered the story"),
    "opened": ("pitches opened", "pitches that a journalist opened"),
    "articles": ("articles", "articles by journalists"),
    "blacklisted": ("journalists lost", "journalists who will open no more pitches of the brand"),
    "acts": ("acts", "how often the daily act was done (votes, clicks, replies)"),
    "actors": ("people who acted", "people who did the daily act at least once"),
    "reminders": ("reminders", "posts by which people who acted reminded their own followers"),
    "comments": ("comments", "comments of people to whoever won them"),
    "conversations": ("conversations", "comments that were answered"),
    "served": ("orders served", "orders that were served within the capacity"),
    "waiting": ("orders waiting", "orders that still wait at the end"),
    "left": ("orders given up", "orders of people who waited too long and left disappointed"),
    "reviews": ("reviews", "customers who gave stars"),
    "praised": ("praise", "posts in which customers praise the brand, unpaid"),
    "warned": ("warnings", "customers who warned their followers"),
    "warnings_heard": ("warnings heard", "for every reader, people whose warning they saw"),
    "complaints": ("complaints", "customers who were dissatisfied and complained to the brand"),
    "answered": ("complaints answered", "complaints that the brand answered"),
    "returned": ("orders of customers who came back", "orders of people who had been served before"),
    "returned_full_price": ("returns at full price", "such orders without a deal"),
    "advertised": ("won by advertising", "engaged people whom background advertising won by itself"),
    "community_impressions": (
        "impressions in communities",
        "impressions of members who do not follow the author",
    ),
    "community_engaged": ("won in communities", "engaged people who did not follow whoever won them"),
    "featured": ("posts of communities", "posts in which a community featured what its members said"),
    "followed": ("new followers", "people who began to follow whoever said it first"),
    "unfollowed": ("lost followers", "people who stopped following a blogger who is counted"),
    "followers_now": ("followers at the end", "followers of all stones when the run is over"),
    "trust_now": ("trust at the end", "mean trust of the followers of all stones when the run is over"),
    "status": ("status", "followers of all stones at the end times their mean trust"),
    "stones": ("stones", "bloggers who were paid"),
    "followers": ("followers", "followers of all stones, counted once for each stone they follow"),
    "cost": ("cost", "money spent"),
    "revenue": ("revenue", "orders (served ones, if there is a limit) times the margin, less discounts"),
    "profit": ("profit", "revenue less cost"),
    "depth": ("depth", "longest chain of people who told each other, in steps"),
    "one_hop_share": ("one-hop share", "share of the engaged who were won by a stone itself"),
    "largest_broadcast_share": ("largest broadcast", "share of the engaged who were won by one person"),
    "structural_virality": ("structural virality", "mean distance of two people of a ripple, in steps"),
    "half_life_days": ("half-life", "days from the first post until half of the engaged were engaged"),
    "rival_impressions": ("rivals' impressions", "how often messages of brands that compete were seen"),
    "rival_engaged": ("engaged by rivals", "people whom brands that compete won over"),
    "rival_posts": ("rivals' posts", "posts of bloggers whom brands that compete hired"),
    "rival_orders": ("rivals' orders", "orders from brands that compete"),
    "rival_acts": ("acts for rivals", "acts that were done for brands that compete"),
    "rival_served": ("orders that rivals served", "orders that brands that compete served"),
    "rival_waiting": ("orders waiting for rivals", "orders that wait for brands that compete at the end"),
    "rival_left": ("orders that left rivals", "orders given up because a brand that competes was too slow"),
    "share_of_market": ("share of the market", "our orders as a share of those from all brands"),
    "rank_in_category": (
        "rank in the category",
        "one more than nominees of our category with more votes",
    ),
    "rank_overall": ("rank overall", "the same among the nominees of all categories"),
    "podium": ("on the podium", "share of runs in which our rank in the category suffices"),
    "best_rival": ("votes of the best rival", "most votes that a rival of our category got"),
    "repeat_customers": ("repeat customers", "people who ordered more than once"),
    "advocates": ("advocates", "repeat customers who trust the brand and speak for it"),
    "satisfaction": ("satisfaction", "mean over all orders that were served or given up, 0 to 1"),
    "stars": ("stars", "mean of all reviews and the prior, 1 to 5"),
    "brand_trust": ("trust in the brand", "mean over everybody who has dealt with it, 0 to 1"),
    "value_per_follower": ("value per follower", "revenue for each follower of the stones"),
    "good_trust": (
        "trust of good followers",
        "times as much trust in their stone as all, of who ordered (or was won, where nothing is sold)",
    ),
    "good_talk": ("conversation of good followers", "times as many of them talk with their stone"),
    "good_fit": ("relevance to good followers", "times as relevant the topic is to them"),
}
"""Every outcome: its name for people, and what it means."""

MONEY = {"cost", "revenue", "profit", "value_per_follower"}
"""Outcomes in money."""

SHARES = {"share_of_market", "podium", "trust_now"}
"""Outcomes that are shares, of those by which a comparison can be decided."""

UNCOUNTED = MONEY | SHARES | {"status", "stars"}
"""Outcomes of which there is more or less, not so many."""


def number(value: float) -> str:
    """Write a number with as many digits as a reader can use."""
    if math.isnan(value):
        return "-"
    if math.isinf(value):
        return "inf"
    size = abs(value)
    if size >= 100 or value == round(value):
        return f"{value:,.0f}"
    return f"{value:,.1f}" if size >= 10 else f"{value:,.2f}" if size >= 0.1 else f"{value:.2g}"


def money(value: float, currency: str) -> str:
    """Write an amount of money."""
    if math.isnan(value):
        return "-"
    return f"{value:,.0f} {currency}" if abs(value) >= 1000 else f"{value:,.2f} {currency}"


def amount(value: float, outcome: str, currency: str) -> str:
    """Write an amount of an outcome in its unit."""
    if outcome in MONEY:
        return money(value, currency)
    return percent(value) if outcome in SHARES else number(value)


def called(title: str) -> str:
    """Write what a plan is called as a name in a sentence: “Hundreds of stones” brings more."""
    return f"“{title}”"


def percent(share: float) -> str:
    """Write a share, never rounding to certainty what is not certain."""
    if math.isnan(share):
        return "-"
    if 0 < share < 0.01:
        return f"{100 * share:.2g}%"
    if 0.99 < share < 1:
        return f"{100 * share:.1f}%"
    return f"{100 * share:.0f}%"


def times(ratio: float) -> str:
    """Write a factor."""
    return f"{number(ratio)} times"


def interval(estimate: Estimate, write: Callable[[float], str] = number, of: str = "") -> str:
    """Write the 95% interval, or that none is known."""
    if math.isnan(estimate.low):
        return "interval unknown: one run only"
    named = f" of {of}" if of else ""
    return f"95% interval{named} {write(estimate.low)} to {write(estimate.high)}"


def many(count: int, what: str) -> str:
    """Write how many there are: 1 stone, 215 stones."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")


ONE_MARKET = (
    "The intervals are about luck on this one market: other people and ties may give numbers beyond them, as "
    "runs on several markets would show."
)


FITTED_ON_ONE = (
    "All runs are on one drawn market, and real data come from other people and ties: intervals can be a "
    "little too narrow. Runs on several markets (markets = 20) take that in."
)


def lucks(count: int, markets: int = 1) -> str:
    """Write how many of the first lucks: luck, 20 lucks, 4 lucks on each of the first 5 markets."""
    said = f"{count:,} lucks" if count > 1 else "luck"
    return said if markets == 1 else f"{said} on each of the first {markets:,} markets"
