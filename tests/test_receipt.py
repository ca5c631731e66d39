"""What a build does when nothing is different since the last one, and that whatever is different is seen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from polyphony.cli import building, polyphony
from polyphony.receipt import take_stock

SETTINGS = "title: A title\npeople: {ana: {name: Ana}, ben: {name: Ben}}\n"
SETTLED = 0.05
"""Seconds after which a file's change is no longer too fresh to be sure of."""


class Folder:
    """A publication that was built by the command line, and so has a receipt."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write("polyphony.yaml", SETTINGS)
        self.write("content/index.md", "First words.\n")
        self.write("assets/note.txt", "a note")
        self.settle()

    def settle(self) -> None:
        time.sleep(SETTLED)
        assert "changed" in self.build()
        assert self.has_receipt()

    def write(self, name: str, text: str) -> None:
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def build(self, *options: str) -> str:
        result = CliRunner().invoke(polyphony, ["build", str(self.path), "--jobs", "1", *options])
        assert result.exit_code == 0, result.output
        return result.output

    def has_receipt(self, *options: str) -> bool:
        """Build, and tell whether that was done without reading anything."""
        before = len(RUNS)
        self.build(*options)
        return len(RUNS) == before


RUNS: list[object] = []
"""Each time that a build was more than a look at the receipt."""


@pytest.fixture(autouse=True)
def count_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    run = building._run
    monkeypatch.setattr(building, "_run", lambda *given: (RUNS.append(given), run(*given))[1])


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "publication")


def test_an_unchanged_publication_is_known_without_reading_it(folder: Folder) -> None:
    assert folder.build().startswith("1 page; nothing changed in ")
    assert str(folder.path / "_site") in folder.build()


def test_what_a_build_needs_is_not_even_loaded_then(folder: Folder) -> None:
    program = (
        "import sys\nfrom polyphony.cli import polyphony\n"
        "polyphony.main(sys.argv[1:], standalone_mode=False)\nprint('polyphony.pipeline' in sys.modules)"
    )
    command = [sys.executable, "-c", program, "build", str(folder.path)]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout.endswith("False\n")


def change_same_size(folder: Folder) -> None:
    path = folder.path / "content/index.md"
    before = path.stat()
    path.write_text("Other words.\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES = {
    "a text is edited": lambda folder: folder.write("content/index.md", "Other words, and more.\n"),
    "a text is edited, and its time and size are as before": change_same_size,
    "a page is added": lambda folder: folder.write("content/second.md", "# Second\n"),
    "a page is renamed": lambda folder: os.rename(folder.path / "assets/note.txt", folder.path / "assets/other.txt"),
    "an asset is replaced": lambda folder: folder.write("assets/note.txt", "a n0te"),
    "a page of the site is edited": lambda folder: folder.write("_site/index.html", "mine now"),
    "a page of the site is deleted": lambda folder: os.unlink(folder.path / "_site/index.html"),
    "the theme is overridden": lambda folder: folder.write("design/strings/en.yaml", "together: all of us\n"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_is_seen(folder: Folder, change) -> None:
    change(folder)
    assert not folder.has_receipt()
    first = {path: path.read_bytes() for path in (folder.path / "_site").rglob("*") if path.is_file()}
    shutil.rmtree(folder.path / "_site")
    shutil.rmtree(folder.path / ".polyphony")
    folder.build()
    assert {path: path.read_bytes() for path in (folder.path / "_site").rglob("*") if path.is_file()} == first


@pytest.mark.parametrize("options", [["--drafts"], ["--base-url", "https://example.org/"], ["--output", "elsewhere"]])
def test_other_options_are_another_build(folder: Folder, options: list[str], monkeypatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert not folder.has_receipt(*options)


def test_a_fresh_source_is_not_trusted(folder: Folder) -> None:
    folder.write("content/index.md", "Written the moment before.\n")
    os.utime(folder.path / "content/index.md", ns=(0, time.time_ns() // 10**9 * 10**9))  # as a clock of whole seconds
    folder.build()
    assert not folder.has_receipt()


def test_warnings_are_said_again(folder: Folder) -> None:
    folder.write("content/index.md", "A [link](nowhere) into nothing.\n")
    time.sleep(SETTLED)
    first = folder.build()
    assert "warning[unchecked-link]" in first
    before = len(RUNS)
    again = folder.build()
    assert len(RUNS) == before
    assert again.partition("1 page, 1 warning; ")[0] == first.partition("1 page, 1 warning; ")[0]
    assert "1 page, 1 warning; nothing changed in " in again


def test_a_receipt_that_was_damaged_or_is_somebody_elses_is_none(folder: Folder) -> None:
    receipt = folder.path / ".polyphony/cache/receipt"
    good = receipt.read_bytes()
    for bad in (b"", good[:40], b"\xff" * 300, good.replace(b"1 0 0", b"9 0 0"), good + b"more\n", b"\n" * 5):
        receipt.write_bytes(bad)
        assert not folder.has_receipt()
        assert "nothing changed" in folder.build()


def test_a_link_makes_no_receipt(folder: Folder) -> None:
    (folder.path / "content/linked.md").symlink_to(folder.path / "content/index.md")
    assert take_stock([str(folder.path)]) is None


def test_where_nothing_can_be_kept_a_build_works_all_the_same(folder: Folder) -> None:
    receipt = folder.path / ".polyphony/cache/receipt"
    receipt.unlink()
    receipt.mkdir()
    assert "nothing changed" in folder.build()
