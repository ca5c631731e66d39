"""Blocks and inlines to HTML: what a co-author typed is shown, and nothing of it acts."""

from __future__ import annotations

import re
from functools import partial

import pytest

from polyphony.html import (
    encode_document,
    render_blocks,
    render_notes,
    safe_address,
)
from polyphony.html.addresses import relative_address
from polyphony.html.code import colour_code, render_math
from polyphony.html.languages import direction_of
from polyphony.model import (
    Attribution,
    BlockQuote,
    Citation,
    CitationItem,
    CitedPart,
    CodeBlock,
    Division,
    EditorialMark,
    Emphasis,
    Figure,
    FormattedCitation,
    Heading,
    Hyperlink,
    Image,
    ListBlock,
    ListItem,
    Note,
    NoteReference,
    PageReferences,
    Paragraph,
    Plain,
    Quoted,
    RawBlock,
    RawInline,
    Redacted,
    ReferenceEntry,
    Strong,
    Table,
    TableCell,
    Utterance,
)
from tests.blocks import blocks, faults, inlines, make_context


def test_a_division_cannot_pose_as_a_voice() -> None:
    html = blocks(Division((), "x", ("passage", "voice-1", "callout"), (("by", "helen"), ("mood", "sad"))))
    assert (
        html
        == '<div class="division user-passage user-voice-1 callout" id="x" data-user-by="helen" data-mood="sad"></div>'
    )


def test_raw_html_keeps_what_is_harmless() -> None:
    html = blocks(
        RawBlock('<p class="voice-1" id="x">See <a href="https://example.org/" onclick="x">this</a> <kbd>K</kbd></p>')
    )
    assert html == '<p>See <a href="https://example.org/" rel="noopener noreferrer">this</a> <kbd>K</kbd></p>'


def test_raw_tags_within_a_line_keep_their_partners_and_lose_what_has_none() -> None:
    html = inlines(
        "H",
        RawInline("<sub>"),
        "2",
        RawInline("</sub>"),
        "O ",
        RawInline('<b class="x">'),
        Strong(("b",)),
        RawInline("</i>"),
    )
    assert html == "H<sub>2</sub>O <strong>b</strong>"


def test_a_raw_tag_across_another_is_dropped() -> None:
    html = inlines(RawInline("<b>"), RawInline("<i>"), "x", RawInline("</b>"), RawInline("</i>"))
    assert html == "<b>x</b>"


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("https://example.org/a?b=c&d", "https://example.org/a?b=c&d"),
        ("HTTPS://EXAMPLE.org", "HTTPS://EXAMPLE.org"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("tel:+441", "tel:+441"),
        ("doi:10.14324/RFA.09.1.10", "https://doi.org/10.14324/RFA.09.1.10"),
        ("doi:10.1002/(SICI)1<1::AID>3", "https://doi.org/10.1002/(SICI)1%3C1::AID%3E3"),
        ("#thread", "#thread"),
        ("other.pdf#page=2", "other.pdf#page=2"),
        ("a/b:c", "a/b:c"),
        ("b:c", None),
        ("https:///x", None),
        ("http:x", None),
        ("javascript:x", None),
        ("//host/x", None),
        ("", None),
    ],
)
def test_addresses(target: str, address: str | None) -> None:
    assert safe_address(target) == address


def test_an_unsafe_link_leaves_its_text() -> None:
    assert inlines(Hyperlink(("read ", Emphasis(("this",))), "javascript:alert(1)")) == "read <em>this</em>"


def test_an_external_link_says_nothing_of_where_one_comes_from_and_opens_no_window() -> None:
    html = inlines(Hyperlink(("x",), "https://example.org/", 'a "title"'))
    assert html == '<a href="https://example.org/" rel="noopener noreferrer" title="a &quot;title&quot;">x</a>'
    assert inlines(Hyperlink(("x",), "notes.pdf")) == '<a href="notes.pdf">x</a>'


def test_a_link_to_another_page_names_its_file() -> None:
    links = {"part-2.md#a": "part-2/index.html#a", "#b": "part-1/index.html#b", "x.pdf": "assets/ü 1%.pdf"}
    assert inlines(Hyperlink(("x",), "part-2.md#a"), links=links) == '<a href="../part-2/index.html#a">x</a>'
    assert inlines(Hyperlink(("x",), "#b"), links=links) == '<a href="#b">x</a>'
    assert inlines(Hyperlink(("x",), "x.pdf"), links=links) == '<a href="../assets/%C3%BC%201%25.pdf">x</a>'
    assert relative_address("../", "") == "../index.html"


def test_a_quoted_voice_says_whose_it_is() -> None:
    html = inlines(Quoted(Attribution("q", ("helen",), ("creative",)), ("like a crab",)))
    assert html == (
        '<span class="quoted voice-2 mode-creative" id="q" data-by="helen">'
        '<span class="sr-only">Helen, quoted: </span>like a crab'
        '<span class="sr-only"> (end of quotation)</span></span>'
    )


