"""Private words, from a publication on disk to a site, an export or a refusal: S3-07, S3-08, S3-20, S3-21 and S3-24."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from environment import ROOT, miss

from polyphony.cli import polyphony
from polyphony.diagnostics import Code
from polyphony.exporters import DOCUMENTS
from polyphony.guard import check_site, read_matcher
from polyphony.pipeline import Options, export

Make = Callable[[dict[str, str | bytes]], Any]

CANARIES = [f"Canary {word}" for word in (
    "Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliett", "Kilo", "Lima",
)]  # fmt: skip
PRIVATE = {
    "private/names.yaml": "".join(
        f"person-{n}: {{name: {name}, variants: [Zz{n}]}}\n" for n, name in enumerate(CANARIES[:8])
    ),
    "private/terms.yaml": "".join(f"- {name}\n" for name in CANARIES[8:]),
    "private/interview.md": "# Canary Alpha said\n",
}
ALLOWED = """\
::: {by=ana}
We met [Canary Alpha]{.redacted as="a friend"} and [Canary Bravo](https://example.org/ "Canary Charlie"){.redacted}.
<!-- Canary Delta was there, too. -->
:::

::: {.withheld by=ben #canary-echo when="Canary Foxtrot"}
Canary Golf, [Canary Hotel]{by=ana}.
:::
"""
DRAFT = "---\ndraft: true\ntitle: Canary India\n---\n![Canary Juliett](canary-kilo.png)\n"


def run(*words: str) -> Any:
    return CliRunner().invoke(polyphony, list(words))


def test_s3_07_private_words_in_places_that_nobody_reads_are_in_no_byte_of_a_site_or_export(project: Make) -> None:
    made = project({**PRIVATE, "content/index.md": ALLOWED, "content/draft.md": DRAFT}).build()
    assert made.messages == []
    matcher = read_matcher(made.folder).value
    assert matcher is not None
    assert len(matcher.secrets) == len(CANARIES)
    assert check_site(made.output, matcher).diagnostics == ()
    for path, content in made.files().items():
        assert b"canary" not in path.lower().encode() + content.lower(), path
    assert check_site(made.folder / "content", matcher).diagnostics, "the check can find them"


@pytest.mark.parametrize("form", sorted(DOCUMENTS))
def test_s3_07_no_export_is_made_that_holds_a_private_word(project: Make, form: str) -> None:
    made = project({**PRIVATE, "content/index.md": "At Canary Lima’s house.\n"})
    report = export(made.folder, form, options=Options(jobs=1))
    codes = {one.code for one in report.diagnostics}
    if codes & {Code.MISSING_EXTRA, Code.MISSING_PANDOC}:
        miss(f"what makes {form}", "install Polyphony with its extras; `make test` does it")
    before = export(project({"content/index.md": "At Canary Lima’s house.\n"}).folder, form, options=Options(jobs=1))
    packed = form in ("pdf", "docx")
    holds = packed or any(b"Lima" in file.content for file in before.files)
    assert (Code.PRIVATE_WORDS in codes) == holds
    assert bool(report.files) == (bool(before.files) and not holds)


SVG = "<svg xmlns='http://www.w3.org/2000/svg'>{}</svg>"
SETTINGS = "title: T\npeople: {{ana: {{name: Ana, {}}}}}\n"
WRONG = {
    "a title": {"content/index.md": "---\ntitle: Canary Alpha\n---\nText.\n"},
    "a heading's id": {"content/index.md": "## Hello {#canary-alpha}\n\nText.\n"},
    "a link's title": {"content/index.md": '[x](https://example.org/ "Canary Alpha")\n'},
    "a link's address": {"content/index.md": "[x](https://example.org/Canary%20Alpha)\n"},
    "an info string": {"content/index.md": "```{.python data-x=\"Canary Alpha\"}\nx\n```\n"},
    "a language": {"content/index.md": "```canary-alpha\nx\n```\n"},
    "an alt text": {"content/index.md": '![x](assets/a.svg){alt="Canary Alpha"}\n', "assets/a.svg": SVG.format("")},
    "a picture's name": {"content/index.md": "Text.\n", "assets/canary-alpha.txt": ""},
    "a folder's name": {"content/index.md": "Text.\n", "content/canary-alpha/page.md": "# Page\n"},
    "an attached text": {"content/index.md": "Text.\n", "assets/a.txt": "Canary Alpha"},
    "a comment": {"content/index.md": "![x](assets/a.svg)\n", "assets/a.svg": SVG.format("<!--Canary Alpha-->")},
    "a style sheet": {"content/index.md": "Text.\n", "design/assets/extra.css": "p { content: 'Canary Alpha' }"},
    "raw HTML": {"content/index.md": "<p title='Canary&nbsp;Alpha'>x</p>\n"},
    "a footnote": {"content/index.md": "Text.[^1]\n\n[^1]: Canary Alpha.\n"},
    "a date": {"content/index.md": '::: {by=ana when="with Canary Alpha"}\nText.\n:::\n'},
    "a reason": {"content/index.md": '[x]{.omitted reason="named Canary Alpha"}\n'},
    "what stands in for it": {"content/index.md": '[x]{.redacted as="Canary Alpha"}\n'},
    "a person": {"content/index.md": "Text.\n", "polyphony.yaml": SETTINGS.format("bio: with Canary Alpha")},
    "an unknown key": {"content/index.md": "Text.\n", "polyphony.yaml": SETTINGS.format("real_name: Canary Alpha")},
    "a reference": {
        "content/index.md": "[@x]\n",
        "polyphony.yaml": "title: T\npeople: {ana: {name: Ana}}\nbibliography: x.bib\n",
        "x.bib": "@book{x, author={Alpha, Canary}, title={T}, year={2000}}",
    },
}  # fmt: skip


@pytest.mark.parametrize("where", list(WRONG))
def test_s3_08_a_private_word_in_a_wrong_place_stops_the_build_or_is_nowhere(project: Make, where: str) -> None:
    made = project({**PRIVATE, **WRONG[where]}).build()
    if made.report.failed:
        assert not made.output.exists()
        said = "\n".join(message for message in made.messages if "private-words" in message)
        assert "canary" not in said.lower()
    else:
        assert all(b"canary" not in path.lower().encode() + content.lower() for path, content in made.files().items())


def test_s3_08_a_private_word_of_the_machine_is_nowhere(project: Make, tmp_path: Path) -> None:
    """Names of folders above, of the user, of a repository's settings: nothing of them is written."""
    home = tmp_path / "canary-alpha"
    made = project({"content/index.md": "Text.\n"})
    folder = home / "Canary Alpha"
    folder.parent.mkdir()
    made.folder.rename(folder)
    (folder / ".git").mkdir()
    (folder / ".git/config").write_text("[user]\n\tname = Canary Alpha\n\temail = canary@example.org\n")
    environment = {**os.environ, "HOME": str(home), "USER": "canary", "LOGNAME": "canary", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "polyphony", "build", str(folder)]
    subprocess.run(command, env=environment, check=True, capture_output=True, cwd=ROOT)
    for path in (folder / "_site").rglob("*"):
        assert "canary" not in path.relative_to(folder).as_posix().lower()
        assert path.is_dir() or b"canary" not in path.read_bytes().lower(), path


def test_a_leak_names_its_source_by_file_and_line_and_leaves_the_last_site_as_it_was(project: Make) -> None:
    made = project({**PRIVATE, "content/index.md": "Text.\n"}).build()
    before = made.files()
    made.write("content/index.md", "# One\n\nWith canary\nALPHA’s dog.\n")
    made.build()
    [message] = made.messages
    assert message.startswith("content/index.md:3: error[private-words]: entry 1 of private/names.yaml (line 1) ")
    assert "canary" not in message.lower()
    assert made.files() == before


def test_private_words_lie_beside_the_publication_as_well(project: Make) -> None:
    made = project({"content/index.md": "Canary Alpha.\n"})
    (made.folder.parent / "private").mkdir()
    (made.folder.parent / "private/terms.yaml").write_text("- Canary Alpha\n")
    assert [one.code for one in made.build().report.diagnostics] == [Code.PRIVATE_WORDS]


def test_a_receipt_is_of_private_words_as_well(project: Make) -> None:
    import time

    for place in ("private", "../private"):
        made = project({"content/index.md": "Canary Alpha.\n"})
        for _ in range(2):
            time.sleep(0.05)
            assert run("build", str(made.folder)).exit_code == 0
        made.write(f"{place}/terms.yaml", "- Canary Alpha\n")
        assert run("build", str(made.folder)).exit_code == 1


def test_nothing_private_is_kept_in_memory_on_disk(project: Make) -> None:
    made = project({**PRIVATE, "content/index.md": "Text.\n"})
    assert run("build", str(made.folder)).exit_code == 0
    for path in (made.folder / ".polyphony").rglob("*"):
        assert path.is_dir() or b"canary" not in path.read_bytes().lower(), path


def test_a_private_file_that_nothing_reads_is_an_error_and_one_that_is_broken_too(project: Make) -> None:
    made = project({"content/index.md": "Text.\n", "private/name.yaml": "a: Canary\n"}).build()
    assert [one.code for one in made.report.diagnostics] == [Code.UNKNOWN_FILE]
    made = project({"content/index.md": "Text.\n", "private/names.yaml": "a: [Canary\n"}).build()
    assert [one.code for one in made.report.diagnostics] == [Code.YAML_SYNTAX]
    assert "canary" not in "".join(made.messages).lower()
    assert not made.output.exists()


def test_s3_21_a_private_line_is_hidden_in_every_form_of_a_message(project: Make) -> None:
    made = project({"content/index.md": "Text.\n", "private/names.yaml": "ana:\n  name: Jane: Canary\n"})
    for form in ("text", "concise", "json"):
        result = run("check", str(made.folder), "--format", form)
        assert result.exit_code == 1
        assert "canary" not in result.output.lower()
        assert ":2" in result.output or '"line": 2' in result.output
    assert "name: ‹hidden›" in run("check", str(made.folder)).output


def test_s3_24_an_existing_site_is_looked_through(project: Make, tmp_path: Path) -> None:
    made = project({"content/index.md": "With [Canary&nbsp;Alpha](https://example.org/canary%20bravo).\n"}).build()
    for path, text in PRIVATE.items():
        made.write(path, text)
    result = run("check", "--private", str(made.output), "--format", "concise")
    assert result.exit_code == 1
    assert "index.html: error[private-words]: entry 1 of private/names.yaml (line 1)" in result.output
    assert "canary" not in result.output.lower()
    archive = made.folder / "_site.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path, content in made.files().items():
            packed.writestr(path, content)
    result = run("check", "--private", str(archive), "--format", "concise")
    assert result.exit_code == 1
    assert "of an archive" in result.output
    clean = tmp_path / "clean.html"
    clean.write_text("Nothing.")
    (tmp_path / "private").mkdir(exist_ok=True)
    (tmp_path / "private/terms.yaml").write_text("- Canary Alpha\n")
    result = run("check", "--private", str(clean))
    assert (result.exit_code, "1 file looked through for 1 private entry" in result.output) == (0, True)


def test_s3_24_without_anything_private_it_says_so(project: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = project({"content/index.md": "Text.\n"}).build()
    monkeypatch.chdir(made.folder)
    for place in (made.folder, made.output):
        result = run("check", "--private", str(place))
        assert result.exit_code == 2
        assert "private/names.yaml" in result.output
    made.write("private/terms.yaml", "- Canary\n")
    assert run("check", "--private", str(made.folder)).exit_code == 0


def test_redacted_words_that_stand_openly_elsewhere_are_a_warning_that_does_not_repeat_them(project: Make) -> None:
    made = project(
        {
            "content/index.md": "In [Canary Royal]{.redacted} [she]{.redacted} was.\n\nShe said: canary royal’s.\n",
            "content/more.md": "# More\n\n::: {.include src=parts/a.md}\n:::\n\n<!-- Canary Royal -->\n",
            "parts/a.md": "From Canary Royal.\n\n::: {.withheld by=ana}\nCanary Royal.\n:::\n",
            "notes.md": "Canary Royal in a file of no page.\n",
        }
    ).build()
    [warning] = made.report.diagnostics
    assert warning.code is Code.REDACTED_ELSEWHERE
    assert "content/index.md:1 stands openly here" in warning.message
    assert [(place.path, place.line) for place, _ in warning.related] == [("content/index.md", 1), ("parts/a.md", 1)]
    assert warning.span.line == 3
    assert "canary" not in "".join(made.messages).lower()
    assert made.output.exists()


@pytest.mark.parametrize(("text", "places"), [
    ("[Hope]{.redacted} came.\n\nWe hope so.\n", []),
    ("[Hope]{.redacted} came.\n\nThen Hope’s turn.\n", [3]),
    ("[Her]{.redacted} book.\n\nHer own.\n", []),
    ("[the old mill]{.redacted} is shut.\n\nBehind The Old\nMill.\n", [3]),
    ("[王小明]{.redacted}说。\n\n我见到王小明了。\n", [3]),
    ("[Zoë]{.redacted} and Zoë and [Zoë]{.redacted}.\n\nZoë.\n", []),
    ("[Zoëlle]{.redacted} and Zoelle and [Zoëlle]{.redacted}.\n\nZoëlle.\n", [1, 3]),
])  # fmt: skip
def test_of_redacted_words_those_are_told_that_are_surely_the_same(project: Make, text: str, places: list[int]) -> None:
    found = project({"content/index.md": text}).build().report.diagnostics
    assert {one.code for one in found} == ({Code.REDACTED_ELSEWHERE} if places else set())
    told = [one.span.line for one in found] + [place.line for one in found for place, _ in one.related[1:]]
    assert told == places
