"""Checks of pages and exports that need no browser: each is named by its number, S2-04 to S6-23."""

from __future__ import annotations

import io
import json
import os
import re
import socket
import zipfile
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pypandoc
import pytest

from polyphony.diagnostics import Code
from polyphony.pipeline import Options, build
from tests.environment import ROOT
from tests.journals import exported, write
from tests.sites import SETTINGS, html_pages, make, page, site

Make = Callable[[dict[str, str | bytes]], Any]
TALK = """\
::: {by=writer mode=evocative}
The rain came first.[^one]
:::

::: {.exchange #talk}
Wren: Did you sleep?[^two]

Rea: A little.

Wren: And now?
:::

[^one]: The first note.

[^two]: The second note.
"""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The example site, by path."""
    output = tmp_path_factory.mktemp("checks") / "site"
    build(ROOT / "example-site", Options(output=str(output), jobs=1))
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()}


def test_s2_30_s4_20_notes_have_ids_of_their_own_that_stay_and_ways_back_with_names() -> None:
    html = page(TALK)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    backs = re.findall(r'<a ([^<>]*)role="doc-backlink"[^<>]*>([^<]+)</a>', html)
    assert len(backs) == len(set(backs)) == 2
    assert all(name.startswith("Back to ") for _, name in backs)
    later = page(TALK.replace("Wren: Did you", "Rea: Hello.\n\nWren: Did you"))
    assert set(re.findall(r'href="#([^"]*note[^"]*)"', html)) <= set(re.findall(r'\bid="([^"]+)"', later))


def test_s3_01_a_build_asks_no_network(project: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def refuse(*arguments: object, **_: object) -> None:
        asked.append(arguments)
        raise OSError("no network here")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    made = project({"polyphony.yaml": SETTINGS, "content/index.md": TALK + "\n[A place](https://example.com/).\n"})
    report = build(made.folder, Options(jobs=1))
    assert not report.diagnostics
    assert asked == []


def test_s3_03_no_page_style_or_script_loads_anything_from_elsewhere(example: dict[str, bytes]) -> None:
    loads = ("src", "srcset", "poster", "data", "action", "formaction", "ping", "background")
    kept = {"canonical", "alternate", "license", "author", "cite-as", "describedby", "item", "collection", "type"}
    for path, tree in html_pages(example).items():
        for element in tree.iter():
            if not isinstance(element.tag, str):
                continue
            for key in loads:
                assert not re.match(r"\s*(?:https?:)?//", str(element.get(key, ""))), (path, element.tag, key)
            if element.tag == "link" and "//" in str(element.get("href", "")):
                relations = set(str(element.get("rel", "")).lower().split())
                assert any(one in kept or one.startswith(("schema.", "dcterms")) for one in relations), (
                    path,
                    relations,
                )
    for path, content in example.items():
        if path.endswith(".css"):
            assert not re.search(rb"@import|url\(\s*['\"]?(?:https?:)?//", content), path
        if path.endswith(".js") and "/vendor/" not in path and not path.startswith("search/data"):
            found = re.findall(rb"https?://[^\s\"'`]+", re.sub(rb"/\*.*?\*/", b"", content, flags=re.DOTALL))
            assert [one for one in found if not one.startswith(b"http://www.w3.org/")] == [], path


def test_s3_20_what_editors_and_programs_leave_is_not_published(project: Make) -> None:
    left = {
        "content/.git/config": "canary", "content/index.md~": "canary", "content/.index.md.swp": "canary",
        "content/.DS_Store": "canary", "assets/Thumbs.db": "canary", "assets/.git/HEAD": "canary",
        "assets/a.txt~": "canary", "assets/.a.swp": "canary", "private/names.yaml": "someone: canary nobody\n",
        "content/talk.docx": "canary",
    }  # fmt: skip
    made = project({"polyphony.yaml": SETTINGS, "content/index.md": TALK, **left})
    build(made.folder, Options(jobs=1))
    output = made.folder / "_site"
    assert (output / "index.html").exists()
    assert [str(path) for path in output.rglob("*") if path.is_file() and b"canary" in path.read_bytes()] == []


@pytest.mark.parametrize("text", ["![](assets/a.png)", "![ ](assets/a.png)"])
def test_s4_21_a_picture_without_words_for_it_is_said(text: str) -> None:
    _, found = make({"polyphony.yaml": SETTINGS, "content/index.md": f"# A\n\n{text}\n", "assets/a.png": ""})
    assert Code.MISSING_ALT in {one.code for one in found}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('![A place](assets/a-b.png){#fig-a alt="a place."}', True),
        ('![A place](assets/a-b.png){#fig-a alt="A-B.png"}', True),
        ("![a b](assets/a-b.png)", True),
        ('![A place](assets/a-b.png){#fig-a alt="A bench under a tree"}', False),
        ('![A place](assets/a-b.png){#fig-a alt=""}', False),
        ("![A place](assets/a-b.png)", False),
    ],
)
def test_s4_21_words_that_only_repeat_are_said(text: str, said: bool) -> None:
    _, found = make({"polyphony.yaml": SETTINGS, "content/index.md": f"# A\n\n{text}\n", "assets/a-b.png": ""})
    assert (Code.REPEATED_ALT in {one.code for one in found}) is said
    assert Code.MISSING_ALT not in {one.code for one in found}


def test_s4_24_pandoc_reads_a_name_before_each_turn() -> None:
    read = pypandoc.convert_text(page(TALK), "plain", format="html", extra_args=["--wrap=none"])
    text = " ".join(read.split())
    for turn in ("1. Wren: Did you sleep?", "2. Rea: A little.", "3. Wren: And now?"):
        assert turn in text
    assert "Wren (evocative): The rain came first." in text


def test_s4_26_each_page_has_its_language_its_own_title_and_landmarks(example: dict[str, bytes]) -> None:
    titles: dict[str, str] = {}
    for path, tree in html_pages(example).items():
        assert tree.get("lang"), path
        title = tree.find(".//title")
        assert title is not None
        if "/metadata/" in path or path.startswith("embed/"):
            continue
        assert title.text not in titles, (path, titles.get(str(title.text)))
        titles[str(title.text)] = path
        assert len(tree.findall(".//main")) == 1, path
        names = [str(one.get("aria-label") or one.get("aria-labelledby")) for one in tree.iter("nav")]
        assert len(names) == len(set(names)), (path, names)
    search = example["search/index.html"].decode()
    assert re.search(r'<p class="search-status"[^<>]*role="status"', search)


def test_s4_27_nothing_plays_by_itself() -> None:
    made, _ = make({"polyphony.yaml": SETTINGS, "content/index.md": "# A\n\n<video src=a.mp4 autoplay></video>\n"})
    assert b"autoplay" not in made.get("index.html", b"")


def test_s5_08_every_link_within_a_site_is_relative(example: dict[str, bytes]) -> None:
    for path, tree in html_pages(example).items():
        if path == "404.html":
            continue  # it is shown at any address
        for element in tree.iter():
            for key in ("href", "src"):
                assert not str(element.get(key, "")).startswith("/"), (path, element.get(key))


def test_s6_18_the_code_to_paste_has_a_link_beside_its_frame() -> None:
    html = page(TALK)
    frames = re.findall(r"&lt;iframe.*?</code>", html, flags=re.DOTALL)
    assert frames
    assert all("<p><a href=" in unescape(frame) for frame in frames)


def test_s6_19_s6_20_oembed_is_there_for_what_is_and_not_for_what_is_withheld() -> None:
    made = site({"polyphony.yaml": SETTINGS, "content/index.md": TALK})
    answer = json.loads(made["oembed/talk.json"])
    assert answer["html"].count("<iframe") == 1
    assert answer["cache_age"] <= 3600
    assert {type(answer[key]) for key in ("width", "height")} == {int}
    withheld = site({"polyphony.yaml": SETTINGS, "content/index.md": TALK.replace(".exchange", ".exchange .withheld")})
    assert not [path for path in withheld if path.startswith(("oembed/talk", "embed/talk", "exchanges/talk"))]


def test_s2_04_s6_21_the_zip_is_the_same_each_time_and_opens_anywhere(tmp_path: Path) -> None:
    folder = write(tmp_path / "publication")
    first, _ = exported(folder, "zip")
    umask = os.umask(0o077)
    try:
        again, _ = exported(write(tmp_path / "elsewhere"), "zip")
    finally:
        os.umask(umask)
    [content] = first.values()
    assert list(again.values()) == [content]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        text = next(archive.read(one).decode() for one in entries if one.filename.rpartition("/")[2] == "README.txt")
    assert [one.filename for one in entries] == sorted(one.filename for one in entries)
    for one in entries:
        assert one.filename.isascii(), one.filename
        assert not re.search(r"^/|\\|:|(?:^|/)\.\.(?:/|$)", one.filename), one.filename
        assert (one.external_attr >> 16) & 0o170000 in (0, 0o100000), one.filename
        assert one.date_time[0] >= 1980
    assert "licence" in text.lower() or "license" in text.lower()


def test_s6_23_scholarly_tags_stand_on_the_page_alone_and_its_frame_leads_to_it() -> None:
    made = site({"polyphony.yaml": SETTINGS + "published: 2024-05-01\n", "content/index.md": TALK})
    whole, frame = made["index.html"].decode(), made["embed/index/index.html"].decode()
    names = re.findall(r'<meta name="citation_author" content="([^"]+)"', whole)
    assert len(names) == len(set(names)) == 2
    assert "citation_" not in frame
    assert '<meta name="robots" content="noindex">' in frame
    canonical = re.search(r'<link rel="canonical" href="([^"]+)"', frame)
    assert canonical
    assert canonical[1] == "https://example.org/two/"
