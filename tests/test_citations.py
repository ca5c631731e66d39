"""Citations from the source to the page: what is cited, what is called, what is remembered, and what goes wrong."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pypandoc
import pytest
from sites import text_of

from polyphony.citations import pandoc
from tests.journals import exported
from tests.test_whole_documents import NUMBERS

SETTINGS = """\
title: A publication
language: en-GB
people: {ana: {name: Ana}, ben: {name: Ben}}
bibliography: [works.bib]
"""
WORKS = """\
@string{press = "Example Press"}

@book{first2001, author = {First, Ann}, title = {{A First Book}}, year = 2001, publisher = press, location = {Here}}

@article{second2002,
  author = {Second, Bo and Third, Cy}, title = {On seconds}, year = 2002,
  journaltitle = {Journal of Numbers}, volume = 2, number = 3, pages = {10--23}, doi = {10.1234/second},
}

@incollection{part2003, author = {Fifth, Ed}, title = {A part}, pages = {1--9}, crossref = {whole2003}}

@collection{whole2003, editor = {Sixth, Flo}, title = {The Whole}, year = 2003, publisher = press}
"""


class Counted:
    """A pandoc on PATH that counts its calls, or that does something else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "calls"
        self.program = folder / "pandoc"
        folder.mkdir()
        self.be(f'exec "{pypandoc.get_pandoc_path()}" "$@"')

    def be(self, what: str) -> None:
        self.program.write_text(f'#!/bin/sh\necho "$@" >> "{self.log}"\n{what}\n', encoding="utf-8")
        self.program.chmod(0o755)

    def calls(self) -> list[str]:
        """What it was called with since this was asked last."""
        found = self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return found


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counted:
    made = Counted(tmp_path / "programs")
    monkeypatch.setenv("PATH", f"{made.folder}:/usr/bin:/bin")
    return made


@pytest.fixture
def alone(counted: Counted, monkeypatch: pytest.MonkeyPatch) -> Counted:
    """The same, with no other pandoc beside it."""
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    return counted


def files(text: str, **more: str | bytes) -> dict[str, str | bytes]:
    return {"polyphony.yaml": SETTINGS, "works.bib": WORKS, "content/index.md": text, **more}


def references_of(html: str) -> list[str]:
    listed = re.search(r'<section class="references".*?</section>', html, re.DOTALL)
    entries = re.findall(r'<li id="[^"]*">(.*?)</li>', listed[0], re.DOTALL) if listed else []
    return [text_of(re.sub(r"<a [^>]*doc-backlink.*?</a>", "", entry)) for entry in entries]


def test_what_is_cited_reads_as_the_style_has_it_and_is_listed(project: Any) -> None:
    made = project(files("As @first2001 [p. 7] says [see @second2002, chap. 2; -@part2003].\n")).build()
    assert made.messages == []
    html = made.read("index.html")
    assert "As First (2001: 7) says (see Second and Third, 2002: chap. 2; 2003)." in text_of(html)
    assert references_of(html) == [
        "Fifth, E. (2003) ‘A part’. In F. Sixth (ed.), The whole. Example Press, 1–9.",
        "First, A. (2001) A First Book. Here: Example Press.",
        "Second, B. and Third, C. (2002) ‘On seconds’. Journal of Numbers, 2 (3), 10–23. https://doi.org/10.1234/second.",
    ]
    said = made.data()["pages"][0]["utterances"][0]
    assert said["text"] == "As First (2001: 7) says (see Second and Third, 2002: chap. 2; 2003)."
    assert said["words"] == 2


def test_a_changed_publication_calls_pandoc_once_and_an_unchanged_one_never(project: Any, counted: Counted) -> None:
    made = project(files("One [@first2001].\n", **{"content/b.md": "# Two\n\nTwo [@second2002].\n"})).build()
    assert made.messages == []
    assert len(counted.calls()) == 1
    before = made.files()
    assert made.build().files() == before
    assert counted.calls() == []
    made.write("content/b.md", "# Two\n\nTwo [@second2002], three [@part2003].\n")
    made.build()
    assert len(counted.calls()) == 1
    made.write("works.bib", WORKS.replace("A First Book", "Another Book"))
    assert "Another Book" in made.build().read("index.html")
    assert len(counted.calls()) == 1
    made.write("content/b.md", "# Two\n\nWithout [@second2002], three [@part2003].\n")
    made.build()
    assert counted.calls() == []  # the words around a citation say nothing of how it reads


