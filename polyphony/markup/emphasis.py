"""Delimiter runs among inline tokens to emphasis, after CommonMark's rules, in one pass from left to right.

A closer takes what stands behind its opener off the end of the output, so that each token is moved once per level.
"""

from __future__ import annotations

import unicodedata
from typing import Any

__all__ = ["delimiter_token", "resolve_emphasis"]

Token = dict[str, Any]
_Kind = tuple[str, int, bool]
"""Of a closer: its mark, the remainder of its length by three, and whether it may open, too."""


def delimiter_token(src: str, start: int, end: int) -> Token:
    """A run of `*` or `_` as a token that knows whether it may open or close emphasis."""
    mark = src[start]
    before, after = src[start - 1 : start] or " ", src[end : end + 1] or " "
    space_before, space_after = before.isspace(), after.isspace()
    mark_before, mark_after = _is_punctuation(before), _is_punctuation(after)
    left = not space_after and (not mark_after or space_before or mark_before)
    right = not space_before and (not mark_before or space_after or mark_after)
    if mark == "_":
        left, right = left and (not right or mark_before), right and (not left or mark_after)
    return {"type": "delimiter", "raw": src[start:end], "open": left, "close": right, "length": end - start}


def _is_punctuation(character: str) -> bool:
    if character.isalnum() or character.isspace():
        return False
    return unicodedata.category(character)[0] in "PS"


class _Run:
    """An opener that waits for its closer: where it stands in the output, and how many marks of it are left."""

    __slots__ = ("count", "length", "mark", "place", "two_ways")

    def __init__(self, token: Token, place: int) -> None:
        self.mark: str = token["raw"][0]
        self.count: int = token["length"]
        self.length: int = token["length"]
        self.two_ways: bool = token["close"]
        self.place = place


def resolve_emphasis(tokens: list[Token], deepest: int) -> list[Token]:
    """Make emphasis of the delimiter runs among tokens, at most `deepest` levels of it; what is left over is text."""
    if not any(token["type"] == "delimiter" for token in tokens):
        return tokens
    output: list[Token] = []
    openers: list[_Run] = []
    bottoms: dict[_Kind | None, int] = {}
    for token in tokens:
        if token["type"] != "delimiter":
            output.append(token)
            continue
        left = token["length"]
        if token["close"]:
            left = _close(token, left, output, openers, bottoms, deepest)
        if left:
            if token["open"]:
                run = _Run(token, len(output))
                run.count = left
                openers.append(run)
            output.append({"type": "text", "raw": token["raw"][:left]})
    return output


def _close(
    token: Token,
    left: int,
    output: list[Token],
    openers: list[_Run],
    bottoms: dict[_Kind | None, int],
    deepest: int,
) -> int:
    """Match a closer with the openers before it; how many of its marks are left.

    `bottoms` say below which place among the openers there is none for a kind of closer; None stands for every kind.
    """
    mark: str = token["raw"][0]
    length, opens = token["length"], token["open"]
    key = (mark, length % 3, opens)
    while left:
        bottom = max(bottoms.get(key, 0), bottoms.get(None, 0))
        index = len(openers) - 1
        while index >= bottom:
            run = openers[index]
            odd = (opens or run.two_ways) and (run.length + length) % 3 == 0 and (run.length % 3 or length % 3)
            if run.mark == mark and not odd:
                break
            index -= 1
        else:
            bottoms[key] = len(openers)
            return left
        run = openers[index]
        inner = output[run.place + 1 :]
        depth = 1 + max((child.get("depth", 1 if "children" in child else 0) for child in inner), default=0)
        if depth > deepest:  # Too deep for this opener is too deep for all before it, whatever closes.
            bottoms[None] = index + 1
            return left
        used = 2 if run.count >= 2 and left >= 2 else 1
        del openers[index + 1 :]
        run.count -= used
        left -= used
        node: Token = {"type": "strong" if used == 2 else "emphasis", "children": inner, "depth": depth}
        if run.count:
            output[run.place :] = [{"type": "text", "raw": mark * run.count}, node]
        else:
            output[run.place :] = [node]
            openers.pop()
        for other, height in bottoms.items():
            if height > len(openers):
                bottoms[other] = len(openers)
    return left
