"""Emoji in a text: each run an image with its name, whole; nothing else is touched (S4-18)."""

from __future__ import annotations

import re

import pytest
from sites import SETTINGS, check_links, flow_of, page, site, text_of

from polyphony.html.emoji import escape_named


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("🙂", "slightly smiling face"),
        ("😭😭😭", "loudly crying face ×3"),
        ("👩‍👩‍👧", "family woman woman girl"),
        ("🏴󠁧󠁢󠁷󠁬󠁳󠁿", "Wales"),
        ("👍🏽", "thumbs up medium skin tone"),
        ("❤️", "red heart"),
        ("⭐", "star"),
        ("1️⃣", "keycap 1"),
    ],
)
def test_a_run_of_one_emoji_is_an_image_with_its_name(text: str, label: str) -> None:
    html = escape_named(f"a {text} b", "en-GB")
    assert html == f'a <span class="emoji" role="img" aria-label="{label}">{text}</span> b'


@pytest.mark.parametrize("text", ["© 2025 ™", "↩︎", "naïve – ‘quoted’ …", "☎ ❤ ♥", "数学 العربية", "𝒜 𐍈", "1 # *"])
def test_what_is_no_emoji_stays_text(text: str) -> None:
    assert escape_named(text, "en") == text


def test_names_are_in_the_language_of_the_text_or_said_to_be_english() -> None:
    assert 'aria-label="leicht lächelndes gesicht"' in escape_named("🙂", "de-AT").lower()
    assert 'role="img" lang="en" aria-label="slightly smiling face"' in escape_named("🙂", "cy")


def test_different_ones_are_images_of_their_own_and_text_is_escaped() -> None:
    html = escape_named('<b> & "🙂😭"', "en")
    assert html.startswith("&lt;b&gt; &amp; &quot;<span")
    assert html.count('role="img"') == 2


def test_a_page_shows_it_in_text_labels_and_quotes_and_data_keep_it_as_it_is() -> None:
    text = "::: {.exchange #talk}\nWren: Call me Thomas 😭\n\nRea: You wrote: [oh 🙂🙂]{by=writer}\n:::\n"
    flow = flow_of(page(text))
    assert re.findall(r'role="img" aria-label="([^"]+)"', flow) == ["loudly crying face", "slightly smiling face ×2"]
    settings = "title: T\npeople: {writer: {name: Wren}, reader: {name: Rea}}\n"
    made = site({"polyphony.yaml": settings, "content/index.md": text})
    assert "Call me Thomas 😭" in made["polyphony.json"].decode()
    assert "oh 🙂🙂" in made["exchanges/talk/transcript.txt"].decode()


def test_emoji_have_names_in_lists_and_in_titles_made_of_what_is_said() -> None:
    files = {
        "polyphony.yaml": "title: T\nlanguage: en\npeople: {ada: {name: Ada}, ben: {name: Ben}}\n",
        "content/index.md": "::: {.exchange #talk}\nAda: Well 🙂\n\nBen: Yes 🪶 & no.\n:::\n",
    }
    made = {path: content.decode() for path, content in site(files).items() if path.endswith(".html")}
    smile = '<span class="emoji" role="img" aria-label="slightly smiling face">🙂</span>'
    assert f"<h1>“Well {smile}”</h1>" in made["exchanges/talk/index.html"]
    assert smile in made["exchanges/index.html"]
    assert (
        'Yes <span class="emoji" role="img" aria-label="feather">🪶</span> &amp; no.' in made["people/ben/index.html"]
    )
    assert "<title>“Well 🙂” – T</title>" in made["exchanges/talk/index.html"]


def test_somebody_is_introduced_by_words_that_are_cut_as_text() -> None:
    made = site({"polyphony.yaml": SETTINGS, "content/index.md": f"::: {{by=writer}}\n{'Well & good 🦀 ' * 30}\n:::\n"})
    check_links(made)
    entry = re.search(r'<div class="text"[^>]*>(.*?)</div>', made["people/index.html"].decode(), re.DOTALL)
    assert entry
    assert 180 < len(text_of(entry[1])) <= 201
