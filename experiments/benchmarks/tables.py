"""The results in words and tables (Markdown)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from peers import ORDER, OURS, module_of

Record = dict[str, Any]
PROCESSES = {
    "ic01": "independent cascade, p = .01",
    "ic10": "independent cascade, p = .1",
    "wc": "weighted cascade",
    "lt": "linear threshold",
}
SHORT = {"ic01": "p = .01", "ic10": "p = .1", "wc": "weighted", "lt": "threshold"}
SEEDS = {"hundred": "100 mid-sized", "largest": "the largest"}
BEGIN, END = "<!-- results: begin (run.py writes this part) -->", "<!-- results: end -->"


def page(record: Record) -> str:
    """All tables."""
    parts = [_headline(record), _ratios(record), _loading(record), _agreement(record)]
    if "costs" in record:
        parts.append(_costs(record))
    return "\n\n".join([*parts, _machine(record)]) + "\n"


def into_docs(record: Record, path: Path) -> None:
    """Replace what stands between the markers."""
    text = path.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    path.write_text(f"{before}{BEGIN}\n\n{page(record)}\n{END}{after}", encoding="utf-8")


def pace(entry: Record, *, clock: str = "cpu_s", of: str = "repetitions") -> list[float]:
    """Runs a second in each repetition; nothing if one of them failed."""
    found = [r["runs"] / max(r[clock], 1e-9) for r in entry.get(of, []) if r]
    return found if len(found) == len(entry.get(of, [])) else []


def reach(entry: Record, *, clock: str = "cpu_s", of: str = "repetitions") -> list[float]:
    """People reached a second: unlike runs a second it hardly depends on whether a rare large run came up."""
    means = [r["mean"] for r in entry.get(of, []) if r]
    return [speed * mean for speed, mean in zip(pace(entry, clock=clock, of=of), means, strict=False)]


def ratios(case: Record, name: str) -> list[float]:
    """How many times as fast we are as somebody, repetition by repetition, in people reached a second."""
    ours, theirs = reach(case["entries"][OURS]), reach(case["entries"].get(name, {}))
    return [a / b for a, b in zip(ours, theirs, strict=False)]


def fastest(case: Record) -> str | None:
    """The fastest peer that is right."""
    ranked = {
        name: median(reach(entry))
        for name, entry in case["entries"].items()
        if name != OURS and getattr(module_of(name), "RANKED", True) and pace(entry)
    }
    return max(ranked, key=lambda name: ranked[name]) if ranked else None


def spread(values: list[float], *, short: bool = False) -> str:
    """Median, and minimum to maximum; ``short`` says one number once."""
    if not values:
        return "–"
    if short:
        ends = f" ({number(min(values))}–{number(max(values))})" if len(values) > 1 else ""
        return number(median(values)) + ends
    return f"{number(median(values))} ({number(min(values))} to {number(max(values))})"


def number(value: float) -> str:
    """Three digits, thousands apart."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _cases(record: Record) -> Iterator[tuple[Record, list[str]]]:
    for case in record["cases"]:
        yield case, [case["network"], PROCESSES[case["process"]], SEEDS[case["seeds"]]]


WHAT = ["network", "process", "seeds"]


def _headline(record: Record) -> str:
    rows = []
    for case, what in _cases(record):
        ours, peer = case["entries"][OURS], fastest(case)
        rivals = [number(median(pace(ours))) if pace(ours) else ours["state"]]
        rivals += (
            [f"{module_of(peer).NAME}: {number(median(pace(case['entries'][peer])))}"] if peer else ["–"]
        )
        floor = [1 / ratio for ratio in ratios(case, "floor")]
        rows.append([*what, *rivals, spread(ratios(case, peer or "")), spread(floor), spread(_two(ours))])
    head = [
        *WHAT,
        "stonecast, runs/s",
        "fastest peer, runs/s",
        "times as fast",
        "time of a bare walk",
        "2 threads",
    ]
    return (
        "**Against the fastest peer** (one thread, processor time; median over repetitions, least "
        "to most)\n\n" + _table(head, rows)
    )


def _two(entry: Record) -> list[float]:
    one, two = reach(entry, clock="wall_s"), reach(entry, clock="wall_s", of="two_threads")
    return [b / a for a, b in zip(one, two, strict=False)]


def _ratios(record: Record) -> str:
    """A table a network: who in rows, what in columns."""

    def cell(case: Record, name: str) -> str:
        entry = case["entries"].get(name, {"state": "left out"})
        times = ratios(case, name)
        return spread(times, short=True) if pace(entry) else f"*{entry['state']}*"

    told = "**How many times as fast as each peer** (median; least – most where there are repetitions)"
    return told + _by_network(record, lambda name: name != OURS and _is_ranked(name), cell)


