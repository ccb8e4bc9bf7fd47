"""The processes in which peers work: started, told what to do, and ended when they take too long."""

from __future__ import annotations

import json
import os
import selectors
import shutil
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

from peers import module_of

HERE = Path(__file__).resolve().parent
OF_THREADS = ("OMP_NUM", "OPENBLAS_NUM", "MKL_NUM", "NUMBA_NUM", "POLARS_MAX")
ONE_THREAD = tuple(f"{whose}_THREADS" for whose in OF_THREADS)


class TooSlowError(Exception):
    """A command took longer than it was given."""


class Worker:
    """One peer on one network and process."""

    def __init__(self, name: str, folder: Path, process: str, chance: float, log: Path) -> None:
        self.name, self.file = name, module_of(name)
        self._told = [str(HERE / "worker.py"), name, str(folder), process, str(chance)]
        self._log = log
        self._process: subprocess.Popen[str] | None = None

    def load(self, seconds: float) -> dict[str, Any]:
        """Start and load; where this Python lacks the peer, try the system's if the peer asks for it."""
        pythons = [sys.executable]
        system = shutil.which("python3", path=os.defpath)
        if system and getattr(self.file, "SYSTEM_PYTHON", False):
            pythons.append(system)
        answer: dict[str, Any] = {}
        for python in pythons:
            self.end()
            self._start(python)
            answer = self.ask(seconds, do="load")
            if "missing" not in answer:
                break
        return answer

    def ask(self, seconds: float, **told: Any) -> dict[str, Any]:
        """Give one command and wait for the answer.

        Raises
        ------
        TooSlowError
            If no answer comes in time; the process is ended.
        """
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(told) + "\n")
        process.stdin.flush()
        with selectors.DefaultSelector() as waiting:
            waiting.register(process.stdout, selectors.EVENT_READ)
            if not waiting.select(seconds):
                self.end()
                raise TooSlowError(f"more than {seconds:.0f} s to {told['do']}")
        line = process.stdout.readline()
        if not line:
            return {"error": f"the process ended ({process.wait()})"}
        return dict(json.loads(line))

    def _start(self, python: str) -> None:
        outside = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        outside.update(dict.fromkeys(ONE_THREAD, "1"))
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [python, *self._told],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=outside,
            )

    def end(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
