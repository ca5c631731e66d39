"""Files of references to works by key: CSL-JSON and RIS as records, .bib as texts for pandoc to convert one by one."""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from msgspec import Struct

from polyphony.citations.bibtex import scan_bibtex
from polyphony.citations.ris import MOST_FLAWS, scan_ris
from polyphony.diagnostics import Checked, Code, Collector, Span
from polyphony.model import SourceFile

__all__ = ["FORMATS", "BibliographyFile", "Reference", "combine", "encode_record", "normal_key", "parse_bibliography"]

Format = Literal["csljson", "biblatex", "bibtex", "ris"]

FORMATS: dict[str, Format] = {".json": "csljson", ".bib": "biblatex", ".bibtex": "bibtex", ".ris": "ris"}
"""What a file's name says of its format."""


class Reference(Struct, frozen=True):
    """A work as a bibliography has it: as the text of a CSL-JSON object, or as the text of an entry of a .bib file."""

    key: str
    place: Span
    record: str = ""
    format: Literal["", "biblatex", "bibtex"] = ""
    entry: str = ""


class BibliographyFile(Struct, frozen=True):
    """A file of references."""

    path: str
    references: tuple[Reference, ...]


_DOI = re.compile(r"^\s*(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


def normal_key(key: str) -> str:
    """Write a key so that it equals another that looks the same."""
    return key if key.isascii() else unicodedata.normalize("NFC", key.encode("utf-8", "replace").decode())


def parse_bibliography(file: SourceFile) -> Checked[BibliographyFile | None]:
    """Parse a file of references; None where it can't be read at all."""
    collector = Collector()
    form = FORMATS[file.path[file.path.rfind(".") :].lower()]
    try:
        text = file.content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = file.content.count(b"\n", 0, error.start) + 1
        collector.report(
            Code.NOT_UTF8, "this file of references is not UTF-8", Span(file.path, line), hint="save it as UTF-8"
        )
        return Checked(None, tuple(collector.found))
    lines = _Lines(file.path, text)
    match form:
        case "csljson":
            references = _parse_json(lines, collector)
        case "ris":
            references = _parse_ris(lines, collector)
        case _:
            references = _parse_bib(lines, form, collector)
    _report_doubles(references, collector)
    return Checked(BibliographyFile(file.path, references), tuple(collector.found))


class _Lines:
    """A text whose places can be told by line and column."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def span(self, offset: int, length: int = 0) -> Span:
        line = bisect_right(self.starts, offset)
        start = self.starts[line - 1]
        end = self.text.find("\n", start)
        source = self.text[start : end if end >= 0 else len(self.text)]
        return Span(self.path, line, offset - start + 1, min(length, max(len(source) - offset + start, 1)), source)


def _report_doubles(references: Iterable[Reference], collector: Collector) -> None:
    known: dict[str, Reference] = {}
    doubles = 0
    for reference in references:
        first = known.setdefault(reference.key, reference)
        if first is not reference and doubles < MOST_FLAWS:
            doubles += 1
            collector.report(
                Code.DUPLICATE_REFERENCE,
                f'two references have the key "{reference.key}"',
                reference.place,
                related=((first.place, "the other is here"),),
                hint="give one of them another key, or leave one out",
            )


def _parse_json(lines: _Lines, collector: Collector) -> tuple[Reference, ...]:
    """Parse CSL-JSON entry by entry, so that each has its place."""
    text = lines.text
    decoder = json.JSONDecoder(parse_constant=_refuse_constant)
    space = re.compile(r"\s*")
    references: list[Reference] = []
    place = space.match(text, 0).end()  # type: ignore[union-attr]
    try:
        if text[place : place + 1] != "[":
            decoder.decode(text)
            _invalid(lines, place, "CSL-JSON is a list of references", collector)
            return ()
        place = space.match(text, place + 1).end()  # type: ignore[union-attr]
        while text[place : place + 1] != "]":
            record, end = decoder.raw_decode(text, place)
            reference = _reference_of(record, lines, place, collector)
            if reference is not None:
                references.append(reference)
            place = space.match(text, end).end()  # type: ignore[union-attr]
            if text[place : place + 1] == ",":
                place = space.match(text, place + 1).end()  # type: ignore[union-attr]
            elif text[place : place + 1] != "]":
                raise json.JSONDecodeError("Expecting ',' delimiter", text, place)
        rest = space.match(text, place + 1).end()  # type: ignore[union-attr]
        if rest < len(text):
            raise json.JSONDecodeError("Extra data", text, rest)
    except json.JSONDecodeError as error:
        _invalid(lines, error.pos, f"this is no JSON: {error.msg[0].lower()}{error.msg[1:]}", collector)
    except (RecursionError, ValueError):
        _invalid(lines, place, "this is no JSON that can be read", collector)
    return tuple(references)


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _invalid(lines: _Lines, offset: int, message: str, collector: Collector, hint: str = "") -> None:
    collector.report(Code.INVALID_BIBLIOGRAPHY, message, lines.span(offset, 1), hint=hint)


def _reference_of(record: Any, lines: _Lines, offset: int, collector: Collector) -> Reference | None:
    if not isinstance(record, dict):
        _invalid(lines, offset, "a reference in CSL-JSON is an object", collector)
        return None
    key = record.get("id")
    if isinstance(key, int) and not isinstance(key, bool):
        key = str(key)
    if not isinstance(key, str) or not key:
        hint = 'give it one, as in {"id": "first2001", …}'
        _invalid(lines, offset, "this reference has no id, by which it would be cited", collector, hint)
        return None
    return Reference(normal_key(key), lines.span(offset), encode_record({**record, "id": normal_key(key)}))


def encode_record(record: Mapping[str, Any]) -> str:
    """Write a record as JSON that is the same for the same content; a DOI that is written as an address is bare."""
    doi = record.get("DOI")
    if isinstance(doi, str) and _DOI.match(doi):
        record = {**record, "DOI": _DOI.sub("", doi)}
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()  # half a character, as JSON may escape it, is none


def _parse_ris(lines: _Lines, collector: Collector) -> tuple[Reference, ...]:
    found, flaws = scan_ris(lines.text)
    for flaw in flaws:
        place = lines.span(lines.starts[flaw.line], flaw.length)
        collector.report(Code.INVALID_BIBLIOGRAPHY, flaw.message, place, hint=flaw.hint)
    return tuple(
        Reference(key, lines.span(lines.starts[line]), encode_record({**record, "id": key}))
        for line, record in found
        for key in (normal_key(record["id"]),)
    )


def _parse_bib(lines: _Lines, form: Literal["biblatex", "bibtex"], collector: Collector) -> tuple[Reference, ...]:
    file = scan_bibtex(lines.text)
    for flaw in file.flaws:
        place = lines.span(flaw.offset, flaw.length)
        collector.report(Code.INVALID_BIBLIOGRAPHY, flaw.message, place, hint=flaw.hint)
    by_key = {entry.key: entry for entry in reversed(file.entries)}
    return tuple(
        Reference(normal_key(entry.key), lines.span(entry.start), "", form, file.alone(entry, by_key))
        for entry in file.entries
    )


def combine(files: Iterable[BibliographyFile], collector: Collector) -> dict[str, Reference]:
    """Lay the references of several files together; one key for two works is an error."""
    combined: dict[str, Reference] = {}
    for file in files:
        for reference in file.references:
            first = combined.setdefault(reference.key, reference)
            if first.place.path != file.path and (first.record, first.entry) != (reference.record, reference.entry):
                collector.report(
                    Code.DUPLICATE_REFERENCE,
                    f'the key "{reference.key}" stands for two works in two files',
                    reference.place,
                    related=((first.place, "the other is here"),),
                    hint="give one of them another key, or leave one out",
                )
    return combined
