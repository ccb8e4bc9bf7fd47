"""Places of the people of an imported network: who hears whom stands near whom."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from stonecast.errors import InputError
from stonecast.network import embedding
from stonecast.network.build import build_market
from stonecast.network.csr import Network
from stonecast.network.embedding import spectral_places
from stonecast.scenario import parse

FOLDER = Path(__file__).parent / "scenarios" / "valid"
PEOPLE, GROUPS = 800, 4


def planted(inside: float = 0.9, draw: int = 1) -> Network:
    """Communities of equal size; this share of ties stays inside, whoever is numbered how."""
    chance, ties = np.random.default_rng(draw), 10 * PEOPLE
    authors = chance.integers(0, PEOPLE, ties)
    home = authors % GROUPS
    away = np.where(chance.random(ties) < inside, home, chance.integers(0, GROUPS, ties))
    followers = chance.integers(0, PEOPLE // GROUPS, ties) * GROUPS + away
    return Network.from_ties(authors, followers, people=PEOPLE)


def apart(places: np.ndarray, one: np.ndarray, other: np.ndarray) -> float:
    return float(np.hypot(*(places[one] - places[other]).T).mean())


def test_planted_communities_come_apart() -> None:
    places = spectral_places(planted())
    group = np.arange(PEOPLE) % GROUPS
    middles = np.array([places[group == g].mean(axis=0) for g in range(GROUPS)])
    nearest = np.argmin(np.hypot(*(places[:, None] - middles[None]).transpose(2, 0, 1)), axis=1)
    assert (nearest == group).mean() > 0.95


def test_ties_are_shorter_than_pairs_are_apart() -> None:
    network = planted(0.8)
    places, chance = spectral_places(network), np.random.default_rng(2)
    pairs = chance.integers(0, PEOPLE, (2, 20_000))
    assert apart(places, network.authors, network.followers) < 0.75 * apart(places, *pairs)


def ring(people: int) -> Network:
    row = np.arange(people)
    return Network.from_ties(row, (row + 1) % people, people=people)


def test_neighbours_on_a_ring_are_neighbours_in_the_pond(monkeypatch) -> None:
    for work in (embedding.WORK, 0):  # as long as it takes, and cut short as for very many
        monkeypatch.setattr(embedding, "WORK", work)
        network = ring(PEOPLE)
        places = spectral_places(network)
        assert apart(places, network.authors, network.followers) < 0.01


def test_a_network_too_stretched_for_places_says_what_to_do_instead(monkeypatch) -> None:
    monkeypatch.setattr(embedding, "WORK", 0)
    monkeypatch.setattr(embedding, "TOLERANCES", (1e-10,))
    with pytest.raises(InputError, match=r"so stretched.*\n.*places = 'scattered'"):
        spectral_places(ring(PEOPLE))


@pytest.mark.parametrize("people", [1, 3, 4, 20, 49, 50, 51])
def test_places_fill_the_pond_for_any_number_of_people(people: int) -> None:
    row = np.arange(people - 1)
    places = spectral_places(Network.from_ties(row, row + 1, people=people))
    assert places.shape == (people, 2)
    assert ((places >= 0) & (places <= 1)).all()


def test_places_are_the_same_twice_and_whatever_the_direction() -> None:
    network = planted()
    turned = Network.from_ties(network.followers, network.authors, people=PEOPLE)
    places = spectral_places(network)
    assert np.array_equal(places, spectral_places(network))
    assert np.array_equal(places, spectral_places(turned))


def test_whoever_has_no_ties_stands_in_the_middle_of_the_ranks() -> None:
    network = planted()
    alone = Network.from_ties(network.authors, network.followers, people=PEOPLE + 2)
    last = spectral_places(alone)[-2:]
    assert np.array_equal(last[0], last[1])
    assert ((last > 0.02) & (last < 0.98)).all()


def test_only_where_relevance_matters_does_the_graph_say_where_people_stand() -> None:
    text = (FOLDER / "file_market.toml").read_text(encoding="utf-8")
    plain = parse(text, where="some.toml", folder=FOLDER)
    scattered = build_market(plain).positions
    for changes in (
        {"respond__relevance__on": True},
        {"attention__on": True, "attention__relevance_exponent": 1.0},
        {"market__places": "spectral"},
    ):
        assert not np.array_equal(build_market(plain.with_changes(**changes)).positions, scattered), changes
    for changes in (
        {"attention__on": True},
        {"attention__relevance_exponent": 1.0},
        {"respond__relevance__on": True, "market__places": "scattered"},
    ):
        assert np.array_equal(build_market(plain.with_changes(**changes)).positions, scattered), changes
