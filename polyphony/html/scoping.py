"""HTML and CSS of ours into such that meets nothing of a host's page: names with a prefix, rules below one element.

Both work on text that we wrote ourselves, in which `<` and `>` stand for tags alone and attributes have double quotes.
"""

from __future__ import annotations

import re

__all__ = ["prefix_names", "scope_style"]

_TAG = re.compile(r"<[a-z][^<>]*>", re.IGNORECASE)
_NAMES = re.compile(r' (id|class|for|headers|aria-labelledby|aria-describedby|aria-controls|name)="([^"]*)"')
_POINTERS = re.compile(r'(href="#|url\(#)(?=[^"#)])')
_CLASS = re.compile(r"\.(?=[A-Za-z])")
_CLASS_PART = re.compile(r'\[class([*^$|~]?=)"')


def prefix_names(html: str, prefix: str) -> str:
    """Put a prefix before each id and class, and before whatever names one."""

    def names(match: re.Match[str]) -> str:
        return f' {match[1]}="{" ".join(prefix + name for name in match[2].split())}"'

    def tag(match: re.Match[str]) -> str:
        return _POINTERS.sub(lambda pointer: pointer[1] + prefix, _NAMES.sub(names, match[0]))

    return _TAG.sub(tag, html)


def scope_style(css: str, root: str, prefix: str) -> str:
    """Write rules so that they hold only below `root`, for classes with a prefix.

    `css` has rules, and groups of rules (`@media`) around them; `:root`, `html` and `body` are the root itself.
    """
    out = []
    place = 0
    while place < len(css):
        opening = css.find("{", place)
        if opening < 0:
            break
        head = css[place:opening].strip()
        if head.startswith("@"):
            end = _end_of_group(css, opening)
            out.append(f"{head} {{\n{scope_style(css[opening + 1 : end], root, prefix)}\n}}")
            place = end + 1
            continue
        end = css.find("}", opening)
        end = len(css) if end < 0 else end
        selectors = ", ".join(_scope(one, root, prefix) for one in _split(head))
        out.append(f"{selectors} {{{css[opening + 1 : end].rstrip()} }}")
        place = end + 1
    return "\n".join(out)


def _end_of_group(css: str, opening: int) -> int:
    depth = 0
    for match in re.finditer(r"[{}]", css[opening:]):
        depth += 1 if match[0] == "{" else -1
        if not depth:
            return opening + match.start()
    return len(css)


def _split(selectors: str) -> list[str]:
    """Split a list of selectors at the commas that stand outside brackets."""
    parts, depth, begin = [], 0, 0
    for place, character in enumerate(selectors):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "," and not depth:
            parts.append(selectors[begin:place].strip())
            begin = place + 1
    return [*parts, selectors[begin:].strip()]


def _scope(selector: str, root: str, prefix: str) -> str:
    named = _CLASS.sub(f".{prefix}", selector)
    named = _CLASS_PART.sub(lambda match: f'[class{match[1]}"{prefix}' if match[1] != "*=" else match[0], named)
    first = re.match(r"(:root|html|body)(?![\w-])", named)
    if first:
        return root + named[first.end() :]
    return f"{root} {named}" if not named.startswith("::") else f"{root} *{named}"
