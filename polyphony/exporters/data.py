"""A publication into `polyphony.json`: who says what, in reading order, for programs; and the schema of that file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Literal

import msgspec
from msgspec import Struct

from polyphony.assemble.addresses import source_of
from polyphony.bylines import display_order
from polyphony.diagnostics import Diagnostic
from polyphony.markup import Rendering, plain_text, text_of_blocks
from polyphony.model import (
    Body,
    Byline,
    OutputFile,
    Page,
    PageReferences,
    Person,
    Publication,
    Utterance,
    Voiced,
    unpack_body,
    voiced_in,
)
from polyphony.signing import signatures_of
from polyphony.theme import Theme
from polyphony.views.spoken import rendering_for

__all__ = ["export_data", "publication_schema", "utterances_of"]

UtteranceKind = Literal["passage", "turn", "quoted", "narration", "margin", "epigraph", "quotation"]


class SourceData(Struct, frozen=True):
    """Where something stands: the source file, relative to the publication's folder, and its line, from 1."""

    file: str
    line: int


class UtteranceData(Struct, frozen=True):
    """What somebody says. `by` is in the order of the page's byline, empty for a text with a published source.

    `text` is what a reader reads, with single spaces; `words` are those that count for this voice. `exchange`, `re`,
    `date`, `time` and `when` are null where there is none.
    """

    id: str
    kind: UtteranceKind
    exchange: str | None
    by: tuple[str, ...]
    modes: tuple[str, ...]
    themes: tuple[str, ...]
    date: str | None
    time: str | None
    when: str | None
    certainty: str | None
    lang: str
    re: str | None
    text: str
    words: int
    source: SourceData
    work: str | None = None
    locator: str | None = None


class ExchangeData(Struct, frozen=True):
    """A conversation; its turns are the page's utterances that name it."""

    id: str
    medium: str | None
    date: str | None
    when: str | None
    turns: int
    words: int
    by: tuple[str, ...]


class PageData(Struct, frozen=True):
    """A page: its source path, its address relative to the root of the site, and all that is said on it, in order.

    `translation_of` is the source path of the page that it translates.
    """

    path: str
    address: str
    title: str
    language: str
    date: str | None
    byline: tuple[str, ...]
    order_statement: str
    exchanges: tuple[ExchangeData, ...]
    utterances: tuple[UtteranceData, ...]
    translation_of: str | None = None


class PersonData(Struct, frozen=True):
    """Somebody who speaks or is named. An e-mail address is here only where its owner publishes it."""

    id: str
    name: str
    kind: Literal["person", "collective"]
    role: str
    position: str | None
    affiliations: tuple[str, ...]
    orcid: str | None
    email: str | None
    pronouns: str | None
    url: str | None
    credit: tuple[str, ...]
    contributions: tuple[str, ...]
    members: tuple[str, ...]


class LabelData(Struct, frozen=True):
    """A mode or a theme."""

    id: str
    label: str


class BylineData(Struct, frozen=True):
    """The authors in the order in which the publication names them, and what the order means."""

    order: tuple[str, ...]
    policy: str
    statement: str
    collective: str | None
    equal: tuple[tuple[str, ...], ...]


class SignOffData(Struct, frozen=True):
    """How many passages and turns somebody has signed as they stand, how many have changed since, and how many wait.

    `last` is the day of the last signature.
    """

    person: str
    signed: int
    changed: int
    unsigned: int
    last: str | None


class PublicationData(Struct, frozen=True):
    """A publication as data. `sign_off` is null where the publication asks nobody to sign."""

    version: int
    title: str
    subtitle: str | None
    kind: str
    language: str
    url: str | None
    doi: str | None
    license: str | None
    published: str | None
    byline: BylineData
    people: tuple[PersonData, ...]
    modes: tuple[LabelData, ...]
    themes: tuple[LabelData, ...]
    sign_off: tuple[SignOffData, ...] | None
    pages: tuple[PageData, ...]


class DataJob(Struct, frozen=True):
    """All that a page's part of the file depends on."""

    page: Page
    references: PageReferences


class PageBytes(Struct, frozen=True):
    """A page's part of the file, as JSON."""

    content: bytes


def utterances_of(page: Page, body: Body, rendering: Rendering) -> Iterator[UtteranceData]:
    """All that is said on a page in reading order, a holder before what it holds; voices in notes come last."""
    renamed = dict(page.renamed)
    known = dict(page.destinations)
    spoken = [*voiced_in(body.blocks), *(found for note in body.notes for found in voiced_in(note.blocks))]
    for one, exchange in spoken:
        data = _utterance(one, exchange, page.byline, renamed, known, rendering)
        if data.text:
            yield data


