"""Authors and others into JATS: contributors in the order of the byline, what it means, and whom the text quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polyphony.bylines import collective_members, equality_statement, statement_language
from polyphony.exporters.jats.blocks import contained
from polyphony.exporters.jats.inlines import inlines
from polyphony.exporters.jats.parts import paragraphs
from polyphony.metadata.countries import country_code
from polyphony.model import CREDIT_ROLES, Affiliation, Byline, Person, Publication, family_first, with_particle
from polyphony.xmltree import Child, Element, element, own_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from polyphony.views.writing import Writer

CREDIT = "https://credit.niso.org/"
MARKS = ("†", "‡", "§", "¶")
OTHERS = ("editor", "translator", "reviewer")
"""Roles beside the author's that are a contribution to the whole."""


def contributors(publication: Publication, byline: Byline, writer: Writer) -> list[Element]:
    """Write the authors in the byline's order, then editors and their like, then where they work.

    Each is there once. Nobody who is quoted is here: a program may take whoever it finds here for an author.
    """
    people = {person.id: person for person in publication.people}
    places: dict[Affiliation, str] = {}
    marks = {one: number for number, equals in enumerate(byline.equal) for one in equals}
    whole = any(set(equals) == set(byline.order) for equals in byline.equal)

    def author(one: str) -> Element:
        equal = f"equal-{marks[one] + 1}" if one in marks else ""
        return _contributor(
            publication, people[one], "author", places, writer, equal=equal, of_all=whole and one in marks
        )

    made: list[Element] = []
    if byline.collective:
        members = collective_members(byline, publication.people)
        made.append(_collective(people[byline.collective], [author(one) for one in members], equal=whole))
        made += [author(one) for one in byline.order if one not in members]
    else:
        made += [author(one) for one in byline.order]
    groups = [element("contrib-group", {"content-type": "authors", "specific-use": f"order:{byline.policy}"}, *made)]
    others = [person for person in publication.people if person.role in OTHERS]
    if others:
        rest = [_contributor(publication, person, person.role, places, writer) for person in others]
        groups.append(element("contrib-group", {"content-type": "others"}, *rest))
    return [*groups, *(_affiliation(place, anchor) for place, anchor in places.items())]


def _collective(person: Person, members: Sequence[Element], *, equal: bool) -> Element:
    """Write a collective with its members in it; it is equal where all authors are, since the mark means all."""
    group = element("contrib-group", None, *members) if members else None
    collab = element("collab", {"collab-type": "group"}, person.name.display, group)
    attributes = {"contrib-type": "author", "id": own_id("person", person.id), "equal-contrib": "yes" if equal else ""}
    return element("contrib", attributes, collab)


def _contributor(
    publication: Publication,
    person: Person,
    kind: str,
    places: dict[Affiliation, str],
    writer: Writer,
    *,
    equal: str = "",
    of_all: bool = False,
) -> Element:
    """Write somebody who contributed; `equal` names the note on equals, `of_all` tells that they are all of them."""
    attributes = {
        "contrib-type": kind,
        "id": own_id("person", person.id),
        "equal-contrib": "yes" if of_all else "",
        "corresp": "yes" if person.corresponding else "",
    }
    made = element("contrib", attributes)
    if person.orcid:
        address = person.orcid if person.orcid.startswith("http") else f"https://orcid.org/{person.orcid}"
        made.append(element("contrib-id", {"contrib-id-type": "orcid", "authenticated": "false"}, address))
    made.append(name_of(person))
    if not person.name.given and not person.name.family:
        writer.left_out.add("names")
    if person.bio is not None:
        bio = dict(publication.matter.bios).get(person.id, ())
        text = paragraphs(contained(bio, writer))
        made.extend([element("bio", None, *text)] if text else [])
    if person.contact and person.email:
        made.append(element("email", None, person.email))
    if person.url:
        made.append(element("uri", {"xlink:href": person.url, "xlink:title": person.name.display}, person.url))
    made.extend(_roles(person))
    for place in person.affiliations:
        anchor = places.setdefault(place, own_id("aff", str(len(places) + 1)))
        made.append(element("xref", {"ref-type": "aff", "rid": anchor}))
    if equal:
        made.append(element("xref", {"ref-type": "fn", "rid": equal}, _mark(int(equal.partition("-")[2]) - 1)))
    if person.corresponding and person.contact and person.email:
        made.append(element("xref", {"ref-type": "corresp", "rid": own_id("x", f"corresp-{person.id}")}))
    if person.pronouns:
        writer.left_out.add("pronouns")
    return made


