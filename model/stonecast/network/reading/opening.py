"""Opening a network file, compressed or not."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable
from pathlib import Path

from stonecast.errors import InputError, nearest

# Formats whose text could pass for an edge list and give a wrong network without a word.
FOREIGN = frozenset(
    """.json .jsonl .mat .parquet .feather .xlsx .xls .pickle .pkl .zip .zst .7z .rda .rds .h5 .hdf5
    .dot .gv .dl .dta .sqlite .db""".split()  # noqa: SIM905
)
GRAPHS = (".graphml", ".gexf", ".gml", ".net", ".mtx")
ARRAYS = (".npz", ".npy")
PACKED: dict[str, tuple[str, bytes, Callable[[bytes], bytes]]] = {
    ".gz": ("gzip", b"\x1f\x8b", gzip.decompress),
    ".bz2": ("bzip2", b"BZh", bz2.decompress),
    ".xz": ("xz", b"\xfd7zXZ\x00", lzma.decompress),
}
"""By suffix: what it is called, how such a file begins, and how it is unpacked."""

ACCEPTED = (
    "accepted are edge lists (.txt, .csv, .tsv, .edgelist, out.*; comma, tab, semicolon or blanks), "
    ".graphml, .gexf, .gml, Pajek's .net, Matrix Market's .mtx, all of these also as .gz, .bz2 or .xz, and "
    ".npz or .npy; read anything else with networkx and pass the graph"
)

MOST_ROWS = 100_000_000
"""Rows of a matrix or vertices beyond which a size is taken for a mistake: every row is a person."""


def format_of(path: Path) -> str:
    """Return the suffix of a format of `GRAPHS` or `ARRAYS`; or "" for an edge list."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    packed = suffixes.pop() if suffixes and suffixes[-1] in PACKED else ""
    last = suffixes[-1] if suffixes else ""
    if last in FOREIGN:
        raise InputError(f"cannot read {last} files", where=str(path), remedy=ACCEPTED)
    if last in ARRAYS and packed:
        raise InputError(
            f"{last} inside {packed}",
            where=str(path),
            remedy="unpack it first; .npz can be compressed itself",
        )
    return last if last in GRAPHS + ARRAYS else ""


def read_bytes(path: Path) -> bytes:
    """Read a whole file, unpacked if its name says that it is packed.

    Raises
    ------
    InputError
        If there is no such file, or it is not what its name says.
    """
    _check_exists(path)
    suffix, remedy = path.suffix.lower(), "rename the file"
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror})", where=str(path), remedy="check the file's permissions"
        ) from error
    for own, (called, magic, _) in PACKED.items():
        if data.startswith(magic) and suffix != own:
            raise InputError(f"{called}, though not named {own}", where=str(path), remedy=remedy)
    if not data and suffix in (*PACKED, *GRAPHS):
        raise InputError("is empty (0 bytes)", where=str(path), remedy="download or export it again")
    if suffix not in PACKED:
        return data
    called, magic, unpack = PACKED[suffix]
    if not data.startswith(magic):
        raise InputError(f"not {called}, though named {suffix}", where=str(path), remedy=remedy)
    try:
        return unpack(data)
    except (EOFError, OSError, ValueError, zlib.error, lzma.LZMAError) as error:
        raise InputError(
            f"damaged {called} file ({error})", where=str(path), remedy="download or compress it again"
        ) from error


def as_text(data: bytes, where: str) -> str:
    """Return UTF-8 text with lines that end in a newline, without a mark; InputError names the line."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"byte {data[error.start]:#x} is not UTF-8",
            where=f"{where}, line {line}",
            remedy="save the file as UTF-8",
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _check_exists(path: Path) -> None:
    if path.is_dir():
        raise InputError("is a folder", where=str(path), remedy="give the file inside it")
    if not path.exists():
        here = [entry.name for entry in path.parent.iterdir()][:200] if path.parent.is_dir() else []
        remedy = nearest(path.name, here) if here else "check the path"
        raise InputError("no such file", where=str(path), remedy=remedy[:300])
