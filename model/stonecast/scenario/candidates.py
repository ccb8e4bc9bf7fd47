"""A candidate list: the strategist's own spreadsheet of bloggers becomes tiers of one blogger each.

Columns are found by their names: name and followers are needed; engagement rate, price, topic and platform
are read where they are there. Every problem is told with row and column, all at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from stonecast.scenario.amounts import (
    amount,
    currencies,
    groups_thousands,
    is_missing,
    is_unclear,
    writes_decimal_comma,
)
from stonecast.scenario.sheet import Sheet, read_sheet

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("name", "blogger", "influencer", "creator", "account", "handle", "username", "profil", "nombre"),
    "followers": (
        *("followers", "follower", "fans", "abonnenten", "subscribers", "subs", "audience", "reichweite"),
        *("seguidores", "abonnes"),
    ),
    "engagement": ("engagementrate", "engagement", "er", "eng", "interaktionsrate", "interaktion"),
    "price": (
        *("price", "preis", "cost", "costs", "fee", "fees", "kosten", "honorar", "gage", "rate"),
        *("priceperpost", "precio", "tarifa", "prix", "tarif"),
    ),
    "topic": ("topic", "category", "niche", "thema", "kategorie", "themen", "topics", "tema"),
    "platform": ("platform", "network", "channel", "plattform", "kanal", "netzwerk", "plataforma"),
}
"""What a column may be called, in small letters without anything else."""

TOTALS = {"total", "totals", "sum", "summe", "gesamt", "insgesamt", "suma", "totale", "somme"}
"""How the row below a list may be called that adds it up."""

BIG = 100_000
"""Followers from which a candidate counts as a big stone."""

Found = dict[str, dict[str, Any]]


def read_candidates(
    path: Path, *, readers: float, topics: Mapping[str, Any], currency: str = ""
) -> tuple[list[dict[str, Any]], list[str], list[str]]:
    """Read a candidate list.

    Parameters
    ----------
    path
        CSV or .xlsx file.
    readers
        Readers of the market: nobody can have more followers.
    topics
        Places in the pond by topic.
    currency
        What prices are in, as a scenario names it; prices that name another are told in the notes.

    Returns
    -------
    tiers, notes, problems
        Tiers as in a scenario file; what was read, in words; what is wrong, each with row and column.
    """
    sheet = read_sheet(path)
    columns = _columns(sheet)
    problems = [
        f'no column says "{needed}"; columns are: {", ".join(sheet.header)}'
        for needed in ("name", "followers")
        if needed not in columns
    ]
    if len(problems) == 2:
        problems.append("the first row must name the columns, for example: name, followers, price")
    if problems:
        return [], [], problems
    comma = writes_decimal_comma([cell for _, row in sheet.rows for cell in row])
    grouped, unclear = _prices(sheet, columns, comma)
    problems += unclear
    tiers: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    percent = _in_percent(sheet, columns, comma)
    for number, row in sheet.rows:
        if said := sheet.too_long((number, row)):
            problems.append(said)
            continue
        cells = {what: row[at].strip() for what, at in columns.items()}
        tier: dict[str, Any] = {"count": 1}
        for problem in _fill(
            tier, cells, comma=comma, grouped=grouped, percent=percent, readers=readers, topics=topics
        ):
            column = sheet.header[columns[problem[0]]]
            problems.append(f'row {number}, column "{column}": {problem[1]}')
        name = tier.get("name")
        if name in seen:
            said = f'"{cells["name"]}" is listed in row {seen[name]} already; delete one or rename it'
            problems.append(f'row {number}, column "{sheet.header[columns["name"]]}": {said}')
        elif _adds_up(tier, tiers):
            said = f'"{cells["name"]}" adds up the rows above; delete the row, it is no blogger'
            problems.append(f'row {number}, column "{sheet.header[columns["name"]]}": {said}')
        elif name:
            seen[name] = number
            tiers.append(tier)
    notes = _notes(path, sheet, columns, tiers, comma=comma, percent=percent, topics=topics)
    return tiers, notes + _other_currencies(sheet, columns, currency), problems


def _other_currencies(sheet: Sheet, columns: dict[str, int], currency: str) -> list[str]:
    if "price" not in columns or not currency:
        return []
    at = columns["price"]
    named = currencies([sheet.header[at], *(row[at] for _, row in sheet.rows)])
    others = " and ".join(name for name in named if name != currency.upper())
    return [f"prices in {others} are taken as {currency} unchanged: nothing is converted"] if others else []


def _adds_up(tier: dict[str, Any], above: list[dict[str, Any]]) -> bool:
    """Whether a row is called a total and has as many followers as all above together."""
    called = str(tier.get("title", "")).lower().strip(" :=")
    return called in TOTALS and tier["followers"] == sum(one["followers"] for one in above)


def _columns(sheet: Sheet) -> dict[str, int]:
    """Find columns by their whole name, else by a word of it, else by a part of a word."""
    found: dict[str, int] = {}
    plain = [_letters(re.sub(r"\(.*?\)", "", title)) for title in sheet.header]
    for what, called in COLUMNS.items():
        fits = [at for at, title in enumerate(plain) if title.replace(" ", "") in called]
        words = [set(title.split()) - {"rate"} for title in plain]  # of growth, of answers, ...
        fits += [at for at, own in enumerate(words) if own & set(called)]
        fits += [at for at, title in enumerate(plain) if any(len(c) > 4 and c in title for c in called)]
        free = [at for at in fits if at not in found.values()]
        if free:
            found[what] = free[0]
    return found


def _letters(title: str) -> str:
    """Write a title in small letters of the alphabet and spaces."""
    plain = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    return " ".join(re.findall("[a-z]+", plain))


def _in_percent(sheet: Sheet, columns: dict[str, int], comma: bool) -> bool:
    """Whether rates without a percent sign are percents: the header says so, or one exceeds 1."""
    if "engagement" not in columns:
        return False
    at = columns["engagement"]
    if "%" in sheet.header[at] or "percent" in sheet.header[at].lower():
        return True
    for _, row in sheet.rows:
        try:
            value, signed = amount(row[at], decimal_comma=comma)
        except ValueError:
            continue
        if not signed and value > 1.0:
            return True
    return False


def _prices(sheet: Sheet, columns: dict[str, int], comma: bool) -> tuple[frozenset[str], list[str]]:
    """Return the columns in which 1.200 is twelve hundred, and what cannot be told of the prices."""
    if "price" not in columns:
        return frozenset(["followers"]), []
    texts = {what: [row[columns[what]] for _, row in sheet.rows] for what in ("price", "followers")}
    found = groups_thousands(texts["price"], texts["followers"], decimal_comma=comma)
    if found is not None:
        return frozenset(["followers", "price"] if found else ["followers"]), []
    at = columns["price"]
    number, cell = next((n, row[at]) for n, row in sheet.rows if is_unclear(row[at], decimal_comma=comma))
    mark, called = (",", "comma") if comma else (".", "point")
    whole, part = re.sub(r"\D", "", cell), f"{amount(cell, decimal_comma=comma)[0]:g}".replace(".", mark)
    said = (
        f'"{cell}" may be {whole} or {part}, and nothing in the list tells; write whole prices without a '
        f"{called} (1200), others with two decimals (1{mark}20)"
    )
    return frozenset(["followers"]), [f'row {number}, column "{sheet.header[at]}": {said}']


def _fill(
    tier: dict[str, Any],
    cells: dict[str, str],
    *,
    comma: bool,
    grouped: frozenset[str],
    percent: bool,
    readers: float,
    topics: Mapping[str, Any],
) -> Iterator[tuple[str, str]]:
    """Fill in a tier; yield columns with what is wrong in them."""
    name = _name(cells["name"], cells.get("platform", ""))
    if name:
        tier["name"], tier["title"] = name, cells["name"]
    else:
        yield "name", "is empty; give the blogger a name"
    numbers: dict[str, float] = {}
    for what in ("followers", "engagement", "price"):
        text = cells.get(what, "")
        if is_missing(text):
            if what == "followers":
                total = cells["name"].lower().strip(" :=") in TOTALS
                asked = "delete the row, it is no blogger" if total else "say how many followers there are"
                yield what, f"is empty; {asked}"
            continue
        try:
            numbers[what], signed = amount(text, decimal_comma=comma, counts=what in grouped)
        except ValueError:
            if text.startswith("="):
                told = "is a formula without its result; open the list in a spreadsheet program and save it"
                yield what, f'"{text}" {told} again'
                continue
            below = text.lstrip().startswith(("-", "–", "−")) and not is_missing(text)
            said = "must not be below zero" if below else "is no number"
            unknown = "" if what == "followers" else ", or nothing if it is not known"
            yield what, f'"{text}" {said}; write 12500, 12.5k or 3.5%{unknown}'
            continue
        if what == "engagement":
            numbers[what] /= 100.0 if signed or percent else 1.0
            if numbers[what] > 1.0:
                yield what, f'"{text}" is more than all followers; a rate is at most 100%'
    followers = int(numbers.get("followers", 0) + 0.5)
    if "followers" in numbers and not 1 <= followers <= readers:
        limit = f"at least 1 and at most the {readers:,.0f} readers of the market"
        yield "followers", f'"{cells["followers"]}" must be {limit} (market.readers)'
    tier |= {"followers": followers, "kind": "big" if followers >= BIG else "small"}
    tier["audience"] = "everywhere" if followers >= BIG else "near"
    tier |= {what: numbers[what] for what in ("engagement", "price") if what in numbers}
    place = topics.get(cells.get("topic", "").lower())
    if place is not None:
        tier["place"] = place


def _name(text: str, platform: str) -> str:
    """Make a name for a scenario file: letters, digits and _; with the platform, where there is one."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    plain = re.sub(r"[^A-Za-z0-9]+", "_", plain.encode("ascii", "ignore").decode()).strip("_").lower()
    if not plain and text.strip():
        plain = "u" + "_".join(f"{ord(letter):x}" for letter in text.strip()[:12])
    where = re.sub(r"[^A-Za-z0-9]+", "", platform).lower()
    plain = plain if not plain or plain[0].isalpha() else f"b_{plain}"
    return f"{plain}_{where}" if plain and where else plain


