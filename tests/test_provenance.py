"""The record of the environment is complete, and names nobody."""

from __future__ import annotations

import getpass
import json
import socket
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from stonecast import __version__
from stonecast.provenance import PARTS, commit, environment, file_digest, source_digest

HASH = "0123456789abcdef0123456789abcdef01234567"


def test_versions_and_time_are_those_of_now() -> None:
    told = environment()
    assert told["stonecast"] == __version__
    assert told["packages"]["numpy"] == np.__version__
    assert set(told["packages"]) == set(PARTS)
    assert told["cpus"] >= 1
    assert abs((datetime.now(UTC) - datetime.fromisoformat(told["time"])).total_seconds()) < 60
    json.dumps(told)


def test_nothing_names_a_user_a_machine_or_a_folder() -> None:
    text = json.dumps({key: value for key, value in environment().items() if key != "commit"})
    assert str(Path.home()) not in text
    assert str(Path.cwd()) not in text
    assert socket.gethostname() not in text.split('"')
    assert getpass.getuser() not in text.split('"')


def make_checkout(root: Path) -> Path:
    (root / ".git" / "refs" / "heads").mkdir(parents=True)
    (root / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    return root


def test_the_commit_is_read_from_a_branch_packed_or_not(tmp_path: Path) -> None:
    root = make_checkout(tmp_path)
    assert commit(root) is None
    (root / ".git" / "packed-refs").write_text(f"# pack-refs\n{HASH} refs/heads/main\n")
    assert commit(root) == HASH
    (root / ".git" / "refs" / "heads" / "main").write_text("f" * 40 + "\n")
    assert commit(root) == "f" * 40


def test_the_commit_is_read_from_a_worktree_and_a_detached_head(tmp_path: Path) -> None:
    root = make_checkout(tmp_path / "real")
    (root / ".git" / "refs" / "heads" / "main").write_text(HASH)
    private = root / ".git" / "worktrees" / "other"
    private.mkdir(parents=True)
    (private / "HEAD").write_text("ref: refs/heads/main")
    (private / "commondir").write_text("../..")
    other = tmp_path / "other"
    other.mkdir()
    (other / ".git").write_text(f"gitdir: {private}\n")
    assert commit(other) == HASH
    (root / ".git" / "HEAD").write_text("a" * 40)
    assert commit(root) == "a" * 40


def test_outside_a_checkout_there_is_no_commit(tmp_path: Path) -> None:
    assert commit(tmp_path) is None
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("nonsense")
    assert commit(tmp_path) is None


def test_digests_tell_contents_apart(tmp_path: Path) -> None:
    one = tmp_path / "one"
    one.write_bytes(b"abc")
    assert file_digest(one) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert source_digest() == source_digest()
    assert len(source_digest()) == 12
