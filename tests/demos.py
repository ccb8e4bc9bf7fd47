"""The demo's server inside a test: one library of scenarios and one client for all files that ask it."""

from __future__ import annotations

import json
import warnings
from typing import Any

import stonecast as sc
from stonecast.app.ask import apply, read_ask
from stonecast.app.library import Library

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

SCENARIOS = ["classroom", "corner_restaurant", "school_vote", "null_pond", "real_trust", "blank"]


def ask(client: TestClient, path: str = "run", **query: str) -> Any:
    """Return the answer to a question about the classroom, or another scenario."""
    answer = client.get(f"/api/{path}", params={"scenario": "classroom", **query})
    assert answer.status_code == 200, answer.text
    return answer.json()


def lines(client: TestClient, path: str, **query: str) -> list[Any]:
    """Return the lines of a long answer."""
    answer = client.get(f"/api/{path}", params={"scenario": "classroom", **query})
    return [json.loads(line) for line in answer.text.splitlines()]


def asked(shelf: Library, name: str, **query: str) -> sc.Scenario:
    """Return a scenario with what a link sets."""
    base = shelf.base(name)
    return apply(read_ask(query, base, name), base)
