"""The command line: it parses, shows and saves; it computes nothing itself.

One file per group of commands, named in `COMMANDS` and read when its command is asked for. Everything heavy
is imported inside the command that needs it, so that ``--help`` answers at once.
"""

from __future__ import annotations

import errno
import sys
from contextlib import redirect_stdout
from importlib import import_module
from typing import TextIO, cast

import click

from stonecast.cli.outlet import Outlet
from stonecast.errors import InputError
from stonecast.version import __version__

COMMANDS = {
    "new": "scenarios",
    "explain": "scenarios",
    "networks": "scenarios",
    "run": "runs",
    "compare": "runs",
    "rerun": "runs",
    "sweep": "studies",
    "sensitivity": "analysis",
    "optimise": "choosing",
    "calibrate": "fits",
    "report": "analysis",
    "demo": "demo",
    "export": "exports",
}
"""Every command, in the order of the help, and the file beside this one that has the function of its name."""


class Commands(click.Group):
    """The commands of `COMMANDS`."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Import a command; None if there is none of that name."""
        if name not in COMMANDS:
            return None
        command = getattr(import_module(f"stonecast.cli.{COMMANDS[name]}"), name)
        assert isinstance(command, click.Command)
        return command


@click.command(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="stonecast")
def cli() -> None:
    """One large stone or hundreds of stones? Simulate influencer campaigns and compare plans for one budget.

    \b
    Start with:   stonecast compare mom_bloggers
    Your own:     stonecast new mine.toml   then   stonecast explain mine.toml
    """  # noqa: D301 (click wants the character, not the two)


def main() -> None:
    """Run a command; exit with 0 done, 1 the run failed, 2 the input is wrong, 130 stopped by Ctrl-C."""
    try:
        with redirect_stdout(cast(TextIO, Outlet(sys.stdout))):
            cli.main(standalone_mode=False)
    except InputError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    except OSError as error:
        if error.filename is None and error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        click.echo(f"Error: {error.filename or 'reading or writing'}: {error.strerror}", err=True)
        click.echo("  -> give another path, or make room and see that you may write there", err=True)
        sys.exit(2)
    except MemoryError:
        click.echo("Error: this takes more memory than there is", err=True)
        click.echo("  -> simulate fewer people: with --scale 10 one reader stands for ten", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped before anything new was saved.", err=True)
        sys.exit(130)
