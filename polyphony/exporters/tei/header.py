"""What a publication, or a page of it, says of itself and of its people into the header of a TEI document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polyphony.bylines import equality_statement, statement_language
from polyphony.exporters.tei.blocks import contained
from polyphony.exporters.tei.inlines import inlines
from polyphony.exporters.tei.voices import KINDS, date_of
from polyphony.model import CREDIT_ROLES, Affiliation, Byline, Person, Publication, family_first, with_particle
from polyphony.xmltree import Child, Element, element, own_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from polyphony.model import Block, Inline
    from polyphony.views.writing import Writer

CREDIT = "https://credit.niso.org/contributor-roles/"
OTHERS = ("editor", "translator", "reviewer")


class About:
    """What stands in the header, of the whole or of a page; `part_of` is the title of what a page is a part of."""

    __slots__ = (
        "abstracts",
        "address",
        "byline",
        "date",
        "doi",
        "keywords",
        "language",
        "part_of",
        "subtitle",
        "title",
    )

    def __init__(
        self,
        *,
        title: Sequence[Inline],
        subtitle: Sequence[Inline],
        byline: Byline,
        language: str,
        address: str,
        date: str,
        abstracts: Sequence[tuple[str, Sequence[Block]]],
        keywords: Sequence[str],
        doi: str = "",
        part_of: str = "",
    ) -> None:
        self.title = title
        self.subtitle = subtitle
        self.byline = byline
        self.language = language
        self.address = address
        self.date = date
        self.abstracts = abstracts
        self.keywords = keywords
        self.doi = doi
        self.part_of = part_of


def header(publication: Publication, about: About, speakers: Iterable[str], writer: Writer) -> Element:
    """Write the header; `speakers` are the ids of all who are named in the text."""
    return element(
        "teiHeader",
        None,
        element(
            "fileDesc",
            None,
            _titles(publication, about, writer),
            _publication(publication, about),
            _notes(publication, about.byline, writer),
            _source(publication, about),
        ),
        element("encodingDesc", None, _taxonomies(publication, writer)),
        _profile(publication, about, speakers, writer),
        _revisions(publication),
    )


def _titles(publication: Publication, about: About, writer: Writer) -> Element:
    people = {person.id: person for person in publication.people}
    made = element("titleStmt", None, element("title", {"type": "main"}, *inlines(about.title, writer)))
    if about.subtitle:
        made.append(element("title", {"type": "sub"}, *inlines(about.subtitle, writer)))
    for one in (about.byline.collective, *about.byline.order):
        if one:
            made.append(element("author", {"ref": f"#{own_id('person', one)}"}, _name(people[one])))
    for person in publication.people:
        if person.role in OTHERS:
            role = "" if person.role == "editor" else person.role
            made.append(element("editor", {"role": role, "ref": f"#{own_id('person', person.id)}"}, _name(person)))
    made.extend(_responsibilities([people[one] for one in about.byline.order]))
    return made


def _responsibilities(authors: Sequence[Person]) -> Iterable[Element]:
    """Write who did what: CRediT's roles, then the authors' own words; those who did the same beside each other."""
    did: dict[tuple[str, str], list[Person]] = {}
    for role, term in CREDIT_ROLES.items():
        for person in authors:
            if role in person.credit:
                did.setdefault((f"{CREDIT}{role}/", term), []).append(person)
    for person in authors:
        for words in person.contributions:
            did.setdefault(("", words), []).append(person)
    for (address, words), people in did.items():
        names = [element("name", {"ref": f"#{own_id('person', person.id)}"}, person.name.display) for person in people]
        yield element("respStmt", None, element("resp", {"ref": address}, words), *names)


def _name(person: Person) -> Element:
    """Write a name: in parts where the settings state them, else as the whole that it is."""
    name = person.name
    if person.kind == "collective":
        return element("orgName", None, name.display)
    if not name.given and not name.family:
        return element("persName", None, name.display)
    family: list[Child] = [element("nameLink", None, name.particle)] if name.particle else []
    if name.family:
        close = not name.particle or with_particle(name.particle, name.family) == name.particle + name.family
        family += [*([] if close else [" "]), element("surname", None, name.family)]
    given: list[Child] = [element("forename", None, name.given)] if name.given else []
    first, second = (family, given) if family_first(name) else (given, family)
    apart = first and second and not (family_first(name) and " " not in name.display)
    suffix: list[Child] = [" ", element("genName", None, name.suffix)] if name.suffix else []
    return element("persName", None, *first, " " if apart else None, *second, *suffix)


def _publication(publication: Publication, about: About) -> Element:
    """Write who publishes it, when, where and on which terms."""
    journal = publication.container
    made = element("publicationStmt")
    if journal and journal.publisher:
        made.append(element("publisher", None, journal.publisher))
    else:
        names = {person.id: person.name.display for person in publication.people}
        whole = about.byline.collective or ""
        made.extend(element("authority", None, names[one]) for one in ([whole] if whole else about.byline.order))
    if about.date:
        made.append(date_element(about.date))
    if about.doi:
        made.append(element("idno", {"type": "DOI"}, about.doi))
    if publication.url:
        made.append(element("idno", {"type": "URI"}, publication.url + about.address))
    terms = publication.license
    if terms or publication.copyright:
        availability = element("availability")
        if terms:
            availability.append(element("licence", {"target": terms.url}, terms.name))
        if publication.copyright:
            availability.append(element("p", None, f"© {publication.copyright}"))
        made.append(availability)
    return made


def date_element(date: str) -> Element:
    """Write a date that a program can read."""
    marked = date_of(date, date)
    return marked if isinstance(marked, Element) else element("date", None, date)


def _notes(publication: Publication, byline: Byline, writer: Writer) -> Element | None:
    """Write what the order of the authors means, and who are equals."""
    notes = [element("note", {"type": "author-order-policy"}, byline.policy)]
    if byline.statement:
        attributes = {"type": "author-order", "xml:lang": writer.turned(byline.language)}
        notes.append(element("note", attributes, *inlines(byline.statement, writer)))
    spoken = statement_language(byline.language)
    for equals in byline.equal:
        text = equality_statement(byline.order, (equals,), publication.people, spoken)
        who = " ".join(f"#{own_id('person', one)}" for one in equals)
        notes.append(
            element("note", {"type": "equal-contribution", "corresp": who, "xml:lang": writer.turned(spoken)}, text)
        )
    return element("notesStmt", None, *notes)


def _source(publication: Publication, about: About) -> Element:
    """Say where the text comes from: a journal or a book, the whole that a page is a part of, or nowhere else."""
    journal = publication.container
    if about.part_of:
        idno = element("idno", {"type": "DOI"}, publication.doi) if publication.doi else None
        title = element("title", {"level": "m"}, about.part_of)
        return element("sourceDesc", None, element("bibl", {"type": "part-of"}, title, idno))
    if not journal or not journal.title:
        return element("sourceDesc", None, element("p", None, "Born digital."))
    units = (("volume", journal.volume), ("issue", journal.issue), ("locator", journal.locator))
    imprint = element("imprint", None, element("publisher", None, journal.publisher) if journal.publisher else None)
    imprint.extend(element("biblScope", {"unit": unit}, value) for unit, value in units if value)
    imprint.append(date_element(publication.published) if publication.published else element("date"))
    numbers = (("ISSN", journal.issn), ("ISBN", journal.isbn))
    idnos = [element("idno", {"type": kind}, value) for kind, value in numbers if value]
    level = "j" if journal.issn or not journal.isbn else "m"
    monograph = element("monogr", None, element("title", {"level": level}, journal.title), *idnos, imprint)
    return element("sourceDesc", None, element("biblStruct", None, monograph))


def _taxonomies(publication: Publication, writer: Writer) -> Element:
    """Declare what the text's `ana` points to: kinds of text, modes and themes."""
    kinds = [(kind, writer.say(f"kind-{kind}")) for kind in KINDS]
    modes = [(mode.id, mode.label) for mode in publication.modes]
    themes = [(theme.id, theme.label) for theme in publication.themes]
    made = element("classDecl")
    for name, kind, entries in (("kinds", "kind", kinds), ("modes", "mode", modes), ("themes", "theme", themes)):
        if entries:
            categories = [
                element("category", {"xml:id": own_id(kind, one)}, element("catDesc", None, words))
                for one, words in entries
            ]
            made.append(element("taxonomy", {"xml:id": own_id("x", name)}, *categories))
    return made


