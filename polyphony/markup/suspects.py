"""Lines of an exchange that are text, and may be meant as turns: pasted from a chat, or of somebody undeclared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from polyphony.diagnostics import Code
from polyphony.markup.workspace import Workspace

__all__ = ["Suspects", "opens_for_several"]

_DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
_TIME = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?"
_BEFORE = re.compile(
    rf"[\[(\s\u200e\u200f]*(?:{_DATE}[,\s]+{_TIME}|{_TIME}|{_DATE})[\])\s,–—-]+(?P<name>[^:]+):(?=\s|$)"
)
_AFTER = re.compile(rf"(?P<name>[^:\d]+?)[\s,]+[\[(]?(?:{_DATE}[,\s]+)?{_TIME}[\])]?:(?=\s|$)")
_JOINED = re.compile(r"(?P<name>[^:]+):(?=[^\s/:])")
_PARTLY = re.compile(r"(?P<name>[^:\n]*&[^:\n]*)(?::(?=\s|$)|\uff1a)")
_OTHER = re.compile(r"(?P<name>[^\W\d_][^:\uff1a\n]{0,30})(?::(?=\s|$)|\uff1a)")
_MOST_WORDS = 3


_BRACKETS = re.compile(r"\s*[(\uff08][^()]*[)\uff09]$")


def opens_for_several(workspace: Workspace, shown: str, path: str, line: int) -> bool:
    """Report a line that opens with a name that several people have, as a turn would; tell whether it does."""
    shared = dict(workspace.vocabulary.ambiguous)
    name = _BRACKETS.sub("", unicodedata.normalize("NFC", shown)) if shared else ""
    for part in name.split("&"):
        ids = shared.get(" ".join(part.split()), ())
        if ids:
            workspace.report(
                Code.DUPLICATE_LABEL,
                f'"{part.strip()}:" could be {" or ".join(ids)}, and this would be nobody\'s turn',
                path,
                line,
                shown,
                hint=f"write the whole name or the id, as in {ids[0]}: …; if it is text, write [{shown}:]{{.text}}",
            )
            return True
    return False


class _Found(NamedTuple):
    """The first line of its kind: its place, what it opens with, and whose name stands in it."""

    path: str
    line: int
    shown: str
    name: str


class Suspects:
    """Gathers the lines of one exchange that open with no label, and tells of each kind once.

    It keeps no way back to what gathers for it: builds collect no garbage, so that a circle would stay to the end.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._first: dict[tuple[str, str], _Found] = {}
        self._count: dict[tuple[str, str], int] = {}

    def note(self, head: str, path: str, line: int, people: Callable[[str], object]) -> None:
        """Look at the text that a line opens with; `people` finds those whom a name stands for."""
        for kind, pattern in (("moment", _BEFORE), ("moment", _AFTER), ("space", _JOINED)):
            match = pattern.match(head)
            if match and people(match["name"].strip()):
                self._add((kind, ""), _Found(path, line, match[0].strip(), match["name"].strip()))
                return
        match = _PARTLY.match(head)
        if match:
            names = [name.strip() for name in match["name"].split("&")]
            strangers = [name for name in names if not people(name)]
            if 0 < len(strangers) < len(names):
                self._add(("partly", strangers[0]), _Found(path, line, match[0], strangers[0]))
                return
        match = _OTHER.match(head)
        if match and not match["name"][0].islower() and len(match["name"].split()) <= _MOST_WORDS:
            self._add(("other", match["name"]), _Found(path, line, match[0], match["name"]))

    def _add(self, key: tuple[str, str], found: _Found) -> None:
        self._first.setdefault(key, found)
        self._count[key] = self._count.get(key, 0) + 1

    def report(self) -> None:
        """Tell of what was found; of a name that nobody has only where it opens several lines."""
        for (kind, _), (path, line, shown, name) in self._first.items():
            count = self._count[kind, name if kind in {"other", "partly"} else ""]
            more = f", and so do {count - 1} more lines here" if count > 2 else ", and one more line here"
            more = more if count > 1 else ""
            text = f"if it is text, write [{shown}]{{.text}}"
            match kind:
                case "moment":
                    message = f"this begins like a turn{more}, but is read as text: a time stands behind the name"
                    hint = f"write {name} (09:41): or {name} (2022-11-03 09:41):"
                case "space":
                    message = f"this begins like a turn{more}, but is read as text: no space stands after the colon"
                    hint = f"write {name}: and a space; {text}"
                case "partly":
                    message = f'nobody is called "{name}"{more}: this is read as text of the turn before'
                    hint = f"declare a person who is called so; {text}"
                case _:
                    if count == 1:
                        continue
                    message = (
                        f'"{name}:" opens {count} lines here and is nobody: they are read as text of the turn before'
                    )
                    hint = f'declare a person with aliases: ["{name}"]; {text}'
            self._workspace.report(Code.PERHAPS_A_TURN, message, path, line, shown, hint=hint)