def test_a_warm_build_is_a_clean_one(project: Any) -> None:
    texts = files("One [@first2001].\n", **{"content/b.md": "# Two\n\nTwo [@second2002].\n"})
    made = project(texts).build()
    made.write("content/b.md", "# Two\n\nTwo [@part2003].\n")
    changed = {**texts, "content/b.md": "# Two\n\nTwo [@part2003].\n"}
    assert made.build().files() == project(changed).build().files()


def test_without_citations_pandoc_is_never_looked_for(project: Any, alone: Counted) -> None:
    alone.program.unlink()
    made = project(files("Nothing is cited, not even by a@b.org.\n")).build()
    assert made.messages == []
    assert "references" not in made.read("index.html")


def test_five_thousand_citations_are_one_call(project: Any, counted: Counted) -> None:
    entries = [
        {"id": f"k{n}", "type": "book", "title": f"Title {n}", "author": [{"family": f"Name{n}", "given": "A."}],
         "issued": {"date-parts": [[1900 + n % 100]]}}
        for n in range(500)
    ]  # fmt: skip
    settings = SETTINGS.replace("works.bib", "works.json")
    pages = {
        f"content/{page}.md": f"# {page}\n\n" + "\n\n".join(f"Says [@k{n}, p. {page}]." for n in range(500))
        for page in range(10)
    }
    made = project({"polyphony.yaml": settings, "works.json": json.dumps(entries), **pages}).build()
    assert made.messages == []
    assert len(counted.calls()) == 1
    assert text_of(made.read("7/index.html")).count("(Name") == 500
    made.build()
    assert counted.calls() == []


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (None, "error[missing-pandoc]: citations need pandoc, which is not installed (run: "),
        (
            'echo "pandoc 2.17.1.1"',
            "error[missing-pandoc]: pandoc 2.17.1.1 is too old: citations need 3.1.1 or later (",
        ),
        ('echo "out of luck" >&2; exit 3', "error[failed-pandoc]: pandoc failed: out of luck ("),
        ("kill -9 $$", "error[failed-pandoc]: pandoc failed: it ended with -9 ("),
        ("exec sleep 60", "error[failed-pandoc]: pandoc failed: it did not end within 1 seconds ("),
        ('test -d "$3" && echo "[1,2" > "$3/answer.json"', "error[failed-pandoc]: pandoc failed: it gave no answer ("),
        ('test -d "$3" && echo "[1,2]" > "$3/answer.json"', "error[failed-pandoc]: pandoc failed: it gave no answer ("),
    ],
    ids=["missing", "old", "failing", "killed", "hanging", "half", "other"],
)
def test_a_pandoc_that_is_of_no_use(project: Any, alone: Counted, monkeypatch: Any, what: Any, said: str) -> None:
    """It is a missing-pandoc where another has to be installed, a failed-pandoc where this one may do next time."""
    monkeypatch.setattr(pandoc, "_LEAST_SECONDS", 1)
    monkeypatch.setattr(pandoc, "_SECONDS_EACH", 0)
    if what is None:
        alone.program.unlink()
    else:
        alone.be(what)
    made = project(files("Says [@first2001].\n")).build()
    assert len(made.messages) == 1
    assert made.messages[0].startswith(said)
    assert 'pip install "polyphony-press[citations]"' in made.messages[0]
    assert not made.output.exists()


def test_a_pandoc_that_is_too_old_is_passed_over_for_one_that_is_not(project: Any, counted: Counted) -> None:
    counted.be('echo "pandoc 2.17.1.1"; test "$1" = --version')
    made = project(files("Says [@first2001].\n")).build()
    assert made.messages == []
    assert "First, 2001" in made.read("index.html")


def test_a_key_that_names_nothing_is_told_with_its_place(project: Any) -> None:
    text = "# Title\n\nSays [see @first2001, p. 2; @secnod2002]\nand @first2001 and @first [p. 3].\n\n> As\n"
    text += "> [@{a b}; @c].\n"
    part = "Said [@whole], [@whole2003].\n"
    made = project(files(text, **{"content/part.md": "---\ntitle: P\n---\n\n" + part})).build()
    places = [message.partition(": error[unknown-citation]: ") for message in made.messages]
    assert [(place, said.partition('"')[2].partition('"')[0]) for place, _, said in places] == [
        ("content/index.md:3:29", "secnod2002"),
        ("content/index.md:4:20", "first"),
        ("content/index.md:7:12", "c"),
        ("content/part.md:5:7", "whole"),
    ]
    assert 'did you mean "second2002"?' in made.messages[0]
    assert not made.output.exists()


