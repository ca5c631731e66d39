"""Publications made at random for property tests: pages in which every construct may stand in every other."""

from __future__ import annotations

from hypothesis import strategies as st

SETTINGS = """\
title: Made at random
language: en
url: https://example.org/random/
published: 2025-08-13
people:
  ana: {name: Ana Alba, given: Ana, family: Alba, credit: [software], contributions: [listening]}
  ben: {name: Ben}
  "1st": {name: ابن, role: participant}
  x-y: {name: the <y> & "z", role: participant}
collectives:
  all-of-us: {name: All of us, members: [ana, ben]}
  hierarchy: {name: the hierarchy}
themes: {time: Time, "2nd": Second}
byline: {equal: all}
"""
"""Two authors, people and collectives beside them, and ids that XML doesn't allow."""

PEOPLE = ("ana", "ben", "1st", "x-y", "all-of-us", "hierarchy", "all", '"ana ben"', '"ben 1st"')
MODES = ("evocative", "creative", '"analytical creative"')

_WORD = st.one_of(
    st.sampled_from(
        [
            "word",
            "a&b",
            "x<y",
            "]]>",
            "&lt;",
            "ÅÄ",
            "🙂",
            "مرحبا",
            "שלום",
            "名前",
            "e\u0301",
            "\u200f",
            "\x0b",
            "--",
            "1.5",
        ]
    ),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "So"]), min_size=1, max_size=6),
)
_WORDS = st.lists(_WORD, min_size=1, max_size=4).map(" ".join)
_PERSON = st.sampled_from(PEOPLE)
_CODE = st.sampled_from(["if a < b: pass", "x = '&amp;'", "  two\n\n  spaces", "]]> <p>"])
_TEX = st.sampled_from(
    ["a^2 < b", r"\frac{1}{2}", r"\sqrt[3]{x}", r"\sum_{i=0}^n i", r"\begin{matrix}a & b\end{matrix}", r"\nope{"]
)


def _wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        inner.map(lambda text: f"*{text}*"),
        inner.map(lambda text: f"**{text}**"),
        inner.map(lambda text: f"~~{text}~~"),
        inner.map(lambda text: f"[{text}](https://example.org/?a=1&b=2)"),
        inner.map(lambda text: f"[{text}]{{.editorial}}"),
        inner.map(lambda text: f'[{text}]{{.omitted reason="too <long>"}}'),
        inner.map(lambda text: f"[{text}]{{lang=ar}}"),
        inner.map(lambda text: f"[{text}]{{mode=creative}}"),
        inner.map(lambda text: f"<b>{text}</b>"),
        st.tuples(_PERSON, inner).map(lambda both: f"[{both[1]}]{{by={both[0]} cert=low}}"),
    )


LINES = st.recursive(
    st.one_of(
        _WORDS,
        _CODE.filter(lambda code: "\n" not in code).map(lambda code: f"`{code}`"),
        _TEX.map(lambda tex: f"${tex}$"),
        st.just("[secret]{.redacted as='the place'}"),
        st.just("H~2~O x^2^"),
        st.just("one\\\ntwo"),
    ),
    lambda inner: st.one_of(_wrapped(inner), st.lists(inner, min_size=2, max_size=3).map(" ".join)),
    max_leaves=5,
)


def _indented(text: str, by: str) -> str:
    return "\n".join(by + line if line.strip() else "" for line in text.split("\n"))


def _div(attributes: str, inner: str) -> str:
    return f"::: {{{attributes}}}\n{inner}\n:::"


def _voice(person: str, mode: str | None, lang: str | None) -> str:
    return " ".join(part for part in (f"by={person}", mode and f"mode={mode}", lang and f"lang={lang}") if part)


_VOICE = st.builds(_voice, _PERSON, st.none() | st.sampled_from(MODES), st.none() | st.sampled_from(["ar", "cy"]))
_LEAF = st.one_of(
    LINES,
    LINES.map(lambda line: "### " + line.replace("\\\n", " ")),
    _CODE.map(lambda code: f"```python\n{code}\n```"),
    _TEX.map(lambda tex: f"$$\n{tex}\n$$"),
    LINES.map(lambda line: f"| a | b |\n|---|--:|\n| 1 | {line.replace(chr(92) + chr(10), ' ').replace('|', '')} |"),
    LINES.map(lambda line: f"Term\n:   {_indented(line, '    ').strip()}"),
    st.just("***"),
    st.just("::: {.withheld by=ana}\nSecret.\n:::"),
    st.just("![A [caption]{by=ben}](assets/a.png){alt='An <a>'}"),
)


def _blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=1, max_size=3).map("\n\n".join)
    return st.one_of(
        st.builds(_div, _VOICE, several),
        several.map(lambda text: _div(".kept", text)),
        several.map(lambda text: _indented(text, "> ").replace("\n\n", "\n>\n")),
        st.lists(several, min_size=1, max_size=2).map(
            lambda items: "\n\n".join("- " + _indented(item, "  ").strip() for item in items)
        ),
        several,
    )


BLOCKS = st.recursive(_LEAF, _blocks, max_leaves=6)
_TURN = st.builds(
    lambda label, text: f"{label}: {text}", st.sampled_from(["Ana", "Ben", "Ana & Ben", "hierarchy"]), BLOCKS
)
EXCHANGES = st.builds(
    lambda medium, turns: _div(f".exchange medium={medium} date=2022-11", "\n\n".join(turns)),
    st.sampled_from(["email", "meeting", '"a walk"']),
    st.lists(_TURN, min_size=1, max_size=3),
)
_TOP = st.one_of(
    BLOCKS,
    EXCHANGES,
    LINES.map(lambda line: "## " + line.replace("\\\n", " ")),
    st.builds(_div, _VOICE, st.lists(BLOCKS | EXCHANGES, min_size=1, max_size=2).map("\n\n".join)),
    BLOCKS.map(lambda text: _div(".margin by=ben", text)),
    BLOCKS.map(lambda text: _div('.epigraph by="1st"', text)),
    st.lists(BLOCKS.map(lambda text: _div("by=ana", text)), min_size=2, max_size=2).map(
        lambda columns: _div(".parallel", "\n\n".join(columns))
    ),
)
PAGES = st.lists(_TOP, min_size=0, max_size=5).map(lambda blocks: "\n\n".join(blocks) + "\n")
"""A page's text; most of them have no error."""

MATTER = st.sampled_from(
    [
        "license: CC-BY-4.0\n",
        "license: {name: Ours & theirs}\n",
        "copyright: 2025, Ana & Ben\n",
        "copyright: Ana & Ben\n",
        'copyright: "2025"\n',
        "declarations: {conflicts: None., ethics: 'Approved *in words*.', funding: 'By <us>.'}\n",
        "declarations: {consent: 'Given.', peer-review: ''}\n",
        "acknowledgements: Thanks.\n",
        "abstract: 'One *two*.'\n",
        "keywords: [a, 'b & c']\n",
        "container: {title: A Journal, issn: 2399-8121, volume: 1, locator: '3'}\n",
    ]
)
"""Lines that settings may have besides; a key may come once: see `settings_with`."""


def settings_with(lines: list[str]) -> str:
    """Add such lines to the settings, of each key the last; one that the settings have is another's."""
    own = {line.partition(":")[0] for line in SETTINGS.splitlines()}
    chosen = {line.partition(":")[0]: line for line in lines}
    return SETTINGS + "".join(line for key, line in chosen.items() if key not in own)
