"""What people say in their sub-community, and what a community makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reference.people import Message, Person, Tie
from stonecast import randomness as named

if TYPE_CHECKING:
    from reference.campaign import ReferenceModel
    from stonecast.network.market import BloggerRecord, Market


class Boards:
    """The boards of all sub-communities, and the accounts of communities."""

    def __init__(self, model: ReferenceModel, market: Market) -> None:
        self.model, self.spec, self.scale = model, model.spec.community, market.scale
        homes = (market.communities if market.homes is None else market.homes).tolist()
        self.home = dict(zip(model.people, homes, strict=True))
        self.accounts = [blogger for blogger in market.bloggers if blogger.kind == "community"]
        self.said: dict[tuple[int, int], set[Person]] = {}
        self.featured: set[tuple[int, int]] = set()
        self.met: dict[tuple[int, int], Tie] = {}

    def say(self, author: Person, number: int, post: int) -> None:
        """Say it in one's own sub-community too, or not; who does not follow may come across it there."""
        luck = self.model.luck.about(number)
        if not self.spec.on or self.home[author] < 0:
            return
        if not luck.falls(self.spec.says, named.SAY_THERE, author.row, post):
            return
        self.said.setdefault((number, self.model.day), set()).add(author)
        alone = author.can_be_hired  # bloggers are not scaled, those who come across their posts are
        chance = self.spec.looks_in / self.scale if alone else self.spec.looks_in
        for reader in self.model.people:
            if reader.is_reader and self.home[reader] == self.home[author] and self.strangers(author, reader):
                tie = self.tie(author, reader)
                if luck.falls(chance, named.COME_ACROSS, tie.number, post):
                    reader.ears[number].inbox.append(Message(tie, post, number))

    def strangers(self, author: Person, reader: Person) -> bool:
        """Whether somebody has never followed an author."""
        pair, following = (author.row, reader.row), self.model.following
        return author is not reader and pair not in following.pairs and pair not in following.new

    def tie(self, author: Person, reader: Person) -> Tie:
        """What is between two members: trusted as in a tie without a conversation."""
        pair, following = (author.row, reader.row), self.model.following
        if pair not in self.met:
            number = following.market.network.ties + author.row * len(self.model.people) + reader.row
            self.met[pair] = Tie(number, author, reader, following.first_trust(*pair))
        return self.met[pair]

    def feature(self) -> None:
        """Show all members of a community what many of them said yesterday."""
        if self.spec.on:
            for account in self.accounts:
                for number in self.model.messages:
                    if self.resonates(account, number):
                        self.featured.add((account.row, number))
                        self.model.people[account.row].days_featured.append((self.model.day, number))

    def resonates(self, account: BloggerRecord, number: int) -> bool:
        """Whether enough members said it yesterday, and it is relevant, and has not been shown."""
        person, said = self.model.people[account.row], self.said.get((number, self.model.day - 1), set())
        paid = bool(person.days_hired[number])
        members = {follower for author, follower in self.model.following.pairs if author == account.row}
        count = sum(one.row in members for one in said) * self.scale
        topic = number if number >= 3 else 0
        return (
            (account.row, number) not in self.featured
            and not paid
            and count >= self.spec.features_from
            and self.model.press.relevance(account.row, self.model.about(topic).topic)
            >= self.spec.relevant_from
        )
