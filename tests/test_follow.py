"""Following: ties break by an exact law, form again, and fade with promotion and silence."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import stonecast as sc
from by_hand import CERTAIN, FOUR, LIVELY, RULES, hiring, market, random_market, scenario
from stonecast.campaign import run
from stonecast.counts import COUNTS
from stonecast.model import CampaignModel
from stonecast.network.market import Market
from stonecast.scenario import Scenario
from stonecast.state import State

NEUTRAL_RATES = {"follow__one_way": 0.0, "follow__mutual": 0.0}
NEUTRAL = {"follow__on": True, "follow__one_way": 0.0, "follow__mutual": 0.0, "follow__chance": 0.0}


def ran(spec: Scenario, place: Market, luck: int = 1) -> State:
    model = CampaignModel(spec, plan="all", luck=luck, market=place, collect=False)
    while model.running:
        model.step()
    return model.state


def star(followers: int, trust: float, *, mutual: bool = False) -> Market:
    ties = [(0, reader, trust) for reader in range(1, followers + 1)]
    ties += [(reader, 0, trust) for reader in range(1, followers + 1)] if mutual else []
    return market(ties, people=followers + 1, bloggers=[0])


def quiet(days: int, **changes: Any) -> Scenario:
    """Nobody sees anything, so that no tie is ever touched."""
    return scenario(
        **{
            "clock__days": days,
            "see__visibility": 0.0,
            "follow__on": True,
            "follow__count_every": 1,
            **changes,
        }
    )


def living(*stages: dict[str, float], **changes: Any) -> Scenario:
    tier = {"name": "stone", "kind": "small", "count": 1, "followers": 10, "everyday": stages}
    return quiet(changes.pop("days", 200), bloggers=(tier,), **changes)


@pytest.mark.parametrize("rule", RULES)
def test_following_without_hazard_or_chance_changes_nothing(rule: str) -> None:
    place = random_market(readers=200, bloggers=4)
    changes = {**LIVELY, "respond__rule": rule, "plans": hiring(*FOUR, posts=3, days_between_bloggers=1)}
    off, on = ran(scenario(**changes), place), ran(scenario(**changes, **NEUTRAL), place)
    assert np.array_equal(off.counts, on.counts)
    assert np.array_equal(off.people, on.people)


@pytest.mark.parametrize(
    ("trust", "mutual", "days"), [(0.0, False, 51), (0.25, False, 200), (0.3, True, 200)]
)
def test_followers_leave_by_the_exponential_law(trust: float, mutual: bool, days: int) -> None:
    n = 20_000
    place = star(n, trust, mutual=mutual)
    spec = quiet(days)
    state = ran(spec, place)
    hazard = (spec.follow.mutual if mutual else spec.follow.one_way) * (1.0 - float(np.float32(trust)))
    for day, count in zip(state.fame.days, state.fame.followers, strict=True):
        expected = math.exp(-hazard * day)
        assert abs(count[0] / n - expected) <= 4 * math.sqrt(expected * (1 - expected) / n), day


def test_one_way_followers_leave_as_the_study_says() -> None:
    state = ran(quiet(51), star(20_000, 0.0))
    assert 1 - state.fame.followers[-1][0] / 20_000 == pytest.approx(0.1228, abs=0.01)


def test_the_same_followers_leave_whatever_the_plan() -> None:
    place = random_market(readers=300, bloggers=4, audience=80)
    changes = {"clock__days": 40, "see__visibility": 0.0, "follow__on": True, "follow__one_way": 0.02}
    watch = {"follow__watch": ("stone",)}
    one = ran(scenario(**changes, **watch, plans=hiring("stone_0")), place)
    many = ran(scenario(**changes, **watch, plans=hiring(*FOUR, posts=4)), place)
    of = dict(zip(many.fame.rows, many.fame.followers[-1].tolist(), strict=True))
    assert of == dict(zip(one.fame.rows, one.fame.followers[-1].tolist(), strict=True))
    assert sum(of.values()) < 4 * 80


def test_more_hazard_never_keeps_anybody() -> None:
    place = star(2000, 0.2)
    ties, kept = np.arange(2000), np.ones(2000, np.bool_)
    for hazard in (0.001, 0.003, 0.01, 0.1):
        state = ran(quiet(60, follow__one_way=hazard), place)
        follows = state.bonds.follows(ties, 60)
        assert not (follows & ~kept).any()
        assert follows.sum() < kept.sum()
        kept = follows


def test_who_has_left_sees_no_more() -> None:
    place = star(3000, 0.0)
    plan = hiring("stone_0", posts=2, days_between_posts=30)
    state = ran(quiet(31, see__visibility=1.0, plans=plan), place)
    shown = state.counts[:, COUNTS.index("impressions")]
    assert shown[0] == 3000
    assert shown[30] == state.fame.followers[30][0] < 3000


def test_trust_keeps_followers() -> None:
    kept = [ran(quiet(200), star(5000, trust)).fame.followers[-1][0] for trust in (0.0, 0.5, 0.9, 1.0)]
    assert kept == sorted(kept)
    assert kept[-1] == 5000


def test_readers_who_were_won_through_others_follow_the_author() -> None:
    place = market([(0, 1, 0.5), (1, 2, 0.5), (2, 3, 0.5)], people=4, bloggers=[0])
    plan = hiring("stone_0", posts=2, days_between_posts=6)
    sure = {**CERTAIN, **NEUTRAL, "follow__chance": 1.0, "clock__days": 8, "plans": plan}
    state = ran(scenario(**sure), place)
    authors, readers, _ = state.bonds.formed.by_author
    assert (authors.tolist(), readers.tolist()) == ([0, 0], [2, 3])
    assert state.counts[:, COUNTS.index("followed")].tolist() == [0, 1, 1, 0, 0, 0, 0, 0]
    assert state.counts[6, COUNTS.index("impressions")] == 3
    assert state.fame.followers[-1].tolist() == [3]


def test_a_tie_that_forms_has_the_trust_the_market_would_have_given_it() -> None:
    spec = scenario(
        market__readers=200, bloggers=[{"name": "stone", "kind": "small", "count": 1, "followers": 60}]
    )
    spec = spec.with_changes(market__trust__conversations=0)
    place = sc.build_market(spec)
    state = ran(spec.with_changes(**NEUTRAL), place)
    blogger = place.bloggers[0].row
    strangers = sorted(
        set(range(200)) - set(place.network.followers[place.network.offsets[blogger] :].tolist())
    )
    rows, authors = np.array(strangers, np.int32), np.full(len(strangers), blogger, np.int32)
    how, first = state.bonds.meet(authors, rows, 0)
    assert (how == 2).all()
    assert (state.bonds.meet(authors, rows, 0)[0] == 0).all()
    ties = place.network.ties + blogger * place.network.people + rows.astype(np.int64)
    assert np.array_equal(state.bonds.starts(ties), first)
    assert float(first.mean()) == pytest.approx(2 / 7, abs=0.05)
    assert (state.author_of(ties) == blogger).all()
    assert state.bonds.reader_of(ties).tolist() == strangers


def test_somebody_who_left_can_follow_again_and_leave_again() -> None:
    place = star(1000, 0.0)
    state = ran(quiet(400, follow__one_way=0.05), place)
    gone = np.flatnonzero(~state.bonds.follows(np.arange(1000), 100))
    assert gone.size > 900
    how, _ = state.bonds.meet(np.zeros(gone.size, np.int32), (gone + 1).astype(np.int32), 100)
    assert (how == 1).all()
    assert state.bonds.follows(gone, 100).all()
    left = 1 - state.bonds.follows(gone, 120).mean()
    assert left == pytest.approx(1 - math.exp(-0.05 * 20), abs=0.06)


def test_promotion_above_what_is_tolerated_drives_followers_away() -> None:
    place = star(20_000, 0.5)
    shares = (0.0, 0.2, 0.6)
    specs = [living({"posts": 0.7, "promotion": share}, message__sponsored=False) for share in shares]
    none, some, much = (ran(spec, place).fame.followers[-1][0] for spec in specs)
    assert none == some > much
    assert much / 20_000 == pytest.approx(math.exp(-0.00257 * 0.5 * (1 + 2 * 0.4) * 200), abs=0.012)


def test_a_blogger_who_turns_to_promotion_falls_and_one_who_turns_away_recovers() -> None:
    rise, fall = {"posts": 2.0, "promotion": 0.0}, {"posts": 2.0, "promotion": 1.0}
    stages = ({"from_day": 0, **rise}, {"from_day": 60, **fall}, {"from_day": 120, **rise})
    spec = living(*stages, see__visibility=0.5, remember__on=True, plans=hiring("stone_0", start_day=199))
    table = run(spec, plan="all", market=star(500, 0.3)).bloggers.set_index("day")
    trust = table["trust"]
    assert trust[0] < trust[60] > trust[120] < trust[190]
    assert table["status"][60] > table["status"][120]
    assert table["followers"].is_monotonic_decreasing


def test_a_silent_account_fades_faster_the_longer_it_is_silent() -> None:
    fading = {"follow__silent_days": 20, "follow__fade": 0.5, "follow__one_way": 0.001}
    spec, active = (living({"posts": posts}, message__sponsored=False, **fading) for posts in (0.0, 1.0))
    place = star(20_000, 0.0)
    silent, talking = (np.array(ran(one, place).fame.followers)[:, 0] for one in (spec, active))
    assert np.array_equal(silent[:20], talking[:20])
    leaving = [np.log(silent[day] / silent[day + 40]) for day in (20, 60, 100, 140)]
    assert leaving == sorted(leaving)
    late = sum(1 + 0.5 * max(0, day - 20) for day in range(200))
    assert silent[-1] == pytest.approx(20_000 * math.exp(-0.001 * late), abs=20)


def test_everyday_life_leads_to_the_steady_state_of_trust() -> None:
    life = {"posts": 4.0, "promotion": 0.7}
    learning = {"see__visibility": 0.5, "remember__on": True, "remember__kept": 0.98}
    spec = living(life, days=1000, **learning, **NEUTRAL_RATES)
    state = ran(spec, star(3, 0.5))
    r, s = 4 * 0.3 * 0.5 * 0.05 / 0.02, 4 * 0.5 * 0.5 * 0.1 / 0.02
    expected = (r + 2 * 0.5) / (r + s + 2)
    assert state.bonds.trust(np.arange(3), 999)[0] == pytest.approx(expected, rel=1e-5)


def test_whom_readers_begin_to_follow_fills_their_feed_too() -> None:
    """Who reads 6 posts sees all of 5 a day and one more, but 6 of 11 once a blogger who posts 5 joins."""
    place = market([(0, 1, 0.9), *((1, reader, 0.9) for reader in range(2, 402))], people=402, bloggers=[0])
    seen = {"on": True, "posts_read": 6.0, "everyday_posts": 5.0, "bloggers_everyday_posts": 5.0}
    follow = {"on": True, "chance": 1.0, "one_way": 0.0, "mutual": 0.0}
    spec = scenario(
        **CERTAIN, plans=hiring("stone_0", posts=2, days_between_posts=5), attention=seen, follow=follow
    )
    impressions = ran(spec, place).counts[:, COUNTS.index("impressions")]
    assert impressions[:3].tolist() == [1, 400, 0]
    expected = 400 * 6 / 11
    assert abs(impressions[5] - expected) < 5 * math.sqrt(expected * 5 / 11) + 1


def test_a_post_that_is_seen_late_is_not_seen_by_who_has_left() -> None:
    """Everybody leaves within the first day: of a blog post they see what came on that day, and no more."""
    tier = {"name": "stone", "kind": "small", "count": 1, "followers": 10, "platform": "blog"}
    slow = {"platforms": {"blog": {"half_life_days": 4.0}}, "bloggers": (tier,), "see__visibility": 1.0}
    stays, leaves = (
        ran(scenario(**slow, follow={"on": True, "one_way": hazard}, clock__days=30), star(500, 0.3))
        for hazard in (0.0, 1000.0)
    )
    late = [state.counts[:, COUNTS.index("impressions")] for state in (stays, leaves)]
    assert late[0][0] == late[1][0] > 50
    assert late[0][1:].sum() > 300
    assert late[1][1:].sum() == 0


def test_evidence_as_of_the_last_touch_moves_little_of_who_leaves() -> None:
    """What `docs/mechanisms.md` says: a tie touched once, over half a year, by the weights of W14."""
    a, kept, hazard, days = 0.29, 0.995, 0.00257, np.arange(180)
    off = []
    for r, s in ((1.0, 0.0), (2.0, 0.0), (0.0, 2.0), (0.0, 4.0)):
        left = kept**days
        exact = ((s * left + 2 * (1 - a)) / ((r + s) * left + 2)).sum()
        frozen = (s + 2 * (1 - a)) / (r + s + 2) * days.size
        off.append(math.exp(-hazard * frozen) - math.exp(-hazard * exact))
    assert -0.02 < min(off) < max(off) < 0.03, off


def test_totals_tell_what_became_of_the_stones() -> None:
    place = star(400, 0.25)
    off = run(scenario(), plan="all", market=place).totals
    assert (off["followers_now"], off["trust_now"], off["status"]) == (400, 0.25, 100)
    on = run(quiet(30, follow__one_way=0.1), plan="all", market=place).totals
    assert on["followers_now"] == 400 - on["unfollowed"] < 400
    assert on["status"] == pytest.approx(on["followers_now"] * on["trust_now"])


def test_followers_are_counted_as_often_as_asked_and_on_the_last_day() -> None:
    state = ran(quiet(30, follow__count_every=7), star(50, 0.0))
    assert state.fame.days == [0, 7, 14, 21, 28, 30]
