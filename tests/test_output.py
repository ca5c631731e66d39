"""Writing an output folder: only what is ours, all of it or nothing."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polyphony.diagnostics import Code, Diagnostic, Severity
from polyphony.model import OutputFile
from polyphony.output import (
    CleanReport,
    FileCopy,
    LockedError,
    MachineError,
    Refusal,
    WriteReport,
    check_target,
    clean_output,
    write_output,
)
from polyphony.output.disk import TEMPORARY, Staging
from polyphony.output.manifest import MANIFEST, is_plain, parse_manifest, render_manifest

SITE = {"index.html": b"home", "a/index.html": b"a", "a/b/index.html": b"b", "assets/x.css": b"x"}


def values(files: dict[str, bytes]) -> list[OutputFile]:
    return [OutputFile(path, content) for path, content in files.items()]


def write(folder: Path, files: dict[str, bytes], *, force: bool = False) -> WriteReport:
    report = write_output(folder, iter(values(files)), force=force)
    assert isinstance(report, WriteReport), report
    return report


def tree(folder: Path) -> dict[str, bytes]:
    """All that is in a folder, the links as text, empty folders too; without our list."""
    found: dict[str, bytes] = {}
    for here, folders, files in os.walk(folder):
        for name in folders + files:
            path = Path(here, name)
            key = path.relative_to(folder).as_posix()
            if path.is_symlink():
                found[key] = b"-> " + os.fsencode(os.readlink(path))
            elif path.is_file():
                found[key] = path.read_bytes()
            elif not os.listdir(path):
                found[key + "/"] = b""
    found.pop(MANIFEST, None)
    return found


def times(folder: Path) -> dict[str, tuple[int, int]]:
    """When each file was made, and as what; of folders only that they are there."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        found[str(path)] = (0, 0) if path.is_dir() else (status.st_mtime_ns, status.st_ino)
    return found


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
        "../project", "../../texts", "content/index.md", "content/index.md/x", "x\0y", "{project}", "{project}/..", "{home}",
    ],
)  # fmt: skip
def test_targets_that_are_refused(cwd: Path, name: str) -> None:
    if name.startswith(("CONTENT", "Content")):
        (cwd / "content").rename(cwd / "spare")
        (cwd / "spare").rename(cwd / name.partition("/")[0])
    home = cwd.parent.parent
    folder = os.path.expanduser(name).format(project=cwd, home=home)
    before = tree(home)
    refused = check_target(folder, cwd)
    assert isinstance(refused, Refusal)
    assert refused == check_target(folder, ".") or check_target(folder, ".")
    if not name.endswith(("x", "new", "b", "site", "y")) and name.strip():
        assert isinstance(check_target(folder, cwd, force=True), Refusal)
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


def test_diagnostics_are_handed_back_and_an_error_stops_it(out: Path) -> None:
    write(out, SITE)
    warning = Diagnostic(Code.UNUSED_NOTE, "w", severity=Severity.WARNING)
    error = Diagnostic(Code.TEMPLATE_ERROR, "e")
    report = write_output(out, [OutputFile("new.html", b"n"), error, OutputFile("newer.html", b"n"), warning])
    assert report == WriteReport(diagnostics=(error, warning))
    assert tree(out) == SITE
    report = write_output(out, [OutputFile("new.html", b"n"), warning])
    assert report == WriteReport(written=1, deleted=4, diagnostics=(warning,))


@pytest.mark.parametrize("error", [RuntimeError("bug"), KeyboardInterrupt(), OSError(errno.EIO, "in an exporter")])
@pytest.mark.parametrize("existing", [True, False])
def test_a_build_that_fails_changes_nothing(out: Path, error: BaseException, existing: bool) -> None:
    if existing:
        write(out, SITE)
    before = times(out.parent)

    def files() -> Iterator[OutputFile]:
        yield OutputFile("index.html", b"changed")
        yield OutputFile("new/index.html", b"new")
        raise error

    with pytest.raises(type(error)):
        write_output(out, files())
    assert times(out.parent) == before


