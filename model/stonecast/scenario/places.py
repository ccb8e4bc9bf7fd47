"""Find one's way in the schema: what stands where, which names are known there, what they mean."""

from __future__ import annotations

import json
import re
import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from stonecast.errors import nearest
from stonecast.scenario.lines import Path

_WORDS = {int: "a whole number", float: "a number", str: "text in quotes", bool: "true or false"}


@dataclass(frozen=True)
class Place:
    """One setting: its path, the group that holds it, what may stand there, and what that means."""

    path: Path
    group: type[BaseModel] | None
    kind: Any
    meaning: str = ""

    @property
    def is_union(self) -> bool:
        """Whether values of several kinds may stand here."""
        return len(_options(self.kind)) > 1


def follow(root: type[BaseModel], loc: tuple[str | int, ...]) -> Place:
    """Follow a pydantic location from the root, leaving out the tags that the file does not have."""
    kind: Any = root
    group: type[BaseModel] | None = None
    path: list[str | int] = []
    about = ""
    rest = list(loc)
    while rest:
        options, part = _options(kind), rest.pop(0)
        if len(options) > 1:
            inner = _branch(options, str(part))
            kind = inner if rest else kind
        elif part != "[key]":
            kind = options[0]
            group = kind if _is_group(kind) else None
            path.append(part)
            if group:
                field = group.model_fields.get(str(part))
                about = (field.description or "") if field else ""
            kind = _inside(kind, part)
    return Place(tuple(path), group, kind, about)


def dotted(path: Path) -> str:
    """Write a path as people do: ``bloggers[2].followers``, counted from 1."""
    out = ""
    for part in path:
        if isinstance(part, int):
            out += f"[{part + 1}]"
        else:
            out += ("." if out else "") + (part if re.fullmatch("[A-Za-z0-9_-]+", part) else json.dumps(part))
    return out


def expectation(kind: Any) -> str:
    """Say in words what may stand somewhere."""
    return " or ".join(dict.fromkeys(_word(option) for option in _options(kind)))


def fixed_length(kind: Any) -> int:
    """Length of a list of fixed length that may stand somewhere; 0 if there is none."""
    pairs = [get_args(option) for option in _options(kind) if get_origin(option) is tuple]
    return next((len(args) for args in pairs if args[-1] is not Ellipsis), 0)


def groups_in(kind: Any) -> list[type[BaseModel]]:
    """Groups of settings that may stand somewhere."""
    return [option for option in _options(kind) if _is_group(option)]


def required(group: type[BaseModel]) -> list[str]:
    """Names of a group that have no default."""
    return [name for name, field in group.model_fields.items() if field.is_required() and name != "kind"]


def where_known(root: type[BaseModel], name: str, group: type[BaseModel] | None) -> str:
    """Say what an unknown name of a group was probably meant to be."""
    known = list(group.model_fields) if group else []
    hint = nearest(name, known)
    if hint.startswith("did you mean"):
        return hint
    homes = sorted({home for home, there in _groups(root, "") if name in there.model_fields})
    if homes:
        return "it belongs in " + " or ".join(homes)
    return hint


def _groups(kind: Any, home: str) -> Iterator[tuple[str, type[BaseModel]]]:
    """Walk through all groups, each with the section that it is written in."""
    several = len(groups_in(kind)) > 1
    for option in _options(kind):
        if _is_group(option):
            place = f"[{home}]" if home else "the top of the file, above the first [section]"
            yield place + (f" with kind = '{_tag(option)}'" if several and _tag(option) else ""), option
            for name, field in option.model_fields.items():
                yield from _groups(field.annotation, f"{home}.{name}".strip("."))
        elif get_origin(option) is dict:
            yield from _groups(get_args(option)[1], f"{home}.NAME")
        elif get_origin(option) is tuple and groups_in(get_args(option)[0]):
            yield from _groups(get_args(option)[0], f"[{home}]" if home == "bloggers" else home)


def _is_group(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _options(kind: Any) -> list[Any]:
    """Return the kinds of a union, each without its annotations; one kind for anything else."""
    origin = get_origin(kind)
    if origin is Annotated:
        return _options(get_args(kind)[0])
    if origin in (Union, types.UnionType):
        return [one for part in get_args(kind) if part is not type(None) for one in _options(part)]
    return [kind]


def _branch(options: list[Any], tag: str) -> Any:
    for option in options:
        if _is_group(option) and (tag == _tag(option) or option.__name__ in tag):
            return option
        if get_origin(option) is tuple and tag.startswith("tuple["):
            return option
    return next(one for one in [*options, None] if not _is_group(one) and get_origin(one) is not tuple)


def _tag(group: type[BaseModel]) -> str:
    field = group.model_fields.get("kind")
    return str(get_args(field.annotation)[0]) if field and get_args(field.annotation) else ""


def _inside(kind: Any, part: str | int) -> Any:
    if _is_group(kind):
        return kind.model_fields[part].annotation if part in kind.model_fields else None
    args = get_args(kind)
    if get_origin(kind) is tuple and isinstance(part, int):
        return args[0] if args[-1] is Ellipsis else args[min(part, len(args) - 1)]
    return args[1] if get_origin(kind) is dict else None


def _word(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return " or ".join(f'"{choice}"' for choice in get_args(kind))
    if get_origin(kind) is tuple:
        args = get_args(kind)
        many = "" if args[-1] is Ellipsis else f" of {len(args)}"
        return f"a list{many} in [ ]"
    if _is_group(kind):
        return "a table {" + "".join(f" {name} = ...," for name in required(kind)).rstrip(",") + " }"
    return _WORDS.get(kind, "a table")
