"""The command `export`: one format alone, into a file, a folder or standard output."""

from __future__ import annotations

import gc
import hashlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from polyphony.cli.building import say_refusal, stop
from polyphony.cli.endings import complain_of_ending
from polyphony.cli.reporting import Progress, count, print_diagnostics

if TYPE_CHECKING:
    from polyphony.exporters import Document
    from polyphony.pipeline import ExportReport

__all__ = ["export_command"]


@click.command("export", short_help="Write it in one other form, for a journal or a program.")
@click.argument("form", metavar="[FORMAT]", required=False)
@click.argument("folder", metavar="[FOLDER]", type=click.Path(path_type=Path), default=".", required=False)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Where to write it: a file, or a folder; - is standard output. Several files: a folder, or NAME.zip.",
)
@click.option("--page", metavar="PATH", default="", help="Write one page alone, such as part-1.md.")
@click.option("--part", metavar="ID", default="", help="Write one exchange, passage or turn alone, by its id.")
@click.option(
    "--jobs", type=click.IntRange(0), default=0, metavar="NUMBER", help="How many processes to use (0: as fits)."
)
def export_command(form: str | None, folder: Path, output: str | None, page: str, part: str, jobs: int) -> None:
    """Write the publication in FOLDER (here, if you name none) in one FORMAT.

    Without a FORMAT, it lists the formats that there are.
    """
    gc.disable()  # As for a build: it makes values that never point in circles, and ends.
    from polyphony.exporters import DOCUMENTS

    if form is None:
        _list(DOCUMENTS)
        return
    if form not in DOCUMENTS:
        stop(_say_unknown(form, list(DOCUMENTS)), 2)
    document = DOCUMENTS[form]
    if page and not document.by_page:
        stop(f"{form} is of the whole publication: leave out --page", 2)
    if part and not document.by_part:
        single = ", ".join(name for name, one in DOCUMENTS.items() if one.by_part)
        stop(f"{form} can't be of one part alone; with --part there is: {single}", 2)
    if output and not _is_folder(output):
        _refuse_name(form, output, folder, DOCUMENTS)
    report = _make(folder, form, page, part, jobs)
    chosen = part.removeprefix("#") or Path(page.rstrip("/")).stem
    name = f"{chosen}-{document.file}" if chosen else document.file
    _write(report, folder, name, output)


def _refuse_name(form: str, output: str, folder: Path, documents: dict[str, Document]) -> None:
    """Stop where a file would be called after another format, before it is made."""
    from polyphony.output import check_place

    complaint = complain_of_ending(form, output, documents)
    if complaint:
        refusal = check_place(output, folder, ("polyphony.yaml",))
        stop(say_refusal(refusal) if refusal else complaint, 2)


def _list(documents: dict[str, Document]) -> None:
    width = max(map(len, documents)) + 2
    click.echo("polyphony export FORMAT [FOLDER] [-o FILE] writes one of these:")
    for name, document in documents.items():
        click.echo(f"  {name:<{width}}{document.summary}")


def _say_unknown(form: str, names: list[str]) -> str:
    from polyphony.diagnostics import near_name

    near = near_name(form, names)
    known = f'did you mean "{near}"?' if near else "there are: " + ", ".join(names)
    moved = "; the format comes first: polyphony export FORMAT FOLDER" if os.path.isdir(form) else ""
    return f'there is no format "{form}"{moved}\n{known}'


def _make(folder: Path, form: str, page: str, part: str, jobs: int) -> ExportReport:
    from polyphony.diagnostics import Code, has_errors
    from polyphony.output import MachineError
    from polyphony.pipeline import Options, UnknownPageError, export

    progress = Progress()
    try:
        report = export(folder, form, page, Options(jobs=jobs, progress=progress), part=part)
    except UnknownPageError as error:
        progress.clear()
        stop(str(error), 2)
    except MachineError as error:
        progress.clear()
        stop(str(error), 3)
    progress.clear()
    if has_errors(report.diagnostics):
        print_diagnostics(report.diagnostics, "text")
        errors = sum(one.severity.value == "error" for one in report.diagnostics)
        stop(f"{count(errors, 'error')}; nothing was written.", 1)
    warnings = [one for one in report.diagnostics if one.code is not Code.LEFT_OUT]
    if warnings:
        click.echo(f"{count(len(warnings), 'warning')}; polyphony check shows them.", err=True)
    return report


def _write(report: ExportReport, folder: Path, name: str, output: str | None) -> None:
    from polyphony.archive import pack_files
    from polyphony.output import (
        MachineError,
        Refusal,
        check_place,
        check_target,
        write_file,
        write_output,
    )

    files = report.files
    several = name.endswith("/")
    if not files:
        click.echo("There is nothing to write: the publication has none of it.", err=True)
        _say_left_out(report)
        return
    target = output if output is not None else name
    if several and target != "-" and not target.lower().endswith(".zip"):
        place = target
    else:
        place = ""
        if target != "-" and _is_folder(target):
            target = os.path.join(target, name)
    try:
        if place:
            written = check_target(place, folder) or write_output(place, list(files))
            if isinstance(written, Refusal):
                stop(f"{written.message}\nname an empty folder with --output, or {name.rstrip('/')}.zip", 2)
            click.echo(f"{count(len(files), 'file')} in {place}")
            _say_left_out(report)
            return
        content = pack_files(files) if several else files[0].content
        if target == "-":
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            refusal = check_place(target, folder, report.sources)
            if refusal is not None:
                stop(say_refusal(refusal), 2)
            write_file(target, content)
    except MachineError as error:
        stop(str(error), 3)
    click.echo(f"{_name(target)}: {count(len(content), 'byte')}", err=target == "-")
    click.echo(f"SHA-256 {hashlib.sha256(content).hexdigest()}", err=target == "-")
    _say_left_out(report)


def _is_folder(target: str) -> bool:
    return target.endswith(("/", os.sep)) or os.path.isdir(target)


def _name(target: str) -> str:
    return "standard output" if target == "-" else target


def _say_left_out(report: ExportReport) -> None:
    """Say what the format has no room for, and which pages were not asked for."""
    from polyphony.diagnostics import Code, escape_controls

    publication = report.publication
    if publication is not None and publication.drafts_left_out:
        click.echo(f"Left out: {count(publication.drafts_left_out, 'draft')}.", err=True)
    for one in report.diagnostics:
        if one.code is Code.LEFT_OUT:
            click.echo(escape_controls(f"Left out: {one.message}"), err=True)
