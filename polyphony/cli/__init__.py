"""Arguments in, messages and an exit code out: the only place that prints.

Exit codes: 0 fine; 1 the publication has errors; 2 wrong use, or a target that is refused; 3 the machine can't;
4 a bug of Polyphony's own; 130 interrupted. Commands import what they need when they run, so that help is quick.
"""

from __future__ import annotations

import os
import sys

import click

from polyphony import __version__
from polyphony.cli.building import build_command, check_command, clean_command
from polyphony.cli.creating import new_command
from polyphony.cli.exporting import export_command
from polyphony.cli.schemas import schema_command
from polyphony.cli.serving import serve_command
from polyphony.cli.theming import theme_command

__all__ = ["main", "report_bug"]

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 88}


class _Commands(click.Group):
    """The commands in the order in which a writer meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click passes it)
        return list(self.commands)


@click.group(cls=_Commands, context_settings=_CONTEXT)
@click.version_option(__version__, "-V", "--version", message="Polyphony %(version)s")
def polyphony() -> None:
    """Turn a text of several voices into a site in which each is heard.

    Start with "polyphony new my-article", then "polyphony build my-article".
    """


for _command in (
    new_command,
    serve_command,
    build_command,
    check_command,
    export_command,
    clean_command,
    schema_command,
    theme_command,
):
    polyphony.add_command(_command)


def main() -> None:
    """Run the command line; this is what `polyphony` calls."""
    try:
        sys.exit(polyphony.main(standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # noqa: BLE001  (whatever it is, the user is told in words)
        report_bug(error)
        sys.exit(4)


def report_bug(error: BaseException) -> None:
    """Say that this is our fault, where to tell us, and leave the details in a file beside."""
    import tempfile
    import traceback

    from polyphony.diagnostics import escape_controls

    details = "".join(traceback.format_exception(error))
    with tempfile.NamedTemporaryFile(
        "w", prefix="polyphony-bug-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write(details)
    click.echo(
        "Something in Polyphony itself is broken. It is not your mistake, and nothing of yours was changed.\n"
        f"  {type(error).__name__}: {escape_controls(str(error))[:300]}\n"
        f"The details are in {file.name}. Please send them to the developers, with what you did before.",
        err=True,
    )
