"""The commands `build`, `check` and `clean`."""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from polyphony.cli.reporting import (
    Outcome,
    Progress,
    Rendered,
    count,
    print_diagnostics,
    print_failure,
    print_outcome,
    print_rendered,
    render_diagnostics,
)
from polyphony.receipt import Receipt, Stock, find_receipt, keep_receipt, stock_of_program, take_stock

if TYPE_CHECKING:
    from collections.abc import Callable

    from polyphony.diagnostics import Diagnostic
    from polyphony.pipeline import BuildReport

__all__ = ["build_command", "check_command", "clean_command", "say_refusal", "stop"]

_FOLDER = click.argument("folder", type=click.Path(path_type=Path), default=".", required=False)


def _shared(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that `build` and `check` have in common."""
    for option in (
        click.option("--drafts", is_flag=True, help="Include pages that are marked as drafts."),
        click.option("--strict", is_flag=True, help="Stop for a warning as for an error."),
        click.option(
            "--jobs",
            type=click.IntRange(0),
            default=0,
            metavar="NUMBER",
            help="How many processes to use (0: as fits).",
        ),
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


@click.command("build", short_help="Write the site.")
@_FOLDER
@click.option("-o", "--output", metavar="FOLDER", type=click.Path(), help="Where to write the site, instead of _site.")
@click.option("--base-url", metavar="ADDRESS", help="Where the site will live, instead of url: in polyphony.yaml.")
@click.option("--force", is_flag=True, help="Write into a folder that Polyphony didn't make (it deletes nothing).")
@_shared
def build_command(folder: Path, form: str, **options: Any) -> None:
    """Write the site of the publication in FOLDER (here, if you name none)."""
    output, address = options["output"], options["base_url"]
    if output == "":
        raise click.UsageError("--output names no folder")
    if address is not None and not address.startswith(("https://", "http://")):
        raise click.BadParameter("an address begins with https:// or http://", param_hint="--base-url")
    start = time.perf_counter()
    began = time.time_ns()
    kept = os.path.join(folder, ".polyphony", "cache", "receipt")
    stock = _take_stock(folder, options)
    receipt = find_receipt(kept, stock)
    if receipt is not None:
        shown = output or os.path.join(folder, os.path.relpath(receipt.output, os.path.realpath(folder)))
        shown = os.path.normpath(shown)
        count_said = _say_again(receipt.warnings, form) if receipt.warnings else 0
        same = Outcome(receipt.pages, receipt.drafts, receipt.withheld, 0, 0, shown, warnings=count_said)
        print_outcome(same, form, _since(start))
        return
    report = _run(folder, options, form)
    outcome = _finish(report, form, _since(start), strict=options["strict"])
    if outcome is not None and not outcome.kept:
        made, warnings = os.path.realpath(outcome.output), _write_down(report.diagnostics)
        keep_receipt(kept, Receipt(made, outcome.pages, outcome.drafts, outcome.withheld, warnings), stock, began)


def _write_down(warnings: list[Diagnostic]) -> str:
    """Put warnings into a line, so that they can be said again by a build that reads nothing."""
    return json.dumps(render_diagnostics(warnings)) if warnings else ""


def _say_again(line: str, form: str) -> int:
    """Print the warnings out of such a line; how many there were."""
    warnings = [Rendered(*one) for one in json.loads(line)]
    print_rendered(warnings, form)
    return len(warnings)


def _take_stock(folder: Path, options: dict[str, Any]) -> Stock | None:
    """Take stock of all that a build with these options comes of; how many processes make it is no part of that."""
    words = [f"{name}={value}" for name, value in options.items() if name not in ("jobs", "output")]
    output = options["output"]
    beside = os.path.join(os.path.dirname(os.path.realpath(folder)), "private")
    private = (
        [beside] if any(os.path.isfile(os.path.join(beside, f"{name}.yaml")) for name in ("names", "terms")) else []
    )
    return take_stock(
        [str(folder), *private], [*words, os.path.realpath(output) if output else "", *stock_of_program()]
    )


def _since(start: float) -> float:
    return time.perf_counter() - start


@click.command("check", short_help="Say what is wrong, and write nothing.")
@_FOLDER
@click.option(
    "--private",
    is_flag=True,
    help="Look for private names and terms; FOLDER may also be a site that was built, or any one file.",
)
@_shared
def check_command(folder: Path, form: str, *, private: bool, **options: Any) -> None:
    """Tell what is wrong with the publication in FOLDER, and write nothing."""
    start = time.perf_counter()
    if private:
        from polyphony.cli.privacy import check_published, is_publication

        if not is_publication(folder):
            check_published(folder, form)
            return
    report = _run(folder, {**options, "dry": True}, form)
    _finish(report, form, _since(start), strict=options["strict"])


def _run(folder: Path, options: dict[str, Any], form: str) -> BuildReport:
    """Build, with a bar of progress where somebody watches, and print what was found."""
    gc.disable()  # A build makes values that never point in circles, and ends: looking for circles is wasted time.
    from polyphony.output import LockedError, MachineError
    from polyphony.pipeline import Options, build

    progress = Progress()
    try:
        report = build(folder, Options(**options, progress=progress))
    except (LockedError, MachineError) as error:
        progress.clear()
        stop(str(error), 3)
    progress.clear()
    print_diagnostics(report.diagnostics, form)
    return report


def _finish(report: BuildReport, form: str, seconds: float, *, strict: bool) -> Outcome | None:
    """Say in words what came of a build; end the program where that is nothing."""
    if report.refusal is not None:
        stop(say_refusal(report.refusal), 2)
    errors = sum(diagnostic.severity.value == "error" for diagnostic in report.diagnostics)
    warnings = len(report.diagnostics) - errors
    publication = report.publication
    if errors or (strict and warnings) or publication is None:
        print_failure(errors, warnings, form, seconds)
        sys.exit(1)
    written = report.written
    outcome = Outcome(
        pages=len(publication.pages),
        drafts=publication.drafts_left_out,
        withheld=sum(page.parsed.withheld for page in publication.pages),
        written=written.written if written else 0,
        deleted=written.deleted if written else 0,
        output=os.path.normpath(report.output) if written else "",
        kept=written.kept if written else (),
        warnings=warnings,
    )
    print_outcome(outcome, form, seconds)
    return outcome if written else None


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


@click.command("clean", short_help="Delete what builds have made, and nothing else.")
@_FOLDER
@click.option("-o", "--output", type=click.Path(), help="The site's folder, instead of _site.")
def clean_command(folder: Path, output: str | None) -> None:
    """Delete what builds have made, and nothing else."""
    from polyphony.output import MachineError, Refusal, clean_output
    from polyphony.pipeline import output_of

    if not output and not (folder / "polyphony.yaml").exists():
        raise click.UsageError(f"there is no publication in {folder}; name its folder, or the site's with --output")
    target = os.path.normpath(output or output_of(folder))
    try:
        report = clean_output(target)
    except MachineError as error:
        stop(str(error), 3)
    if isinstance(report, Refusal):
        stop(say_refusal(report), 2)
    click.echo(f"{count(report.deleted, 'file')} deleted from {target}")
    if report.kept:
        click.echo("Kept, since somebody has edited them: " + ", ".join(report.kept))
