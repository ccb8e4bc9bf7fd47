"""What two defaults that evidence would move do to the answer: writes the table in docs/calibration.md.

python experiments/two_defaults.py
"""

from __future__ import annotations

import math
import re
from pathlib import Path

import stonecast as sc

PAGE = Path(__file__).parents[1] / "docs" / "calibration.md"
SCALE, MARKETS, LUCKS = 50, 30, 4
PLANS = ["one_large_stone", "hundreds_of_stones"]

SEEN, ENGAGED, TRUST = 0.23, 0.016, 2 / 7
"""Share of followers who see a post, and who engage; mean trust of ties that are not close (same page)."""


def rate(exponent: float) -> float:
    """Return ``respond.rate`` with which SEEN (1 - exp(-rate TRUST^exponent)) = ENGAGED."""
    return -math.log(1 - ENGAGED / SEEN) / TRUST**exponent


def row(called: str, **changes: float) -> str:
    """Compare the plans with these settings and return a row of the table."""
    spec = sc.load("mom_bloggers").with_changes(scale=SCALE, **changes)
    duel = sc.compare(spec, plans=PLANS, luck=LUCKS, markets=MARKETS, workers=2)
    cells = [called, f"{spec.respond.rate:.3g}"]
    for outcome in ("engaged", "orders"):
        found = duel.ratio(1, 0, outcome)
        cells.append(f"{found.value:.3f} ± {(found.high - found.low) / 2:.3f}")
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Write the table."""
    rows = [row("as it is"), row("`reshare.share` = .156", reshare__share=0.156)]
    rows += [
        row(
            f"`respond.trust_exponent` = {exponent}",
            respond__trust_exponent=exponent,
            respond__rate=rate(exponent),
        )
        for exponent in (1.1, 1.5, 1.9)
    ]
    head = ["| | `respond.rate` | engaged people | orders |", "|---|---|---|---|"]
    page = PAGE.read_text(encoding="utf-8")
    made = re.sub(
        r"\| \| `respond.rate` \|.*?\n\n", "\n".join([*head, *rows]) + "\n\n", page, flags=re.DOTALL
    )
    PAGE.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
