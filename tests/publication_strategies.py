"""Strategies that make whole publications in Polyphony Markdown: files by path, to be built by any test.

Each is a value of `hypothesis`: `publications()` gives `Files`; what no byte of the output may hold is spelt with
`SECRET` in it. The people have names as people have them: one word, particles, other scripts, an emoji, an apostrophe.
"""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

__all__ = ["NAMES", "ORDER_FREE", "SECRET", "Files", "change", "pages", "people", "publications", "settings_of"]

Files = dict[str, str]

SECRET = "zzcanaryzz"
"""A word that stands in everything that is withheld or redacted, and nowhere else."""

ORDER_FREE = ("alphabetical", "reverse-alphabetical", "rotating", "shuffled", "collective")
"""Policies that don't look at the order in which people are declared."""

POLICIES = st.sampled_from((*ORDER_FREE, "listed"))

NAMES: dict[str, dict[str, Any]] = {
    "ana": {"name": "Ana"},
    "ben": {"given": "Ben", "family": "Okri"},
    "joris": {"given": "Joris", "family": "Berg", "particle": "van den"},
    "layla": {"name": "ليلى حسن", "aliases": ["ليلى"]},
    "xiaoming": {"given": "小明", "family": "王"},
    "maeve": {"name": "Maeve O'Neill", "given": "Maeve", "family": "O'Neill"},
    "crab": {"name": "Hermit 🦀"},
    "zoe": {"name": "Zoë Ångström", "aliases": ["ZÅ"], "pronouns": "she/they"},
    "sam": {"given": "Sam Luther", "family": "King", "suffix": "Jr."},
    "guest": {"name": "a guest", "role": "participant"},
    "neighbour": {"name": "N.", "role": "participant", "bio": "Unnamed at their wish."},
    "lee": {"name": "Lee", "role": "acknowledged"},
    "edo": {"given": "Edo", "family": "Ito", "role": "editor", "credit": ["validation"]},
    "tara": {"name": "Tara de Vries", "role": "translator"},
}

GROUPS = ("us", "council")
"""A collective of two of the authors, and an institution that names no members; both speak."""

_WORDS = (
    "we", "went", "there", "slowly", "naïve", "co-production", "it’s", "2023", "don't", "😭", "👩‍👩‍👧", "مرحبا", "你好",
    "*soft*", "**loud**", "`code`", "H~2~O", "x^2^", "--", "...", "“so”", "\"said\"", "(aside)", "a_b", "&amp;",
    "<b>b</b>", "[a link](https://example.org/)", "~~no~~", "\\*", "1.", "https://example.org", "é", "٣",
)  # fmt: skip


@composite
def people(draw: DrawFn) -> list[str]:
    """Ids of two to seven people, of whom two at least are authors; these come first."""
    authors = [name for name, person in NAMES.items() if "role" not in person]
    others = [name for name in NAMES if name not in authors]
    chosen = draw(st.lists(st.sampled_from(authors), min_size=2, max_size=4, unique=True))
    return [*chosen, *draw(st.lists(st.sampled_from(others), max_size=3, unique=True))]


@composite
def words(draw: DrawFn, least: int = 1, most: int = 8) -> str:
    """Some words of running text."""
    return " ".join(draw(st.lists(st.sampled_from(_WORDS), min_size=least, max_size=most)))


@composite
def lines(draw: DrawFn, ids: list[str], depth: int = 2) -> str:
    """A paragraph on one line: words, quoted voices that nest, editorial marks, redactions, notes."""
    parts = [f"Text {draw(words())}"]
    for kind in draw(st.lists(st.sampled_from(("quoted", "redacted", "omitted", "mode", "words")), max_size=2)):
        match kind:
            case "quoted" if depth:
                parts.append(f"[{draw(lines(ids, depth - 1))}]{{by={draw(st.sampled_from(ids))}}}")
            case "redacted":
                parts.append(
                    f'[{SECRET} {draw(words(0, 2))}]{{.redacted as="{draw(st.sampled_from(("there", "X")))}"}}'
                )
            case "omitted":
                parts.append("[…]{.omitted reason=long}")
            case "mode":
                parts.append(f"[{draw(words(1, 3))}]{{mode=creative}}")
            case _:
                parts.append(draw(words()))
    return " ".join(parts) + "."


