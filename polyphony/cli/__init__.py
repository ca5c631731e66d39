"""Arguments in, messages and an exit code out: the only place that prints.

Exit codes: 0 fine; 1 the publication has errors; 2 wrong use, or a target that is refused; 3 the machine can't;
4 a bug of Polyphony's own; 130 interrupted. Commands import what they need when they run, so that help is quick.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from importlib import import_module

import click

from polyphony import __version__

__all__ = ["COMMANDS", "main", "report_bug", "start"]

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 88}


COMMANDS = {
    "new": "creating",
    "serve": "serving",
    "build": "building",
    "check": "building",
    "sign": "signing",
    "import": "importing",
    "export": "exporting",
    "clean": "building",
    "schema": "schemas",
    "theme": "theming",
}
"""The commands in the order in which a writer meets them, and the module that each is in."""


class _Commands(click.Group):
    """Loads a command when it is asked for, so that one doesn't wait for the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click passes it)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        if name not in COMMANDS:
            return None
        command = getattr(import_module(f"polyphony.cli.{COMMANDS[name]}"), f"{name}_command")
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            from polyphony.diagnostics import near_name

            near = near_name(args[0], COMMANDS)
            hint = f'did you mean "{near}"?' if near else f"there are: {', '.join(COMMANDS)}"
            ctx.fail(f'there is no command "{args[0]}"; {hint}')
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, context_settings=_CONTEXT)
@click.version_option(__version__, "-V", "--version", message="Polyphony %(version)s")
def polyphony() -> None:
    """Turn a text of several voices into a site in which each is heard.

    Start with "polyphony new my-article", then "polyphony build my-article".
    """


def main() -> None:
    """Run the command line; this is what `polyphony` calls."""
    try:
        sys.exit(polyphony.main(standalone_mode=False))
    except click.UsageError as error:
        error.show()
        if "unexpected extra argument" in error.message:
            click.echo('A name with spaces stands in quotes, as in "our article".', err=True)
        sys.exit(error.exit_code)
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


def start() -> None:
    """Run `main` as a program of its own. A build's values go with the process, and needn't be put away one by one."""
    try:
        main()
    except SystemExit as end:
        code = 0 if end.code is None else end.code
        watched = sys.getprofile() or sys.gettrace() or threading.active_count() > 1  # somebody still has to do with us
        if sys.argv[1:2] == ["build"] and isinstance(code, int) and not watched:
            with suppress(OSError, ValueError, AttributeError):  # Closed, or none at all.
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        raise


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
