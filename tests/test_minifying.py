"""What browsers are sent of a theme's own files."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING, Any

import pytest
from environment import require_shared

from polyphony.pipeline import Options, build
from polyphony.theme.minifying import minify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[[dict[str, str | bytes]], Any]


def test_comments_and_needless_space_go_and_strings_stay() -> None:
    css = b'/* why */\n.a > .b { --word: "a  /* b */"; width: calc(1rem + 2px); color: red; }\n'
    assert minify("style.css", css) == b'.a>.b{--word:"a  /* b */";width:calc(1rem + 2px);color:red}'
    assert minify("voices.css", b":root { --a: ; --b: initial; }") == b":root{--a: ;--b:initial}"
    script = b"/* why */\nvar a = 'x  // y', b = /[/]\\s+/g; // end\nreturn_(a)\n"
    assert minify("page.js", script).strip() == b"var a='x  // y',b=/[/]\\s+/g;return_(a)"


@pytest.mark.parametrize("path", ["vendor/minisearch.js", "picture.svg", "fonts/a.woff2"])
def test_what_others_made_stays_as_it_is(path: str) -> None:
    assert minify(path, b"/* licence */  x") == b"/* licence */  x"


def test_the_articles_pages_weigh_little_with_all_that_they_load(tmp_path: Path) -> None:
    folder = require_shared("corpus/heart-of-the-matter")
    site = tmp_path / "site"
    assert not build(folder, Options(output=str(site), jobs=1)).failed
    for page in ("index.html", "part-1/index.html", "part-2/index.html", "moving-forward/index.html"):
        html = (site / page).read_bytes()
        named = re.findall(rb'<link rel="stylesheet" href="([^"]*)"|<script src="([^"]*)"', html)
        assert len(named) >= 5
        files = [html, *(((site / page).parent / (sheet or script).decode()).read_bytes() for sheet, script in named)]
        assert sum(map(len, files)) <= 100_000, page
        assert sum(len(gzip.compress(file)) for file in files) <= 28_000, f"{page}, as a server sends it"


def test_a_page_loads_the_rarer_styles_only_where_it_holds_something_of_them(project: Make) -> None:
    made = project(
        {
            "content/index.md": "A word.\n",
            "content/table.md": "# Table\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
            "content/note.md": "# Note\n\nA word.[^1]\n\n[^1]: And another.\n",
            "content/plain.md": "# Plain\n\nA *word*, and [a link](table.md).\n",
        }
    ).build()
    loads = {page: "design/rare.css" in made.read(f"{page}index.html") for page in ("", "table/", "note/", "plain/")}
    assert loads == {"": False, "table/": True, "note/": True, "plain/": False}
    assert "design/rare.css" in made.read("people/index.html")
