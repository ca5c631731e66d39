"""Compiled templates are found again, and only where nobody else could have put them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from jinja2 import Environment

from polyphony.cache import CodeFolder, code_folder
from polyphony.theme import load_theme
from polyphony.words import Words

FILES = {"templates/page.html": b"<p>{{ page }}</p>", "strings/en.yaml": b"together: together\n"}


class Compiling:
    """Counts how many templates were compiled."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        compile_template = Environment.compile

        def compile_and_count(*given, **named):
            self.count += 1
            return compile_template(*given, **named)

        monkeypatch.setattr(Environment, "compile", compile_and_count)


@pytest.fixture
def compiling(monkeypatch: pytest.MonkeyPatch) -> Compiling:
    return Compiling(monkeypatch)


def render(store: CodeFolder, files: dict[str, bytes] = FILES) -> str:
    theme = load_theme("plain", files, {}).value
    assert theme is not None
    theme.keep_compiled(store)
    return theme.render("page.html", "a < b", Words("en", {}))


def test_a_template_is_compiled_once(tmp_path: Path, compiling: Compiling) -> None:
    said = [render(CodeFolder(str(tmp_path / "code"), "program")) for _ in range(3)]
    assert said == ["<p>a &lt; b</p>"] * 3
    assert compiling.count == 1


def test_another_template_or_another_program_is_another_code(tmp_path: Path, compiling: Compiling) -> None:
    folder = str(tmp_path / "code")
    render(CodeFolder(folder, "program"))
    assert render(CodeFolder(folder, "program"), {**FILES, "templates/page.html": b"<b>{{ page }}</b>"}).startswith(
        "<b>"
    )
    assert render(CodeFolder(folder, "another program")) == "<p>a &lt; b</p>"
    assert compiling.count == 3


@pytest.mark.parametrize("damage", [b"", b"\0" * 31, b"\0" * 400, None])
def test_what_is_damaged_is_compiled_anew(tmp_path: Path, compiling: Compiling, damage: bytes | None) -> None:
    store = CodeFolder(str(tmp_path / "code"), "program")
    render(store)
    (file,) = (tmp_path / "code").iterdir()
    file.write_bytes(file.read_bytes()[:-1] + b"!" if damage is None else damage)
    assert render(store) == "<p>a &lt; b</p>"
    assert compiling.count == 2


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows has other permissions")
def test_what_others_could_have_written_is_not_run(tmp_path: Path, compiling: Compiling) -> None:
    store = CodeFolder(str(tmp_path / "code"), "program")
    render(store)
    (tmp_path / "code").chmod(0o777)
    assert store.find("anything") is None
    render(store)
    assert compiling.count == 2
    (tmp_path / "code").rename(tmp_path / "real")
    (tmp_path / "code").symlink_to(tmp_path / "real")
    render(store)
    assert compiling.count == 3


def test_where_nothing_can_be_kept_pages_are_made_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "code").write_text("a file where the folder should be")
    assert render(CodeFolder(str(tmp_path / "code"), "program")) == "<p>a &lt; b</p>"


def test_old_code_is_thrown_away(tmp_path: Path) -> None:
    store = CodeFolder(str(tmp_path / "code"), "program")
    store.keep("old", b"code")
    (old,) = (tmp_path / "code").iterdir()
    os.utime(old, (0, 0))
    store = CodeFolder(str(tmp_path / "code"), "program")  # as the next build has it
    store.keep("new", b"code")
    assert store.find("old") is None
    assert store.find("new") == b"code"


def test_the_folder_is_the_users_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert os.name == "nt" or code_folder() == str(tmp_path / "polyphony" / "templates")


def test_a_full_folder_is_looked_through_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []
    scan = os.scandir
    monkeypatch.setattr(os, "scandir", lambda folder: looks.append(folder) or scan(folder))
    kept = CodeFolder(str(tmp_path / "templates"), "f")
    for number in range(5):
        kept.keep(f"{number}", b"code")
    assert len(looks) == 1
    assert all(kept.find(f"{number}") == b"code" for number in range(5))