@pytest.mark.parametrize("links", [True, False])
def test_a_step_that_fails_is_undone_with_all_before(out: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    write(out, SITE)
    before, listed = tree(out), (out / MANIFEST).read_bytes()
    new = {"index.html": b"changed", "a/index.html": b"changed", "n/new.html": b"n", "a/b/c.html": b"c", "b": b"b"}
    steps = 0

    def failing(step: Callable[..., None], limit: int) -> Callable[..., None]:
        def call(*arguments: object, **options: object) -> None:
            nonlocal steps
            steps += 1
            if steps == limit:
                raise OSError(errno.ENOSPC, "no space")
            step(*arguments, **options)

        return call

    def no_links(*_: object, **options: object) -> None:
        raise OSError(errno.EPERM, "no hard links on this disk")

    for limit in range(1, 100):
        steps = 0
        with monkeypatch.context() as patch:
            for name in ("rename", "replace"):
                patch.setattr(os, name, failing(getattr(os, name), limit))
            if not links:
                patch.setattr(os, "link", no_links)
            with suppress(MachineError):
                write(out, new)
                break
        assert tree(out) == before
        assert (out / MANIFEST).read_bytes() == listed
    assert limit > 8
    assert tree(out) == new


@pytest.mark.parametrize("existing", [True, False])
def test_a_build_that_is_killed_leaves_what_the_next_one_knows(out: Path, existing: bool) -> None:
    if existing:
        write(out, SITE)
    old = (out / MANIFEST).read_bytes() if existing else None
    new = {"index.html": b"changed", "a/index.html": b"changed", "n/new.html": b"n", "assets/x.css": b"changed"}
    status, limit = -1, 0
    for limit in range(1, 30):
        child = os.fork()
        if child == 0:
            steps = [0]

            def dying(step: Callable[..., None], steps: list[int] = steps, limit: int = limit) -> Callable[..., None]:
                def call(*arguments: object, **options: object) -> None:
                    steps[0] += 1
                    if steps[0] == limit:
                        os.kill(os.getpid(), signal.SIGKILL)
                    step(*arguments, **options)

                return call

            for name in ("rename", "replace", "link"):
                setattr(os, name, dying(getattr(os, name)))
            write_output(out, values(new))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        write(out, SITE if limit % 2 else {})
        assert tree(out) == (SITE if limit % 2 else {}), limit
        if status == 0:
            break
        clean_output(out)
        if existing:
            write(out, SITE)
            assert (out / MANIFEST).read_bytes() == old
    assert status == 0
    assert limit > 3


def test_two_builds_do_not_mix(out: Path) -> None:
    def files() -> Iterator[OutputFile]:
        yield OutputFile("index.html", b"first")
        for second in (lambda: write_output(out, values(SITE)), lambda: clean_output(out)):
            with pytest.raises(LockedError, match="another build"):
                second()
        yield OutputFile("last.html", b"first")

    write_output(out, files())
    assert tree(out) == {"index.html": b"first", "last.html": b"first"}
    write(out, SITE)


def run(code: str, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, **options)  # type: ignore[call-overload, no-any-return]


WRITER = """
import sys
from polyphony.model import OutputFile
from polyphony.output import MachineError, write_output
try:
    write_output(sys.argv[1], [OutputFile("index.html", b"new"), OutputFile("big", bytes(2_000_000))])
except MachineError as error:
    print(error)
    sys.exit(3)
"""


def test_a_limit_on_the_size_of_files(out: Path) -> None:
    write(out, SITE)
    before = times(out)
    done = run(WRITER, str(out), preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000)))
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.startswith("disk full")
    assert times(out) == before


