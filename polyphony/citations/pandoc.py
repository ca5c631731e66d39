"""Entries of bibliographies and pages of citations to pandoc and back: one process, whatever there is to do.

What runs a program is loaded when one is to be run: it is slow to load, and most builds have nothing to format.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

__all__ = [
    "INSTALL",
    "MISSING",
    "Answer",
    "Conversion",
    "Failure",
    "PandocError",
    "Request",
    "find_programs",
    "run_pandoc",
]

OLDEST = (3, 1, 1)
"""The first pandoc that has all that `format.lua` uses."""

INSTALL = 'pip install "polyphony-press[citations]"'
MISSING = "citations need pandoc, which is not installed"
_LEAST_SECONDS, _SECONDS_EACH = 120, 0.2
"""How long pandoc may take, in all and for each thing to do: times that only something broken reaches."""


class PandocError(Exception):
    """Pandoc is missing or too old (`missing`), or gives no answer; `hint` is what to do."""

    def __init__(self, message: str, hint: str, *, missing: bool = True) -> None:
        super().__init__(message)
        self.hint = hint
        self.missing = missing


class Conversion(NamedTuple):
    """A work's entry in a format that pandoc calls so; `number` is its record's place in the list of records."""

    format: str
    text: str
    key: str
    number: int


class Request(NamedTuple):
    """A page's citations as the JSON of pandoc's blocks, its language, and the numbers of the records that it cites."""

    language: str
    blocks: str
    records: Sequence[int]


class Failure(NamedTuple):
    """What pandoc says of something that it can't read."""

    message: str


class Answer(NamedTuple):
    """For each conversion its record, for each page pandoc's document."""

    records: list[dict[str, Any] | Failure]
    pages: list[dict[str, Any] | Failure]


def run_pandoc(
    conversions: Sequence[Conversion], requests: Sequence[Request], records: Sequence[str], style: bytes
) -> Answer:
    """Convert entries, and format pages by a style. `records` are JSON objects, empty where one is converted here.

    It raises `PandocError` where pandoc can't be had.
    """
    import tempfile
    from importlib.resources import files

    request = {
        "records": list(records),
        "conversions": [one._asdict() for one in conversions],
        "pages": [one._asdict() for one in requests],
    }
    seconds = _LEAST_SECONDS + _SECONDS_EACH * (len(conversions) + sum(one.blocks.count('"Cite"') for one in requests))
    old = ""
    for program in find_programs():
        with tempfile.TemporaryDirectory(prefix="polyphony-") as folder:
            _write(folder, "style.csl", style)
            _write(folder, "format.lua", (files("polyphony") / "citations" / "format.lua").read_bytes())
            _write(folder, "request.json", json.dumps(request, ensure_ascii=False).encode("utf-8", "replace"))
            failed = _run(program, folder, seconds)
            answer = None if failed else _read_answer(folder)
        if answer is not None and len(answer.records) == len(conversions) and len(answer.pages) == len(requests):
            return answer
        version = _version(program)
        if not version or version >= OLDEST:
            raise _failure(program, failed or "it gave no answer")
        old = old or ".".join(str(part) for part in version)
    if old:
        least = ".".join(str(part) for part in OLDEST)
        raise PandocError(f"pandoc {old} is too old: citations need {least} or later", f"run: {INSTALL}")
    raise PandocError(MISSING, f"run: {INSTALL}")


def _failure(program: str, said: str) -> PandocError:
    return PandocError(f"pandoc failed: {said}", f"that was {program}; try another: {INSTALL}", missing=False)


def _read_answer(folder: str) -> Answer | None:
    """Read what pandoc has left; None where it is no answer."""
    try:
        with open(os.path.join(folder, "answer.json"), encoding="utf-8") as file:
            answer = json.load(file)
        return Answer(
            [Failure(str(one["error"])) if "error" in one else one["record"] for one in answer["conversions"]],
            [Failure(str(one["error"])) if "error" in one else one["document"] for one in answer["pages"]],
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def find_programs() -> list[str]:
    """Where pandoc is: on PATH, and in the extra `[citations]`."""
    import shutil

    found = shutil.which("pandoc")
    programs = [found] if found else []
    try:
        import pypandoc

        programs.append(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        pass
    return list(dict.fromkeys(programs))


def _run(program: str, folder: str, seconds: float) -> str:
    """Run pandoc over what lies in a folder; what it says where it fails."""
    import subprocess

    command = [program, "lua", os.path.join(folder, "format.lua"), folder]
    try:
        done = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise _failure(program, f"it did not end within {seconds:.0f} seconds") from None
    except OSError as error:
        return error.strerror or str(error)
    if done.returncode == 0:
        return ""
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return said[0] if said else f"it ended with {done.returncode}"


def _version(program: str) -> tuple[int, ...]:
    import subprocess

    try:
        done = subprocess.run(
            [program, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    match = re.search(rb"pandoc\S* (\d+(?:\.\d+)*)", done.stdout)
    return tuple(int(part) for part in match[1].split(b".")) if match else ()


def _write(folder: str, name: str, content: bytes) -> None:
    with open(os.path.join(folder, name), "wb") as file:
        file.write(content)
