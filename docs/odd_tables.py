"""Write the tables of docs/odd.md from the schema of scenario files: ``python docs/odd_tables.py``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from stonecast.phases import PHASES
from stonecast.scenario.catalogue import Setting, catalogue

PAGE = Path(__file__).with_name("odd.md")
PLACE = re.compile(r"(<!-- (settings: (?P<names>[^>]+)|phases) -->\n).*?(<!-- end -->)", re.DOTALL)
ELSEWHERE = ("name", "title", "question", "source")


def main() -> None:
    """Rewrite the page in place."""
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def written(text: str) -> str:
    """Return the page with every table made anew."""
    named = {name for found in PLACE.finditer(text) for name in (found["names"] or "").split()}

    def table(found: re.Match[str]) -> str:
        body = _phases() if found["names"] is None else _settings(found["names"].split(), named)
        return f"{found[1]}\n{body}\n{found[4]}"

    return PLACE.sub(table, text)


def _phases() -> str:
    rows = [f"{turn}. `{phase.__name__}`: {_first_line(phase)}" for turn, phase in enumerate(PHASES, 1)]
    return "\n".join(rows) + "\n"


def _first_line(phase: object) -> str:
    line = (phase.__doc__ or "").strip().split("\n")[0]
    return line[0].lower() + line[1:]


def _settings(names: list[str], named: set[str]) -> str:
    parts: dict[str, list[Setting]] = {}
    for setting in catalogue():
        top = setting.path.split(".")[0].removesuffix("[]")
        if top in names or (names == ["*"] and top not in named and top not in ELSEWHERE):
            parts.setdefault(setting.group if "." in setting.path else "", []).append(setting)
    return "\n".join(_table(group, rows) for group, rows in parts.items())


def _table(group: str, rows: Iterable[Setting]) -> str:
    head = f"*{group}*\n\n" if group else ""
    lines = ["| setting | meaning | unit | values | default |", "|---|---|---|---|---|"]
    for row in rows:
        cells = (f"`{row.path}`", row.meaning, row.unit, row.values, row.default)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return head + "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
