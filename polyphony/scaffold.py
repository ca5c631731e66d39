"""A title and names to the files of a new publication, as text by path: they build at once and teach by example."""

from __future__ import annotations

import json

from polyphony.markup import make_slug

__all__ = ["make_publication"]

_IGNORED = """\
# What builds make, and what nobody else may see.
_site/
.polyphony/cache/
private/
"""

_SETTINGS = """\
# yaml-language-server: $schema=.polyphony/settings.schema.json
# The settings of your publication. A line that begins with # is a note to you; Polyphony passes over it.

title: {title}
language: {language}
{license}
people:
{people}
byline:
  # How you stand beside each other: alphabetical, reverse-alphabetical, rotating, shuffled, listed or collective.
  # Whichever you choose, the page says what the order means.
  order: {order}

# Threads that run through the text. Give a passage one with theme=beginning.
themes:
  beginning: Beginning

# sign-off: optional                        # each of you agrees to the words under their name: polyphony sign NAME
# url: https://example.org/our-article/     # where the site will live, once you know
"""

_INDEX = """\
This page is yours: replace all of it. Text like this, with nothing around it, {joint}.

## Who speaks

::: {{by={one} mode=evocative theme=beginning}}
This passage is {one_name}'s, and its mode is evocative: it tells how something felt. There are three more modes:
descriptive, analytical and creative.
:::

::: {{by={two} mode=analytical}}
{second} Within it, words of somebody else can be quoted, [like these]{{by={one} mode=creative}}, and stay theirs.
:::

## A conversation

::: {{.exchange #first-words medium=email theme=beginning}}
{label_one}: Each turn begins with a name and a colon.

{label_two} (09:41): A time may stand after the name.

A turn may have more than one paragraph.

{label_one}: What is not to be read by others can be replaced, as in [this place]{{.redacted as="a quiet place"}}.
:::

## What to do next

1. Change something here and save it.
2. Run `polyphony build` again and reload the page.
3. Write further pages: each file in `content/` that ends in `.md` is one.
"""


_LONGEST_ID = 55
"""How many characters an id is made of, so that a number fits behind it."""


def make_publication(title: str, names: list[str], language: str) -> dict[str, str]:
    """Make the files of a publication. Names may be of any script; two alike get ids of their own."""
    ids = _make_ids(names)
    one, two = ids[0], ids[1 % len(ids)]
    people = "".join(f"  {person}: {{name: {_quote(name)}}}\n" for person, name in sorted(zip(ids, names, strict=True)))
    alone = len(ids) == 1
    return {
        "polyphony.yaml": _SETTINGS.format(
            title=_quote(title),
            language=_quote(language),
            people=people,
            license="license: CC-BY-4.0",
            order="alphabetical" if alone else "rotating",
        ),
        "content/index.md": _INDEX.format(
            joint="is yours" if alone else "is said by all authors together",
            one=one,
            two=two,
            one_name=_plain(names[0]),
            label_one=one,
            label_two=two,
            second="A second passage, in another mode." if alone else f"This one is {_plain(names[1])}'s.",
        ).replace("{by=" + one + " mode=creative}", "{mode=creative}" if alone else "{by=" + one + " mode=creative}"),
        ".gitignore": _IGNORED,
    }


def _make_ids(names: list[str]) -> list[str]:
    """An id for each name: its first word, then all of it, then with a number; nobody else is called so, or nearly."""
    ids: list[str] = []
    for name in names:
        others = {other.casefold() for other in names if other != name}
        slug = make_slug(name)[:_LONGEST_ID].strip("-")
        slug = slug if slug[:1].isalpha() else "author"
        candidates = [make_slug(name.split()[0]), slug, *(f"{slug}-{number}" for number in range(2, len(names) + 3))]
        taken = {"", "all", *ids, *others}
        ids.append(next(i for i in candidates if i not in taken and i[0].isalpha() and len(i) <= _LONGEST_ID + 5))
    return ids


def _quote(text: str) -> str:
    """A text as a YAML scalar: plain where that is safe, else as JSON, which YAML reads too."""
    safe = text.replace(" ", "").replace("-", "").isalnum() and not text[0].isdigit() and text[0] != "-"
    words = {"yes", "no", "true", "false", "on", "off", "null", "y", "n", "~"}
    return text if safe and text.casefold() not in words else json.dumps(text, ensure_ascii=False)


def _plain(name: str) -> str:
    """A name in the midst of Markdown, with nothing in it that would be markup."""
    return "".join("\\" + character if character in "\\`*_{}[]<>()#+-!|@^~$" else character for character in name)
