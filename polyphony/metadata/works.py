"""A publication, a page, an exchange or what somebody says in one, into a `Work`: all that a reference states of it.

Every format is made of this one value, so that all of them have the same names in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from polyphony.bylines import display_order, separator_of, sort_alphabetically
from polyphony.metadata.dates import year_of
from polyphony.metadata.names import clean, public_person, slug
from polyphony.model import Byline, Container, License, Page, Person, Publication
from polyphony.model.publication import PublicationKind

__all__ = ["Catalogue", "Work", "WorkKind", "catalogue_of", "is_whole", "page_work", "part_work", "works_of"]

WorkKind = Literal["publication", "page", "exchange", "passage", "turn"]


class Work(Struct, frozen=True, kw_only=True):
    """Something that can be cited.

    `authors` stand in the order of its byline, a collective before its members; their e-mail addresses are those that
    they publish. `statement` says what the order means, in `statement_language`, `equal` are the sets of equals,
    `separator` is what stands between names that were shuffled. `genre` is the publication's kind. `url`, `doi` and
    all dates are empty where they aren't known. `host` is what it is part of. `medium` is that of an exchange,
    `address` its page's relative to the site's root.
    """

    kind: WorkKind
    genre: PublicationKind
    key: str
    title: str
    subtitle: str = ""
    authors: tuple[Person, ...] = ()
    collective: str = ""
    policy: str = "listed"
    statement: str = ""
    statement_language: str = "en"
    equal: tuple[tuple[str, ...], ...] = ()
    separator: str = ""
    editors: tuple[Person, ...] = ()
    translators: tuple[Person, ...] = ()
    language: str = "en"
    date: str = ""
    updated: str = ""
    submitted: str = ""
    accepted: str = ""
    url: str = ""
    address: str = ""
    doi: str = ""
    license: License | None = None
    container: Container | None = None
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    copyright: str = ""
    medium: str = ""
    host: Work | None = None

    @property
    def full_title(self) -> str:
        """The title with its subtitle."""
        return f"{self.title}: {self.subtitle}" if self.subtitle else self.title

    @property
    def inside(self) -> str:
        """The titles of what it is part of, the nearest first; empty for what stands by itself."""
        if self.host is None:
            return ""
        outer = self.host.inside
        return f"{self.host.full_title}, {outer}" if outer else self.host.full_title

    @property
    def year(self) -> str:
        """The year in four digits; empty where it isn't known."""
        return year_of(self.date)

    @property
    def all_equal(self) -> bool:
        """Whether all authors contributed equally, by their own word."""
        people = {person.id for person in self.authors if person.id != self.collective}
        return len(people) > 1 and any(set(equals) == people for equals in self.equal)


class Catalogue(Struct, frozen=True):
    """What the works of a publication share.

    `whole` is the publication itself, `people` are all of its people, `first` is its first page's file, `order` its
    authors in the order of its byline. `outputs` are the names of the exporters that are asked for.
    """

    whole: Work
    people: Mapping[str, Person]
    first: str
    order: tuple[str, ...]
    outputs: tuple[str, ...] = ()


def catalogue_of(publication: Publication) -> Catalogue:
    """Collect what the works of a publication share."""
    people = {person.id: public_person(person) for person in publication.people}
    return Catalogue(
        _publication_work(publication, people),
        people,
        publication.pages[0].file,
        publication.byline.order,
        publication.outputs,
    )


def is_whole(page: Page, catalogue: Catalogue) -> bool:
    """Tell whether a page stands for the whole publication: the first one, with its title and its authors."""
    return (
        page.file == catalogue.first
        and clean(page.parsed.title_text) == catalogue.whole.title
        and set(page.byline.order) == set(catalogue.order)
    )


