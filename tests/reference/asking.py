"""The daily act that a campaign asks for: who does it, once a day, and who reminds others of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from reference.people import Message, Person
from stonecast import randomness as named


@dataclass(eq=False)
class Habit:
    """What one person remembers of the act: reminders seen and acts done, by tick."""

    person: Person
    reminders: int = 0
    acts: list[int] = field(default_factory=list)

    def act(self) -> None:
        """Act on what was seen in this tick, at most once a day (or once in all)."""
        person, model, ear = self.person, self.person.model, self.person.ears[0]
        seen = ear.seen_now
        ask, tick, day = model.spec.ask, model.tick, model.tick // model.spec.clock.ticks_per_day
        if not ask.on or not ask.from_day <= day < ask.from_day + ask.days:
            return
        acted_today = any(when // model.spec.clock.ticks_per_day == day for when in self.acts)
        if not (acted_today or (ask.once and self.acts)):
            fallen = [(number, m.tie.number, m.tie) for m in seen if (number := self._coin(m)) is not None]
            if fallen:
                model.count("acts")
                if not self.acts:
                    model.count("actors")
                self.acts.append(tick)
                if person.journal.engaged is None:
                    person.journal.engaged, person.journal.told_by = tick, min(fallen)[2]
                    person.journal.believed = min(fallen)[2].trust
                    ear.won_now = True
                    model.count("engaged")
        self.reminders += len(seen)

    def _coin(self, message: Message) -> int | None:
        """The number of the coin of this reminder if it falls, else None."""
        ask, luck = self.person.model.spec.ask, self.person.model.luck
        is_close = (ask.close != "trusting" and self.person.journal.engaged is not None) or (
            ask.close != "engaged" and message.tie.trust >= ask.trusting
        )
        chance = ask.close_chance if is_close else ask.other_chance
        steepness = 0.0 if math.isinf(ask.wear) else 1.0 / ask.wear
        worn = named.exp(-steepness * self.reminders) * named.power(ask.tiring, float(len(self.acts)))
        name = (named.ASK, message.tie.number, message.post)
        return luck.number(*name) if luck.falls(chance * worn, *name) else None

    def remind(self) -> None:
        """Who has just acted may remind their own followers; it appears in the next tick."""
        person, model = self.person, self.person.model
        if not self.acts or self.acts[-1] != model.tick:
            return
        if model.luck.falls(model.spec.ask.reminding, named.REMIND, person.row, len(self.acts) - 1):
            model.count("reminders")
            person.ears[0].will_pass_it_on = True
