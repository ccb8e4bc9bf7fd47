"""Reading networks: every format, every layout, and nothing accepted in silence."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network_files import FORWARD, said, ties, weighted, writer
from stonecast.errors import InputError
from stonecast.network import read_network
from stonecast.network.reading import edge_list
from stonecast.network.reading.trust_map import parse_trust_map


@pytest.fixture
def write(tmp_path):
    return writer(tmp_path)


# Layouts: all these files list the same two ties, 3 -> 7 with weight 0.5 and 7 -> 20 with weight 2.
LAYOUTS = {
    "blanks": "3 7 0.5\n7 20 2\n",
    "tabs": "3\t7\t0.5\n7\t20\t2\n",
    "commas": "3,7,0.5\n7,20,2\n",
    "commas and blanks": "3, 7, 0.5\n7 ,20 , 2 \n",
    "semicolons": "3;7;0.5\n7;20;2\n",
    "many blanks": "  3   7 \t 0.5\n 7 20    2   \n",
    "no newline at the end": "3 7 0.5\n7 20 2",
    "blank lines": "\n3 7 0.5\n\n  \n7 20 2\n\n\n",
    "windows": "3 7 0.5\r\n7 20 2\r\n",
    "old mac": "3 7 0.5\r7 20 2\r",
    "byte order mark": "\ufeff3,7,0.5\n7,20,2\n",
    "mark and header": "\ufeffsource,target,weight\r\n3,7,0.5\r\n7,20,2\r\n",
    "header": "source,target,weight\n3,7,0.5\n7,20,2\n",
    "unknown header": "oak,elm,ash\n3,7,0.5\n7,20,2\n",
    "swapped header": "Target,Source,weight\n7,3,0.5\n20,7,2\n",
    "index column": ",from,to,weight\n0,3,7,0.5\n1,7,20,2\n",
    "quotes": '"source","target","weight"\n"3","7","0.5"\n"7","20","2"\n',
    "quotes and blanks": '"from" "to" "weight"\n"3" "7" 0.5\n"7"  "20" 2\n',
    "konect": "% asym posweighted\n% 2 3 3\n3 7 0.5\n7 20 2\n",
    "konect with tab and time": "% asym weighted\n3 7\t0.5 1082008561\n7 20\t2 1082008562\n",
    "snap": "# Directed graph\n# Nodes: 3 Edges: 2\n# FromNodeId\tToNodeId\tSign\n3\t7\t0.5\n7\t20\t2\n",
    "comments between": "// made by hand\n3 7 0.5\n# half way\n  % indented\n7 20 2\n# end",
    "weight named later": "source,target,time,rating\n3,7,99,0.5\n7,20,98,2\n",
    "signs and zeros": "+3,007,5e-1\n7,20,2.\n",
}


@pytest.mark.parametrize("content", LAYOUTS.values(), ids=LAYOUTS)
def test_a_layout_does_not_change_the_network(write, content):
    network = read_network(write(content), direction=FORWARD)
    assert weighted(network) == {(3, 7): 0.5, (7, 20): 2.0}
    assert all(type(label) is int for label in network.labels)
    assert "read 2 rows" in said(network)


@pytest.mark.parametrize("content", LAYOUTS.values(), ids=LAYOUTS)
def test_the_fast_and_the_careful_reader_agree(write, content, monkeypatch):
    path = write(content)
    fast = read_network(path, direction=FORWARD)
    monkeypatch.setattr(edge_list, "_read_fast", lambda body, layout: None)
    careful = read_network(path, direction=FORWARD)
    assert weighted(fast) == weighted(careful)
    assert list(fast.labels) == list(careful.labels)
    assert fast.notes == careful.notes


def test_a_plain_file_is_read_by_the_fast_reader(write, monkeypatch):
    monkeypatch.setattr(edge_list, "_read_carefully", None)
    for name in ("blanks", "tabs", "commas", "commas and blanks", "header", "comments between", "windows"):
        assert read_network(write(LAYOUTS[name]), direction=FORWARD).ties == 2
    assert read_network(write("ann,bob,1\nbob,cid,2.5\n"), direction=FORWARD).ties == 2


NAMES = [
    "a.csv",
    "a.tsv",
    "a.edgelist",
    "out.a",
    "a",
    "a.csv.gz",
    "out.a.gz",
    "a.gz",
    "A.TXT",
    "a.csv.bz2",
    "a.XZ",
]


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_an_edge_list_does_not_matter(write, name):
    assert read_network(write("1 2\n2 3\n", name), direction=FORWARD).ties == 2
    assert read_network(str(write("1 2\n2 3\n", name)), direction=FORWARD).ties == 2


def test_direction_says_which_way_messages_flow(write):
    path = write("1 2 5\n")
    assert ties(read_network(path, direction="author_to_follower")) == [(1, 2)]
    assert ties(read_network(path, direction="follower_to_author")) == [(2, 1)]
    assert ties(read_network(path, direction="both")) == [(1, 2), (2, 1)]
    assert "from target to source" in said(read_network(path, direction="follower_to_author"))


def test_a_friendship_listed_from_both_sides_is_one_and_its_last_row_counts(write):
    network = read_network(write("1 2 5\n2 1 6\n1 1 9\n2 3 7\n"), direction="both")
    assert weighted(network) == {(1, 2): 6, (2, 1): 6, (2, 3): 7, (3, 2): 7}
    assert "dropped 1 repeated friendship " in said(network)
    assert "dropped 1 self-loop" in network.notes


@pytest.mark.parametrize("direction", [None, "out", "", 1, ["both"]])
def test_a_direction_must_be_chosen(write, direction):
    with pytest.raises(InputError) as caught:
        read_network(write("1 2\n"), direction=direction)
    for choice in ("author_to_follower", "follower_to_author", "both", "retweets"):
        assert choice in caught.value.remedy
    with pytest.raises(InputError, match="no direction"):
        read_network(write("1 2\n"))


def test_people_are_all_who_occur_in_ascending_order(write):
    network = read_network(write("10 9\n100 100\n-1 9\n"), direction=FORWARD)
    assert list(network.labels) == [-1, 9, 10, 100]
    assert (network.people, network.ties) == (4, 2)
    assert network.rows_of([100, -1]).tolist() == [3, 0]


def test_labels_counted_from_zero_need_no_names(write):
    assert read_network(write("0 1\n2 1\n"), direction=FORWARD).names is None
    assert list(read_network(write("1 2\n3 2\n"), direction=FORWARD).names) == [1, 2, 3]


def test_distant_labels_are_numbered_like_near_ones(write):
    network = read_network(write("9000000000000000000 5\n5 -9000000000000000000\n"), direction=FORWARD)
    assert list(network.labels) == [-9 * 10**18, 5, 9 * 10**18]
    assert ties(network) == [(5, -9 * 10**18), (9 * 10**18, 5)]


def test_whole_numbers_beyond_64_bits_keep_their_value(write):
    network = read_network(write(f"{10**30} 5\n{2**63} {10**30}\n"), direction=FORWARD)
    assert list(network.labels) == [5, 2**63, 10**30]


def test_one_label_that_is_no_whole_number_makes_all_labels_text(write):
    network = read_network(write("1,2\n10,2\n2,x\n"), direction=FORWARD)
    assert list(network.labels) == ["1", "10", "2", "x"]
    assert list(read_network(write("1.0,2\n1,2\n"), direction=FORWARD).labels) == ["1", "1.0", "2"]
    assert list(read_network(write("True,2\n1,2\n"), direction=FORWARD).labels) == ["1", "2", "True"]
    assert list(read_network(write("007,a\n7,b\n"), direction=FORWARD).labels) == ["007", "7", "a", "b"]


def test_text_labels_may_hold_blanks_accents_quotes_and_delimiters(write):
    network = read_network(write('Ann Lee,Zoë\n"Roe, Bob",Ann Lee \n'), direction=FORWARD)
    assert list(network.labels) == ["Ann Lee", "Roe, Bob", "Zoë"]
    assert all(type(label) is str for label in network.labels)
    assert network.rows_of(["Zoë"]).tolist() == [2]
    assert list(read_network(write("Ann Lee\tZoë\nNA\tAnn Lee\n"), direction=FORWARD).labels) == [
        "Ann Lee",
        "NA",
        "Zoë",
    ]


def test_a_header_over_text_labels_is_known_by_its_names(write):
    assert ties(read_network(write("from to\nann bob\n"), direction=FORWARD)) == [("ann", "bob")]
    assert ties(read_network(write("dan eve\nann bob\n"), direction=FORWARD)) == [
        ("ann", "bob"),
        ("dan", "eve"),
    ]
    assert ties(read_network(write("dan eve\nann bob\n"), direction=FORWARD, header=True)) == [("ann", "bob")]
    both = [("ann", "bob"), ("from", "to")]
    assert ties(read_network(write("from to\nann bob\n"), direction=FORWARD, header=False)) == both


def test_decimal_commas_are_no_weights_and_that_is_told(write):
    network = read_network(write("source;target;weight\na;b;0,5\nb;c;0,7\n"), direction=FORWARD)
    assert network.trust is None
    assert "column 3 'weight' has decimal commas: write points to read it as weights" in network.notes
    assert read_network(write("von;nach;Gewicht\na;b;0,5\nb;c;0,7\n"), direction=FORWARD).people == 3
    assert read_network(write("a;b;0,5\nb;c;0,7\n"), direction=FORWARD).people == 3


def test_names_that_come_again_below_are_people_and_no_header(write):
    path = write("user1 user2\nuser2 user3\n")
    assert ties(read_network(path, direction=FORWARD)) == [("user1", "user2"), ("user2", "user3")]
    told = "line 1 is read as a tie; if it names columns, delete it (in Python: header=True)"
    assert told in read_network(path, direction=FORWARD).notes
    kinds = write("user,friend,kind\nann,bob,friend\n")
    assert ties(read_network(kinds, direction=FORWARD)) == [("ann", "bob")]


@pytest.mark.parametrize(
    ("content", "first"),
    [
        ("Lee, Ann\tRoe, Bob\nRoe, Bob\tPoe, Cid\n", ("Lee, Ann", "Roe, Bob")),
        ('"Lee, Ann" "Roe, Bob"\n"Roe, Bob" "Poe, Cid"\n', ("Lee, Ann", "Roe, Bob")),
        ("1 2 0,5\n2 3 0,7\n", (1, 2)),
        ("1,\t2\n2,\t3\n", (1, 2)),
        ("1 b,2 c\n2 c,3 d\n", ("1 b", "2 c")),
        ("a,b c\nd e\nf g\n", ("a,b", "c")),
    ],
)
def test_a_comma_inside_names_or_numbers_is_no_delimiter(write, content, first):
    assert ties(read_network(write(content), direction=FORWARD))[0] == first


def test_a_header_that_comes_again_is_still_the_header(write):
    network = read_network(write("from,to\nann,bob\nfrom,to\n"), direction=FORWARD)
    assert "line 1 is the header: from, to" in network.notes


def test_one_row_of_text_is_a_tie(write):
    assert ties(read_network(write("ann bob\n"), direction=FORWARD)) == [("ann", "bob")]


def test_quotes_around_a_label_are_no_part_of_it(write):
    assert ties(read_network(write('"ann","bob"\n"bob","cid"\n'), direction=FORWARD)) == [
        ("ann", "bob"),
        ("bob", "cid"),
    ]


def test_comments_are_counted_wherever_they_stand(write):
    network = read_network(write("# one\n1 2\n% two\n2 3\n# three\n"), direction=FORWARD)
    assert "skipped 3 comment lines" in network.notes


def test_a_function_of_weights_cannot_change_them(write):
    def halved(weights):
        weights /= 2
        return weights

    network = read_network(write("1 2 1\n2 3 0.5\n"), direction=FORWARD, trust=halved)
    assert network.trust.tolist() == [0.5, 0.25]
    assert network.weights.tolist() == [1, 0.5]


def test_a_numbering_of_the_rows_is_no_weight(write):
    for content in (",source,target\n0,1,2\n1,2,3\n", "source,target,id\n1,2,0\n2,3,1\n"):
        network = read_network(write(content), direction=FORWARD)
        assert (network.weights, ties(network)) == (None, [(1, 2), (2, 3)])
    scored = read_network(write(",source,target,score\n0,1,2,0.5\n1,2,3,0.25\n"), direction=FORWARD)
    assert weighted(scored) == {(1, 2): 0.5, (2, 3): 0.25}


def test_columns_and_weight_can_be_chosen(write):
    path = write("when,alter,ego,kind,strength\n7,b,a,x,0.5\n8,c,a,y,0.25\n")
    network = read_network(path, direction=FORWARD)
    assert weighted(network) == {("a", "b"): 0.5, ("a", "c"): 0.25}
    assert "ignored column 1 'when', column 4 'kind'" in network.notes
    network = read_network(path, direction=FORWARD, columns=("alter", 2), weight="when")
    assert weighted(network) == {("b", "a"): 7, ("c", "a"): 8}
    network = read_network(path, direction=FORWARD, weight=False)
    assert network.weights is None
    assert "not read (as asked)" in said(network)


def test_a_time_or_text_in_the_third_column_is_no_weight(write):
    for content in ("source,target,timestamp\n1,2,1289\n", "1,2,friend\n2,3,foe\n"):
        network = read_network(write(content), direction=FORWARD)
        assert network.weights is None
        assert "no weight" in said(network)
        assert "ignored column 3" in said(network)


def test_weights_are_exact(write):
    texts = ["0.1", "0.30000000000000004", "1e-300", "123456789.12345678", "2.2250738585072014e-308"]
    path = write("".join(f"0,{n + 1},{text}\n" for n, text in enumerate(texts)))
    assert read_network(path, direction=FORWARD).weights.tolist() == [float(text) for text in texts]


def test_the_notes_tell_all_that_was_read_and_dropped(write):
    path = write("# one\n% two\nsource,target,weight,when\n1,2,3,x\n1,2,4,x\n2,2,1,x\n", "a.csv")
    assert read_network(path, direction="follower_to_author", trust={1: 0, 3: 0.5, 4: 1}).notes == (
        "read 3 rows from a.csv",
        "skipped 2 comment lines",
        "line 3 is the header: source, target, weight, when",
        "source is column 1 'source', target is column 2 'target', weight is column 3 'weight'",
        "ignored column 4 'when'",
        "weights from 1 to 4",
        "2 people, called by whole numbers from 1 to 2",
        "a row's source follows its target: messages flow from target to source",
        "trust by weight: 1 is 0, 3 is 0.5, 4 is 1",
        "dropped 1 self-loop",
        "dropped 1 repeated tie (the last row counts)",
    )


def test_a_file_that_calls_itself_undirected_is_noted_when_read_one_way(write):
    for head in ("% sym unweighted", "# Undirected graph (each unordered pair of nodes is saved once)"):
        path = write(f"{head}\n1 2\n")
        assert "calls itself undirected" in said(read_network(path, direction=FORWARD))
        assert "calls itself undirected" not in said(read_network(path, direction="both"))


# Each mistake: content, arguments, where it is, the offending value, and part of the remedy.
MISTAKES = {
    "too few fields": ("# c\n1 2 3\n4 5\n", {}, "line 3", "4 5", "mend the row"),
    "too few in commas": ("1,2\n\n3\n", {}, "line 3", "'3'", "mend the row"),
    "too many fields": ("1 2\n3 4\n5 6 7\n", {}, "line 3", "5 6 7", "mend the row"),
    "adjacency list": ("1 2 3 4\n2 3\n", {}, "line 2", "2 3", "one tie"),
    "one field": ("1\n2\n", {}, "line 1", "one field", "delimiter"),
    "wrong delimiter": ("1,2\n2,3\n", {"delimiter": ";"}, "line 1", "one field", "delimiter"),
    "text as weight": ("1 2 0.5\n2 3 high\n", {}, "line 2", "'high'", "weight=False"),
    "text as first weight": ("1 2 high\n2 3 0.5\n", {}, "line 1", "'high'", "weight=False"),
    "no weight": ("1,2,0.5\n2,3,\n", {}, "line 2", "''", "weight=False"),
    "truth as weight": ("1,2,0.5\n2,3,True\n", {}, "line 2", "'True'", "weight=False"),
    "only truth as weight": ("1,2,True\n2,3,False\n", {"weight": 2}, "line 1", "'True'", "weight=False"),
    "weight nan": ("1 2 0.5\n2 3 nan\n", {}, "line 2", "'nan'", "weight=False"),
    "weight inf": ("1 2 0.5\r\n\r\n2 3 -inf\r\n", {}, "line 3", "'-inf'", "weight=False"),
    "weight too large": ("1 2 0.5\n2 3 1e999\n", {}, "line 2", "'1e999'", "weight=False"),
    "weight with underscore": ("1 2 1\n2 3 1_0\n", {}, "line 2", "'1_0'", "weight=False"),
    "text where a weight is asked": ("1,2,a\n", {"weight": 2}, "line 1", "'a'", "weight=False"),
    "weight is the source": (
        "1 2 0.5\n",
        {"weight": 0},
        "ties.txt",
        "column 1 holds people",
        "another column",
    ),
    "weight is the target": ("a,b,w\nc,d,1\n", {"weight": "b"}, "ties.txt", "column 2 'b'", "another column"),
    "decimal comma under a header": (
        "von;nach;gewicht\na;b;0,5\n",
        {"weight": "gewicht"},
        "line 2",
        "'0,5'",
        "a point: 0.5",
    ),
    "decimal comma": ("a;b;0,5\n", {"weight": 2}, "line 1", "'0,5'", "a point: 0.5"),
    "empty label": ("1,2\n,3\n", {}, "line 2", "no label in column 1", "drop the row"),
    "empty text label": ("a,b\nc, \n", {}, "line 2", "no label in column 2", "drop the row"),
    "open braces": ("1 2 {'weight': 3}\n2 3 {'weight'\n", {}, "line 2", "2 3 {", "write_edgelist"),
    "braces forgotten": ("1 2 {'weight': 3}\n2 3\n", {}, "line 2", "'2 3'", "write_edgelist"),
    "columns beside braces": ("1 2 {}\n", {"columns": (0, 1)}, "ties.txt", "braces", "leave out"),
    "open quote": ('a,b\n"c,d\n', {}, "line 2", '"c,d', "close the quote"),
    "no rows": ("", {}, "ties.txt", "no rows", "one tie a row"),
    "only comments": ("# a\n\n% b\n", {}, "ties.txt", "no rows", "one tie a row"),
    "only a header": ("source,target\n", {}, "ties.txt", "only a header", "at least one tie"),
    "short header": ('"from" "to"\n"1" "5" "6"\n', {}, "line 1", "2 names", "row.names"),
    "latin-1": (b"a,b\nc,\xe9\n", {}, "line 2", "0xe9", "UTF-8"),
    "utf-16": ("1,2\n".encode("utf-16"), {}, "ties.txt", "UTF-16", "UTF-8"),
    "binary": (b"1 2\n\0\0\1", {}, "ties.txt", "binary", "accepted"),
    "json": ('{"nodes": []}', {}, "ties.txt", "nodes", "accepted"),
    "matrix market": ("%%MatrixMarket matrix\n3 3 1\n1 2 1\n", {}, "ties.txt", "MatrixMarket", "networkx"),
    "a number as columns": ("1,2\n", {"columns": 5}, "ties.txt", "columns=5", "give two"),
    "unknown column": ("ego,alter\n1,2\n", {"columns": ("ego", "altar")}, "ties.txt", "'altar'", "'alter'"),
    "unknown weight": ("a,b,trust\n1,2,3\n", {"weight": "trsut"}, "ties.txt", "'trsut'", "'trust'"),
    "name without header": ("1,2,3\n", {"weight": "w"}, "ties.txt", "no header", "position"),
    "position too large": ("1,2\n", {"columns": (0, 2)}, "ties.txt", "no column 2", "count from 0"),
    "negative position": ("1,2\n", {"columns": (-1, 0)}, "ties.txt", "no column -1", "count from 0"),
    "one column twice": ("1,2\n", {"columns": (1, 1)}, "ties.txt", "twice", "two columns"),
    "one column": ("a,b\n1,2\n", {"columns": "ab"}, "ties.txt", "'ab'", "give two"),
    "weight=True": ("1,2,3\n", {"weight": True}, "read_network", "weight=True", "False"),
    "long delimiter": ("1,2\n", {"delimiter": "::"}, "read_network", "'::'", "one character"),
    "header as text": ("1,2\n", {"header": "yes"}, "read_network", "'yes'", "True or False"),
    "weight is no trust": (
        "5 7 0.5\n7 9 3\n",
        {"trust": "weight"},
        "ties.txt",
        "3 of the tie 7 -> 9",
        "(low, high)",
    ),
    "level unknown": ("5 7 1\n7 9 3\n", {"trust": {1: 0.5}}, "ties.txt", "3 of the tie 7 -> 9", "levels"),
    "map without weight": ("5 7\n", {"trust": (0, 1)}, "ties.txt", "(0, 1)", "weight=..."),
    "trust above 1": ("5 7\n", {"trust": 1.5}, "read_network", "1.5", "from 0 to 1"),
    "trust nan": ("5 7\n", {"trust": float("nan")}, "read_network", "nan", "from 0 to 1"),
    "trust True": ("5 7\n", {"trust": True}, "read_network", "True", "from 0 to 1"),
    "interval reversed": ("5 7 1\n", {"trust": (1, 0)}, "read_network", "(1, 0)", "low < high"),
    "interval of three": ("5 7 1\n", {"trust": (0, 1, 2)}, "read_network", "(0, 1, 2)", "(low, high)"),
    "trust as array": ("5 7 1\n", {"trust": np.ones(2)}, "read_network", "array([1., 1.])", "function"),
    "trust as word": ("5 7 1\n", {"trust": "wieght"}, "read_network", "wieght", "'weight'"),
    "function out of range": ("5 7 1\n", {"trust": lambda w: w + 1}, "ties.txt", "gives trust 2", "function"),
    "function of wrong shape": (
        "5 7 1\n",
        {"trust": lambda w: 0.5},
        "ties.txt",
        "shape ()",
        "for each weight",
    ),
}


@pytest.mark.parametrize(
    ("content", "arguments", "where", "value", "remedy"), MISTAKES.values(), ids=MISTAKES
)
def test_a_mistake_is_named_with_its_place_and_a_remedy(write, content, arguments, where, value, remedy):
    with pytest.raises(InputError) as caught:
        read_network(write(content), direction=FORWARD, **arguments)
    assert caught.value.where.endswith(where)
    assert value in caught.value.what
    assert remedy in caught.value.remedy


def test_a_mistake_far_down_a_long_file_is_named_with_its_line(write):
    rows = [f"{n} {n + 1} 0.5" for n in range(20_000)]
    rows[12_344] = "12344 12345"
    rows[12_345] = "12345 12346 0.5 7"
    with pytest.raises(InputError, match="line 12347: too few"):
        read_network(write("# one\n# two\n" + "\n".join(rows)), direction=FORWARD)


@pytest.mark.parametrize("block", [16, 1 << 23])
@pytest.mark.parametrize("delimiter", [",", " "])
def test_a_short_and_a_long_row_do_not_cancel(write, monkeypatch, block, delimiter):
    monkeypatch.setattr(edge_list, "BLOCK", block)
    good = "".join(f"{n},{n + 1},9\n" for n in range(300))
    assert read_network(write(good.replace(",", delimiter)), direction=FORWARD, weight=False).ties == 300
    for bad in ("1,2\n3,4,9,9\n", "3,4,9,9\n1,2\n"):
        with pytest.raises(InputError, match="line 301: too"):
            read_network(write((good + bad).replace(",", delimiter)), direction=FORWARD, weight=False)


def test_a_late_label_that_is_no_whole_number_makes_all_labels_text(write):
    rows = "".join(f"{n},{n + 1},0.5\n" for n in range(300))
    network = read_network(write(rows + "7.0,8,0.5\n"), direction=FORWARD)
    assert {"7", "7.0"} < set(network.labels)


def test_trust_is_mapped_as_declared(write):
    path = write("1 2 -20\n1 3 0\n1 4 5\n1 5 10\n")

    def trust(declared):
        return read_network(path, direction=FORWARD, trust=declared).trust

    assert trust(None) is None
    assert trust(0.5).tolist() == [0.5] * 4
    assert trust(1).tolist() == [1] * 4
    assert trust((-10, 10)).tolist() == [0, 0.5, 0.75, 1]
    assert trust([-10, 10]).tolist() == [0, 0.5, 0.75, 1]
    assert trust({-20: 0, 0: 0.25, 5: 0.5, 10: 1}).tolist() == [0, 0.25, 0.5, 1]
    assert trust(lambda w: (w > 0) / 2).tolist() == [0, 0, 0.5, 0.5]
    assert read_network(path, direction=FORWARD, trust=(-10, 10)).weights.tolist() == [-20, 0, 5, 10]


@pytest.mark.parametrize(
    ("value", "argument"),
    [
        (0.5, 0.5),
        (1, 1.0),
        ("weight", "weight"),
        ({"map": "linear", "low": -10, "high": 10}, (-10.0, 10.0)),
        ({"map": "levels", "levels": {"0.4": 0.1, "0.8": 1}}, {0.4: 0.1, 0.8: 1.0}),
    ],
)
def test_a_scenario_file_can_declare_every_map_but_a_function(value, argument):
    assert parse_trust_map(value, "market.trust") == argument


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (1.5, "1.5 is outside"),
        (float("nan"), "nan is outside"),
        (True, "True is no map"),
        ("wieght", "'wieght' is no map"),
        ([0, 1], r"\[0, 1\] is no map"),
        (None, "None is no map"),
        ({}, "without the key 'map'"),
        ({"map": "log"}, "map = 'log'"),
        ({"map": "linear", "low": 1}, "without 'high'"),
        ({"map": "linear", "low": 1, "high": 1}, "no interval"),
        ({"map": "linear", "low": "1", "high": 2}, "market.trust.low: '1'"),
        ({"map": "linear", "low": 1, "high": 2, "hihg": 3}, r"unknown key 'hihg'\n.*'high'"),
        ({"map": "levels", "levels": {}}, "no table of levels"),
        ({"map": "levels", "levels": {"x": 0.5}}, "level 'x'"),
        ({"map": "levels", "levels": {"1": 0.5, "1.0": 0.6}}, "twice"),
        ({"map": "levels", "levels": {"1": 2}}, "market.trust.levels.1: trust 2"),
        ({"map": "levels", "levels": {"nan": 1}}, "nan is not a finite"),
    ],
)
def test_a_scenario_file_cannot_declare_anything_else(value, message):
    with pytest.raises(InputError, match=message) as caught:
        parse_trust_map(value, "market.trust")
    assert caught.value.where.startswith("market.trust")
    assert caught.value.remedy


label = st.one_of(
    st.integers(-30, 30).map(str), st.text("abcä _-", min_size=1).filter(lambda s: s.strip() == s != "")
)
row = st.tuples(label, label, st.floats(allow_nan=False, allow_infinity=False))


@settings(deadline=None, max_examples=60)
@given(rows=st.lists(row, min_size=1, max_size=30), delimiter=st.sampled_from(",;\t"))
def test_any_rows_written_are_read_back(tmp_path_factory, rows, delimiter):
    path = tmp_path_factory.mktemp("rows") / "ties.csv"
    path.write_text("".join(f"{a}{delimiter}{b}{delimiter}{w!r}\n" for a, b, w in rows), encoding="utf-8")
    network = read_network(path, direction=FORWARD, delimiter=delimiter, header=False)
    whole = all(text.removeprefix("-").isdecimal() for a, b, _ in rows for text in (a, b))
    known = int if whole else str
    assert list(network.labels) == sorted({known(text) for a, b, _ in rows for text in (a, b)})
    assert weighted(network) == {(known(a), known(b)): w for a, b, w in rows if known(a) != known(b)}


def test_pandas_and_networkx_are_imported_only_when_needed():
    code = "import sys, stonecast.network as n; print({'pandas', 'networkx'} & set(sys.modules))"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "set()"
    )
