"""The command `serve`: a preview on this machine, and a line for each rebuild."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from polyphony.cli.reporting import Progress, count, print_diagnostics

if TYPE_CHECKING:
    from polyphony.serve import Preview, Rebuilt, Settings

__all__ = ["serve_command"]


@click.command("serve", short_help="Show it in your browser while you write.")
@click.argument("folder", type=click.Path(path_type=Path), default=".", required=False)
@click.option("--port", type=click.IntRange(1, 65535), help="This port and no other, instead of the next free one.")
@click.option("--host", default="", help="Another address to listen on, such as 0.0.0.0: others can then read along.")
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME", help="A further name to answer to.")
@click.option("--open", "opens", is_flag=True, help="Open the preview in a browser.")
@click.option("--editor", default="", help="What opens a source: a name such as vscode or gedit, a command, or none.")
@click.option("--drafts/--no-drafts", default=True, help="Show pages that are marked as drafts (as is usual here).")
@click.option(
    "--poll", type=click.IntRange(50), is_flag=False, flag_value=500, metavar="MS",
    help="Look for changes every so many milliseconds, where the system doesn't tell of them (500 if none are named).",
)  # fmt: skip
def serve_command(folder: Path, *, opens: bool, drafts: bool, poll: int | None, editor: str, **wanted: Any) -> None:
    """Show the publication in FOLDER in a browser, and every change to it at once.

    Nothing is written: the site is kept in memory until you stop with Ctrl-C.
    """
    from polyphony.pipeline import Options
    from polyphony.serve import BusyError, Preview, Settings, find_editor

    if not folder.is_dir():
        raise click.UsageError(f'there is no folder "{folder}"')
    try:
        found = find_editor(editor, os.environ)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--editor") from error
    settings = Settings(editor=found, poll=poll / 1000 if poll else None, **wanted)
    progress = Progress()
    preview = Preview(folder, Options(drafts=drafts, progress=progress), settings)
    try:
        preview.listen()
    except BusyError as error:
        where = f"{settings.host or '127.0.0.1'}:{settings.port}" if settings.port else settings.host or "this machine"
        click.echo(f"Nothing can listen on {where}: {error}.", err=True)
        if settings.port:
            click.echo("Leave --port out, and the next free port is taken.", err=True)
        sys.exit(3)
    first = preview.build()
    progress.clear()
    print_diagnostics(first.found, "text")
    _say_where(preview, settings, first)
    if opens:
        import webbrowser

        webbrowser.open(f"http://127.0.0.1:{preview.port}/")
    preview.run(_print_rebuilt, _say_polling)


def _say_where(preview: Preview, settings: Settings, first: Rebuilt) -> None:
    """Say where the preview is, who can read it, and how a phone gets there."""
    from polyphony.serve import FIRST_PORT, own_address

    address = f"http://localhost:{preview.port}/"
    if settings.port is None and preview.port != FIRST_PORT:
        click.echo(f"Port {FIRST_PORT} is busy; this preview has port {preview.port}.")
    what = _count_problems(first) if first.failed else f"{count(first.pages, 'page')} in {first.seconds:.1f} s"
    if settings.host and settings.host not in ("127.0.0.1", "localhost", "::1"):
        own = own_address() if settings.host in ("0.0.0.0", "::") else settings.host
        address = f"http://{f'[{own}]' if ':' in own else own or 'localhost'}:{preview.port}/"
        click.echo(
            "Warning: whoever is in the same network as this machine can now read this publication, drafts included.",
            err=True,
        )
        _print_code(address)
    click.echo(f"{what}. The preview is at {address}")
    if first.failed:
        click.echo("It shows what is wrong until that is mended.")
    click.echo("Every save is shown at once. Ctrl-C stops.")


def _print_code(address: str) -> None:
    """Print the address as a picture for a phone's camera, where there is a terminal to show it."""
    import segno

    if sys.stdout.isatty():
        segno.make(address, error="l", micro=False).terminal(compact=True)


def _say_polling(reason: str) -> None:
    click.echo(f"The system doesn't tell of changes ({reason}): looking for them twice a second instead.", err=True)


def _count_problems(rebuilt: Rebuilt) -> str:
    errors = sum(one.severity.value == "error" for one in rebuilt.found)
    return count(errors, "error")


def _print_rebuilt(rebuilt: Rebuilt) -> None:
    """Say in a line what changed, and why."""
    from polyphony.diagnostics import escape_controls

    if rebuilt.bug is not None:
        from polyphony.cli import report_bug

        report_bug(rebuilt.bug)
        return
    why = [f"{escape_controls(path)}{'' if how == 'changed' else f' is {how}'}" for path, how in rebuilt.sources]
    shown = ", ".join(why[:3]) + (f" and {count(len(why) - 3, 'other file')}" if len(why) > 3 else "")
    print_diagnostics(rebuilt.new, "text")
    if rebuilt.failed:
        what = f"{_count_problems(rebuilt)}; the last good state is shown"
    else:
        what = _say_changed(rebuilt.changed)
        warnings = len(rebuilt.found)
        what += f", {count(warnings, 'warning')}" if warnings else ""
        what = f"mended: {what}" if rebuilt.mended else what
    click.echo(f"{time.strftime('%H:%M:%S')}  {shown or 'all'} → {what} ({rebuilt.seconds * 1000:.0f} ms)")


def _say_changed(changed: tuple[str, ...]) -> str:
    if not changed:
        return "no page changed"
    pages = [path.removesuffix("index.html") or "the first page" for path in changed if path.endswith(".html")]
    named = ", ".join(pages[:2] or changed[:2])
    rest = len(changed) - min(len(pages) or len(changed), 2)
    return named + (f" and {count(rest, 'other file')}" if rest else "")
