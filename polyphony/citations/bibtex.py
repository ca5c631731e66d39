"""The text of a .bib file to its entries, each with all that it needs to be read alone, and to what is broken in it.

Only the outline is read here, so that what is wrong can be said with its place, and so that of a large library only
what is cited is converted; what the fields mean is pandoc's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

__all__ = ["BibtexEntry", "BibtexFile", "Flaw", "scan_bibtex"]

_MOST_FLAWS = 20
"""After how many broken entries a file is looked at no more: it is something else, or broken through and through."""


_MOST_PARENTS = 20
"""From how many entries one may take fields: nobody needs more, and a hostile file could ask for all."""


class BibtexEntry(NamedTuple):
    """An entry: its key, and where it begins and ends, in characters from the start of the file."""

    key: str
    start: int
    end: int


class Flaw(NamedTuple):
    """Something broken: where, how much of the text it is, and what."""

    offset: int
    length: int
    message: str
    hint: str = ""


class BibtexFile(NamedTuple):
    """What a file holds: its entries, its abbreviations (`@string`, by name in small letters), and what is broken."""

    text: str
    entries: list[BibtexEntry]
    strings: dict[str, str]
    flaws: list[Flaw]

    def alone(self, entry: BibtexEntry, by_key: Mapping[str, BibtexEntry]) -> str:
        """Write an entry with the entries that it takes fields from and the abbreviations that they use."""
        family: dict[str, BibtexEntry] = {}
        waiting = [entry]
        while waiting and len(family) < _MOST_PARENTS:
            one = waiting.pop()
            if one.key in family:
                continue
            family[one.key] = one
            for groups in _PARENT.findall(self.text, one.start, one.end):
                named = (key.strip() for key in "".join(groups).split(","))
                waiting.extend(by_key[key] for key in named if key in by_key)
        parts = [self.text[one.start : one.end] for one in family.values()]
        return "\n".join([*self._strings_of(parts), *parts[1:], parts[0]])

    def _strings_of(self, parts: list[str]) -> Iterator[str]:
        """The abbreviations that are used, and those that they are made of, in the order of the file."""
        if not self.strings:
            return
        used: set[str] = set()
        waiting = list(parts)
        while waiting:
            names = {word.lower() for word in _WORD.findall(waiting.pop())}
            new = (names & self.strings.keys()) - used
            used |= new
            waiting.extend(self.strings[name].partition("=")[2] for name in new)
        yield from (text for name, text in self.strings.items() if name in used)


_ENTRY = re.compile(r"@[ \t]*([^\W\d_]+)\s*([{(])")
_NEXT = re.compile(r"^[ \t]*@[ \t]*[^\W\d_]+[ \t]*[{(]", re.MULTILINE)
_KEY = re.compile(r"\s*([^\s,={}()\"#%]+)\s*(?=[,})])")
_FIELD = re.compile(r"\s*([^\W\d][\w:+\-]*)\s*=\s*")
_PARENT = re.compile(r"\b(?:crossref|xdata|xref)\s*=\s*(?:\{([^{}]*)\}|\"([^\"]*)\")", re.IGNORECASE)
_WORD = re.compile(r"[\w:.\-+/]+")
_SPACE = re.compile(r"\s*")
_BRACES = re.compile(r"\\[{}\\\"]|[{}]")
_QUOTES = re.compile(r"\\[{}\\\"]|[{}\"]")
_NO_REFERENCES = frozenset({"comment", "preamble", "string"})


class _BrokenError(Exception):
    """An entry that can't be read: at which place, and why."""

    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset = offset


def scan_bibtex(text: str) -> BibtexFile:
    """Find all entries of a BibTeX or biblatex file, and those that are broken."""
    file = BibtexFile(text, [], {}, [])
    place = 0
    while (match := _ENTRY.search(text, place)) and len(file.flaws) < _MOST_FLAWS:
        kind = match[1].lower()
        following = _NEXT.search(text, match.end())
        limit = following.start() if following else len(text)
        key = _KEY.match(text, match.end())
        name = f'the entry "{key[1]}"' if key else f"this @{match[1]}"
        try:
            if kind in _NO_REFERENCES:
                # What is commented out may hold entries.
                place = _skip(text, match.end(2) - 1, len(text) if kind == "comment" else limit)
                field = _FIELD.match(text, match.end())
                if kind == "string" and field:
                    file.strings[field[1].lower()] = text[match.start() : place]
                continue
            if key is None:
                raise _BrokenError(match.start(), "has no key")
            place = _read_fields(text, key.end(), "}" if match[2] == "{" else ")", limit)
            if place > limit:
                raise _BrokenError(limit, "is never closed")
            file.entries.append(BibtexEntry(key[1], match.start(), place))
        except _BrokenError as broken:
            # What runs over into the next entry is unclosed here, not wrong there.
            if broken.offset >= limit or broken.offset == match.start():
                message = str(broken) if broken.offset == match.start() else "is never closed"
                hint = "each { needs its }"
                if broken.offset == match.start():
                    hint = "it is cited by a key, which stands first: @article{key, title = …}"
                file.flaws.append(Flaw(match.start(), len(match.group()), f"{name} {message}", hint))
            else:
                end = text.find("\n", broken.offset)
                length = (len(text) if end < 0 else end) - broken.offset
                file.flaws.append(Flaw(broken.offset, max(length, 1), f"{name} {broken}"))
            place = max(limit, match.end())
    return file


def _read_fields(text: str, place: int, close: str, limit: int) -> int:
    """Read the fields of an entry from behind its key: the place behind the entry."""
    while True:
        place = _past_space(text, place)
        if text[place : place + 1] == ",":
            place = _past_space(text, place + 1)
            if text[place : place + 1] in (",", close):
                continue
            field = _FIELD.match(text, place)
            if field is None:
                raise _BrokenError(min(limit, place), "has a field without a name or without a =")
            place = _read_value(text, field.end(), limit)
        elif text[place : place + 1] == close:
            return place + 1
        else:
            raise _BrokenError(place, "lacks a comma or a closing brace before this")


def _read_value(text: str, place: int, limit: int) -> int:
    while True:
        opening = text[place : place + 1]
        if opening == "{":
            place = _skip(text, place, limit)
        elif opening == '"':
            place = _skip_quotes(text, place, limit)
        elif word := _WORD.match(text, place):
            place = word.end()
        else:
            raise _BrokenError(place, "has a field without a value")
        after = _past_space(text, place)
        if text[after : after + 1] != "#":
            return place
        place = _past_space(text, after + 1)


def _past_space(text: str, place: int) -> int:
    match = _SPACE.match(text, place)
    return match.end() if match else place


def _skip(text: str, place: int, limit: int) -> int:
    """Find the place behind the brace that closes the one here."""
    depth = 0
    if text[place] == "(":
        end = text.find(")", place, limit)
        return limit if end < 0 else end + 1
    for match in _BRACES.finditer(text, place, limit):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth == 0:
            return match.end()
    raise _BrokenError(limit, "is never closed")


def _skip_quotes(text: str, place: int, limit: int) -> int:
    depth = 0
    for match in _QUOTES.finditer(text, place + 1, limit):
        if match.group() == '"' and depth == 0:
            return match.end()
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
    raise _BrokenError(limit, "is never closed")
