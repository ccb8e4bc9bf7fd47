"""The player's own arithmetic, and that it reads what Python wrote: without a browser, in node."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from stonecast import recording_format as form
from stonecast.app import world
from stonecast.recording import Recording
from test_recording import GOLDEN, golden_market

HERE = Path(__file__).parent
PLAYER = HERE.parent / "model" / "stonecast" / "app" / "player"
NODE = shutil.which("node")

needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed: the player is not tested here")

DECODE = """
import {{ readFileSync }} from "node:fs";
import {{ decodeRecording, decodeWorld, summary }} from "{folder}/decode.js";
const told = JSON.parse(readFileSync(process.argv[2]));
const read = told.format === "stonecast-world" ? decodeWorld(told) : decodeRecording(told);
const arrays = Object.fromEntries(Object.entries(read.arrays)
  .filter(([name]) => name !== "decoded").map(([name, array]) => [name, [...array]]));
const ticks = told.clock ? told.clock.days * told.clock.ticks_per_day : 0;
const sums = Array.from({{ length: ticks }}, (_, tick) => summary(read, tick));
console.log(JSON.stringify({{ arrays, sums }}));
"""


def decoded(path: Path, folder: Path) -> dict:  # type: ignore[type-arg]
    """What the player reads from a file."""
    script = folder / "decode.mjs"
    script.write_text(DECODE.format(folder=PLAYER.as_uri()))
    done = subprocess.run([str(NODE), str(script), str(path)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


@needs_node
def test_the_player_computes_rightly() -> None:
    done = subprocess.run(
        [str(NODE), "--test", str(HERE / "player")], capture_output=True, text=True, cwd=HERE.parent
    )
    assert done.returncode == 0, done.stdout
    assert "# pass 18" in done.stdout


@needs_node
def test_the_player_reads_the_golden_recording_as_python_does(tmp_path: Path) -> None:
    recording = Recording.from_bytes(GOLDEN.read_bytes())
    read = decoded(GOLDEN, tmp_path)
    assert set(read["arrays"]) == set(form.ARRAYS)
    for name in form.ARRAYS:
        assert read["arrays"][name] == getattr(recording, name).tolist(), name
    assert read["sums"] == [recording.summary(tick) for tick in range(recording.ticks)]


@needs_node
def test_the_player_reads_a_world_as_it_was_packed(tmp_path: Path) -> None:
    market = golden_market()
    path = tmp_path / "world.json"
    path.write_bytes(world.pack(market))
    arrays = decoded(path, tmp_path)["arrays"]
    places = np.stack([arrays["place_x"], arrays["place_y"]], axis=1) / 65535
    np.testing.assert_allclose(places, market.positions, atol=1 / 65535)
    assert arrays["place_row"] == []
    assert arrays["place_community"] == market.communities.tolist()
    trust = {
        (int(author), int(follower)): float(trust)
        for author, follower, trust in zip(
            market.network.authors, market.network.followers, market.network.trust, strict=True
        )
    }
    ties = list(zip(arrays["tie_author"], arrays["tie_follower"], strict=True))
    assert len(ties) == market.network.offsets[market.readers]
    assert [trust[tie] for tie in ties] == pytest.approx(
        [value / 255 for value in arrays["tie_trust"]], abs=1 / 255
    )


def test_a_large_world_has_places_of_some_and_of_every_blogger(monkeypatch: pytest.MonkeyPatch) -> None:
    market = golden_market()
    whole = json.loads(world.pack(market))
    assert world.pack(market) == world.pack(golden_market())
    monkeypatch.setattr(world, "PLACES", 20)
    some = json.loads(world.pack(market))
    assert not world.complete(market)
    rows = np.frombuffer(base64.b64decode(some["arrays"]["place_row"]["data"]), "<i4")
    assert set(range(60, 64)) < set(rows.tolist())
    assert some["arrays"]["place_x"]["length"] == rows.size < whole["arrays"]["place_x"]["length"]


def test_no_file_of_the_player_is_too_long_to_be_read() -> None:
    files = sorted(PLAYER.glob("*.js"))
    assert len(files) > 20
    assert [file.name for file in files if len(file.read_text().splitlines()) > 300] == []