@pytest.mark.parametrize("size", ["size=1m", "nr_inodes=6"])
def test_a_full_disk(tmp_path: Path, size: str) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if shutil.which("mount") is None or run_mount(disk, size):
        pytest.skip("a small disk can't be mounted here (that takes root)")
    try:
        done = run(WRITER, str(disk / "site"))
        assert done.stdout.startswith("disk full")
        assert done.returncode == 3
        assert os.listdir(disk) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def run_mount(disk: Path, option: str) -> int:
    command = ["mount", "-t", "tmpfs", "-o", option, "tmpfs", str(disk)]
    return subprocess.run(command, check=False, capture_output=True).returncode


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that anyone may enter, so that a test may give up its rights."""
    root = Path(tempfile.mkdtemp())
    root.chmod(0o755)
    yield root
    shutil.rmtree(root)


@pytest.mark.parametrize("locked", ["", "_site", "_site/a"])
def test_no_permission(open_place: Path, locked: str) -> None:
    out, nobody = open_place / "_site", 65534
    if locked:
        write(out, SITE)
    root = os.geteuid() == 0
    if root:
        for path in open_place.rglob("*"):
            os.chown(path, nobody, nobody)
    (open_place / locked).chmod(0o555)
    before = times(open_place)
    if root:
        os.seteuid(nobody)
    try:
        with pytest.raises(MachineError, match="no permission to write"):
            write_output(out, values({"index.html": b"new", "a/index.html": b"new", "a/c.html": b"new"}))
    finally:
        if root:
            os.seteuid(0)
    assert times(open_place) == before
    (open_place / locked).chmod(0o755)


def test_ctrl_c_while_a_build_runs(out: Path) -> None:
    write(out, SITE)
    before = times(out)
    code = """
import sys, time
from polyphony.model import OutputFile
from polyphony.output import write_output
def files():
    yield OutputFile("new.html", b"new")
    print("staged", flush=True)
    time.sleep(60)
