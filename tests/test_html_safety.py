"""Hostile texts in every place where a tree holds text: they are shown, and nothing of them acts."""

from __future__ import annotations

import json

import pytest

from polyphony.model import (
    Attribution,
    Block,
    BlockQuote,
    Citation,
    CitationItem,
    CodeBlock,
    CodeSpan,
    Definition,
    DefinitionList,
    Division,
    EditorialMark,
    Emphasis,
    Figure,
    Heading,
    Hyperlink,
    Image,
    ListBlock,
    ListItem,
    Math,
    MathBlock,
    Paragraph,
    Plain,
    Quoted,
    RawBlock,
    RawInline,
    Redacted,
    Span,
    Table,
    TableCell,
)
from tests.blocks import CORPUS, VECTORS, blocks, faults


def corpus() -> list[str]:
    if not CORPUS.is_dir():
        return []
    found: list[str] = []
    for path in sorted((CORPUS / "xss").glob("*.txt")):
        found.extend(path.read_text("utf-8", "replace").split("\n"))
    found.extend(json.loads((CORPUS / "blns" / "blns.json").read_text("utf-8")))
    return [line for line in dict.fromkeys(found) if line.strip()]


def everywhere(text: str) -> list[Block]:
    """A hostile text in every place where a tree holds text."""
    voice = Attribution(
        "safe", ("claire",), ("creative",), data=((text, text), ("onclick", text)), classes=(text, "voice-2")
    )
    return [
        Paragraph((text, Emphasis((text,)), CodeSpan(text), Hyperlink((text,), text, text), Redacted(text))),
        Paragraph((Image(text, (text,), text, text, text, (text,), ((text, text), ("src", text), ("width", text))),)),
        Paragraph(
            (
                Math(text[:300]),
                RawInline(text),
                EditorialMark("omitted", (text,), text),
                EditorialMark("editorial", (text,)),
            )
        ),
        Paragraph((Span((text,), text, (text,), ((text, text), ("onload", text), ("style", text)), text),)),
        Paragraph((Quoted(voice, (text,)), Citation((CitationItem(text),), raw=text), Hyperlink((), text))),
        Heading(2, (text,), text, (text,), ((text, text),), text),
        RawBlock(text),
        CodeBlock(text, text, text, (text,), ((text, text),)),
        ListBlock((ListItem((Plain((text,)),), checked=True),)),
        DefinitionList((Definition(((text,),), ((Plain((text,)),),)),)),
        Table((TableCell((text,), "left"),), ((TableCell((text,)),),), (text,), text),
        MathBlock(text[:300]),
        Figure(Image(text, (text,), text, text, text)),
        Division(
            (Paragraph((text,)),), text, (text, "passage", "voice-1"), ((text, text), ("by", "helen"), ("mode", text))
        ),
        BlockQuote((Paragraph((RawInline(text), text, RawInline("</b>"))),)),
    ]


@pytest.mark.parametrize("text", VECTORS)
def test_a_hostile_text_does_nothing_wherever_it_stands(text: str) -> None:
    for block in everywhere(text):
        html = blocks(block)
        assert faults(html) == [], html


def test_a_corpus_of_hostile_texts_does_nothing() -> None:
    lines = corpus()
    if not lines:
        pytest.skip(f"the corpus of hostile texts is not beside the checkout ({CORPUS.name})")
    for start in range(0, len(lines), 40):  # parsed forty at a time, since html5lib is slow
        some = lines[start : start + 40]
        if faults("".join(blocks(*everywhere(text)) for text in some)):
            for text in some:
                assert faults(blocks(*everywhere(text))) == [], text
            pytest.fail(f"these texts do something together: {some}")


def test_the_judge_finds_faults() -> None:
    assert faults('<a href="java\nscript:x">x</a>') == ["a href=javascript:x"]
    assert faults("<p onclick=x>") == ["p onclick"]
    assert faults("<img src=https://elsewhere.example/x.png>") == ["img src=https://elsewhere.example/x.png"]
