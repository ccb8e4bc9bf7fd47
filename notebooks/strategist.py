# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Which plan for this budget?
#
# Candidate plans under one budget, compared under the same luck; where each of them wins; a report to show.

# %%
import os
import tempfile
from pathlib import Path

import stonecast as sc

LUCKS = int(os.environ.get("STONECAST_LUCKS", "200"))
SCALE = float(os.environ.get("STONECAST_SCALE", "15"))  # people for whom one simulated reader stands

# %% [markdown]
# ## 1. What is there before anything runs
#
# Two large communities, a big blogger with a million followers, four hundred home-grown ones with 1,500 each.
# `explain` says in numbers what will happen, what it costs, and which numbers are assumptions.

# %%
scenario = sc.load("mom_bloggers", scale=SCALE)
print(scenario.explain())

# %% [markdown]
# ## 2. Candidate plans
#
# Three plans come with the scenario. A fourth one is added here: fewer home-grown bloggers who post three times. They
# are compared on ten markets, because another draw of people and ties would give other numbers.

# %%
plans = {
    **scenario.model_dump()["plans"],
    "fewer_but_often": {
        "title": "Fewer stones, three posts each",
        "hire": [{"tier": "homegrown", "count": "affordable"}],
        "posts": 3,
        "days_between_posts": 4,
    },
}
scenario = scenario.with_changes(plans=plans)
duel = sc.compare(scenario, plans=list(plans), luck=max(1, LUCKS // 10), markets=10, workers=2)
print(duel.verdict())

# %%
duel.table()[["engaged", "engaged_low", "engaged_high", "orders", "cost", "profit"]].round(0)

# %%
duel.plot()
# %% [markdown]
# ## 3. Which wins where
#
# What decides is the cost of finding, contracting and managing one blogger: nobody publishes it. So ask at which cost
# the answer changes. (The budget is raised a little, so that the large stone can be paid at every cost.)

# %%
folder = Path(tempfile.mkdtemp())
(folder / "where.toml").write_text(
    f"""
scenario = "mom_bloggers"
scale = {10 * SCALE:g}
plans = ["one_large_stone", "hundreds_of_stones"]
lucks = {max(2, LUCKS // 50)}
markets = 5

[[factors]]
setting = "money.fixed_cost"
values = [0, 20, 50, 100, 200, 500]

[[factors]]
setting = "money.budget"
values = [27_500]
"""
)
found = sc.sweep(folder / "where.toml", store=folder / "where.sqlite", threads=True, workers=2)
found.contrasts("engaged")[["money.fixed_cost", "plan", "ratio", "ratio_low", "ratio_high", "p_win"]].round(2)

# %%
found.plot()
# %% [markdown]
# ## 4. The report
#
# One HTML file: answer first, then plans side by side, where it is the other way round, assumptions and digest. Print
# it from the browser for a PDF.

# %%
saved = duel.save(folder / "report")
sorted(path.name for path in saved.iterdir())
