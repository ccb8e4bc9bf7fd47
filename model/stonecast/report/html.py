"""The report as one HTML file that asks no host for anything, and as a frame for notebooks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from stonecast.provenance import environment
from stonecast.report import assumptions, figures, style
from stonecast.report import page as said

if TYPE_CHECKING:
    from stonecast.report.drawer import Part
    from stonecast.study.comparison import Comparison

ALT = {
    "outcomes": "Every simulated campaign as a dot: {outcome} of each plan, and the paired differences.",
    "all_outcomes": "Ratio of each plan to {baseline} on every outcome, with 95% intervals.",
    "daily": "{outcome} until each day and on each day: mean of each plan with a band for 90% of the runs.",
    "ripple": "Share of people won at each step from a stone, and people won by each stone, for one run.",
}


def page(
    duel: Comparison, about: dict[str, Any] | None = None, drawn: Mapping[Part, str] | None = None
) -> str:
    """Return the report as a complete HTML document: no scripts, no outside files.

    Parameters
    ----------
    duel
        The comparison.
    about
        What `provenance.environment` says; asked for here if not given.
    drawn
        Figures that are drawn already, as SVG by name and width; the others are drawn here.
    """
    sentences = duel.verdict().strip().splitlines()
    text: str = template("report").render(
        spec=duel.spec,
        currency=duel.spec.money.currency,
        headline=sentences[0],
        sentences=sentences[1:],
        basis=said.basis(duel),
        plans=[{"title": plan.title, "name": plan.name} for plan in duel.plans],
        cards=said.cards(duel),
        wins=said.wins(duel),
        winners=said.winners(duel),
        shapes=said.shapes(duel),
        why=said.reasons(duel),
        assumptions=assumptions.groups(duel.spec),
        notes=assumptions.notes(duel.samples[0]),
        figures={name: _figure(duel, name, drawn or {}) for name in figures.OF_COMPARISON},
        fills=[style.fill(plan) for plan in range(len(duel.plans))],
        inks=[style.ink(plan) for plan in range(len(duel.plans))],
        lucks=ranges(duel.lucks),
        seeds=ranges(duel.market_seeds),
        about=about or environment(),
    )
    return text


def fragment(duel: Comparison) -> str:
    """Return the report in a frame of its own, for a notebook: it works offline and in saved notebooks."""
    title = escape(duel.spec.title or duel.spec.name, quote=True)
    return (
        f'<iframe title="{title}" srcdoc="{escape(page(duel), quote=True)}" sandbox '
        'style="width:100%;height:720px;border:1px solid #d9dfe5;border-radius:8px;background:#fff"></iframe>'
    )


def inline(svg: str, *, prefix: str, alt: str) -> Markup:
    """Make a figure's SVG fit to stand inside a page: own names, no addresses, scaling with its column."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\s(?:xmlns(?::\w+)?|version)="[^"]*"', "", svg)
    svg = re.sub(r'(?:xlink:)?href="#', f'href="#{prefix}', svg.replace("xlink:href", "href"))
    svg = re.sub(r'\bid="', f'id="{prefix}', svg)
    svg = svg.replace("url(#", f"url(#{prefix}")
    svg = svg.replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, sans-serif")
    svg = re.sub(
        r'^<svg([^>]*?) width="[^"]*"', r"<svg\1", re.sub(r'^<svg([^>]*?) height="[^"]*"', r"<svg\1", svg)
    )
    named = f'<svg role="img" aria-label="{escape(alt, quote=True)}"'
    return Markup(named + svg.removeprefix("<svg"))


def _figure(duel: Comparison, name: str, drawn: Mapping[Part, str]) -> dict[str, Any]:
    """Return a figure twice: wide for a screen or paper, narrow for a phone."""
    from stonecast.wording import words

    alt = ALT[name].format(outcome=words.COUNTED[duel.outcome][0], baseline=duel.plans[0].title)
    draw, shown = figures.OF_COMPARISON[name], {}
    for width in ("wide", "narrow"):
        svg = drawn.get((name, width)) or style.to_svg(draw(duel, narrow=width == "narrow"))
        shown[width] = inline(svg, prefix=f"{name}-{width}-", alt=alt)
    return shown


def template(name: str) -> Any:
    """Return a page's template."""
    made = Environment(
        loader=PackageLoader("stonecast.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return made.get_template(f"{name}.html.j2")


def ranges(numbers: tuple[int, ...]) -> str:
    """Write whole numbers briefly: 0 to 99, or the first few."""
    if len(numbers) > 2 and list(numbers) == list(range(numbers[0], numbers[0] + len(numbers))):
        return f"{numbers[0]} to {numbers[-1]}"
    few = ", ".join(str(number) for number in numbers[:8])
    return few + (f" and {len(numbers) - 8} more" if len(numbers) > 8 else "")
