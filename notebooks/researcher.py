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
# # From a question to a phase map, a rule of your own, and your own network
#
# A study file; a sweep that survives being stopped; how much is luck; a phase map; a blogger that decides otherwise;
# an imported network.

# %%
import os
import tempfile
from pathlib import Path

import numpy as np

import stonecast as sc

LUCKS = int(os.environ.get("STONECAST_LUCKS", "40"))
LEVELS = 2 if LUCKS < 20 else 6
folder = Path(tempfile.mkdtemp())

# %% [markdown]
# ## 1. A study file
#
# How do conversation capacity and the cost of a deal decide together? Every run is kept in `store`: stop the cell and run
# it again, and it goes on where it was.

# %%
(folder / "study.toml").write_text(
    f"""
name = "capacity_and_cost"
scenario = "classroom"
design = "grid"
points = {LEVELS}
lucks = {max(4, LUCKS // 4)}

[[factors]]
setting = "market.trust.conversations"
low = 3
high = 100
distribution = "loguniform"

[[factors]]
setting = "money.fixed_cost"
low = 0.5
high = 8
"""
)
found = sc.sweep(folder / "study.toml", store=folder / "study.sqlite", threads=True, workers=2)
found.summary(["engaged", "orders"]).head()

# %% [markdown]
# Runs share their luck: differences are paired. `shares` says how much of what we see is luck at all.

# %%
contrasts = found.contrasts("engaged")  # hundreds of stones against one large stone, at every point
contrasts[["market.trust.conversations", "money.fixed_cost", "ratio", "p_win", "pairing_gain"]].round(
    2
).head()

# %%
found.shares().round(3)

# %% [markdown]
# ## 2. The phase map: who wins where

# %%
found.plot()

# %% [markdown]
# ## 3. A blogger that decides otherwise
#
# Brands and bloggers are Mesa agents. Override `decide()`: here small bloggers who do not all post on the first day.
# Nothing in this scenario asks on which day somebody is told, so as many are won, later.


# %%
class Unhurried(sc.SmallBlogger):
    """Accepts, and posts up to ten days later than asked."""

    def decide(self, day, inbox):
        """Return the posts to publish."""
        return [sc.Post(self.row, when + self.row % 10) for offer in inbox for when in offer.days]


at_once = sc.compare("classroom", luck=LUCKS, workers=2)
unhurried = sc.compare("classroom", luck=LUCKS, workers=2, agents={"small": Unhurried})
for name, duel in (("at once", at_once), ("unhurried", unhurried)):
    engaged, half_life = (duel.mean("hundreds_of_stones", what) for what in ("engaged", "half_life_days"))
    print(
        f"{name}: {engaged.value:.0f} engaged ({engaged.low:.0f} to {engaged.high:.0f}), half after {half_life.value:.1f} days"
    )

# %% [markdown]
# The whole model is a `mesa.Model`, with `step()`, `agents` and a `DataCollector`.

# %%
model = sc.CampaignModel("classroom", plan="hundreds_of_stones", luck=7)
model.run_model()
model.datacollector.get_model_vars_dataframe()[["saw", "engaged", "orders"]].tail(3)

# %% [markdown]
# ## 4. A network of your own
#
# Any list of ties will do. This one comes with the program (made by it; a stand-in for your file).

# %%
from stonecast.scenario import find

network = sc.read_network(find("real_trust").parent / "small_trust.csv", direction="follower_to_author")
network.people, network.ties

# %%
most_followed = np.argsort(-np.asarray(network.audience))[:1]
many = np.argsort(np.asarray(network.audience), kind="stable")[-60:-40]
for name, seeds in (("most followed", most_followed), ("twenty others", many)):
    sizes = sc.independent_cascade(network, 0.08, seeds=seeds, runs=25 * LUCKS, luck=0)
    print(
        f"{name}: {sizes.mean():.1f} people, 90% of runs between {np.quantile(sizes, 0.05):.0f} and {np.quantile(sizes, 0.95):.0f}"
    )

# %% [markdown]
# The same scenario language runs on it: `stonecast compare real_trust` (see `scenarios/real_trust.toml`).

# %%
duel = sc.compare("real_trust", luck=LUCKS, workers=2)
print(duel.verdict())
