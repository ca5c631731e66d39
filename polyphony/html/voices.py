"""The people of a publication into what a page needs to tell them apart: a number, a short name, classes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

from polyphony.bylines import sort_alphabetically
from polyphony.html.escape import escape
from polyphony.html.languages import has_right_to_left

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from polyphony.model import Attribution, Person, Publication


class Speaker(Struct, frozen=True):
    """Somebody who speaks: `number` from 1, `name` as in a label (short where it is unique), `full` name.

    `right_to_left` tells whether the name is written so.
    """

    id: str
    number: int
    name: str
    full: str
    right_to_left: bool = False
    is_author: bool = True


class Voices(Struct, frozen=True):
    """Who speaks in a publication; `speakers` in the order of their numbers, `modes` and `themes` id to label."""

    speakers: dict[str, Speaker]
    modes: dict[str, str]
    themes: dict[str, str]


def voices_of(publication: Publication) -> Voices:
    """Number the people: the byline's order first, then by the alphabet.

    A short name is a given name that nobody shares.
    """
    people = {person.id: person for person in publication.people}
    first = [one_id for one_id in publication.byline.order if one_id in people]
    others = tuple(person for person in publication.people if person.id not in set(first))
    order = [*first, *sort_alphabetically(others, "family", publication.language)]
    short = Counter(_given(people[one_id]) for one_id in order)
    speakers = {}
    for number, one_id in enumerate(order, 1):
        person = people[one_id]
        given = _given(person)
        name = given if given and short[given] == 1 else person.name.display
        speakers[one_id] = Speaker(
            one_id, number, name, person.name.display, has_right_to_left(name), person.role == "author"
        )
    return Voices(
        speakers,
        {mode.id: mode.label for mode in publication.modes},
        {theme.id: theme.label for theme in publication.themes},
    )


def _given(person: Person) -> str:
    return person.name.given.strip()


def in_order(by: Sequence[str], order: Sequence[str]) -> tuple[str, ...]:
    """Put people's ids into a byline's order, those that it doesn't name after it by id."""
    if len(by) < 2:
        return tuple(by)
    places = {one_id: place for place, one_id in enumerate(order)}
    return tuple(sorted(by, key=lambda one_id: (places.get(one_id, len(places)), one_id)))


def is_together(by: Sequence[str], authors: Sequence[str]) -> bool:
    """Tell whether these are all the authors of a page, and more than one."""
    return len(by) > 1 and len(by) == len(authors) and set(by) == set(authors)


def voice_classes(by: Sequence[str], modes: Sequence[str], voices: Voices, authors: Sequence[str]) -> str:
    """Name the classes of a voice, each with a space before it."""
    if len(by) == 1:
        speaker = voices.speakers.get(by[0])
        classes = f" voice-{speaker.number}" if speaker else ""
    elif is_together(by, authors):
        classes = " together"
    else:
        classes = " several" if by else ""
    for mode in modes:
        classes += f" mode-{escape(mode)}"
    return classes


def voice_data(attribution: Attribution, themes: frozenset[str]) -> str:
    """Write the attributes that say who speaks and of what, all ids; `themes` are those of what holds the voice."""
    data = f' data-by="{escape(" ".join(attribution.by))}"' if attribution.by else ""
    return data + theme_data(attribution.themes, themes)


def theme_data(themes: Collection[str], held: frozenset[str]) -> str:
    """Write the attribute that says of what something is, where what holds it (`held`) doesn't say just that."""
    return "" if frozenset(themes) == held else f' data-themes="{escape(" ".join(sorted(themes)))}"'