def _notes(
    path: Path,
    sheet: Sheet,
    columns: dict[str, int],
    tiers: list[dict[str, Any]],
    *,
    comma: bool,
    percent: bool,
    topics: Mapping[str, Any],
) -> list[str]:
    ignored = [title for at, title in enumerate(sheet.header) if at not in columns.values() and title]
    read = ", ".join(f"{what} from '{sheet.header[at]}'" for what, at in columns.items())
    decimal = "comma" if comma else "point"
    notes = [f"read {len(tiers):,} bloggers from {path.name} ({sheet.said}; decimal {decimal}): {read}"]
    if ignored:
        notes.append("columns that are not used: " + ", ".join(ignored))
    if "engagement" in columns:
        notes.append("engagement rates are " + ("percents" if percent else "shares, or percents with a sign"))
    for what, instead in (("price", "by followers"), ("engagement", "by conversation, like anybody's")):
        missing = sum(what not in tier for tier in tiers)
        if missing:
            notes.append(f"{missing:,} without {what}: {instead}")
    if "topic" in columns:
        at = columns["topic"]
        unknown = sorted({row[at].strip() for _, row in sheet.rows} - {""}, key=str.lower)
        unknown = [topic for topic in unknown if topic.lower() not in topics]
        if unknown:
            notes.append("topics without a place in market.topics, put anywhere: " + ", ".join(unknown))
    return notes
