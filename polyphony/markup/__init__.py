"""Polyphony Markdown to pages: the only place that knows mistune."""

from polyphony.markup.files import PageFile
from polyphony.markup.page import ParsedProse, parse_blocks, parse_commonmark, parse_inlines, parse_page
from polyphony.markup.text import Rendering, count_words, opening_of_blocks, plain_text, text_of_blocks
from polyphony.markup.workspace import SourceText, make_slug
from polyphony.markup.writing import clean_text, write_paragraphs

__all__ = [
    "PageFile",
    "ParsedProse",
    "Rendering",
    "SourceText",
    "clean_text",
    "count_words",
    "make_slug",
    "opening_of_blocks",
    "parse_blocks",
    "parse_commonmark",
    "parse_inlines",
    "parse_page",
    "plain_text",
    "text_of_blocks",
    "write_paragraphs",
]
