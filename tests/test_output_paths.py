"""Where an output may go: which folders are refused, and that no path leads out of one."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest
from folders import SITE, tree, values, write
from hypothesis import given
from hypothesis import strategies as st

from polyphony.model import OutputFile
from polyphony.output import (
    CleanReport,
    Refusal,
    WriteReport,
    check_target,
    clean_output,
    write_output,
)
from polyphony.output.disk import TEMPORARY
from polyphony.output.manifest import MANIFEST, is_plain, parse_manifest, render_manifest


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "_site"


@pytest.fixture
def cwd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder that is a publication, under a home folder of its own."""
    home = tmp_path / "home"
    project = home / "texts" / "project"
    for name in ("content", "assets", "design", "sign-off", "private", ".git"):
        (project / name).mkdir(parents=True)
    (project / "content" / "index.md").write_bytes(b"# Hello")
    for link, target in (("to-content", "content"), ("to-root", "/"), ("to-home", home), ("to-self", ".")):
        (project / link).symlink_to(target)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(project)
    return project


@pytest.mark.parametrize(
    "name",
    [
        "/", "~", ".", "..", "", " ", "./", "../..", "content", "content/", "./content/../content", "content/new",
        "content/a/b", "CONTENT", "Content/new", "assets", "design", "design/new", "sign-off", "private/site", ".git/x",
        ".polyphony/x", "to-content", "to-content/new", "to-root", "to-home", "to-self", "to-self/content",
        "../project", "../../texts", "content/index.md", "content/index.md/x", "x\0y",
        "{project}", "{project}/..", "{home}",
    ],
)  # fmt: skip
def test_targets_that_are_refused(cwd: Path, name: str) -> None:
    if name.startswith(("CONTENT", "Content")):
        (cwd / "content").rename(cwd / "spare")
        (cwd / "spare").rename(cwd / name.partition("/")[0])
    home = cwd.parent.parent
    folder = os.path.expanduser(name).format(project=cwd, home=home)
    before = tree(home)
    for project in (cwd, "."):
        for force in (False, True):
            assert isinstance(check_target(folder, project, force=force), Refusal)
    assert tree(home) == before


@pytest.mark.parametrize("name", ["_site", "public/site", "../elsewhere", "contents", "to-self/_site", ".public"])
def test_targets_that_are_fine(cwd: Path, name: str) -> None:
    assert check_target(name, cwd) is None
    assert check_target(name, ".") is None
    write(Path(name), SITE)
    assert check_target(name, cwd) is None


def test_a_target_from_elsewhere(cwd: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "away").mkdir()
    monkeypatch.chdir(tmp_path / "away")
    assert check_target("content", cwd) is None
    assert check_target("content", os.path.relpath(cwd)) is None
    assert isinstance(check_target(os.path.relpath(cwd / "content"), cwd), Refusal)
    monkeypatch.setenv("HOME", "/nonexistent")
    assert check_target("content", cwd) is None


@pytest.mark.parametrize("where", ["folder", "file", "root"])
def test_nothing_is_written_through_a_link(tmp_path: Path, where: str) -> None:
    out, outside = tmp_path / "_site", tmp_path / "outside"
    write(out, SITE)
    outside.mkdir()
    (outside / "index.html").write_bytes(b"outside")
    if where == "folder":
        shutil.rmtree(out / "a")
        (out / "a").symlink_to(outside)
    elif where == "file":
        (out / "a" / "index.html").unlink()
        (out / "a" / "index.html").symlink_to(outside / "index.html")
    else:
        out.rename(tmp_path / "real")
        out.symlink_to(tmp_path / "real")
    report = write_output(out, values({**SITE, "a/index.html": b"new", "a/c.html": b"c"}))
    assert tree(outside) == {"index.html": b"outside"}
    if where == "folder":
        assert isinstance(report, Refusal)
        assert '"a"' in report.message
        assert clean_output(out) == CleanReport(deleted=2)
    else:
        assert isinstance(report, WriteReport)
        assert (out / "a" / "index.html").read_bytes() == b"new"
        assert not (out / "a" / "index.html").is_symlink()
        clean_output(out)
    assert tree(outside) == {"index.html": b"outside"}


HOSTILE = ["../outside", "/{outside}", "a/../../outside", "link/secret", "./x", "a//b", "", "..", "\\x", "a\\..\\b"]


@pytest.mark.parametrize("path", HOSTILE)
def test_a_list_that_points_elsewhere_deletes_nothing_there(tmp_path: Path, path: str) -> None:
    out, outside = tmp_path / "_site", tmp_path / "outside"
    outside.write_bytes(b"outside")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "secret").write_bytes(b"outside")
    write(out, SITE)
    (out / "link").symlink_to(tmp_path / "folder")
    digest = hashlib.sha256(b"outside").hexdigest()
    with (out / MANIFEST).open("a") as file:
        file.write(f"{digest}  {path.format(outside=outside)}\n{digest}  {outside}\nrubbish\n{digest}  a\x1bb\n")
    write(out, {"index.html": b"home"})
    clean_output(out)
    assert outside.read_bytes() == b"outside"
    assert (tmp_path / "folder" / "secret").read_bytes() == b"outside"


@pytest.mark.parametrize(
    "path",
    ["../x", "/x", "", "a//b", "a/./b", "a/..", "a\\b", "a\nb", MANIFEST, TEMPORARY, TEMPORARY + "/x", "INDEX.HTML",
     "index.html", "index.html/x", "a", "A/b"],
)  # fmt: skip
def test_paths_that_no_exporter_may_make(out: Path, path: str) -> None:
    files = [*values(SITE), OutputFile(path, b"x")]
    with pytest.raises(ValueError, match="written"):
        write_output(out, files)
    assert not out.exists()
    if path not in ("index.html/x", "A/b"):
        with pytest.raises(ValueError, match="written"):
            write_output(out, reversed(files))


@pytest.mark.parametrize(("one", "other"), [("Straße", "STRASSE"), ("Caf\u00e9", "cafe\u0301"), ("ΣΑΣ", "σας")])
def test_paths_that_some_disks_hold_to_be_one(out: Path, one: str, other: str) -> None:
    with pytest.raises(ValueError, match="two files"):
        write_output(out, values({one: b"1", other: b"2"}))


plain_part = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/\\:"), min_size=1, max_size=5)
plain_path = st.lists(plain_part, min_size=1, max_size=4).map("/".join).filter(is_plain)


@given(st.dictionaries(plain_path, st.binary(max_size=3)))
def test_the_list_reads_as_it_was_written(files: dict[str, bytes]) -> None:
    listed: dict[str, tuple[str, ...]] = {
        path: (hashlib.sha256(content).hexdigest(),) for path, content in files.items()
    }
    assert parse_manifest(render_manifest(listed)) == listed
