"""Recordings that are damaged or of another version are refused, each with its reason."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np
import pytest

from stonecast.errors import InputError
from stonecast.recording import Recording
from test_recording import golden_run


def told() -> dict:  # type: ignore[type-arg]
    return json.loads(Recording.of(golden_run()).to_bytes())


def array(values: list[int], kind: str = "<i4") -> dict[str, object]:
    data = np.array(values, kind).tobytes()
    return {"type": kind, "length": len(values), "data": base64.b64encode(data).decode()}


def values(told: dict, name: str) -> list[int]:  # type: ignore[type-arg]
    return np.frombuffer(base64.b64decode(told["arrays"][name]["data"]), "<i4").tolist()


def spoil_version(told):  # type: ignore[no-untyped-def]
    told["version"] = 1


def spoil_format(told):  # type: ignore[no-untyped-def]
    told["format"] = "movie"


def spoil_length(told):  # type: ignore[no-untyped-def]
    told["arrays"]["row"]["length"] += 1


def spoil_base64(told):  # type: ignore[no-untyped-def]
    told["arrays"]["row"]["data"] = "&&&"


def spoil_missing(told):  # type: ignore[no-untyped-def]
    del told["arrays"]["seen"]


def spoil_alike(told):  # type: ignore[no-untyped-def]
    told["arrays"]["seen"] = array(values(told, "seen")[:-1])


def spoil_row(told):  # type: ignore[no-untyped-def]
    told["arrays"]["row"] = array([*values(told, "row")[:-1], 64])


def spoil_order(told):  # type: ignore[no-untyped-def]
    told["arrays"]["row"] = array(values(told, "row")[::-1])


def spoil_tick(told):  # type: ignore[no-untyped-def]
    told["arrays"]["seen"] = array([12, *values(told, "seen")[1:]])


def spoil_sense(told):  # type: ignore[no-untyped-def]
    told["arrays"]["seen"] = array([11] * len(values(told, "seen")))


def spoil_teller(told):  # type: ignore[no-untyped-def]
    told["arrays"]["teller"] = array([-1] * len(values(told, "teller")))


def spoil_warning(told):  # type: ignore[no-untyped-def]
    told["arrays"]["warn_row"] = array([0])


def spoil_stone(told):  # type: ignore[no-untyped-def]
    told["stones"][0]["ticks"] = [99]


def spoil_about(told):  # type: ignore[no-untyped-def]
    told["clock"]["days"] = "six"


def spoil_stones(told):  # type: ignore[no-untyped-def]
    told["stones"] = {}


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoil_version, "version 1; this program reads version 3"),
        (spoil_format, "no recording of stonecast"),
        (spoil_length, "array 'row' is not"),
        (spoil_base64, "array 'row' cannot be read"),
        (spoil_missing, "'arrays' should hold"),
        (spoil_alike, "differ in length"),
        (spoil_row, "array 'row' leaves its range 0 .. 63"),
        (spoil_order, "array 'row' is not in order"),
        (spoil_tick, "array 'seen' leaves its range 0 .. 11"),
        (spoil_sense, "before seeing it"),
        (spoil_teller, "without anybody telling"),
        (spoil_warning, "arrays warn_row, warn_tick differ"),
        (spoil_stone, "stone 'small_0'"),
        (spoil_about, "'clock.days' is 'six'"),
        (spoil_stones, "'stones' is not a list"),
    ],
)
def test_a_spoilt_recording_is_refused_with_a_reason(spoil, said: str) -> None:  # type: ignore[no-untyped-def]
    data = told()
    spoil(data)
    with pytest.raises(InputError) as error:
        Recording.from_bytes(json.dumps(data).encode(), where="x.json.gz")
    assert said in str(error.value)
    assert str(error.value).startswith("x.json.gz: ")


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\x1f\x8bxx", b"\xff\xfe", b"null"])
def test_what_is_no_recording_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="recording"):
        Recording.from_bytes(data)


def test_a_file_cut_off_is_refused(tmp_path: Path) -> None:
    path = Recording.of(golden_run()).write(tmp_path / "r.json.gz")
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(InputError, match="cut off"):
        Recording.read(path)
