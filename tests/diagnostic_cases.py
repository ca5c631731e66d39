"""Files of `cases/diagnostics` to examples: a tiny publication each, and what is said of it.

A file is called after its code. Below each heading of level 2 stand fenced blocks: a file of the publication each, its
path in the opening fence, and at last a block `said`. Before the path may stand a word: `bytes` (the text holds escapes
such as `\\x92`), `link` (the text is where a symbolic link leads), `absent` (a file that would else be there),
`folder`. A line `Shown by: tests/test_x.py::test_y` names the test that shows what no example can.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

__all__ = ["CASES", "Example", "names_of_tests", "put", "read_examples", "replace_said"]

CASES = Path(__file__).parent / "cases" / "diagnostics"
_BLOCK = re.compile(
    r"^(?P<fence>`{3,})(?:(?P<how>bytes|link|absent|folder) )?(?P<path>\S+)\n(?P<text>.*?)^(?P=fence)$"
    r"|^## (?P<title>[^\n]+)$",
    re.MULTILINE | re.DOTALL,
)
_SHOWN_BY = re.compile(r"^Shown by: (\S+)::(\S+)$", re.MULTILINE)


class Example(NamedTuple):
    """A tiny publication: (how, path, text) of each of its files; what is said, and where that stands in the case."""

    title: str
    files: tuple[tuple[str, str, str], ...]
    said: str
    place: tuple[int, int]


def read_examples(path: Path) -> list[Example]:
    """Read the examples of a case."""
    examples: list[Example] = []
    title, files = "", []
    for block in _BLOCK.finditer(path.read_text(encoding="utf-8")):
        if block["title"]:
            title = block["title"]
        elif block["path"] == "said":
            examples.append(Example(title, tuple(files), block["text"].rstrip("\n"), block.span("text")))
            files = []
        else:
            files.append((block["how"] or "", block["path"], block["text"]))
    assert not files, f"{path.name}: an example says nothing"
    return examples


def names_of_tests(path: Path) -> list[tuple[str, str]]:
    """The tests that a case names: file and name."""
    return _SHOWN_BY.findall(path.read_text(encoding="utf-8"))


def put(example: Example, folder: Path) -> None:
    """Write an example's files into a folder."""
    for how, name, text in example.files:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        match how:
            case "link":
                target.symlink_to(text.strip())
            case "absent":
                target.unlink()
            case "folder":
                target.mkdir()
            case "bytes":
                target.write_bytes(text.encode("ascii").decode("unicode_escape").encode("latin-1"))
            case _:
                target.write_bytes(text.encode())


def replace_said(path: Path, said: list[str]) -> None:
    """Write anew what is said of each example of a case."""
    text = path.read_text(encoding="utf-8")
    for example, new in reversed(list(zip(read_examples(path), said, strict=True))):
        begin, end = example.place
        text = text[:begin] + new + "\n" + text[end:]
    path.write_text(text, encoding="utf-8")
