"""Everything that Polyphony has to say: each code with examples, to the letter, and with a section in the docs.

`POLYPHONY_GOLDEN=1` rewrites what is said in the cases, and in the docs' examples; the change is to be read.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from polyphony.codes import WARNINGS, Code
from polyphony.diagnostics import render_text
from polyphony.pipeline import Options, build
from tests.conftest import ProjectOnDisk
from tests.diagnostic_cases import CASES, names_of_tests, put, read_examples, replace_said
from tests.environment import ROOT

DOCS = ROOT / "docs" / "diagnostics.md"
REWRITES = bool(os.environ.get("POLYPHONY_GOLDEN"))
_SECTION = re.compile(r"^### `?([\w-]+)`?$", re.MULTILINE)
_EXAMPLE = re.compile(r"^```text\n(.*?)\n```$", re.MULTILINE | re.DOTALL)


def say(folder: Path) -> str:
    """All that a check says of the publication in the working directory, as a terminal shows it."""
    return "\n\n".join(render_text(diagnostic) for diagnostic in build(folder, Options(dry=True, jobs=1)).diagnostics)


def sections() -> dict[str, str]:
    """The sections of the docs by code."""
    _, *parts = _SECTION.split(DOCS.read_text(encoding="utf-8"))
    return dict(zip(parts[::2], (re.split(r"^## ", part, flags=re.MULTILINE)[0] for part in parts[1::2]), strict=True))


@pytest.mark.parametrize("path", sorted(CASES.glob("*.md")), ids=lambda path: path.stem)
def test_what_is_said(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each example of a case is answered to the letter."""
    examples = read_examples(path)
    assert examples or names_of_tests(path), "a case holds an example, or names the test that shows it"
    found = []
    for number, example in enumerate(examples):
        place = ProjectOnDisk(tmp_path / str(number), {}).folder
        put(example, place)
        monkeypatch.chdir(place)
        found.append(say(Path()))
    if REWRITES:
        replace_said(path, found)
        return
    for example, said in zip(examples, found, strict=True):
        assert said == example.said, example.title
        assert f"[{path.stem}]: " in said, f"{example.title}: it says something else than its name"


def test_every_code_has_a_case_and_every_case_a_code() -> None:
    assert sorted(path.stem for path in CASES.glob("*.md")) == sorted(code.value for code in Code)


def test_a_case_names_tests_that_are_there_and_speak_of_it() -> None:
    for path in CASES.glob("*.md"):
        for file, name in names_of_tests(path):
            source = (ROOT / file).read_text(encoding="utf-8")
            function = re.search(rf"^def {name}\(.*?(?=^\S|\Z)", source, re.MULTILINE | re.DOTALL)
            assert function, f"{path.name}: there is no {name} in {file}"
            assert Code(path.stem).name in function[0] or path.stem in function[0], (
                f"{name} says nothing of {path.stem}"
            )


def test_every_code_has_a_section_and_every_section_a_code() -> None:
    found = _SECTION.findall(DOCS.read_text(encoding="utf-8"))
    assert sorted(found) == sorted(code.value for code in Code)


@pytest.mark.parametrize("code", Code, ids=lambda code: code.value)
def test_a_section_says_what_is_wrong_and_how_to_mend_it(code: Code) -> None:
    """A section explains, shows what is really said, and says what to do."""
    text = sections()[code.value]
    explained, _, mended = text.partition("**To mend it:** ")
    assert len(_EXAMPLE.sub("", explained).split()) >= 8, "what does it mean?"
    assert len(mended.split()) >= 5, "what is to be done?"
    examples = read_examples(CASES / f"{code.value}.md")
    shown = _EXAMPLE.findall(text)
    if not examples:
        return
    if REWRITES and shown and not any(shown[0] == example.said for example in examples):
        old = DOCS.read_text(encoding="utf-8")
        DOCS.write_text(old.replace(shown[0], examples[0].said), encoding="utf-8")
        return
    assert len(shown) == 1, "what does it look like?"
    assert any(shown[0] == example.said for example in examples), "this is not what is said"


def test_the_docs_say_which_are_warnings() -> None:
    warned, *_ = DOCS.read_text(encoding="utf-8").split("\n## ")
    named = re.findall(r"`([a-z0-9-]+)`", warned[warned.index("These are warnings:") :])
    assert sorted(named) == sorted(code.value for code in WARNINGS)
