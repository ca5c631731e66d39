"""What citations ask of a memory of earlier builds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

__all__ = ["Memory"]

R = TypeVar("R")


class Memory(Protocol):
    """Results of earlier builds, by a name and the value that they come from."""

    def recall(self, name: str, values: Sequence[Any], result_type: type[R]) -> list[R | None]:
        """Find what was kept of values; None for each of which nothing was."""

    def keep(self, name: str, values: Sequence[Any], results: Sequence[Any]) -> None:
        """Keep the results of values."""
