"""`polyphony theme`: what there is, a copy for a publication's own, and what is said when the theme moves on."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from polyphony.cli import polyphony
from polyphony.diagnostics import render_text
from polyphony.pipeline import Options, build
from polyphony.theme import load_theme
from polyphony.theme.ejecting import digest_of, ejected, find_file, remembered

ORIGINAL = b"<p>{{ page.title }}</p>\n"
FILES = {
    "templates/page.html": ORIGINAL,
    "templates/partials/label.html": b"",
    "templates/voices.css": b"p {}",
    "strings/en.yaml": b"# Words\n\nyes: Yes\nturns: {one: a, other: b}\n",
    "assets/page.js": b"",
    "assets/style.css": b"",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "polyphony.yaml").write_text("title: T\npeople: {ana: {name: Ana}}\n")
    (tmp_path / "content" / "index.md").write_text("Hello.\n")
    return tmp_path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(polyphony, ["theme", *map(str, arguments)])


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("templates/page.html", "templates/page.html"),
        ("page.html", "templates/page.html"),
        ("page", "templates/page.html"),
        ("label", "templates/partials/label.html"),
        ("partials/label.html", "templates/partials/label.html"),
        ("en", "strings/en.yaml"),
        ("style.css", "assets/style.css"),
        ("page.js", "assets/page.js"),
        ("voices", "templates/voices.css"),
    ],
)
def test_a_file_is_found_by_part_of_its_path(name: str, path: str) -> None:
    assert find_file(name, FILES) == (path, "")


def test_what_is_not_there_has_a_near_name() -> None:
    assert find_file("lable.html", FILES) == ("", "label.html")


@pytest.mark.parametrize("path", FILES)
def test_a_copy_remembers_its_original_and_is_one_still(path: str) -> None:
    copy = ejected(path, FILES[path], "plain")
    assert remembered(copy) == digest_of(FILES[path])
    assert remembered(b"\xef\xbb\xbf" + copy.replace(b"\n", b"\r\n")) == digest_of(FILES[path])
    assert remembered(FILES[path]) == ""
    theme, found = load_theme("plain", {**FILES, "theme.yaml": b""}, {path: copy})
    assert found == ()
    assert theme is not None
    assert theme.words("en").texts["yes"] == "Yes"


def test_a_build_says_when_the_original_has_changed() -> None:
    copy = ejected("templates/page.html", ORIGINAL, "plain")
    _, found = load_theme(
        "plain", {**FILES, "templates/page.html": b"<h1>{{ page.title }}</h1>"}, {"templates/page.html": copy}
    )
    (said,) = map(render_text, found)
    assert said.startswith("warning[original-changed]: plain has changed templates/page.html since this copy was made")


def test_a_copy_is_made_used_and_never_written_over(folder: Path) -> None:
    result = run("eject", "404", folder)
    target = folder / "design" / "templates" / "404.html"
    assert result.exit_code == 0, result.output
    assert f"{target} is yours now." in result.output
    target.write_text(target.read_text().replace("<h1", "<h1 class=mine"))
    report = build(folder, Options(jobs=1))
    assert report.diagnostics == []
    assert "<h1 class=mine" in (folder / "_site" / "404.html").read_text()
    again = run("eject", "404", folder)
    assert (again.exit_code, "left as it is" in again.output) == (2, True)
    assert "class=mine" in target.read_text()
    assert run("eject", "404", folder, "--force").exit_code == 0
    assert "class=mine" not in target.read_text()


def test_strings_are_copied_as_comments_that_change_nothing_until_one_is_wanted(folder: Path) -> None:
    assert run("eject", "en", folder).exit_code == 0
    path = folder / "design" / "strings" / "en.yaml"
    assert not [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    path.write_text(path.read_text().replace("# nav-people: Voices", "nav-people: Who we are"))
    report = build(folder, Options(jobs=1))
    assert report.diagnostics == []
    assert ">Who we are</a>" in (folder / "_site" / "index.html").read_text()


def test_the_list_says_what_is_changed_and_whether_the_theme_has_moved_on(folder: Path) -> None:
    assert "counterpoint (used here): A page of music." in run("list", folder).output
    assert "Nothing of it is changed here." in run("list", folder).output
    run("eject", "404", folder)
    target = folder / "design" / "templates" / "404.html"
    assert "  templates/404.html\n" in run("list", folder).output
    target.write_text("{# From counterpoint, 000000000000: old #}\n")
    assert "  templates/404.html (the theme's has changed since)\n" in run("list", folder).output


def test_wrong_use_is_told_in_a_sentence(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    wrong = run("eject", "lable", folder)
    assert (wrong.exit_code, 'has no file "lable". Did you mean "label"?' in wrong.output) == (2, True)
    nowhere = run("eject", "404", tmp_path_factory.mktemp("empty"))
    assert (nowhere.exit_code, "it has no polyphony.yaml" in nowhere.output) == (2, True)
    assert "templates/partials/label.html\n" in run("eject").output
    assert "vendor" not in run("eject").output
    assert "{% macro label" in run("eject", "label", folder, "--show").output
    assert not (folder / "design").exists()


def test_a_copy_that_cannot_be_written_is_no_bug_of_ours(folder: Path) -> None:
    (folder / "design").write_text("a file where a folder would be")
    told = run("eject", "label", folder)
    assert (told.exit_code, "label.html cannot be written: Not a directory" in told.output) == (3, True)
    nowhere = run("list", folder / "nowhere")
    assert (nowhere.exit_code, f'There is no folder "{folder / "nowhere"}"' in nowhere.output) == (2, True)