def _is_ranked(name: str) -> bool:
    return bool(getattr(module_of(name), "RANKED", True))


def _by_network(record: Record, wanted: Callable[[str], bool], cell: Callable[[Record, str], str]) -> str:
    """One table for each network. Whoever has nothing to show on any of its cases gets no row."""
    parts = []
    for network in dict.fromkeys(case["network"] for case in record["cases"]):
        cases = [case for case in record["cases"] if case["network"] == network]
        names = [
            name
            for name in _present(record)
            if wanted(name) and any("repetitions" in case["entries"].get(name, {}) for case in cases)
        ]
        head = [network, *(f"{SHORT[case['process']]}, {SEEDS[case['seeds']]}" for case in cases)]
        rows = [[module_of(name).NAME, *(cell(case, name) for case in cases)] for name in names]
        parts.append(_table(head, rows))
    return "".join(f"\n\n{part}" for part in parts)


def _present(record: Record) -> list[str]:
    seen = {name for case in record["cases"] for name in case["entries"]}
    return [name for name in ORDER if name in seen]


def _over(record: Record, network: str, name: str, key: str, choose: Callable[..., float]) -> str:
    values = [
        case["entries"][name][key]
        for case in record["cases"]
        if case["network"] == network and name in case["entries"] and key in case["entries"][name]
    ]
    return number(choose(values)) if values else "–"


def _loading(record: Record) -> str:
    networks = [name for name, size in record["networks"].items() if isinstance(size, dict)]
    rows = []
    for name in _present(record):
        if name != "floor":
            cells = [
                f"{_over(record, at, name, 'load_s', median)} s, {_over(record, at, name, 'peak_mb', max)} MB"
                for at in networks
            ]
            cells = [cell.replace("– s, – MB", "–") for cell in cells]
            if any(cell != "–" for cell in cells):
                rows.append([module_of(name).NAME, *cells])
        read = [_over(record, at, name, "kernels_s", median) for at in networks]
        if any(seconds != "–" for seconds in read):
            rows.append([f"{module_of(name).NAME}: its compiled code, from disk", *(f"{s} s" for s in read)])
    head = ["", *(f"{name}: {record['networks'][name]['ties']:,} ties" for name in networks)]
    return (
        "**To load and convert, and the memory at its peak** (from compressed rows in memory to a model that "
        "runs, median over processes; the whole process with what it imports, most over processes)\n\n"
        + _table(head, rows)
    )


def _agreement(record: Record) -> str:
    def cell(case: Record, name: str) -> str:
        entry = case["entries"].get(name, {"state": "left out"})
        mean = number(entry["mean"]) if "mean" in entry else f"*{entry['state']}*"
        return f"**wrong: {mean}**" if entry["state"] == "wrong" else mean

    reasons: dict[str, list[str]] = {}
    for case in record["cases"]:
        for name, entry in case["entries"].items():
            if "why" in entry:
                where = reasons.setdefault(f"{module_of(name).NAME}: {entry['state']}: {entry['why']}", [])
                where.append(case["network"])
    listed = [f"- {why} ({', '.join(dict.fromkeys(where))})" for why, where in sorted(reasons.items())]
    said = "\n\nNot measured, and why:\n\n" + "\n".join(listed) if listed else ""
    return (
        "**Mean spread** (everyone who is timed agrees within three standard errors)"
        + _by_network(record, lambda _: True, cell)
        + said
    )


def _costs(record: Record) -> str:
    rows = [[cost["what"], spread(cost["wall_s"]) + " s"] for cost in record["costs"]]
    return "**Everything else** (wall time)\n\n" + _table(["what", "median (least to most)"], rows)


def _machine(record: Record) -> str:
    m = record["machine"]
    versions = {"Python": m["python"], **m["packages"]}
    for case in record["cases"]:
        for name, entry in case["entries"].items():
            if "version" in entry and name not in (OURS, "floor", "readable"):
                versions[module_of(name).NAME] = entry["version"]
    listed = ", ".join(f"{name} {version}" for name, version in versions.items())
    absent = [f"{name}: {size}" for name, size in record["networks"].items() if isinstance(size, str)]
    absent += record.get("not_reached", [])
    return (
        f"Measured {m['date']} at {m['commit']} on {m['processor']}, {m['cores']} cores, "
        f"{m['memory_gib']} GiB, {m['system']}, load {m['load_average']} at the start, "
        f"in {record.get('took_s', '?')} s. {listed}." + "".join(f" {line}." for line in absent)
    )
