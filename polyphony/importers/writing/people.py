"""The names in a conversation to the people of a publication: by id, name, given name, alias or e-mail address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from polyphony.config import labels_of
from polyphony.diagnostics import near_name
from polyphony.model import Person
from polyphony.model.chat import ChatMessage

__all__ = ["Stranger", "find_person", "fold_name", "is_private", "match_people", "private_places"]

_PHONE = re.compile(r"(?<![\w/.])@?(?:\+|00)?\(?\d(?:[ \u00a0\u202f().\u2010-\u2015-]?\d){6,17}(?!\w)")
_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_PLACE = re.compile(r"https?://(?:maps\.|www\.google\.[a-z.]+/maps|goo\.gl/maps|maps\.app\.goo\.gl)\S+|geo:\S+")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")


class Stranger(Struct, frozen=True):
    """A name that nobody in the publication has, or several have: how often it stands, first where; who is meant."""

    name: str
    count: int
    place: int
    near: str = ""
    several: tuple[str, ...] = ()


def match_people(
    messages: Sequence[ChatMessage], people: Iterable[Person], given: Mapping[str, Person]
) -> tuple[dict[tuple[str, ...], Person], tuple[Stranger, ...]]:
    """Say who stands behind the names of each message, and which names stand for nobody.

    `given` are people by names that somebody has explained. Where two names of a message are those of two people,
    nobody is found.
    """
    known = list(people)
    explained = {fold_name(name): person for name, person in given.items()}
    found: dict[tuple[str, ...], Person] = {}
    strange: dict[str, list[int]] = {}
    several: dict[str, tuple[str, ...]] = {}
    for message in messages:
        if message.senders in found:
            continue
        name = message.senders[0]
        told = [explained[fold_name(one)] for one in message.senders if fold_name(one) in explained]
        candidates = {one.id: one for one in told[:1] or _candidates(message.senders, known)}
        if len(candidates) == 1:
            found[message.senders] = next(iter(candidates.values()))
        else:
            strange.setdefault(name, []).append(message.line)
            several[name] = tuple(sorted(candidates))
    labels = [label for person in known for label in labels_of(person)]
    strangers = tuple(
        Stranger(name, len(lines), lines[0], "" if several[name] else near_name(name, labels) or "", several[name])
        for name, lines in strange.items()
    )
    return found, strangers


def find_person(name: str, people: Iterable[Person]) -> tuple[Person, ...]:
    """Everybody whom a name may mean: one person by id, else all who have the name."""
    known = list(people)
    by_id = tuple(person for person in known if person.id == name)
    return by_id or tuple(_candidates((name,), known))


def is_private(name: str) -> bool:
    """Tell whether a name is a telephone number or an e-mail address."""
    return bool(_PHONE.fullmatch(name.strip()) or _ADDRESS.fullmatch(name.strip()))


def private_places(messages: Sequence[ChatMessage]) -> dict[str, list[int]]:
    """Where texts hold what perhaps nobody should read, by what it is."""
    found: dict[str, list[int]] = {}
    for message in messages:
        text = "\n".join(part.text for part in message.parts)
        without = _DATE.sub(" ", _ADDRESS.sub(" ", text))
        for what, there in (
            ("an e-mail address", _ADDRESS.search(text)),
            ("what may be a telephone number", _PHONE.search(without)),
            ("a place on a map", _PLACE.search(text)),
        ):
            if there:
                found.setdefault(what, []).append(message.line)
    return found


def _candidates(names: Sequence[str], people: Iterable[Person]) -> list[Person]:
    folded = {fold_name(name) for name in names if name}
    return [person for person in people if not folded.isdisjoint(map(fold_name, (*labels_of(person), person.email)))]


def fold_name(name: str) -> str:
    """Bring a name into the form in which it is compared: capitals and spaces don't count."""
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()