def _mark(number: int) -> str:
    return MARKS[number % len(MARKS)] * (number // len(MARKS) + 1)


def name_of(person: Person) -> Element:
    """Write a name: in parts where the settings state them, else as the whole that it is."""
    name = person.name
    family = with_particle(name.particle, name.family)
    if not family and not name.given:
        return element("string-name", None, name.display)
    two = "eastern" if family_first(name) else "western"
    style = two if family and name.given else "given-only" if name.given else ""
    return element(
        "name",
        {"name-style": style},
        element("surname", None, family) if family else None,
        element("given-names", None, name.given) if name.given else None,
        element("suffix", None, name.suffix) if name.suffix else None,
    )


def _roles(person: Person) -> Iterable[Element]:
    """Write what somebody is and did, CRediT's words and their own beside each other."""
    if person.position:
        yield element("role", {"content-type": "position"}, person.position)
    for role in person.credit:
        term = CREDIT_ROLES.get(role, role)
        attributes = {
            "vocab": "credit",
            "vocab-identifier": CREDIT,
            "vocab-term": term,
            "vocab-term-identifier": f"{CREDIT}contributor-roles/{role}/",
        }
        yield element("role", attributes, term)
    for words in person.contributions:
        yield element("role", {"content-type": "contribution"}, words)


def _affiliation(place: Affiliation, anchor: str) -> Element:
    parts: list[Child] = (
        [element("institution", {"content-type": "dept"}, place.department)] if place.department else []
    )
    if place.ror:
        wrap = element(
            "institution-wrap",
            None,
            element("institution-id", {"institution-id-type": "ror"}, place.ror),
            element("institution", None, place.name),
        )
        parts.append(wrap)
    elif parts or place.city or place.country:
        parts.append(element("institution", None, place.name))
    else:
        return element("aff", {"id": anchor}, place.name)
    parts += [element("city", None, place.city)] if place.city else []
    code = country_code(place.country)
    parts += [element("country", {"country": code}, place.country)] if code else [place.country or None]
    joined: list[Child] = []
    for part in parts:
        joined += [", ", part] if joined and part else [part]
    return element("aff", {"id": anchor}, *joined)


def notes_on_authors(publication: Publication, byline: Byline, writer: Writer) -> list[Element]:
    """Write what the order of the authors means, who are equals, and whom to write to, where that is said."""
    made: list[Element] = []
    people = {person.id: person for person in publication.people}
    for one in (byline.collective, *byline.order):
        person = people.get(one)
        if person is not None and person.corresponding and person.contact and person.email:
            name = f"{person.name.display}{writer.say('colon')} "
            address = element("email", None, person.email)
            made.append(element("corresp", {"id": own_id("x", f"corresp-{one}")}, name, address))
    spoken = statement_language(byline.language)
    said = False
    for number, equals in enumerate(byline.equal):
        text = equality_statement(byline.order, (equals,), publication.people, spoken)
        line: list[Child] = [text]
        if len(byline.equal) == 1 and text in byline.statement_text:
            line, said = inlines(byline.statement, writer), True
        paragraph = element(
            "p",
            {
                "content-type": "author-order" if said else "",
                "xml:lang": writer.turned(byline.language if said else spoken),
            },
            *line,
        )
        label = element("label", None, _mark(number))
        made.append(element("fn", {"fn-type": "con", "id": f"equal-{number + 1}"}, label, paragraph))
    if byline.statement and not said:
        paragraph = element(
            "p",
            {"content-type": "author-order", "xml:lang": writer.turned(byline.language)},
            *inlines(byline.statement, writer),
        )
        made.append(element("fn", {"fn-type": "other", "id": own_id("x", "author-order")}, paragraph))
    return made


def voices(publication: Publication, quoted: Sequence[str], writer: Writer) -> Element | None:
    """Write who speaks in the text beside its contributors: no authors, and so not among them."""
    people = {person.id: person for person in publication.people}
    items = []
    for one in quoted:
        person = people[one]
        members = [people[member].name.display for member in person.members if member in people]
        about = writer.join(members) if members else writer.say(f"role-{person.role}")
        term = element("term", {"id": own_id("person", one)}, person.name.display)
        items.append(element("def-item", None, term, element("def", None, element("p", None, about))))
    if not items:
        return None
    title = element("title", None, writer.say("nav-people"))
    return element("glossary", {"content-type": "voices"}, title, element("def-list", None, *items))
