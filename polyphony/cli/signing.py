"""The command `sign`: somebody reads what stands under their name, and says that they agree to it."""

from __future__ import annotations

import datetime as dt
import os
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from polyphony.cli.building import stop
from polyphony.cli.reporting import count, print_diagnostics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from polyphony.model import Person, Publication
    from polyphony.model.signing import Agreement
    from polyphony.pipeline import SigningReport

__all__ = ["sign_command"]


@click.command("sign", short_help="Agree to the words that stand under your name.")
@click.argument("person", required=False)
@click.argument("folder", type=click.Path(path_type=Path), default=".", required=False)
@click.option("--page", "pages", multiple=True, metavar="PATH", help="Sign what is on this page alone; once for each.")
@click.option(
    "--part", "parts", multiple=True, metavar="ID", help="Sign this passage, turn or exchange alone; once for each."
)
@click.option("--list", "--dry-run", "dry", is_flag=True, help="Say what is unsigned or has changed, and sign nothing.")
@click.option("--yes", is_flag=True, help="Don't ask: PERSON has read all of it and agrees.")
@click.option("--drafts", is_flag=True, help="Include pages that are marked as drafts.")
def sign_command(
    person: str | None,
    folder: Path,
    *,
    pages: tuple[str, ...],
    parts: tuple[str, ...],
    dry: bool,
    yes: bool,
    drafts: bool,
) -> None:
    """Say for PERSON (an id, a name or an alias) that they agree to the words that stand under their name in FOLDER.

    It lists what is not signed yet or has changed since, and asks before it writes sign-off/PERSON.yaml.
    """
    if person is not None and folder == Path() and (Path(person) / "polyphony.yaml").is_file():
        folder, person = Path(person), None
    report = _read(folder, drafts=drafts)
    publication = report.publication
    assert publication is not None
    if dry and person is None:
        _show_all(publication)
        return
    signer = _find_person(publication, person or _ask_who(publication))
    own = [one for one in publication.agreed.agreements if one.person == signer.id]
    chosen = _choose(publication, own, pages, parts)
    waiting = [one for one in chosen if one.state != "signed"]
    _show(signer, publication, chosen, waiting)
    if dry or not waiting:
        return
    _agree(signer, waiting, yes=yes)
    _write(report, folder, signer, waiting)


def _read(folder: Path, *, drafts: bool) -> SigningReport:
    from polyphony.output import MachineError
    from polyphony.pipeline import Options, read_agreements

    try:
        report = read_agreements(folder, Options(drafts=drafts))
    except MachineError as error:
        stop(str(error), 3)
    if report.publication is None:
        errors = [one for one in report.diagnostics if one.severity.value == "error"]
        print_diagnostics(errors, "text")
        stop(f"{count(len(errors), 'error')}; nothing was signed.", 1)
    if report.publication.sign_off == "off":
        stop(
            "This publication asks nobody to sign.\n"
            "If it should, write `sign-off: optional` or `sign-off: required` in polyphony.yaml.",
            2,
        )
    return report


def _signers(publication: Publication) -> list[Person]:
    """Everybody with something to sign, in the order of the byline, then by id."""
    order = {id: place for place, id in enumerate(publication.byline.order)}
    ids = {one.person for one in publication.agreed.agreements}
    people = [person for person in publication.people if person.id in ids]
    return sorted(people, key=lambda person: (order.get(person.id, len(order)), person.id))


def _show_all(publication: Publication) -> None:
    """Say of everybody how much they have signed and how much waits, a line each."""
    from polyphony.signing import signatures_of

    for person in _signers(publication):
        own = signatures_of(publication, person.id)
        if own is None:
            said = "is not asked to sign"
        else:
            parts = [f"{own.signed:,} signed"]
            parts += [f"{own.changed:,} changed since"] if own.changed else []
            parts += [f"{own.unsigned:,} not signed"] if own.unsigned else []
            said = ", ".join(parts)
        click.echo(f"{person.id:<16}{_escape(person.name.display)}: {said}")


def _ask_who(publication: Publication) -> str:
    people = _signers(publication)
    if not people:
        stop("There is nothing to sign: no passage stands under anybody's name.", 2)
    names = ", ".join(person.id for person in people)
    if not _is_terminal():
        raise click.UsageError(f"who signs? polyphony sign PERSON; there are: {names}")
    click.echo("Who signs?")
    for person in people:
        click.echo(f"  {person.id:<16}{_escape(person.name.display)}")
    answer: str = click.prompt("Your id or name")
    return answer


