"""Exports for journals: what each file holds, and what is left of it after the platforms have had it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest

from polyphony.diagnostics import Code
from tests.journals import FILES, exported, in_janeway, in_ojs, write
from tests.sites import text_of

TURNS = ("Wren: Did you sleep?", "Rea (09:41): You wrote: ‘Wren, quoted: the owls kept me up – end of quotation’.")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("publication"))


def ids_of(html: str) -> list[str]:
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return [element.attrib["id"] for element in tree.iter() if isinstance(element.tag, str) and "id" in element.attrib]


def assert_whole(html: str) -> None:
    """No id is double, no link within the text leads nowhere, and every voice has its name."""
    ids = ids_of(html)
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    for target in re.findall(r'href="#([^"]*)"', html):
        assert target in ids, target
    text = text_of(html)
    for turn in TURNS:
        assert turn in text
    assert "Wren (evocative): I came by the late train." in text
    assert "Rea (in the margin): It was on time." in text
    assert "Together: Good night." in text or "Rea & Wren: Good night." in text
    assert "It was an hour late." in text
    assert "Another note." in text


def test_s6_01_a_single_file_needs_no_other(folder: Path) -> None:
    files, _ = exported(folder, "single")
    assert list(files) == ["single.html"]
    html = files["single.html"].decode()
    assert_whole(html)
    assert "<script" not in html
    assert re.findall(r'\bsrc="(?!data:)', html) == []
    assert re.findall(r"url\((?!#|data:)", html) == []
    assert "@font-face" not in html
    for tag in re.findall(r"<link[^>]*>", html):
        assert 'rel="canonical"' in tag
    for target in re.findall(r'<a [^<>]*href="([^"]*)"', html):
        assert target.startswith(("#", "https://"))
    assert 'src="data:image/png;base64,' in html


def test_s6_02_a_file_too_large_for_journals_is_a_warning_with_its_largest_parts(tmp_path: Path) -> None:
    pictures = {f"assets/picture-{number}.png": bytes(number * 200_000) for number in range(1, 5)}
    shown = "".join(f'![](../{path}){{alt="picture {number}"}}\n\n' for number, path in enumerate(pictures))
    folder = write(tmp_path, {**FILES, **pictures, "content/index.md": shown})
    files, found = exported(folder, "single")
    assert files
    [warning] = [one for one in found if one.code is Code.TOO_LARGE_FOR_JOURNALS]
    assert warning.message == "this file has 2.7 MB, and many journals take 1.5 MB at most"
    assert "assets/picture-4.png (1.1 MB), assets/picture-3.png (0.8 MB)" in warning.hint
    assert "--page" in warning.hint


def test_a_page_alone_leads_to_the_others_where_they_are_on_the_web(folder: Path) -> None:
    html = exported(folder, "single", "index.md")[0]["single.html"].decode()
    assert 'href="https://example.org/two/second/#owls"' in html
    assert "Another note." not in html


def test_a_page_alone_of_a_site_without_an_address_leads_nowhere_that_is_not_there(tmp_path: Path) -> None:
    settings = str(FILES["polyphony.yaml"]).replace("url: https://example.org/two/\n", "")
    folder = write(tmp_path, {**FILES, "polyphony.yaml": settings})
    for form in ("single", "janeway", "markdown"):
        for name, content in exported(folder, form, "index.md")[0].items():
            if not name.endswith((".css", ".png")):
                assert "the second page" in content.decode()
                assert re.findall(r'href="(?!#|https:)[^"]*"|\]\((?!https:)', content.decode()) == [], form


def test_s6_05_each_name_of_a_file_for_ojs_is_the_end_of_no_other(folder: Path) -> None:
    files, _ = exported(folder, "ojs")
    for one in files:
        assert "/" not in one
        assert not any(other != one and other.endswith(one) for other in files)
    html, rewritten = in_ojs(files, "index.html")
    assert sorted(rewritten) == sorted(name for name in files if name != "index.html")
    assert set(re.findall(r'(?:src|link rel="stylesheet" href)="([^"]*)"', html)) == {
        f"https://ojs.example/download/{name}" for name in rewritten
    }


def test_s6_06_what_ojs_takes_for_placeholders_stays_what_was_written(folder: Path) -> None:
    html, _ = in_ojs(exported(folder, "ojs")[0], "index.html")
    assert "REPLACED" not in html
    assert 'src="owl.png" {$currentUrl} ojs://x' in text_of(html)


def test_s6_07_ojs_gets_one_page_a_style_sheet_and_no_script(folder: Path) -> None:
    files, found = exported(folder, "ojs")
    assert sorted(name.rpartition(".")[2] for name in files) == ["css", "html", "png"]
    html = files["index.html"].decode()
    assert_whole(html)
    assert "<script" not in html
    assert html.count("<head>") == 1
    assert "srcset" not in html
    assert not re.search(r"""url\(["']""", files[next(name for name in files if name.endswith(".css"))].decode())
    assert {one.code for one in found} == {Code.LEFT_OUT}


def test_s6_09_a_galley_in_janeways_page_meets_nothing_of_it(folder: Path) -> None:
    files, _ = exported(folder, "janeway")
    assert sorted(files) == ["galley.css", "galley.html", next(name for name in files if name.endswith(".png"))]
    galley = files["galley.html"].decode()
    for tag in ("html", "head", "body", "main", "h1", "script", "style", "form"):
        assert not re.search(rf"<{tag}[ >]", galley), tag
    page = in_janeway(galley)
    assert_whole(page)
    assert all(name.startswith("pp-") for name in ids_of(galley) if name)
    for classes in re.findall(r'class="([^"]*)"', galley):
        assert all(name.startswith("pp-") for name in classes.split())
    for selector in re.findall(r"(?m)^([^@{}\n]+) \{", files["galley.css"].decode()):
        assert all(part.strip().startswith(".pp-root") for part in re.split(r",(?![^(]*\))", selector)), selector


def test_a_galley_has_its_headings_below_the_articles_own(folder: Path) -> None:
    levels = [int(level) for level in re.findall(r"<h(\d)", exported(folder, "janeway")[0]["galley.html"].decode())]
    assert levels[0] == 2
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("form", ["single", "janeway", "ojs", "zip", "epub", "markdown", "text"])
def test_s6_24_the_same_sources_give_the_same_file(folder: Path, form: str) -> None:
    assert exported(folder, form)[0] == exported(folder, form)[0]


@pytest.mark.parametrize("form", ["single", "janeway", "ojs", "zip", "epub", "markdown", "text"])
def test_what_is_withheld_or_redacted_is_in_no_export(tmp_path: Path, form: str) -> None:
    text = """\
::: {.withheld by=reader}
The canary sings at noon.
:::

We met in [canary row]{.redacted as="a street"} and [canary hall]{.redacted}.
"""
    folder = write(tmp_path, {**FILES, "content/index.md": text})
    for name, content in exported(folder, form)[0].items():
        assert b"canary" not in content.lower(), name
        if name.endswith((".html", ".md", ".txt")):
            assert "A passage by Rea is withheld." in content.decode()
            assert "a street" in content.decode()


@pytest.mark.parametrize("form", ["single", "janeway", "ojs"])
def test_sections_that_are_called_the_same_on_two_pages_are_told_apart(form: str, tmp_path: Path) -> None:
    pages = {
        "polyphony.yaml": FILES["polyphony.yaml"],
        "content/index.md": "## Introduction\n\n[here](#introduction), [there](two.md#introduction).\n",
        "content/two.md": "# Two\n\n## Introduction\n\n[here](#introduction), [there](index.md#introduction).\n",
    }
    for name, text in pages.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(str(text), encoding="utf-8")
    files, _ = exported(tmp_path, form)
    html = next(content.decode() for path, content in files.items() if path.endswith(".html"))
    ids = ids_of(html)
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    first, second = (name for name in ids if name.endswith("introduction"))
    assert re.findall(r'href="#([^"]*introduction)"', html) == [first, second, second, first]