@pytest.mark.parametrize(("certainty", "said"), [("", False), ("high", False), ("low", True), ("unknown", True)])
def test_a_quoted_voice_that_may_be_another_s_says_so(certainty: str, said: bool) -> None:
    html = inlines(Quoted(Attribution("q", ("helen",), cert=certainty), ("like a crab",)))
    assert html.endswith('</span></span> <span class="certainty">(attribution uncertain)</span>') is said


def test_a_quotation_in_another_language_says_so_inside_its_frame() -> None:
    html = inlines(
        Quoted(
            Attribution("q", ("helen",), lang="ar"), ("سلام", Quoted(Attribution("", ("claire",), lang="en"), ("hi",)))
        )
    )
    assert '<span lang="ar" dir="rtl">سلام' in html
    assert '<span lang="en" dir="ltr">hi</span>' in html


def test_redacted_words_are_their_replacement_alone() -> None:
    assert inlines(Redacted("the hospital")) == '<span class="redacted">the hospital</span>'
    assert inlines(Redacted("")) == '<span class="redacted">[redacted]</span>'


def test_editorial_marks_can_be_told_apart_without_styles() -> None:
    html = inlines(
        EditorialMark("omitted", ("…",), "for length"),
        EditorialMark("editorial", ("we met",)),
        EditorialMark("pause", ("…",)),
    )
    text = re.sub(r"<[^>]*>", "", html)
    assert text == "[…] (left out, for length)[we met]…"


def test_headings_start_below_the_title_and_skip_none() -> None:
    given = [Heading(level, (str(level),), f"h{i}") for i, level in enumerate((3, 4, 2, 5, 6, 6, 1, 2))]
    html = blocks(*given)
    assert re.findall(r"<h(\d) id", html) == ["2", "3", "2", "3", "4", "4", "2", "3"]


def test_a_page_with_two_voices_with_notes_has_no_id_twice_and_every_way_back_has_a_name() -> None:
    context = make_context(ids=("site-note-1", "x"))
    turns = [
        Utterance(
            "turn",
            Attribution(""),
            (
                Paragraph(
                    ("a", NoteReference("n", 1)),
                ),
            ),
        )
        for _ in range(1)
    ]
    html = render_blocks([*turns, Paragraph((NoteReference("n", 1, 2), NoteReference("m", 2)))], context)
    notes = [Note("n", 1, (Paragraph(("first",)),), 2), Note("m", 2, (BlockQuote(()),), 1)]
    html += f"<ol>{render_notes(notes, context)}</ol><p id=site-note-1><p id=x>"
    ids = re.findall(r' id="?([^" >]+)', html)
    assert len(ids) == len(set(ids))
    targets = re.findall(r'href="#([^"]+)"', html)
    assert set(targets) <= set(ids)
    assert '-back" role="doc-backlink">Back to reference 1</a>' in html
    assert '-back-2" role="doc-backlink">Back to reference 1, place 2</a>' in html
    assert 'aria-label="Note 2"' in html


def test_a_table_scrolls_in_a_labelled_place_that_takes_focus() -> None:
    html = blocks(
        Table((TableCell(("A",)),), ((TableCell(("1",), "right"),),), ("Numbers",), "tbl-n"), numbers={"tbl-n": "2"}
    )
    assert 'id="tbl-n" role="group" tabindex="0" aria-labelledby="site-table-1"' in html
    assert '<caption id="site-table-1"><span class="number">Table 2: </span>Numbers</caption>' in html
    assert '<th scope="col">A</th>' in html
    assert 'aria-label="Table 1"' in blocks(Table((), ((TableCell(("1",)),),)))


def test_a_task_is_a_box_with_a_label() -> None:
    html = blocks(
        ListBlock((ListItem((Plain(("buy milk",)),), checked=True), ListItem((BlockQuote(()),), checked=False)))
    )
    assert '<label><input type="checkbox" disabled checked> buy milk</label>' in html
    assert '<input type="checkbox" disabled><span class="sr-only">Task</span></label>' in html


def test_pictures_load_late_but_for_the_first_and_only_from_the_site() -> None:
    links = {"fig.png": "assets/fig.png"}
    shown = Image("fig.png", ("caption",), "a crab", data=(("width", "40px"), ("srcset", "//e.example")))
    html = '<img src="../assets/fig.png" alt="a crab" width="40" data-srcset="//e.example"'
    both = f'{html} decoding="async">{html} loading="lazy" decoding="async">'
    assert inlines(shown, shown, links=links) == both
    assert inlines(Image("https://elsewhere.example/x.png", (), "a crab")) == "a crab"
    assert inlines(Image("../../../etc/passwd", (), "a crab")) == "a crab"


def test_a_figure_is_numbered_and_its_picture_has_no_second_id() -> None:
    html = blocks(Figure(Image("f.svg", ("A story",), "three lines", id="fig-story")), numbers={"fig-story": "1"})
    assert html.count("fig-story") == 1
    assert '<figcaption><span class="number">Figure 1: </span>A story</figcaption>' in html


