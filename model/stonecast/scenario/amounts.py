"""Numbers as people write them in spreadsheets: 12k, 1.3M, 12.500, 3,5 %, 1.200,50 EUR."""

from __future__ import annotations

import re

MISSING = {
    *(
        "",
        "-",
        "--",
        "–",
        "?",
        "n/a",
        "na",
        "nan",
        "none",
        "null",
        "k.a.",
        "tbd",
        "tba",
        "unknown",
        "unbekannt",
    ),
    *("on request", "upon request", "price on request", "poa", "auf anfrage", "a. a.", "a.a.", "a consultar"),
}
"""What stands for nothing."""

TIMES = {
    "k": 1e3,
    "tsd": 1e3,
    "thousand": 1e3,
    "tausend": 1e3,
    "m": 1e6,
    "mio": 1e6,
    "mn": 1e6,
    "million": 1e6,
    "millionen": 1e6,
}
"""What a number may be multiplied with by a word or letter after it."""

_SIGNS = {
    "USD": r"us\$|(?<![a-z])\$|(?<![a-z])dollars?",
    "EUR": r"€|(?<![a-z])euro(?![a-z])",
    "GBP": "£",
    "CHF": r"(?<![a-z])s?fr\.",
    "JPY": "¥",
    "CAD": r"(?<![a-z])ca?\$",
    "AUD": r"(?<![a-z])au?\$",
    "BRL": r"(?<![a-z])r\$",
    "MXN": r"(?<![a-z])mx\$",
    "INR": "₹",
    "KRW": "₩",
    "TRY": "₺",
    "PLN": "zł",
    "CZK": "kč",
}
_CODES = (*_SIGNS, "SEK", "NOK", "DKK")
CURRENCIES = {
    name: re.compile("|".join(filter(None, [_SIGNS.get(name), rf"(?<![a-z]{{2}}){name}(?![a-z])"])), re.I)
    for name in _CODES
}
_OTHERS = r"(?<=\d)[,.][-–—]+(?=\D|$)|(?<![a-z])kr(?![a-z])|followers?|fans|abonnenten|ca\.?|about|[~≈+<>]"
AROUND = re.compile("|".join([*_SIGNS.values(), *_CODES, _OTHERS]), re.I)
"""What is left out of a cell around its number; ``CURRENCIES`` say what of it means."""

SHAPE = re.compile(r"(?P<digits>\d[\d.,'’ \u00a0\u202f]*|\.\d+)(?P<unit>[a-z]+)?\.?(?P<percent>%)?", re.I)
GROUPS = re.compile(r"\d{1,3}([.,])\d{3}(\1\d{3})*")


def is_missing(text: str) -> bool:
    """Whether a cell says nothing."""
    return text.strip().lower() in MISSING


def currencies(texts: list[str]) -> list[str]:
    """Return the currencies that these cells name, in order of the alphabet."""
    named = {name for name, sign in CURRENCIES.items() if any(sign.search(text) for text in texts)}
    return sorted(named)


def writes_decimal_comma(texts: list[str]) -> bool:
    """Whether these cells use the comma for decimals: some say so, and none uses the point for them."""
    comma = any(re.search(r",\d{1,2}(\D|$)|\.\d{3},\d", text) for text in texts)
    point = any(re.search(r"\.\d{1,2}(\D|$)|,\d{3}\.\d", text) for text in texts)
    return comma and not point


def groups_thousands(prices: list[str], counts: list[str], *, decimal_comma: bool) -> bool | None:
    """Whether 1.200 among prices is twelve hundred where the decimals of the file would make it 1.2.

    Parameters
    ----------
    prices, counts
        Cells of the column, and of a column that counts people: nobody has half a follower, so 12.500 there
        tells how the file writes thousands.
    decimal_comma
        How the file writes decimals; with the comma the same is asked of 1,200.

    Returns
    -------
    grouped
        False too if no cell is in doubt; None if some are and nothing tells.
    """
    mark = "," if decimal_comma else r"\."
    unclear = [is_unclear(text, decimal_comma=decimal_comma) for text in prices]
    if not any(unclear):
        return False
    grouped = any(re.search(rf"\d{mark}\d{{3}}{mark}\d{{3}}", text) for text in (*prices, *counts))
    grouped |= any(is_unclear(text, decimal_comma=decimal_comma) for text in counts)
    clear = [_bare(text) for text, doubt in zip(prices, unclear, strict=True) if not doubt]
    decimal = any(re.fullmatch(rf"\d*{mark}\d+", text) for text in clear)
    return None if grouped == decimal else grouped


def is_unclear(text: str, *, decimal_comma: bool) -> bool:
    """Whether a cell is like 1.200: 1.2 by how the file writes decimals, and perhaps twelve hundred."""
    return bool(re.fullmatch(r"[1-9]\d{0,2}" + ("," if decimal_comma else r"\.") + r"\d{3}", _bare(text)))


def _bare(text: str) -> str:
    return AROUND.sub("", text).strip()


def amount(text: str, *, decimal_comma: bool, counts: bool = False) -> tuple[float, bool]:
    """Return the number in a cell, and whether it was followed by a percent sign (not yet divided).

    Parameters
    ----------
    text
        The cell.
    decimal_comma
        How the file writes decimals: decides 1.200 and 1,200 where nothing else does.
    counts
        Whether the number counts people, so that one mark before three digits groups thousands.

    Raises
    ------
    ValueError
        If it is no number.
    """
    cleaned = AROUND.sub(" ", text).strip()
    found = SHAPE.fullmatch(cleaned.replace(" %", "%"))
    spaced = re.fullmatch(r"(?P<digits>[\d.,'’]+)\s+(?P<unit>[A-Za-z]+)\.?", cleaned)
    found = found or spaced
    if found is None:
        raise ValueError(text)
    unit = (found["unit"] or "").lower().rstrip(".")
    if unit and unit not in TIMES:
        raise ValueError(text)
    digits = re.sub(r"['’ \u00a0\u202f]", "", found["digits"])
    value = _digits(digits, decimal_comma=decimal_comma, counts=counts and not unit)
    percent = bool(found.groupdict().get("percent"))
    return value * TIMES.get(unit, 1.0), percent


def _digits(digits: str, *, decimal_comma: bool, counts: bool) -> float:
    if "." in digits and "," in digits:
        mark = max(".", ",", key=digits.rfind)
    elif counts and GROUPS.fullmatch(digits):
        mark = ""
    elif digits.count(".") + digits.count(",") > 1:
        if not GROUPS.fullmatch(digits):
            raise ValueError(digits)
        mark = ""
    elif "," in digits:
        mark = "," if decimal_comma or not GROUPS.fullmatch(digits) else ""
    elif "." in digits:
        mark = "" if decimal_comma and GROUPS.fullmatch(digits) else "."
    else:
        mark = ""
    whole, _, part = digits.partition(mark) if mark else (digits, "", "")
    whole = re.sub(r"[.,]", "", whole)
    if re.search(r"[.,]", part):
        raise ValueError(digits)
    return float(f"{whole or 0}.{part or 0}")
