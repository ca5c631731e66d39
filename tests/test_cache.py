"""Remembering results: the same as computing them, whatever happens to the folder."""

from __future__ import annotations

import functools
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polyphony.cache import Cache, cache_folder, packs, read_fingerprint

CALLS: list[object] = []
"""What was computed in this process."""


class Word(msgspec.Struct, frozen=True):
    text: str
    size: int = 0


def measure(word: Word) -> Word:
    CALLS.append(word)
    return Word(word.text[::-1], len(word.text))


def repeat(times: int, word: Word) -> Word:
    CALLS.append(word)
    return Word(word.text * times)


def find_nothing(word: Word) -> Word | None:
    CALLS.append(word)
    return None


def refuse_seventy(number: int) -> int:
    if number >= 70:
        raise KeyError(number)
    return number * 2


def make_large(number: int) -> bytes:
    return number.to_bytes(4, "little") * 25_000


WORDS = [Word(f"word {n} é") for n in range(100)]
EXPECTED = [Word(word.text[::-1], len(word.text)) for word in WORDS]


@pytest.fixture(autouse=True)
def nothing_computed() -> None:
    CALLS.clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".polyphony" / "cache"


def build(folder: Path | None, words: list[Word] = WORDS, *, jobs: int = 1, fingerprint: str = "1") -> list[Word]:
    CALLS.clear()
    with Cache(folder, jobs, fingerprint) as cache:
        return cache.map(measure, words, Word)


def packed(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.pack"))


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.parametrize("jobs", [0, 1, 2, 5])
@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("count", [0, 1, 31, 32, 100])
def test_mapping_is_mapping(folder: Path, jobs: int, kept: bool, count: int) -> None:
    before = descriptors()
    for _ in range(2):
        assert build(folder if kept else None, WORDS[:count], jobs=jobs) == EXPECTED[:count]
    assert descriptors() == before
    assert folder.exists() == (kept and count > 0)


def test_what_is_remembered_is_not_computed(folder: Path) -> None:
    build(folder)
    assert len(CALLS) == 100
    assert build(folder) == EXPECTED
    assert CALLS == []
    assert build(folder, [*WORDS[50:], Word("new")]) == [*EXPECTED[50:], Word("wen", 3)]
    assert [Word("new")] == CALLS


def test_an_idle_build_writes_nothing(folder: Path) -> None:
    build(folder)
    before = {path: path.stat().st_mtime_ns for path in folder.parent.rglob("*")}
    build(folder)
    assert {path: path.stat().st_mtime_ns for path in folder.parent.rglob("*")} == before


def test_all_that_a_result_depends_on_counts(folder: Path) -> None:
    build(folder)
    build(folder, fingerprint="2")
    assert len(CALLS) == 100
    with Cache(folder, 1, "1") as cache:
        for times in (2, 3, 2):
            CALLS.clear()
            assert cache.map(functools.partial(repeat, times), [Word("a")], Word) == [Word("a" * times)]
    with Cache(folder, 1, "1") as cache:
        CALLS.clear()
        assert cache.map(functools.partial(repeat, word=Word("b")), [3], Word) == [Word("bbb")]
        assert cache.map(functools.partial(repeat, 3), [Word("a")], Word) == [Word("aaa")]
        assert [Word("b")] == CALLS


def test_nothing_is_a_result_too(folder: Path) -> None:
    for calls in (2, 0):
        CALLS.clear()
        with Cache(folder, 1, "1") as cache:
            assert cache.map(find_nothing, WORDS[:2], Word | None) == [None, None]
        assert len(CALLS) == calls


def test_a_function_that_hides_what_it_depends_on_is_refused(folder: Path) -> None:
    hidden = 3
    cache = Cache(folder, 1, "1")
    with pytest.raises(ValueError, match="module's function"):
        cache.map(lambda word: Word(word.text * hidden), WORDS, Word)
    with pytest.raises(ValueError, match="module's function"):
        cache.map(CALLS.append, WORDS, Word)


def test_results_come_as_they_are_asked_for() -> None:
    results = Cache(None, 1, "1").stream(measure, WORDS, Word)
    assert next(results) == EXPECTED[0]
    assert len(CALLS) == 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_progress_is_told(folder: Path, jobs: int) -> None:
    for _ in range(2):
        told: list[tuple[int, int]] = []
        with Cache(folder, jobs, "1") as cache:
            cache.map(measure, WORDS, Word, progress=lambda done, total: told.append((done, total)))  # noqa: B023
        assert told == [(n, 100) for n in range(1, 101)]


def test_what_is_not_used_is_left_behind_when_it_is_much(folder: Path) -> None:
    size = 100_000
    with Cache(folder, 1, "1") as cache:
        cache.map(make_large, range(40), bytes)
        cache.map(measure, WORDS, Word)
    assert sum(path.stat().st_size for path in packed(folder)) > 40 * size
    with Cache(folder, 1, "1") as cache:
        cache.map(make_large, range(5), bytes)
    (pack,) = packed(folder)
    assert 5 * size < pack.stat().st_size < 6 * size
    build(folder)  # Another command's results are still there: it had not asked for any.
    assert CALLS == []


def test_what_was_not_asked_for_since_something_failed_stays(folder: Path) -> None:
    with Cache(folder, 1, "1") as cache:
        cache.map(make_large, range(40), bytes)
    before = packed(folder)
    with suppress(RuntimeError), Cache(folder, 1, "1") as cache:
        cache.map(make_large, range(2), bytes)
        raise RuntimeError
    with Cache(folder, 1, "1") as cache:
        next(cache.stream(make_large, range(40), bytes))
    assert packed(folder) == before


def test_what_was_computed_before_something_failed_is_kept(folder: Path) -> None:
    with pytest.raises(KeyError), Cache(folder, 1, "1") as cache:
        cache.map(refuse_seventy, range(100), int)
    assert len(packed(folder)) == 1
    with Cache(folder, 1, "1") as cache:
        assert cache.map(refuse_seventy, range(70), int) == [2 * n for n in range(70)]
    assert len(packed(folder)) == 1


def test_many_packs_become_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "_MOST_PACKS", 5)
    counts = []
    for count in range(1, 12):
        build(folder, WORDS[:count])
        assert len(CALLS) == 1
        counts.append(len(packed(folder)))
    assert counts == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1]


