"""Published results run again (`experiments/replicate.py`): theory, networks, and the page."""

from __future__ import annotations

import json

import numpy as np
import pytest
import replicate
from published import theory
from published.places import audiences, from_pairs, lattice, rewired, speaking_to


def test_the_page_is_made_from_the_results() -> None:
    page = replicate.PAGE.read_text(encoding="utf-8")
    for name in replicate.STUDIES:
        assert replicate.with_part(page, name, replicate.table_of(name)) == page, (
            "run experiments/replicate.py --page"
        )


@pytest.mark.parametrize(("directed", "edges"), [(False, (1.0207, 5.7647)), (True, (1.0037, 7.4771))])
def test_the_edges_of_the_window_are_those_of_theory(directed: bool, edges: tuple[float, float]) -> None:
    assert theory.window(0.18, directed=directed) == pytest.approx(edges, abs=1e-4)


def test_ten_followees_and_a_tenth_is_one_of_them() -> None:
    """3 * .1 > .3: the largest number of whom one is enough must not lose one to rounding."""
    assert [theory.easily_won(share) for share in (0.1, 0.18, 0.2, 1 / 3, 0.3)] == [10, 5, 5, 3, 3]


def test_the_best_concentration_for_two_sources_is_as_known() -> None:
    assert theory.best_concentration(2) == pytest.approx((1.793, 0.2984), abs=5e-4)


def test_rewired_ties_leave_everybody_as_many_none_double_and_none_to_oneself() -> None:
    pairs = rewired(lattice(12), 0.6, seed=1)
    network = from_pairs(pairs, 144)
    assert network.audience.tolist() == [8] * 144
    kept = {tuple(sorted(pair)) for pair in lattice(12).tolist()}
    moved = np.mean([tuple(sorted(pair)) not in kept for pair in pairs.tolist()])
    assert 0.4 < moved < 0.6


@pytest.mark.parametrize("kind", ["geometric", "negative binomial", "pareto"])
def test_unequal_audiences_have_the_mean_that_is_asked_for(kind: str) -> None:
    found = [audiences(kind, 10_000, 4.0, seed=seed) for seed in range(20)]
    assert np.mean(found) == pytest.approx(4.0, rel=0.03)
    network = speaking_to(found[0], seed=0)
    assert network.audience.tolist() == found[0].tolist()


def test_results_say_which_version_made_them() -> None:
    for name in replicate.STUDIES:
        told = json.loads((replicate.RESULTS / f"{name}.json").read_text(encoding="utf-8"))
        assert told["version"], name
