"""What attributes mean, and where: keys and classes as written to what they make, or to a word on why they don't."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from polyphony.diagnostics import Code, near_name
from polyphony.markup.attributes import Attributes
from polyphony.markup.workspace import Workspace

__all__ = [
    "AS_TYPED",
    "BLOCK_CLASSES",
    "INLINE_CLASSES",
    "KEYS",
    "OWNERS",
    "SECRET",
    "VOICE_KEYS",
    "check_effect",
    "check_hiding",
    "check_near",
    "check_place",
    "raw_of",
]
__all__ += ["read_classes"]

KEYS = frozenset(
    {
        "by",
        "mode",
        "theme",
        "re",
        "date",
        "time",
        "when",
        "cert",
        "lang",
        "source",
        "locator",
        "medium",
        "src",
        "strands",
        "order",
        "reason",
        "as",
        "alt",
    }
)
"""Every key with a meaning."""
VOICE_KEYS = frozenset(
    {"by", "mode", "theme", "re", "date", "time", "when", "cert", "lang", "source", "locator", "medium"}
)
"""The keys of which any makes a div a passage, as an id does."""
BLOCK_CLASSES = (
    "exchange",
    "parallel",
    "margin",
    "epigraph",
    "quotation",
    "narration",
    "withheld",
    "include",
    "weave",
)
AS_TYPED = "as-typed"
"""The class of what keeps its punctuation as it was typed."""
INLINE_CLASSES = ("omitted", "editorial", "pause", "redacted", "text")
SECRET = frozenset({"withheld", "redacted"})
"""The classes of what nobody shall read."""

OWNERS = {"as": "redacted", "reason": "omitted", "alt": "", "src": "include", "strands": "weave", "order": "weave"}
"""What each key belongs to that is for one kind of thing; a picture's alternative text is read with the picture."""


_HIDING = re.compile(r"\{[^{}\n]*\.(?:redacted|withheld)(?![\w-])")


def check_hiding(workspace: Workspace, text: str, where: str, path: str, line: int) -> None:
    """Report what is meant to hide words where no mark is read: `where` says that, as in "in quotes"."""
    found = _HIDING.search(text) if "{" in text else None
    if found:
        workspace.report(
            Code.NEARLY_SECRET,
            f"{where} no mark is read: this hides nothing, and the words would be published",
            path,
            line + text.count("\n", 0, found.start()),
            found[0],
            hint="leave the words out there, or write what stands in for them",
        )


def check_effect(
    workspace: Workspace, attributes: Attributes, values: Mapping[str, str], kind: str, path: str, line: int
) -> None:
    """Report keys that mean nothing here: what a co-author believes to hold must not be lost in silence."""
    for key in values:
        owner = OWNERS.get(key)
        if key == "as" and owner != kind:
            if any(near_name(name, SECRET) for name in attributes.classes):
                continue  # A misspelt class has been reported, and is all that is wrong.
            workspace.report(
                Code.NEARLY_SECRET,
                "as= is for what is redacted, and nothing is redacted here",
                path,
                line,
                raw_of(attributes, key),
                hint='write [the words]{.redacted as="what stands in for them"}',
            )
        elif owner and owner != kind:
            hint = f"it is for .{owner}, as in {{.{owner} {key}=…}}"
            workspace.report(
                Code.NO_EFFECT, f"{key}= does nothing here", path, line, raw_of(attributes, key), hint=hint
            )
        elif key == "cert" and kind == "exchange":
            workspace.report(
                Code.NO_EFFECT,
                "cert= does nothing on a whole exchange",
                path,
                line,
                raw_of(attributes, key),
                hint="say it of the turn of which it is true, on its label: [Claire:]{cert=low} …",
            )
        elif key in {"by", "mode"} and "source" in values:
            workspace.report(
                Code.NO_EFFECT,
                f"{key}= does nothing beside source=: a published text is nobody's voice",
                path,
                line,
                raw_of(attributes, key),
                hint="take one of the two away",
            )
        elif key == "locator" and "source" not in values:
            workspace.report(
                Code.NO_EFFECT,
                "locator= does nothing without source=",
                path,
                line,
                raw_of(attributes, key),
                hint='name the published source, as in {source=ellis2007 locator="p. 4"}',
            )


def check_place(
    workspace: Workspace, attributes: Attributes | None, keys: frozenset[str], what: str, path: str, line: int
) -> None:
    """Report keys beside `keys`, and classes with a meaning, on something that can't have them, named by `what`."""
    if attributes is None:
        return
    for key, _ in attributes.pairs:
        if key in VOICE_KEYS and key not in keys:
            workspace.report(
                Code.NO_EFFECT,
                f"{key}= does nothing on {what}",
                path,
                line,
                raw_of(attributes, key),
                hint="put a div around it, and say it there: ::: {…}",
            )
    for name in attributes.classes:
        if name in BLOCK_CLASSES:
            workspace.report(
                Code.MISPLACED_DIV,
                f".{name} does nothing on {what}",
                path,
                line,
                "." + name,
                hint=f"put a div around all of it: ::: {{.{name}}}",
            )


def raw_of(attributes: Attributes, key: str) -> str:
    """The text of an attribute as it stands in the source."""
    match = re.search(rf"(?<![\w.:-]){key}=(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|[^\s{{}}\"']+)", attributes.raw)
    return match.group() if match else attributes.raw


def read_classes(
    workspace: Workspace, attributes: Attributes, path: str, line: int, *, inline: bool
) -> tuple[str, tuple[str, ...]]:
    """The class that says what this is, and the others."""
    mine, others = (INLINE_CLASSES, BLOCK_CLASSES) if inline else (BLOCK_CLASSES, INLINE_CLASSES)
    kinds, classes = [], []
    for name in attributes.classes:
        if name in mine:
            kinds.append(name)
            continue
        if name in SECRET:
            where = "a stretch of a line: [words]{.redacted}" if name == "redacted" else "a passage: ::: {.withheld}"
            workspace.report(
                Code.MISPLACED_DIV, f".{name} does nothing here", path, line, "." + name, hint=f"it is for {where}"
            )
        elif name not in (*others, AS_TYPED):
            check_near(workspace, name, (*mine, *SECRET, AS_TYPED), "." + name, "class", path, line)
        classes.append(name)
    if len(kinds) > 1 and "withheld" not in kinds:
        names = " and ".join("." + name for name in kinds)
        workspace.report(
            Code.MISPLACED_DIV,
            f"nothing can be {names} at once",
            path,
            line,
            attributes.raw,
            hint="nest one in the other",
        )
    if "withheld" in kinds:
        return "withheld", tuple(classes)
    return (kinds[0] if kinds else ""), tuple(classes)


def check_near(
    workspace: Workspace, name: str, known: Iterable[str], text: str, what: str, path: str, line: int
) -> None:
    """Report a key or class that nobody knows and that is nearly one with a meaning."""
    if len(name) < 2:
        return
    near = near_name(name, known)
    if near is None:
        if what == "class" and name in workspace.vocabulary.people:
            message = f'"{text}" is a class, and doesn\'t say who speaks'
            hint = f"write ::: {{by={name}}}"
            workspace.report(Code.UNKNOWN_ATTRIBUTE, message, path, line, text, hint=hint)
        return
    mark = "." if what == "class" else ""
    code = Code.NEARLY_SECRET if near in SECRET else Code.UNKNOWN_ATTRIBUTE
    workspace.report(
        code,
        f'"{mark}{name}" is no {what} that Polyphony knows',
        path,
        line,
        text,
        hint=f'did you mean "{mark}{near}"?',
    )
