"""The daily act that brands ask for: who does it for whom, once a day, and who reminds others of it."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

from reference.people import Message, Person
from stonecast import randomness as named


@dataclass(eq=False)
class Habit:
    """What one person remembers of the act: reminders seen of each brand, and when they acted for whom."""

    person: Person
    reminders: Counter[int] = field(default_factory=Counter)
    acts: list[tuple[int, int]] = field(default_factory=list)

    def act(self) -> None:
        """Act on what was seen in this tick, at most once a day (or once in all), whoever asks."""
        person, model = self.person, self.person.model
        ask, tick, day = model.spec.ask, model.tick, model.tick // model.spec.clock.ticks_per_day
        if not ask.on or not ask.from_day <= day < ask.from_day + ask.days:
            return
        seen = [m for number in model.rivals.asking for m in person.ears[number].seen_now]
        acted_today = any(when // model.spec.clock.ticks_per_day == day for when, _ in self.acts)
        if not (acted_today or (ask.once and self.acts)):
            fallen = [(n, m.number, m.tie.number, m.tie) for m in seen if (n := self._coin(m)) is not None]
            if fallen:
                _, number, _, tie = min(fallen, key=lambda one: one[:3])
                self._count("acts", number)
                if all(brand != number for _, brand in self.acts):
                    self._count("actors", number)
                self.acts.append((tick, number))
                ear = person.ears[number]
                if ear.journal.engaged is None:
                    ear.journal.engaged, ear.journal.told_by = tick, tie
                    ear.journal.believed = tie.trust
                    ear.won_now = True
                    model.count_for(number, "engaged")
        self.reminders.update(m.number for m in seen)

    def _count(self, what: str, number: int) -> None:
        if number == 0:
            self.person.model.count(what)
        elif what == "acts":
            self.person.model.count("rival_acts")
            self.person.model.rivals.votes[number] += 1

    def _coin(self, message: Message) -> int | None:
        """The number of the coin of this reminder if it falls, else None."""
        ask, luck = self.person.model.spec.ask, self.person.model.luck.about(message.number)
        engaged = self.person.ears[message.number].journal.engaged
        is_close = (ask.close != "trusting" and engaged is not None) or (
            ask.close != "engaged" and message.tie.trust >= ask.trusting
        )
        chance = ask.close_chance if is_close else ask.other_chance
        steepness = 0.0 if math.isinf(ask.wear) else 1.0 / ask.wear
        worn = named.exp(-steepness * self.reminders[message.number])
        worn = worn * named.power(ask.tiring, float(len(self.acts)))
        name = (named.ASK, message.tie.number, message.post)
        return luck.number(*name) if luck.falls(chance * worn, *name) else None

    def remind(self) -> None:
        """Who has just acted may remind their own followers; it appears in the next tick."""
        person, model = self.person, self.person.model
        if not self.acts or self.acts[-1][0] != model.tick:
            return
        number = self.acts[-1][1]
        luck = model.luck.about(number)
        if luck.falls(model.spec.ask.reminding, named.REMIND, person.row, len(self.acts) - 1):
            self._count("reminders", number)
            person.ears[number].will_pass_it_on = True
