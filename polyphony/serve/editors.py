"""A place in a source into what opens it: a link, a command that the preview runs, or nothing but the place's name."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

__all__ = ["Editor", "find_editor", "open_place"]

LINKS = {
    "vscode": "vscode://file{path}:{line}:{column}",
    "code": "vscode://file{path}:{line}:{column}",
    "vscodium": "vscodium://file{path}:{line}:{column}",
    "codium": "vscodium://file{path}:{line}:{column}",
    "cursor": "cursor://file{path}:{line}:{column}",
    "windsurf": "windsurf://file{path}:{line}:{column}",
    "zed": "zed://file{path}:{line}:{column}",
    "textmate": "txmt://open?url=file://{path}&line={line}&column={column}",
    "mate": "txmt://open?url=file://{path}&line={line}&column={column}",
    "idea": "idea://open?file={path}&line={line}&column={column}",
    "pycharm": "pycharm://open?file={path}&line={line}&column={column}",
}
"""Editors that a browser can open by a link."""

COMMANDS = {
    "subl": "subl {path}:{line}:{column}",
    "gedit": "gedit +{line}:{column} {path}",
    "gnome-text-editor": "gnome-text-editor {path}",
    "kate": "kate --line {line} --column {column} {path}",
    "kwrite": "kwrite --line {line} --column {column} {path}",
    "mousepad": "mousepad --line={line} --column={column} {path}",
    "pluma": "pluma +{line} {path}",
    "xed": "xed +{line} {path}",
    "geany": "geany --line {line} --column {column} {path}",
    "gvim": "gvim +{line} {path}",
    "mvim": "mvim +{line} {path}",
    "emacsclient": "emacsclient --no-wait +{line}:{column} {path}",
    "notepad++": "notepad++ -n{line} -c{column} {path}",
    "notepad": "notepad {path}",
    "bbedit": "bbedit +{line}:{column} {path}",
}
"""Editors with a window of their own that a command opens. Those that need a terminal can't be opened from a page."""


class Editor(NamedTuple):
    """How places are opened: `link` with {path}, {line}, {column}, or a `command` likewise; both empty: not at all."""

    link: str = ""
    command: tuple[str, ...] = ()

    def address(self, path: str, line: int, column: int) -> str:
        """Write the link to a place; `path` is absolute."""
        if not self.link:
            return ""
        slashed = path.replace(os.sep, "/")
        shown = quote(slashed if slashed.startswith("/") else f"/{slashed}")
        return self.link.format(path=shown, file=shown, line=max(line, 1), column=max(column, 1))


def find_editor(wanted: str, environment: Mapping[str, str]) -> Editor:
    """Find the editor: the one that is asked for, else of $VISUAL or $EDITOR, else Visual Studio Code's link.

    `wanted` is a name out of the tables, an address or command with {path} and {line}, a program, or "none".
    It raises ValueError where a name means nothing.
    """
    if wanted == "none":
        return Editor()
    if wanted:
        return _editor(wanted, strict=True) or Editor()
    for name in ("VISUAL", "EDITOR"):
        editor = _editor(environment.get(name, ""), strict=False)
        if editor is not None:
            return editor
    return Editor(link=LINKS["vscode"])


def _editor(wanted: str, *, strict: bool) -> Editor | None:
    if "{path}" in wanted or "{file}" in wanted:
        try:
            wanted.format(path="", file="", line=1, column=1)
        except (KeyError, IndexError, ValueError) as error:
            raise ValueError("in an editor's address or command stand {path}, {line} and {column}") from error
        if "://" in wanted.partition("{")[0]:
            return Editor(link=wanted)
        return Editor(command=tuple(shlex.split(wanted)))
    try:
        words = shlex.split(wanted, posix=os.name != "nt")
    except ValueError:
        words = []
    if not words:
        return None
    name = Path(words[0]).name.removesuffix(".exe").lower()
    if name in LINKS:
        return Editor(link=LINKS[name])
    if name in COMMANDS:
        command = COMMANDS[name].split()
        return Editor(command=(words[0], *command[1:]))
    if strict:
        if shutil.which(words[0]):
            return Editor(command=(*words, "{path}"))
        known = ", ".join(sorted({*LINKS, *COMMANDS}))
        raise ValueError(f'no editor is called "{wanted}"; known are {known}, or a command with {{path}} and {{line}}')
    return None


def open_place(editor: Editor, path: str, line: int, column: int) -> bool:
    """Run the editor's command for a place; False where that can't be done."""
    words = [word.format(path=path, file=path, line=max(line, 1), column=max(column, 1)) for word in editor.command]
    if not words:
        return False
    quiet = subprocess.DEVNULL
    try:
        subprocess.Popen(words, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=sys.platform != "win32")
    except OSError:
        return False
    return True