def test_git_is_told(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    build(Path(cache_folder(project)))
    assert (project / ".polyphony" / ".gitignore").read_text() == "*\n"
    assert sorted(path.name for path in project.rglob("*") if path.suffix != ".pack") == [
        ".gitignore", ".polyphony", "cache",
    ]  # fmt: skip


# Damage


def flip(path: Path, place: int, bit: int) -> None:
    content = bytearray(path.read_bytes())
    if content:  # an earlier cut may have left nothing
        content[place % len(content)] ^= 1 << bit
        path.write_bytes(content)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("flip"), st.integers(0), st.integers(0, 7)),
            st.tuples(st.just("cut"), st.integers(0), st.just(0)),
            st.tuples(st.just("append"), st.integers(1, 100), st.just(0)),
            st.tuples(st.just("zero"), st.integers(0), st.integers(1, 60)),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_damage_changes_nothing(tmp_path: Path, damages: list[tuple[str, int, int]]) -> None:
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    build(folder, WORDS[:10])
    build(folder, WORDS[:20])
    for number, (kind, place, extent) in enumerate(damages):
        path = packed(folder)[number % 2]
        content = path.read_bytes() or b"x"
        if kind == "flip":
            flip(path, place, extent)
        elif kind == "cut":
            path.write_bytes(content[: place % len(content)])
        elif kind == "append":
            path.write_bytes(content + bytes(place))
        else:
            start = place % len(content)
            path.write_bytes(content[:start] + bytes(extent) + content[start + extent :])
    assert build(folder, WORDS[:30]) == EXPECTED[:30]
    assert build(folder, WORDS[:30]) == EXPECTED[:30]
    assert CALLS == []


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rubbish_changes_nothing(tmp_path: Path, content: bytes) -> None:
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    (folder / "x.pack").write_bytes(content)
    (folder / "y.pack").write_bytes(content + packs._TAIL.pack(0, 2**31, 0, packs._HEAD))
    assert build(folder, WORDS[:3]) == EXPECTED[:3]


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\x93\x01\x02", msgspec.msgpack.encode(["x", "y"]), b"\x91" * 5000])
def test_a_result_of_another_shape_is_none(folder: Path, content: bytes) -> None:
    cache = Cache(folder, 1, "1")
    (key,) = cache._find_keys(measure, WORDS[:1])
    folder.mkdir(parents=True)
    assert cache.packs is not None
    cache.packs.add(key, content)
    cache.close()
    assert build(folder, WORDS[:1]) == EXPECTED[:1]
    assert build(folder, WORDS[:1]) == EXPECTED[:1]
    assert CALLS == []


