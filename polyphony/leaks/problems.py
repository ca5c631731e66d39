"""Leaks to messages that say where they are and what to do, and never what has leaked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from polyphony.diagnostics import CODES, Code, Diagnostic, Severity, Span
from polyphony.leaks.finding import Leak, hide_path
from polyphony.leaks.matching import Matcher
from polyphony.leaks.private import Secret

__all__ = ["explain_leaks", "list_leaks"]

MOST = 8
"""How many places a message names beside its first."""

_SEVERITY = Severity(CODES[Code.PRIVATE_WORDS])


def explain_leaks(
    leaks: Iterable[Leak], matcher: Matcher, places: Mapping[int, Sequence[Span]]
) -> Iterator[Diagnostic]:
    """Say of each secret in which files of a site it would be, and where in the sources it comes from."""
    by_secret: dict[int, list[Leak]] = {}
    for leak in leaks:
        by_secret.setdefault(leak.secret, []).append(leak)
    for number, (first, *others) in sorted(by_secret.items()):
        secret = matcher.secrets[number]
        more = f" and {_files(len(others))}" if others else ""
        how = f" ({first.how})" if first.how else ""
        at = places.get(number, ())
        yield Diagnostic(
            Code.PRIVATE_WORDS,
            f"{secret.called} would be published: in {hide_path(first.path, matcher)}{how}{more}",
            at[0] if at else None,
            hint=_hint(secret, matcher, at),
            severity=_SEVERITY,
            related=tuple((place, "and here") for place in at[1 : MOST + 1]),
        )


def list_leaks(leaks: Iterable[Leak], matcher: Matcher) -> Iterator[Diagnostic]:
    """Say of each file of an existing site which secrets are in it, and how they can be read there."""
    for leak in leaks:
        how = leak.how or "openly"
        shown = hide_path(how, matcher)
        yield Diagnostic(
            Code.PRIVATE_WORDS,
            f"{matcher.secrets[leak.secret].called} is in this file ({shown})",
            Span(hide_path(leak.path, matcher)),
            hint="take the file off the web, mend the text it was made of, and build anew",
            severity=_SEVERITY,
        )


def _files(number: int) -> str:
    return "one other file" if number == 1 else f"{number:,} other files"


def _hint(secret: Secret, matcher: Matcher, places: Sequence[Span]) -> str:
    if not places:
        return "it isn't in the text as it is typed: look at pictures, attachments and the files of the design"
    if not places[0].line:
        return "rename the file: its name is a part of addresses"
    instead = "" if list(matcher.find(secret.instead)) else secret.instead
    write = f'write "{instead}" instead, or ' if instead else "write something else, or "
    return write + 'redact it: […]{.redacted as="…"}'