def test_the_source_of_a_quotation_is_a_reference_like_any_other(project: Any) -> None:
    text = '::: {.epigraph source=first2001 locator="p. 26"}\nWords.\n:::\n'
    made = project(files(text + '\n::: {.quotation source="@nobody"}\nWords.\n:::\n')).build()
    assert [message.partition(" (")[0] for message in made.messages] == [
        'content/index.md:5:26: error[unknown-citation]: no reference has the key "nobody"'
    ]
    made.write("content/index.md", text)
    html = made.build().read("index.html")
    assert "Words. (First, 2001: 26)" in text_of(html)
    assert len(references_of(html)) == 1


def test_words_from_a_work_within_a_line_name_it_where_nothing_shows_that_they_are_quoted(project: Any) -> None:
    text = 'She calls it [a science]{source=first2001 locator="p. 26"} of life.\n'
    made = project(files(text)).build()
    said = "She calls it First, 2001: 26, quoted: a science – end of quotation of life."
    assert said in text_of(made.read("index.html"))
    document = exported(made.folder, "text")[0]["publication.txt"].decode()
    assert "She calls it [First, 2001: 26, quoted: a science] of life." in document


def test_what_settings_and_front_matter_cite_is_formatted_and_listed(project: Any) -> None:
    settings = SETTINGS + "abstract: After @first2001.\nacknowledgements: See [@part2003].\n"
    settings = settings.replace("{name: Ana}", '{name: Ana, bio: "Wrote [@first2001]."}')
    page = "---\ntitle: B\nabstract: As in [@second2002].\nkey-messages: [So @second2002.]\n---\n\nText.\n"
    made = project({**files("Text.\n", **{"content/b.md": page}), "polyphony.yaml": settings}).build()
    assert made.messages == []
    home, other = made.read("index.html"), made.read("b/index.html")
    assert "After First (2001)." in text_of(home)
    assert "See (Fifth, 2003)." in text_of(home)
    assert len(references_of(home)) == 2
    assert "As in (Second and Third, 2002)." in text_of(other)
    assert "So Second and Third (2002)." in text_of(other)
    assert len(references_of(other)) == 1
    assert "Wrote (First, 2001)." in text_of(made.read("people/ana/index.html"))
    made.write("polyphony.yaml", settings.replace("@part2003", "@par2003"))
    assert (
        'polyphony.yaml:6:24: error[unknown-citation]: no reference has the key "par2003"' in made.build().messages[0]
    )


def test_a_page_has_a_bibliography_of_its_own(project: Any) -> None:
    own = "---\ntitle: B\nbibliography: [more.json]\n---\n\nSays [@own; @first2001].\n"
    more = json.dumps([{"id": "own", "type": "book", "title": "Own", "issued": {"date-parts": [[2020]]}}])
    made = project(files("Says [@own].\n", **{"content/b.md": own, "content/more.json": more})).build()
    assert len(made.messages) == 1
    assert made.messages[0].startswith('content/index.md:1:7: error[unknown-citation]: no reference has the key "own"')
    made.write("content/index.md", "Says nothing.\n")
    assert made.build().messages == []
    assert "(Own, 2020; First, 2001)" in text_of(made.read("b/index.html"))


def test_a_script_in_a_title_stays_text(project: Any) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)> <i onclick=x>a</i> [x](javascript:alert(1))"
    record = {"id": "x", "type": "book", "title": hostile, "URL": "javascript:alert(1)", "publisher": "</li><script>",
              "author": [{"literal": hostile}]}  # fmt: skip
    bib = "@book{y, title = {" + hostile + "}, author = {{" + hostile + "}}, url = {javascript:alert(1)}}"
    settings = SETTINGS.replace("works.bib", "works.bib, x.json, y.bib")
    more = {"polyphony.yaml": settings, "x.json": json.dumps([record]), "y.bib": bib}
    made = project({**files("Says [@x; @y] and @x.\n"), **more}).build()
    assert made.messages == []
    html = made.read("index.html")
    shown = html.partition("<main")[2].partition("</main>")[0]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert not re.search(r"<(?:script|img|i )|=\"[^\"]*javascript:", shown)


