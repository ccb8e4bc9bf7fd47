"""The command that opens the pond in a browser."""

from __future__ import annotations

import click


@click.command()
@click.argument("scenario", required=False)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8123, show_default=True, help="0: any free one."
)
@click.option("--browser/--no-browser", default=True, help="Open the page.  [default: browser]")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on; 0.0.0.0 lets a class on the same network in.",
)
@click.option(
    "--people",
    type=click.IntRange(100, 1_000_000),
    help="Scale larger scenarios down to so many readers  [default: 10000].",
)
def demo(scenario: str | None, port: int, browser: bool, host: str, people: int | None) -> None:
    """Show SCENARIO (a name, a .toml file, or a lesson in Markdown) as ponds in a browser.

    Without SCENARIO the classroom opens. Nothing leaves this machine; no internet is needed.
    """
    from stonecast.app.serve import serve

    serve(scenario, host=host, port=port, people=people, browser=browser, tell=click.echo)
