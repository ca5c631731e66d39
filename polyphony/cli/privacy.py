"""`check --private`: a site or an exported file as it lies there, looked through for what must be nowhere."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from polyphony.cli.building import stop
from polyphony.cli.reporting import count, print_diagnostics, print_failure

if TYPE_CHECKING:
    from polyphony.leaks import Matcher

__all__ = ["check_published", "is_publication"]

_ABOVE = 4
"""How many folders above a site are asked for the private one."""


def is_publication(place: Path) -> bool:
    """Tell whether a folder is a publication with something private; one without is told so, and that is the end."""
    if not (place / "polyphony.yaml").is_file():
        return False
    from polyphony.project import find_private

    if not find_private(place):
        stop(_NOTHING.format(f'"{place}"'), 2)
    return True


_NOTHING = "There is no private/names.yaml and no private/terms.yaml in {}, or beside it: nothing is known to look for."


def check_published(place: Path, form: str) -> None:
    """Look through a site's folder or a file, print what is found, and end the program where that is something."""
    from polyphony.guard import check_site

    start = time.perf_counter()
    if not place.exists():
        raise click.UsageError(f'there is no "{place}"')
    matcher = _find_matcher(place, form)
    try:
        checked = check_site(place, matcher)
    except OSError as error:
        stop(f"{error.filename or place}: {error.strerror}", 3)
    print_diagnostics(checked.diagnostics, form)
    if checked.diagnostics:
        print_failure(len(checked.diagnostics), 0, form, time.perf_counter() - start, end="")
        sys.exit(1)
    if form != "json":
        entries = count(len(matcher.secrets), "private entry", "private entries")
        click.echo(f"{count(checked.value, 'file')} looked through for {entries}; nothing was found.")


def _find_matcher(place: Path, form: str) -> Matcher:
    """Read what must be nowhere, from the nearest private folder: above the site, or where the user is."""
    from polyphony.guard import read_matcher
    from polyphony.project import find_private

    above = Path(os.path.realpath(place))
    folders = [above, *list(above.parents)[:_ABOVE], Path()]
    home = next((folder for folder in folders if find_private(folder)), None)
    if home is None:
        stop(_NOTHING.format(f'"{place}", in the folders above'), 2)
    checked = read_matcher(home)
    if checked.value is None:
        print_diagnostics(checked.diagnostics, form)
        stop("What must be nowhere can't be read; nothing was looked through.", 1 if checked.diagnostics else 2)
    return checked.value
