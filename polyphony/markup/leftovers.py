"""Text that was meant as a mark and is none: braces that belong to nothing, two colons, a path with a space in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from polyphony.diagnostics import Code, near_name
from polyphony.markup.meanings import BLOCK_CLASSES, INLINE_CLASSES, SECRET, VOICE_KEYS
from polyphony.markup.tokens import Token
from polyphony.markup.workspace import Workspace

__all__ = ["check_leftovers", "without_typed"]

_BRACES = re.compile(r"(?P<after>[\])][ \t]?)?(?P<braces>\{[^{}\n]*\}?)")
_BARE = re.compile(r"\{[ \t]*([\w-]+)[ \t]*(?:\}|as=|$)")
_CLASS = re.compile(r"(?<![^\s{])\.([\w-]+)")
_KEY = re.compile(rf"(?<![^\s{{])(?:{'|'.join(sorted(VOICE_KEYS))})=")
_COLONS = re.compile(r"^::[ \t]*\w*[ \t]*$", re.MULTILINE)
_PATH = re.compile(
    r"\]\((?P<path>[^()<>\n]*[^()<>\n\"']\.(?:md|png|jpe?g|gif|svg|webp|avif|pdf)(?:#[^()<>\s]*)?)\)", re.IGNORECASE
)
_IN_PARENTHESES = re.compile(r"\]\([ \t]*(\.?[\w-]+[ \t]+as=[^()\n]*)\)")
_SOMETHING = "\ufffc"


def check_leftovers(
    workspace: Workspace, text: str, tokens: list[Token], path: str, line_of: Callable[[int], int]
) -> None:
    """Report what a block's text, parsed into these tokens, still holds of marks; `line_of` gives a place's line."""
    # To look for one character is much quicker than for two, and most texts have none of them.
    two = (":" in text and "::" in text) or ("]" in text and "](" in text) or ("<" in text and "<!--" in text)
    two = two or ("^" in text and "^[" in text)
    if not two and "{" not in text:
        return
    left = _text_of(tokens)

    def report(code: Code, message: str, piece: str, hint: str) -> None:
        workspace.report(code, message, path, line_of(max(text.find(piece), 0)), piece, hint=hint)

    if "^[" in left and "\\^[" not in text:
        report(
            Code.READ_AS_TEXT,
            "a note within a line is read as text",
            "^[",
            "write [^1] here, and below the paragraph on a line of its own: [^1]: What the note says.",
        )
    comment = text.find("<!--", text.rfind("-->") + 1) if "<!--" in left else -1
    if comment >= 0 and text[comment - 1 : comment] != "\\":
        report(
            Code.UNCLOSED_COMMENT,
            "this comment doesn't end in its paragraph: it hides nothing, and its words would be published",
            text[comment:].split("\n", 1)[0],
            "end it with --> before the next blank line; a longer one stands by itself, with blank lines around it",
        )
    opened = False
    for match in _BRACES.finditer(left) if "{" in left else ():
        braces, start = match["braces"], match.start("braces")
        two = left[left.rfind("\n", 0, start) + 1 : start].strip() == "::"
        piece = f"::{left[:start].rpartition('::')[2]}{braces}" if two else braces
        hint = f"a div opens with three: ::: {braces}" if two else ""
        opened = opened or two
        if _hides(braces, beside=bool(match["after"])):
            report(
                Code.NEARLY_SECRET,
                "this hides nothing, and the words would be published",
                piece,
                hint or 'write [the words]{.redacted as="…"}, without a space between, and close what opens',
            )
        elif two:
            report(Code.READ_AS_TEXT, "these are two colons, and are read as text", piece, hint)
        elif _KEY.search(braces) or not {*BLOCK_CLASSES, *INLINE_CLASSES}.isdisjoint(_CLASS.findall(braces)):
            report(
                Code.READ_AS_TEXT,
                "these braces belong to nothing, and are read as text",
                piece,
                "write them right after what they are for, as in [words]{by=claire}; if they are text, write `{…}`",
            )
    colons = _COLONS.search(left) if "::" in left and not opened else None
    if colons:
        hint = "a div opens and closes with three: :::"
        report(Code.READ_AS_TEXT, "these are two colons, and are read as text", colons[0], hint)
    targets = [one for one in _targets_of(tokens) if _CLASS.fullmatch(one) or one in SECRET]
    for mark in (*targets, *_IN_PARENTHESES.findall(left)):
        if near_name(mark.split()[0].lstrip("."), SECRET):
            report(
                Code.NEARLY_SECRET,
                "parentheses hide nothing, and the words would be published",
                mark,
                'write braces: [the words]{.redacted as="…"}',
            )
    for match in _PATH.finditer(left):
        if " " in match["path"]:
            report(
                Code.READ_AS_TEXT,
                "a path with a space in it ends no link: all of it is read as text",
                match["path"],
                f"put it between angle brackets: (<{match['path']}>)",
            )


def without_typed(tokens: list[Token]) -> list[Token]:
    """Take out of tokens what a backslash says is text: in what stays as it was typed, it was meant to be."""
    return [
        {"type": "typed"}
        if token["type"] == "text" and not token.get("_emphasis", True)
        else {**token, "children": without_typed(token["children"])}
        if "children" in token
        else token
        for token in tokens
    ]


def _text_of(tokens: list[Token]) -> str:
    """What is text among tokens, each other thing as one character."""
    parts: list[str] = []
    for token in tokens:
        match token["type"]:
            case "text":
                parts.append(token["raw"])
            case "softbreak" | "linebreak":
                parts.append("\n")
            case "codespan" | "math" | "raw" | "inline_html":
                parts.append(_SOMETHING)
            case _:
                parts.append(f"{_SOMETHING}{_text_of(token.get('children', []))}{_SOMETHING}")
    return "".join(parts)


def _targets_of(tokens: list[Token]) -> Iterator[str]:
    """Where links among tokens lead."""
    for token in tokens:
        if token["type"] == "link":
            yield str(token["attrs"]["url"])
        yield from _targets_of(token.get("children", []))


def _hides(braces: str, *, beside: bool) -> bool:
    """Tell whether braces were meant to hide what stands before them."""
    names = _CLASS.findall(braces)
    bare = _BARE.match(braces) if beside else None
    if bare:
        names.append(bare[1])
    return any(near_name(name, SECRET) for name in names)
