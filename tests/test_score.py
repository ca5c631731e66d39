"""Who speaks where: the picture, its links, the table that says the same, and what becomes of long texts."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st
from sites import page, site

from polyphony.score import (
    MOST,
    MOST_BYTES,
    MOST_EQUALS,
    MOST_STAVES,
    Part,
    Stave,
    fold_staves,
    merge_parts,
    render_score,
)

SVG = "{http://www.w3.org/2000/svg}"
STAVES = [Stave("ana", "Ana", "voice-1"), Stave("ben", "Ben", "voice-2")]
SETTINGS = """\
title: Two
people: {ana: {name: Ana}, ben: {name: Ben}}
"""
TURNS = "::: {{.exchange #talk}}\n{}\n:::\n"


def parts(count: int, words: int = 10) -> list[Part]:
    return [
        Part(
            ("ana",) if place % 2 else ("ben",),
            "evocative",
            words,
            f"#turn-number-{place}",
            "Ana" if place % 2 else "Ben",
        )
        for place in range(count)
    ]


def draw(shown: list[Part], **options: object) -> ET.Element:
    score = render_score(
        shown,
        STAVES,
        title="T & t",
        description="D",
        tip=lambda part: part.name,
        **options,  # type: ignore[arg-type]
    )
    return ET.fromstring(score.svg)


def widths(root: ET.Element) -> list[float]:
    lines = [line.attrib for line in root.iterfind(f".//{SVG}a/{SVG}line")]
    return [float(line["x2"].rstrip("%")) - float(line["x1"].rstrip("%")) for line in lines]


def test_a_picture_is_one_image_with_a_name_and_a_description_and_links_that_nobody_stumbles_over() -> None:
    root = draw(parts(4))
    image = root.find(f"{SVG}svg[@role='img']")
    assert image is not None
    assert [image.findtext(f"{SVG}{name}") for name in ("title", "desc")] == ["T & t", "D"]
    assert [child.tag for child in image][:2] == [f"{SVG}title", f"{SVG}desc"], "what names an image is its first child"
    assert not image.findall(f".//{SVG}a")
    hidden = root.find(f"{SVG}g[@aria-hidden='true']")
    assert hidden is not None
    links = hidden.findall(f".//{SVG}a")
    assert sorted(link.attrib["href"] for link in links) == [f"#turn-number-{place}" for place in range(4)]
    assert {link.attrib["tabindex"] for link in links} == {"-1"}
    assert len(root.findall(f".//{SVG}a")) == 4


def test_nothing_but_presentation_attributes() -> None:
    score = render_score(parts(4), STAVES, title="T", description="D", tip=str, modes=("evocative",))
    assert "style=" not in score.svg
    assert "<style" not in score.svg
    assert "<pattern" in score.svg


def test_blocks_stand_in_the_pattern_of_their_mode_that_is_named_once_a_stave() -> None:
    modes = ("descriptive", "evocative", "analytical")
    said = [part._replace(mode=modes[place % 3]) for place, part in enumerate(parts(60))]
    root = draw(said, modes=modes)
    shown = 0
    for row, stave in enumerate(root.findall(f"{SVG}g/{SVG}g[@transform]")):
        defined = {pattern.attrib["id"] for pattern in stave.iterfind(f"{SVG}pattern")}
        assert defined == {f"score-{row}waves", f"score-{row}hatching"}
        groups = {"plain": stave, **{group.attrib["stroke"]: group for group in stave.iterfind(f"{SVG}g")}}
        assert set(groups) == {"plain", *(f"url(#{name})" for name in defined)}
        for name, mode in (("plain", 0), (f"url(#score-{row}waves)", 1), (f"url(#score-{row}hatching)", 2)):
            places = [int(link.attrib["href"].rpartition("-")[2]) for link in groups[name].findall(f"{SVG}a")]
            assert places
            assert {place % 3 for place in places} == {mode}
            shown += len(places)
    assert shown == 60


def test_the_blocks_of_a_stave_have_its_name_once_where_a_script_tells_the_rest() -> None:
    said = [part._replace(name=f"{part.name} ({place % 4 // 2})") for place, part in enumerate(parts(40))]
    assert len(draw(said).findall(f".//{SVG}a/{SVG}title")) == 40
    root = draw(said, pointed="stave")
    assert not root.findall(f".//{SVG}a/{SVG}title")
    names = [group.findtext(f"{SVG}title") for group in root.findall(f"{SVG}g/{SVG}g")]
    assert len(names) == len(set(names)) == len({part.staves for part in said})
    assert all(any(part.name.startswith(name) for part in said) for name in names if name)


def test_widths_are_shares_of_the_words() -> None:
    narrow, wide = sorted(widths(draw([Part(("ana",), "", 100, "#a", "A"), Part(("ben",), "", 300, "#b", "B")])))
    assert 2.8 < wide / narrow < 3.2


def test_time_runs_from_the_right_where_text_does() -> None:
    def starts(*, mirrored: bool) -> list[float]:
        boxes = draw(parts(2), mirrored=mirrored).iterfind(f".//{SVG}a")
        found = {box.attrib["href"]: float(box[1].attrib["x1"].rstrip("%")) for box in boxes}
        return [found["#turn-number-0"], found["#turn-number-1"]]

    first, second = starts(mirrored=False)
    assert first < second
    first, second = starts(mirrored=True)
    assert first > second


def test_long_texts_are_merged_without_losing_a_word_or_giving_it_to_another() -> None:
    many = parts(5000)
    merged = merge_parts(many)
    assert len(merged) <= MOST
    for person in ("ana", "ben"):
        assert sum(part.words for part in merged if part.staves == (person,)) == 25_000
    assert sum(part.merged for part in merged) == 5000
    assert all(len(part.staves) == 1 for part in merged)


def test_what_fits_is_not_merged() -> None:
    assert merge_parts(parts(MOST)) == parts(MOST)


def test_a_picture_stays_small_whatever_names_and_ids_are() -> None:
    long = [part._replace(name="غ" * 200, address=f"#{'a' * 80}-{place}") for place, part in enumerate(parts(400))]
    score = render_score(long, STAVES, title="T", description="D", tip=lambda part: part.name)
    assert len(score.svg.encode()) <= MOST_BYTES
    assert score.merged
    assert sum(part.words for part in score.shown) == 4000


def test_more_speakers_than_fit_are_all_there() -> None:
    crowd = [Stave(f"p{number}", f"P{number}", f"voice-{number}") for number in range(500)]
    said = [Part((stave.key,), "", 5, f"#{stave.key}", stave.name) for stave in crowd]
    score = render_score(said * 4, crowd, title="T", description="D", tip=lambda part: part.name)
    assert {part.staves[0] for part in score.shown} == {stave.key for stave in crowd}


def test_a_picture_of_more_joint_voices_than_staves_ends() -> None:
    people = [Stave(f"p{number}", f"P{number}", f"voice-{number}") for number in range(40)]
    pairs = [(one.key, other.key) for one in people for other in people if one.key < other.key]
    said = [Part(pair, "", 5, f"#{'x' * 60}-{'-'.join(pair)}", " & ".join(pair)) for pair in pairs]
    score = render_score(said, people, title="T", description="D", tip=lambda part: f"{part.name}: {part.words} words")
    assert {part.staves for part in score.shown} == set(pairs)
    assert len(score.svg.encode()) <= MOST_BYTES
    assert score.merged
    assert re.search(r"<title>p0 &amp; p1, \d+: \d+ words", score.svg)
    drawn = sum(int(count) for count in re.findall(r"(\d+) words", score.svg.rpartition('<g class="others"')[2]))
    assert drawn == 5 * len(pairs)


def test_the_table_sums_up_what_is_said_and_leads_to_it() -> None:
    html = page("::: {by=writer}\nOne two three.\n:::\n\n::: {by=reader mode=evocative}\nFour five.\n:::\n")
    table = html.partition('<details class="score-table">')[2].partition("</details>")[0]
    rows = re.findall(r'<tr><th><a href="#([^"]+)">([^<]+)</a></th><td>(\d+)</td>', table)
    assert [(name, int(count)) for _, name, count in rows] == [("Wren", 3), ("Rea (evocative)", 2)]
    assert all(f'id="{anchor}"' in html for anchor, _, _ in rows)
    assert "<td>5</td>" in table


def test_a_page_that_merges_says_so() -> None:
    turns = "\n\n".join(f"{'Ana' if place % 2 else 'Ben'}: word {place}" for place in range(600))
    made = site({"polyphony.yaml": SETTINGS, "content/index.md": TURNS.format(turns)})
    html = made["index.html"].decode()
    assert '<p class="score-note">' in html
    assert 100 < html.count('tabindex="-1"><line') <= MOST


def test_an_exchange_and_the_whole_publication_have_scores_of_their_own() -> None:
    texts = {
        "content/index.md": TURNS.format("Ana: Hello there.\n\nBen: Hello."),
        "content/b.md": "---\ntitle: B\n---\n\n::: {by=ben #later}\nMuch later.\n:::\n",
    }
    made = site({"polyphony.yaml": SETTINGS, **texts})
    whole = made["contributions/index.html"].decode()
    assert 'href="../b/index.html#later"' in whole
    assert whole.count('tabindex="-1"><title>') == 3
    assert made["exchanges/talk/index.html"].decode().count('tabindex="-1"><line') == 2


def crowd(count: int) -> dict[str, bytes]:
    """A page on which everybody says something, and the first of them the least."""
    people = "".join(f"  p{one}: {{name: Person {one:03}, role: participant}}\n" for one in range(count))
    turns = "\n\n".join(f"p{one}: {'word ' * (one + 1)}" for one in range(count))
    return site({"polyphony.yaml": f"title: Many\npeople:\n{people}", "content/index.md": TURNS.format(turns)})


def test_those_who_say_least_of_a_hundred_share_a_stave_and_are_all_in_the_table() -> None:
    html = crowd(100)["index.html"].decode()
    picture = html.partition('class="score-picture"')[2].partition('<details class="score-table">')[0]
    assert picture.count('class="stave ') == MOST_STAVES
    names = re.findall(r'class="stave [^>]*>.*?<text[^>]*>([^<]+)</text>', picture)
    assert names == [f"Person {one:03}" for one in range(85, 100)] + ["85 others"]
    shared = picture.partition('<g class="others"')[2].partition("</g>\n</g>")[0]
    assert [f"Person {one:03}" in shared for one in (0, 84, 85)] == [True, True, False]
    assert "the last line is shared" in picture
    table = html.partition('<details class="score-table">')[2].partition("</details>")[0]
    assert all(f">Person {one:03}</a>" in table for one in range(100))


def staves_of(amounts: list[int], *, reverse: bool = False) -> list[str]:
    """Who keeps a stave among people who say so many words, in the order of the staves; `reverse`: in the other."""
    staves = [Stave(f"p{one:03}", f"P{one:03}", f"voice-{one}") for one in range(len(amounts))]
    said = [Part((f"p{one:03}",), "", words, f"#{one}", "P") for one, words in enumerate(amounts)]
    kept, _ = fold_staves(said, staves[::-1] if reverse else staves, str)
    return sorted(stave.key for stave in kept)


def test_nobody_loses_a_stave_to_somebody_who_says_no_more() -> None:
    assert len(staves_of([10] * MOST_EQUALS)) == MOST_EQUALS
    assert staves_of([10] * (MOST_EQUALS + 1)) == [""]
    assert staves_of([20] * 10 + [10] * 20) == ["", *(f"p{one:03}" for one in range(10))]
    assert len(staves_of([20] * 10 + [10] * 8 + [5])) == 19
    assert len(staves_of([20] * 10 + [10] * 8)) == 18
    assert len(staves_of(list(range(1, 41)))) == MOST_STAVES


@given(st.lists(st.integers(1, 4), min_size=1, max_size=60))
def test_staves_are_kept_by_what_is_said_and_by_nothing_else(amounts: list[int]) -> None:
    kept = staves_of(amounts)
    assert kept == staves_of(amounts, reverse=True)
    assert len(kept) <= MOST_EQUALS
    lost = [words for one, words in enumerate(amounts) if f"p{one:03}" not in kept]
    assert not lost or all(words > max(lost) for one, words in enumerate(amounts) if f"p{one:03}" in kept)


def test_as_many_staves_as_fit_are_not_shared() -> None:
    html = crowd(MOST_STAVES)["index.html"].decode()
    assert html.count('class="stave ') == MOST_STAVES
    assert "others" not in html
    assert "facet-many" not in html


def test_the_boxes_of_a_hundred_people_are_all_there_under_a_line_that_opens() -> None:
    html = crowd(100)["index.html"].decode()
    many = html.partition('<details class="facet-many">')[2].partition("</details>")[0]
    assert many.startswith("<summary>Hear <span")
    assert many.count('name="person"') == html.count('name="person"') == 100


def test_a_picture_points_to_its_name_and_its_description() -> None:
    svg = render_score(
        [Part(("a",), "", 3, "#x", "A")],
        [Stave("a", "A", "voice-1")],
        title="Who",
        description="One.",
        tip=lambda _: "A",
    ).svg
    named = re.search(r'<svg role="img" aria-labelledby="([^"]+)" aria-describedby="([^"]+)"', svg)
    assert named
    assert f'<title id="{named[1]}">Who</title>' in svg
    assert f'<desc id="{named[2]}">One.</desc>' in svg