@composite
def attributes(draw: DrawFn, ids: list[str], kind: str = "") -> str:
    """Braces that say who speaks and how."""
    speakers = draw(st.one_of(st.just(["all"]), st.lists(st.sampled_from(ids), min_size=1, max_size=2, unique=True)))
    by = f'by="{" ".join(speakers)}"'
    mode = draw(st.sampled_from(("", " mode=evocative", ' mode="analytical creative"')))
    theme = draw(st.sampled_from(("", " theme=time", ' theme="time power"')))
    date = draw(st.sampled_from(("", " date=2023-07-13", " date=2022-03/2023-05", ' when="later still"')))
    lang = draw(st.sampled_from(("", "", " lang=ar", " lang=cy")))
    return f"{{{kind}{' ' if kind else ''}{by}{mode}{theme}{date}{lang}}}"


@composite
def blocks(draw: DrawFn, ids: list[str]) -> str:
    """One block that an utterance may hold."""
    line = draw(lines(ids))
    match draw(st.sampled_from(("paragraph", "paragraph", "list", "quote", "table", "code"))):
        case "list":
            return f"1. {line}\n2. {draw(words())}"
        case "quote":
            return f"> {line}"
        case "table":
            return f"| a | b |\n|---|---|\n| {draw(words(1, 3)).replace('|', '')} | x |"
        case "code":
            return "```python\nprint('x')\n```"
    return line


@composite
def exchanges(draw: DrawFn, ids: list[str]) -> str:
    """A conversation of one to four turns, with narration and, at times, a turn that is withheld."""
    turns = []
    for _ in range(draw(st.integers(1, 4))):
        label = draw(st.sampled_from(ids))
        form = draw(st.sampled_from(("{}: ", "{} (09:41): ", "[{}:]{{mode=creative}} ", "**{}:** ")))
        turns.append(form.format(label) + draw(lines(ids)))
        match draw(st.sampled_from(("", "", "narration", "withheld", "more"))):
            case "narration":
                turns.append("::: {.narration}\nA day later.\n:::")
                turns.append(f"{draw(st.sampled_from(ids))}: Again.")
            case "withheld":
                turns.append(f"::: {{.withheld by={ids[0]}}}\n{SECRET} turn.\n:::")
            case "more":
                turns.append(draw(blocks(ids)))
    medium = draw(st.sampled_from(("", " medium=email", " medium=chat")))
    return f"::: {{.exchange{medium} date=2022-11}}\n" + "\n\n".join(turns) + "\n:::"


@composite
def passages(draw: DrawFn, ids: list[str], includes: list[str]) -> str:
    """Something that stands in the flow of a page."""
    inner = "\n\n".join(draw(st.lists(blocks(ids), min_size=1, max_size=2)))
    kinds = [
        "plain",
        "voice",
        "voice",
        "exchange",
        "exchange",
        "parallel",
        "margin",
        "withheld",
        "heading",
        "nested",
        "epigraph",
    ]
    match draw(st.sampled_from([*kinds, "include"] if includes else kinds)):
        case "voice":
            return f"::: {draw(attributes(ids))}\n{inner}\n:::"
        case "exchange":
            return draw(exchanges(ids))
        case "parallel":
            one, two = draw(attributes(ids)), draw(attributes(ids))
            return f":::: {{.parallel}}\n::: {one}\n{inner}\n:::\n\n::: {two}\nBeside.\n:::\n::::"
        case "margin":
            return f"::: {draw(attributes(ids, '.margin'))}\nA gloss.\n:::"
        case "epigraph":
            return f"::: {draw(attributes(ids, '.epigraph'))}\nSaid it [before]{{by={ids[-1]}}}.\n:::"
        case "withheld":
            return f"::: {{.withheld by={ids[0]} when={SECRET}}}\n{SECRET}\n\n{inner}\n\n## {SECRET}\n:::"
        case "heading":
            return f"## A part {draw(words(1, 2))} {draw(attributes(ids))}\n\n{inner}"
        case "nested":
            return f":::: {draw(attributes(ids))}\n{inner}\n\n::: {draw(attributes(ids))}\nWithin.\n:::\n::::"
        case "include":
            return f"::: {{.include src={draw(st.sampled_from(includes))}}}\n:::"
    return inner


