"""Files of networks for tests, and what was read of them."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

FORWARD = "author_to_follower"
PACKS = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}


def writer(folder: Path) -> Callable[..., Path]:
    def write(content: str | bytes, name: str = "ties.txt") -> Path:
        data = content.encode() if isinstance(content, str) else content
        path = folder / name
        path.write_bytes(PACKS.get(path.suffix.lower(), bytes)(data))
        return path

    return write


def ties(network):
    labels = network.labels
    return [(labels[a], labels[f]) for a, f in zip(network.authors, network.followers, strict=True)]


def weighted(network):
    return dict(zip(ties(network), network.weights.tolist(), strict=True))


def said(network):
    return "\n".join(network.notes)
