"""A work into a reference that a person reads: every author by full name, in the byline's order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polyphony.bylines import join_names
from polyphony.words import say

if TYPE_CHECKING:
    from polyphony.metadata.works import Work
    from polyphony.words import Words

__all__ = ["names_text", "render_text"]


def render_text(work: Work, words: Words) -> str:
    """Write a reference in the words of a language, as one line."""
    year = work.year or say(words, "cite-no-date")
    names = names_text(work, words.language)
    start = f"{names} ({year})" if names else f"({year})"
    if work.kind in ("passage", "turn", "exchange"):
        word = say(words, "exchange") if work.kind == "exchange" else say(words, f"kind-{work.kind}")
        start += f" {say(words, 'cite-quoted', title=work.title)} [{word.lower()}]."
    else:
        start += f" {work.full_title}{_stop(work.full_title)}"
    inside = _inside(work, words)
    return " ".join(part for part in (start, inside, f"https://doi.org/{work.doi}" if work.doi else work.url) if part)


def names_text(work: Work, language: str) -> str:
    """Name all authors in a row; the members of a collective stand in brackets after it."""
    people = {person.id: person.name.display for person in work.authors}
    first = next((person for person in work.authors if person.id == work.collective), None)
    if first is None:
        return work.separator.join(people.values()) if work.separator else join_names(tuple(people.values()), language)
    members = [people[id] for id in people if id in first.members]
    others = [people[id] for id in people if id not in (first.id, *first.members)]
    collective = f"{first.name.display} ({join_names(members, language)})" if members else first.name.display
    return join_names([collective, *others], language)


def _stop(text: str) -> str:
    """Give the full stop that a text still needs."""
    return "" if text.endswith((".", "!", "?", "…", "؟", "。")) else "."


def _inside(work: Work, words: Words) -> str:
    """Say where it appeared: in a journal or book, or in which other work of ours."""
    if work.host is not None:
        host = work.host
        inside = work.inside
        # A page by the same people needs their names once; a passage always says whose page it is on.
        same = work.kind == "page" and [one.id for one in host.authors] == [one.id for one in work.authors]
        if host.authors and not same:
            inside = f"{names_text(host, words.language)}, {inside}"
        return say(words, "cite-in", work=inside) + _stop(inside)
    container = work.container
    if container is None:
        return ""
    issue = f"({container.issue})" if container.issue else ""
    title = " ".join(part for part in (container.title, f"{container.volume}{issue}") if part)
    parts = [title, container.locator, container.publisher if work.genre != "article" else ""]
    text = ", ".join(part for part in parts if part)
    return text + _stop(text) if text else ""
