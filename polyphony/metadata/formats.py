"""The table of formats: what each forces about the order of authors, and in which files ours is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from polyphony.metadata.works import Work
from polyphony.model import Page

__all__ = ["FORMATS", "Format", "MetadataFile", "files_for", "files_of", "folder_of"]

Order = Literal["set", "list", "first", "line"]
Equality = Literal["sets", "all", "none"]
Source = Literal["page", "file", "others"]


class MetadataFile(Struct, frozen=True):
    """A file of a format: its name, its media type, and whether it needs a year to be valid."""

    name: str
    media_type: str
    needs_year: bool = False


class Format(Struct, frozen=True):
    """A format, or a service that takes deposits, and what it makes of authors.

    `order`: "set" (names have no order), "list" (from a first to a last), "first" (one is marked as the first) or
    "line" (all names in one text). `equality`: what can be said of equals: sets of them, only all, or none. `field` is
    where the meaning of the order is said in words; empty where there is no place for it. `source`: ours stands in
    the page or in a file, or others make it of what we give them. `exporter` is the name in `build.outputs`.
    """

    id: str
    name: str
    source: Source
    order: Order
    equality: Equality
    field: str
    exporter: str = ""
    files: tuple[MetadataFile, ...] = ()


FORMATS: tuple[Format, ...] = (
    Format("schema-org", "schema.org JSON-LD", "file", "set", "none", "creditText", "jsonld", (
        MetadataFile("schema-org.jsonld", "application/ld+json"),)),
    Format("ro-crate", "RO-Crate", "file", "set", "none", "creditText", "ro-crate", (
        MetadataFile("ro-crate-metadata.json", "application/ld+json", needs_year=True),)),
    Format("jats", "JATS", "file", "list", "sets", "author-notes", "jats", (
        MetadataFile("jats.xml", "application/jats+xml"),)),
    Format("tei", "TEI P5", "file", "list", "none", "note", "tei", (
        MetadataFile("tei.xml", "application/tei+xml"),)),
    Format("biblatex", "biblatex", "file", "list", "sets", "note", "bibtex", (
        MetadataFile("biblatex.bib", "application/x-bibtex"),)),
    Format("bibtex", "BibTeX", "file", "list", "none", "note", "bibtex", (
        MetadataFile("citation.bib", "application/x-bibtex"),)),
    Format("ris", "RIS", "file", "list", "none", "N1", "ris", (
        MetadataFile("citation.ris", "application/x-research-info-systems"),)),
    Format("csl", "CSL-JSON", "file", "list", "sets", "note", "csl", (
        MetadataFile("csl.json", "application/vnd.citationstyles.csl+json"),)),
    Format("cff", "Citation File Format", "file", "list", "none", "message", "cff", (
        MetadataFile("CITATION.cff", "application/yaml"),)),
    Format("datacite", "DataCite", "file", "list", "none", "description", "datacite", (
        MetadataFile("datacite.json", "application/vnd.datacite.datacite+json", needs_year=True),
        MetadataFile("datacite.xml", "application/vnd.datacite.datacite+xml", needs_year=True))),
    Format("highwire", "Highwire (Google Scholar)", "page", "list", "none", ""),
    Format("dublin-core", "Dublin Core", "page", "list", "none", ""),
    Format("oembed", "oEmbed", "page", "line", "none", ""),
    Format("crossref", "Crossref", "others", "first", "none", ""),
    Format("orcid", "ORCID", "others", "first", "none", ""),
    Format("pubmed", "PubMed", "others", "list", "all", ""),
)  # fmt: skip
"""Every format that carries the names of authors out of a site, the freest first."""


def files_of(exporter: str) -> tuple[MetadataFile, ...]:
    """Give the files that an exporter makes of a work."""
    return tuple(file for row in FORMATS if row.exporter == exporter for file in row.files)


def files_for(work: Work, outputs: Iterable[str]) -> Iterator[tuple[Format, MetadataFile]]:
    """Give the files that there are of a work, for the exporters that are asked for."""
    asked = frozenset(outputs)
    for row in FORMATS:
        for file in row.files:
            if row.exporter in asked and (work.year or not file.needs_year):
                yield row, file


def folder_of(page: Page | None) -> str:
    """Name the folder of a page's metadata, or the publication's; it ends with a slash. No two pages share one.

    `part-1/index.html` has `metadata/pages/part-1/`, and the first page `metadata/pages/index/`.
    """
    if page is None:
        return "metadata/"
    stem = page.file.removesuffix(".html")
    short = stem.removesuffix("/index")
    if page.address.endswith("/") and short != "index" and not short.startswith("index/"):
        stem = short
    return f"metadata/pages/{stem}/"
