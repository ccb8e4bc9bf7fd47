"""Put what the example and the check of the methods found into docs/calibrating.md.

python experiments/calibration/report.py
"""

import json
import re
from pathlib import Path

import pandas as pd
from make_observed import TRUTH

from stonecast.wording.words import number

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "calibrating.md"


def example() -> str:
    """Return the table of the example: what made the data, and what was found."""
    found = pd.read_csv(HERE / "one_campaign" / "parameters.csv")
    told = json.loads((HERE / "one_campaign" / "calibration.json").read_text(encoding="utf-8"))
    lines = [
        "| setting | made with | found | 95% interval | spread, of the range's |",
        "|---|---|---|---|---|",
    ]
    for row in found.to_dict("records"):
        inside = f"{number(row['low'])} to {number(row['high'])}"
        truth = number(TRUTH[row["setting"]])
        lines.append(
            f"| `{row['setting']}` | {truth} | {number(row['estimate'])} | {inside} | "
            f"{100 * row['spread']:.0f}% |"
        )
    return "\n".join([*lines, "", f"{told['runs']:,} settings were tried."])


def recovery() -> str:
    """Return the table of the check: uniform ranks, and how often intervals hold the truth."""
    lines = [
        "| method | fits | settings tried | setting | p of flat ranks | in 50% | in 90% | in 95% | spread |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    figures = []
    for method in ("rejection", "elsewhere", "smc", "moments"):
        path = HERE / "recovery" / f"{method}.json"
        if not path.exists():
            continue
        told = json.loads(path.read_text(encoding="utf-8"))
        tried = (
            f"{told['runs']:,} in all"
            if method in ("rejection", "elsewhere")
            else f"at most {told['runs']:,} each"
        )
        tried = "as needed" if method == "moments" else tried
        named = "rejection, data of other markets" if method == "elsewhere" else method
        for row in told["table"]:
            shares = " | ".join(f"{100 * row[f'in_{share}']:.0f}%" for share in ("50%", "90%", "95%"))
            lines.append(
                f"| {named} | {told['fits']:,} | {tried} | `{row['setting']}` | {row['p']:.2f} | {shares} | "
                f"{100 * row['spread']:.0f}% |"
            )
        figures += ["", f"![Ranks of the truth, {named}](../experiments/calibration/recovery/{method}.png)"]
    return "\n".join([*lines, *figures])


def main() -> None:
    """Rewrite what stands between the markers."""
    page = PAGE.read_text(encoding="utf-8")
    for name, text in (("example", example()), ("recovery", recovery())):
        marks = f"<!-- {name} -->", f"<!-- /{name} -->"
        page = re.sub(
            f"{marks[0]}.*?{marks[1]}", lambda _, m=marks, t=text: f"{m[0]}\n{t}\n{m[1]}", page, flags=re.S
        )
    PAGE.write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
