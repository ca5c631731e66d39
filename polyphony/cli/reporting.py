"""Diagnostics and summaries to the terminal."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from polyphony.diagnostics import Diagnostic
    from polyphony.pipeline import BuildReport

__all__ = ["Progress", "count", "print_diagnostics", "print_summary"]

MOST = 20
"""How many problems are shown in full; a longer list is no help to anyone."""


class Progress:
    """A bar on a terminal, for whatever takes over a second; it leaves no trace."""

    def __init__(self) -> None:
        self.start = time.monotonic()
        self.shown = False
        self.on = sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        """Show how far it has come."""
        if not self.on or (not self.shown and time.monotonic() - self.start < 1):
            return
        self.shown = True
        width = 30
        filled = width * done // max(total, 1)
        click.echo(f"\r  {'█' * filled}{'░' * (width - filled)}  {done} of {total} pages", err=True, nl=False)

    def clear(self) -> None:
        """Take the bar away."""
        if self.shown:
            click.echo("\r\033[2K", err=True, nl=False)
            self.shown = False


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 page", "2 pages", "no pages"."""
    many = many or one + "s"
    return f"{number:,} {one if number == 1 else many}"


def print_diagnostics(diagnostics: Sequence[Diagnostic], form: str) -> None:
    """Print what was found: for people to standard error, for programs to standard output."""
    from polyphony.diagnostics import Severity, render_concise, render_json, render_text

    if form == "json":
        for diagnostic in diagnostics:
            click.echo(render_json(diagnostic))
        return
    if form == "concise":
        for diagnostic in diagnostics:
            click.echo(render_concise(diagnostic))
        return
    # Errors first: on a small screen the last lines are what is seen, and the summary follows them.
    shown = sorted(diagnostics, key=lambda d: d.severity is Severity.WARNING)[:MOST]
    for diagnostic in diagnostics:
        if diagnostic in shown:
            click.echo(_colour(render_text(diagnostic), diagnostic) + "\n", err=True)
    if len(diagnostics) > len(shown):
        rest = len(diagnostics) - len(shown)
        click.echo(f"… and {rest} more; polyphony check --format concise lists all of them.\n", err=True)


def _colour(text: str, diagnostic: Diagnostic) -> str:
    """Colour the first word, where standard error is a terminal that wants it (click sees to NO_COLOR)."""
    import os

    if os.environ.get("NO_COLOR") or not sys.stderr.isatty():
        return text
    head, _, rest = text.partition("]")
    colour = "red" if diagnostic.severity.value == "error" else "yellow"
    return click.style(head + "]", fg=colour, bold=True) + rest


def print_summary(report: BuildReport, form: str, seconds: float, *, strict: bool) -> None:
    """Say in words what came of a build."""
    errors = sum(d.severity.value == "error" for d in report.diagnostics)
    warnings = len(report.diagnostics) - errors
    publication = report.publication
    if form == "json":
        value: dict[str, object] = {"summary": {"errors": errors, "warnings": warnings, "seconds": round(seconds, 3)}}
        if publication is not None and not report.failed:
            value["summary"] |= {  # type: ignore[operator]
                "pages": len(publication.pages),
                "drafts": publication.drafts_left_out,
                "withheld": sum(page.parsed.withheld for page in publication.pages),
            }
        if report.written is not None:
            value["summary"] |= {"written": report.written.written, "deleted": report.written.deleted}  # type: ignore[operator]
        click.echo(json.dumps(value))
        return
    if report.failed or (strict and report.diagnostics):
        problems = count(errors, "error") if errors else ""
        if warnings:
            problems += (", " if problems else "") + count(warnings, "warning")
        click.echo(f"{problems}; nothing was written.", err=True)
        return
    if publication is None:
        return
    parts = [count(len(publication.pages), "page")]
    if publication.drafts_left_out:
        parts.append(f"{count(publication.drafts_left_out, 'draft')} left out")
    withheld = sum(page.parsed.withheld for page in publication.pages)
    if withheld:
        parts.append(f"{count(withheld, 'passage')} withheld")
    if warnings:
        parts.append(count(warnings, "warning"))
    summary = ", ".join(parts)
    if report.written is not None:
        changed = report.written.written + report.written.deleted
        what = f"{count(changed, 'file')} changed" if changed else "nothing changed"
        summary += f"; {what} in {seconds:.1f} s"
    click.echo(summary + ("." if report.written is None else f". It is in {report.output}"))
    if report.written is not None and report.written.kept:
        names = ", ".join(report.written.kept[:5]) + (", …" if len(report.written.kept) > 5 else "")
        click.echo(f"Kept, since somebody has edited them: {names}")