def test_a_citation_leads_to_its_entry_and_each_work_of_several_to_its_own() -> None:
    references = PageReferences(
        (
            FormattedCitation(
                "[@a; @b]",
                (CitedPart(("(",)), CitedPart(("A, 2001",), "a"), CitedPart(("; ",)), CitedPart(("<B>, 2002",), "b")),
                ("a", "b"),
                "(A, 2001; <B>, 2002",
                1,
            ),
            FormattedCitation("[@c]", (CitedPart(("C & D",), "c"),), ("c",), "C & D", 2),
        ),
        (),
        (ReferenceEntry("a", ("A",), "A", "{}"), ReferenceEntry("b", ("B",), "B", "{}")),
    )
    cited = Citation((CitationItem("a"), CitationItem("b")), raw="[@a; @b]", number=1)
    html = inlines(cited, Citation((CitationItem("c"),), raw="[@c]", number=2), references=references)
    assert html == (
        '(<a id="site-cited-1" href="#site-ref-a" role="doc-biblioref">A, 2001</a>; '
        '<a id="site-cited-2" href="#site-ref-b" role="doc-biblioref">&lt;B&gt;, 2002</a>'
        '<span class="citation">C &amp; D</span>'
    )
    assert inlines(Citation((CitationItem("d"),), raw="[@d]")) == '<span class="citation">[@d]</span>'


def test_code_is_coloured_once_and_what_is_too_long_stays_plain() -> None:
    assert (
        colour_code("x = 1", "python") == '<span class="n">x</span> <span class="o">=</span> <span class="mi">1</span>'
    )
    assert colour_code("x = '" + "<" * 1001, "python") == "x = '" + "&lt;" * 1001
    assert colour_code("<b>", "no-such-language") == "&lt;b&gt;"
    assert colour_code("<b>", "") == "&lt;b&gt;"
    assert 'class="language-c++"' in blocks(CodeBlock("int x;", "c++"))
    assert "class=" not in blocks(CodeBlock("x", '"><script>')).partition("<pre>")[2]


def test_hostile_code_in_every_language_is_coloured_in_good_time_or_not_at_all() -> None:
    from pygments.lexers import get_all_lexers

    lines = [
        "(" * 990,
        "a" * 990,
        '"' * 990,
        "\\" * 990,
        "<" * 990,
        "{" * 990,
        "/*" * 490,
        " " * 990,
        "0" * 990,
        "$(" * 490,
    ]
    names = sorted(aliases[0] for _, aliases, _, _ in get_all_lexers() if aliases)[::29]
    assert len(names) > 15
    for name in names:
        html = colour_code("\n".join(lines), name)
        assert faults(f"<pre>{html}</pre>") == []


def test_math_keeps_its_tex_and_what_cannot_be_read_is_shown() -> None:
    html = render_math("x^2 < y", "inline")
    assert html.startswith('<math display="inline"><semantics>')
    assert '<annotation encoding="application/x-tex">x^2 &lt; y</annotation>' in html
    assert "&amp;#x" not in render_math(r"n(7/8)^k \times \left(\frac{7}{8}\right) \approx \alpha", "block")
    assert "<mo>≈</mo>" in render_math(r"a \approx b", "block")
    space = '<mspace width="0.167em" />'
    assert f"<mi>a</mi>{space}<mi>cos</mi><mo" in render_math(r"a\cos(x)", "inline"), "else it reads as arccos"
    assert f"<mi>sin</mi>{space}<mi>x</mi><mo>+" in render_math(r"\sin x + \log_2 n", "inline")
    assert '<mi mathvariant="normal">d</mi><mi>t</mi>' in render_math(r"\mathrm{d}t", "inline")
    assert render_math("\\left(", "block") == '<code class="math">\\left(</code>'
    assert faults(render_math("\\href{javascript:alert(1)}{x}", "inline")) == []
    assert faults(render_math("\\text{<script>alert(1)</script>}", "inline")) == []


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("fa", "rtl"),
        ("ckb", "rtl"),
        ("ks-Arab", "rtl"),
        ("az-Arab", "rtl"),
        ("ar-Latn", "ltr"),
        ("en-GB", "ltr"),
        ("", "ltr"),
        ("AR-EG", "rtl"),
    ],
)
def test_directions(language: str, direction: str) -> None:
    assert direction_of(language) == direction


def test_a_document_has_no_character_that_html_forbids_and_keeps_all_others() -> None:
    kept = "a\tb\nc é ‘’ 😭 👩‍👩‍👧 \U0001f3f4\U000e0067\U000e0062\U000e007f ⿾ ﷼ ﷐"[:-1]
    text = kept + "\x00\x08\x0b\x1b\x7f\x85\x9f\ufdd0\ufffe\uffff\U0001ffff\ud800"
    assert encode_document(text).decode() == kept + "?"


def test_emoji_of_several_characters_stay_whole() -> None:
    assert re.sub("<[^>]+>", "", inlines("👩🏽‍🔬 🏳️‍🌈")) == "👩🏽‍🔬 🏳️‍🌈"


def test_an_id_of_ours_gives_way_to_an_authors() -> None:
    render = partial(inlines, NoteReference("n", 1))
    assert 'href="#site-note-1"' in render(ids=("a",))
    assert 'href="#sitex-note-1"' in render(ids=("site-main",))
