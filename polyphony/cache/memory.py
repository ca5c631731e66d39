"""What goes into a function to what came of it the last time, while the program runs.

A build after the edit of one page differs from the one before in very little, and what is the same is very often the
same object. So arguments are compared with the last ones, which costs next to nothing, before anybody digests them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

__all__ = ["Memory"]

R = TypeVar("R")


class Memory:
    """The last arguments and results of each function, by its name, and what somebody keeps himself."""

    def __init__(self) -> None:
        self.calls: dict[str, tuple[tuple[object, ...], Any]] = {}
        self.states: dict[str, Any] = {}
        self.kept: dict[bytes, Any] = {}
        self.runs: dict[str, tuple[bytes, Sequence[Any], list[Any]]] = {}

    def call(self, name: str, function: Callable[..., R], arguments: tuple[object, ...]) -> R:
        """Give `function(*arguments)`; the last result where the arguments equal the last ones."""
        known = self.calls.get(name)
        if known is not None and known[0] == arguments:
            # Those of now are kept: they are the ones that come again.
            self.calls[name] = (arguments, known[1])
            return known[1]  # type: ignore[no-any-return]
        result = function(*arguments)
        self.calls[name] = (arguments, result)
        return result

    def match(self, name: str, given: bytes, values: Sequence[Any]) -> dict[int, Any]:
        """Find results by the number of their value: those before and those after all that has changed."""
        before, results = (), []  # type: tuple[Sequence[Any], list[Any]]
        if name in self.runs and self.runs[name][0] == given:
            _, before, results = self.runs[name]
        shorter = min(len(before), len(values))
        head = 0
        while head < shorter and before[head] == values[head]:
            head += 1
        tail = 0
        while tail < shorter - head and before[-1 - tail] == values[-1 - tail]:
            tail += 1
        found = dict(enumerate(results[:head]))
        if tail:
            found.update(enumerate(results[-tail:], len(values) - tail))
        return found

    def keep(self, name: str, given: bytes, values: Sequence[Any], results: list[Any]) -> None:
        """Remember what came of each value."""
        self.runs[name] = (given, values, results)
