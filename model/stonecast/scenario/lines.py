"""Which line of a scenario's text sets what: a scan of text that is already known to be valid."""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_SPACE = re.compile(r"(?:[\s,]|#[^\n]*)*")
_STRING = re.compile(r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|\'[^\']*\'', re.DOTALL)
_KEY = re.compile(r"""\s*("(?:\\.|[^"\\])*"|'[^']*'|[A-Za-z0-9_-]+)\s*(\.?)""")
_BARE = re.compile(r"[^,\]}#\n]*")


def lines_of(text: str) -> dict[Path, int]:
    """Return the line (from 1) of every setting in a valid TOML or JSON text, by its path."""
    scan = _Scan(text)
    scan.statements()
    return scan.found


def line_at(lines: dict[Path, int], path: Path) -> int | None:
    """Line of a path, or of the nearest group around it; None where the file says nothing of it."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


class _Scan:
    """One pass over the text; `turn` counts the items of each array of tables."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text.replace("\r\n", "\n"), 0
        self.found: dict[Path, int] = {}
        self.turn: dict[Path, int] = {}

    def statements(self) -> None:
        """Note the lines of a whole text."""
        table: Path = ()
        self.space()
        if self.text[self.at : self.at + 1] == "{":
            self.value(())
            return
        while self.at < len(self.text):
            start = self.at
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.space()
            if self.at == start:
                return

    def header(self) -> Path:
        """Note the line of a [table] or [[table]], and return its path."""
        line, many = self.line(), self.text.startswith("[[", self.at)
        self.at += 1 + many
        keys = self.keys()
        self.at += 1 + many
        path: Path = ()
        for key in keys[:-1]:
            path = self.inside((*path, key))
        path = (*path, keys[-1])
        self.found.setdefault(path, line)
        if many:
            self.turn[path] = self.turn.get(path, -1) + 1
            path = self.inside(path)
            self.found.setdefault(path, line)
        return path

    def inside(self, path: Path) -> Path:
        """Return the path of the item under way, if a path is that of an array of tables."""
        return (*path, self.turn[path]) if path in self.turn else path

    def keys(self) -> list[str]:
        """Read a key with its dots, and return its parts."""
        keys = []
        while match := _KEY.match(self.text, self.at):
            keys.append(match[1].strip("\"'"))
            self.at = match.end()
            if not match[2]:
                break
        return keys or [""]

    def pair(self, table: Path) -> None:
        """Note the line of a key, and go on to the end of its value."""
        line = self.line()
        path = (*table, *self.keys())
        for length in range(len(table) + 1, len(path) + 1):
            self.found.setdefault(path[:length], line)
        self.at += 1
        self.value(path)

    def value(self, path: Path) -> None:
        """Go on to the end of a value, and note the lines inside a list or a table."""
        self.space()
        opening = self.text[self.at : self.at + 1]
        if opening in ("[", "{") and opening:
            self.at += 1
            self.items(path, closing="]" if opening == "[" else "}")
        elif string := _STRING.match(self.text, self.at):
            self.at = string.end()
        elif bare := _BARE.match(self.text, self.at):
            self.at = bare.end()

    def items(self, path: Path, *, closing: str) -> None:
        """Go on to the end of a list or an inline table, and note the line of each item."""
        turn = 0
        self.space()
        while self.at < len(self.text) and self.text[self.at] != closing:
            start = self.at
            if closing == "]":
                self.found.setdefault((*path, turn), self.line())
                self.value((*path, turn))
                turn += 1
            else:
                self.pair(path)
            self.space()
            if self.at == start:
                return
        self.at += 1

    def space(self) -> None:
        """Go on to what is neither blank, comma nor comment."""
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def line(self) -> int:
        """Return the line, from 1."""
        return self.text.count("\n", 0, self.at) + 1
