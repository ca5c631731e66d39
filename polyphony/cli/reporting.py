"""Diagnostics and summaries to the terminal."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from polyphony.diagnostics import Diagnostic

__all__ = [
    "Outcome",
    "Progress",
    "Rendered",
    "count",
    "print_diagnostics",
    "print_failure",
    "print_outcome",
    "print_rendered",
    "render_diagnostics",
]

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


class Rendered(NamedTuple):
    """A diagnostic as it is printed in each form, so that it can be said again without what made it."""

    severity: str
    text: str
    concise: str
    json: str


def print_diagnostics(diagnostics: Sequence[Diagnostic], form: str) -> None:
    """Print what was found: for people to standard error, for programs to standard output."""
    if diagnostics:
        print_rendered(render_diagnostics(diagnostics), form)


def render_diagnostics(diagnostics: Sequence[Diagnostic]) -> list[Rendered]:
    """Render diagnostics in all forms."""
    from polyphony.diagnostics import render_concise, render_json, render_text

    return [
        Rendered(one.severity.value, render_text(one), render_concise(one), render_json(one)) for one in diagnostics
    ]


def print_rendered(found: Sequence[Rendered], form: str) -> None:
    """Print diagnostics that were rendered before."""
    if form in ("json", "concise"):
        for one in found:
            click.echo(one.json if form == "json" else one.concise)
        return
    # Errors first: on a small screen the last lines are what is seen, and the summary follows them.
    first = sorted(range(len(found)), key=lambda number: found[number].severity == "warning")[:MOST]
    for number in sorted(first):
        click.echo(_colour(found[number]) + "\n", err=True)
    if len(found) > MOST:
        rest = len(found) - MOST
        click.echo(f"… and {rest} more; polyphony check --format concise lists all of them.\n", err=True)


def _colour(one: Rendered) -> str:
    """Colour the first word, where standard error is a terminal that wants it (click sees to NO_COLOR)."""
    import os

    if os.environ.get("NO_COLOR") or not sys.stderr.isatty():
        return one.text
    head, _, rest = one.text.partition("]")
    colour = "red" if one.severity == "error" else "yellow"
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


def print_failure(errors: int, warnings: int, form: str, seconds: float, end: str = "; nothing was written") -> None:
    """Say in words that nothing came of a build."""
    if form == "json":
        _print_json({"errors": errors, "warnings": warnings}, seconds)
        return
    problems = [count(errors, "error")] if errors else []
    if warnings:
        problems.append(count(warnings, "warning"))
    click.echo(f"{', '.join(problems)}{end}.", err=True)


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
