"""The network as compressed rows: order of ties, what is dropped, and the views of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stonecast.errors import InputError
from stonecast.network import Network


def test_ties_are_ordered_by_author_then_follower_whatever_order_they_come_in():
    network = Network.from_ties([2, 0, 2, 0], [1, 2, 0, 1], weights=[1, 2, 3, 4])
    assert network.authors.tolist() == [0, 0, 2, 2]
    assert network.followers.tolist() == [1, 2, 0, 1]
    assert network.weights.tolist() == [4, 2, 3, 1]
    assert network.offsets.tolist() == [0, 2, 2, 4]


def test_of_a_repeated_tie_the_last_row_counts_and_the_notes_say_so():
    network = Network.from_ties([0, 0, 0], [1, 1, 1], trust=[0.1, 0.2, 0.3])
    assert network.ties == 1
    assert network.trust.tolist() == [np.float32(0.3)]
    assert network.notes == ("dropped 2 repeated ties (the last row counts)",)


def test_self_loops_are_dropped_but_their_people_stay():
    network = Network.from_ties([0, 3, 3], [1, 3, 3])
    assert (network.people, network.ties) == (4, 1)
    assert network.notes == ("dropped 2 self-loops",)


def test_a_clean_list_leaves_no_note_and_keeps_the_notes_given():
    assert Network.from_ties([0], [1]).notes == ()
    assert Network.from_ties([0], [1], notes=["from a survey"]).notes == ("from a survey",)


def test_the_opposite_tie_is_another_tie():
    network = Network.from_ties([0, 1], [1, 0], weights=[5, 6])
    assert network.ties == 2
    assert network.weights.tolist() == [5, 6]


def test_people_without_ties_count_when_declared():
    network = Network.from_ties([0], [1], people=5)
    assert network.audience.tolist() == [1, 0, 0, 0, 0]
    assert network.followees.tolist() == [0, 1, 0, 0, 0]


def test_an_empty_network_is_a_network():
    network = Network.from_ties([], [], people=3)
    assert (network.people, network.ties) == (3, 0)
    assert network.authors.tolist() == []
    assert network.incoming[0].tolist() == [0, 0, 0, 0]


def test_one_trust_for_all_is_spread_over_the_ties():
    network = Network.from_ties([0, 1], [1, 0], trust=0.25)
    assert network.trust.dtype == np.float32
    assert network.trust.tolist() == [0.25, 0.25]
    assert network.with_trust(0.5).trust.tolist() == [0.5, 0.5]


def test_incoming_lists_the_ties_of_each_follower():
    network = Network.from_ties([0, 1, 2, 2], [2, 2, 0, 1])
    offsets, ties = network.incoming
    heard = [sorted(network.authors[ties[offsets[p] : offsets[p + 1]]].tolist()) for p in range(3)]
    assert heard == [[2], [2], [0, 1]]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"authors": [0, 1], "followers": [1]}, "2 authors but 1 followers"),
        ({"authors": [-1], "followers": [1]}, "negative row -1 in authors"),
        ({"authors": [0.0], "followers": [1]}, "whole number"),
        ({"authors": [[0]], "followers": [[1]]}, "shape"),
        ({"authors": [0], "followers": [7], "people": 3}, "row 7 in a network of 3 people"),
        ({"authors": [0], "followers": [1], "labels": ["a", "b"], "people": 3}, "2 labels for 3 people"),
        ({"authors": [0, 0], "followers": [1, 2], "trust": [0.5, 1.5]}, "trust 1.5 at tie 1"),
        ({"authors": [0], "followers": [1], "trust": float("nan")}, "trust nan"),
        ({"authors": [0], "followers": [1], "weights": [1, 2]}, "2 values of weights for 1 ties"),
        ({"authors": [0], "followers": [1], "weights": ["heavy"]}, "weights that are no numbers"),
        ({"authors": [0], "followers": [1], "trust": "high"}, "trust that are no numbers"),
        ({"authors": [[0], [1, 2]], "followers": [1]}, "whole number"),
        ({"authors": np.array([2**63], np.uint64), "followers": [1]}, "row 9223372036854775808 in authors"),
        ({"authors": [0], "followers": [3_000_000_000]}, "row 3000000000 in followers"),
        ({"authors": [0], "followers": [2_000_000_000]}, "row 2000000000 among 1 ties"),
        ({"authors": [0], "followers": [1], "people": 2.5}, r"people=2\.5"),
        ({"authors": [], "followers": [], "people": -1}, "people=-1"),
    ],
)
def test_ties_that_make_no_sense_are_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        Network.from_ties(**arguments)


def test_rows_of_labels_in_the_order_asked():
    network = Network.from_ties([0, 1], [1, 2], labels=["ann", "bob", "cid"])
    assert network.rows_of(["cid", "ann", "cid"]).tolist() == [2, 0, 2]
    assert network.rows_of([]).tolist() == []


def test_an_unknown_label_names_the_nearest_one():
    network = Network.from_ties([0, 1], [1, 2], labels=["ann", "bob", "cid"])
    with pytest.raises(InputError, match=r"nobody is called 'bop'\n.*'bob'"):
        network.rows_of(["bop"])


def test_a_label_of_the_wrong_type_names_the_right_one():
    numbers = Network.from_ties([0], [1], labels=[10, 20])
    with pytest.raises(InputError, match="use 20"):
        numbers.rows_of(["20"])
    with pytest.raises(InputError, match=r"nobody is called 20\.5") as caught:
        numbers.rows_of([20.5])
    assert "use 20" not in str(caught.value)
    with pytest.raises(InputError, match="nobody is called inf"):
        numbers.rows_of([float("inf")])
    texts = Network.from_ties([0], [1], labels=["10", "20"])
    with pytest.raises(InputError, match="use '20'"):
        texts.rows_of([20])


def test_labels_may_come_from_anything_that_lists_them():
    for labels in (np.array(["ann", "bob"]), (name for name in ("ann", "bob"))):
        network = Network.from_ties([0], [1], labels=labels)
        assert list(network.labels) == ["ann", "bob"]
        assert type(network.labels[0]) is str


def test_asking_for_one_label_or_for_a_shared_one_is_refused():
    network = Network.from_ties([0, 1], [1, 2], labels=["ann", "bob", "bob"])
    with pytest.raises(InputError, match="give a list of labels"):
        network.rows_of("ann")
    with pytest.raises(InputError, match="give a list of labels"):
        network.rows_of(5)
    with pytest.raises(InputError, match="two people are called 'bob'"):
        network.rows_of(["ann"])
    with pytest.raises(InputError, match="nobody is called"):
        Network.from_ties([0], [1]).rows_of([["ann"]])


rows = st.integers(0, 7)
listed = st.lists(st.tuples(rows, rows, st.integers(-5, 5)), max_size=60)


@settings(deadline=None)
@given(listed)
def test_a_network_agrees_with_its_twin_of_dicts_and_sets(ties):
    twin = {(a, f): w for a, f, w in ties if a != f}
    network = Network.from_ties(
        np.array([a for a, _, _ in ties], np.int64),
        np.array([f for _, f, _ in ties], np.int64),
        weights=[w for _, _, w in ties],
        people=8,
    )
    pairs = list(zip(network.authors.tolist(), network.followers.tolist(), strict=True))
    assert pairs == sorted(twin)
    assert network.weights.tolist() == [twin[pair] for pair in pairs]
    assert network.audience.tolist() == [sum(a == p for a, _ in twin) for p in range(8)]
    assert network.followees.tolist() == [sum(f == p for _, f in twin) for p in range(8)]
    offsets, numbers = network.incoming
    for person in range(8):
        heard = network.authors[numbers[offsets[person] : offsets[person + 1]]].tolist()
        assert heard == sorted(a for a, f in twin if f == person)
    loops = sum(a == f for a, f, _ in ties)
    said = " ".join(network.notes)
    assert (f"dropped {loops} self-loop" in said) == bool(loops)
    repeats = len(ties) - loops - len(twin)
    assert (f"dropped {repeats} repeated tie" in said) == bool(repeats)
