"""The lines of an exchange: what opens them, and what is left of a line once its label is taken off."""

from __future__ import annotations

from collections.abc import Iterator

from polyphony.markup.states import Token

__all__ = ["covers", "drop_text", "head_text", "split_lines"]

_TEXTUAL = {"text", "strong", "emphasis", "span"}


def split_lines(tokens: list[Token]) -> Iterator[tuple[list[Token], int]]:
    """A paragraph's tokens line by line, each with the place in the text at which it begins; breaks stay in front."""
    current: list[Token] = []
    start = 0
    for token in tokens:
        if token["type"] in {"softbreak", "linebreak"}:
            yield current, start
            current, start = [], token["offset"]
        current.append(token)
    yield current, start


def head_text(tokens: list[Token], most: int) -> str:
    """The text with which a line opens, as far as a label may reach."""
    parts: list[str] = []
    length = 0
    for token in tokens:
        if token["type"] in {"softbreak", "linebreak"} and not parts:
            continue
        if token["type"] not in _TEXTUAL:
            break
        text = token["raw"] if token["type"] == "text" else head_text(token["children"], most)
        parts.append(text)
        length += len(text)
        if length > most:
            break
    return "".join(parts)[:most]


def covers(span: Token, label: str) -> bool:
    """Tell whether a span holds a label (its colon inside or after it) and nothing more."""
    text = head_text(span["children"], len(label) + 2).strip().rstrip(":\uff1a")
    return text == label.strip() or label.strip().startswith((f"{text} (", f"{text}\uff08"))


def drop_text(tokens: list[Token], length: int) -> list[Token]:
    """Take so many characters of text off the front of a line, and the spaces after them."""
    rest = list(tokens)
    while rest and (length > 0 or rest[0]["type"] in {"softbreak", "linebreak"}):
        token = rest[0]
        if token["type"] in {"softbreak", "linebreak"}:
            rest.pop(0)
            continue
        text = token["raw"] if token["type"] == "text" else head_text(token["children"], 1 << 20)
        if len(text) <= length:
            length -= len(text)
            rest.pop(0)
            continue
        if token["type"] == "text":
            rest[0] = {**token, "raw": text[length:]}
        else:
            rest[0] = {**token, "children": drop_text(token["children"], length)}
        length = 0
        break
    if rest and rest[0]["type"] == "text":
        rest[0] = {**rest[0], "raw": rest[0]["raw"].lstrip()}
        if not rest[0]["raw"]:
            rest.pop(0)
    return rest
