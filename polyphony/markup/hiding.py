"""Raw HTML without its comments; what it is meant to hide and doesn't is reported."""

from __future__ import annotations

import re

from polyphony.diagnostics import Code
from polyphony.markup.meanings import check_hiding
from polyphony.markup.workspace import Workspace
from polyphony.model import Use

__all__ = ["read_html"]

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)

_NESTED = re.compile(r"<!--(?:(?!-->).)*?<!--", re.DOTALL)
_UNSEEN = re.compile(
    r"<\w[^<>]*?\s(?P<what>hidden(?=[\s=/>])|style\s*=\s*[\"']?[^\"'<>]*?(?:display\s*:\s*none|visibility\s*:\s*hidden))",
    re.IGNORECASE,
)


def read_html(workspace: Workspace, raw: str, where: str, path: str, line: int) -> str:
    """Take note of raw HTML and give it without comments; `where` says where no mark is read, as in "within a tag"."""
    html = _COMMENT.sub("", raw)
    _check_hidden(workspace, raw, html, path, line)
    check_hiding(workspace, html, where, path, line)
    if html.strip():
        workspace.raw.append(Use(html, workspace.place(path, line, raw.lstrip().split("\n", 1)[0])))
    return html


def _check_hidden(workspace: Workspace, raw: str, html: str, path: str, line: int) -> None:
    """Report a comment within a comment, and attributes that are left out of a page and would have hidden something."""
    nested = _NESTED.search(raw)
    if nested:
        workspace.report(
            Code.UNCLOSED_COMMENT,
            "a comment stands within a comment: the first --> ends both, and what follows would be published",
            path,
            line + raw.count("\n", 0, nested.end() - 1),
            "<!--",
            hint="take the inner <!-- and --> away",
        )
    unseen = _UNSEEN.search(html) if "<" in html else None
    if unseen:
        workspace.report(
            Code.NEARLY_SECRET,
            "this is left out of the page, so that the words would be published",
            path,
            line + html.count("\n", 0, unseen.start("what")),
            unseen["what"],
            hint="put them into ::: {.withheld}, or into a comment <!-- … -->",
        )
