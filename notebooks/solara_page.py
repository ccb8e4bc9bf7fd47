"""Mesa's own page for `CampaignModel`: ``pip install 'stonecast[solara]'``, then ``solara run notebooks/solara_page.py``.

For those who come from Mesa. It steps the model while it draws, so keep it small; ``stonecast demo`` plays a
finished run and is many times faster. What SolaraViz needs to work is pinned in the extra.
"""

from __future__ import annotations

import solara
from mesa.visualization import SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

import stonecast as sc


class Pond(sc.CampaignModel):
    """`CampaignModel` with the parameters that the sliders of the page set, one a keyword."""

    def __init__(
        self, plan: str = "hundreds_of_stones", sources: int = 1, visibility: float = 0.5, rng: int = 7
    ):
        rule = {"respond__rule": "sources", "respond__sources": sources} if sources > 1 else {}
        super().__init__(
            sc.load("classroom").with_changes(see__visibility=visibility, **rule), plan=plan, luck=rng
        )


@solara.component
def People(model: Pond) -> None:
    """Everybody in their place, coloured by what has happened to them."""
    from matplotlib.figure import Figure

    update_counter.get()
    people, places = model.state.people, model.market.positions
    figure = Figure(figsize=(6, 5))
    axes = figure.subplots()
    axes.scatter(places[: model.market.readers, 0], places[: model.market.readers, 1], s=2, color="#C3CCD4")
    for name, colour, size in (
        ("seen", "#56B4E9", 5),
        ("engaged", "#E69F00", 14),
        ("ordered", "#009E73", 18),
    ):
        rows = people[name] >= 0
        axes.scatter(places[rows, 0], places[rows, 1], s=size, color=colour, label=name)
    axes.set(xticks=[], yticks=[], xlim=(0, 1), ylim=(0, 1))
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
    solara.FigureMatplotlib(figure)


model_params = {
    "plan": {
        "type": "Select",
        "value": "hundreds_of_stones",
        "values": ["one_large_stone", "hundreds_of_stones"],
        "label": "Plan",
    },
    "sources": {
        "type": "SliderInt",
        "value": 1,
        "label": "Sources a person needs",
        "min": 1,
        "max": 5,
        "step": 1,
    },
    "visibility": {
        "type": "SliderFloat",
        "value": 0.5,
        "label": "Chance to see a post",
        "min": 0.0,
        "max": 1.0,
        "step": 0.05,
    },
    "rng": {"type": "SliderInt", "value": 7, "label": "Luck", "min": 0, "max": 100, "step": 1},
}


@solara.component
def Page() -> None:
    """One model for each visitor, not one for all of them."""
    model = solara.use_memo(Pond, [])
    SolaraViz(
        model,
        components=[People, make_plot_component(["saw", "engaged", "orders"])],
        model_params=model_params,
        name="stonecast",
        play_interval=300,
    )
