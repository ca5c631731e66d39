"""Agreements that are missing into what is said about them: a few messages, however many passages there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from polyphony.diagnostics import CODES, Code, Diagnostic, Severity, Span
from polyphony.model import Publication
from polyphony.model.signing import Agreement

__all__ = ["check_agreements"]

MOST = 6
"""How many passages a message names beside its first."""


def check_agreements(publication: Publication) -> Iterator[Diagnostic]:
    """Say which passages stop a build for want of a signature; where none is required, which have changed since."""
    required = publication.sign_off == "required"
    names = {person.id: person.name.display for person in publication.people}
    for person in dict.fromkeys(one.person for one in publication.agreed.agreements):
        own = [one for one in publication.agreed.agreements if one.person == person]
        changed = [one for one in own if one.state == "changed"]
        unsigned = [one for one in own if one.state == "unsigned" and one.asked]
        if changed:
            code = Code.UNSIGNED_PASSAGE if required else Code.CHANGED_SINCE_SIGNED
            what = f"{_count(changed)} changed since {names[person]} agreed"
            yield _diagnostic(code, what, changed, person)
        if required and unsigned:
            what = f"{names[person]} has not yet agreed to {_count(unsigned, verb=False)}"
            yield _diagnostic(Code.UNSIGNED_PASSAGE, what, unsigned, person)


def _count(agreements: list[Agreement], *, verb: bool = True) -> str:
    number = len(agreements)
    if number == 1:
        return "a passage has" if verb else "a passage"
    return f"{number:,} passages" + (" have" if verb else "")


def _diagnostic(code: Code, message: str, agreements: list[Agreement], person: str) -> Diagnostic:
    first, *others = agreements
    more = len(others) - MOST
    them = "them" if others else "it"
    said = f"; and {more:,} more, which polyphony sign {person} --list names" if more > 0 else ""
    return Diagnostic(
        code,
        f"{message}: {_shown(first)}{said}",
        _span(first),
        hint=f"when they have read {them} and agree: polyphony sign {person}",
        severity=Severity(CODES[code]),
        related=tuple(_related(others[:MOST])),
    )


def _related(agreements: Iterable[Agreement]) -> Iterator[tuple[Span, str]]:
    for one in agreements:
        yield _span(one), _shown(one)


def _shown(agreement: Agreement) -> str:
    since = f" (signed on {agreement.date})" if agreement.state == "changed" else ""
    return (f'"{agreement.begins}"' if agreement.begins else f"#{agreement.id}") + since


def _span(agreement: Agreement) -> Span:
    return Span(agreement.place.path, agreement.place.line)
