"""Pandoc reads the same citations out of a text as we do: keys, modes, and what stands before and after each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import pypandoc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyphony.citations.clusters import clusters_in, write_blocks
from polyphony.markup import parse_inlines
from polyphony.model import Prose, Vocabulary

Works = list[tuple[str, str, str, str]]

NESTED = {"Emph": "*", "Strong": "**", "Strikeout": "~~", "Superscript": "^", "Subscript": "~"}


def text_of(inlines: Any) -> str:
    """The text of pandoc's inlines, marks of emphasis among it; which space it is says nothing."""
    parts = []
    for node in inlines:
        kind, content = node["t"], node.get("c")
        if kind == "Str":
            parts.append(content.replace("\xa0", " "))
        elif kind in {"Space", "SoftBreak", "LineBreak"}:
            parts.append(" ")
        elif kind in NESTED:
            parts.append(f"{NESTED[kind]}{text_of(content)}{NESTED[kind]}")
        elif kind == "Quoted":
            marks = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
            parts.append(f"{marks[0]}{text_of(content[1])}{marks[1]}")
        elif kind in {"Code", "Math"}:
            parts.append(f"`{content[1]}`")
        elif kind in {"Link", "Span", "Cite"}:
            parts.append(text_of(content[1]))
        else:
            assert kind == "RawInline", kind
    return re.sub(" +", " ", "".join(parts))


def works_of(cite: Any) -> Works:
    return [
        (one["citationId"], one["citationMode"]["t"], text_of(one["citationPrefix"]), text_of(one["citationSuffix"]))
        for one in cite["c"][0]
    ]


def cites_in(node: Any) -> Iterator[Any]:
    if isinstance(node, list):
        for child in node:
            yield from cites_in(child)
    elif isinstance(node, dict):
        if node.get("t") == "Cite":
            yield node
        else:
            yield from cites_in(node.get("c"))


def as_pandoc_reads(texts: list[str]) -> list[list[Works]]:
    """What pandoc finds in each of some texts, in one call."""
    source = "\n\n".join(f"::: text\nx {text}\n:::" for text in texts)
    blocks = json.loads(pypandoc.convert_text(source, "json", format="markdown"))["blocks"]
    assert len(blocks) == len(texts)
    return [[works_of(cite) for cite in cites_in(block)] for block in blocks]


def as_we_read(text: str) -> list[Works]:
    inlines = parse_inlines(Prose(f"x {text}", "x.md", 1), Vocabulary(), count(1)).value
    blocks = json.loads(write_blocks(clusters_in((), (inlines,))))
    return [works_of(block["c"][0]) for block in blocks]


