"""A publication into a page for everybody who speaks in it: who they are, and all that they say, by mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup
from msgspec.structs import replace

from polyphony.html.emoji import escape_named
from polyphony.html.escape import escape
from polyphony.html.voices import is_together
from polyphony.model import OutputFile, Person, Publication
from polyphony.views.kinds import EntryView, GroupView, LinkView, PageView, PartView
from polyphony.views.lists import credit_role, entry_of, group_of
from polyphony.views.site import Frame, base_view, render_file, render_matter, word
from polyphony.views.spoken import shorten
from polyphony.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from polyphony.diagnostics import Diagnostic
    from polyphony.views.spoken import Said, SpokenPage

COMPACT = 12
"""Up to how many people of a kind are introduced by their first words; of more there are names alone."""

KINDS = ("author", "collective", "participant", "editor", "translator", "reviewer", "acknowledged")
"""What people are to a publication, in the order of the list."""


class _Voice(NamedTuple):
    """All that somebody says, by mode (empty: none named; `together`: with all other authors), and alone."""

    groups: dict[str, list[EntryView]]
    alone: list[tuple[Said, EntryView]]


def export_people(
    publication: Publication, frame: Frame, spoken: Sequence[SpokenPage]
) -> Iterator[OutputFile | Diagnostic]:
    """Make the list of people and each one's page. Nobody's page depends on how much others say."""
    words = frame.theme.words(publication.language)
    people = {person.id: person for person in publication.people}
    voices = _voices(publication, frame, spoken, words)
    listed = _by_kind(publication, frame)
    order = [one for kind in listed.values() for one in kind]
    for place, one in enumerate(order):
        view = _person_view(people[one], voices.get(one, _Voice({}, [])), frame, words)
        around = [order[at] if 0 <= at < len(order) else "" for at in (place - 1, place + 1)]
        before, after = (_link_to(other, frame) if other else None for other in around)
        view = replace(view, previous=before, next=after)
        yield from render_file(f"people/{one}/index.html", "person.html", view, frame, publication.language)
    groups = []
    for kind, ids in listed.items():
        kind_title = word(f"people-{kind}", words) if len(listed) > 1 else Markup()
        entries = tuple(_introduction(people[one], voices.get(one), frame, short=len(ids) > COMPACT) for one in ids)
        groups.append(GroupView(f"people-{kind}", kind_title, entries, "", "names" if len(ids) > COMPACT else ""))
    view = base_view(frame, "people", "people/index.html", say(words, "nav-people"), key="nav-people")
    view = replace(view, groups=tuple(groups))
    yield from render_file("people/index.html", "listing.html", view, frame, publication.language)


def _voices(publication: Publication, frame: Frame, spoken: Sequence[SpokenPage], words: Words) -> dict[str, _Voice]:
    voices: dict[str, _Voice] = {}
    for page, on_page in zip(publication.pages, spoken, strict=True):
        for one in on_page.said:
            if not one.by:
                continue
            entry = entry_of(one, page, frame, words, root="../../")
            if len(one.by) == 1:  # the page's title says it, as a group's says the mode
                entry = replace(entry, speakers=(), modes=entry.modes if len(entry.modes) > 1 else ())
            together = is_together(one.by, page.parsed.authors)
            for name in one.by:
                voice = voices.setdefault(name, _Voice({}, []))
                for mode in ("together",) if together else one.modes or ("",):
                    voice.groups.setdefault(mode, []).append(entry)
                if not together and one.text:
                    voice.alone.append((one, entry))
    return voices


def _by_kind(publication: Publication, frame: Frame) -> dict[str, list[str]]:
    """List everybody by what they are: authors in the byline's order, all others by the alphabet."""
    people = {person.id: person for person in publication.people}
    kinds = {one: _kind(people[one]) for one in frame.voices.speakers}
    listed = {kind: [one for one in kinds if kinds[one] == kind] for kind in KINDS}
    return {kind: ids for kind, ids in listed.items() if ids}


def _kind(person: Person) -> str:
    return "collective" if person.kind == "collective" else person.role


def _link_to(one: str, frame: Frame) -> LinkView:
    speaker = frame.voices.speakers[one]
    return LinkView(f"people/{one}/index.html", Markup("<bdi>{}</bdi>").format(speaker.full))


def _introduction(person: Person, voice: _Voice | None, frame: Frame, *, short: bool) -> EntryView:
    """Introduce somebody on the list: by name, by what they are, and by the first words that they say alone."""
    speaker = frame.voices.speakers[person.id]
    alone = voice.alone if voice and not short else []
    said, first = next((one for one in alone if one[0].kind != "quoted"), alone[0] if alone else (None, None))
    modes = [part for part in first.classes.split() if part.startswith("mode-")] if first else []
    words = shorten(said.text, 200) if said else ""
    lang = first.lang if first else ""
    return EntryView(
        f"{person.id}/index.html",
        Markup("<bdi>{}</bdi>").format(speaker.full),
        details=() if short else tuple(part for part in (person.position, person.pronouns) if part),
        text=Markup(escape_named(words, lang or frame.publication.language)),
        lang=lang,
        classes=" ".join((f"voice-{speaker.number}", *modes)),
    )


def _person_view(person: Person, voice: _Voice, frame: Frame, words: Words) -> PageView:
    titles = {
        **{mode: Markup(escape(label)) for mode, label in frame.voices.modes.items()},
        "": word("no-mode", words),
        "together": word("together", words),
    }
    groups = []
    for mode, title in titles.items():
        if mode not in voice.groups:
            continue
        facets = {"person": "all" if mode == "together" else person.id}
        if mode not in ("", "together"):
            facets["mode"] = mode
        name = f"mode-{mode}" if mode else "no-mode"
        groups.append(group_of(title, voice.groups[mode], frame, words, root="../../", name=name, **facets))
    bios = dict(frame.publication.matter.bios)
    intro = render_matter(bios.get(person.id, ()), frame, frame.publication.language, "../../")
    about = (person.position, *map(_affiliation, person.affiliations))
    number = frame.voices.speakers[person.id].number
    return replace(
        base_view(frame, "people", f"people/{person.id}/index.html", person.name.display),
        title=Markup('<span class="voice-{}"><bdi class="speaker">{}</bdi></span>').format(number, person.name.display),
        kicker=" · ".join(part for part in about if part),
        intro=intro,
        matter=_facts(person, words),
        groups=tuple(groups),
    )


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
    roles = [credit_role(role, words) for role in person.credit] + list(person.contributions)
    if roles:
        facts.append(("contributions", "; ".join(escape(role) for role in roles)))
    return tuple(PartView(key, say(words, f"fact-{key}"), Markup(html)) for key, html in facts)


def _link(address: str, text: str) -> str:
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{escape(text)}</a>'