def _profile(publication: Publication, about: About, speakers: Iterable[str], writer: Writer) -> Element:
    made = element("profileDesc")
    for kind, run in about.abstracts:
        text = contained(run, writer)
        made.extend([element("abstract", {"n": kind}, *text)] if text else [])
    made.append(element("langUsage", None, element("language", {"ident": about.language}, about.language)))
    if about.keywords:
        words = [element("term", None, word) for word in about.keywords]
        made.append(element("textClass", None, element("keywords", None, *words)))
    wanted = {about.byline.collective, *about.byline.order, *speakers}
    wanted |= {person.id for person in publication.people if person.role in OTHERS}
    people = [person for person in publication.people if person.id in wanted]
    known = {person.id for person in people}
    bios = dict(publication.matter.bios)
    made.append(
        element(
            "particDesc",
            None,
            element(
                "listPerson",
                None,
                *(_participant(person, bios.get(person.id, ()), writer) for person in people),
                _members(people, known),
            ),
        )
    )
    return made


def _members(people: Sequence[Person], known: set[str]) -> Element | None:
    """Say who belongs to which collective."""
    relations = []
    for person in people:
        active = " ".join(f"#{own_id('person', member)}" for member in person.members if member in known)
        if active:
            passive = f"#{own_id('person', person.id)}"
            relations.append(element("relation", {"name": "member", "active": active, "passive": passive}))
    return element("listRelation", None, *relations) if relations else None


