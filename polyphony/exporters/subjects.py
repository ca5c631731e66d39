"""A publication into a page for each mode and each theme: what is said in it, by whom, in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from markupsafe import Markup
from msgspec.structs import replace

from polyphony.html import relative_address
from polyphony.html.escape import escape
from polyphony.html.voices import is_together
from polyphony.model import OutputFile, Page, Publication
from polyphony.views.kinds import EntryView, GroupView, LinkView
from polyphony.views.lists import entry_of, group_of, page_title, speaker_view
from polyphony.views.site import Frame, base_view, render_file, render_matter, render_text, word
from polyphony.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from polyphony.diagnostics import Diagnostic
    from polyphony.views.spoken import SpokenPage


MANY = 8
"""How many people the list names who speak in a mode, or of a theme."""


def export_subjects(
    publication: Publication, frame: Frame, spoken: Sequence[SpokenPage], kind: Literal["modes", "themes"]
) -> Iterator[OutputFile | Diagnostic]:
    """Make the list of modes (or themes) and a page for each that has something in it."""
    words = frame.theme.words(publication.language)
    labels = frame.voices.modes if kind == "modes" else frame.voices.themes
    matter = publication.matter
    written = dict(matter.mode_labels if kind == "modes" else matter.theme_labels)
    titles = {
        subject: render_text(written[subject], frame, publication.language, "../../")
        if written.get(subject)
        else Markup(escape(label))
        for subject, label in labels.items()
    }
    descriptions = dict(matter.mode_descriptions if kind == "modes" else matter.theme_descriptions)
    said: dict[str, list[tuple[Page, list[EntryView]]]] = {subject: [] for subject in labels}
    heard: dict[str, dict[str, None]] = {}
    for page, on_page in zip(publication.pages, spoken, strict=True):
        found: dict[str, list[EntryView]] = {}
        for one in on_page.said:
            subjects = one.modes if kind == "modes" else one.themes
            if subjects and one.by:
                entry = entry_of(one, page, frame, words, root="../../", in_group=True)
                together = is_together(one.by, page.parsed.authors)
                for subject in subjects:
                    found.setdefault(subject, []).append(entry)
                    heard.setdefault(subject, {}).update(dict.fromkeys(("all",) if together else one.by))
        for subject, entries in found.items():
            said.setdefault(subject, []).append((page, entries))
    shown = [subject for subject in labels if said[subject]]
    listed = []
    for place, subject in enumerate(shown):
        pages = said[subject]
        file = f"{kind}/{subject}/index.html"
        description = render_matter(descriptions.get(subject, ()), frame, publication.language, "../../")
        count = word("passages", words, count=sum(len(entries) for _, entries in pages))
        people = [one for one in (*frame.voices.speakers, "all") if one in heard[subject]]
        listed.append(
            EntryView(
                f"{subject}/index.html",
                _within_link(titles[subject], labels[subject]),
                tuple(speaker_view(one, frame) for one in people[:MANY]),
                details=(count, *(["…"] if len(people) > MANY else [])),
                text=render_matter(descriptions.get(subject, ()), frame, publication.language, "../"),
                classes=f"{kind[:-1]}-{subject}",
            )
        )
        around = [shown[at] if 0 <= at < len(shown) else "" for at in (place - 1, place + 1)]
        before, after = (
            LinkView(f"{kind}/{other}/index.html", _within_link(titles[other], labels[other])) if other else None
            for other in around
        )
        facet = {kind[:-1]: subject}
        view = replace(
            base_view(frame, kind, file, labels[subject]),
            title=titles[subject],
            kicker=count,
            intro=description,
            groups=tuple(
                group_of(
                    Markup('<a href="{}">{}</a>').format(
                        relative_address("../../", page.file), page_title(page, frame)
                    ),
                    entries, frame, words, root="../../", **facet,
                )
                for page, entries in pages
            ),
            previous=before,
            next=after,
        )  # fmt: skip
        yield from render_file(file, "listing.html", view, frame, publication.language)
    if labels:
        view = base_view(frame, kind, f"{kind}/index.html", say(words, f"nav-{kind}"), key=f"nav-{kind}")
        groups = (GroupView("", Markup(), tuple(listed)),) if listed else ()
        view = replace(view, kicker="" if listed else say(words, "passages", count=0), groups=groups)
        yield from render_file(f"{kind}/index.html", "listing.html", view, frame, publication.language)


def _within_link(title: Markup, text: str) -> Markup:
    """Write a label within a link, which can hold no other and nothing that is to be found."""
    return Markup(escape(text)) if "<a " in title or " id=" in title else title
