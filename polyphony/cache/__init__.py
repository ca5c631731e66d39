"""A pure function and its values to its results, remembered between builds and computed by several processes.

`Cache.map(f, xs)` is `[f(x) for x in xs]`, only sooner. Results are kept by the digest of all that they come from and
read back by their type, never pickled; so a cache that is damaged, missing or a stranger's can only be slower.
"""

from __future__ import annotations

import functools
import hashlib
import os
import sys
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from typing import Any, Self, TypeVar

import msgspec

from polyphony.cache.code import CodeFolder, code_folder
from polyphony.cache.memory import Memory
from polyphony.cache.packs import KEY_LENGTH, NAMESPACE_LENGTH, Packs
from polyphony.cache.pieces import Pieces
from polyphony.cache.workers import can_fork, compute
from polyphony.receipt import installed_packages

__all__ = [
    "Cache",
    "CodeFolder",
    "Memory",
    "Pieces",
    "cache_folder",
    "code_folder",
    "count_processors",
    "read_fingerprint",
]

V = TypeVar("V")
R = TypeVar("R")


def _digest_of(value: Any) -> str:
    """Stand in for a value that can't be encoded by the digest that it gives of itself."""
    digest = getattr(value, "digest", None)
    if not isinstance(digest, str):
        raise TypeError(f"what {type(value).__name__} holds can't be seen from outside: give it a digest")
    return digest


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_digest_of, order="deterministic")
_WORTH_FORKING = 32
"""From how many values on more processes pay."""


