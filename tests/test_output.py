"""Writing an output folder: only what is ours, and all that a build makes."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from pathlib import Path

import pytest
from folders import SITE, times, tree, values, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polyphony.diagnostics import Code, Diagnostic, Severity
from polyphony.model import OutputFile
from polyphony.output import (
    CleanReport,
    Refusal,
    WriteReport,
    check_target,
    clean_output,
    write_output,
)
from polyphony.output.disk import Staging
from polyphony.output.manifest import MANIFEST


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "_site"


def test_a_site_is_written(out: Path) -> None:
    assert write(out, SITE) == WriteReport(written=4)
    assert tree(out) == SITE
    lines = (out / MANIFEST).read_text().splitlines()[1:]
    assert lines == sorted((f"{hashlib.sha256(c).hexdigest()}  {p}" for p, c in SITE.items()), key=lambda x: x[66:])


def test_an_idle_build_touches_nothing(out: Path) -> None:
    write(out, SITE)
    before = times(out)
    assert write(out, SITE) == WriteReport(unchanged=4)
    assert times(out) == before


def test_only_what_changed_is_written(out: Path) -> None:
    write(out, SITE)
    before = times(out)
    assert write(out, {**SITE, "a/index.html": b"other"}) == WriteReport(written=1, unchanged=3)
    after = times(out)
    changed = {Path(path).relative_to(out).as_posix() for path in before if before[path] != after[path]}
    assert changed == {"a/index.html", MANIFEST}


def test_the_same_files_give_the_same_bytes_anywhere(tmp_path: Path) -> None:
    write(tmp_path / "one", SITE)
    write(tmp_path / "one", {**SITE, "more.html": b"m"})
    write(tmp_path / "one", SITE)
    mask = os.umask(0o077)
    try:
        write(tmp_path / "deep" / "two", dict(reversed(SITE.items())))
    finally:
        os.umask(mask)
    assert (tmp_path / "one" / MANIFEST).read_bytes() == (tmp_path / "deep" / "two" / MANIFEST).read_bytes()
    assert stat.S_IMODE((tmp_path / "deep" / "two" / "a" / "index.html").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "deep" / "two" / "a").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "one" / "a" / "index.html").stat().st_mode) == 0o666 & ~mask


def test_what_is_no_longer_made_is_deleted_and_nothing_else(out: Path) -> None:
    write(out, SITE)
    (out / "a" / "b" / "mine.txt").write_bytes(b"mine")
    assert write(out, {"index.html": b"home"}) == WriteReport(unchanged=1, deleted=3)
    assert tree(out) == {"index.html": b"home", "a/b/mine.txt": b"mine"}


def test_a_file_may_become_a_folder_and_back(out: Path) -> None:
    write(out, {"x": b"file", "y/z/index.html": b"folder"})
    write(out, {"x/index.html": b"folder", "y": b"file"})
    assert tree(out) == {"x/index.html": b"folder", "y": b"file"}


def test_an_edited_file_is_made_again_while_its_page_is_there_and_kept_when_not(out: Path) -> None:
    write(out, SITE)
    (out / "a" / "index.html").write_bytes(b"A")
    assert write(out, SITE).written == 1
    assert tree(out) == SITE
    (out / "a" / "index.html").write_bytes(b"edited")
    report = write(out, {"index.html": b"home"})
    assert (report.deleted, report.kept) == (2, ("a/index.html",))
    assert tree(out) == {"index.html": b"home", "a/index.html": b"edited"}
    assert write(out, {"index.html": b"home"}) == WriteReport(unchanged=1)


def test_foreign_files_stay_as_they_are(out: Path) -> None:
    write(out, SITE)
    foreign = {"notes.docx": b"\0notes", ".git/config": b"[core]", "CNAME": b"example.org", "a/.htaccess": b"Deny"}
    for path, content in foreign.items():
        (out / path).parent.mkdir(exist_ok=True)
        (out / path).write_bytes(content)
    write(out, {**SITE, "a/index.html": b"other"})
    assert tree(out) == {**SITE, "a/index.html": b"other", **foreign}
    assert clean_output(out) == CleanReport(deleted=4)
    assert tree(out) == foreign
    write(out, SITE)
    assert tree(out) == {**SITE, **foreign}


def test_what_no_build_made_is_not_replaced_without_force(out: Path) -> None:
    write(out, SITE)
    (out / "about.html").write_bytes(b"mine")
    before = tree(out)
    refused = write_output(out, values({**SITE, "about.html": b"theirs"}))
    assert isinstance(refused, Refusal)
    assert '"about.html"' in refused.message
    assert tree(out) == before
    write(out, {**SITE, "about.html": b"mine"})
    (out / "more").mkdir()
    (out / "more" / "mine").write_bytes(b"mine")
    assert isinstance(write_output(out, values({**SITE, "more": b"file"}), force=True), Refusal)
    assert tree(out) == {**SITE, "about.html": b"mine", "more/mine": b"mine"}
    write(out, {**SITE, "more/mine": b"theirs"}, force=True)
    assert tree(out)["more/mine"] == b"theirs"


def test_a_folder_that_no_build_made_is_refused(out: Path) -> None:
    out.mkdir()
    write(out, SITE)  # An empty one is fine.
    shutil.rmtree(out)
    out.mkdir()
    (out / "thesis.doc").write_bytes(b"years")
    for refused in (write_output(out, values(SITE)), clean_output(out), check_target(out, out.parent / "p")):
        assert isinstance(refused, Refusal)
        assert "this folder was not made by Polyphony" in refused.message
    assert tree(out) == {"thesis.doc": b"years"}
    write(out, SITE, force=True)
    write(out, {"index.html": b"home"})
    assert tree(out) == {"thesis.doc": b"years", "index.html": b"home"}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"something else\n", b"Made by"])
def test_a_list_that_is_none_makes_no_folder_ours(out: Path, content: bytes) -> None:
    out.mkdir()
    (out / MANIFEST).write_bytes(content)
    (out / "thesis.doc").write_bytes(b"years")
    assert isinstance(write_output(out, values(SITE)), Refusal)


def test_cleaning_keeps_what_was_edited(out: Path) -> None:
    write(out, SITE)
    (out / "a" / "index.html").write_bytes(b"edited")
    (out / "index.html").unlink()
    assert clean_output(out) == CleanReport(deleted=2, kept=("a/index.html",))
    assert tree(out) == {"a/index.html": b"edited"}
    assert clean_output(out) == CleanReport(kept=("a/index.html",))
    (out / "a" / "index.html").write_bytes(b"a")
    assert clean_output(out) == CleanReport(deleted=1)
    assert not out.exists()
    assert clean_output(out) == CleanReport()


def test_diagnostics_are_handed_back_and_an_error_stops_it(out: Path) -> None:
    write(out, SITE)
    warning = Diagnostic(Code.UNUSED_NOTE, "w", severity=Severity.WARNING)
    error = Diagnostic(Code.TEMPLATE_ERROR, "e")
    report = write_output(out, [OutputFile("new.html", b"n"), error, OutputFile("newer.html", b"n"), warning])
    assert report == WriteReport(diagnostics=(error, warning))
    assert tree(out) == SITE
    report = write_output(out, [OutputFile("new.html", b"n"), warning])
    assert report == WriteReport(written=1, deleted=4, diagnostics=(warning,))


simple = st.dictionaries(
    st.sampled_from(["a", "b", "a/x", "a/y/z", "b/x", "c/d/e/f", "c/d"]), st.sampled_from([b"1", b"2", b"33"])
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(simple, min_size=1, max_size=5))
def test_after_any_builds_the_folder_holds_what_the_last_one_made(
    tmp_path: Path, builds: list[dict[str, bytes]]
) -> None:
    out, fresh = Path(tempfile.mkdtemp(dir=tmp_path)) / "_site", Path(tempfile.mkdtemp(dir=tmp_path)) / "_site"
    files: dict[str, bytes] = {}
    for build in builds:
        files = {path: c for path, c in build.items() if not any(other.startswith(path + "/") for other in build)}
        write(out, files)
    write(fresh, files)
    assert tree(out) == files
    if files:
        assert (out / MANIFEST).read_bytes() == (fresh / MANIFEST).read_bytes()


def test_staging_that_is_never_committed_leaves_no_folder(tmp_path: Path) -> None:
    with Staging(str(tmp_path / "deep" / "down")) as staging:
        staging.stage("x/y", b"z")
    assert os.listdir(tmp_path) == []


def test_what_refuses_to_clean_proposes_nothing_that_cleaning_lacks(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    refused = clean_output(tmp_path)
    assert isinstance(refused, Refusal)
    assert "was not made by Polyphony" in refused.message
    assert "--force" not in refused.hint
    assert (tmp_path / "letter.txt").read_text() == "mine"
