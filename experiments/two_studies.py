"""Two studies of mom_bloggers with their results: who wins by the fixed cost, which assumptions decide.

    python experiments/two_studies.py [fixed_cost] [who_wins]

Runs or resumes each into out/NAME.sqlite; writes NAME/table.csv and NAME/figure.png, and the text between
the marks in docs/studies.md.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pandas as pd

import stonecast as sc
from stonecast.report.style import to_png

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "studies.md"


def fixed_cost(found: sc.Sweep) -> tuple[pd.DataFrame, str]:
    """Who wins at each fixed cost, and where they break even."""
    table = found.contrasts([found.study.outcome]).drop(columns=["point"])
    where = {"money.budget": 27_500}
    even = found.break_even("money.fixed_cost", where=where)
    lines = [
        "| fixed cost of a blogger | hundreds of stones, times one large stone | wins |",
        "|---|---|---|",
    ]
    for row in table.to_dict("records"):
        ends = f"{row['ratio_low']:.2f} to {row['ratio_high']:.2f}"
        lines.append(
            f"| {row['money.fixed_cost']:,} | {row['ratio']:.2f} ({ends}) | {100 * row['p_win']:.0f}% |"
        )
    return table, "\n".join([*lines, "", f"{str(even)[0].upper()}{str(even)[1:]}."])


def who_wins(found: sc.Sweep) -> tuple[pd.DataFrame, str]:
    """Sobol' indices of the log ratio and of who wins."""
    table = sc.sensitivity(found).table()
    lines = ["| response | assumption | first order | total |", "|---|---|---|---|"]
    for response in ("log ratio", "wins"):
        rows = table[table["response"] == response]
        if rows["value"].isna().all():
            lines.append(f"| {response} | all | never changes | never changes |")
            continue
        for factor in found.study.factors:
            cells = []
            for index in ("S1", "ST"):
                one = rows[(rows["factor"] == factor) & (rows["index"] == index)].iloc[0]
                cells.append(f"{one['value']:.2f} ({one['low']:.2f} to {one['high']:.2f})")
            lines.append(f"| {response} | `{factor}` | {cells[0]} | {cells[1]} |")
    return table, "\n".join(lines)


STUDIES = {"fixed_cost": fixed_cost, "who_wins": who_wins}


def main() -> None:
    """Run the studies that are named; both by default."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("names", nargs="*", choices=STUDIES)
    for name in asked.parse_args().names or STUDIES:
        path = HERE / f"{name}.toml"
        found = sc.sweep(path, store=Path("out") / f"{name}.sqlite")
        folder = HERE / name
        folder.mkdir(exist_ok=True)
        table, said = STUDIES[name](found)
        table.round(4).to_csv(folder / "table.csv", index=False, lineterminator="\n")
        (folder / "figure.png").write_bytes(to_png(found.plot(), dpi=110))
        marks = f"<!-- {name} -->", f"<!-- /{name} -->"
        text = f"{marks[0]}\n{said}\n{marks[1]}"
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(re.sub(f"{marks[0]}.*{marks[1]}", lambda _, t=text: t, page, flags=re.S), "utf-8")
        print(f"{found.study.spec.title}\n\n{said}\n")


if __name__ == "__main__":
    main()
