"""Put the claims of the essays to the test and write docs/claims.md.

    python experiments/essays/run.py                  everything, as committed
    python experiments/essays/run.py --only deals     some claims only; the page keeps the others
    python experiments/essays/run.py --lucks 5        quickly, in a folder of its own
    python experiments/essays/run.py --page           page and figures alone, from the results that are there

Every claim is a study: a scenario, two plans, an outcome, and one factor that is varied. Where the plans
break even is the answer; what the scenario itself gives is reported beside it. Stylised facts are measured in
`facts.py`. A claim that fails is reported as failing.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import facts  # noqa: E402
import judge  # noqa: E402
import page  # noqa: E402
import picture  # noqa: E402

CLAIMS = HERE / "claims.toml"
RESULTS = HERE / "results"
PAGE = HERE.parents[1] / "docs" / "claims.md"


def main() -> None:
    """Run what is asked for, and write the page anew."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("--only", nargs="+", default=[], metavar="NAME", help="claims or 'facts'")
    asked.add_argument("--lucks", type=int, help="paired lucks on each market; default as the studies say")
    asked.add_argument("--markets", type=int, help="markets at each point; default as the studies say")
    asked.add_argument("--workers", type=int, help="runs at once; default all processors")
    asked.add_argument("--out", type=Path, help="folder for results; default the committed one")
    asked.add_argument("--page", action="store_true", help="run nothing, write the page")
    told = asked.parse_args()
    claims = [judge.Claim(**claim) for claim in tomllib.loads(CLAIMS.read_text("utf-8"))["claims"]]
    known = {claim.name for claim in claims} | {"facts"}
    if unknown := set(told.only) - known:
        asked.error(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(sorted(known))}")
    if (told.lucks or told.markets) and not told.out:
        asked.error("--lucks and --markets need --out, so that the committed results stay whole")
    folder = told.out or RESULTS
    folder.mkdir(parents=True, exist_ok=True)
    for claim in claims:
        if not told.page and (not told.only or claim.name in told.only):
            print(claim.name, flush=True)
            finding = judge.examine(claim, lucks=told.lucks, markets=told.markets, workers=told.workers)
            (folder / f"{claim.name}.json").write_text(json.dumps(finding, indent=1) + "\n", "utf-8")
        elif told.page:
            finding = json.loads((folder / f"{claim.name}.json").read_text("utf-8"))
        else:
            continue
        picture.write(finding, folder / claim.name)
    if not told.page and (not told.only or "facts" in told.only):
        print("facts", flush=True)
        measured = facts.measure(lucks=told.lucks)
        (folder / "facts.json").write_text(json.dumps(measured, indent=1) + "\n", "utf-8")
    text = page.write(claims, folder)
    (PAGE if folder == RESULTS else folder / "claims.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
