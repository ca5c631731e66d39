"""All examples of CommonMark 0.31.2 through our own parser, compared as documents.

HTML is let through and links are not filtered here: this judges the parser alone, and the renderer below is as plain as
the specification's.
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote

import html5lib
import pytest

from polyphony.markup import parse_commonmark
from polyphony.model import (
    Block,
    BlockQuote,
    CodeBlock,
    CodeSpan,
    Emphasis,
    Figure,
    Heading,
    Hyperlink,
    Image,
    Inline,
    LineBreak,
    ListBlock,
    Paragraph,
    Plain,
    RawBlock,
    RawInline,
    SoftBreak,
    Strong,
    ThematicBreak,
)
from tests.environment import require_npm_part

EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)


def read_examples() -> list[tuple[str, str]]:
    """Read the specification's examples: Markdown and the HTML that it means."""
    text = require_npm_part("commonmark-spec/spec.txt").read_text(encoding="utf-8")
    return [(a.replace("→", "\t"), b.replace("→", "\t")) for a, b in EXAMPLE.findall(text)]


def render_inlines(inlines: tuple[Inline, ...]) -> str:
    """Render inlines as the specification does."""
    return "".join(render_inline(inline) for inline in inlines)


def address(target: str) -> str:
    """Encode an address as the specification does."""
    return escape(quote(target, safe="/:?#@!$&'()*+,;=%~-._"))


def flatten(inlines: tuple[Inline, ...]) -> str:
    """Make the text of a picture."""
    return re.sub(r"<[^>]*>", "", re.sub(r'<img [^>]*alt="([^"]*)"[^>]*>', r"\1", render_inlines(inlines)))


def render_inline(inline: Inline) -> str:
    """Render one inline."""
    match inline:
        case str():
            return escape(inline, quote=False)
        case Emphasis(inner):
            return f"<em>{render_inlines(inner)}</em>"
        case Strong(inner):
            return f"<strong>{render_inlines(inner)}</strong>"
        case CodeSpan(code):
            return f"<code>{escape(code, quote=False)}</code>"
        case SoftBreak():
            return "\n"
        case LineBreak():
            return "<br />\n"
        case RawInline(html):
            return html
        case Hyperlink(inner, target, title):
            extra = f' title="{escape(title)}"' if title else ""
            return f'<a href="{address(target)}"{extra}>{render_inlines(inner)}</a>'
        case Image():
            extra = f' title="{escape(inline.title)}"' if inline.title else ""
            return f'<img src="{address(inline.source)}" alt="{flatten(inline.caption)}"{extra} />'
    raise AssertionError(inline)


def render_blocks(blocks: tuple[Block, ...]) -> str:
    """Render blocks as the specification does."""
    return "".join(
        render_block(block) + ("" if isinstance(block, RawBlock) and block.html.endswith("\n") else "\n")
        for block in blocks
    )


def render_block(block: Block) -> str:
    """Render one block."""
    match block:
        case Paragraph(inlines):
            return f"<p>{render_inlines(inlines)}</p>"
        case Figure(image):
            return f"<p>{render_inline(image)}</p>"
        case Plain(inlines):
            return render_inlines(inlines)
        case Heading(level, inlines):
            return f"<h{level}>{render_inlines(inlines)}</h{level}>"
        case ThematicBreak():
            return "<hr />"
        case CodeBlock(code, language):
            extra = f' class="language-{escape(language)}"' if language else ""
            end = "\n" if code else ""
            return f"<pre><code{extra}>{escape(code, quote=False)}{end}</code></pre>"
        case RawBlock(html):
            return html
        case BlockQuote(inner):
            return f"<blockquote>\n{render_blocks(inner)}\n</blockquote>"
        case ListBlock(items, start):
            inside = "\n".join(f"<li>{render_blocks(item.blocks)}</li>" for item in items)
            if start is None:
                return f"<ul>\n{inside}\n</ul>"
            extra = f' start="{start}"' if start != 1 else ""
            return f"<ol{extra}>\n{inside}\n</ol>"
    raise AssertionError(block)


def as_document(html: str) -> str:
    """Parse HTML and write it in one form; spaces between blocks mean nothing, those in pre do."""
    document = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    text = html5lib.serialize(
        document, tree="etree", omit_optional_tags=False, quote_attr_values="always", alphabetical_attributes=True
    )
    pieces = re.split(r"(<pre>.*?</pre>)", text, flags=re.DOTALL)
    for index in range(0, len(pieces), 2):
        folded = re.sub(r"\s+", " ", pieces[index])
        blocks = "p|h[1-6]|ul|ol|li|blockquote|hr|pre|table|tr|td|div|br"
        pieces[index] = re.sub(rf" ?(</?(?:{blocks})\b[^>]*>) ?", r"\1", folded)
    return "".join(pieces).strip()


def test_every_example_is_read_as_commonmark_means_it() -> None:
    """652 of 652."""
    examples = read_examples()
    assert len(examples) == 652
    wrong = []
    for number, (markdown, html) in enumerate(examples, 1):
        ours = render_blocks(parse_commonmark(markdown))
        if as_document(ours) != as_document(html):
            wrong.append(f"example {number}\n{markdown}--- ours\n{ours}\n--- expected\n{html}")
    if wrong:
        pytest.fail(f"{len(wrong)} examples differ\n\n" + "\n\n".join(wrong[:10]), pytrace=False)