def _participant(person: Person, bio: Sequence[Block], writer: Writer) -> Element:
    """Write somebody who speaks or is named: a person, a group of people, or an institution without members."""
    anchor = own_id("person", person.id)
    if person.kind == "collective":
        if person.members:
            return element(
                "personGrp", {"xml:id": anchor, "role": "collective"}, element("name", None, person.name.display)
            )
        return element("org", {"xml:id": anchor, "role": "collective"}, element("orgName", None, person.name.display))
    made = element("person", {"xml:id": anchor, "role": person.role}, _name(person))
    made.extend(_affiliation(place) for place in person.affiliations)
    if person.position:
        made.append(element("occupation", None, person.position))
    if person.pronouns:
        made.append(element("persPronouns", None, person.pronouns))
    if person.orcid:
        made.append(element("idno", {"type": "ORCID"}, person.orcid))
    if person.url:
        made.append(element("idno", {"type": "URI"}, person.url))
    if person.contact and person.email:
        corresponding = "corresponding" if person.corresponding else "contact"
        made.append(element("note", {"type": corresponding}, element("email", None, person.email)))
    text = contained(bio, writer)
    made.extend([element("note", {"type": "bio"}, *text)] if text else [])
    return made


def _affiliation(place: Affiliation) -> Element:
    parts: list[Child] = []
    if place.department:
        parts += [element("orgName", {"type": "department"}, place.department), ", "]
    parts.append(element("orgName", {"ref": place.ror}, place.name) if place.ror or place.city else place.name)
    for tag, value in (("settlement", place.city), ("country", place.country)):
        parts += [", ", element(tag, None, value)] if value else []
    return element("affiliation", None, *parts)


def _revisions(publication: Publication) -> Element | None:
    """Write when it was submitted, accepted and updated, the latest first."""
    stages = (
        ("updated", publication.updated),
        ("published", publication.published),
        ("accepted", publication.accepted),
        ("submitted", publication.submitted),
    )
    changes = [element("change", {"status": stage, "when": date}) for stage, date in stages if date]
    return element("revisionDesc", None, *changes) if changes else None
