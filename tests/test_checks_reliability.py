"""Checks of reliability, from a publication on disk to its site: each is named by its number, S2-02 to S2-28."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from polyphony.diagnostics import Code, has_errors
from polyphony.pipeline import Options, build
from tests.diagnostic_cases import CASES, read_examples
from tests.sites import make

Make = Callable[[dict[str, str | bytes]], Any]
SETTINGS = """\
title: A publication
people: {ana: {name: Ana}, ben: {name: Ben}}
themes: {time: Time}
build: {outputs: [pages, transcripts, people, data]}
"""
PAGE = "---\ntitle: A page\nby: ana\n---\nCafé said *so*.\n\n::: {.exchange #talk}\nAna: Hello.\n\nBen: Hello.\n:::\n"


def run(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "polyphony", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **variables})


def test_s2_02_no_clock_is_looked_at(project: Make) -> None:
    found = []
    for epoch in ("1", "1700000000"):
        made = project({"polyphony.yaml": SETTINGS, "content/index.md": PAGE})
        assert run("build", made.folder, "--jobs", "1", SOURCE_DATE_EPOCH=epoch).returncode == 0
        found.append({path: content for path, content in made.files().items() if path != ".polyphony-manifest"})
    assert found[0] == found[1]


def test_s2_03_nothing_of_this_machine_is_in_the_site(project: Make) -> None:
    made = project({"content/index.md": PAGE, "content/b.md": "# B\n"}).build()
    words = [str(made.folder), str(Path.home()) + "/", socket.gethostname()]
    for path, content in made.files().items():
        if path.endswith((".html", ".json", ".xml", ".js", ".txt", ".csv")) and "/vendor/" not in path:
            assert [word for word in words if word.encode() in content] == [], path


def test_s2_05_s2_06_s2_07_nothing_old_is_left(project: Make) -> None:
    other = "# B\n\n::: {by=ben}\nBen's.\n:::\n"
    alone = "---\ntitle: Alone\nauthors: [ana]\n---\nText.\n"
    made = project({"polyphony.yaml": SETTINGS, "content/index.md": PAGE, "content/b.md": other}).build()
    assert (made.output / "b" / "index.html").exists()
    (made.folder / "content" / "b.md").rename(made.folder / "content" / "c.md")
    made.write("content/index.md", alone)
    made.build()
    clean = project({"polyphony.yaml": SETTINGS, "content/index.md": alone, "content/c.md": other}).build()
    found = made.files()
    assert found.keys() == clean.files().keys()
    assert not [path for path in found if path.startswith(("b/", "exchanges/talk"))]
    assert not [path for path, content in found.items() if b'"b/' in content]
    page = next(page for page in made.data()["pages"] if page["path"] == "content/index.md")
    assert page["byline"] == ["ana"]
    assert [one["by"] for one in page["utterances"]] == [["ana"]]


@pytest.mark.parametrize(
    "fault",
    [
        {"design/templates/page.html": "{{ page.nothing }}"},
        {"content/b.md": "# B\n\n![x](assets/missing.png)\n"},
        {"content/b.md": "# B\n\n::: {#talk by=ana}\nx\n:::\n"},
    ],
)
def test_s2_10_an_error_changes_nothing(project: Make, fault: dict[str, str | bytes]) -> None:
    made = project({"polyphony.yaml": SETTINGS, "content/index.md": PAGE}).build()
    before = made.files()
    for path, text in fault.items():
        made.write(path, text)
    assert run("build", made.folder, "--jobs", "1").returncode == 1
    assert made.files() == before


def test_s2_11_a_warning_is_said_each_time_and_strict_makes_it_count(project: Make) -> None:
    made = project({"polyphony.yaml": SETTINGS, "content/index.md": "We need:\n- time\n"})
    first = made.build().messages
    assert len(first) == 1
    assert made.build().messages == first
    assert run("build", made.folder, "--jobs", "1").returncode == 0
    assert run("build", made.folder, "--jobs", "1", "--strict").returncode == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\n\n" + text,
        lambda text: text.replace("---\n", "--- \n"),
        lambda text: "\ufeff\r\n" + text.replace("\n", "\r\n"),
    ],
)
def test_s2_20_however_it_was_saved_the_text_is_the_same(project: Make, change: Callable[[str], str]) -> None:
    pages = []
    for text in (PAGE, change(PAGE)):
        made = project({"polyphony.yaml": SETTINGS, "content/index.md": "x", "content/b.md": text}).build()
        assert made.messages == []
        data = made.data()
        for page in data["pages"]:
            for said in page["utterances"]:
                said["source"].pop("line")
        pages.append((made.read("b/index.html"), json.dumps(data)))
    assert pages[0] == pages[1]
    assert "title: A page" not in pages[1][0]


@pytest.mark.parametrize(
    "front", ["---\nreal-name: Jane Roe\nfoo: [\n---\nx", "---\nreal-name: Jane Roe\n", "---\na: b: Jane Roe\n---\n"]
)
def test_s2_20_front_matter_that_is_broken_is_an_error_and_echoes_nothing_private(project: Make, front: str) -> None:
    made = project({"polyphony.yaml": SETTINGS, "content/index.md": front})
    ended = run("build", made.folder, "--jobs", "1")
    assert ended.returncode == 1
    assert "Jane" not in ended.stderr + ended.stdout


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("one\n\nIt’s".encode("cp1252"), "line 3 is not UTF-8 (byte 0x92"),
        ("one".encode("utf-16"), "UTF-16"),
        ("one\n日本語".encode("shift-jis"), "line 2 is not UTF-8"),
        (b"one\n\xff", "line 2 is not UTF-8 (byte 0xff"),
        (b"one\ntwo\x00", "line 2 holds a byte 0x00"),
        (b"one\n\xed\xa0\x80", "line 2 is not UTF-8 (byte 0xed"),
    ],
)
def test_s2_21_what_is_no_utf8_is_told_with_its_line(project: Make, content: bytes, words: str) -> None:
    made = project({"polyphony.yaml": SETTINGS, "content/index.md": content}).build()
    assert words in made.messages[0]
    assert made.report.diagnostics[0].code is Code.NOT_UTF8
    assert not made.output.exists()


def test_s2_21_a_line_separator_is_text(project: Make) -> None:
    made = project({"polyphony.yaml": SETTINGS, "content/index.md": "One\u2028two [x]{by=nobody}.\n"}).build()
    assert made.messages[0].startswith("content/index.md:1:")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("About.md", "about.md"),
        ("Straße.md", "STRASSE.md"),
        (unicodedata.normalize("NFC", "Café.md"), unicodedata.normalize("NFD", "Café.md")),
        ("a.md", "b.md"),
    ],
)
def test_s2_22_two_pages_in_one_place_are_named(project: Make, one: str, other: str) -> None:
    slug = "---\nslug: same\n---\n" if one == "a.md" else ""
    made = project({"polyphony.yaml": SETTINGS, "content/index.md": "x"})
    made.write(f"content/{one}", slug + "# One\n")
    made.write(f"content/{other}", slug + "# Two\n")
    if len(list((made.folder / "content").iterdir())) < 3:
        pytest.skip("this disk holds the two names to be one")
    assert Code.SAME_ADDRESS in [diagnostic.code for diagnostic in made.build().report.diagnostics]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_s2_22_a_link_finds_a_page_in_either_form(project: Make, form: Any) -> None:
    name = unicodedata.normalize("NFD", "Café.md")
    link = unicodedata.normalize(form, "Café.md")
    made = project({"polyphony.yaml": SETTINGS, "content/index.md": f"See [it]({link})."})
    made.write(f"content/{name}", "# Café\n\nText.\n")
    assert made.build().messages == []


def test_an_included_file_may_have_spaces_in_its_name(project: Make) -> None:
    made = project(
        {"polyphony.yaml": SETTINGS, "content/index.md": '::: {.include src="our talks/talk one.md"}\n:::\n'}
    )
    made.write("our talks/talk one.md", "Text.\n")
    assert made.build().messages == []
    assert made.data()["pages"][0]["utterances"][0]["text"] == "Text."


def test_s2_23_odd_names_and_deep_folders_build(project: Make) -> None:
    deep = "/".join(["a-rather-long-name-of-a-folder"] * 8)
    names = ["with space", "hash#tag", "per%cent", "it's", "🦀", "ليلى", f"{deep}/page"]
    made = project({"polyphony.yaml": SETTINGS, "content/index.md": "x"})
    for name in names:
        made.write(f"content/{name}.md", "# Page\n\nText.\n")
    assert made.build().messages == []
    assert len(made.data()["pages"]) == len(names) + 1


def test_s2_26_a_folder_that_nothing_can_be_kept_in_builds_elsewhere(project: Make, tmp_path: Path) -> None:
    made = project({"polyphony.yaml": SETTINGS, "content/index.md": "x"})
    (made.folder / ".polyphony").write_text("a file where the cache would be")
    out = tmp_path / "out"
    ended = run("build", made.folder, "-o", out, "--jobs", "1", HOME="/nonexistent", XDG_CACHE_HOME="/nonexistent")
    assert ended.returncode == 0, ended.stderr
    assert (out / "index.html").exists()


def test_s2_27_a_long_exchange_is_read_to_its_end() -> None:
    text = (
        "::: {.exchange}\n"
        + "".join(f"{name}: Turn {turn}.\n\n" for turn in range(1000) for name in ("Ana", "Ben"))
        + ":::\n"
    )
    settings = "title: T\npeople: {ana: {name: Ana}, ben: {name: Ben}}\nbuild: {outputs: [data]}\n"
    made, found = make({"polyphony.yaml": settings, "content/index.md": text})
    assert not has_errors(found)
    said = json.loads(made["polyphony.json"])["pages"][0]["utterances"]
    assert [one["by"] for one in said] == [["ana"], ["ben"]] * 1000
    assert len({one["id"] for one in said}) == 2000


def test_s2_28_each_mistake_is_told_with_its_place_and_a_proposal_in_a_few_lines() -> None:
    told = [
        message
        for path in CASES.glob("*.md")
        for example in read_examples(path)
        for message in re.split(r"\n\n(?=\w+\[)", example.said)
    ]
    assert len(told) >= 100
    for message in told:
        lines = message.split("\n")
        assert len(lines) <= 8, message
        if not re.search(r"\[(?:no-publication|missing-pandoc|pandoc-failed|left-out)\]", lines[0]):
            assert lines[1].strip().startswith("--> "), message
    proposed = [message for message in told if "\nhelp: " in message]
    assert len(proposed) >= 0.93 * len(told)


def test_an_option_that_is_no_option_is_wrong_use(project: Make) -> None:
    made = project({"content/index.md": "x"})
    assert run("build", made.folder, "--nothing").returncode == 2
    assert build(made.folder, Options(dry=True, jobs=1)).written is None
