"""An order to the sentences that explain it, in the words of the publication's language.

A statement says what the policy does and no more. A language that has no words here is answered in English, names and
all: `statement_language` says in which language a statement is, so that a page can mark it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from polyphony.bylines.names import name_parts
from polyphony.bylines.policies import Request, collective_of
from polyphony.bylines.wordings import WORDINGS, Wording
from polyphony.model.people import Person

__all__ = ["equality_statement", "explain_order", "join_names", "statement_language"]


def join_names(names: Sequence[str], language: str) -> str:
    """Write names as a list in a sentence of the language: "Ana, Ben and Claire"."""
    if language.replace("_", "-").lower() == "en-us" and len(names) > 2:
        return f"{', '.join(names[:-1])}, and {names[-1]}"
    return _wording(language).join(names)


def statement_language(*languages: str) -> str:
    """Give the tag of the language in which a statement is: the first of these in which there are words, or `en`."""
    return next((language for language in languages if _primary(language) in WORDINGS), "en")


def explain_order(request: Request, order: tuple[str, ...], equal: tuple[tuple[str, ...], ...]) -> str:
    """Say in a few sentences what an order means and who contributed equally; nothing where there is no order."""
    if len(order) < 2:
        return ""
    words = _wording(request.spoken)
    names = {person.id: person.name.display for person in request.people}
    by = words.family if request.settings.by == "family" else words.given
    if not any(name_parts(person).family for person in request.people if person.id in order):
        by = ""  # "the reader" and "Hesiod" have neither.
    first = words.first_here.format(name=names[order[0]])
    match request.settings.order:
        case "alphabetical":
            sentences = [words.alphabetical.format(by=by), words.no_rank]
        case "reverse-alphabetical":
            sentences = [words.reverse.format(by=by), words.no_rank]
        case "rotating" if request.pages == 0:
            sentences = [words.rotating_whole.format(by=by), words.no_rank]
        case "rotating" if request.pages % len(order) == 0:
            sentences = [words.rotating_evenly, first, words.no_rank]
        case "rotating":
            sentences = [words.rotating, first, words.no_rank]
        case "shuffled":
            sentences = [words.shuffled.format(seed=request.settings.seed), words.no_rank]
            if request.settings.mark:
                sentences.insert(0, words.mark)
        case "listed":
            sentences = [words.listed]
        case "collective":
            collective = collective_of(request)
            assert collective is not None, "an order of a collective without one"
            others = not set(order) <= set(collective.members)
            sentence = words.collective_and_others if others else words.collective
            sentences = [sentence.format(name=collective.name.display, by=by), words.no_rank]
        case other:
            raise AssertionError(other)
    sentences.append(equality_statement(order, equal, request.people, request.spoken))
    return " ".join(map(_ended, filter(None, sentences)))


def equality_statement(
    order: tuple[str, ...], equal: tuple[tuple[str, ...], ...], people: tuple[Person, ...], language: str
) -> str:
    """Say who contributed equally, in a byline's order; nothing where nobody wants it said."""
    words = _wording(language)
    if any(set(equals) == set(order) for equals in equal):
        return words.all_equal
    names = {person.id: person.name.display for person in people}
    place = {id: index for index, id in enumerate(order)}
    sets = sorted(sorted(place[id] for id in equals) for equals in equal)
    lists = [join_names([names[order[index]] for index in equals], language) for equals in sets]
    said = "".join((words.and_equal if later else words.equal).format(names=text) for later, text in enumerate(lists))
    return _ended(f"{said}.") if said else ""


def _ended(sentence: str) -> str:
    """End a sentence with one full stop where its last name has one of its own: "… and Martin King Jr."."""
    return sentence[:-1] if sentence.endswith("..") and not sentence.endswith("...") else sentence


def _primary(language: str) -> str:
    return re.split("[-_]", language, maxsplit=1)[0].lower()


def _wording(language: str) -> Wording:
    return WORDINGS.get(_primary(language), WORDINGS["en"])
