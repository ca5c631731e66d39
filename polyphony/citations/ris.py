"""The text of a .ris file to CSL-JSON records, each with the line that it begins on, and to what is broken in it.

Read here and not by pandoc, whose reader loses months, days, addresses and page ranges, and stops at the first line
that it doesn't know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

__all__ = ["RisFlaw", "RisReference", "scan_ris"]


class RisReference(NamedTuple):
    """A reference: the line that it begins on, from 0, and its record as CSL-JSON; `id` is there always."""

    line: int
    record: dict[str, Any]


class RisFlaw(NamedTuple):
    """Something broken: its line, from 0, how much of it, and what."""

    line: int
    length: int
    message: str
    hint: str


MOST_FLAWS = 20
"""After how many broken references a file is looked at no more."""

_TAG = re.compile(r"\s*([A-Z][A-Z0-9]) {0,3}- ?(.*)$")
_DATE = re.compile(r"(\d{4})(?:[/-](\d{1,2})?)?(?:[/-](\d{1,2})?)?")
_OPENING = 'a reference in RIS begins with a line "TY  - …" and ends with a line "ER  - "'

_TYPES = {
    "ABST": "article", "ADVS": "motion_picture", "AGGR": "dataset", "ANCIENT": "classic", "ART": "graphic",
    "BILL": "bill", "BLOG": "post-weblog", "BOOK": "book", "CASE": "legal_case", "CHAP": "chapter", "CHART": "figure",
    "CLSWK": "classic", "COMP": "software", "CONF": "paper-conference", "CPAPER": "paper-conference", "DATA": "dataset",
    "DBASE": "dataset", "DICT": "entry-dictionary", "EBOOK": "book", "ECHAP": "chapter", "EDBOOK": "book",
    "EJOUR": "article-journal", "ELEC": "webpage", "ENCYC": "entry-encyclopedia", "FIGURE": "figure", "GEN": "document",
    "GOVDOC": "report", "GRANT": "report", "HEAR": "hearing", "ICOMM": "personal_communication",
    "INPR": "article-journal", "JFULL": "article-journal", "JOUR": "article-journal", "LEGAL": "legal_case",
    "MANSCPT": "manuscript", "MAP": "map", "MGZN": "article-magazine", "MPCT": "motion_picture", "MULTI": "webpage",
    "MUSIC": "musical_score", "NEWS": "article-newspaper", "PAMP": "pamphlet", "PAT": "patent",
    "PCOMM": "personal_communication", "RPRT": "report", "SER": "book", "SLIDE": "graphic", "SOUND": "song",
    "STAND": "standard", "STAT": "legislation", "THES": "thesis", "UNBILL": "bill", "UNPB": "manuscript",
    "VIDEO": "motion_picture", "WEB": "webpage",
}  # fmt: skip
_NAMES = {"AU": "author", "A1": "author", "ED": "editor", "A2": "editor", "A3": "collection-editor", "A4": "translator"}
_TEXTS = {
    "TI": "title", "T1": "title", "CT": "title", "ST": "title-short", "T2": "container-title",
    "JO": "container-title", "JF": "container-title", "JA": "container-title-short", "J2": "container-title-short",
    "T3": "collection-title", "VL": "volume", "IS": "issue", "PB": "publisher", "PP": "publisher-place",
    "CY": "publisher-place", "DO": "DOI", "ET": "edition", "AB": "abstract", "N2": "abstract", "UR": "URL",
    "LK": "URL", "LA": "language", "NV": "number-of-volumes", "M3": "genre",
}  # fmt: skip
_DATES = {"DA": "issued", "PY": "issued", "Y1": "issued", "Y2": "accessed"}
_WITH_HOST = frozenset({"chapter", "article-journal", "article-magazine", "article-newspaper", "paper-conference"})


def scan_ris(text: str) -> tuple[list[RisReference], list[RisFlaw]]:
    """Find the references of a RIS file, and what is broken in it. One without an ID gets a key as pandoc makes it."""
    found: list[RisReference] = []
    flaws: list[RisFlaw] = []
    start: int | None = None
    tags: list[tuple[str, str]] = []
    for number, line in enumerate(text.split("\n")):
        match = _TAG.match(line)
        if match is None:
            if line.strip() and tags:  # A long text goes on in the next line.
                tags[-1] = tags[-1][0], f"{tags[-1][1]} {line.strip()}"
            continue
        tag, value = match[1], match[2].strip()
        if len(flaws) >= MOST_FLAWS:
            return found, flaws
        if tag == "TY":
            if start is not None:
                flaws.append(RisFlaw(start, 2, "this reference is never closed", _OPENING))
            start, tags = number, [(tag, value)]
        elif start is None:
            flaws.append(RisFlaw(number, len(line), f"the line {tag} stands outside a reference", _OPENING))
            return found, flaws
        elif tag == "ER":
            found.append(RisReference(start, _record(tags)))
            start, tags = None, []
        else:
            tags.append((tag, value))
    if start is not None:
        flaws.append(RisFlaw(start, 2, "this reference is never closed", _OPENING))
    _make_keys(found)
    return found, flaws


def _make_keys(found: list[RisReference]) -> None:
    """Give what has no ID a key that nothing else has: the authors and the year, with a letter from the second on."""
    taken = {one.record["id"] for one in found if one.record["id"]}
    for one in found:
        if one.record["id"]:
            continue
        authors = one.record.get("author", ())
        names = "_".join(
            re.split(r"[\s,]", author.get("family") or author["literal"], maxsplit=1)[0] for author in authors
        )
        year = str(next(iter(one.record.get("issued", {}).get("date-parts", [[""]])))[0])
        base = "_".join(part for part in (names, year) if part) or "untitled"
        key, letter = base, "a"
        while key in taken:
            key, letter = base + letter, chr(ord(letter) + 1)
        taken.add(key)
        one.record["id"] = key


def _record(tags: list[tuple[str, str]]) -> dict[str, Any]:
    kind = _TYPES.get(tags[0][1].upper(), "document")
    record: dict[str, Any] = {"id": "", "type": kind}
    first = last = ""
    for tag, value in tags[1:]:
        if not value:
            continue
        if tag == "ID":
            record["id"] = "".join(value.split())
        elif tag in _NAMES:
            role = "director" if tag == "A2" and kind == "motion_picture" else _NAMES[tag]
            record.setdefault(role, []).append(_name(value))
        elif tag == "SP":
            first = value
        elif tag == "EP":
            last = value
        elif tag == "SN":
            record.setdefault("ISBN" if kind in {"book", "chapter", "classic"} else "ISSN", value)
        elif tag == "BT":
            record.setdefault("container-title" if kind in _WITH_HOST else "title", value)
        elif tag == "M1":
            record.setdefault("issue" if kind.startswith("article") else "number", value)
        elif tag in _DATES:
            _add_date(record, _DATES[tag], value)
        elif tag in _TEXTS:
            record.setdefault(_TEXTS[tag], value)
    if kind == "thesis":
        record.setdefault("publisher", record.pop("container-title", ""))
    if first or last:
        record["page"] = "-".join(dict.fromkeys(part for part in (first, last) if part))
    return {key: value for key, value in record.items() if value or key == "id"}


def _add_date(record: dict[str, Any], name: str, value: str) -> None:
    """Add a date; of two, the one that says more stays."""
    match = _DATE.match(value)
    if match is None:
        record.setdefault(name, {"literal": value})
        return
    parts = [int(part) for part in _valid(match)]
    known = record.get(name, {}).get("date-parts", [[]])[0]
    if len(parts) > len(known):
        record[name] = {"date-parts": [parts]}


def _valid(match: re.Match[str]) -> Iterator[str]:
    for part, most in zip(match.groups(), (9999, 12, 31), strict=True):
        if not part or not 1 <= int(part) <= most:
            return
        yield part


def _name(value: str) -> dict[str, str]:
    """A name as RIS has it, "Family, Given, Suffix"; without a comma it is an institution's, or a single name."""
    parts = [part.strip() for part in value.split(",")]
    if len(parts) == 1 or not parts[1]:
        return {"literal": parts[0]}
    name = {"family": parts[0], "given": parts[1]}
    if len(parts) > 2 and parts[2]:
        name["suffix"] = ", ".join(parts[2:])
    return name
