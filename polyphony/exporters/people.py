"""A publication into a page for everybody who speaks in it: who they are, and all that they say, by mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from msgspec.structs import replace

from polyphony.html.escape import escape
from polyphony.html.voices import is_together
from polyphony.model import CREDIT_ROLES, OutputFile, Person, Publication
from polyphony.views.kinds import EntryView, GroupView, PartView
from polyphony.views.lists import entry_of, limit
from polyphony.views.site import Frame, base_view, render_file, render_matter
from polyphony.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from polyphony.diagnostics import Diagnostic
    from polyphony.views.spoken import SpokenPage


def export_people(
    publication: Publication, frame: Frame, spoken: Sequence[SpokenPage]
) -> Iterator[OutputFile | Diagnostic]:
    """Make the list of people and each one's page. Nobody's page depends on how much others say."""
    language = publication.language
    words = frame.theme.words(language)
    people = {person.id: person for person in publication.people}
    said: dict[str, dict[str, list[EntryView]]] = {}
    for page, on_page in zip(publication.pages, spoken, strict=True):
        for one in on_page.said:
            if not one.by:
                continue
            entry = entry_of(one, page, frame, words, root="../../")
            together = is_together(one.by, page.parsed.authors)
            for name in one.by:
                groups = said.setdefault(name, {})
                for mode in ("together",) if together else one.modes or ("",):
                    groups.setdefault(mode, []).append(entry)
    entries = []
    for speaker in frame.voices.speakers.values():
        person = people[speaker.id]
        groups = said.get(speaker.id, {})
        file = f"people/{speaker.id}/index.html"
        yield from _export_person(person, groups, frame, words, file)
        details = ", ".join(part for part in (say(words, f"role-{person.role}"), person.position) if part)
        address = f"{speaker.id}/index.html"
        classes = f"voice-{speaker.number}"
        entries.append(EntryView(address, Markup(escape(speaker.full)), details, "", "", classes))
    view = base_view(frame, "people", "people/index.html", say(words, "nav-people"))
    view = replace(view, groups=(GroupView("", "", tuple(entries)),) if entries else ())
    yield from render_file("people/index.html", "listing.html", view, frame, language)


def _export_person(
    person: Person, said: dict[str, list[EntryView]], frame: Frame, words: Words, file: str
) -> Iterator[OutputFile | Diagnostic]:
    titles = {**frame.voices.modes, "": say(words, "no-mode"), "together": say(words, "together")}
    groups = tuple(
        GroupView(f"mode-{mode}" if mode else "no-mode", title, limit(said[mode], words))
        for mode, title in titles.items()
        if mode in said
    )
    bios = dict(frame.publication.matter.bios)
    intro = render_matter(bios.get(person.id, ()), frame, frame.publication.language, "../../")
    view = replace(
        base_view(frame, "people", file, person.name.display),
        kicker=", ".join(part for part in (person.position, *map(_affiliation, person.affiliations)) if part),
        intro=intro,
        matter=_facts(person, words),
        groups=groups,
    )
    yield from render_file(file, "person.html", view, frame, frame.publication.language)


def _affiliation(affiliation: object) -> str:
    parts = (getattr(affiliation, part) for part in ("department", "name", "city", "country"))
    return ", ".join(part for part in parts if part)


def _facts(person: Person, words: Words) -> tuple[PartView, ...]:
    """Collect what a person's page says beside the texts; an address by email only where it is meant to be public."""
    facts: list[tuple[str, str]] = []
    if person.pronouns:
        facts.append(("pronouns", escape(person.pronouns)))
    if person.orcid:
        facts.append(("orcid", _link(f"https://orcid.org/{person.orcid}", person.orcid)))
    if person.url:
        facts.append(("website", _link(person.url, person.url)))
    if person.contact and person.email:
        facts.append(("email", f'<a href="mailto:{escape(person.email)}">{escape(person.email)}</a>'))
    roles = [CREDIT_ROLES.get(role, role) for role in person.credit] + list(person.contributions)
    if roles:
        facts.append(("contributions", "; ".join(escape(role) for role in roles)))
    return tuple(PartView(key, say(words, f"fact-{key}"), Markup(html)) for key, html in facts)


def _link(address: str, text: str) -> str:
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{escape(text)}</a>'
