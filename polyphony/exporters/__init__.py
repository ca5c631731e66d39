"""The tables of exporters: a publication into files of one kind. Adding one is a module and a line here.

`EXPORTERS` make the parts of a site, `DOCUMENTS` what `polyphony export` writes alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from polyphony.diagnostics import Code, Collector, Diagnostic, Span
from polyphony.exporters.given import Engines as Engines
from polyphony.exporters.given import Given as Given
from polyphony.metadata.formats import folder_of
from polyphony.model import OutputFile, Page, Publication

if TYPE_CHECKING:
    from polyphony.exporters import (
        bibtex,
        cff,
        chronology,
        cite,
        contributions,
        csl,
        data,
        datacite,
        embed,
        epub,
        feed,
        galleys,
        jats,
        jsonld,
        pdf,
        people,
        plain,
        ris,
        rocrate,
        search,
        single,
        site,
        site_archive,
        subjects,
        tei,
        transcripts,
    )


class _Later:
    """A module of this package, loaded when it is first asked for: a build needs few. It then takes this place."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(f"{__name__}.{self._name}"), attribute)


if not TYPE_CHECKING:
    for _name in (
        "bibtex", "cff", "chronology", "cite", "contributions", "csl", "data", "datacite", "embed", "epub", "feed",
        "galleys", "jats", "jsonld", "pdf", "people", "plain", "ris", "rocrate", "search", "single", "site",
        "site_archive", "subjects", "tei", "transcripts",
    ):  # fmt: skip
        globals().setdefault(_name, _Later(_name))  # It may be there, if somebody has loaded it by its own path.

Exporter: TypeAlias = Callable[[Publication, Given], Iterator[OutputFile | Diagnostic]]

EXPORTERS: dict[str, Exporter] = {
    "pages": lambda publication, given: site.export_pages(
        publication, given.frame, given.remember, given.references, head=given.head, score=given.score
    ),
    "transcripts": lambda publication, given: transcripts.export_transcripts(
        publication, given.frame, given.remember, given.references, given.spoken()
    ),
    "people": lambda publication, given: people.export_people(publication, given.frame, given.spoken()),
    "modes": lambda publication, given: subjects.export_subjects(publication, given.frame, given.spoken(), "modes"),
    "themes": lambda publication, given: subjects.export_subjects(publication, given.frame, given.spoken(), "themes"),
    "chronology": lambda publication, given: chronology.export_chronology(publication, given.frame, given.spoken()),
    "contributions": lambda publication, given: contributions.export_contributions(
        publication, given.frame, given.spoken()
    ),
    "embed": lambda publication, given: embed.export_embeds(
        publication, given.frame, given.remember, given.references, given.picture, given.spoken()
    ),
    "data": lambda publication, given: data.export_data(
        publication, given.frame.theme, given.remember, given.references
    ),
    "jats": lambda publication, given: quietly(_xml(jats.export_jats, publication, given, None, publication.pages)),
    "tei": lambda publication, given: quietly(_xml(tei.export_tei, publication, given, None, publication.pages)),
    "search": lambda publication, given: search.export_search(publication, given.frame, given.spoken()),
    "feed": lambda publication, given: feed.export_feed(publication, given.frame, given.spoken()),
    "sitemap": lambda publication, given: feed.export_sitemap(publication, given.frame),
    "jsonld": lambda publication, given: jsonld.export_jsonld(
        publication, given.remember, given.references, given.frame.theme
    ),
    "ro-crate": lambda publication, given: rocrate.export_rocrate(publication, given.words()),
    "bibtex": lambda publication, _: bibtex.export_bibtex(publication),
    "cite": lambda publication, given: cite.export_cite(
        publication, given.frame.theme, given.remember, given.references
    ),
    "ris": lambda publication, _: ris.export_ris(publication),
    "csl": lambda publication, _: csl.export_csl(publication),
    "cff": lambda publication, given: cff.export_cff(publication, given.words()),
    "datacite": lambda publication, _: datacite.export_datacite(publication),
}
"""Every exporter by its name, as `build.outputs` names it."""


def quietly(files: Iterable[OutputFile | Diagnostic]) -> Iterator[OutputFile | Diagnostic]:
    """Say nothing of what a format has no room for: a site has all of it, and a build isn't about one format."""
    return (file for file in files if isinstance(file, OutputFile) or file.code is not Code.LEFT_OUT)


