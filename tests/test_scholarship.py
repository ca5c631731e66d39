"""Figures, tables, sections, abbreviations, and what stands before and behind an article."""

from __future__ import annotations

import re

from tests.sites import SETTINGS, page, site, text_of

PICTURE = '![The *owl*](../assets/owl.png){#fig-owl alt="an owl"}'


def published(text: str, settings: str = SETTINGS) -> str:
    files = {"polyphony.yaml": settings, "content/index.md": text, "assets/owl.png": ""}
    return site(files)["index.html"].decode()


def test_a_figure_and_a_table_have_the_number_by_which_they_are_referred_to() -> None:
    html = published(f"See @fig-owl and @tbl-owls.\n\n{PICTURE}\n\n| a |\n|---|\n| 1 |\n\nTable: Owls {{#tbl-owls}}\n")
    assert "See Figure 1 and Table 1." in text_of(html)
    assert '<figcaption><span class="number">Figure 1: </span>The <em>owl</em></figcaption>' in html
    assert '<span class="number">Table 1: </span>Owls</caption>' in html


def test_figures_are_numbered_through_all_pages() -> None:
    made = site(
        {
            "polyphony.yaml": SETTINGS,
            "content/index.md": f"{PICTURE}\n\nSee @fig-two.",
            "content/two.md": '# Two\n\n![A gate](../assets/owl.png){#fig-two alt="a gate"}',
            "assets/owl.png": "",
        }
    )
    assert "See Figure 2" in text_of(made["index.html"].decode())
    assert "Figure 2: A gate" in text_of(made["two/index.html"].decode())


def test_sections_that_can_be_referred_to_are_numbered_by_their_levels() -> None:
    html = published(
        "See @sec-how, @sec-first and @sec-then.\n\n# How {#sec-how}\n\n## First {#sec-first}\n\n## Not counted\n\n"
        "# Then {#sec-then}\n\nText."
    )
    assert "See Section 1, Section 1.1 and Section 2." in text_of(html)
    assert '<h2 id="sec-how"><span class="section-number">1 </span>How</h2>' in html
    assert '<h3 id="sec-first"><span class="section-number">1.1 </span>First</h3>' in html
    assert ">Not counted</h3>" in html
    assert '<a href="#sec-then"><span class="section-number">2 </span>Then</a>' in html


def test_a_section_that_is_to_have_no_number_is_referred_to_by_its_title() -> None:
    html = published("See @sec-how.\n\n# How we wrote {#sec-how .unnumbered}\n\nText.")
    assert "See “How we wrote”." in text_of(html)
    assert '<h2 class="unnumbered" id="sec-how">How we wrote</h2>' in html


def test_a_picture_says_whose_it_is_and_under_which_licence() -> None:
    html = published('![Owl](../assets/owl.png){#fig-owl alt="an owl" credit="the writer" license=CC-BY-4.0}')
    assert (
        '<p class="credit">the writer, <a href="https://creativecommons.org/licenses/by/4.0/"'
        ' rel="license noopener noreferrer">Creative Commons Attribution 4.0 International</a></p></figcaption>'
    ) in html
    assert "data-credit" not in html
    plain = published('![Owl](../assets/owl.png){alt="an owl" credit="<i>x</i>" license="ask her"}')
    assert '<p class="credit">&lt;i&gt;x&lt;/i&gt;, ask her</p>' in plain


def test_abbreviations_are_explained_wherever_they_stand() -> None:
    html = published('*[HTML]: Hyper *Text*\n*[W3C]: World "Wide" Web\n\nHTML by W3C, not XHTML or `HTML`. A-HTML.')
    assert (
        '<p class="text"><abbr title="Hyper *Text*">HTML</abbr> by <abbr title="World &quot;Wide&quot; Web">W3C</abbr>'
        in html
    )
    assert "not XHTML or <code>HTML</code>. A-<abbr" in html
    assert "*[" not in html


def test_an_abbreviation_in_code_is_code() -> None:
    html = published("```\n*[HTML]: no\n```\n\nHTML")
    assert "<abbr" not in html
    assert "*[HTML]: no" in html


def test_what_stands_before_the_text_comes_in_its_order() -> None:
    settings = SETTINGS + (
        "plain-summary: Easy words.\nabstract: Hard words.\nkey-messages: [One thing]\nkeywords: [owls, ‘gates’]\n"
    )
    text = text_of(page("Text.", settings=settings).partition("<main")[2])
    places = [text.index(words) for words in ("Easy words.", "Hard words.", "One thing", "owls · ‘gates’", "Text.")]
    assert places == sorted(places)


def test_biographies_stand_side_by_side_in_the_order_of_the_byline() -> None:
    settings = SETTINGS.replace("family: Writer}", "family: Writer, bio: Writes *much*.}")
    settings = settings.replace("family: Reader}", "family: Reader, bio: Reads., position: Reader of owls}")
    html = page("Text.", settings=settings)
    found = re.findall(r'<section class="bio">(.*?)</section>', html, flags=re.DOTALL)
    assert [text_of(one) for one in found] == ["Rea Reader Reads.", "Wren Writer Writes much."]
    assert "About the authors" in text_of(html)
    assert 'class="bios"' not in page("Text.")
