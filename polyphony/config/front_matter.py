"""A page's front matter to `FrontMatter`: the table of its keys."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from polyphony.config.places import places_in
from polyphony.config.quotes import report_curly_quotes
from polyphony.config.records import Key, Record
from polyphony.config.scalars import Boolean, Markdown, Number, Reference, Text
from polyphony.config.settings import Config
from polyphony.config.shapes import Context, Listed, Names
from polyphony.config.source import SourceText
from polyphony.config.values import DATE_OR_INTERVAL, LANGUAGE, NAME, OLD_ADDRESS, PAGE_PATH, PATH, SLUG
from polyphony.diagnostics import Checked, Collector
from polyphony.model import FrontMatter
from polyphony.yamlnodes import parse_yaml

__all__ = ["FRONT_MATTER", "parse_front_matter"]

FRONT_MATTER: Final[Record[FrontMatter]] = Record(
    "a page's front matter",
    {
        "title": Key(Markdown(), "The page's title; else its first heading of level 1. Inline Markdown."),
        "subtitle": Key(Markdown(), "The page's subtitle. Inline Markdown."),
        "authors": Key(Reference("person", everyone=True), "Ids of this page's authors; else all authors."),
        "by": Key(Reference("person", everyone=True), "Who speaks where the text doesn't say: ids, or all."),
        "mode": Key(Reference("mode"), "In which modes, where the text doesn't say."),
        "date": Key(DATE_OR_INTERVAL, "When it was written: a day, month or year, or two with a slash between."),
        "order": Key(Number(), "Its place among the pages of its folder: smaller comes first."),
        "slug": Key(SLUG, "The last part of its address, if not the file's name."),
        "aliases": Key(Listed(OLD_ADDRESS), "Old addresses, which redirect to it."),
        "theme": Key(Reference("theme"), "Ids of themes that run through the whole page.", into="themes"),
        "abstract": Key(Markdown(), "An abstract. Markdown."),
        "key-messages": Key(Listed(Markdown()), "What a reader should take along. Markdown, one item each."),
        "keywords": Key(Listed(Text()), "Keywords, one item each."),
        "lang": Key(LANGUAGE, "The language of the page (BCP 47), if not the publication's."),
        "draft": Key(Boolean(), "A draft is left out unless drafts are asked for."),
        "translation-of": Key(PAGE_PATH, "The source file of the page that this one translates."),
        "bibliography": Key(Listed(PATH), "Files of references beside the publication's."),
        "template": Key(NAME, "The template that shows it, by name."),
    },
    FrontMatter,
    other={
        "author": "authors", "language": "lang", "modes": "mode", "themes": "theme", "tags": "keywords",
        "weight": "order", "published": "date", "permalink": "slug", "url": "slug", "redirect": "aliases",
        "layout": "template", "alias": "aliases", "summary": "abstract", "voice": "by",
    },
)  # fmt: skip

_PLACED: Final = ("slug", "aliases", "translation-of", "bibliography", "template")
_SHOWN: Final = frozenset(FRONT_MATTER.keys)


def names_of(config: Config) -> Names:
    """Everything that a page may name."""
    return Names(
        people=tuple(person.id for person in config.people),
        modes=tuple(mode.id for mode in config.modes),
        themes=tuple(theme.id for theme in config.themes),
    )


def parse_front_matter(source: SourceText, config: Config) -> Checked[FrontMatter]:
    """Parse a page's front matter, as far as it can be; lines and columns are the file's."""
    if not source.yaml.strip():
        return Checked(FrontMatter())
    parsed = parse_yaml(source.yaml, source.path, line=source.yaml_line, shown=_SHOWN)
    if parsed.value is None:
        return Checked(FrontMatter(), parsed.diagnostics)
    collector = Collector()
    context = Context(parsed.value, collector, names_of(config))
    report_curly_quotes(context)
    front = FRONT_MATTER.read(parsed.value.root, context) or FrontMatter()
    placed = replace(front, places=places_in(parsed.value, _PLACED))
    return Checked(placed, tuple(collector.found))
