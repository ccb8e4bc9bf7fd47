"""Published networks read with the numbers their publishers give (folder named by STONECAST_DATA)."""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pytest

from stonecast.network import read_network

FOLDER = os.environ.get("STONECAST_DATA", "")
pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not FOLDER, reason="STONECAST_DATA names no folder with the outside networks"),
]

# file, people, rows, direction, self-loops, rows that repeat a tie
PUBLISHED = [
    ("networks/Wiki-Vote.txt.gz", 7115, 103_689, "follower_to_author", 0, 0),
    ("networks/congress_edges.csv.gz", 475, 13_289, "author_to_follower", 0, 0),
    ("networks/ego_twitter_undirected.csv.gz", 81_306, 1_342_310, "both", 14, 0),
    ("networks/facebook_combined.csv.gz", 4039, 88_234, "both", 0, 0),
    ("networks/filmtrust_trust.txt.gz", 874, 1853, "follower_to_author", 0, 0),
    ("networks/higgs-retweet_network.edgelist.gz", 256_491, 328_132, "follower_to_author", 0, 0),
    ("networks/karate_edges.csv.gz", 34, 78, "both", 0, 0),
    ("networks/out.advogato.gz", 6539, 51_127, "follower_to_author", 3992, 0),
    ("networks/soc-Slashdot0902.csv.gz", 82_168, 948_464, "follower_to_author", 78_303, 0),
    ("networks/soc-sign-bitcoinotc.csv.gz", 5881, 35_592, "follower_to_author", 0, 0),
    ("adoption/brfarmers_edges.csv", 656, 1854, "follower_to_author", 0, 0),
    ("adoption/medInnovations_edges.csv", 119, 294, "follower_to_author", 0, 0),
]


def number(notes, pattern):
    found = re.search(pattern, "\n".join(notes))
    return int(found[1].replace(",", "")) if found else 0


@pytest.mark.parametrize(("file", "people", "rows", "direction", "loops", "repeats"), PUBLISHED)
def test_a_published_network_has_the_published_size(file, people, rows, direction, loops, repeats):
    network = read_network(Path(FOLDER, file), direction=direction)
    assert network.people == people
    assert number(network.notes, r"read ([\d,]+) rows") == rows
    assert number(network.notes, r"dropped ([\d,]+) self-loop") == loops
    assert number(network.notes, r"dropped ([\d,]+) repeated") == repeats
    assert network.ties == (rows - loops - repeats) * (2 if direction == "both" else 1)
    assert not (network.authors == network.followers).any()
    labels = list(network.labels)
    assert all(type(label) is int for label in labels)
    assert labels == sorted(set(labels))


def test_every_edge_list_of_the_folder_is_tested():
    there = {
        path.relative_to(FOLDER).as_posix()
        for path in Path(FOLDER).rglob("*")
        if path.is_file() and not re.search(r"README|_nodes|json", path.name)
    }
    assert there == {row[0] for row in PUBLISHED}


def test_bitcoin_ratings_become_trust_of_the_rater_in_the_rated():
    network = read_network(
        Path(FOLDER, "networks/soc-sign-bitcoinotc.csv.gz"), direction="follower_to_author", trust=(-10, 10)
    )
    # The first row of the file: 6 rated 2 with 4, so that 2 is the author and 6 the follower.
    author, follower = network.rows_of([2, 6])
    tie = np.flatnonzero((network.authors == author) & (network.followers == follower))
    assert network.weights[tie].tolist() == [4]
    assert network.trust[tie] == pytest.approx(0.7)
    assert network.weights.min() == -10
    assert network.trust.min() == 0


def test_advogato_levels_become_trust_as_declared():
    path = Path(FOLDER, "networks/out.advogato.gz")
    levels = {0.6: 0.2, 0.8: 0.5, 1: 0.9}
    network = read_network(path, direction="follower_to_author", trust=levels)
    assert sorted(set(network.trust.tolist())) == pytest.approx([0.2, 0.5, 0.9])
    assert set(network.weights.tolist()) == {0.6, 0.8, 1}


def test_congress_probabilities_are_kept_to_the_last_bit():
    network = read_network(Path(FOLDER, "networks/congress_edges.csv.gz"), direction="author_to_follower")
    assert network.weights[0] == 0.0021052631578947368
    assert (network.authors[0], network.followers[0]) == (0, 4)
