"""Sharing work among processes: the same results, in order, and nothing left over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from polyphony.cache import Cache


def refuse_seventy(number: int) -> int:
    if number >= 70:
        raise KeyError(number)
    return number * 2


def die_at_fifty(number: int) -> tuple[int, bool]:
    """Let the process die at 50, if it isn't the one that started."""
    if number == 50 and os.getpid() != int(os.environ["STARTED_BY"]):
        os.kill(os.getpid(), signal.SIGKILL)
    return number, True


def tell_process(number: int) -> int:
    time.sleep(0.001)
    return os.getpid()


def make_large(number: int) -> bytes:
    return number.to_bytes(4, "little") * 25_000


_STARTED_BY_OTHERS: set[int] = set()


@pytest.fixture(autouse=True)
def _only_our_own_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count as if no thread of another test's were left in this process: those of a server wait, and hold nothing."""
    others = threading.active_count()
    counted = threading.active_count
    monkeypatch.setattr(threading, "active_count", lambda: max(1, counted() - others + 1))
    _STARTED_BY_OTHERS.clear()
    _STARTED_BY_OTHERS.update(children())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def path_for_child() -> str:
    here = Path(__file__).parent
    return os.pathsep.join([str(here), str(here.parent)])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system can't fork")
class TestProcesses:
    def test_several_compute(self) -> None:
        first, *others = Cache(None, 3, "1").map(tell_process, range(400), int)
        assert first == os.getpid()  # what is set up for it is there for the others
        found = set(others)
        assert os.getpid() in found  # who waits computes too
        assert 2 <= len(found) <= 3

    def test_one_computes_where_there_is_little_to_do(self) -> None:
        assert set(Cache(None, 3, "1").map(tell_process, range(10), int)) == {os.getpid()}

    def test_one_computes_beside_other_threads(self) -> None:
        done = threading.Event()
        thread = threading.Thread(target=done.wait)
        thread.start()
        try:
            assert set(Cache(None, 3, "1").map(tell_process, range(100), int)) == {os.getpid()}
        finally:
            done.set()
            thread.join()

    @pytest.mark.parametrize("count", [33, 1001, 20_000])
    def test_order_is_kept(self, folder: Path, count: int) -> None:
        with Cache(folder, 3, "1") as cache:
            assert cache.map(str, range(count), str) == [str(n) for n in range(count)]

    def test_large_results(self, folder: Path) -> None:
        with Cache(folder, 2, "1") as cache:
            assert cache.map(make_large, range(100), bytes) == [make_large(n) for n in range(100)]

    @pytest.mark.parametrize("jobs", [1, 3])
    def test_an_exception_is_raised_where_it_belongs(self, jobs: int) -> None:
        before = descriptors()
        with pytest.raises(KeyError, match="70") as raised:
            Cache(None, jobs, "1").map(refuse_seventy, range(100), int)
        assert raised.traceback[-1].name == "refuse_seventy"
        assert descriptors() == before
        assert_no_children()

    def test_a_process_that_dies_loses_nothing(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("STARTED_BY", str(os.getpid()))
        with Cache(folder, 2, "1") as cache:
            assert cache.map(die_at_fifty, range(200), tuple[int, bool]) == [(n, True) for n in range(200)]
        assert_no_children()

    def test_where_the_system_refuses_one_computes(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse() -> int:
            raise BlockingIOError(11, "too many processes")

        before = descriptors()
        with monkeypatch.context() as patch:
            patch.setattr(os, "fork", refuse)
            assert set(Cache(folder, 3, "1").map(tell_process, range(100), int)) == {os.getpid()}
        assert descriptors() == before

    def test_leaving_early_ends_the_processes(self) -> None:
        before = descriptors()
        results = Cache(None, 3, "1").stream(tell_process, range(10_000), int)
        next(results)
        started = time.monotonic()
        del results
        assert time.monotonic() - started < 5
        assert descriptors() == before
        assert_no_children()

    @pytest.mark.parametrize("to", ["one", "all"])
    def test_ctrl_c_ends_all(self, folder: Path, to: str) -> None:
        code = """
import sys, time
from polyphony.cache import Cache
import test_cache_processes
def slow(number):
    if number:  # the first is computed before there are other processes
        print("started", flush=True)
        time.sleep(30)
    return number
test_cache_processes.slow = slow
slow.__module__ = "test_cache_processes"
with Cache(sys.argv[1], 2, "1") as cache:
    cache.map(slow, range(100), int)
"""
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            start_new_session=True, cwd=Path(__file__).parent, env={**os.environ, "PYTHONPATH": path_for_child()},
        )  # fmt: skip
        with process:
            assert process.stdout is not None
            process.stdout.readline()
            process.stdout.readline()
            if to == "all":
                os.killpg(process.pid, signal.SIGINT)
            else:
                process.send_signal(signal.SIGINT)
            process.wait(10)
            assert process.returncode in (-signal.SIGINT, 1, 130)
            with pytest.raises(ProcessLookupError):
                os.killpg(process.pid, 0)
        assert list(folder.glob("*.part")) == []

    def test_what_waits_to_be_printed_is_printed_once(self) -> None:
        code = """
import sys, test_cache_processes
from polyphony.cache import Cache
sys.stdout.write("once\\n")
Cache(None, 3, "1").map(test_cache_processes.tell_process, range(100), int)
"""
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60,
            cwd=Path(__file__).parent, env={**os.environ, "PYTHONPATH": path_for_child()},
        )  # fmt: skip
        assert done.stdout == "once\n"


def children() -> set[int]:
    """The processes that this one started and has not yet asked after."""
    ours = str(os.getpid())
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1]
        except OSError:
            continue
        if parent == ours:
            found.add(int(stat.parent.name))
    return found


def assert_no_children() -> None:
    """None is left but what other tests had started: a browser, say, that waits for the next test."""
    assert children() <= _STARTED_BY_OTHERS