def _publication_work(publication: Publication, people: Mapping[str, Person]) -> Work:
    dates = [page.parsed.front.date for page in publication.pages if page.parsed.front.date]
    date = publication.published or publication.updated or max(dates, default="")
    byline = publication.byline
    return Work(
        kind="publication",
        genre=publication.kind,
        key=_key(publication.title_text, date),
        title=clean(publication.title_text),
        subtitle=clean(publication.subtitle_text),
        authors=_authors(byline, people),
        collective=byline.collective,
        policy=byline.policy,
        statement=clean(byline.statement_text),
        statement_language=byline.language,
        equal=byline.equal,
        separator=separator_of(publication.byline_settings),
        editors=_with_role(publication, people, "editor"),
        translators=_with_role(publication, people, "translator"),
        language=publication.language,
        date=date,
        updated=publication.updated,
        submitted=publication.submitted,
        accepted=publication.accepted,
        url=publication.url,
        doi=publication.doi,
        license=publication.license,
        container=publication.container,
        abstract=publication.abstract_text,
        keywords=tuple(map(clean, publication.keywords)),
        copyright=clean(publication.copyright),
    )


def page_work(page: Page, catalogue: Catalogue) -> Work:
    """See a page as something to cite: as the publication itself where it stands for it, else as a part of that."""
    whole, front, byline = catalogue.whole, page.parsed.front, page.byline
    work = Work(
        kind="page",
        genre=whole.genre,
        key=_key(page.parsed.title_text, front.date or whole.date),
        title=clean(page.parsed.title_text),
        authors=_authors(byline, catalogue.people),
        collective=byline.collective,
        policy=byline.policy,
        statement=clean(byline.statement_text),
        statement_language=byline.language,
        equal=byline.equal,
        separator=whole.separator,
        language=page.parsed.language,
        date=front.date or whole.date,
        url=whole.url + quote(page.address) if whole.url else "",
        address=page.address,
        license=whole.license,
        container=whole.container,
        abstract=page.abstract_text,
        keywords=tuple(map(clean, front.keywords)),
        copyright=whole.copyright,
        host=whole,
    )
    if not is_whole(page, catalogue):
        return work
    return replace(
        whole, authors=work.authors, policy=work.policy, statement=work.statement, equal=work.equal,
        statement_language=work.statement_language, address=work.address, url=work.url,
        abstract=work.abstract or whole.abstract,
    )  # fmt: skip


def part_work(
    page: Work,
    kind: WorkKind,
    *,
    id: str,
    title: str,
    by: Sequence[str],
    catalogue: Catalogue,
    byline: Byline,
    date: str = "",
    language: str = "",
    medium: str = "",
) -> Work:
    """See an exchange, or what somebody says, as something to cite: its speakers are its authors.

    `title` are an exchange's title or an utterance's first words; `date` is the page's where none is stated.
    """
    order = display_order(tuple(by), byline)
    return Work(
        kind=kind,
        genre=page.genre,
        key=slug(id) or _key(title, date),
        title=clean(title),
        authors=tuple(catalogue.people[one] for one in order if one in catalogue.people),
        policy=byline.policy,
        separator=page.separator,
        language=language or page.language,
        date=date or page.date,
        url=f"{page.url}#{quote(id)}" if page.url else "",
        address=page.address,
        license=page.license,
        copyright=page.copyright,
        medium=medium,
        host=page,
    )


def works_of(publication: Publication) -> Iterator[tuple[Page | None, Work]]:
    """See the publication, then each of its pages, as something to cite."""
    catalogue = catalogue_of(publication)
    yield None, catalogue.whole
    for page in publication.pages:
        yield page, page_work(page, catalogue)


def _authors(byline: Byline, people: Mapping[str, Person]) -> tuple[Person, ...]:
    order = (byline.collective, *byline.order) if byline.collective else byline.order
    return tuple(people[id] for id in dict.fromkeys(order) if id in people)


def _with_role(publication: Publication, people: Mapping[str, Person], role: str) -> tuple[Person, ...]:
    """Give the people of a role in the order of the alphabet, which is nobody's rank."""
    order = sort_alphabetically(publication.people, publication.byline_settings.by, publication.language)
    return tuple(people[id] for id in order if people[id].role == role)


def _key(title: str, date: str) -> str:
    """Make a citation key of title and year; of nobody's name, since a name in a key stands first."""
    return "-".join(part for part in (slug(title, words=5) or "untitled", year_of(date)) if part)
