"""The commands `build`, `check` and `clean`."""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from polyphony.cli.reporting import Progress, count, print_diagnostics, print_summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from polyphony.pipeline import BuildReport, Options

__all__ = ["build_command", "check_command", "clean_command", "say_refusal", "stop"]

_FOLDER = click.argument("folder", type=click.Path(path_type=Path), default=".", required=False)


def _shared(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that `build` and `check` have in common."""
    for option in (
        click.option("--drafts", is_flag=True, help="Include pages that are marked as drafts."),
        click.option("--strict", is_flag=True, help="Stop for a warning as for an error."),
        click.option("--jobs", type=click.IntRange(0), default=0, help="How many processes to use (0: as fits)."),
        click.option(
            "--format",
            "form",
            type=click.Choice(["text", "concise", "json"]),
            default="text",
            help="How problems are printed: for people, one a line for editors, or JSON lines.",
        ),
    ):
        command = option(command)
    return command


@click.command("build")
@_FOLDER
@click.option("-o", "--output", type=click.Path(), help="Where to write the site, instead of _site.")
@click.option("--base-url", help="Where the site will live, instead of url: in polyphony.yaml.")
@click.option("--force", is_flag=True, help="Write into a folder that Polyphony didn't make (it deletes nothing).")
@_shared
def build_command(folder: Path, form: str, output: str | None, base_url: str | None, **flags: Any) -> None:
    """Write the site of the publication in FOLDER (here, if you name none)."""
    from polyphony.pipeline import Options

    if output == "":
        raise click.UsageError("--output names no folder")
    if base_url is not None and not base_url.startswith(("https://", "http://")):
        raise click.BadParameter("an address begins with https:// or http://", param_hint="--base-url")
    _run(folder, Options(output=output, base_url=base_url, **flags), form)


@click.command("check")
@_FOLDER
@_shared
def check_command(folder: Path, form: str, **flags: Any) -> None:
    """Tell what is wrong with the publication in FOLDER, and write nothing."""
    from polyphony.pipeline import Options

    _run(folder, Options(**flags, dry=True), form)


def _run(folder: Path, options: Options, form: str) -> None:
    gc.disable()  # A build makes values that never point in circles, and ends: looking for circles is wasted time.
    from polyphony.output import LockedError, MachineError
    from polyphony.pipeline import build

    start = time.perf_counter()
    progress = Progress()
    try:
        report = build(folder, options._replace(progress=progress))
    except (LockedError, MachineError) as error:
        progress.clear()
        stop(str(error), 3)
    progress.clear()
    _finish(report, options, form, time.perf_counter() - start)


def _finish(report: BuildReport, options: Options, form: str, seconds: float) -> None:
    print_diagnostics(report.diagnostics, form)
    if report.refusal is not None:
        stop(say_refusal(report.refusal), 2)
    print_summary(report, form, seconds, strict=options.strict)
    if report.failed or (options.strict and report.diagnostics):
        sys.exit(1)


def say_refusal(refusal: Any) -> str:
    """Say why something is not written to, and what to do instead."""
    text = str(refusal.message)
    return f"{text}\n{refusal.hint}" if getattr(refusal, "hint", "") else text


def stop(message: str, code: int) -> NoReturn:
    """Print a message and end with this exit code."""
    from polyphony.diagnostics import escape_controls

    for line in message.split("\n"):
        click.echo(escape_controls(line), err=True)
    sys.exit(code)


@click.command("clean")
@_FOLDER
@click.option("-o", "--output", type=click.Path(), help="The site's folder, instead of _site.")
def clean_command(folder: Path, output: str | None) -> None:
    """Delete what builds have made, and nothing else."""
    from polyphony.output import MachineError, Refusal, clean_output
    from polyphony.pipeline import output_of

    target = output or output_of(folder)
    try:
        report = clean_output(target)
    except MachineError as error:
        stop(str(error), 3)
    if isinstance(report, Refusal):
        stop(say_refusal(report), 2)
    click.echo(f"{count(report.deleted, 'file')} deleted from {target}")
    if report.kept:
        click.echo("Kept, since somebody has edited them: " + ", ".join(report.kept))