def site_files(publication: Publication, given: Given) -> Iterator[OutputFile | Diagnostic]:
    """Make every file of the site but its assets, exporter by exporter."""
    for name in publication.outputs:
        yield from EXPORTERS[name](publication, given)


class Document(NamedTuple):
    """A format that `polyphony export` writes alone.

    `summary` is what a user is told of it, `file` the name that it gets: a folder's, with a slash, where it is several
    files. `make` gets the page to write where one is asked for; where `by_page` is false it never is, nor,
    where `by_part` is false, one passage, turn or exchange alone. What had to be left out is said with the code
    `left-out`.
    """

    summary: str
    file: str
    make: Callable[[Publication, Given, Page | None], Iterator[OutputFile | Diagnostic]]
    by_page: bool = False
    by_part: bool = False


def _reference(exporter: str, summary: str, file: str, *, whole: str = "metadata/") -> Document:
    """Make the document of one file out of `metadata/`: a page's, or the publication's, which lies in `whole`."""

    def make(publication: Publication, given: Given, page: Page | None) -> Iterator[OutputFile | Diagnostic]:
        path = (folder_of(page) if page else whole) + file
        files = EXPORTERS[exporter](publication, given)
        made = [one for one in files if isinstance(one, Diagnostic) or one.path == path]
        yield from made
        if not made:
            collector = Collector()
            span = Span("polyphony.yaml")
            hint = "write the day, month or year as `published: 2025-08-13`"
            collector.report(
                Code.MISSING_KEY, f'{file} needs a year, and polyphony.yaml has no "published"', span, hint=hint
            )
            yield from collector.found

    return Document(summary, file, make, by_page=True)


DOCUMENTS: dict[str, Document] = {
    "json": Document(
        "who says what, in reading order, as data for programs (the site's polyphony.json)",
        "polyphony.json",
        lambda publication, given, _: only(EXPORTERS["data"](publication, given), "polyphony.json"),
    ),
    "jats": Document(
        "an article in JATS 1.3, which journals and archives take",
        "jats.xml",
        lambda publication, given, page: _xml(jats.export_jats, publication, given, page),
        by_page=True,
    ),
    "jats-plain": Document(
        "the same for systems that can't show speeches: turns are quotations with a name",
        "jats-plain.xml",
        lambda publication, given, page: _xml(jats.export_jats_plain, publication, given, page),
        by_page=True,
    ),
    "tei": Document(
        "a document in TEI P5, for scholarly editions and corpora",
        "tei.xml",
        lambda publication, given, page: _xml(tei.export_tei, publication, given, page),
        by_page=True,
    ),
    "single": Document(
        "one HTML file that holds all of it, for a journal's supplementary files",
        "single.html",
        lambda publication, given, page: single.export_single(
            publication, given.frame, given.references, given.picture, page
        ),
        by_page=True,
    ),
    "janeway": Document(
        "a galley for Janeway, which keeps no styles: galley.html, galley.css, pictures",
        "janeway/",
        lambda publication, given, page: galleys.export_janeway(
            publication, given.frame, given.references, given.picture, page
        ),
        by_page=True,
    ),
    "ojs": Document(
        "a galley for OJS: one HTML file, with its style sheet and pictures beside it",
        "ojs/",
        lambda publication, given, page: galleys.export_ojs(
            publication, given.frame, given.references, given.picture, page
        ),
        by_page=True,
    ),
    "zip": Document(
        "the whole site with its licence and the sums of all files, for a journal or an archive",
        "site.zip",
        lambda publication, given, _: site_archive.export_archive(
            publication, given.frame, site_files(publication, given), given.assets, given.read
        ),
    ),
    "epub": Document(
        "a book for readers of all kinds (EPUB 3)",
        "publication.epub",
        lambda publication, given, page: epub.export_epub(
            publication, given.frame, given.references, given.picture, page
        ),
        by_page=True,
    ),
    "embed": Document(
        "a page, exchange, passage or turn as one small file for a frame (--page or --part)",
        "embed.html",
        lambda publication, given, page: embed.export_part(
            given.frame, given.references, given.picture, page or publication.pages[0], given.part
        ),
        by_page=True,
        by_part=True,
    ),
    "pdf": Document(
        "a tagged PDF, for paper",
        "publication.pdf",
        lambda publication, given, page: pdf.export_pdf(
            publication, given.frame, given.references, given.picture, page, _engines(given).print_pdf
        ),
        by_page=True,
    ),
    "docx": Document(
        "a Word file, for a copy-editor's desk",
        "publication.docx",
        lambda publication, given, page: plain.export_word(
            publication, given.frame, given.references, given.picture, page, _engines(given).write_word
        ),
        by_page=True,
    ),
    "markdown": Document(
        "Markdown without any markup of ours: names before turns",
        "publication.md",
        lambda publication, given, page: plain.export_plain(
            publication, given.frame, given.references, page, plain.MARKDOWN, "publication.md"
        ),
        by_page=True,
    ),
    "text": Document(
        "plain text, for a letter, a braille display or a voice",
        "publication.txt",
        lambda publication, given, page: plain.export_plain(
            publication, given.frame, given.references, page, plain.TEXT, "publication.txt"
        ),
        by_page=True,
    ),
    "transcripts": Document(
        "every exchange as plain text and as a table (CSV)",
        "transcripts/",
        lambda publication, given, _: only(EXPORTERS["transcripts"](publication, given), ".txt", ".csv"),
    ),
    "bibtex": _reference("bibtex", "a reference for BibTeX", "citation.bib"),
    "biblatex": _reference("bibtex", "a reference for biblatex, which says who are equals", "biblatex.bib"),
    "ris": _reference("ris", "a reference for reference managers", "citation.ris"),
    "csl": _reference("csl", "a reference for citation processors (CSL-JSON)", "csl.json"),
    "cff": _reference("cff", "a reference for repositories of code and data (Citation File Format)", "CITATION.cff"),
    "datacite": _reference("datacite", "a record for registering a DOI with DataCite, as JSON", "datacite.json"),
    "datacite-xml": _reference("datacite", "the same as XML", "datacite.xml"),
    "jsonld": _reference("jsonld", "what is said and by whom, for search engines (schema.org)", "schema-org.jsonld"),
    "ro-crate": _reference(
        "ro-crate",
        "what the site's files are, and whose, for archives of research (RO-Crate)",
        "ro-crate-metadata.json",
        whole="",
    ),
    "voices": Document(
        "references to every exchange, passage and turn: text, BibTeX, RIS and CSL-JSON",
        "voices/",
        lambda publication, given, page: (
            one
            for one in only(EXPORTERS["cite"](publication, given), ".txt", ".bib", ".ris", ".json")
            if page is None or isinstance(one, Diagnostic) or one.path.startswith(folder_of(page) + "voices.")
        ),
        by_page=True,
    ),
}
"""Every format of `polyphony export` by its name, in the order in which they are listed."""