def _utterance(
    one: Voiced,
    exchange: str | None,
    byline: Byline,
    renamed: Mapping[str, str],
    known: Mapping[str, Any],
    rendering: Rendering,
) -> UtteranceData:
    at = one.attribution
    if isinstance(one, Utterance):
        kind, text = one.kind, text_of_blocks(one.blocks, rendering)
    else:
        kind, text = "quoted", plain_text(one.inlines, rendering)
    return UtteranceData(
        id=renamed.get(at.id, at.id),
        kind=kind,
        exchange=renamed.get(exchange, exchange) if exchange is not None else None,
        by=display_order(at.by, byline),
        modes=at.modes,
        themes=at.themes,
        date=at.date or None,
        time=at.time or None,
        when=at.when or None,
        certainty=at.cert or None,
        lang=at.lang,
        # What answers something withheld says no more of it than that it is there.
        re=at.re if at.re in known else None,
        text=text,
        words=at.words,
        source=SourceData(at.file, at.line),
        work=at.source or None,
        locator=at.locator or None,
    )


def render_page_data(job: DataJob, *, theme: Theme) -> PageBytes:
    """Render a page's part of `polyphony.json`."""
    page, parsed = job.page, job.page.parsed
    rendering = rendering_for(page, job.references, theme)
    renamed = dict(page.renamed)
    data = PageData(
        path=parsed.path,
        address=page.address,
        title=plain_text(parsed.title, rendering),
        language=parsed.language,
        date=parsed.front.date or None,
        byline=page.byline.order,
        order_statement=page.byline.statement_text,
        exchanges=tuple(
            ExchangeData(
                renamed.get(one.id, one.id),
                one.medium or None,
                one.date or None,
                one.when or None,
                one.turns,
                one.words,
                display_order(one.by, page.byline),
            )
            for one in parsed.exchanges
        ),
        utterances=tuple(utterances_of(page, unpack_body(parsed), rendering)),
        translation_of=source_of(parsed.front.translation_of) if parsed.front.translation_of else None,
    )
    return PageBytes(msgspec.json.encode(data))


def export_data(
    publication: Publication,
    theme: Theme,
    remember: Callable[[Callable[[DataJob], PageBytes], Sequence[DataJob], type[PageBytes]], Iterator[PageBytes]],
    references: Mapping[str, PageReferences],
) -> Iterator[OutputFile | Diagnostic]:
    """Make `polyphony.json` and its schema. `references` are by a page's source path."""
    none = PageReferences()
    jobs = [DataJob(page, references.get(page.parsed.path, none)) for page in publication.pages]
    pages = remember(partial(render_page_data, theme=theme), jobs, PageBytes)
    whole = msgspec.json.encode(_publication(publication))
    content = whole.removesuffix(b"[]}") + b"[\n" + b",\n".join(page.content for page in pages) + b"\n]}\n"
    yield OutputFile("polyphony.json", content)
    schema = msgspec.json.format(msgspec.json.encode(publication_schema()), indent=2)
    yield OutputFile("polyphony.schema.json", schema + b"\n")


def _publication(publication: Publication) -> PublicationData:
    byline = publication.byline
    return PublicationData(
        version=1,
        title=publication.title_text,
        subtitle=publication.subtitle_text or None,
        kind=publication.kind,
        language=publication.language,
        url=publication.url or None,
        doi=publication.doi or None,
        license=(publication.license.spdx or publication.license.name) if publication.license else None,
        published=publication.published or None,
        byline=BylineData(byline.order, byline.policy, byline.statement_text, byline.collective or None, byline.equal),
        people=tuple(_person(person) for person in publication.people),
        modes=tuple(LabelData(mode.id, mode.label) for mode in publication.modes),
        themes=tuple(LabelData(theme.id, theme.label) for theme in publication.themes),
        sign_off=None if publication.sign_off == "off" else tuple(_sign_offs(publication)),
        pages=(),
    )


def _sign_offs(publication: Publication) -> Iterator[SignOffData]:
    for person in publication.people:
        own = signatures_of(publication, person.id)
        if own is not None:
            yield SignOffData(person.id, own.signed, own.changed, own.unsigned, own.last or None)


def _person(person: Person) -> PersonData:
    return PersonData(
        id=person.id,
        name=person.name.display,
        kind=person.kind,
        role=person.role,
        position=person.position or None,
        affiliations=tuple(
            ", ".join(part for part in (one.department, one.name, one.city, one.country) if part)
            for one in person.affiliations
        ),
        orcid=person.orcid or None,
        email=person.email if person.contact and person.email else None,
        pronouns=person.pronouns or None,
        url=person.url or None,
        credit=person.credit,
        contributions=person.contributions,
        members=person.members,
    )


def publication_schema() -> dict[str, Any]:
    """The JSON Schema of `polyphony.json`."""
    schema = msgspec.json.schema(PublicationData)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A publication made with Polyphony",
        **schema,
    }
