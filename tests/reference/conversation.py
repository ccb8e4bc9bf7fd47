"""An author's desk: comments come in, and as many are answered as there is time for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from reference.feed import platform_of
from stonecast import randomness as named

if TYPE_CHECKING:
    from reference.luck import Luck
    from reference.people import Person, Tie


class Desk:
    """The comments to one author."""

    def __init__(self, author: Person, scale: float) -> None:
        self.author = author
        self.scale = scale
        self.comments: list[tuple[int, int, int, Tie]] = []
        self.held: dict[int, int] = {}

    def receive(self, tie: Tie, luck: Luck, message: int) -> None:
        """Receive a comment, if this reader comments on this message."""
        reader, spec = tie.follower.row, self.author.model.spec
        chance = min(1.0, spec.converse.comment * platform_of(self.author).conversation)
        if luck.falls(chance, named.COMMENT, reader, 0):
            self.comments.append((luck.number(named.REPLY, reader, 0), tie.number, message, tie))
            self.author.model.count("comments")

    def answer(self) -> None:
        """Answer those with the smallest numbers, until the time of the day is used up."""
        model = self.author.model
        comments, self.comments = sorted(self.comments, key=lambda comment: comment[:3]), []
        most, day = model.spec.converse.conversations, model.day
        if not math.isinf(most):
            word = model.luck.number(named.TIME, self.author.row, day)
            capacity = named.round_by_chance(most / self.scale if self.author.can_be_hired else most, word)
            comments = comments[: max(0, capacity - self.held.get(day, 0))]
        self.held[day] = self.held.get(day, 0) + len(comments)
        model.count("conversations", len(comments))
        for _, _, _, tie in comments:
            model.memory.hear(tie, good=model.spec.remember.conversation)
