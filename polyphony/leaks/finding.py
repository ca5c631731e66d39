"""Files of a site to the private words in them: which, in which file, and behind what they hide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from polyphony.diagnostics import Span
from polyphony.leaks.decoding import Reading, readings_of
from polyphony.leaks.hidden import blank_hidden
from polyphony.leaks.matching import Matcher
from polyphony.leaks.private import HIDDEN
from polyphony.model import SourceFile

__all__ = ["Leak", "find_leaks", "find_places", "hide_path"]


_ENCODED: Final = re.compile(r"&#?\w+;|%[0-9A-Fa-f]{2}|\\[ux0-9A-Fa-f]")
_MARKUP: Final = re.compile(r"\]\{[^{}]*\}|\]\([^()]*\)|[][*_~^`]")


class Leak(NamedTuple):
    """A secret, by number, in a file; `how` it can be read there, empty where it stands openly."""

    secret: int
    path: str
    how: str


def find_leaks(path: str, content: bytes, matcher: Matcher) -> list[Leak]:
    """Find every secret in a file, in its name as well; each once, in the plainest form in which it is there."""
    found: dict[int, str] = {}
    for reading in readings_of("", path.encode("utf-8", "surrogatepass")):
        for secret in _look(matcher, reading._replace(code=path.startswith("design/"))):
            found.setdefault(secret, "in the name of the file")
    for reading in readings_of(path, content):
        for secret in _look(matcher, reading):
            if secret not in found:
                openly = reading.plain is not None and secret in _look(matcher, reading._replace(text=reading.plain))
                found[secret] = "" if openly else reading.how
    return [Leak(secret, path, how) for secret, how in sorted(found.items())]


def _look(matcher: Matcher, reading: Reading) -> Iterator[int]:
    return (matcher.find_in_code if reading.code else matcher.find)(reading.text, reading.fewest)


def find_places(sources: Iterable[SourceFile], matcher: Matcher, wanted: set[int]) -> Iterator[tuple[int, Span]]:
    """Find where secrets stand in the sources: (number, file and line). What is redacted or withheld doesn't count.

    The lines themselves are not shown.
    """
    for source in sources:
        shown = hide_path(source.path, matcher)
        if shown != source.path:
            for secret in wanted.intersection(matcher.find(source.path)):
                yield secret, Span(shown)
        try:
            lines = blank_hidden(source.content.decode("utf-8")).split("\n")
        except UnicodeDecodeError:
            continue
        whole = "\n".join(lines)
        # A text without references and escapes is read as it stands.
        if not _ENCODED.search(whole) and not matcher.may_find(whole):
            continue
        if not wanted.intersection(_read(source.path, whole, matcher)):
            continue
        alone: list[set[int]] = [wanted.intersection(_read(source.path, line, matcher)) for line in lines]
        for number, line in enumerate(lines, 1):
            here = set(alone[number - 1])
            if number < len(lines):
                both = wanted.intersection(_read(source.path, f"{line}\n{lines[number]}", matcher))
                here |= both - alone[number]
            for secret in sorted(here):
                yield secret, Span(shown, number)


def _read(path: str, text: str, matcher: Matcher) -> set[int]:
    found: set[int] = set()
    for reading in readings_of(path, text.encode("utf-8", "surrogatepass")):
        found.update(_look(matcher, reading))
    if path.endswith(".md"):
        found.update(matcher.find(_MARKUP.sub("", text)))
    return found


def hide_path(path: str, matcher: Matcher) -> str:
    """Show a path without the secrets in it."""
    if not _read("", path, matcher):
        return path
    parts = [HIDDEN if _read("", part, matcher) else part for part in path.split("/")]
    shown = "/".join(parts)
    return HIDDEN if _read("", shown, matcher) else shown
