"""An SVG is only a picture (S1-24)."""

from __future__ import annotations

from pathlib import Path

import pytest

from polyphony.diagnostics import render_text
from polyphony.pipeline import Options, build
from polyphony.vectors import find_harm

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">\n'
HARMFUL = {
    "<script>alert(1)</script>": "a script",
    '<g><rect onclick="alert(1)"/></g>': "a script (onclick)",
    '<a href="javascript:alert(1)"><text>x</text></a>': "an address that can run something",
    '<a xlink:href=" java\tscript:alert(1)"/>': "an address that can run something",
    "<foreignObject><p/></foreignObject>": "a piece of another document (foreignObject)",
    '<image href="https://evil.example/x.png"/>': "a file on another machine",
    '<image xlink:href="//evil.example/x.png"/>': "another file",
    '<use href="other.svg#x"/>': "another file",
    "<style>@import url(https://evil.example/x.css);</style>": "a style that asks for another file",
    '<rect style="fill: url(https://evil.example/#x)"/>': "a style that asks for another file",
    '<animate attributeName="href" values="javascript:alert(1)"/>': "a script",
    '<image href="data:image/svg+xml;base64,PHN2Zz4="/>': "an address that can run something",
    "<g>": "no XML that can be read",
}


@pytest.mark.parametrize("inside", HARMFUL)
def test_s1_24_what_a_picture_has_no_need_of_is_found_in_its_line(inside: str) -> None:
    harm = find_harm(f"{HEAD}{inside}\n</svg>".encode())
    assert harm is not None
    assert harm.what.startswith(HARMFUL[inside])
    assert harm.line in (2, 3)


def test_s1_24_entities_that_grow_are_refused() -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + HEAD + "<text>&b;</text></svg>"
    harm = find_harm(bomb.encode())
    assert harm is not None
    assert "DOCTYPE" in harm.what


def test_a_plain_picture_is_harmless() -> None:
    plain = (
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
        f'{HEAD}<defs><linearGradient id="a"/></defs><style>.x {{ fill: url(#a) }}</style><title>on script</title>'
        '<use href="#a"/><a href="https://example.org"><rect class="x" style="fill:url(#a)"/></a>'
        '<image href="data:image/png;base64,iVBORw0KGgo="/></svg>'
    )
    assert find_harm(plain.encode()) is None


def test_s1_24_a_build_with_such_a_picture_is_an_error_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "assets").mkdir()
    (tmp_path / "polyphony.yaml").write_text("title: T\npeople: {a: {name: Ada}}\n")
    (tmp_path / "content/index.md").write_text("Text.\n")
    (tmp_path / "assets/evil.svg").write_text(f"{HEAD}<script>alert(1)</script></svg>")
    report = build(tmp_path, Options(jobs=1))
    assert report.failed
    assert not (tmp_path / "_site").exists()
    assert render_text(report.diagnostics[0]).startswith(
        "error[unsafe-picture]: this picture holds a script\n --> assets/evil.svg:2"
    )