def _find_person(publication: Publication, wanted: str) -> Person:
    """Find somebody by id, name or alias, in any case."""
    labels: dict[str, list[Person]] = {}
    for person in publication.people:
        own = (person.id, person.name.display, person.name.given, *person.aliases)
        for label in {label.casefold() for label in own if label}:
            labels.setdefault(label, []).append(person)
    by_id = {person.id: person for person in publication.people}
    found = [by_id[wanted]] if wanted in by_id else labels.get(" ".join(wanted.split()).casefold(), [])
    if len(found) > 1:
        stop(f'several people are called "{wanted}": name one by id, {", ".join(one.id for one in found)}', 2)
    if not found:
        _say_unknown(publication, wanted)
    if found[0].kind == "collective":
        members = ", ".join(found[0].members)
        stop(
            f"{found[0].name.display} is a collective: "
            + (f"its members sign, each by themselves: {members}" if members else "it has no members who could sign"),
            2,
        )
    return found[0]


def _say_unknown(publication: Publication, wanted: str) -> NoReturn:
    from polyphony.diagnostics import near_name

    labels = [label for one in publication.people for label in (one.id, one.name.display, *one.aliases)]
    near = near_name(wanted, labels)
    names = ", ".join(person.id for person in publication.people if person.kind == "person")
    stop(f'nobody is called "{wanted}"\n' + (f'did you mean "{near}"?' if near else f"there are: {names}"), 2)


def _choose(
    publication: Publication, own: list[Agreement], pages: Sequence[str], parts: Sequence[str]
) -> list[Agreement]:
    """Those passages that are asked for: all, or some by page and by id."""
    from polyphony.diagnostics import near_name
    from polyphony.pipeline import UnknownPageError, find_page

    if not pages and not parts:
        return own
    try:
        paths = {find_page(publication, page).parsed.path for page in pages}
    except UnknownPageError as error:
        stop(str(error), 2)
    ids = {part.removeprefix("#") for part in parts}
    known = {one.id for one in own} | {one.exchange for one in own if one.exchange}
    for id in sorted(ids - known):
        near = near_name(id, known)
        stop(f'no passage of this person has the id "{id}"' + (f'; did you mean "{near}"?' if near else ""), 2)
    return [one for one in own if one.page in paths or one.id in ids or one.exchange in ids]


def _show(signer: Person, publication: Publication, chosen: list[Agreement], waiting: list[Agreement]) -> None:
    """List what is not signed, by page, with its place and its first words."""
    name = _escape(signer.name.display)
    if not chosen:
        click.echo(f"Nothing stands under the name of {name} here.")
    elif waiting:
        click.echo(f"{name} has signed {len(chosen) - len(waiting):,} of {count(len(chosen), 'passage')}. Not signed:")
    else:
        stand = "all of them as they stand" if len(chosen) > 1 else "as it stands"
        click.echo(f"{name} has signed {count(len(chosen), 'passage')}, {stand}.")
    for page, group in groupby(waiting, key=lambda one: one.page):
        click.echo(f"\n  {_escape(page)}")
        for one in group:
            place = f"{one.place.line}" if one.place.path == page else f"{one.place.path}:{one.place.line}"
            since = f" (changed since {one.date})" if one.state == "changed" else ""
            click.echo(f"  {_escape(place):>6}  {_escape(one.begins)}{since}  #{_escape(one.id)}")
    gone = [one for one in publication.agreed.gone if one.person == signer.id]
    if gone:
        click.echo(f"\nKept, though what was signed is no longer there: {count(len(gone), 'signature')}")
        for lost in gone:
            click.echo(f"  {lost.date}  {_escape(lost.begins)}  #{_escape(lost.id)}")


def _agree(signer: Person, waiting: list[Agreement], *, yes: bool) -> None:
    """Make sure that somebody says yes."""
    if yes:
        return
    if not _is_terminal():
        stop(f"\nNothing was signed. If {signer.name.display} has read this and agrees, add --yes.", 2)
    these = "this passage as it stands" if len(waiting) == 1 else f"these {len(waiting):,} passages as they stand"
    if not click.confirm(f"\nHas {_escape(signer.name.display)} read {these}, and agrees?", default=False):
        stop("Nothing was signed.", 0)


def _write(report: SigningReport, folder: Path, signer: Person, waiting: list[Agreement]) -> None:
    from polyphony.output import MachineError, write_file
    from polyphony.signing import FOLDER, add_signatures

    names = (f"{FOLDER}{signer.id}.yaml", f"{FOLDER}{signer.id}.yml")
    before = next((file for file in report.files if file.path in names), None)
    today = dt.datetime.now().astimezone().date().isoformat()
    content = add_signatures(before, signer, waiting, today)
    target = os.path.join(folder, before.path if before else names[0])
    try:
        write_file(target, content)
    except MachineError as error:
        stop(str(error), 3)
    click.echo(f"{count(len(waiting), 'passage')} signed: {_escape(os.path.normpath(target))}")


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _escape(text: str) -> str:
    from polyphony.diagnostics import escape_controls

    return escape_controls(text)
