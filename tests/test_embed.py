"""What can be shown elsewhere: pages for frames, the code to paste, oEmbed's answers, the script for hosts."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import html5lib
import pytest

from tests.sites import SETTINGS, check_links, page, site, text_of

TEXT = """\
::: {#arrival by=writer mode=evocative}
I came by the late train.[^1]
:::

::: {.exchange #letters medium=letter date=2024-03}
Wren: Did you sleep?

Rea (09:41): You wrote: '[the owls kept me up]{by=writer}'.
:::

::: {.withheld by=reader}
The canary sings at noon.
:::

[^1]: It was an hour late.
"""
FILES = {
    "polyphony.yaml": SETTINGS,
    "content/index.md": TEXT,
    "content/second.md": "# Second\n\nBy both, [^1]\n\n[^1]: note",
}
NAMELESS = SETTINGS.replace("url: https://example.org/two/\n", "")


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return site(FILES)


def folders(made: dict[str, bytes]) -> set[str]:
    return {
        path.removesuffix("/index.html") for path in made if path.startswith("embed/") and path.endswith("/index.html")
    }


def test_each_page_exchange_passage_and_turn_and_each_score_has_a_page_for_frames(made: dict[str, bytes]) -> None:
    assert {"embed/index", "embed/index/score", "embed/second", "embed/letters", "embed/arrival"} <= folders(made)
    assert {"embed/writer-did-you-sleep", "embed/reader-you-wrote-the"} <= folders(made)
    assert "embed/second/score" not in folders(made), "a single passage makes no score"


def test_a_page_for_frames_asks_for_no_other_file_and_runs_nothing(made: dict[str, bytes]) -> None:
    for path in folders(made):
        tree = html5lib.parse(made[f"{path}/index.html"].decode(), namespaceHTMLElements=False)
        for element in tree.iter():
            assert element.tag not in ("script", "img", "iframe", "object"), path
            assert element.tag != "link" or element.get("rel") in ("canonical", "alternate"), path
            assert not any(name.startswith("on") or name in ("src", "srcset") for name in element.attrib), path
        style = "".join(element.text or "" for element in tree.iter("style"))
        assert "url(" not in style
        assert "@import" not in style


def test_a_page_for_frames_is_found_by_nobody_and_names_its_place(made: dict[str, bytes]) -> None:
    html = made["embed/letters/index.html"].decode()
    assert '<meta name="robots" content="noindex">' in html
    assert '<link rel="canonical" href="https://example.org/two/">' in html
    assert 'href="../../index.html#letters"' in html
    assert "embed/" not in made["sitemap.xml"].decode()
    assert "citation_" not in html


def test_voices_notes_and_byline_stand_in_each_part(made: dict[str, bytes]) -> None:
    letters = text_of(made["embed/letters/index.html"].decode())
    assert "Wren: Did you sleep?" in letters
    assert "Rea (09:41): You wrote: ‘Wren, quoted: the owls kept me up – end of quotation’." in letters
    assert "Rea Reader · Wren Writer" in letters
    turn = text_of(made["embed/reader-you-wrote-the/index.html"].decode())
    assert "Rea (March 2024 09:41): You wrote:" in turn
    assert "Did you sleep" not in turn
    arrival = made["embed/arrival/index.html"].decode()
    assert "It was an hour late." in arrival
    assert "It was an hour late." not in letters


def test_what_is_withheld_can_be_embedded_by_nobody(made: dict[str, bytes]) -> None:
    assert not [path for path, content in made.items() if b"canary" in content or "canary" in path]
    assert "A passage by Rea is withheld." in text_of(made["embed/index/index.html"].decode())


def test_links_within_a_frame_stay_and_all_others_open_elsewhere(made: dict[str, bytes]) -> None:
    html = made["embed/arrival/index.html"].decode()
    assert '<base target="_blank">' in html
    assert '<a target="_self" class="note-reference"' in html
    assert "opens a new tab" in html
    check_links({path: content for path, content in made.items() if not path.startswith("oembed/")})


def test_the_live_page_is_the_same_but_for_its_script(made: dict[str, bytes]) -> None:
    for path in folders(made):
        live = made[f"{path}/live.html"].decode()
        assert re.sub(r"<script>.*?</script>\n", "", live, flags=re.DOTALL) == made[f"{path}/index.html"].decode()
        assert live.count("<script>") == 1


def test_oembed_answers_with_one_frame_that_may_run_nothing(made: dict[str, bytes]) -> None:
    answer = json.loads(made["oembed/letters.json"])
    assert (answer["type"], answer["version"], answer["cache_age"]) == ("rich", "1.0", 3600)
    assert answer["author_name"] == "Rea Reader and Wren Writer"
    assert answer["title"] == "Exchange: Rea and Wren (2 turns)"
    assert isinstance(answer["width"], int)
    assert isinstance(answer["height"], int)
    assert answer["html"].count("<iframe") == 1
    assert 'src="https://example.org/two/embed/letters/"' in answer["html"]
    for path in folders(made):
        assert f"oembed/{path.removeprefix('embed/')}.json" in made
    link = '<link rel="alternate" type="application/json+oembed" href="https://example.org/two/oembed/{}.json"'
    assert link.format("letters") in made["embed/letters/index.html"].decode()
    assert link.format("index") in made["index.html"].decode()
    assert link.format("letters") in made["exchanges/letters/index.html"].decode()


def test_without_an_address_of_its_own_a_site_answers_no_oembed_and_says_what_to_put_before() -> None:
    made = site({**FILES, "polyphony.yaml": NAMELESS})
    assert not [path for path in made if path.startswith("oembed/")]
    assert b"oembed" not in made["index.html"]
    assert "put it before" in text_of(made["index.html"].decode())
    assert "canonical" not in made["embed/letters/index.html"].decode()


def text_html(made: dict[str, bytes]) -> str:
    return made["index.html"].decode()


def codes(html: str) -> list[str]:
    return [
        unescape(code)
        for code in re.findall(
            r'<p id="site-(?:embed|element)[^>]*>[^<]*</p>\n<pre><code>(.*?)</code>', html, flags=re.DOTALL
        )
    ]


def test_the_code_to_paste_is_a_sandboxed_frame_with_a_title_and_a_link(made: dict[str, bytes]) -> None:
    page, exchange = codes(made["index.html"].decode()), codes(made["exchanges/letters/index.html"].decode())
    assert (len(page), len(exchange)) == (2, 2)
    assert 'href="exchanges/letters/index.html#site-embed"' in text_html(made)
    assert 'id="site-embed"' in made["exchanges/letters/index.html"].decode()
    found = [*exchange, *page]
    for frame in found[::2]:
        tree = html5lib.parseFragment(frame, namespaceHTMLElements=False)
        iframe = tree.find(".//iframe")
        assert iframe is not None
        assert iframe.get("sandbox") == "allow-popups allow-popups-to-escape-sandbox"
        assert iframe.get("loading") == "lazy"
        assert iframe.get("title")
        assert str(iframe.get("src")).startswith("https://example.org/two/embed/")
        assert tree.find(".//p/a") is not None
    titles = [re.findall(r'title="(.*?)"', frame)[0] for frame in found[::2]]
    assert len(set(titles)) == len(titles)
    assert found[1].startswith('<script src="https://example.org/two/embed.js" async></script>')
    assert '<polyphony-embed><a href="https://example.org/two/embed/letters/">' in found[1]


def test_the_script_for_hosts_is_small(made: dict[str, bytes]) -> None:
    assert len(made["embed.js"]) < 3000


def test_a_page_named_like_a_passage_leaves_both_their_places() -> None:
    files = {**FILES, "content/arrival.md": "# Arrival\n\nText."}
    made = site(files)
    assert "Text." in text_of(made["embed/arrival/index.html"].decode())
    assert "late train" in text_of(made["embed/arrival_/index.html"].decode())


def test_a_page_named_like_a_score_leaves_both_their_places() -> None:
    talk = "::: {by=writer}\nOne.\n:::\n\n::: {by=reader}\nTwo.\n:::\n"
    pages = {f"content/{name}.md": f"# A {name}\n\n{talk}" for name in ("score", "two", "two/score")}
    made = site({"polyphony.yaml": SETTINGS, "content/index.md": talk, **pages})
    for folder in ("score", "score_", "score_/score", "two", "two/score", "two/score_", "two/score_/score"):
        assert f"embed/{folder}/index.html" in made, folder
    check_links(made)


def test_hostile_words_in_titles_break_nothing() -> None:
    settings = SETTINGS.replace("title: Two voices", "title: '\"><script>alert(1)</script>'")
    made = site(
        {"polyphony.yaml": settings, "content/index.md": '[Wren "><img src=x>]{by=writer} <b onclick=x>hi</b>\n\nText.'}
    )
    for path, content in made.items():
        if path.startswith(("embed/", "oembed/")):
            assert b"<script>alert" not in content, path
            assert b"<img" not in content, path


def test_pictures_are_held_by_the_page_and_large_ones_are_said(tmp_path: Path) -> None:
    from polyphony.pipeline import Options, build

    (tmp_path / "content").mkdir()
    (tmp_path / "assets").mkdir()
    (tmp_path / "polyphony.yaml").write_text(SETTINGS)
    (tmp_path / "content/index.md").write_text(
        '![](assets/small.png){alt="a bench"}\n\n![](assets/large.png){alt="a hill"}\n'
    )
    (tmp_path / "assets/small.png").write_bytes(b"\x89PNG small")
    (tmp_path / "assets/large.png").write_bytes(b"\x89PNG" + bytes(300_000))
    report = build(tmp_path, Options(jobs=1))
    assert not report.failed, report.diagnostics
    html = (tmp_path / "_site/embed/index/index.html").read_text()
    assert 'src="data:image/png;base64,iVBORyBzbWFsbA=="' in html
    assert html.count("<img") == 1
    assert "a hill" in html


def test_a_site_without_embedding_has_none_of_it() -> None:
    html = page(TEXT, settings=SETTINGS + "build: {outputs: [pages]}\n")
    assert "embed" not in html


def test_the_score_of_all_can_be_embedded_too(made: dict[str, bytes]) -> None:
    html = made["embed/score/index.html"].decode()
    assert 'href="../../contributions/index.html"' in html
    assert 'href="../../index.html#arrival"' in html
    links = re.findall(r'<a [^>]*tabindex="-1">(.*?)</a>', html)
    assert links
    assert all(re.match(r"<title>[^<]+, \d+ words?</title>", link) for link in links), "no script tells what they are"
    assert json.loads(made["oembed/score.json"])["title"] == "Who speaks where in “Two voices”"
    assert "https://example.org/two/embed/score/" in codes(made["contributions/index.html"].decode())[0]


def test_the_score_of_all_leads_to_the_first_page_where_nobodys_contributions_are_listed() -> None:
    files = {**FILES, "polyphony.yaml": FILES["polyphony.yaml"] + "build: {outputs: [pages, embed]}\n"}
    made = site(files)
    assert "embed/score/index.html" in made
    check_links(made)


def test_a_part_is_exported_alone_and_one_that_is_nowhere_is_refused_with_a_near_name(tmp_path: Path) -> None:
    from polyphony.pipeline import UnknownPageError, export

    for path, content in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / path).write_text(content)
    [letters] = export(tmp_path, "embed", part="letters").files
    assert (letters.path, b"Did you sleep?" in letters.content) == ("embed.html", True)
    [turn] = export(tmp_path, "embed", part="writer-did-you-sleep").files
    assert b"the owls kept me up" not in turn.content
    [page] = export(tmp_path, "embed", "second").files
    assert b"By both" in page.content
    with pytest.raises(UnknownPageError, match='has the id "lettres"; did you mean "letters"'):
        export(tmp_path, "embed", part="lettres")
