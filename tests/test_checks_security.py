"""Checks of security, from a publication on disk to its site: each is named by its number, S1-11 to S1-29."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import html5lib
import pytest

from polyphony.diagnostics import Code, render_concise, render_json, render_text
from polyphony.html.code import LONGEST_LINE, colour_code, names_of_lexers
from polyphony.html.escape import escape
from polyphony.output import clean_output
from polyphony.pipeline import Options, build
from tests.environment import ROOT
from tests.sites import SETTINGS, make

Make = Callable[[dict[str, str | bytes]], Any]
FEW = "build: {outputs: [pages, transcripts, data]}\n"
SECRET = "the secret outside"


def codes(made: Any) -> list[Code]:
    return [diagnostic.code for diagnostic in made.report.diagnostics]


@pytest.mark.parametrize(
    "path",
    ["content/x.md", "content/a.jpg", "strands/s.md", "references.bib", "own.csl", "assets/a.jpg", "design/style.css",
     "design/templates/page.html", "polyphony.yaml", "sign-off/ana.yaml"],
)  # fmt: skip
def test_s1_11_s1_12_a_link_out_of_the_folder_fails_the_build(project: Make, tmp_path: Path, path: str) -> None:
    (tmp_path / "secret").write_text(SECRET)
    text = "Text.\n\n::: {.include src=strands/s.md}\n:::\n" if path == "strands/s.md" else "Text.\n"
    made = project({"content/index.md": text})
    place = made.folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    place.symlink_to(tmp_path / "secret")
    assert Code.LINK_LEAVES_FOLDER in codes(made.build())
    assert path in made.messages[0]
    assert not made.output.exists()


@pytest.mark.parametrize("target", ["/", "~", ".", "..", "content", "design", "assets", "link", "content/in", "../.."])
def test_s1_14_s1_18_a_target_that_holds_sources_is_refused(
    project: Make, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = project({"content/index.md": "Text.\n", "design/style.css": "", "assets/a.txt": "a"})
    if target == "link":
        (made.folder / "link").symlink_to(made.folder / "content")
    monkeypatch.chdir(made.folder)
    before = sorted(path for path in made.folder.rglob("*") if ".polyphony" not in path.parts)
    report = build(Path(), Options(output=os.path.expanduser(target), jobs=1))
    assert report.refusal is not None
    assert report.written is None
    assert sorted(path for path in made.folder.rglob("*") if ".polyphony" not in path.parts) == before


def test_s1_15_a_folder_that_no_build_made_is_refused(project: Make, tmp_path: Path) -> None:
    made = project({"content/index.md": "Text.\n"})
    out = tmp_path / "holiday"
    out.mkdir()
    (out / "photo.jpg").write_bytes(b"photo")
    refusal = build(made.folder, Options(output=str(out), jobs=1)).refusal
    assert refusal is not None
    assert "not made by Polyphony" in f"{refusal.message} {refusal.hint}"
    assert [path.name for path in out.iterdir()] == ["photo.jpg"]
    assert build(made.folder, Options(output=str(out), jobs=1, force=True)).refusal is None
    assert (out / "photo.jpg").read_bytes() == b"photo"


def test_s1_16_s1_17_what_others_put_there_stays_and_what_was_edited_too(project: Make) -> None:
    made = project({"content/index.md": "Text.\n", "content/b.md": "# B\n"}).build()
    foreign = {"notes.docx": b"notes", ".git/config": b"git", "CNAME": b"example.org"}
    for name, content in foreign.items():
        (made.output / name).parent.mkdir(exist_ok=True)
        (made.output / name).write_bytes(content)
    made.build()
    (made.output / "b" / "index.html").write_text("edited")
    report = clean_output(str(made.output))
    assert "b/index.html" in report.kept  # type: ignore[union-attr]
    left = {path.relative_to(made.output).as_posix() for path in made.output.rglob("*") if path.is_file()}
    assert left - {".polyphony-manifest"} == {*foreign, "b/index.html"}
    assert all((made.output / name).read_bytes() == content for name, content in foreign.items())


_SCRIPTS = ("alert(1)", "alert`1`", "alert&lpar;1&rpar;")
_TAGS = ("img", "svg", "body", "video", "details", "input", "marquee", "a", "iframe", "math", "object", "style")
_HANDLERS = ("onerror", "onload", "onfocus", "ontoggle", "OnMouseOver", "onpointerenter")
_SCHEMES = (
    "javascript:",
    "JaVaScRiPt:",
    "java\tscript:",
    " javascript:",
    "&#106;avascript:",
    "vbscript:",
    "data:text/html,",
)
VECTORS = [
    *(f"<{tag} src=x {handler}={_SCRIPTS[0]}>" for tag in _TAGS for handler in _HANDLERS),
    *(f"[x]({scheme}{script})" for scheme in _SCHEMES for script in _SCRIPTS),
    *(f'<a href="{scheme}{script}">x</a>' for scheme in _SCHEMES for script in _SCRIPTS),
    *(f"<{scheme.strip()}alert(1)>" for scheme in _SCHEMES),
    *(f"[x]: {scheme.strip()}alert(1)\n\n[x]" for scheme in _SCHEMES),
    *(f"[x]{{{handler}={script}}}" for handler in _HANDLERS for script in ("alert", '"alert(1)"')),
    *(f"## x {{{handler}=alert}}" for handler in _HANDLERS),
    *(f"```{{.python {handler}=alert}}\nx\n```" for handler in _HANDLERS),
    *(f'<scr<script>ipt>{script}</script>\n"><script src=//x.example></script>' for script in _SCRIPTS),
    '[x]{style="position:fixed"}', "<base href=//x.example>", '<meta http-equiv=refresh content="0;url=//x.example">',
    "<form action=//x.example><button formaction=//y.example>", "<svg><a xlink:href=javascript:alert(1)>x</a></svg>",
    '`x`{=html}<script>alert(1)</script>`', "```{=html}\n<script>alert(1)</script>\n```", '[x]{lang="en\\" onload=x"}',
    "$\\href{javascript:alert(1)}{x}$", "$$\\style{x}{<script>}$$", "[^<script>]: x",
    '![x](assets/a.png "\\" onerror=x")',
    "<!--><script>alert(1)</script>-->", "<![CDATA[<script>alert(1)</script>]]>", "<?x <script>alert(1)</script>?>",
    "<table background=//x.example><td>", "<link rel=stylesheet href=//x.example>",
    "<noscript><p title='</noscript><img src=x>",
]  # fmt: skip
_LOADS = {"src", "srcset", "data", "poster", "background", "ping", "action", "formaction", "xlink:href"}
_SAFE = re.compile(r"(?:https?:|mailto:|tel:|doi:|#|[^:]*$)", re.IGNORECASE)


def judge(made: dict[str, bytes]) -> list[str]:
    """What is dangerous in the pages of a site, read by a parser as browsers have it."""
    faults = []
    for path, content in made.items():
        if not path.endswith(".html"):
            continue
        for element in html5lib.parse(content.decode(), namespaceHTMLElements=False).iter():
            if not isinstance(element.tag, str):
                continue
            runs = element.tag == "script" and element.get("type") != "application/ld+json"
            if runs and "alert" in (element.text or ""):
                faults.append(f"{path}: script {element.text!r:.60}")
            for name, value in element.attrib.items():
                if str(name).startswith("on") or (name == "style" and "fixed" in value):
                    faults.append(f"{path}: {name}={value!r:.60}")
                if name in _LOADS and re.match(r"\s*(?:\w+:)?//", value):
                    faults.append(f"{path}: loads {value!r:.60}")
                if name == "href" and not _SAFE.match("".join(value.split())):
                    faults.append(f"{path}: leads to {value!r:.60}")
    return faults


def test_s1_19_no_hostile_markdown_does_anything() -> None:
    assert len(VECTORS) >= 170
    for size in range(0, len(VECTORS), 20):
        some = VECTORS[size : size + 20]
        text = "\n\n".join(some)
        made, found = make({"polyphony.yaml": SETTINGS + FEW, "content/index.md": text, "assets/a.png": ""})
        if not made:  # Some are errors, and rightly so: each by itself, then.
            results = [
                make({"polyphony.yaml": SETTINGS + FEW, "content/index.md": one, "assets/a.png": ""}) for one in some
            ]
            made = {f"{number}-{path}": page for number, (site, _) in enumerate(results) for path, page in site.items()}
        assert judge(made) == [], [render_concise(one) for one in found]


@pytest.mark.parametrize(
    "vector", ['"><script>alert(1)</script>', "' onload='alert(1)", "<img src=x onerror=alert(1)>"]
)
def test_s1_20_no_hostile_text_does_anything_in_any_field(vector: str) -> None:
    import json

    quoted = json.dumps(vector)
    settings = (
        f"title: {quoted}\nsubtitle: {quoted}\ncopyright: {quoted}\nkeywords: [{quoted}]\nabstract: {quoted}\n"
        f"people:\n  ana: {{name: {quoted}, position: {quoted}, pronouns: {quoted}, "
        f"affiliation: {quoted}, bio: {quoted}}}\n"
        f"  ben: {{name: Ben, aliases: [B], contributions: [{quoted}]}}\n"
        f"modes: {{odd: {{label: {quoted}, description: {quoted}}}}}\nthemes: {{time: {quoted}}}\n"
        f"byline: {{statement: {quoted}}}\nacknowledgements: {quoted}\ndeclarations: {{ethics: {quoted}}}\n"
    )
    text = (
        f"---\ntitle: {quoted}\nkeywords: [{quoted}]\n---\n## {vector}\n\n"
        f"::: {{.exchange when={quoted} medium={quoted}}}\nBen: {vector}\n:::\n\n"
        f"![{vector}](assets/a.png){{alt={quoted}}}\n\n"
        f"[x]{{.omitted reason={quoted}}}[^1] [x]{{.redacted as={quoted}}}\n\n"
        f"[^1]: {vector}\n\n```{vector}\nx\n```\n\n| {vector} |\n|---|\n| x |\n\nTable: {vector}\n\n"
        f"::: {{by=ana mode=odd theme=time}}\n{vector}\n:::\n"
    )
    made, found = make({"polyphony.yaml": settings, "content/index.md": text, "content/b.md": text, "assets/a.png": ""})
    assert made, [render_concise(one) for one in found if one.severity.value == "error"]
    assert judge(made) == []


def test_s1_21_there_is_one_environment_and_it_escapes_and_is_strict() -> None:
    found = [
        text[match.start() : match.start() + 400]
        for path in (ROOT / "polyphony").rglob("*.py")
        for text in [path.read_text(encoding="utf-8")]
        for match in re.finditer(r"(?<!class )\b\w*Environment\(", text)
    ]
    assert len(found) == 1
    assert "autoescape=True" in found[0]
    assert "StrictUndefined" in found[0]


def test_s1_22_what_looks_like_a_template_is_text(project: Make) -> None:
    text = "{{ 7*7 }} {% include '/etc/passwd' %} {{ cycler.globals }}"
    made = project({"content/index.md": f"# {text}\n\n{text}\n"}).build()
    page = made.read("index.html")
    assert "{{ 7*7 }}" in page
    assert "{{ cycler.globals }}" in page
    assert "root:" not in page


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "\\\\\\\\host", "java\\tscript:x"]
)
def test_s1_23_an_address_that_could_do_harm_is_an_error_with_its_place(project: Make, url: str) -> None:
    made = project(
        {"polyphony.yaml": f'title: T\npeople:\n  ana: {{name: Ana, url: "{url}"}}\n', "content/index.md": "x"}
    )
    made.build()
    assert made.messages[0].startswith("polyphony.yaml:3:")
    assert not made.output.exists()


def test_s1_25_links_to_elsewhere_tell_nothing_and_open_here(project: Make) -> None:
    text = "[x](https://example.org/a) <https://example.org/b> <a href='https://example.org/c' target=_blank>x</a>"
    page = project({"content/index.md": text}).build().read("index.html")
    links = re.findall(r'<a [^>]*href="https://example\.org/[abc]"[^>]*>', page)
    assert len(links) == 3
    assert all('rel="noopener noreferrer"' in link and "target" not in link for link in links)


_LAUGHS = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}' if i else 'x'] * 9)}]\n" for i in range(9))


@pytest.mark.parametrize(
    "yaml",
    ["subtitle: !!python/object/apply:os.system [true]\n", _LAUGHS, f"keywords: {'[' * 3000}\n", "# x\n" * 5_000_000],
)
def test_s1_26_yaml_that_explodes_is_refused(project: Make, yaml: str) -> None:
    made = project(
        {"polyphony.yaml": "title: T\npeople:\n  ana: {name: Ana}\n" + yaml, "content/index.md": "x"}
    ).build()
    assert len(made.messages) == 1
    assert "\n" not in made.messages[0]


def test_s1_27_nothing_steers_a_terminal(project: Make) -> None:
    evil = "\x1b[2J\x1b]8;;http://x\x07\u202eevil"
    made = project(
        {f"content/{evil}.md".replace("//", ""): f"::: {{by={evil}}}\nx\n:::\n", "content/index.md": "x"}
    ).build()
    assert made.report.diagnostics
    for diagnostic in made.report.diagnostics:
        for shown in (render_text(diagnostic), render_concise(diagnostic), render_json(diagnostic)):
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown), ascii(shown)


def test_s1_28_no_lexer_gets_a_line_that_is_far_too_long() -> None:
    hostile = ["a" * 5000, "(" * 5000, '"' * 4999, "\\" * 5000, "/*" * 2500, " " * 5000 + "x", "a." * 2500, "<" * 5000]
    assert all(len(line) > LONGEST_LINE for line in hostile)
    for name in sorted(names_of_lexers()):
        assert colour_code("\n".join(hostile), name) == escape("\n".join(hostile))
    made, found = make({"polyphony.yaml": SETTINGS + FEW, "content/index.md": f"```python\n{hostile[0]}\n```\n"})
    assert [one.code for one in found] == [Code.CODE_NOT_COLOURED]
    assert hostile[0] in made["index.html"].decode()


_REPEATED = [
    "[", "![", "[a](", "[a]{.b ", "[a]{by=writer}", "*a ", "**a *b ", "_a__b", "`", "> ", "- ", "1. ", "<", "<?",
    "<!--", "<![CDATA[", "<a ", "&", "~a~~b", "^a", "$a", "[^1]", "@a [p. ", "| a ", "::: {.a}\n", "a\n: b\n",
    "\"a 'b ", "{.a",
]  # fmt: skip


@pytest.mark.parametrize("piece", _REPEATED)
def test_s1_29_repeating_anything_ends(piece: str) -> None:
    """20,000 times would take a machine that is shared too long here: what isn't linear shows at 4,000 already."""
    settings = SETTINGS + "build: {outputs: [pages]}\n"
    made, found = make({"polyphony.yaml": settings, "content/index.md": piece * 4_000})
    assert made or found
