"""A publication and its files of signatures into how each person stands to each passage under their name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from msgspec.structs import replace

from polyphony.diagnostics import Checked, Diagnostic
from polyphony.markup import Rendering
from polyphony.model import (
    Page,
    Person,
    Place,
    Publication,
    SourceFile,
    Utterance,
    unpack_anchors,
    unpack_body,
    voiced_in,
)
from polyphony.model.signing import Agreement, GoneSignature, SignOff
from polyphony.signing.beginnings import beginning_of
from polyphony.signing.files import FOLDER, Signature, SignatureFile, parse_signatures, render_signatures
from polyphony.signing.words import digest_of_words, notes_of, words_of

__all__ = ["Signatures", "add_signatures", "agreements_of", "signatures_of"]

Signed = dict[str, Signature]
"""The last signature of each passage, by its id."""


def agreements_of(
    publication: Publication,
    files: Iterable[SourceFile],
    left_out: Collection[str],
    rendering: Callable[[Page], Rendering],
) -> Checked[SignOff]:
    """Compare what stands under each name with what was signed; nothing where the publication wants no sign-off.

    `left_out` are source paths of drafts: what was signed on them is neither there nor gone. `rendering` says of a page
    what its citations read as.
    """
    if publication.sign_off == "off":
        return Checked(SignOff())
    people = {person.id: person for person in publication.people}
    read = _read(files, people)
    signed = {person: {one.passage: one for one in all_signed} for person, all_signed in read.value.items()}
    found = [_unsigned(page, people, rendering(page)) for page in publication.pages]
    there = {one.id for agreements in found for one in agreements}
    withheld = {
        anchor.id for page in publication.pages for anchor in unpack_anchors(page.parsed) if anchor.kind == "withheld"
    }
    agreements = [_judge(one, signed.get(one.person, {})) for page in found for one in page]
    gone = {
        person: [one for one in last.values() if one.passage not in there | withheld and one.page not in left_out]
        for person, last in signed.items()
    }
    agreements = list(_find_again(agreements, gone))
    lost = tuple(
        GoneSignature(person, one.page, one.passage, one.begins, one.date)
        for person, signatures in sorted(gone.items())
        for one in signatures
    )
    return Checked(SignOff(tuple(agreements), lost), read.diagnostics)


class Signatures(NamedTuple):
    """How many passages somebody has signed, how many of them have changed since, and how many wait for a signature."""

    signed: int
    changed: int
    unsigned: int
    last: str


def signatures_of(publication: Publication, person: str) -> Signatures | None:
    """Count somebody's agreements; None for who is asked for none and has signed none."""
    own = [one for one in publication.agreed.agreements if one.person == person]
    signed, changed = (sum(one.state == state for one in own) for state in ("signed", "changed"))
    unsigned = sum(one.asked and one.state == "unsigned" for one in own)
    if not (signed or changed or unsigned):
        return None
    return Signatures(signed, changed, unsigned, max(one.date for one in own))


def add_signatures(source: SourceFile | None, person: Person, agreements: Iterable[Agreement], date: str) -> bytes:
    """Write somebody's file of signatures with these passages signed on a day; every earlier signature stays in it."""
    before = parse_signatures(source, [person.id]).value if source is not None else SignatureFile(person.id)
    if before is None:
        raise ValueError(f"{person.id}'s signatures can't be read")
    new = tuple(Signature(one.id, one.words, date, one.page, one.begins) for one in agreements)
    return render_signatures(SignatureFile(person.id, before.signed + new), person.name.display)


def _read(files: Iterable[SourceFile], people: Mapping[str, Person]) -> Checked[dict[str, tuple[Signature, ...]]]:
    """Read all signatures by person."""
    read: dict[str, tuple[Signature, ...]] = {}
    found: list[Diagnostic] = []
    for file in files:
        if file.path.startswith(FOLDER):
            checked = parse_signatures(file, people)
            found.extend(checked.diagnostics)
            if checked.value is not None:
                read[checked.value.person] = read.get(checked.value.person, ()) + checked.value.signed
    return Checked(read, tuple(found))


def _unsigned(page: Page, people: Mapping[str, Person], rendering: Rendering) -> list[Agreement]:
    """Everything on a page that somebody can sign, as if nobody had.

    A quoted voice is signed by whoever quotes it, as a part of what they say; what has a published source is nobody's.
    """
    body = unpack_body(page.parsed)
    notes, renamed = notes_of(body), dict(page.renamed)
    agreements = []
    for one, exchange in voiced_in(body.blocks):
        if not isinstance(one, Utterance) or one.kind == "quoted" or one.attribution.source:
            continue
        words = words_of(one, notes)
        at = one.attribution
        if not words:
            continue
        digest, begins, place = (
            digest_of_words(words, at.by),
            beginning_of(one, notes, rendering),
            Place(at.file, at.line),
        )
        for person in _signers(at.by, people):
            asked = people[person].role == "author"
            id = renamed.get(at.id, at.id)
            agreements.append(
                Agreement(
                    person,
                    page.parsed.path,
                    id,
                    "unsigned",
                    digest,
                    begins,
                    place,
                    asked,
                    exchange=renamed.get(exchange, exchange) if exchange else "",
                )
            )
    return agreements


def _signers(by: Iterable[str], people: Mapping[str, Person]) -> list[str]:
    """Those who can sign a passage: its speakers, and of a collective its members."""
    signers: dict[str, None] = {}
    for id in by:
        person = people.get(id)
        if person is not None:
            signers.update(dict.fromkeys(person.members if person.kind == "collective" else (id,)))
    return [id for id in signers if id in people]


def _judge(agreement: Agreement, signed: Signed) -> Agreement:
    last = signed.get(agreement.id)
    return agreement if last is None else _compare(agreement, last)


def _compare(agreement: Agreement, last: Signature) -> Agreement:
    return replace(agreement, state="signed" if last.words == agreement.words else "changed", date=last.date)


def _find_again(agreements: list[Agreement], gone: Mapping[str, list[Signature]]) -> Iterator[Agreement]:
    """Find passages again whose id is another since they were signed; their signatures are no longer `gone`.

    A made id comes of the first words, so that it changes with them. A passage is known by the same words on the same
    page; or, where one of a person's passages there is new and one has gone, by that.
    """
    unsigned = [one for one in agreements if one.state == "unsigned" and gone.get(one.person)]
    found: dict[tuple[str, str], Agreement] = {}
    for (person, page), group in groupby(sorted(unsigned, key=_where), _where):
        left = []
        for one in group:
            same = next((s for s in gone[person] if s.page == page and s.words == one.words), None)
            if same is None:
                left.append(one)
            else:
                gone[person].remove(same)
                found[person, one.id] = _compare(one, same)
        rest = [signature for signature in gone[person] if signature.page == page]
        if len(left) == len(rest) == 1:
            gone[person].remove(rest[0])
            found[person, left[0].id] = _compare(left[0], rest[0])
    for one in agreements:
        yield found.get((one.person, one.id), one)


def _where(agreement: Agreement) -> tuple[str, str]:
    return agreement.person, agreement.page
