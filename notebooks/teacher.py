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
# # One large stone, or a hundred small ones?
#
# **A lesson for 45 minutes** (age 14 and up; no programming needed, run the cells from top to bottom).
#
# | minutes | what | where |
# |---|---|---|
# | 5 | Throw one stone and a handful of gravel into a bowl of water: which makes more waves? | in front of the class |
# | 10 | Does number alone matter? | part 1 |
# | 15 | Bet, throw, look closer | part 2 |
# | 10 | One run is no answer | part 3 |
# | 5 | What would change your mind? | part 4 |
#
# The same with a beamer and without any code: `stonecast demo`.

# %%
import os

import stonecast as sc

LUCKS = int(os.environ.get("STONECAST_LUCKS", "200"))  # few in tests, 200 in class

# %% [markdown]
# ## 1. Does number alone matter?
#
# Four plans talk to **the same** 10,000 people: one stone to all of them, ten to a thousand each, and so on.
# Everybody trusts everybody alike.
#
# **Question.** *Which plan wins over the most people? Why?* Write down your guess before you run the cell.

# %%
null = sc.compare("null_pond", luck=LUCKS // 4, workers=2)
null.plot()
# %% [markdown]
# **Answer.** None: the intervals overlap. A follower is worth the same whoever is followed, as long as nothing but
# the number differs. So if a plan wins somewhere, **a mechanism** makes the difference.

# %% [markdown]
# ## 2. A town of 2,000
#
# One star whom half of the town follows, or about a hundred neighbours with thirty followers each, for the same
# money. People trust those who talk with them, and nobody can talk with everybody.
#
# **Question.** *Which pond wins over more people? Which one brings more orders?* Vote by hands, then run the cell and
# press play. Point at somebody who glows: who told them, and how much do they trust that person?

# %%
duel = sc.compare("classroom", luck=LUCKS, workers=2)
duel

# %% [markdown]
# ## 3. One run is no answer
#
# Every dot is one luck: the same town, the same plans, other coincidences. Both plans meet the same one, so they can
# be compared pair by pair.
#
# **Question.** *In how many of 100 lucks does the star win? Would you bet your pocket money on it?*

# %%
duel.plot()
# %%
print(duel.verdict())

# %% [markdown]
# **Answer.** The sentences above say who is ahead, how often, and on which counts it is the other way round. Winning
# somebody over and selling something are not the same: orders need more trust.

# %% [markdown]
# ## 4. What would change your mind?
#
# Every mechanism is switched off, one by one. A ratio on the other side of 1 means: without it the other plan wins.
#
# **Question.** *Before you run the cell: without what would the neighbours win?*

# %%
import pandas as pd

effects = duel.with_effects(lucks=max(5, LUCKS // 10), workers=2).effects
pd.DataFrame(
    [
        {"without": e.name, "that is": e.meaning, "ratio": e.off, "the winner changes": e.flips}
        for e in effects
    ]
).round(2)

# %% [markdown]
# ## To take home
#
# - Which stones has your school thrown lately: a poster for all, or people who know people?
# - For which message would you hire the star, and for which the neighbours?
# - Nothing here is measured: it is a model. Which assumption would you check first, and how?
