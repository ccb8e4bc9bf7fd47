"""Mesa's own page: builds and draws a campaign, where the extra 'solara' is installed."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

import stonecast as sc

PAGE = Path(__file__).resolve().parents[1] / "notebooks" / "solara_page.py"

solara = pytest.importorskip("solara", reason="no extra 'solara': Mesa's own page is not tried")
ipyvuetify = pytest.importorskip("ipyvuetify")


@pytest.fixture(scope="module")
def page() -> Any:
    spec = spec_from_file_location("solara_page", PAGE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def below(widget: Any) -> Iterator[Any]:
    """Walk over a widget and everything in it."""
    yield widget
    for child in getattr(widget, "children", None) or ():
        yield from below(child)


def test_its_model_is_a_campaign_whose_sliders_are_its_keywords(page: Any) -> None:
    model = page.Pond(sources=2, rng=3)
    assert isinstance(model, sc.CampaignModel)
    model.step()
    assert set(page.model_params) == {"plan", "sources", "visibility", "rng"}


def test_the_page_builds_with_both_figures(page: Any) -> None:
    _, shown = solara.render(page.Page(), handle_error=False)
    try:
        cards = [one for one in below(shown.container) if isinstance(one, ipyvuetify.Sheet)]
    finally:
        shown.close()
    assert len(cards) == 2, "the people and the curves"