write_output(sys.argv[1], files())
"""
    with subprocess.Popen(
        [sys.executable, "-c", code, str(out)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert (out / TEMPORARY).exists()
        process.send_signal(signal.SIGINT)
        process.wait(10)
    assert process.returncode in (-signal.SIGINT, 130, 1)
    assert times(out) == before
    write(out, SITE)


def test_ctrl_c_while_all_is_put_in_place_is_heeded_after(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(out, SITE)
    link = os.link

    def pressing(*arguments: str, **options: bool) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0)
        monkeypatch.setattr(os, "link", link)
        link(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "link", pressing)
    with pytest.raises(KeyboardInterrupt):
        write(out, {"index.html": b"new", "b.html": b"b"})
    assert tree(out) == {"index.html": b"new", "b.html": b"b"}
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_what_a_killed_build_left_is_removed(tmp_path: Path, kind: str) -> None:
    out, outside = tmp_path / "_site", tmp_path / "outside"
    write(out, SITE)
    outside.mkdir()
    (outside / "1").write_bytes(b"mine")
    if kind == "folder":
        (out / TEMPORARY / "new" / "a").mkdir(parents=True)
        (out / TEMPORARY / "new" / "a" / "x").write_bytes(b"x")
        (out / TEMPORARY / "link").symlink_to(outside)
    elif kind == "file":
        (out / TEMPORARY).write_bytes(b"x")
    else:
        (out / TEMPORARY).symlink_to(outside)
    write(out, {**SITE, "new.html": b"n"})
    assert tree(out) == {**SITE, "new.html": b"n"}
    assert tree(outside) == {"1": b"mine"}


def copies(files: dict[str, bytes], opened: list[str], stamp: str = "") -> list[FileCopy]:
    def open_source(path: str, content: bytes) -> BinaryIO:
        opened.append(path)
        return io.BytesIO(content)

    return [
        FileCopy(path, stamp or hashlib.sha256(content).hexdigest(), partial(open_source, path, content))
        for path, content in files.items()
    ]


def settle(memory: Path, out: Path, files: dict[str, bytes]) -> None:
    """Build until the files are old enough to be remembered."""
    time.sleep(0.03)
    write_output(out, copies(files, []), memory=memory)
    assert memory.exists()


def test_copies_are_read_once(tmp_path: Path, out: Path) -> None:
    memory, opened = tmp_path / "memory", list[str]()
    assert write_output(out, copies(SITE, opened), memory=memory) == WriteReport(written=4)
    assert tree(out) == SITE
    settle(memory, out, SITE)
    opened.clear()
    assert write_output(out, copies(SITE, opened), memory=memory) == WriteReport(unchanged=4)
    assert opened == []
    (out / "a" / "index.html").write_bytes(b"Z")  # As long as it was.
    assert write_output(out, copies(SITE, opened), memory=memory) == WriteReport(written=1, unchanged=3)
    assert set(opened) == {"a/index.html"}
    changed = {**SITE, "index.html": b"HOME"}
    assert write_output(out, copies(changed, opened), memory=memory) == WriteReport(written=1, unchanged=3)
    assert tree(out) == changed
    assert clean_output(out) == CleanReport(deleted=4)


def test_copies_without_memory_are_compared(out: Path) -> None:
    write_output(out, copies(SITE, []))
    before = times(out)
    assert write_output(out, copies(SITE, [])) == WriteReport(unchanged=4)
    assert times(out) == before
    assert write_output(out, copies({**SITE, "index.html": b"homely"}, [])) == WriteReport(written=1, unchanged=3)
    assert write_output(out, copies({**SITE, "index.html": b"ho"}, [])) == WriteReport(written=1, unchanged=3)
    assert (out / "index.html").read_bytes() == b"ho"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_memory_changes_nothing(tmp_path: Path, data: st.DataObject) -> None:
    memory, out = tmp_path / "memory", tmp_path / "_site"
    write_output(out, copies(SITE, []), memory=memory)
    settle(memory, out, SITE)
    content = bytearray(memory.read_bytes())
    if data.draw(st.booleans()):
        content = bytearray(data.draw(st.binary(max_size=100)))
    else:
        content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        del content[data.draw(st.integers(1, len(content))) :]
    memory.write_bytes(content)
    changed = {**SITE, "a/index.html": b"A"}
    write_output(out, copies(changed, []), memory=memory)
    assert tree(out) == changed


def test_a_memory_that_cannot_be_kept_is_done_without(out: Path) -> None:
    assert write_output(out, copies(SITE, []), memory=out.parent / "no" / "folder") == WriteReport(written=4)


def test_a_source_that_cannot_be_read_stops_it(out: Path) -> None:
    write(out, SITE)

    def refuse() -> BinaryIO:
        raise OSError(errno.EACCES, "no")

    with pytest.raises(MachineError, match=r"photo\.jpg"):
        write_output(out, [FileCopy("photo.jpg", "s", refuse)])
    assert tree(out) == SITE


def test_a_large_copy_takes_little_memory(out: Path, tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"")
    os.truncate(tmp_path / "large", 300_000_000)
    code = """
import sys
from polyphony.output import FileCopy, write_output
source, out = sys.argv[1:]
for _ in range(2):
    print(write_output(out, [FileCopy("large", "s", lambda: open(source, "rb"))]))
"""
    limit = 250_000_000
    done = run(
        code,
        str(tmp_path / "large"),
        str(out),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )
    assert "written=1" in done.stdout.splitlines()[0], done.stderr
    assert "unchanged=1" in done.stdout.splitlines()[1]
    assert (out / "large").stat().st_size == 300_000_000
    shutil.rmtree(out)


plain_part = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/\\:"), min_size=1, max_size=5)
plain_path = st.lists(plain_part, min_size=1, max_size=4).map("/".join).filter(is_plain)


@given(st.dictionaries(plain_path, st.binary(max_size=3)))
def test_the_list_reads_as_it_was_written(files: dict[str, bytes]) -> None:
    listed: dict[str, tuple[str, ...]] = {
        path: (hashlib.sha256(content).hexdigest(),) for path, content in files.items()
    }
    assert parse_manifest(render_manifest(listed)) == listed


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
