"""Whom people follow: day by day every tie gathers hazard, until its waiting time is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reference.people import Tie
from stonecast import randomness as named
from stonecast.network.market import Market
from stonecast.scenario.markets import PondMarket

if TYPE_CHECKING:
    from reference.campaign import ReferenceModel
    from reference.people import Person


class Life:
    """What an author posts besides the campaign, what that has earned and cost, and how it wears."""

    def __init__(self, author: Person) -> None:
        self.author, self.spec = author, author.model.spec
        self.earned = self.cost = 0.0
        self.last_post = 0
        self.posted_today = 0
        tiers = {tier.name: tier.everyday for tier in self.spec.bloggers}
        self.stages = tiers[author.tier] if author.can_be_hired else ()

    def factor(self, day: int) -> float:
        """How much faster than usual followers leave today: annoyed by promotion, or bored by silence."""
        stages = [stage for stage in self.stages if stage.from_day <= day]
        if not stages:
            return 1.0
        follow, stage, found = self.spec.follow, stages[-1], 1.0
        posts = stage.posts + self.posted_today
        if posts > 0.0:
            self.last_post = day
            paid = self.posted_today if self.spec.message.sponsored else 0
            share = (stage.posts * stage.promotion + paid) / posts
            found = 1.0 + follow.annoyance * max(0.0, share - follow.tolerated)
        late = day - self.last_post - follow.silent_days
        return found * (1.0 + follow.fade * late) if late > 0 else found

    def close(self, day: int) -> None:
        """A day is over: useful posts and unwanted promotions are remembered by everybody alike."""
        stages = [stage for stage in self.stages if stage.from_day <= day]
        spec = self.spec.remember
        if stages and spec.on:
            posts, promotion, seen = stages[-1].posts, stages[-1].promotion, self.spec.see.visibility
            excess = max(0.0, promotion - self.spec.follow.tolerated)
            self.earned = spec.kept * self.earned + posts * (1.0 - promotion) * seen * spec.useful
            self.cost = spec.kept * self.cost + posts * excess * seen * spec.irrelevant
        elif spec.on:
            self.earned, self.cost = spec.kept * self.earned, spec.kept * self.cost
        self.posted_today = 0


class Following:
    """Everybody's ties: the hazard that each has gathered, and how often it was followed anew."""

    def __init__(self, model: ReferenceModel, market: Market, hired: set[int]) -> None:
        self.model, self.market, self.hired = model, market, hired
        network = market.network
        self.pairs = set(zip(network.authors.tolist(), network.followers.tolist(), strict=True))
        self.gathered: dict[Tie, float] = {}
        self.turns: dict[Tie, int] = {}
        self.new: dict[tuple[int, int], Tie] = {}
        self.counted = 0

    def follows(self, tie: Tie) -> bool:
        """Whether the waiting time is longer than the hazard that was gathered until today."""
        spec = self.model.spec.follow
        if not spec.on:
            return True
        both = tie not in self.new.values() and (tie.follower.row, tie.author.row) in self.pairs
        gathered = (spec.mutual if both else spec.one_way) * self.gathered.get(tie, 0.0)
        return self.model.luck.falls(named.exp(-gathered), named.UNFOLLOW, tie.number, self.turns.get(tie, 0))

    def listens(self, tie: Tie) -> bool:
        """Whether what was said along this tie earlier is still heard: not from whom one has left."""
        pair = (tie.author.row, tie.follower.row)
        return (pair not in self.pairs and pair not in self.new) or self.follows(tie)

    def close_day(self) -> None:
        """Let every tie gather the hazard of today; count what the hired have lost."""
        day = self.model.day
        for person in self.model.people:
            factor = person.life.factor(day)
            for tie in person.ties:
                distrust = self.model.memory.distrust(tie)
                self.gathered[tie] = self.gathered.get(tie, 0.0) + factor * distrust
            person.life.close(day)
        if self.model.spec.follow.on:
            before, self.counted = self.counted, self.followers()
            self.model.count("unfollowed", before - self.counted)

    def followers(self) -> int:
        """Followers of all who are in the plan, whether or not they write."""
        return sum(self.follows(tie) for row in self.hired for tie in self.model.people[row].ties)

    def discover(self, reader: Person, number: int) -> None:
        """Follow, now and then, whoever first said what reached this reader through others."""
        told_by, luck = reader.ears[number].journal.told_by, self.model.luck.about(number)
        if not luck.falls(self.model.spec.follow.chance, named.FOLLOW, reader.row, 0) or told_by is None:
            return
        steps, author = 1, told_by.author
        while author.ears[number].journal.told_by is not None:
            steps, author = steps + 1, author.ears[number].journal.told_by.author
        if steps > 1 and author is not reader and self.befriend(author, reader):
            self.model.count("followed")
            self.counted += author.row in self.hired

    def befriend(self, author: Person, reader: Person) -> bool:
        """Follow from now on, with a new waiting time; False if it is so already."""
        pair = (author.row, reader.row)
        tie = next((tie for tie in author.ties if tie.follower is reader), None)
        if (tie is None and pair in self.pairs) or (tie is not None and self.follows(tie)):
            return False
        if tie is None:
            tie = self.new[pair] = self.model.boards.tie(author, reader)
            author.ties.append(tie)
            reader.followed_since.append(tie)
        self.model.memory.now(tie)
        self.gathered[tie], self.turns[tie] = 0.0, self.turns.get(tie, 0) + 1
        return True

    def first_trust(self, author: int, reader: int) -> float:
        """What the market would have given this tie: the a-th smallest of a + b - 1 numbers is Beta(a, b)."""
        market, seed, name = self.model.spec.market, self.market.seed, (author << 32) | reader
        if not isinstance(market, PondMarket):
            trusts = self.market.network.trust
            return float(trusts[named.word(seed, 0, named.TRUST, 0, name, 0) * trusts.size >> 32])
        law = market.trust.other
        if law.beta is None:
            return float(law.constant)
        words = [w for turn in (0, 1) for w in named.block(seed, 0, named.TRUST, 0, name, turn)]
        return (sorted(words[: sum(law.beta) - 1])[law.beta[0] - 1] >> 8) / 2**24
