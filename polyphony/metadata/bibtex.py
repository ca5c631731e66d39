r"""A work into an entry of BibTeX or biblatex: names in the byline's order, the order's meaning in `note`.

Texts are UTF-8, and what TeX gives a meaning is escaped. BibTeX counts braces even after a backslash: those that have
no partner are written by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from polyphony.metadata.dates import date_parts, end_of
from polyphony.metadata.names import has_parts
from polyphony.metadata.works import Work
from polyphony.model import Person, with_particle

__all__ = ["ESCAPES", "Flavour", "render_bibtex", "render_names"]

Flavour = Literal["bibtex", "biblatex"]

ESCAPES: dict[str, str] = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "`": r"\`{}",
}
"""What TeX gives a meaning, and how it is written as itself."""

_ESCAPED = str.maketrans(ESCAPES)
_UNBALANCED = str.maketrans({**ESCAPES, "{": r"\lbrace{}", "}": r"\rbrace{}"})
_PLAIN_PART = re.compile(r"[^\W\d_][\w.'’ -]*\Z")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def render_bibtex(work: Work, flavour: Flavour) -> str:
    """Write an entry; a `flavour` has its own types, dates and, in biblatex alone, the annotation of equals."""
    fields = {
        "author": render_names(work.authors),
        "author+an": _annotation(work) if flavour == "biblatex" else "",
        "editor": render_names(work.editors),
        "translator": render_names(work.translators) if flavour == "biblatex" else "",
        "title": _title(work.title if flavour == "biblatex" else work.full_title),
        "subtitle": _title(work.subtitle) if flavour == "biblatex" else "",
        **_place(work, flavour),
        **_date(work, flavour),
        "doi": _verbatim(work.doi),
        "url": _verbatim(work.url),
        "keywords": ", ".join(_escape(word.replace(",", " ")) for word in work.keywords),
        "abstract": _escape(work.abstract),
        "langid": _language(work) if flavour == "biblatex" else "",
        "note": _escape(work.statement),
    }
    kind = _entry_type(work, flavour)
    # A month is a word of BibTeX's own, which a style writes in its language.
    lines = [
        f"  {name} = {value}," if name == "month" else f"  {name} = {{{value}}},"
        for name, value in fields.items()
        if value
    ]
    return "\n".join([f"@{kind}{{{work.key},", *lines, "}", ""])


def _escape(text: str) -> str:
    return text.translate(_ESCAPED if _is_balanced(text) else _UNBALANCED)


def _is_balanced(text: str) -> bool:
    depth = 0
    for brace in re.findall("[{}]", text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


def _title(text: str) -> str:
    """Keep a title's capitals as they are, whatever a style does to titles."""
    escaped = _escape(text)
    return f"{{{escaped}}}" if escaped else ""


def _verbatim(text: str) -> str:
    """Write a DOI or an address; a brace in it is percent-encoded, since BibTeX counts it."""
    return text.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C").replace(" ", "%20")


def render_names(people: Iterable[Person]) -> str:
    """Write names in a row, as a field of names has them."""
    return " and ".join(_name(person) for person in people)


def _name(person: Person) -> str:
    """Write a name as "von Last, Jr, First", or in braces as one whole."""
    name = person.name
    if not has_parts(person):
        return f"{{{_escape(name.display)}}}"
    whole = with_particle(name.particle, name.family)
    family = f"{_particle(name.particle)} {_part(name.family)}".strip() if " " in whole else _part(whole)
    return ", ".join(part for part in (family, _part(name.suffix), _part(name.given)) if part)


def _part(text: str) -> str:
    """Write a part of a name; in braces where BibTeX would read a particle, a comma or another name in it."""
    if not text:
        return ""
    plain = _PLAIN_PART.match(text) and not re.search(r"(?:^| )[a-zà-ÿ]", text)
    return text if plain else f"{{{_escape(text)}}}"


def _particle(text: str) -> str:
    """Write a particle: BibTeX knows it by its small letters, so that one with capitals belongs to the family name."""
    return text if re.fullmatch(r"[a-zà-ÿ'’ ]*", text) else f"{{{_escape(text)}}}"


def _annotation(work: Work) -> str:
    """Say who are equals, in biblatex's way: `1=equal;2=equal`, sets by number."""
    place = {person.id: number for number, person in enumerate(work.authors, 1)}
    sets = sorted(sorted(place[id] for id in equals if id in place) for equals in work.equal)
    marks: list[tuple[int, str]] = []
    for number, equals in enumerate(sets, 1):
        word = "equal" if len(sets) == 1 else f"equal{number}"
        marks.extend((author, word) for author in equals)
    return ";".join(f"{author}={word}" for author, word in sorted(marks))


def _entry_type(work: Work, flavour: Flavour) -> str:
    online = "online" if flavour == "biblatex" else "misc"
    match work.kind, work.genre:
        case "publication", "article":
            return "article" if work.container and work.container.title else online
        case "publication", "book":
            return "book" if work.container and work.container.publisher else online
        case "publication", "collection":
            return "collection" if flavour == "biblatex" else "misc"
        case "publication", "journal":
            return "periodical" if flavour == "biblatex" else "misc"
        case "page", "journal":
            return "article"
        case "page", "book":
            return "inbook" if flavour == "biblatex" else "incollection"
        case "page", "collection":
            return "incollection"
        case _:
            # An online entry of biblatex has no place for what it is a part of.
            return "misc"


def _place(work: Work, flavour: Flavour) -> dict[str, str]:
    """Say where a work appeared: the journal, or what it is part of."""
    container = work.container
    fields: dict[str, str] = {}
    journal = "journaltitle" if flavour == "biblatex" else "journal"
    if work.kind == "page" and work.genre == "journal" and work.host:
        fields[journal] = _escape(work.host.full_title)
    elif work.host is not None:
        entry = _entry_type(work, flavour)
        inside = "booktitle" if entry in ("incollection", "inbook") else "howpublished"
        if inside == "booktitle":
            fields[inside] = _title(work.host.full_title)
            if work.host.authors and flavour == "biblatex" and entry == "inbook":
                fields["bookauthor"] = render_names(work.host.authors)
        else:
            fields[inside] = _escape(f"{_names_in_text(work.host)}{work.inside}")
    elif container is not None and container.title and work.genre == "article":
        fields[journal] = _escape(container.title)
    if container is not None and work.kind == "publication":
        fields["volume"] = _escape(container.volume)
        fields["number"] = _escape(container.issue)
        fields["pages" if flavour == "bibtex" else "eid"] = _escape(container.locator)
        fields["issn"], fields["isbn"] = container.issn, container.isbn
        fields["publisher"] = _escape(container.publisher)
    return fields


def _names_in_text(work: Work) -> str:
    names = "; ".join(person.name.display for person in work.authors)
    return f"{names}: " if names else ""


def _date(work: Work, flavour: Flavour) -> dict[str, str]:
    if flavour == "biblatex":
        return {"date": work.date}
    parts = date_parts(end_of(work.date))
    if not parts:
        return {}
    fields = {"year": f"{parts[0][0]:04}"}
    if len(parts[0]) > 1:
        fields["month"] = _MONTHS[parts[0][1] - 1]
    return fields


_LANGUAGES = {"ar": "arabic", "cy": "welsh", "de": "ngerman", "en": "english", "es": "spanish", "fr": "french"}


def _language(work: Work) -> str:
    if work.language in ("en-GB", "en-US"):
        return {"en-GB": "british", "en-US": "american"}[work.language]
    return _LANGUAGES.get(work.language.partition("-")[0].lower(), "")
