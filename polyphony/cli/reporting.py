"""Diagnostics and summaries to the terminal."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from polyphony.diagnostics import Diagnostic

__all__ = ["Outcome", "Progress", "count", "print_diagnostics", "print_failure", "print_outcome"]

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


class Outcome(NamedTuple):
    """What a build came to, in numbers. `output` is empty where nothing was to be written."""

    pages: int
    drafts: int
    withheld: int
    written: int
    deleted: int
    output: str
    kept: tuple[str, ...] = ()
    warnings: int = 0


def print_failure(errors: int, warnings: int, form: str, seconds: float) -> None:
    """Say in words that nothing came of a build."""
    if form == "json":
        _print_json({"errors": errors, "warnings": warnings}, seconds)
        return
    problems = [count(errors, "error")] if errors else []
    if warnings:
        problems.append(count(warnings, "warning"))
    click.echo(f"{', '.join(problems)}; nothing was written.", err=True)


def print_outcome(outcome: Outcome, form: str, seconds: float) -> None:
    """Say in words what came of a build."""
    if form == "json":
        value: dict[str, int | str] = {"errors": 0, "warnings": outcome.warnings}
        value |= {"pages": outcome.pages, "drafts": outcome.drafts, "withheld": outcome.withheld}
        if outcome.output:
            value |= {"written": outcome.written, "deleted": outcome.deleted, "output": outcome.output}
        _print_json(value, seconds)
        return
    parts = [count(outcome.pages, "page")]
    if outcome.drafts:
        parts.append(f"{count(outcome.drafts, 'draft')} left out")
    if outcome.withheld:
        parts.append(f"{count(outcome.withheld, 'passage')} withheld")
    if outcome.warnings:
        parts.append(count(outcome.warnings, "warning"))
    summary = ", ".join(parts)
    if outcome.output:
        changed = outcome.written + outcome.deleted
        what = f"{count(changed, 'file')} changed" if changed else "nothing changed"
        summary += f"; {what} in {seconds:.1f} s. It is in {_escape(outcome.output)}"
    else:
        summary += "." if outcome.warnings else ". Nothing is wrong."
    click.echo(summary)
    if outcome.kept:
        names = ", ".join(map(_escape, outcome.kept[:5])) + (", …" if len(outcome.kept) > 5 else "")
        click.echo(f"Kept, since somebody has edited them: {names}")


def _print_json(summary: dict[str, int | str], seconds: float) -> None:
    import json

    click.echo(json.dumps({"summary": {**summary, "seconds": round(seconds, 3)}}))


def _escape(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    from polyphony.diagnostics import escape_controls

    return escape_controls(text)
