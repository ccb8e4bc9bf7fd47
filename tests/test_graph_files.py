"""Networks in graph files, matrices and arrays: all agree, and each is what its name says."""

from __future__ import annotations

import bz2
import gzip

import networkx as nx
import numpy as np
import pytest

from network_files import FORWARD, said, ties, weighted, writer
from stonecast.errors import InputError
from stonecast.network import read_network


@pytest.fixture
def write(tmp_path):
    return writer(tmp_path)


def test_the_same_network_comes_from_every_format(tmp_path, write):
    rows = [(3, 7, 0.5), (7, 20, 2.0), (20, 3, 1.0)]
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(rows)
    array = np.array(rows)
    nx.write_graphml(graph, tmp_path / "a.graphml")
    nx.write_graphml(graph, tmp_path / "a.graphml.gz")
    nx.write_gexf(graph, tmp_path / "a.gexf")
    nx.write_gexf(graph, tmp_path / "a.gexf.gz")
    nx.write_gml(graph, tmp_path / "a.gml")
    nx.write_gml(graph, tmp_path / "b.gml.bz2")
    nx.write_pajek(graph, tmp_path / "a.net")
    np.save(tmp_path / "a.npy", array)
    source, target = array[:, 0].astype(int), array[:, 1].astype(int)
    np.savez(tmp_path / "a.npz", source=source, target=target, weight=array[:, 2])
    np.savez_compressed(tmp_path / "b.npz", authors=source, followers=target, weights=array[:, 2])
    write("".join(f"{a},{b},{w}\n" for a, b, w in rows), "a.csv")
    sources = [
        graph,
        array,
        *(
            tmp_path / name
            for name in (
                "a.csv",
                "a.graphml",
                "a.graphml.gz",
                "a.gexf",
                "a.gexf.gz",
                "a.gml",
                "b.gml.bz2",
                "a.net",
                "a.npy",
                "a.npz",
                "b.npz",
            )
        ),
    ]
    for one in sources:
        network = read_network(one, direction=FORWARD, trust=(0, 2))
        assert weighted(network) == {(a, b): w for a, b, w in rows}
        assert network.trust.tolist() == [0.25, 1.0, 0.5]
        assert list(network.labels) == [3, 7, 20]
        assert all(type(label) is int for label in network.labels)
        assert "read 3 rows" in said(network)


@pytest.mark.parametrize("delimiter", [" ", ",", "\t"])
def test_an_edge_list_of_networkx_keeps_its_weights(tmp_path, delimiter):
    graph = nx.DiGraph()
    graph.add_edge(3, 7, weight=0.5, since=2001)
    graph.add_edge(7, 20, weight=2, since=2002)
    path = tmp_path / "a.edgelist"
    nx.write_edgelist(graph, path, delimiter=delimiter)
    network = read_network(path, direction=FORWARD)
    assert weighted(network) == {(3, 7): 0.5, (7, 20): 2.0}
    assert "ignored the attributes since" in network.notes
    nx.write_edgelist(nx.DiGraph([("ann", "bob")]), path, delimiter=delimiter)
    assert ties(read_network(path, direction=FORWARD)) == [("ann", "bob")]


