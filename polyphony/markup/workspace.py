"""What parsing one page gathers while it works: diagnostics with their places, ids, and what the page names."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import NamedTuple

from polyphony.diagnostics import Code, Collector, Span, near_name
from polyphony.markup.citing import keys_on
from polyphony.model import Anchor, CodeOutline, Place, Use, Vocabulary
from polyphony.model.publication import AnchorKind

__all__ = ["SourceText", "Workspace", "make_slug"]

_NOT_IN_SLUG = re.compile(r"[^\w]+|_+")
_ASCII_SLUG = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)} | {ord("'"): ""}
_VALID_ID = re.compile(r"\w[\w.:-]*")
_LONG = 10_000
"""A line of so many characters is not looked through from its begin for each thing on it."""

_STATED_ID = re.compile(r"\{[^{}]*?#([^\s{}=#\"']+)")
_FIRST_WORDS = 3
_LONGEST_LINE = 4000


class SourceText(NamedTuple):
    """A file's Markdown: its path, its text (line ends are LF) and the line of the file where that begins.

    `head` is what stands in the file before it, as far as it is to be shown.
    """

    path: str
    text: str
    line: int = 1
    head: str = ""


def make_slug(text: str) -> str:
    """Letters and digits of a text in lower case with single hyphens between."""
    if text.isascii():
        return "-".join(text.translate(_ASCII_SLUG).split())
    slug = _NOT_IN_SLUG.sub("-", unicodedata.normalize("NFC", text).casefold().replace("'", "").replace("’", ""))
    return slug.strip("-")


def _place(span: Span) -> Place:
    """Keep a place, without its line where that is so long that many of them would fill the memory."""
    source = span.source if len(span.source) <= _LONGEST_LINE else ""
    return Place(span.path, span.line, span.column, span.length, source)


class Workspace:
    """The state of one page's parse. The tree is built by functions; this is where they leave what isn't tree."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        authors: tuple[str, ...],
        language: str,
        page: str,
        citation_numbers: Iterator[int] | None = None,
    ) -> None:
        self.vocabulary = vocabulary
        self.authors = authors
        self.language = language
        self.page = page
        self.collector = Collector()
        self.anchors: list[Anchor] = []
        self.links: list[Use] = []
        self.images: list[Use] = []
        self.responses: list[Use] = []
        self.references: list[Use] = []
        self.citations: list[Use] = []
        self._cited: dict[tuple[str, int], defaultdict[str, list[tuple[int, int]]]] = {}
        self.citation_numbers = count(1) if citation_numbers is None else citation_numbers
        self.withheld: list[Place] = []
        self.files: dict[str, SourceText] = {}
        self.labels = dict(vocabulary.labels)
        self.all_labels = tuple(sorted({label for label, by in vocabulary.labels if by == ("all",)}))
        self._people = frozenset(vocabulary.people)
        self._modes = frozenset(vocabulary.modes)
        self._themes = frozenset(vocabulary.themes)
        self._lines: dict[str, list[str]] = {}
        self._last: tuple[tuple[str, int], int] = (("", 0), 0)
        self._ids: dict[str, Place] = {}
        self._reserved: set[str] = set()
        self._made: dict[str, int] = {}
        self.raw: list[Use] = []
        self.code: list[CodeOutline] = []
        self.note_references: dict[tuple[str, str], tuple[int, int]] = {}

    # Places

    def add_source(self, source: SourceText) -> None:
        """Take note of a file that the page is made from."""
        self.files[source.path] = source
        if "#" in source.text:
            self._reserved.update(unicodedata.normalize("NFC", i) for i in _STATED_ID.findall(source.text))

    def span(self, path: str, line: int, text: str = "") -> Span:
        """The place of a piece of a line of a file; of the whole line where the piece isn't found in it."""
        source = self.files.get(path)
        lines = self._lines.get(path)
        if lines is None:
            lines = self._lines[path] = source.text.split("\n") if source else []
        index = line - (source.line if source else 1)
        if source and index < 0 and source.head:
            lines, index = source.head.split("\n"), line - 1
        shown = lines[index] if 0 <= index < len(lines) else ""
        piece = text.split("\n", 1)[0]
        column = self._find(path, line, shown, piece) + 1 if piece else 0
        if column:
            return Span(path, line, column, len(piece), shown)
        begin, end = len(shown) - len(shown.lstrip()), len(shown.rstrip())
        return Span(path, line, begin + 1 if end else 1, max(end - begin, 0), shown)

    def _find(self, path: str, line: int, shown: str, piece: str) -> int:
        """Find a piece on its line; on a very long one from where the last was found, since most come in order."""
        if len(shown) < _LONG:
            return shown.find(piece)
        known, start = self._last
        found = shown.find(piece, start) if known == (path, line) else -1
        found = shown.find(piece) if found < 0 else found
        if found >= 0:
            self._last = ((path, line), found)
        return found

    def place(self, path: str, line: int, text: str = "") -> Place:
        """The same, in the form in which a page keeps it."""
        span = self.span(path, line, text)
        return _place(span)

    def report(
        self,
        code: Code,
        message: str,
        path: str,
        line: int,
        text: str = "",
        *,
        label: str = "",
        hint: str = "",
        related: tuple[tuple[Span, str], ...] = (),
    ) -> None:
        """Report what is wrong with a piece of a line of a file."""
        self.collector.report(code, message, self.span(path, line, text), label=label, hint=hint, related=related)

    # Names

    def people(self, value: str, path: str, line: int, raw: Callable[[str], str]) -> tuple[str, ...] | None:
        """The people whom a value of `by` names, sorted; None where it names somebody who isn't declared.

        `raw` gives an attribute as it is written, here and below; it is asked only where something is wrong.
        """
        found: set[str] = set()
        for name in value.split():
            if name == "all":
                found.update(self.authors)
            elif name in self._people:
                found.add(name)
            else:
                self.unknown(
                    Code.UNKNOWN_PERSON,
                    f'nobody is called "{name}"',
                    name,
                    self.vocabulary.people,
                    path,
                    line,
                    raw("by"),
                )
                return None
        if not found:
            self.report(
                Code.INVALID_ATTRIBUTE,
                "by= names nobody",
                path,
                line,
                raw("by"),
                hint="write by=claire, with the id of a person, or by=all",
            )
            return None
        return tuple(sorted(found))

    def modes(self, value: str, path: str, line: int, raw: Callable[[str], str]) -> tuple[str, ...] | None:
        """The modes that a value names, in its order; None where one of them isn't declared."""
        names = tuple(dict.fromkeys(value.split()))
        for name in names:
            if name not in self._modes:
                self.unknown(
                    Code.UNKNOWN_MODE,
                    f'no mode is called "{name}"',
                    name,
                    self.vocabulary.modes,
                    path,
                    line,
                    raw("mode"),
                )
                return None
        return names

    def themes(self, value: str, path: str, line: int, raw: Callable[[str], str]) -> tuple[str, ...]:
        """The themes that a value names, in its order, without any that isn't declared."""
        names = []
        for name in dict.fromkeys(value.split()):
            if name in self._themes:
                names.append(name)
            else:
                self.unknown(
                    Code.UNKNOWN_THEME,
                    f'no theme is called "{name}"',
                    name,
                    self.vocabulary.themes,
                    path,
                    line,
                    raw("theme"),
                )
        return tuple(names)

    def unknown(
        self, code: Code, message: str, name: str, declared: Iterable[str], path: str, line: int, raw: str
    ) -> None:
        """Report a name that isn't declared, with the nearest that is."""
        known = list(declared)
        near = near_name(name, known)
        listed = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
        hint = f"Declared: {listed}" if known else "polyphony.yaml declares none"
        if near:
            hint = f'did you mean "{near}"? {hint}'
        span = self.span(path, line, raw)
        if span.column and raw and name != raw:
            inner = span.source.find(name, max(span.column - 1, 0))
            if inner >= 0:
                span = Span(span.path, span.line, inner + 1, len(name), span.source)
        self.collector.report(code, message, span, label="not in polyphony.yaml", hint=hint)

    # Ids

    def state_id(
        self, identifier: str, kind: AnchorKind, path: str, line: int, *, text: str = "", items: int = 0, level: int = 0
    ) -> str:
        """Take an id that the source states; `level` is that of a section that is numbered."""
        identifier = unicodedata.normalize("NFC", identifier)
        place = self.place(path, line, "#" + identifier)
        in_address = kind not in {"figure", "table", "section", "other"}
        if not _VALID_ID.fullmatch(identifier) or (in_address and ":" in identifier):
            self.report(
                Code.INVALID_ATTRIBUTE,
                f"#{identifier} can't be an address",
                path,
                line,
                "#" + identifier,
                hint="an id has letters, digits, hyphens, underscores and dots, and begins with a letter or digit",
            )
        first = self._ids.get(identifier)
        if first is not None:
            self.report(
                Code.DUPLICATE_ID,
                f'the id "{identifier}" is given twice',
                path,
                line,
                "#" + identifier,
                label="given again here",
                hint="an id names one thing in the whole publication; choose another",
                related=((Span(first.path, first.line, first.column, first.length, first.source), "given first here"),),
            )
        else:
            self._ids[identifier] = place
            self.anchors.append(Anchor(identifier, kind, True, items, level, place, text))
        return identifier

    def make_id(
        self, speaker: str, words: str, kind: AnchorKind, path: str, line: int, *, text: str = "", items: int = 0
    ) -> str:
        """Make an id from the speaker and the first words, one that is nobody else's on the page."""
        first = " ".join(words[:200].split(None, _FIRST_WORDS)[:_FIRST_WORDS]) if kind != "section" else words
        base = make_slug(f"{speaker} {first}")[:64].strip("-") or kind
        identifier, count = base, self._made.get(base, 1)
        while identifier in self._ids or identifier in self._reserved:
            count += 1
            identifier = f"{base}-{count}"
        self._made[base] = count
        place = Place(path, line)
        self._ids[identifier] = place
        self.anchors.append(Anchor(identifier, kind, False, items, 0, place, text))
        return identifier

    def withhold_id(self, identifier: str, path: str, line: int) -> None:
        """Take the id of something withheld, so that what responds to it can be told from what responds to nothing."""
        identifier = unicodedata.normalize("NFC", identifier)
        self.anchors.append(Anchor(identifier, "withheld", True, 0, 0, self.place(path, line, "#" + identifier)))

    # What the page names

    def respond(self, target: str, path: str, line: int, raw: str) -> None:
        """Note an id that something responds to."""
        self.responses.append(Use(target, self.place(path, line, raw)))

    def cite(self, key: str, path: str, line: int) -> None:
        """Note the key of a citation: of several that are equal on a line, each in its turn."""
        places = self._cited.get((path, line))
        if places is None:
            places = self._cited[path, line] = defaultdict(list)
            for start, end, found in reversed(keys_on(self.span(path, line).source)):
                places[found].append((start, end))
        start, end = places[key].pop() if places[key] else (0, 0)
        span = self.span(path, line)
        if end:
            span = Span(path, line, start + 1, end - start, span.source)
        self.citations.append(Use(key, _place(span)))

    def cite_source(self, key: str, path: str, line: int, raw: str) -> None:
        """Note the key of the work that a quotation comes from."""
        place = self.place(path, line, raw)
        if raw and place.column and place.source[place.column - 1 :].startswith(raw):
            place = Place(path, line, place.column + raw.rfind(key), len(key), place.source)
        self.citations.append(Use(key, place))

    def number_citation(self) -> int:
        """Give the next citation its number."""
        return next(self.citation_numbers)

    def refer_to_note(self, path: str, key: str) -> tuple[int, int]:
        """Count a reference to a note: the note's number on the page, and how many times it was referred to."""
        number, count = self.note_references.get((path, key), (len(self.note_references) + 1, 0))
        self.note_references[path, key] = number, count + 1
        return number, count + 1

    def speaker(self, by: tuple[str, ...]) -> str:
        """What an id that is made says of who speaks."""
        if by == self.authors and len(by) > 1:
            return "all"
        return "-".join(by[:3])
