"""Write the first picture that the program ships: ``python -m stonecast.app.first``."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from stonecast.app.answers import BUNDLE, answer
from stonecast.app.ask import Ask
from stonecast.app.library import FIRST, Library
from stonecast.app.world import pack


def first_picture() -> dict[str, object]:
    """Return the answer to the plain classroom, and its world."""
    library = Library()
    told = json.loads(gzip.decompress(answer(library, Ask(FIRST), lambda: None)))
    market = library.kept(told["world"])
    assert market is not None, "it was just made"
    return {"answer": told, "world": json.loads(pack(market))}


def main() -> None:
    """Write the file beside this one."""
    text = json.dumps(first_picture(), separators=(",", ":"), sort_keys=True).encode()
    Path(__file__).with_name(BUNDLE).write_bytes(gzip.compress(text, 9, mtime=0))


if __name__ == "__main__":
    main()
