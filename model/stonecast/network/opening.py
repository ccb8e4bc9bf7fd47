"""Opening a network file, compressed or not."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from stonecast.errors import InputError, nearest

# Formats whose text could pass for an edge list and give a wrong network without a word.
FOREIGN = frozenset(
    """.json .jsonl .gml .mtx .net .mat .parquet .feather .xlsx .xls .pickle .pkl .zip .bz2 .xz .zst .7z
    .rda .rds .h5 .hdf5 .dot .gv .dl .dta .sqlite .db""".split()  # noqa: SIM905
)
ACCEPTED = (
    "accepted are edge lists (.txt, .csv, .tsv, .edgelist, out.*; comma, tab, semicolon or blanks), "
    ".graphml, .gexf, all of these also as .gz, and .npz or .npy; read anything else with networkx and "
    "pass the graph"
)


def format_of(path: Path) -> str:
    """Return ".graphml", ".gexf", ".npz" or ".npy"; or "" for an edge list."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    last = suffixes[-1] if suffixes else ""
    if last in FOREIGN:
        raise InputError(f"cannot read {last} files", where=str(path), remedy=ACCEPTED)
    if last in (".npz", ".npy") and path.suffix.lower() == ".gz":
        raise InputError(
            f"{last} inside .gz", where=str(path), remedy="unpack it first; .npz can be compressed itself"
        )
    return last if last in (".graphml", ".gexf", ".npz", ".npy") else ""


def read_bytes(path: Path) -> bytes:
    """Read a whole file, unpacked if it is named .gz.

    Raises
    ------
    InputError
        If there is no such file, or it is not what its name says.
    """
    _check_exists(path)
    named_gzip = path.suffix.lower() == ".gz"
    try:
        data = path.read_bytes()
        is_gzip = data[:2] == b"\x1f\x8b"
        if is_gzip != named_gzip and data:
            what = "not gzip, though named .gz" if named_gzip else "gzip, though not named .gz"
            raise InputError(what, where=str(path), remedy="rename the file")
        return gzip.decompress(data) if is_gzip else data
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            f"damaged gzip file ({error})", where=str(path), remedy="download or compress it again"
        ) from error
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror})", where=str(path), remedy="check the file's permissions"
        ) from error


def _check_exists(path: Path) -> None:
    if path.is_dir():
        raise InputError("is a folder", where=str(path), remedy="give the file inside it")
    if not path.exists():
        here = [entry.name for entry in path.parent.iterdir()][:200] if path.parent.is_dir() else []
        remedy = nearest(path.name, here) if here else "check the path"
        raise InputError("no such file", where=str(path), remedy=remedy[:300])