TEXTS = """\
[@kara, pp. 23-24; see also @lee].
@kara [p. 4] says
@kara says; so does @lee.
[-@kara] and -@kara and -@kara [p. 4]
@kara [p. 4; @lee] says
@kara [p. 4; see also @lee, chap. 3; and -@may] says
@kara [@lee] says
@kara [see @lee] says
@kara [-@lee] says
@kara [] says
@kara [*see* p. 4] says
@kara [p. [4]] says
@kara [p. 4; and more] says
@kara  [p. 4] says
@kara[p. 4]
@kara [^no-note] says
@kara [p. 4](x) says
@kara [p. 4]{.x} says
@kara ["p. 4; 5"; @lee] says
@kara [p. 4
@{kara lee} says
@{kara} says
[@{kara}; @{kara,lee}; @{kara{x}lee}]
[@https://doi.org/10.1000/x, p. 3] and @https://doi.org/10.1000/x
[see *the* @kara, p. 3 and **more**]
[see [link](x) @kara]
[see [link @lee](x); @kara]
[@kara [p. 3]] and [@kara, [p. 3]]
[@kara {p. 3}] and [@kara{p. 3}]
[@kara, {pp. 3-4, 5} and more]
[@kara{ii, A, D-Z}, with a suffix]
[@kara, {pp. iv, vi-xi, (xv)-(xvii)} with suffix here]
[@kara{}, 99 years later]
[@kara;@lee] and [@kara ; @lee]
[@kara; lee] and [kara; @lee] and [@kara;] and [;@kara]
[kara; lee @may] and [@kara; lee; may @dee]
[@kara; `x;y` @lee] and [@kara, `x;y`; @lee]
[@kara, "x; y"; @lee] and [@kara, 'x; y'; @lee]
[@kara, "see @lee; may"; @dee]
[@kara, p. 3 (x; y); @lee]
[@kara\\; may; @lee]
[@kara, $x;y$; @lee]
[@kara, x^2^ and H~2~O and ~~no~~; @lee]
[see @kara; -@lee, p. 3] and [see -@kara]
[see@kara] and [x@kara] and a@kara.org
(@kara) and (@kara, p. 3) and "@kara" and *@kara* and **[@kara]** and *[@kara]*
"As in [@kara]," and 'in [@lee]' and *see [@may]*.
[@kara]{.x} and [@kara, p. 3]{by=x}
[@kara](x) and [@kara][lee] and [@kara][@lee] and [@kara][^no]
[@kara_lee; @kara-lee; @kara.lee; @kara:lee; @kara/lee; @kara+lee; @kara?lee; @kara<lee; @kara~lee]
[@kara#lee; @kara$lee; @kara%lee; @kara&lee; @1]
@kara. @kara, @kara; @kara: @kara! @kara? @kara's @kara--lee @kara::lee
@1 @_x .@x )@x @ x [@] [@ x]
[@kara, p. 3, @lee] and [see @kara and @lee; @may]
[@kara @lee] and [-@kara; -@lee] and [- @kara]
[kara -@lee] and [kara-@lee] and kara-@lee and --@may
[@kara, §3; @lee ¶ 4]
[@kara, *see* p. 3; @lee, **x**]
[@kara, p.&nbsp;3] and [@kara, p. 3--4...] and [@kara, 'x']
[[@kara]] and [[@kara] and @lee] and [see [@kara]] and [see [@kara]; @lee]
\\@kara and [\\@kara] and [\\@kara; @lee] and `@kara` and [`@kara`] and [see `@x` @kara]
[@Müller2003; @кара; @山田, p. 3] and @Müller2003 [S. 3]
[@kara, p. 3] [@lee]
[@kara, p. 3\\]; @lee]
[@kara, <b>x</b>] and [<i>see</i> @kara]
[**see** @kara] and [e.g., @kara]
[*@kara*] and [see @kara *and @lee*] and [*see @kara*; @lee]
[@kara, bk. 1, chap. 2, §4, vol. II, fig. 3, n. 4, para. 5, v. 6, l. 7, ll. 7-8, pt. 1, no. 2, col. 3, op. 1]
[don't @kara; can't @lee] and [@kara's]
"""


def test_pandoc_reads_the_same_citations() -> None:
    texts = [*TEXTS.splitlines(), "[@kara,\np. 3;\n@lee]", "@kara\n[p. 3]", "[see\n*the* @kara\nand @lee]"]
    differences = {
        text: (ours, theirs)
        for text, theirs in zip(texts, as_pandoc_reads(texts), strict=True)
        if (ours := as_we_read(text)) != theirs
    }
    assert differences == {}


KEYS = st.sampled_from(["@kara", "-@kara", "@{lee may}", "@{lee}", "@dee.x-1", "@https://a.org/b", "@Müller"])
WORDS = st.sampled_from(["see", "p. 3", "pp. iv-x", "*so*", "`a;b`", "[x]", "{3}", "a-b", "\\;", "$x;y$", "don't"])
JOINS = st.sampled_from(["; ", ";", ", ", " ", " [", "] ", "[", "]", " (", ") "])
TEXT = st.lists(st.one_of(KEYS, KEYS, WORDS, JOINS, JOINS), min_size=2, max_size=9).map("".join)
WHOLE = st.lists(
    st.tuples(st.sampled_from(["", "see ", "*e.g.*, "]), KEYS, st.sampled_from(["", ", p. 3", " 3", ", x"])), min_size=1
)


def is_plain(text: str) -> bool:
    """Tell whether a text is none of those that the two read differently on purpose, or by the way."""
    return not re.search(r"[^\s\[(;]-@|\w@|\]-?@|\}-?@|\]\[|\]\(|\]\{|\*@|@\S*\"", text) and text.count(
        "["
    ) == text.count("]")


@settings(max_examples=8, derandomize=True, deadline=None)
@given(st.lists(TEXT, min_size=60, max_size=60), st.lists(WHOLE, min_size=20, max_size=20))
def test_pandoc_reads_the_same_citations_in_any_text(loose: list[str], whole: list[Any]) -> None:
    texts = [text for text in loose if is_plain(text)] + ["[" + "; ".join(map("".join, works)) + "]" for works in whole]
    for text, theirs in zip(texts, as_pandoc_reads(texts), strict=True):
        assert as_we_read(text) == theirs, text


@pytest.mark.parametrize("text", ["[" * 20_000 + "@a", "@a [" * 5_000, "[@a]" * 5_000, "[@a; " * 5_000, "`[@a" * 5_000])
def test_a_hostile_line_is_read_in_time_that_grows_with_it(text: str) -> None:
    assert isinstance(as_we_read(text), list)