@pytest.mark.parametrize("kind", ["file", "link", "linked above", "pipe", "folder in place of a pack"])
def test_a_folder_that_is_none(tmp_path: Path, folder: Path, kind: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder.parent.mkdir()
    if kind == "file":
        folder.write_bytes(b"x")
    elif kind == "link":
        folder.symlink_to(elsewhere)
    elif kind == "linked above":
        folder.parent.rmdir()
        folder.parent.symlink_to(elsewhere)
    else:
        folder.mkdir()
        if kind == "pipe":
            os.mkfifo(folder / "x.pack")
        elif kind == "folder in place of a pack":
            (folder / "x.pack").mkdir()
    before = sorted(elsewhere.rglob("*"))
    for _ in range(2):
        assert build(folder) == EXPECTED
    assert sorted(elsewhere.rglob("*")) == before


def test_a_read_only_folder_is_read(tmp_path: Path) -> None:
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    folder = place / "cache"
    build(folder, WORDS[:50])
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        assert build(folder) == EXPECTED
    finally:
        if root:
            os.seteuid(0)
    assert len(CALLS) == 50
    assert len(packed(folder)) == 1
    folder.chmod(0o755)
    shutil.rmtree(place)


def test_a_full_disk_is_done_without(folder: Path) -> None:
    code = """
import sys
from test_cache import CALLS, EXPECTED, build, make_large
from polyphony.cache import Cache
with Cache(sys.argv[1], 1, "1") as cache:
    assert cache.map(make_large, range(40), bytes) == [make_large(n) for n in range(40)]
for calls in (100, 0):
    assert build(sys.argv[1]) == EXPECTED
    assert len(CALLS) == calls
"""
    limit = (500_000, 500_000)
    subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        check=True, timeout=60, cwd=Path(__file__).parent, env={**os.environ, "PYTHONPATH": path_for_child()},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit),
    )  # fmt: skip
    assert [path.suffix for path in folder.iterdir()] == [".pack"]


def path_for_child() -> str:
    here = Path(__file__).parent
    return os.pathsep.join([str(here), str(here.parent)])


def test_builds_at_once_do_not_disturb_each_other(folder: Path) -> None:
    def run(start: int, found: list[list[Word]]) -> None:
        for step in range(15):
            with Cache(folder, 1, "1") as cache:
                chosen = slice(start + step, start + step + 40)
                found.append(cache.map(measure, WORDS[chosen], Word))
                assert found[-1] == EXPECTED[chosen]

    found: list[list[Word]] = []
    threads = [threading.Thread(target=run, args=(start, found)) for start in (0, 10, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 45
    assert list(folder.glob("*.part")) == []
    assert build(folder) == EXPECTED


def test_what_a_killed_process_left_is_removed_in_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "_MOST_PACKS", 1)
    build(folder)
    for name, age in (("old.part", 7200), ("new.part", 10)):
        (folder / name).write_bytes(b"x")
        os.utime(folder / name, (time.time() - age,) * 2)
    build(folder, WORDS[:99])
    assert [path.name for path in folder.glob("*.part")] == ["new.part"]


def test_a_fingerprint_sums_up_a_program(tmp_path: Path) -> None:
    def write(path: str, text: str) -> str:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
        return read_fingerprint(tmp_path)

    steps: list[Callable[[], str]] = [
        lambda: write("a.py", "x"), lambda: write("a.py", "y"), lambda: write("sub/a.py", "y"),
        lambda: write("b.py", "y"),
    ]  # fmt: skip
    assert len({step() for step in steps}) == 4
    assert write("notes.txt", "x") == read_fingerprint(tmp_path)
