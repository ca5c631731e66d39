"""A publication into a page for each mode and each theme: what is said in it, by whom, in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from markupsafe import Markup
from msgspec.structs import replace

from polyphony.html.escape import escape
from polyphony.model import OutputFile, Publication
from polyphony.views.kinds import EntryView, GroupView
from polyphony.views.lists import entry_of, limit
from polyphony.views.site import Frame, base_view, render_file, render_matter
from polyphony.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from polyphony.diagnostics import Diagnostic
    from polyphony.views.spoken import SpokenPage


def export_subjects(
    publication: Publication, frame: Frame, spoken: Sequence[SpokenPage], kind: Literal["modes", "themes"]
) -> Iterator[OutputFile | Diagnostic]:
    """Make the list of modes (or themes) and a page for each that has something in it."""
    words = frame.theme.words(publication.language)
    labels = frame.voices.modes if kind == "modes" else frame.voices.themes
    matter = publication.matter
    descriptions = dict(matter.mode_descriptions if kind == "modes" else matter.theme_descriptions)
    said: dict[str, list[tuple[str, list[EntryView]]]] = {subject: [] for subject in labels}
    for page, on_page in zip(publication.pages, spoken, strict=True):
        found: dict[str, list[EntryView]] = {}
        for one in on_page.said:
            subjects = one.modes if kind == "modes" else one.themes
            if subjects and one.by:
                entry = entry_of(one, page, frame, words, root="../../")
                for subject in subjects:
                    found.setdefault(subject, []).append(entry)
        for subject, entries in found.items():
            said.setdefault(subject, []).append((page.parsed.title_text, entries))
    listed = []
    for subject, label in labels.items():
        pages = said[subject]
        if not pages:
            continue
        file = f"{kind}/{subject}/index.html"
        count = sum(len(entries) for _, entries in pages)
        title = Markup(escape(label))
        listed.append(EntryView(f"{subject}/index.html", title, say(words, "passages", count=count)))
        view = replace(
            base_view(frame, kind, file, label),
            intro=render_matter(descriptions.get(subject, ()), frame, publication.language, "../../"),
            groups=tuple(GroupView("", title, limit(entries, words)) for title, entries in pages),
        )
        yield from render_file(file, "listing.html", view, frame, publication.language)
    if labels:
        view = base_view(frame, kind, f"{kind}/index.html", say(words, f"nav-{kind}"))
        kicker = "" if listed else say(words, "passages", count=0)
        view = replace(view, kicker=kicker, groups=(GroupView("", "", tuple(listed)),) if listed else ())
        yield from render_file(f"{kind}/index.html", "listing.html", view, frame, publication.language)
