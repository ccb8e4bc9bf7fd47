"""Tables of what the full model costs (Markdown)."""

from __future__ import annotations

from statistics import median
from typing import Any

Record = dict[str, Any]


def page(record: Record) -> str:
    """All tables."""
    parts = [_phases(record), _cascade(record), _bystanders(record), _million(record)]
    if "reference" in record:
        parts.insert(0, _reference(record))
    machine = record["machine"]
    parts.append(
        f"{machine['processor']}, {machine['cores']} cores shared with others (load "
        f"{machine['load_average']} at the start), Python {machine['python']}, {machine['date']}, "
        f"commit {machine['commit']}."
    )
    return "\n\n".join(parts) + "\n"


def _reference(record: Record) -> str:
    told = record["reference"]
    theirs, ours = told["reference_s"], told["ours_s"]
    least, mid, most = (theirs / seconds for seconds in (max(ours), median(ours), min(ours)))
    when = f" (measured {told['measured']})" if "measured" in told else ""
    same = "all counts agree" if not told["differ"] else "counts differ: " + ", ".join(told["differ"])
    return (
        f"**Against the readable twin in plain Mesa**, {record['people']:,} people, every mechanism on, "
        f"the same luck: {theirs:.0f} s against {median(ours) * 1e3:.0f} ms, **{mid:,.0f} times** "
        f"({least:,.0f} to {most:,.0f}); {same}{when}."
    )


def _phases(record: Record) -> str:
    runs = record["runs"]
    spent = {name: median(run["phases_s"][name] for run in runs) * 1e3 for name in runs[0]["phases_s"]}
    whole = sum(spent.values())
    seen = median(run["counts"]["impressions"] for run in runs)
    lines = [
        f"**Phase by phase**: {record['people']:,} people, {record['ties']:,} ties, 30 days; "
        f"{median(run['ties'] for run in runs):,.0f} ties examined, {seen:,.0f} impressions of "
        f"the campaign's own message; {median(run['members'] for run in runs):,.0f} coins of coming across "
        "a post in a sub-community. Medians of processor time.",
        "",
        "| phase | ms a run | share |",
        "|---|---:|---:|",
    ]
    rows = sorted(spent.items(), key=lambda item: -item[1])
    lines += [f"| {name} | {ms:.1f} | {ms / whole:.0%} |" for name, ms in rows if ms / whole >= 0.005]
    return "\n".join([*lines, f"| all | {whole:.0f} | 100% |"])


def _cascade(record: Record) -> str:
    """Costs for each tie, and times those of a bare cascade on the same market."""
    small, large = (
        {name: median(ns) for name, ns in record[key].items()} for key in ("cascade", "cascade_large")
    )
    bare = "bare cascade, one run"
    lines = [
        "**For each tie examined**:",
        "",
        f"| | {record['people']:,} people: ns a tie | times a bare cascade "
        f"| {record['large']:,} readers: ns a tie | times a bare cascade |",
        "|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {ns:.1f} | {ns / small[bare]:.1f} "
        f"| {large[name]:.1f} | {large[name] / large[bare]:.1f} |"
        for name, ns in small.items()
    ]
    return "\n".join(lines)


def _bystanders(record: Record) -> str:
    rows = record["bystanders"]
    lines = [
        "**Bystanders**: the same campaign among people whom it never reaches.",
        "",
        "| people | ties examined | building, ms | first tick, ms | a later tick, ms |",
        "|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {row['people']:,} | {row['ties']:,.0f} | {row['build_ms']:.1f} | {row['first_tick_ms']:.1f} "
        f"| {row['tick_ms']:.2f} |"
        for row in rows
    ]
    return "\n".join(lines)


def _million(record: Record) -> str:
    lines = [
        "**Building a `CampaignModel`** on a ready market of 1,000,000 readers, processor time, seconds:",
        "",
        "| mechanisms | first | later |",
        "|---|---:|---:|",
    ]
    for name, spent in record["million"].items():
        lines.append(f"| {name} | {spent['first_s']:.3f} | {median(spent['later_s']):.3f} |")
    return "\n".join(lines)