def test_a_file_must_be_what_its_name_says(tmp_path, write):
    (tmp_path / "a.txt.gz").write_text("1 2\n")
    (tmp_path / "b.txt").write_bytes(gzip.compress(b"1 2\n"))
    (tmp_path / "c.txt.gz").write_bytes(gzip.compress(b"1 2\n" * 1000)[:-12])
    (tmp_path / "d.graphml").write_text("<graphml>\n<oops\n")
    (tmp_path / "e.gexf").write_text("1 2\n")
    (tmp_path / "f.npy").write_text("1 2\n")
    (tmp_path / "g.npz").write_text("1 2\n")
    (tmp_path / "i.txt.xz").write_text("1 2\n")
    np.save(tmp_path / "p.npy", [[1, 2], [2, 3]])
    np.savez(tmp_path / "q.npz", source=[1, 2], target=[2, 3])
    (tmp_path / "p.npy").rename(tmp_path / "p.npz")
    (tmp_path / "q.npz").rename(tmp_path / "q.npy")
    (tmp_path / "j.txt").write_bytes(bz2.compress(b"1 2\n"))
    (tmp_path / "k.txt.bz2").write_bytes(bz2.compress(b"1 2\n" * 1000)[:-12])
    size = "900000000000 900000000000 1"
    (tmp_path / "o.mtx").write_text(f"%%MatrixMarket matrix coordinate real general\n{size}\n1 2 3\n")
    (tmp_path / "r.net").write_text("*Vertices 900000000000\n")
    (tmp_path / "s.net").write_text("*Vertices 90000000\n*Arcs\n1 2\n")
    for name in ("l.gml", "m.net", "n.mtx"):
        (tmp_path / name).write_text("*vertices 2\n3 2 1\n")
    for name, message in {
        "a.txt.gz": "not gzip, though named .gz",
        "i.txt.xz": "not xz, though named .xz",
        "j.txt": "bzip2, though not named .bz2",
        "k.txt.bz2": "damaged bzip2",
        "l.gml": "no valid gml",
        "m.net": "no valid net",
        "n.mtx": "no valid mtx",
        "o.mtx": "claims 900,000,000,000 rows",
        "r.net": "claims 900,000,000,000 vertices",
        "s.net": "claims 90,000,000 vertices, more than the file has bytes",
        "b.txt": "gzip, though not named .gz",
        "c.txt.gz": "damaged gzip",
        "d.graphml": "no valid graphml",
        "e.gexf": "no valid gexf",
        "f.npy": r"no valid .npy file \(no array of numbers",
        "g.npz": "no valid .npz",
        "p.npz": "no valid .npz",
        "q.npy": "no valid .npy",
        "h.json": "cannot read .json files",
        "h.dot.gz": "cannot read .dot files",
        "b.text": r"no such file\n  -> did you mean 'b.txt'",
        ".": "is a folder",
    }.items():
        with pytest.raises(InputError, match=message) as caught:
            read_network(tmp_path / name, direction=FORWARD)
        assert caught.value.remedy


MATRIX = """%%MatrixMarket matrix coordinate {} {}
% an entry in row i and column j is a tie from i to j
4 4 3
2 1 0.5
3 1 2
3 2 1
"""


def test_a_matrix_is_read_with_all_its_people(write):
    network = read_network(write(MATRIX.format("real", "general"), "a.mtx"), direction=FORWARD)
    assert weighted(network) == {(2, 1): 0.5, (3, 1): 2.0, (3, 2): 1.0}
    assert list(network.labels) == [1, 2, 3, 4]
    plain = read_network(write(MATRIX.format("real", "general"), "b.mtx"), direction=FORWARD, weight=False)
    assert plain.weights is None
    both = read_network(write(MATRIX.format("real", "symmetric"), "c.mtx"), direction="both")
    assert ties(both) == [(1, 2), (1, 3), (2, 1), (2, 3), (3, 1), (3, 2)]
    assert "repeated" not in said(both)
    own = MATRIX.replace("2 1 0.5", "2 2 0.5").format("real", "symmetric")
    assert "dropped 1 self-loop" in read_network(write(own, "e.mtx"), direction="both").notes
    with pytest.raises(InputError, match="undirected"):
        read_network(write(MATRIX.format("real", "symmetric"), "c.mtx"), direction=FORWARD)
    for bad in (MATRIX.replace("4 4 3", "4 5 3"), MATRIX.replace("coordinate", "array")):
        with pytest.raises(InputError, match=r"matrix of real entries|no valid mtx"):
            read_network(write(bad.format("real", "general"), "d.mtx"), direction=FORWARD)


