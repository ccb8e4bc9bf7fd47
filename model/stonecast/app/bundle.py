"""The player as one script: its modules one after another, each in a scope of its own.

A page opened from disk may not import one file from another, so exported files and notebooks carry the
modules inline. Nothing is compiled or renamed: an import becomes a look-up, an export a returned name.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

ENTRY = "index.js"
IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w.]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) )", re.MULTILINE)
NAMED = re.compile(r"^export (?:async )?(?:function|class|const) (\w+)", re.MULTILINE)
LISTED = re.compile(r"^export \{([^}]*)\};\n", re.MULTILINE)


def source(name: str) -> str:
    """Return the text of one file of the player."""
    return resources.files("stonecast.app").joinpath("player", name).read_text(encoding="utf-8")


@cache
def script() -> str:
    """Return the player as one script; ``stonecast`` holds what ``index.js`` exports."""
    order: list[str] = []
    _visit(ENTRY, order, ())
    modules = "\n".join(_scoped(name) for name in order)
    return (
        f'const stonecast = (() => {{\nconst modules = {{}};\n{modules}\nreturn modules["{ENTRY}"];\n}})();\n'
    )


def styles() -> str:
    """Return the player's style sheet."""
    return source("player.css")


def _visit(name: str, order: list[str], above: tuple[str, ...]) -> None:
    """Put a module behind those that it imports."""
    if name in order:
        return
    if name in above:
        raise ValueError(f"modules import each other in a circle: {' -> '.join((*above, name))}")
    for _, other in IMPORT.findall(source(name)):
        _visit(other, order, (*above, name))
    order.append(name)


def _scoped(name: str) -> str:
    text = source(name)
    exported = NAMED.findall(text) + [each for listed in LISTED.findall(text) for each in _names(listed)]
    text = IMPORT.sub(
        lambda found: f'const {{ {", ".join(_names(found[1]))} }} = modules["{found[2]}"];\n', text
    )
    text = EXPORT.sub("", LISTED.sub("", text))
    left = re.search(r"^(import|export)\b.*", text, re.MULTILINE)
    if left or (left := re.search(r"^export const \w+ = [\w.]+,.*", source(name), re.MULTILINE)):
        raise ValueError(f"{name}: the bundle cannot read {left[0]!r}")
    return f'modules["{name}"] = (() => {{\n{text}return {{ {", ".join(exported)} }};\n}})();\n'


def _names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split(",") if name.strip()]