def _engines(given: Given) -> Engines:
    if given.engines is None:
        raise ValueError("this format needs engines")
    return given.engines


def only(files: Iterable[OutputFile | Diagnostic], *ends: str) -> Iterator[OutputFile | Diagnostic]:
    """Keep the files whose paths end so, and all that is said."""
    return (file for file in files if isinstance(file, Diagnostic) or file.path.endswith(ends))


def export_ahead(publication: Publication, given: Given, wanted: frozenset[str]) -> Iterator[OutputFile | Diagnostic]:
    """Make such reading pages as are wanted at once: the same bytes that "pages" makes of them in its turn."""
    pages = [page for page in publication.pages if page.file in wanted] if "pages" in publication.outputs else []

    def call(function: Callable[[Any], Any], jobs: Sequence[Any], _: Any) -> Iterator[Any]:
        return (function(job) for job in jobs)

    yield from site.export_reading_pages(
        publication, given.frame, call, given.references, head=given.head, score=given.score, pages=pages
    )


def order_exporters(names: Sequence[str], wanted: frozenset[str]) -> list[str]:
    """Put those before the others whose folder a wanted file lies in."""
    folders = {path.partition("/")[0] for path in wanted}
    return sorted(names, key=lambda name: _FOLDERS.get(name, name) not in folders)


_FOLDERS = {"transcripts": "exchanges"}
"""Where exporters put their files whose folder isn't called as they are."""


def _xml(
    export: Callable[..., Iterator[OutputFile | Diagnostic]],
    publication: Publication,
    given: Given,
    page: Page | None,
    pages: Sequence[Page] = (),
) -> Iterator[OutputFile | Diagnostic]:
    """Make a format of XML: of a page alone, or else of the whole and of these pages."""
    alone = (page,) if page is not None else pages
    return export(publication, given.frame, given.remember, given.references, pages=alone, whole=page is None)
