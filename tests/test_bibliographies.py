"""Files of references: what is read out of them, what is told of a broken one, and that none takes for ever."""

from __future__ import annotations

import json
from typing import Any

import pytest

from polyphony.citations.bibliographies import BibliographyFile, parse_bibliography
from polyphony.model import SourceFile


def read(path: str, content: bytes) -> tuple[BibliographyFile, list[str]]:
    checked = parse_bibliography(SourceFile(path, content))
    said = [f"{one.span.line}:{one.span.column} {one.message}" for one in checked.diagnostics if one.span]
    return checked.value or BibliographyFile(path, ()), said


def keys(path: str, content: bytes) -> list[str]:
    file, said = read(path, content)
    assert said == []
    return [one.key for one in file.references]


def records(content: str) -> list[Any]:
    return [json.loads(one.record) for one in read("x.ris", content.encode())[0].references]


BIB = """\
Words before all entries.
@comment{jabref-meta: databaseType:biblatex;}
@String(press = "Press")
@string{whole = press # " and Others"}
@book{one, title = {A {nested \\} brace}}, publisher = whole # " more", year = 2001,}
@Article ( two,
  title = "Quotes {"} in it" , crossref = {three} )
@collection{three, title = {Whole}, keywords = {a, b}}
"""


def test_entries_of_a_bib_file_are_found_with_all_that_each_needs() -> None:
    assert keys("x.bib", BIB.encode()) == ["one", "two", "three"]
    one, two, three = read("x.bib", BIB.encode())[0].references
    assert one.entry.startswith('@String(press = "Press")\n@string{whole = press # " and Others"}\n@book{one')
    assert "\n@collection{three, title = {Whole}, keywords = {a, b}}\n@Article ( two" in two.entry
    assert two.entry.endswith(" )")
    assert three.entry.endswith("@collection{three, title = {Whole}, keywords = {a, b}}")
    assert (two.place.line, two.place.column) == (6, 1)


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"])
def test_line_ends_and_a_mark_at_the_begin_change_nothing(ends: bytes) -> None:
    assert keys("x.bib", b"\xef\xbb\xbf" + BIB.encode().replace(b"\n", ends)) == ["one", "two", "three"]


def test_broken_entries_are_told_and_the_others_read() -> None:
    broken = "@book{a, title = {x}\n\n@book{b, title = {y} year = 1}\n@book{c}\n@book{d, title}\n"
    broken += "@misc{, x = 1}\n@book{e, t = }\n"
    file, said = read("x.bib", broken.encode())
    assert [one.key for one in file.references] == ["c"]
    assert said == [
        '1:1 the entry "a" is never closed',
        '3:22 the entry "b" lacks a comma or a closing brace before this',
        '5:10 the entry "d" has a field without a name or without a =',
        "6:1 this @misc has no key",
        '7:14 the entry "e" has a field without a value',
    ]


def test_what_is_no_utf8_is_told_with_its_line() -> None:
    assert read("x.bib", "@book{a,\n title = {café}}".encode("latin-1"))[1] == [
        "2:0 this file of references is not UTF-8"
    ]


def test_ris_is_read_as_journals_write_it() -> None:
    article, chapter, thesis, second = records(
        "TY  - JOUR\r\nID  - key1\r\nAU  - Author, Ann B.\r\nAU  - An Institution\r\nPY  - 2019/03//\r\nTI  - A\r\n"
        "long title\r\nJO  - Journal\r\nVL  - 3\r\nIS  - 4\r\nSP  - 10\r\nEP  - 23\r\n"
        "DO  - https://doi.org/10.1/x\r\nUR  - https://example.org/\r\nY2  - 2025/05/06\r\nER  - \r\n\r\n"
        "TY  - CHAP\r\nA1  - Author, Ann\r\nED  - Editor, Ed\r\nY1  - 2001\r\nT2  - Whole\r\nER  -\r\n"
        "TY  - THES\r\nAU  - Author, Ann\r\nPY  - 2001\r\nPB  - University\r\nER  - \r\n"
        "TY  - BOOK\r\nTI  - Untitled\r\nER  - \r\n".replace("\r\n", "\n")
    )
    assert article == {
        "id": "key1", "type": "article-journal", "title": "A long title", "container-title": "Journal",
        "author": [{"family": "Author", "given": "Ann B."}, {"literal": "An Institution"}], "volume": "3", "issue": "4",
        "issued": {"date-parts": [[2019, 3]]}, "accessed": {"date-parts": [[2025, 5, 6]]}, "page": "10-23",
        "DOI": "10.1/x", "URL": "https://example.org/",
    }  # fmt: skip
    assert (chapter["id"], chapter["editor"], chapter["container-title"]) == (
        "Author_2001", [{"family": "Editor", "given": "Ed"}], "Whole",
    )  # fmt: skip
    assert (thesis["id"], thesis["publisher"]) == ("Author_2001a", "University")
    assert second["id"] == "untitled"


def test_half_a_character_in_json_is_none() -> None:
    file, said = read("x.json", b'[{"id": "a\\ud800", "type": "book", "title": "\\ud800"}]')
    assert said == []
    assert file.references[0].record.encode() == b'{"id":"a?","title":"?","type":"book"}'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.bib", b"@a{b,c={\n" * 100_000),
        ("x.bib", b"@a{b,\n" * 100_000),
        ("x.bib", b"@" * 1_000_000),
        ("x.bib", b'@a{b,t="' + b'{"' * 200_000),
        ("x.bib", b"@a{b,t=x" + b"#x" * 100_000 + b"}"),
        ("x.bib", b"".join(b'@string{a%d = a%d # "x"}\n' % (n, n + 1) for n in range(3000)) + b"@book{k,title=a0}"),
        ("x.bib", b"".join(b"@book{k%d,crossref={k%d}}\n" % (n, n + 1) for n in range(2000))),
        ("x.ris", b"TY  - BOOK\n" * 200_000),
        ("x.json", b"[" * 500_000),
        ("x.json", b'[{"id":"a"}' + b',{"id":"b"}' * 50_000 + b"]"),
    ],
    ids=["unclosed", "keys", "marks", "quotes", "joined", "strings", "crossrefs", "ris", "json", "doubles"],
)
def test_a_hostile_file_is_read_in_time_and_little_is_said_of_it(name: str, content: bytes) -> None:
    assert len(read(name, content)[1]) <= 21
