"""A function and many values to its results, packed, computed by several processes at once.

The processes are forked, so that they have the values already and only results travel, as bytes, in order. The one that
asks is one of them: it computes too while it waits, since each process costs memory of its own.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from struct import Struct
from typing import TypeVar

V = TypeVar("V")

__all__ = ["can_fork", "compute"]

_NUMBER = Struct("<I")
_FRAME = Struct("<IIB")
"""Which value, how many bytes follow, and whether there is a result at all."""

_MOST_BATCHES = 1000
"""All batches wait in one pipe, which may be as small as 4,096 bytes."""

_PIECE = 1 << 18


def can_fork() -> bool:
    """Tell whether this process can safely be forked: on Linux and the like, and with no other thread running."""
    threading = sys.modules.get("threading")
    alone = threading is None or threading.active_count() == 1
    return alone and hasattr(os, "fork") and sys.platform not in ("darwin", "win32", "emscripten", "wasi")


def compute(function: Callable[[V], bytes], values: Sequence[V], jobs: int) -> Generator[bytes | None]:
    """Yield `function(value)` for each value, in order.

    `jobs` counts this process too. None stands for a value of which no result came: the function raised, or the process
    died. The caller then calls it himself, and so gets the exception where it belongs. Leaving the iteration ends the
    processes.
    """
    batch = max(1, min(16, len(values) // (jobs * 8)), -(-len(values) // _MOST_BATCHES))
    tasks, feed = os.pipe()
    os.write(feed, b"".join(_NUMBER.pack(start) for start in range(0, len(values), batch)))
    os.close(feed)
    children: dict[int, int] = {}
    try:
        for _ in range(jobs - 1):
            pipe = _start(function, values, batch, tasks, children)
            if pipe is None:
                break
        yield from _collect(function, values, batch, tasks, list(children))
    finally:
        os.close(tasks)
        _end(children)


def _start(
    function: Callable[[V], bytes], values: Sequence[V], batch: int, tasks: int, children: dict[int, int]
) -> int | None:
    """Fork a process; the pipe on which its results come, or None where the system refuses."""
    try:
        pipe, results = os.pipe()
    except OSError:
        return None
    with suppress(ImportError, OSError, AttributeError):
        import fcntl

        fcntl.fcntl(results, fcntl.F_SETPIPE_SZ, 1 << 20)  # So that nobody waits while results are put away.
    # Until the child has its own, a Ctrl-C in it would run the parent's handlers twice.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                for number in (signal.SIGINT, signal.SIGTERM):
                    signal.signal(number, signal.SIG_DFL)
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
                os.close(pipe)
                _work(function, values, batch, tasks, results)
                status = 0
            finally:
                os._exit(status)
        children[pipe] = child
    except OSError:
        os.close(pipe)
        return None
    finally:
        os.close(results)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return pipe


def _work(function: Callable[[V], bytes], values: Sequence[V], batch: int, tasks: int, results: int) -> None:
    """Compute batches until there are none left. Runs in the child."""
    # What was there before the fork is not garbage; what comes after is looked through seldom.
    gc.freeze()
    gc.set_threshold(50_000, 20, 1000)
    while numbers := _take_batch(values, batch, tasks):
        for number in numbers:
            try:
                content, good = function(values[number]), 1
            except BaseException:  # noqa: BLE001 - the parent calls the function again, and raises it there
                content, good = b"", 0
            frame = memoryview(_FRAME.pack(number, len(content), good) + content)
            while frame:
                frame = frame[os.write(results, frame) :]


def _take_batch(values: Sequence[V], batch: int, tasks: int) -> range:
    """Take the numbers of values that nobody else computes; none where all are taken."""
    token = os.read(tasks, _NUMBER.size)
    if not token:
        return range(0)
    (start,) = _NUMBER.unpack(token)
    return range(start, min(start + batch, len(values)))


def _collect(
    function: Callable[[V], bytes], values: Sequence[V], batch: int, tasks: int, pipes: list[int]
) -> Iterator[bytes | None]:
    """Yield results in order as they come on the pipes; where none has come, compute a batch here."""
    import select

    poll = select.poll()
    buffers = {pipe: bytearray() for pipe in pipes}
    for pipe in pipes:
        poll.register(pipe, select.POLLIN)
    ready: dict[int, bytes | None] = {}
    untaken = True
    for wanted in range(len(values)):
        while wanted not in ready and (untaken or buffers):
            came = poll.poll(0 if untaken else None)
            for pipe, _ in came:
                piece = os.read(pipe, _PIECE)
                if piece:
                    _take_frames(buffers[pipe], piece, ready)
                else:
                    poll.unregister(pipe)
                    del buffers[pipe]
            if not came and untaken:
                numbers = _take_batch(values, batch, tasks)
                untaken = bool(numbers)
                ready.update((number, _try(function, values[number])) for number in numbers)
        yield ready.pop(wanted, None)


def _try(function: Callable[[V], bytes], value: V) -> bytes | None:
    """Compute a value; what goes wrong is for the caller to see when its turn comes."""
    try:
        return function(value)
    except Exception:  # noqa: BLE001 - he calls the function again, and raises it there
        return None


def _take_frames(buffer: bytearray, piece: bytes, ready: dict[int, bytes | None]) -> None:
    buffer += piece
    at = 0
    while len(buffer) - at >= _FRAME.size:
        number, length, good = _FRAME.unpack_from(buffer, at)
        end = at + _FRAME.size + length
        if end > len(buffer):
            break
        ready[number] = bytes(memoryview(buffer)[at + _FRAME.size : end]) if good else None
        at = end
    del buffer[:at]


def _end(children: dict[int, int]) -> None:
    """End the processes, whether they are done or not, and leave no trace of them."""
    for pipe, child in children.items():
        os.close(pipe)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    for child in children.values():
        with suppress(ChildProcessError):
            os.waitpid(child, 0)