@pytest.mark.parametrize("name", ["a.net", "a.graphml", "a.gexf", "a.gml", "a.mtx", "a.csv.gz", "a.net.xz"])
def test_a_file_of_no_bytes_is_called_empty(name, tmp_path):
    (tmp_path / name).touch()
    with pytest.raises(InputError, match=r"is empty \(0 bytes\)"):
        read_network(tmp_path / name, direction="both")


def test_pajek_says_which_way_by_its_sections(write):
    people = '*Vertices 3\n1 "Ann B"\n2 Bo\n3 Cy\n'
    arcs = read_network(write(people + "*Arcs\n1 2 0.5\n2 3 1\n*Edges\n", "a.net"), direction=FORWARD)
    assert weighted(arcs) == {("Ann B", "Bo"): 0.5, ("Bo", "Cy"): 1.0}
    edges = write(people + "*Arcs\n*Edges\n1 2 1\n", "b.net")
    assert ties(read_network(edges, direction="both")) == [("Ann B", "Bo"), ("Bo", "Ann B")]
    with pytest.raises(InputError, match="undirected"):
        read_network(edges, direction=FORWARD)
    with pytest.raises(InputError, match="2 different names"):
        read_network(write(people.replace("Cy", "Bo") + "*Arcs\n1 2 1\n", "d.net"), direction=FORWARD)


def test_pajek_in_all_its_forms_lists_the_same_ties(write):
    people = "% by hand\r\n*Network small\r\n*Vertices 3\r\n"
    forms = {
        "*Vertices 3\n*Arcs\n1 2\n2 3\n": [(1, 2), (2, 3)],
        "*Vertices 3\n*Arcslist\n1 2 3\n": [(1, 2), (1, 3)],
        "*Vertices 3\n*Arcs\n1 2\n*Edges\n2 3\n": [(1, 2), (2, 3), (3, 2)],
        people + '*Arcs :1 "knows"\r\n1 2 1 p Dots\r\n/* half */\r\n2 3 0.5\r\n': [(1, 2), (2, 3)],
    }
    for text, wanted in forms.items():
        network = read_network(write(text, "a.net"), direction=FORWARD)
        assert (ties(network), network.people) == (wanted, 3)
    names = '*Vertices 3\n1 "d*e" 0.1 0.2\n2 O\'Brien\n3 "Ann \\"A\\" B"\n*Arcs\n1 2\n2 3\n'
    network = read_network(write(names, "b.net"), direction=FORWARD)
    assert ties(network) == [("O'Brien", 'Ann "A" B'), ("d*e", "O'Brien")]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("*Arcs\n1 4\n", "line 3: no valid net .*'4' is no vertex"),
        ("*Arcs\n0 1\n", "'0' is no vertex"),
        ("*Arcs\n1\n", "line 3: .*alone"),
        ("*Matrix\n0 1\n", r"line 2: the section \*matrix"),
        ("*Vertices 3\n", "one such section"),
        ("4 Dan\n", "'4' is no vertex"),
        ("*Arcs\n1 2 0.5\n2 3\n", "has no attribute 'weight'"),
    ],
)
def test_pajek_that_is_none_names_the_line(write, rows, message):
    with pytest.raises(InputError, match=message):
        read_network(write("*Vertices 3\n" + rows, "a.net"), direction=FORWARD)


def test_text_that_is_not_utf_8_names_the_line(write):
    for name, told in (
        ("a.net", '*Vertices 2\n1 "Zo\xeb"\n'),
        ("a.gml", 'graph [\nnode [ label "Zo\xeb" ] ]'),
    ):
        with pytest.raises(InputError, match="line 2: byte 0xeb is not UTF-8"):
            read_network(write(told.encode("latin-1"), name), direction=FORWARD)


def test_ties_that_gml_repeats_without_saying_so_count_once(write):
    told = "graph [ directed 1 node [ id 4 ] node [ id 7 ]"
    told += " edge [ source 4 target 7 weight 1 ] edge [ source 4 target 7 weight 2 ] ]"
    network = read_network(write(told, "a.gml"), direction=FORWARD)
    assert weighted(network) == {(4, 7): 2.0}
    assert "dropped 1 repeated tie (the last row counts)" in network.notes


