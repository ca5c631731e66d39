"""A publication into its search: a page, and an index with its texts as scripts, so that it works from a file, too."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup
from msgspec.structs import replace

from polyphony.html.escape import escape
from polyphony.html.voices import is_together
from polyphony.model import OutputFile, Page, Publication
from polyphony.views.kinds import LinkView
from polyphony.views.lists import speakers_of
from polyphony.views.page import facets_for
from polyphony.views.site import Frame, base_view, render_file
from polyphony.words import say
from polyphony.words.folding import tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from polyphony.diagnostics import Diagnostic
    from polyphony.views.spoken import Said, SpokenPage

LARGEST = 2_000_000
"""How many bytes of text one of the scripts holds, about; a larger publication has several."""

SPLIT = 20_000_000
"""Above how many bytes of text a reader chooses a section, so that no browser has to load them all."""


class Section(NamedTuple):
    """Pages that are searched together: the first folder of their sources, and what it is called."""

    name: str
    pages: list[tuple[Page, SpokenPage]]


def export_search(
    publication: Publication, frame: Frame, spoken: Sequence[SpokenPage]
) -> Iterator[OutputFile | Diagnostic]:
    """Make the page, and `data-1.js`, `data-2.js` … that hold the pages' texts in reading order, and where words are.

    Each script adds one object to `self.polyphonySearch`: `pages` are `[address, title, language]`; `said` are `[page,
    id, kind, speakers, by, modes, themes, date, text]`, where `page` counts from 0 within the object, `speakers` are
    numbers of `names` (each `[name, number of the voice]`), and `by` is `["all"]` for what all authors of the page say
    together; `terms` are folded words, each with the places in `said` that have it and how often, `lengths` the number
    of words of each.
    """
    words = frame.theme.words(publication.language)
    pages = list(zip(publication.pages, spoken, strict=True))
    size = sum(len(one.text.encode("utf-8", "replace")) for _, on_page in pages for one in on_page.said)
    sections = _sections(pages) if size > SPLIT else [Section("", pages)]
    parts = []
    number = 0
    for section in sections:
        names = []
        for shard in _shards(section.pages):
            number += 1
            names.append(f"data-{number}.js")
            yield OutputFile(f"search/{names[-1]}", _script(shard, frame))
        parts.append(LinkView(" ".join(names), Markup(escape(section.name))))
    view = replace(
        base_view(frame, "search", "search/index.html", say(words, "nav-search"), key="nav-search"),
        facets=facets_for(publication, frame.voices, words, spoken),
        scripts=tuple(parts),
    )
    yield from render_file("search/index.html", "search.html", view, frame, publication.language)


def _sections(pages: Iterable[tuple[Page, SpokenPage]]) -> list[Section]:
    """Group pages by the first folder of their sources; a section is called by the title of its first page."""
    sections: dict[str, Section] = {}
    for page, on_page in pages:
        parts = page.parsed.path.split("/")
        key = parts[1] if len(parts) > 2 else page.parsed.path
        sections.setdefault(key, Section(page.parsed.title_text, [])).pages.append((page, on_page))
    return list(sections.values())


def _shards(pages: Iterable[tuple[Page, SpokenPage]]) -> Iterator[list[tuple[Page, list[Said]]]]:
    """Share out what is said among scripts of bearable size; a page that is too large for one goes into several."""
    shard: list[tuple[Page, list[Said]]] = []
    size = 0
    for page, on_page in pages:
        shard.append((page, []))
        for one in on_page.said:
            if one.kind == "quoted":
                continue  # the text that holds it has it
            if size > LARGEST:
                yield shard
                shard, size = [(page, [])], 0
            shard[-1][1].append(one)
            size += len(one.text.encode("utf-8", "replace")) + 100
    yield shard


def _script(shard: list[tuple[Page, list[Said]]], frame: Frame) -> bytes:
    said: list[list[object]] = []
    names: dict[tuple[str, int], int] = {}
    lengths: list[int] = []
    terms: dict[str, list[int]] = {}
    for number, (page, on_page) in enumerate(shard):
        for one in on_page:
            speakers = [
                names.setdefault((speaker.name, speaker.number), len(names))
                for speaker in speakers_of(one.by, page, frame)
            ]
            by = ["all"] if is_together(one.by, page.parsed.authors) else list(one.by)
            when = one.when or one.date
            row = [number, one.id, one.kind, speakers, by, list(one.modes), list(one.themes), when, one.text]
            if one.lang and one.lang != page.parsed.language:
                row.append(one.lang)
            tokens = tokens_of(one.text)
            for term, count in Counter(tokens).items():
                terms.setdefault(term, []).extend((len(said), count))
            lengths.append(len(tokens))
            said.append(row)
    data = {
        "pages": [[page.file, page.parsed.title_text, page.parsed.language] for page, _ in shard],
        "names": [list(name) for name in names],
        "said": said,
        "terms": terms,
        "lengths": lengths,
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for harmful, harmless in (("\u2028", "\\u2028"), ("\u2029", "\\u2029"), ("</", "<\\/"), ("<!--", "<\\!--")):
        text = text.replace(harmful, harmless)
    return f"(self.polyphonySearch = self.polyphonySearch || []).push({text});\n".encode("utf-8", "replace")
