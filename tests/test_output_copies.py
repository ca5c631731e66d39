"""Files that are copied, and not held in memory."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import resource
import shutil
import time
from functools import partial
from pathlib import Path
from typing import BinaryIO

import pytest
from folders import SITE, run, times, tree, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polyphony.output import (
    CleanReport,
    FileCopy,
    MachineError,
    WriteReport,
    clean_output,
    write_output,
)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "_site"


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
