"""The words that stand for a picture to whether there are any, and whether they say more than what stands beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from polyphony.diagnostics import Code

if TYPE_CHECKING:
    from polyphony.markup.workspace import Workspace

_OTHER = re.compile(r"[\W_]+")


def check_alternative(
    workspace: Workspace, alt: str | None, path: str, line: int, *, source: str, caption: str, stated: bool
) -> None:
    """Report a picture that has no words (an empty text is a decision), or whose words only repeat what is there.

    `stated` tells whether they were written for it, or its caption stands in for them.
    """
    if alt is None:
        workspace.report(
            Code.MISSING_ALT,
            "this picture has no text for those who can't see it",
            path,
            line,
            source,
            hint='say what it shows: ![Caption](picture.png){alt="…"}; alt="" where it only decorates',
        )
        return
    said = _letters(alt)
    file = source.partition("#")[0].rpartition("/")[2]
    repeated = ""
    if said and said in (_letters(file), _letters(file.rpartition(".")[0])):
        repeated = "the name of its file"
    elif said and stated and said == _letters(caption):
        repeated = "its caption"
    if repeated:
        workspace.report(
            Code.REPEATED_ALT,
            f"what stands for this picture only repeats {repeated}",
            path,
            line,
            source,
            hint='say what it shows: {alt="…"}',
        )


def _letters(text: str) -> str:
    """What is left of a text without case, signs and spaces."""
    return _OTHER.sub("", text).casefold()
