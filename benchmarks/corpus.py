"""A page's number -> a page of text, as Polyphony Markdown or as plain Markdown.

The text is made of seeded chance alone, the same on every machine. sites.py writes it out.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from words import MODES, PEOPLE, THEMES, WORDS

SECTION_PAGES = 100
_QUOTED = re.compile(r"\[([^\]]*)\]\{by=[^}]*\}")
_LINK = re.compile(r"\(page:(\d+)\)")


@dataclass(frozen=True, slots=True)
class Passage:
    """One voice: its paragraphs hold Markdown, with `(page:N)` for the address of page N."""

    by: tuple[str, ...]
    mode: str
    themes: tuple[str, ...]
    heading: str | None
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says in an exchange, in one paragraph."""

    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """The content of one page, without the syntax of any tool."""

    number: int
    title: str
    authors: tuple[str, ...]
    passages: tuple[Passage, ...]
    turns: tuple[Turn, ...]
    closing: str


def make_page(number: int, *, pages: int, words: int = 900, turns: int = 12) -> Page:
    """Make page `number` (from 1) of a corpus of `pages`, some `words` long besides extra turns."""
    chance = random.Random(f"polyphony-{number}")
    authors = tuple(sorted(chance.sample(PEOPLE, chance.randint(2, 4))))
    count = max(1, round(chance.randint(6, 8) * words / 900))
    length = max(10, round(words * 0.66 / count))
    passages = tuple(_make_passage(chance, authors, index=index, length=length, pages=pages) for index in range(count))
    speakers = [authors[index % len(authors)] for index in range(turns)]
    return Page(
        number=number,
        title=_capitalize(" ".join(chance.choices(WORDS, k=4))) + f" {number}",
        authors=authors,
        passages=passages,
        turns=tuple(Turn(who, _make_text(chance, chance.randint(14, 26))) for who in speakers),
        closing=_make_text(chance, 24),
    )


def _make_passage(chance: random.Random, authors: tuple[str, ...], *, index: int, length: int, pages: int) -> Passage:
    """Make a passage of some `length` words; each third has a heading, some hold more than text."""
    by = authors if chance.random() < 0.15 else (chance.choice(authors),)
    first = _make_text(chance, length // 2)
    second = _make_text(chance, length - length // 2)
    match index % 7:
        case 1:
            first += f" Compare [{_make_words(chance, 3)}](page:{chance.randint(1, pages)})."
        case 2:
            items = "\n".join(f"- {_make_words(chance, 6)}" for _ in range(4))
            first += f"\n\n{items}"
        case 3:
            other = next(author for author in authors if (author,) != by)
            words = _make_words(chance, 8)
            second += f" She answered that it was [{words}]{{by={other} mode=creative}}."
        case 4:
            address = f"https://example.org/{chance.choice(THEMES)}/{chance.randint(1, 999)}"
            second += f" It is told [elsewhere]({address})."
        case 5:
            second += f"\n\n> {_make_text(chance, 14)}"
        case _:
            pass
    return Passage(
        by=by,
        mode=chance.choice(MODES),
        themes=tuple(sorted(chance.sample(THEMES, chance.randint(1, 2)))),
        heading=_capitalize(_make_words(chance, 3)) if index % 3 == 0 else None,
        paragraphs=(first, second),
    )


def _make_words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))


def _make_text(chance: random.Random, count: int) -> str:
    """Make sentences of `count` words altogether, with emphasis, commas and quotation marks."""
    sentences: list[str] = []
    while count > 0:
        size = count if count < 18 else chance.randint(6, 14)
        count -= size
        words = chance.choices(WORDS, k=size)
        words[0] = _capitalize(words[0])
        middle = size // 2
        luck = chance.random()
        if size < 5:
            pass
        elif luck < 0.12:
            words[middle] = f"*{words[middle]}*"
        elif luck < 0.16:
            words[middle] = f"**{words[middle]} {words[middle + 1]}**"
            del words[middle + 1]
        elif luck < 0.24:
            words[middle] = f'"{words[middle]}"'
        elif luck < 0.30:
            words[middle] += " –"
        elif luck < 0.60:
            words[middle] += ","
        sentences.append(" ".join(words) + ("?" if chance.random() < 0.1 else "."))
    return " ".join(sentences)


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]


def section_of(number: int) -> str:
    """Name the folder that holds page `number`."""
    return f"section-{(number - 1) // SECTION_PAGES + 1:02}"


def name_of(number: int) -> str:
    """Name the file of page `number`, without its suffix."""
    return f"page-{number:04}"


def link_to_source(number: int, target: int) -> str:
    """Address page `target` by its file, from the file of page `number`."""
    folder = "" if section_of(number) == section_of(target) else f"../{section_of(target)}/"
    return f"{folder}{name_of(target)}.md"


def link_to_address(number: int, target: int) -> str:
    """Address page `target` by where it is served, from where page `number` is served."""
    folder = "../" if section_of(number) == section_of(target) else f"../../{section_of(target)}/"
    return f"{folder}{name_of(target)}/"


Link = Callable[[int, int], str]


def _place_links(text: str, number: int, link: Link) -> str:
    return _LINK.sub(lambda match: f"({link(number, int(match[1]))})", text)


def render_polyphony(page: Page) -> str:
    """Render a page as Polyphony Markdown: a fenced div for each passage, and an exchange."""
    lines = ["---", f'title: "{page.title}"', f"authors: [{', '.join(page.authors)}]", "---", ""]
    for passage in page.passages:
        if passage.heading is not None:
            lines += [f"## {passage.heading}", ""]
        by = "all" if passage.by == page.authors else " ".join(passage.by)
        themes = " ".join(passage.themes)
        lines += [f'::: {{by={by} mode={passage.mode} theme="{themes}"}}']
        lines += ["\n\n".join(passage.paragraphs), ":::", ""]
    if page.turns:
        lines += [f"::: {{.exchange #exchange-{page.number:04} medium=email}}"]
        lines += ["\n\n".join(f"{_capitalize(turn.speaker)}: {turn.text}" for turn in page.turns)]
        lines += [":::", ""]
    lines += ["## In closing {by=all}", "", page.closing, ""]
    return _place_links("\n".join(lines), page.number, link_to_source)


def render_plain(page: Page, link: Link) -> str:
    """Render a page's body as plain Markdown: the same words, speakers in bold."""
    lines: list[str] = []
    for passage in page.passages:
        if passage.heading is not None:
            lines += [f"## {passage.heading}", ""]
        lines += [_QUOTED.sub(r"\1", "\n\n".join(passage.paragraphs)), ""]
    for turn in page.turns:
        lines += [f"**{_capitalize(turn.speaker)}:** {turn.text}", ""]
    lines += ["## In closing", "", page.closing, ""]
    return _place_links("\n".join(lines), page.number, link)


def render_settings() -> str:
    """Render the publication's polyphony.yaml."""
    people = "".join(f"  {person}: {{name: {_capitalize(person)}}}\n" for person in PEOPLE)
    themes = "".join(f"  {theme}: {_capitalize(theme)}\n" for theme in THEMES)
    return (
        "title: A generated publication\nkind: book\nlanguage: en-GB\n"
        f"people:\n{people}themes:\n{themes}build: {{outputs: [pages]}}\n"
    )