class Cache:
    """Results of earlier builds in a folder (None: nothing is kept), and how many processes may compute new ones.

    `fingerprint` stands for all that a result depends on beside function and value: the program itself. `memory` is
    kept by who builds again and again in one process.
    """

    def __init__(
        self, folder: str | os.PathLike[str] | None, jobs: int, fingerprint: str, memory: Memory | None = None
    ) -> None:
        self.packs = None if folder is None else Packs(os.fspath(folder))
        self.jobs = jobs or count_processors()
        self.fingerprint = fingerprint
        self.memory = memory
        self.unfinished = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.close(forget=kind is None)

    def close(self, *, forget: bool = True) -> None:
        """Write down what is new. `forget`: leave behind what was not used, once that is much."""
        if self.packs is not None:
            self.packs.close(forget=forget and not self.unfinished)
            self.packs = None

    def call(self, function: Callable[..., R], *arguments: object) -> R:
        """Give `function(*arguments)`, by memory where there is one; the function is pure and one of a module's."""
        if self.memory is None:
            return function(*arguments)
        return self.memory.call(_name(function)[0], function, arguments)

    def go_on(self, function: Callable[..., R], *arguments: object, **named: object) -> R:
        """Give `function(before, *arguments, **named)`; `before` is what it gave the last time, None where unknown.

        What it gives must not depend on that.
        """
        if self.memory is None:
            return function(None, *arguments, **named)
        name, _ = _name(function)
        result = self.memory.states[name] = function(self.memory.states.get(name), *arguments, **named)
        return result

    def map(
        self,
        function: Callable[[V], R],
        values: Sequence[V],
        result_type: Any,
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[R]:
        """Give exactly `[function(value) for value in values]`; see `stream`."""
        return list(self.stream(function, values, result_type, progress=progress))

    def stream(
        self,
        function: Callable[[V], R],
        values: Sequence[V],
        result_type: Any,
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> Iterator[R]:
        """Yield `function(value)` for each value, in order, with no more in memory than has to be.

        The function is one of a module's, or a `functools.partial` of such a one, whose arguments then count as a part
        of each value (another would hide what it depends on: ValueError). Values and results must survive msgspec;
        results are of `result_type`. `progress` is told how many are done, and of how many.
        """
        memory = self.memory
        if memory is None:
            yield from self._stream(function, values, self._find_keys(function, values), result_type, progress)
            return
        name, given = _name(function)
        base = _ENCODER.encode(given)
        known = memory.match(name, base, values)
        others = [value for number, value in enumerate(values) if number not in known]
        fresh = self._stream(function, others, self._find_keys(function, others), result_type, progress)
        results = []
        for number in range(len(values)):
            results.append(known[number] if number in known else next(fresh))
            yield results[-1]
        next(fresh, None)
        memory.keep(name, base, values, results)

    def stream_new(
        self, function: Callable[[V], R], values: Sequence[V], result_type: Any, is_had: Callable[[int, str], bool]
    ) -> Iterator[tuple[str, R | None]]:
        """Yield for each value a stamp, which stands for its result, and the result: see `stream`.

        `is_had` tells, of the number of a value and the stamp, whether the caller has this result already. One that is
        remembered isn't read back then, and None is yielded in its place; `stream` gives it still. Where nothing is
        remembered stamps are empty.
        """
        keys = self._find_keys(function, values)
        stamps = [key.hex() for key in keys] or [""] * len(values)
        had = {number for number, stamp in enumerate(stamps) if stamp and is_had(number, stamp)}
        return zip(stamps, self._stream(function, values, keys, result_type, None, had), strict=True)

    def _stream(
        self,
        function: Callable[[V], R],
        values: Sequence[V],
        keys: Sequence[bytes],
        result_type: Any,
        progress: Callable[[int, int], None] | None,
        had: Collection[int] = (),
    ) -> Iterator[Any]:
        """Compute or read back each result; None stands for those that are remembered and that somebody `had`."""
        self.unfinished += 1
        total = len(values)
        packs = self.packs
        missing = [number for number in range(total) if packs is None or keys[number] not in packs]
        encode, decode = msgspec.msgpack.Encoder().encode, msgspec.msgpack.Decoder(result_type).decode
        computed: Generator[bytes | None] | None = None
        if self.jobs > 1 and len(missing) >= _WORTH_FORKING and can_fork():
            computed = _share(lambda value: encode(function(value)), [values[number] for number in missing], self.jobs)
        following = iter(missing)
        upcoming = next(following, total)
        try:
            for number, value in enumerate(values):
                found: tuple[R] | None = None
                content: bytes | None = None
                if number == upcoming:
                    upcoming = next(following, total)
                    content = next(computed) if computed is not None else None
                elif packs is not None and number in had:
                    packs.used.add(keys[number])
                    yield None
                    continue
                elif packs is not None:
                    found = _recall(packs, keys[number], decode)
                if found is None:
                    if content is None and packs is None:
                        found = (function(value),)
                    else:
                        # What is new goes through the same mill as what is remembered, so that it can't be different.
                        content = encode(function(value)) if content is None else content
                        found = (decode(content),)
                        if packs is not None:
                            packs.add(keys[number], content)
                yield found[0]
                if progress is not None:
                    progress(number + 1, total)
            self.unfinished -= 1
        finally:
            if computed is not None:
                computed.close()

    def recall(self, name: str, values: Sequence[Any], result_type: type[R]) -> list[R | None]:
        """Find what was kept of these values under a name; None for each of which nothing was.

        For what is computed for many values at once; whoever does it keeps the results himself.
        """
        packs, kept = self.packs, self.memory.kept if self.memory is not None else {}
        if packs is None and not kept:
            return [None] * len(values)
        decode = msgspec.msgpack.Decoder(result_type).decode
        results: list[R | None] = []
        for key in self._keys_of(name, (), values):
            found = (kept[key],) if key in kept else _recall(packs, key, decode) if packs is not None else None
            results.append(None if found is None else found[0])
            if found is not None and self.memory is not None:
                kept[key] = found[0]
        return results

    def keep(self, name: str, values: Sequence[Any], results: Sequence[Any]) -> None:
        """Keep the results of these values under a name."""
        if self.packs is None and self.memory is None:
            return
        for key, result in zip(self._keys_of(name, (), values), results, strict=True):
            if self.packs is not None:
                self.packs.add(key, msgspec.msgpack.encode(result))
            if self.memory is not None:
                self.memory.kept[key] = result

    def _find_keys(self, function: Callable[[V], R], values: Sequence[V]) -> list[bytes]:
        name, given = _name(function)
        return [] if self.packs is None else self._keys_of(name, given, values)

    def _keys_of(self, name: str, given: tuple[object, ...], values: Sequence[Any]) -> list[bytes]:
        namespace = hashlib.sha256(name.encode()).digest()[:NAMESPACE_LENGTH]
        base = hashlib.sha256(_ENCODER.encode((name, self.fingerprint, given)))
        keys = []
        for value in values:
            digest = base.copy()
            digest.update(_ENCODER.encode(value))
            keys.append(namespace + digest.digest()[: KEY_LENGTH - NAMESPACE_LENGTH])
        return keys


def _share(function: Callable[[V], bytes], values: Sequence[V], jobs: int) -> Generator[bytes | None]:
    """Compute the first here, so that what a function sets up once is there for all processes; share the others."""
    yield function(values[0])
    yield from compute(function, values[1:], jobs)


def _recall(packs: Packs, key: bytes, decode: Callable[[bytes], R]) -> tuple[R] | None:
    """Find a remembered result; in a tuple, since it may be None itself."""
    content = packs.find(key)
    if content is None:
        return None
    try:
        return (decode(content),)
    except (ValueError, RecursionError):  # Whoever wrote this, it wasn't this program.
        return None


def _name(function: Callable[..., object]) -> tuple[str, tuple[object, ...]]:
    """Tell a function's full name, and what it is given beside the value."""
    given: tuple[object, ...] = ()
    while isinstance(function, functools.partial):
        given = (function.args, function.keywords, *given)
        function = function.func
    name = f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', '<unknown>')}"
    if "<" in name or getattr(function, "__self__", None) is not None:
        raise ValueError(f"what {name} depends on can't be seen from outside: make it a module's function")
    return name, given


def cache_folder(project: str | os.PathLike[str]) -> str:
    """Name the folder in which the cache of a publication lies."""
    return os.path.join(os.path.realpath(project), ".polyphony", "cache")


def count_processors() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def read_fingerprint(package: str | os.PathLike[str]) -> str:
    """Sum up a program: the source files of its package, the Python that runs it, and all that is installed there."""
    total = hashlib.sha256("\n".join((sys.version, *installed_packages())).encode())
    for folder, folders, files in os.walk(package):
        folders.sort()
        for name in sorted(files):
            if name.endswith((".py", ".lua")):
                with open(os.path.join(folder, name), "rb") as file:
                    content = file.read()
                total.update(f"\n{name} {len(content)}\n".encode())
                total.update(content)
    return total.hexdigest()