def test_an_entry_of_a_matrix_that_is_no_number_is_refused(write):
    matrix = MATRIX.format("real", "general").replace("3 1 2", "3 1 nan")
    with pytest.raises(InputError, match="weight nan of the tie 3 -> 1"):
        read_network(write(matrix, "a.mtx"), direction=FORWARD)


def test_gml_without_labels_is_read_by_numbers(write):
    told = "graph [ directed 1 node [ id 4 ] node [ id 7 ] edge [ source 4 target 7 ] ]"
    assert ties(read_network(write(told, "a.gml"), direction=FORWARD)) == [(4, 7)]


def test_an_object_array_is_never_unpickled(tmp_path):
    np.save(tmp_path / "a.npy", np.array([[1, 2]], dtype=object))
    with pytest.raises(InputError, match=r"no valid \.npy"):
        read_network(tmp_path / "a.npy", direction=FORWARD)


@pytest.mark.parametrize("suffix", ["graph", ".graphml", ".gexf"])
def test_an_undirected_graph_can_only_be_read_both_ways(tmp_path, suffix):
    graph = nx.Graph([("a", "b"), ("b", "c"), ("c", "c")])
    graph.add_node("loner")
    source = graph
    if suffix != "graph":
        source = tmp_path / f"a{suffix}"
        (nx.write_graphml if suffix == ".graphml" else nx.write_gexf)(graph, source)
    network = read_network(source, direction="both")
    assert list(network.labels) == ["a", "b", "c", "loner"]
    assert ties(network) == [("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")]
    assert network.weights is None
    for direction in ("author_to_follower", "follower_to_author"):
        with pytest.raises(InputError, match="undirected") as caught:
            read_network(source, direction=direction)
        assert "direction='both'" in caught.value.remedy


def test_a_directed_graph_can_be_read_every_way():
    graph = nx.DiGraph([("a", "b")])
    assert ties(read_network(graph, direction="both")) == [("a", "b"), ("b", "a")]
    assert ties(read_network(graph, direction="follower_to_author")) == [("b", "a")]


def test_a_weight_that_only_some_edges_have_is_an_error():
    graph = nx.DiGraph([("a", "b"), ("b", "c")])
    graph["a"]["b"]["weight"] = 0.5
    with pytest.raises(InputError, match="b -> c has no attribute 'weight'"):
        read_network(graph, direction=FORWARD)
    assert read_network(graph, direction=FORWARD, weight=False).weights is None
    for wrong in ("much", True):
        graph["b"]["c"]["weight"] = wrong
        with pytest.raises(InputError, match=f"{wrong!r} of the tie b -> c"):
            read_network(graph, direction=FORWARD)
    with pytest.raises(InputError, match="'trust'"):
        read_network(graph, direction=FORWARD, weight="trust")


def test_edges_of_a_multigraph_repeat_a_tie():
    graph = nx.MultiDiGraph()
    graph.add_edge(1, 2, rating=0.25)
    graph.add_edge(1, 2, rating=0.5)
    network = read_network(graph, direction=FORWARD, weight="rating", trust="weight")
    assert network.trust.tolist() == [0.5]
    assert "dropped 1 repeated tie (the last row counts)" in network.notes