@composite
def pages(draw: DrawFn, ids: list[str], includes: list[str] | None = None) -> str:
    """A page with a title of its own."""
    flow = draw(st.lists(passages(ids, includes or []), min_size=1, max_size=4))
    front = draw(
        st.sampled_from(("", f"by: {ids[0]}\n", "mode: evocative\nlang: cy\n", "date: 2023-07\ntheme: time\n"))
    )
    note = draw(st.sampled_from(("", "", "\n\nWith a note.[^1]\n\n[^1]: The note.")))
    return f"---\ntitle: A page\n{front}---\n" + "\n\n".join(flow) + note + "\n"


def settings_of(ids: list[str], order: str = "alphabetical", more: str = "", equal: str = "none") -> str:
    """The settings of a publication by these people, in this order of the file; members and sets of equals too."""
    declared = "".join(f"  {name}: {json.dumps(NAMES[name], ensure_ascii=False)}\n" for name in ids)
    authors = [name for name in ids if "role" not in NAMES[name]]
    pair = [name for name in authors if name in sorted(authors)[:2]]
    chosen = {"shuffled": ", seed: 7", "collective": ", collective: us"}.get(order, "")
    equals = json.dumps([pair]) if equal == "pair" else equal
    groups = {"us": {"name": "Us Two", "members": pair}, "council": {"name": "the council"}}
    listed = json.dumps(groups if ids == sorted(ids) else dict(reversed(groups.items())))
    return (
        f"title: A publication\nlanguage: en\nurl: https://example.org/a/\npeople:\n{declared}collectives: {listed}\n"
        f"byline: {{order: {order}{chosen}, equal: {equals}}}\nthemes: {{time: Time, power: Power}}\n{more}"
    )


@composite
def publications(draw: DrawFn, order: SearchStrategy[str] | None = None, more: str = "") -> Files:
    """A publication: settings, one to three pages, and what they include. `more` are further lines of settings."""
    ids = draw(people())
    settings = settings_of(ids, draw(order if order is not None else POLICIES), more)
    ids += GROUPS
    included = {}
    if draw(st.booleans()):
        included["strands/one.md"] = draw(passages(ids, [])) + "\n"
    files = {"polyphony.yaml": settings, **included}
    for name in draw(st.lists(st.sampled_from(("a", "b", "part/index")), max_size=2, unique=True)):
        files[f"content/{name}.md"] = draw(pages(ids, list(included)))
    files["content/index.md"] = draw(pages(ids, list(included)))
    return files


@composite
def change(draw: DrawFn, files: Files) -> Files:
    """The same publication after one edit: a page changed, added, renamed or deleted, a draft, another setting."""
    new = dict(files)
    ids = [name for name in NAMES if f"\n  {name}: " in files["polyphony.yaml"]]
    others = sorted(path for path in files if path.startswith("content/") and path != "content/index.md")
    kinds = ["edit", "add", "retitle", "unchanged"] + (["delete", "rename", "draft"] if others else [])
    match draw(st.sampled_from(kinds)):
        case "edit":
            new["content/index.md"] = draw(pages(ids))
        case "add":
            new["content/new.md"] = draw(pages(ids))
        case "retitle":
            new["polyphony.yaml"] = files["polyphony.yaml"].replace("title: A publication", "title: Another")
        case "delete":
            del new[others[0]]
        case "rename":
            new["content/renamed.md"] = new.pop(others[0])
        case "draft":
            new[others[0]] = files[others[0]].replace("title: A page\n", "title: A page\ndraft: true\n", 1)
    return new
