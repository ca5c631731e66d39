"""A theme's files to pages: what a publication overrides, what a template may see, and what is said when one fails."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest
from msgspec import Struct

from polyphony.diagnostics import Diagnostic, render_text
from polyphony.theme import TemplateFailedError, Theme, load_theme
from polyphony.views import kinds
from polyphony.words import Words, say

ROOT = Path(__file__).resolve().parents[1]
BUILT_IN = ROOT / "themes" / "counterpoint"
STRINGS = {"strings/en.yaml": b"yes: Yes\nturns: {one: '{count} turn', other: '{count} turns'}\n"}


class View(Struct, frozen=True):
    title: str


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "vendor" not in path.parts
    }


def make_theme(built_in: dict[str, bytes], overrides: dict[str, bytes] | None = None) -> Theme:
    theme, found = load_theme("plain", {**STRINGS, **built_in}, overrides or {})
    assert not found
    assert theme is not None
    return theme


def mistakes(built_in: dict[str, bytes], overrides: dict[str, bytes]) -> str:
    return "\n\n".join(map(render_text, load_theme("plain", {**STRINGS, **built_in}, overrides).diagnostics))


def failure(theme: Theme, template: str = "page.html") -> Diagnostic:
    with pytest.raises(TemplateFailedError) as caught:
        theme.render(template, View("T"), theme.words("en"))
    return caught.value.diagnostic


def render(theme: Theme, template: str, view: object = View("<b> & {{ 7*7 }}")) -> str:
    return theme.render(template, view, theme.words("en"))


@pytest.mark.parametrize("name", ["page.html", "x.html.j2", "x.svg", "feed.atom", "voices.css", "x"])
def test_everything_is_escaped_whatever_a_template_is_called(name: str) -> None:
    theme = make_theme({f"templates/{name}": b"{{ page.title }}"})
    assert render(theme, name) == "&lt;b&gt; &amp; {{ 7*7 }}"


def test_there_is_one_environment_and_it_escapes_and_forgives_nothing() -> None:
    code = {path: path.read_text("utf-8") for path in (ROOT / "polyphony").rglob("*.py")}
    made = [
        (path.name, match) for path, text in code.items() for match in re.findall(r"= \w*Environment\(([^)]*)\)", text)
    ]
    assert len(made) == 1
    assert "autoescape=True" in made[0][1]
    assert "undefined=StrictUndefined" in made[0][1]


@pytest.mark.parametrize(
    "expression",
    [
        "page.real_name",
        "page.site.people",
        "site",
        "self._context",
        "cycler",
        "lipsum",
        "joiner",
        "config",
        "namespace",
    ],
)
def test_a_template_sees_its_view_and_nothing_else(expression: str) -> None:
    theme = make_theme({"templates/page.html": b"one\n{{ " + expression.encode() + b" }}"})
    diagnostic = failure(theme)
    assert "undefined" in diagnostic.message or 'has no "' in diagnostic.message
    assert diagnostic.span is not None
    assert (diagnostic.span.path, diagnostic.span.line) == ("themes/plain/templates/page.html", 2)


def test_a_publications_own_template_partial_string_and_colour_lie_over_the_themes() -> None:
    built_in = {
        "templates/page.html": b"{% from 'partials/name.html' import name %}"
        b"{{ say('yes') }} {{ name(page) }} {{ say('turns', count=2) }}",
        "templates/partials/name.html": b"{% macro name(page) %}1{% endmacro %}",
        "theme.yaml": b"colours: {paper: '#ffffff', ink: '#000000'}\n",
    }  # fmt: skip
    assert render(make_theme(built_in), "page.html") == "Yes 1 2 turns"
    own = {
        "templates/partials/name.html": b"{% macro name(page) %}2{% endmacro %}",
        "strings/en.yaml": b"yes: Aye\n",
        "theme.yaml": b"colours: {ink: oklch(.5 .1 20)}\n",
    }
    theme = make_theme(built_in, own)
    assert render(theme, "page.html") == "Aye 2 2 turns"
    assert theme.colours == {"paper": "#ffffff", "ink": "oklch(.5 .1 20)"}
    assert theme.digest != make_theme(built_in).digest


def test_every_change_of_a_file_is_another_digest_and_a_copy_is_the_same() -> None:
    built_in = {"templates/page.html": b"a", "assets/x.css": b"b"}
    theme = make_theme(built_in)
    assert theme.digest == make_theme(dict(reversed(built_in.items()))).digest
    assert theme.digest != make_theme({**built_in, "assets/x.css": b"c"}).digest
    assert theme.digest != make_theme(built_in, {"strings/cy.yaml": b"yes: Ie\n"}).digest
    copy = pickle.loads(pickle.dumps(theme))  # noqa: S301 - as a pool of processes would
    assert (copy.digest, copy.render("page.html", View(""), copy.words("en"))) == (theme.digest, "a")


def test_a_template_that_fails_says_where() -> None:
    own = {"templates/page.html": b"fine\n{% if page.titel %}x{% endif %}\n"}
    assert render_text(failure(make_theme({"templates/page.html": b""}, own))) == (
        'error[template-error]: the template fails: View has no "titel"\n'
        " --> design/templates/page.html:2\n"
        "  |\n"
        "2 | {% if page.titel %}x{% endif %}\n"
        "help: docs/themes.md lists what a template sees"
    )


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (b"{{ 1 / 0 }}", "the template fails: division by zero"),
        (b"{{ page.title.nothing() }}", 'str has no "nothing"'),
        (b"{{ say('yess') }}", "the theme has no words for yess"),
        (b"{% include 'partials/nam.html' %}", "there is no template partials/nam.html"),
        (b"{{ page.title|sort(1, 2, 3, 4, 5, 6) }}", "the template fails"),
    ],
)
def test_whatever_fails_in_a_template_is_the_templates_mistake(template: bytes, message: str) -> None:
    theme = make_theme({"templates/partials/name.html": b""}, {"templates/page.html": b"\n" + template})
    diagnostic = failure(theme)
    assert message in diagnostic.message
    assert diagnostic.span is not None
    assert (diagnostic.span.path, diagnostic.span.line) == ("design/templates/page.html", 2)


def test_a_failing_partial_is_named_and_not_the_page_that_uses_it() -> None:
    theme = make_theme(
        {"templates/page.html": b"{% from 'partials/name.html' import name %}\n\n{{ name(page) }}"},
        {"templates/partials/name.html": b"{% macro name(page) %}\n\n\n{{ page.nothing }}{% endmacro %}"},
    )
    diagnostic = failure(theme)
    assert diagnostic.span is not None
    assert (diagnostic.span.path, diagnostic.span.line) == ("design/templates/partials/name.html", 4)


def test_a_partial_without_its_macro_says_so() -> None:
    theme = make_theme({"templates/partials/name.html": b"{% macro nam() %}{% endmacro %}"})
    with pytest.raises(TemplateFailedError) as caught:
        theme.call("partials/name.html", "name", View("x"))
    assert "themes/plain/templates/partials/name.html" in render_text(caught.value.diagnostic)
    assert "name" in caught.value.diagnostic.message


def test_a_template_that_cannot_be_read_is_found_before_a_page_uses_it() -> None:
    said = mistakes({}, {"templates/never.html": b"fine\n{% if %}"})
    assert "error[template-error]: the template can't be read: Expected an expression" in said
    assert "--> design/templates/never.html:2" in said


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("strings/en.yaml", b"a: [1]", "error[wrong-type]"),
        ("strings/en.yaml", b"a: {one: x}", "error[missing-key]"),
        ("strings/en.yaml", b"- a", "error[wrong-type]"),
        ("strings/en.yaml", b"a: b\na: c", "error[duplicate-key]"),
        ("strings/en.yaml", b"a: \xff", "error[not-utf8]"),
        ("strings/en.yaml", b"a: 'b", "error[yaml-syntax]"),
        ("theme.yaml", b"colors: {}", "did you mean colours?"),
        ("theme.yaml", b"colours: {ink: 'red; } body { display: none'}", "error[invalid-value]"),
        ("theme.yaml", b"colours: {ink: 'url(//elsewhere.example)'}", "error[invalid-value]"),
        ("theme.yaml", b"colours: [red]", "error[wrong-type]"),
    ],
)
def test_settings_of_a_theme_are_checked(name: str, content: bytes, said: str) -> None:
    text = mistakes({}, {name: content})
    assert said in text
    assert f"--> design/{name}" in text


def test_words_come_from_the_nearest_language_that_has_them() -> None:
    theme = make_theme({"strings/cy.yaml": b"yes: Ie\n", "strings/cy-GB.yaml": b"no: Na\n"})
    words = theme.words("cy-GB")
    assert (say(words, "yes"), say(words, "no"), say(words, "turns", count=2)) == ("Ie", "Na", "2 turns")
    assert say(theme.words("xx"), "yes") == "Yes"


def test_what_is_filled_in_is_not_filled_in_again() -> None:
    words = Words("en", {"by": "{first} and {last}", "bare": "{nothing} {count"})
    assert say(words, "by", first="{last}", last="{first}") == "{last} and {first}"
    assert say(words, "bare", count=1) == "{nothing} {count"


def test_the_built_in_theme_can_be_read_and_every_template_of_it_compiles() -> None:
    files = files_of(BUILT_IN)
    theme, found = load_theme("counterpoint", files, files)
    assert found == ()
    assert theme is not None
    assert {"page.html", "transcript.html", "listing.html", "404.html"} <= {
        name.removeprefix("templates/") for name in files if name.startswith("templates/")
    }


def test_every_word_that_a_template_says_is_in_english() -> None:
    theme, _ = load_theme("counterpoint", files_of(BUILT_IN), {})
    assert theme is not None
    texts = theme.words("en").texts
    said = {
        key
        for name, content in files_of(BUILT_IN).items()
        if name.startswith("templates/")
        for key in re.findall(r"say\(\"([a-z-]+)\"", content.decode())
    }
    said |= {
        key
        for path in (ROOT / "polyphony").rglob("*.py")
        for key in re.findall(
            r"(?:partials\.say\(|say\((?:context\.)?words, |say\(words, )\"([a-z-]+)\"", path.read_text("utf-8")
        )
    }
    assert len(said) > 30
    assert said <= set(texts), said - set(texts)


def test_every_field_of_every_view_is_documented() -> None:
    page = (ROOT / "docs" / "themes.md").read_text("utf-8")
    views = [
        kind
        for kind in vars(kinds).values()
        if isinstance(kind, type) and issubclass(kind, Struct) and kind is not Struct
    ]
    assert len(views) > 15
    for view in views:
        section = re.search(rf"^### {view.__name__}$(.*?)(?=^##)", page + "\n##", re.MULTILINE | re.DOTALL)
        assert section is not None, f"{view.__name__} is not in docs/themes.md"
        documented = re.findall(r"^- `([a-z_]+)`", section[1], re.MULTILINE)
        assert documented == list(view.__struct_fields__), view.__name__
