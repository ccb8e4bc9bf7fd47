"""A small Markdown, as much as a lesson needs: paragraphs, lists, **bold**, *italics*, `code`."""

from __future__ import annotations

import html
import re

_INLINE = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"\*([^*\s][^*]*)\*"), r"<em>\1</em>"),
)


def to_html(text: str) -> str:
    """Return HTML; everything that is not one of these marks is shown as it stands."""
    return "\n".join(_block(block) for block in re.split(r"\n\s*\n", text.strip()) if block.strip())


def _block(block: str) -> str:
    lines = [line.strip() for line in block.strip().splitlines()]
    for tag, mark in (("ul", r"[-*]\s+"), ("ol", r"\d+\.\s+")):
        if re.match(mark, lines[0]):
            items = re.split(rf"(?:^|\n){mark}", "\n".join(lines))[1:]
            return f"<{tag}>" + "".join(f"<li>{_inline(item)}</li>" for item in items) + f"</{tag}>"
    if lines[0].startswith("> "):
        return f"<blockquote>{_inline(' '.join(line.removeprefix('> ') for line in lines))}</blockquote>"
    return f"<p>{_inline(' '.join(lines))}</p>"


def _inline(text: str) -> str:
    text = html.escape(text.replace("\n", " "), quote=False)
    for pattern, tagged in _INLINE:
        text = pattern.sub(tagged, text)
    return text
