"""An output that can't be written, or not to the end: all of it or nothing."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from folders import SITE, run, times, tree, values, write

from polyphony.model import OutputFile
from polyphony.output import (
    LockedError,
    MachineError,
    clean_output,
    write_output,
)
from polyphony.output.disk import TEMPORARY
from polyphony.output.manifest import MANIFEST


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "_site"


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


def test_s2_25_a_limit_on_the_size_of_files(out: Path) -> None:
    write(out, SITE)
    before = times(out)
    done = run(WRITER, str(out), preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000)))
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.startswith("disk full")
    assert times(out) == before


@pytest.mark.parametrize("size", ["size=1m", "nr_inodes=6"])
def test_s2_25_a_full_disk(tmp_path: Path, size: str) -> None:
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
def test_s2_26_no_permission(open_place: Path, locked: str) -> None:
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


def test_s2_24_ctrl_c_while_a_build_runs(out: Path) -> None:
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