def test_the_publications_abstract_is_formatted_where_the_first_page_has_one_of_its_own(project: Any) -> None:
    settings = SETTINGS + "abstract: After @first2001.\nkey-messages: [So @first2001.]\n"
    own = "---\nabstract: As in [@second2002].\nkey-messages: [Then @second2002.]\n---\n\nText.\n"
    made = project({**files(own, **{"content/b.md": "# B\n\nText.\n"}), "polyphony.yaml": settings})
    found, _ = exported(made.folder, "single")
    text = text_of(found["single.html"].decode())
    assert "After First (2001)." in text
    assert "So First (2001)." in text
    assert "@first2001" not in text


RECORDS = (
    "citation.bib", "biblatex.bib", "citation.ris", "csl.json", "CITATION.cff", "datacite.json", "datacite.xml",
    "ro-crate-metadata.json", "schema-org.jsonld",
)  # fmt: skip


def test_an_abstract_in_a_record_has_no_gap_where_it_cites(project: Any) -> None:
    settings = SETTINGS + "published: 2025\nabstract: One [@first2001]. Two [@first2001; @second2002], three.\n"
    made = project({**files("Text.\n"), "polyphony.yaml": settings}).build()
    for path in RECORDS:
        assert "One. Two, three." in made.read(f"metadata/{path}"), path


def test_an_abstract_in_a_record_names_whom_it_cites_in_its_sentences(project: Any) -> None:
    said = "As @first2001 [p. 4] says, it is so [@second2002]. Second [-@second2002] agrees.\n"
    own = "---\ntitle: B\nabstract: In it @second2002 say more [@first2001].\n---\n\nText.\n"
    settings = SETTINGS + f"url: https://example.org/\npublished: 2025\nabstract: {said}"
    made = project({**files("Text.\n", **{"content/b.md": own}), "polyphony.yaml": settings}).build()
    assert made.messages == []
    assert "As First (2001: 4) says" in text_of(made.read("index.html"))
    for path in RECORDS:
        assert "As First (2001: 4) says, it is so. Second agrees." in made.read(f"metadata/{path}"), path
        assert "In it Second and Third (2002) say more." in made.read(f"metadata/pages/b/{path}"), path
    assert "As First (2001: 4) says" in made.read("index.html").partition("<body")[0]
    assert "In it Second and Third (2002) say more." in made.read("b/index.html").partition("<body")[0]


def test_an_abstract_in_a_record_has_names_where_the_style_has_numbers(project: Any) -> None:
    said = "As @first2001 and @second2002 say [@part2003], @part2003 agrees."
    settings = SETTINGS + f"citation-style: numbers.csl\nabstract: {said}\n"
    made = project({**files("Text.\n"), "polyphony.yaml": settings, "numbers.csl": NUMBERS}).build()
    assert made.messages == []
    assert "As [1] and [2] say [3], [3] agrees." in text_of(made.read("index.html").partition("<main")[2])
    named = "As First (2001) and Second and Third (2002) say, Fifth (2003) agrees."
    assert named in made.read("metadata/CITATION.cff")


def test_an_abstract_in_a_record_names_what_it_refers_to(project: Any) -> None:
    text = "---\ntitle: B\nabstract: As @fig-door shows.\n---\n\n![A door](door.svg){#fig-door alt=open}\n"
    made = project({**files("Text.\n", **{"content/b.md": text}), "content/door.svg": "<svg/>"}).build()
    assert "As Figure 1 shows." in text_of(made.read("b/index.html"))
    assert "As Figure 1 shows." in made.read("metadata/pages/b/CITATION.cff")


def test_a_biography_cites_wherever_it_is_shown(project: Any) -> None:
    settings = SETTINGS.replace("{name: Ana}", '{name: Ana, bio: "Wrote @first2001."}') + "url: https://example.org/\n"
    made = project({**files("Text.\n", **{"content/b.md": "# B\n\nText.\n"}), "polyphony.yaml": settings}).build()
    assert made.messages == []
    home = made.read("index.html")
    assert "Wrote First (2001)." in text_of(home)
    assert [re.sub("<.*?>", "", one)[:5] for one in references_of(home)] == ["First"]
    for path in ("people/ana/index.html", "metadata/pages/b/jats.xml", "metadata/pages/index/tei.xml"):
        assert "Wrote First (2001)." in re.sub("<.*?>", "", made.read(path)), path
    text = exported(made.folder, "text")[0]["publication.txt"].decode()
    assert "Wrote First (2001)." in text
