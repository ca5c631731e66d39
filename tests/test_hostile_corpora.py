"""Collections of hostile Markdown, each file built as a page: nothing in them acts or reaches out, and each build ends.

No test is timed; but one that takes a minute where a second is usual is stopped, so that what isn't linear shows.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html

from polyphony.diagnostics import Diagnostic, has_errors
from tests.blocks import faults
from tests.environment import require_shared
from tests.sites import SETTINGS, make

CORPORA = "corpus/open/nasty-markdown"
FETCHING = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "manifest"}
FILES = (
    "blns/blns.json", "blns/blns.txt", "fuzz/afl-seed.md", "fuzz/cmark-fuzzing_dictionary.txt",
    "markdown-it/linkify.txt", "markdown-it/normalize.txt", "markdown-it/smartquotes.txt",
    "markdown-it/strikethrough.txt", "markdown-it/tables.txt", "markdown-it/xss.txt", "xss/IntrudersXSS.txt",
    "xss/RSNAKE_XSS.txt", "xss/XSSDetection.txt",
)  # fmt: skip
REPEATED = {
    "nested strong emphasis": "*a **a " * 65_000 + "b" + " a** a*" * 65_000,
    "closers without openers": "a_ " * 65_000,
    "openers without closers": "_a " * 65_000,
    "link closers": "a]" * 65_000,
    "link openers": "[a" * 65_000,
    "mismatched": "*a_ " * 50_000,
    "threes": "a**b" + "c* " * 50_000,
    "links and emphasis": "[ a_" * 50_000,
    "brackets and parentheses": "[ (](" * 80_000,
    "nested brackets": "[" * 50_000 + "a" + "]" * 50_000,
    "nested quotes": "> " * 50_000 + "a",
    "nested lists": "".join(f"{'  ' * level}* a\n" for level in range(1_000)),
    "backticks": "".join("e" + "`" * count for count in range(1, 5_000)),
    "unclosed links": "[a](<b" * 30_000,
    "tables": "aaa\rbbb\n-\x0b\n" * 30_000,
    "citations": "@a [p. " * 20_000,
    "many keys": " ".join(f"[@k{number}, p. 3]" for number in range(20_000)),
    "many links": "".join(f"[r{n}]: https://e.example/{n}\n" for n in range(20_000)) + "\n" + "[a][r7] " * 20_000,
    "definitions": "\n\n".join(f"t{number}\n: d{number}" for number in range(20_000)),
    "notes": " ".join(f"x[^{n}]" for n in range(20_000)) + "".join(f"\n\n[^{n}]: note" for n in range(20_000)),
    "spans": " ".join(f"[a]{{#i{number} by=guest}}" for number in range(20_000)),
}
"""The formulas of cmark's own pathological tests, and what an article has many of."""


@contextmanager
def ending(seconds: int = 60) -> Iterator[None]:
    """Stop what doesn't end."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(*_: Any) -> None:
        raise TimeoutError(f"not done in {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def built(text: str) -> tuple[dict[str, bytes], list[Diagnostic]]:
    return make({"polyphony.yaml": SETTINGS, "content/index.md": text})


def published(text: str) -> dict[str, bytes]:
    """Build a text without the lines that are errors, and with what stands on the others."""
    lines = text.split("\n")
    for _ in range(40):
        made, found = built("\n".join(lines))
        if not has_errors(found):
            return made
        wrong = {one.span.line - 1 for one in found if one.severity.value == "error" and one.span}
        lines = ["" if number in wrong else line for number, line in enumerate(lines)]
    raise AssertionError([one.message for one in found])


def reaching(address: str) -> bool:
    return ":" in address.split("/", maxsplit=1)[0] or address.lstrip().startswith(("//", "\\"))


def acting(content: bytes, own: frozenset[str]) -> list[str]:
    """Whatever acts or asks another host for something in a page, but for scripts and styles that are our own."""
    found = []
    for element in lxml_html.fromstring(content).iter():
        if not isinstance(element.tag, str):
            continue
        said = {key.lower(): value for key, value in element.attrib.items()}
        found += [f"{element.tag} {key}" for key in said if key.startswith("on") or key == "srcdoc"]
        if element.tag in ("script", "style") and said.get("type") != "application/ld+json" and not said.get("src"):
            found += [] if (element.text or "").strip() in own else [f"{element.tag} {element.text}"]
        rel = set(said.get("rel", "").split())
        asks = ["src", "srcset", "data", "poster", "action", "formaction", "background", "archive", "ping"]
        if (element.tag == "link" and rel & FETCHING) or element.tag in ("image", "use", "base"):
            asks.append("href")
        for key in asks:
            own_picture = key == "src" and element.tag == "img" and said.get(key, "").startswith("data:image/")
            if reaching(said.get(key, "")) and not own_picture:
                found.append(f"{element.tag} {key}={said[key]}")
    return found


@pytest.fixture(scope="module")
def own() -> frozenset[str]:
    """What scripts and styles stand in the pages of a publication that is harmless."""
    made, _ = built("Hello.\n")
    pages = [lxml_html.fromstring(content) for path, content in made.items() if path.endswith(".html")]
    elements = [element for page in pages for element in page.iter("script", "style")]
    return frozenset((element.text or "").strip() for element in elements) | {""}


def variants(path: Path) -> Iterator[str]:
    """A file as it is, and each of its texts as a paragraph."""
    text = path.read_bytes().decode("utf-8", "replace").replace("\0", "")
    yield text
    if path.suffix == ".json":
        yield "\n\n".join(map(str, json.loads(text)))
    elif path.parent.name in ("xss", "blns"):
        yield "\n\n".join(text.splitlines())


@pytest.mark.parametrize("name", FILES)
def test_a_collection_of_hostile_texts_acts_nowhere_and_ends(name: str, own: frozenset[str]) -> None:
    for text in variants(require_shared(f"{CORPORA}/{name}")):
        with ending():
            made = published(text)
        pages = {path: content for path, content in made.items() if path.endswith(".html")}
        assert "index.html" in pages
        assert {path: wrong for path, content in pages.items() if (wrong := acting(content, own))} == {}
        main = pages["index.html"].decode().partition("<main")[2].partition("</main>")[0]
        assert faults(f"<main{main}</main>") == []


def test_no_collection_is_forgotten() -> None:
    folder = require_shared(CORPORA)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there - {"SOURCES.md", "pathological/cmark-gfm-pathological-inputs.json"} == {*FILES}


@pytest.mark.parametrize("name", REPEATED)
def test_s1_29_what_is_repeated_without_end_ends(name: str) -> None:
    with ending():
        made, found = built(REPEATED[name])
    assert made or found


def test_the_judge_finds_what_acts() -> None:
    acts = b"<p onclick=x><img src=//e.example/x><script>y</script><link rel=icon href=https://e.example/><a href=x>"
    assert len(acting(acts, frozenset())) == 4
