"""One network and process: load everyone, check that they agree, then time them in turn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gate import Sample, disagreements, wrong
from networks import SLOW_TOO, Stored
from peers import module_of
from staff import TooSlowError, Worker

PROCESSES = {"ic01": ("ic", 0.01), "ic10": ("ic", 0.1), "wc": ("wc", 0.0), "lt": ("lt", 0.0)}
SEEDS = ("hundred", "largest")

SLOW_S, FEWEST = 1.0, 2
"""Who needs more than so many seconds for one run makes fewer runs to check. They, and whoever is slow by
far, take fewer turns."""

GONE = ("too slow", "failed")
"""States of those whose process has been ended."""


@dataclass(frozen=True)
class Rules:
    """How long things may take.

    ``checking`` and ``timing`` are processor seconds a batch, ``patience`` seconds of one command, and
    ``loading`` of one that loads. ``slow_too`` says that there is time for peers that are slow by far.
    """

    checking: float = 1.0
    timing: float = 0.3
    repetitions: int = 5
    patience: float = 30.0
    loading: float = 120.0
    everyone: bool = False
    slow_too: bool = True


class Case:
    """Everyone on one network and process."""

    def __init__(self, stored: Stored, process: str, names: Iterable[str], rules: Rules, log: Path) -> None:
        self.stored, self.process, self.rules = stored, process, rules
        self.states: dict[str, dict[str, Any]] = {name: {"name": module_of(name).NAME} for name in names}
        self._workers: dict[str, Worker] = {}
        self._log = log

    def measure(self) -> list[dict[str, Any]]:
        """One record for each set of seeds."""
        kind, chance = PROCESSES[self.process]
        try:
            for name in self.states:
                self._load(name, kind, chance)
            return [self._with_seeds(seeds) for seeds in SEEDS]
        finally:
            for worker in self._workers.values():
                worker.end()

    def _load(self, name: str, kind: str, chance: float) -> None:
        file, state = module_of(name), self.states[name]
        most, why = getattr(file, "MOST_TIES", (self.stored.ties, ""))
        slow = getattr(file, "SLOW", "")
        if kind not in file.PROCESSES:
            state["state"] = "not offered"
        elif self.stored.ties > most and not self.rules.everyone:
            state.update(state="too large", why=why)
        elif slow and self.stored.name not in SLOW_TOO and not self.rules.everyone:
            state.update(state="left out", why=f"{slow}; tried on {' and '.join(SLOW_TOO[1:])}")
        elif slow and not self.rules.slow_too:
            state.update(state="left out", why="slow by far, and the time for this run was short")
        else:
            worker = Worker(name, self.stored.folder, kind, chance, self._log)
            self._workers[name] = worker
            state.update({"state": "loaded"} | self._ask(name, {"do": "load"}))
            if "missing" in state:
                state.update(state="not installed", why=state.pop("missing"))
            if state["state"] != "loaded":
                self._dismiss(name)

    def _ask(self, name: str, told: dict[str, Any]) -> dict[str, Any]:
        worker, patience = self._workers[name], self.rules.patience
        try:
            loads = told["do"] == "load"
            answer = worker.load(self.rules.loading) if loads else worker.ask(patience, **told)
        except TooSlowError as slow:
            return {"state": "too slow", "why": str(slow)}
        return {"state": "failed", "why": answer["error"]} if "error" in answer else answer

    def _dismiss(self, name: str) -> None:
        self._workers.pop(name).end()

    def _with_seeds(self, seeds: str) -> dict[str, Any]:
        entries = {name: dict(state) for name, state in self.states.items()}
        for name in list(self._workers):
            if seeds != "largest" and getattr(module_of(name), "ONE_SEED", False):
                entries[name].update(state="not offered", why="starts from one person only")
                continue
            entries[name].update(
                self._ask(name, {"do": "tune", "seeds": seeds, "target_s": self.rules.timing})
            )
            if entries[name]["state"] != "loaded":
                self._dismiss(name)
        self._check(seeds, entries)
        self._time(seeds, entries)
        # Whoever failed or took too long is not asked about other seeds.
        self.states |= {name: entries[name] for name in entries if entries[name]["state"] in GONE}
        return {
            "network": self.stored.name,
            "process": self.process,
            "seeds": seeds,
            "entries": {name: _tidy(entry) for name, entry in entries.items()},
        }

    def _check(self, seeds: str, entries: dict[str, dict[str, Any]]) -> None:
        """Mark who is right. Who seems wrong is looked at again with four times the runs, all afresh."""
        here = [name for name, entry in entries.items() if "way" in entry]
        samples = {name: self._sample(name, seeds, entries[name], 1) for name in here}
        suspects = wrong(_known(samples))
        for name in suspects:
            self._ask(name, {"do": "renew"})
            samples[name] = self._sample(name, seeds, entries[name], 4)
        known = _known(samples)
        convicted, apart = wrong(known), disagreements(known)
        for name in here:
            if samples[name] is None:
                continue
            verdict = "wrong" if name in suspects & convicted or len(known) < 2 else "right"
            entries[name].update(state=verdict, mean=known[name].mean, variance=known[name].variance)
            entries[name].update(checked_runs=known[name].runs, apart_from=apart[name])

    def _sample(self, name: str, seeds: str, entry: dict[str, Any], times: int) -> Sample | None:
        pace, grain = entry["paces"][entry["way"]], entry["grain"]
        least = FEWEST if pace > SLOW_S else 4
        bearable = max(1, int(0.7 * self.rules.patience / pace))
        runs = min(max(least, round(self.rules.checking / pace), grain) * times, bearable)
        answer = self._ask(name, {"do": "run", "seeds": seeds, "runs": runs, "way": entry["way"]})
        if "sampled" not in answer:
            entry.update(answer)
            self._dismiss(name)
            return None
        return Sample(answer["sampled"], answer["mean"], answer["variance"])

    def _time(self, seeds: str, entries: dict[str, dict[str, Any]]) -> None:
        """Everyone once, then everyone again: what disturbs the machine disturbs all alike."""
        turns = [(name, 1) for name in entries if entries[name]["state"] == "right"]
        turns += [(name, 2) for name, _ in turns if getattr(module_of(name), "THREADS", False)]
        for turn in range(self.rules.repetitions):
            for name, threads in turns:
                entry = entries[name]
                slow = entry["paces"][entry["way"]] > SLOW_S or hasattr(module_of(name), "SLOW")
                if (slow and turn >= FEWEST) or name not in self._workers:
                    continue
                told = {"do": "run", "seeds": seeds, "runs": entry["runs"] * threads, "way": entry["way"]}
                answer = self._ask(name, {**told, "threads": threads})
                if "state" in answer:
                    self._dismiss(name)
                    entry.update(answer if turn == 0 and threads == 1 else {})
                    continue
                kept = {key: answer[key] for key in ("wall_s", "cpu_s", "runs", "mean") if key in answer}
                entry.setdefault("repetitions" if threads == 1 else "two_threads", []).append(kept)
                entry["peak_mb"] = answer.get("peak_mb")


def _known(samples: dict[str, Sample | None]) -> dict[str, Sample]:
    return {name: sample for name, sample in samples.items() if sample is not None}


def _tidy(entry: dict[str, Any]) -> dict[str, Any]:
    """Whoever loaded and then was not timed says why; the rest needs no key without a value."""
    return {key: value for key, value in entry.items() if value not in (None, [])}