def test_nodes_of_a_graph_keep_their_kind():
    assert list(read_network(nx.DiGraph([("10", "9")]), direction=FORWARD).labels) == ["10", "9"]
    assert list(read_network(nx.DiGraph([(10, 9)]), direction=FORWARD).labels) == [9, 10]
    assert list(read_network(nx.DiGraph([((0, 1), "b")]), direction=FORWARD).labels) == ["(0, 1)", "b"]
    with pytest.raises(InputError, match="both written '1'"):
        read_network(nx.DiGraph([(1, "1")]), direction=FORWARD)


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.array([1, 2]), "shape"),
        (np.zeros((3, 4)), "shape"),
        (np.zeros((0, 2)), "no rows"),
        (np.array([[1, 2.5]]), "label 2.5 in row 0"),
        (np.array([[1, np.nan]]), "label nan"),
        (np.array([[1, 2.0**60]]), "label 1.15"),
        (np.array([[1, 2**63]], np.uint64), "label 9223372036854775808"),
        (np.array([[1, 2, np.inf]]), "weight .*inf"),
        (np.array([["a", "b", "much"]]), "'much'"),
        (np.array([["a", ""]]), "without a label"),
        (np.array([[True, False]]), "labels of type bool"),
        (np.ma.array([[1, 2], [2, 3]], mask=[[0, 0], [1, 0]]), "masked"),
        ([[1, 2]], "cannot read a network from list"),
    ],
)
def test_an_array_that_is_no_list_of_ties_is_refused(array, message):
    with pytest.raises(InputError, match=message):
        read_network(array, direction=FORWARD)


def test_the_weight_of_an_array_is_its_third_column_or_not_read():
    array = np.array([[1, 2, 5], [2, 3, 7]])
    assert weighted(read_network(array, direction=FORWARD, weight=2)) == {(1, 2): 5, (2, 3): 7}
    assert read_network(array, direction=FORWARD, weight=False).weights is None
    with pytest.raises(InputError, match="weight=0"):
        read_network(array, direction=FORWARD, weight=0)


def test_an_array_may_hold_text():
    network = read_network(np.array([["b", "a", "0.5"], ["a", "c", "1"]]), direction=FORWARD, trust="weight")
    assert weighted(network) == {("b", "a"): 0.5, ("a", "c"): 1}
    assert read_network(np.array([[1, 2, 3]]), direction=FORWARD, weight=False).weights is None


def test_named_arrays_must_be_unmistakable(tmp_path):
    path = tmp_path / "a.npz"
    one, two = np.array([1]), np.array([2])
    np.savez(path, authors=one, followers=two, colour=one)
    assert "ignored the arrays colour" in said(read_network(path, direction=FORWARD))
    with pytest.raises(InputError, match="authors and followers"):
        read_network(path, direction="follower_to_author")
    for arrays, message in [
        ({"a": one, "b": two}, "the arrays a, b"),
        ({"authors": one, "followers": two, "source": one, "target": two}, "the arrays"),
        ({"source": one, "target": np.array([1, 2])}, "shape"),
        ({"source": one, "target": two, "weight": np.array([1, 2])}, "weights of shape"),
        ({"source": one, "target": two, "weight": one, "weights": two}, "two arrays"),
    ]:
        np.savez(path, **arrays)
        with pytest.raises(InputError, match=message):
            read_network(path, direction=FORWARD)


def test_options_of_text_are_refused_where_there_is_no_text(tmp_path):
    np.save(tmp_path / "a.npy", np.array([[1, 2]]))
    for source in (nx.DiGraph([(1, 2)]), np.array([[1, 2]]), tmp_path / "a.npy"):
        for option in ({"columns": (0, 1)}, {"header": False}, {"delimiter": ","}):
            with pytest.raises(InputError, match="leave it out"):
                read_network(source, direction=FORWARD, **option)


IGRAPH = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="v_name" for="node" attr.name="name" attr.type="string"/>
  <graph id="G" edgedefault="directed">
    <node id="n0"><data key="v_name">{}</data></node>
    <node id="n1"><data key="v_name">{}</data></node>
    <edge source="n0" target="n1"/>
  </graph>
</graphml>
"""


@pytest.mark.parametrize(
    ("names", "labels"),
    [(("Jörg", "Ümit"), ["Jörg", "Ümit"]), (("20", "7"), [7, 20]), (("Ann", "Ann"), ["n0", "n1"])],
)
def test_people_of_igraph_are_called_by_their_names(write, names, labels):
    network = read_network(write(IGRAPH.format(*names), "a.graphml"), direction=FORWARD)
    assert list(network.labels) == labels
    assert ("people are called by the attribute 'name'" in network.notes) == (labels != ["n0", "n1"])
