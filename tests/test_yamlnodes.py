"""YAML as it is written, with its places; what could surprise is refused, in plain words."""

from itertools import pairwise

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import polyphony.yamlnodes
from polyphony.diagnostics import Code, render_text
from polyphony.yamlnodes import Mapping, Scalar, parse_yaml, to_data


def parse(text, **options):
    checked = parse_yaml(text, "p.yaml", **options)
    assert checked.diagnostics == ()
    return checked.value


def mistake(text, **options):
    checked = parse_yaml(text, "p.yaml", **options)
    assert checked.value is None
    assert len(checked.diagnostics) == 1
    return checked.diagnostics[0]


@pytest.fixture(params=["c", "python"])
def loader(request, monkeypatch):
    if request.param == "python":
        monkeypatch.setattr(polyphony.yamlnodes, "_LOADER", yaml.SafeLoader)
    return request.param


SURPRISES = ["no", "12:30", "0777", "2025-13-45", "1_000", ".inf", "0x1F", "~", "null", "yes", "1e3"]


@pytest.mark.parametrize("word", SURPRISES)
def test_a_scalar_is_text_as_written(word):
    assert to_data(parse(f"key: {word}").root) == {"key": word}


def test_an_empty_file_has_no_keys():
    assert parse("").root == Mapping((), 1, 1, 0)
    assert parse("# nothing\n", line=5).root == Mapping((), 5, 1, 0)


def test_places_are_those_of_the_file(loader):
    document = parse("é: 😀x\nb:\n  - one\n  - {k: two}\n", line=3)
    first, second = document.root.entries
    assert (first.value.line, first.value.column, first.value.length) == (3, 4, 2)
    item = second.value.items[1].entries[0].value
    assert (item.line, item.column, item.length) == (6, 9, 3)
    assert document.span(item).source == "  - {k: two}"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: x", (1, 4)),
        ("a: 'x'", (1, 5)),
        ("a: |\n  x", (2, 3)),
        ("a: >-\n\n    x", (2, 5)),
        ("a:\n  x\n  y", (2, 3)),
    ],
)
def test_the_beginning_of_a_text_is_known(text, place):
    value = parse(text).root.entries[0].value
    assert (value.text_line, value.text_column) == place


def test_what_ends_a_line_in_yaml_alone_is_text(loader):
    document = parse("a: x\u2028y\u0085z\nb: \ufeffc\n")
    assert to_data(document.root) == {"a": "x\u2028y\u0085z", "b": "\ufeffc"}
    assert [entry.key.line for entry in document.root.entries] == [1, 2]


def test_a_merge_adds_what_is_not_there():
    assert to_data(parse("a: &x {k: 1, m: 2}\nb: {<<: *x, k: 3}").root)["b"] == {"k": "3", "m": "2"}


def test_a_key_without_a_colon_is_marked():
    entries = parse("{label: Time, pace, more: }").root.entries
    assert [(entry.key.text, entry.bare) for entry in entries] == [("label", False), ("pace", True), ("more", False)]


MISTAKES = [
    ("title: Part 1: start\n", 1, 14, "a second colon"),
    ('a: "x\nb: y\n', 1, 4, "a quotation mark opens here"),
    ("a: [b, c\nd: e\n", 1, 4, "isn't closed with ]"),
    ("a: {b: c\n", 1, 4, "isn't closed with }"),
    ("a: [\n", 1, 5, "a value is expected here"),
    ("a: @x\n", 1, 4, "can't start with @"),
    ("a: `x`\n", 1, 4, "can't start with `"),
    ("a: %x\n", 1, 4, "can't start with %"),
    ("a:\n\tb: c\n", 2, 1, "a tab stands here"),
    ("a: *x\n", 1, 4, "is read as a reference"),
    ("a: **x** y\n", 1, 4, "can't start with *"),
    ("a: &\n", 1, 4, "can't start with &"),
    ("foo\nbar: x\n", 2, 1, "the line above it isn't finished"),
    ('a: "x" y\n', 1, 8, "doesn't belong to the value before it"),
    ("a: 'it's'\n", 1, 8, "doesn't belong to the value before it"),
    ("a: b\n c: d\n", 2, 2, "indented further"),
    ("a:\n  - x\n - y\n", 3, 2, "doesn't belong to the value before it"),
    ('a: "\\q"\n', 1, 5, "a backslash"),
    ("a: | foo\n", 1, 6, "nothing can follow |"),
    ("a: b\nc\n", 2, 1, "neither a key with a colon"),
    ("- a\nb: c\n", 2, 1, "an item of a list is expected"),
    ("a: b\n---\nc: d\n", 2, 1, "a second document"),
    ("? [a]\n: b\n", 1, 3, "where the name of a key is expected"),
    ("a: b\x1bc\n", 1, 5, "an invisible control character (U+001B)"),
    ('a: "b\\x1bc"\n', 1, 4, "an invisible control character (U+001B)"),
    ("a: b\x00c\n", 1, 5, "an invisible control character (U+0000)"),
    ("a: \ud800\n", 1, 4, "an invisible control character (U+D800)"),
]


@pytest.mark.parametrize(("text", "line", "column", "words"), MISTAKES)
def test_a_mistake_is_said_in_plain_words_at_its_place(text, line, column, words, loader):
    found = mistake(text, line=10)
    assert found.code is Code.YAML_SYNTAX
    assert words in found.message
    assert (found.span.line, found.span.column) == (line + 9, column)
    assert len(render_text(found).splitlines()) <= 6


@pytest.mark.parametrize("text", ["a: !!python/object/apply:os.system [x]", "a: !x y", "!!map {a: b}", "a: !!str 5"])
def test_tags_are_refused(text, loader):
    assert mistake(text).code is Code.YAML_TAG


def test_a_key_that_stands_twice_is_refused_with_both_places():
    found = mistake("a: 1\nb:\n  c: 2\n  c: 3\n")
    assert (found.code, found.span.line, found.related[0][0].line) == (Code.DUPLICATE_KEY, 4, 3)


def test_aliases_that_multiply_are_refused(loader):
    names = "abcdefghi"
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n" for before, name in pairwise(names)
    )
    assert mistake(bomb).code is Code.YAML_ALIASES
    assert mistake("a: &a [*a]").code is Code.YAML_ALIASES


@pytest.mark.parametrize("text", ["[" * 3000, "- " * 3000, "a: {" * 3000, "[" * 150 + "]" * 150])
def test_deep_nesting_is_refused(text, loader):
    assert mistake(text).code is Code.YAML_TOO_DEEP


def test_aliases_cannot_nest_deeper_than_text():
    chain = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 120))
    assert mistake(chain).code is Code.YAML_TOO_DEEP


def test_what_is_too_large_is_refused_and_a_megabyte_is_not():
    assert mistake("a: b\n" * 4_000_000).code is Code.TOO_LARGE
    large = "".join(f"k{number}: value {number}\n" for number in range(40_000))
    assert len(parse(large).root.entries) == 40_000


SECRET = "Jane Doe of Durham"


@pytest.mark.parametrize(
    "text",
    [
        f'real_name: "{SECRET}\n',
        f"real_name: {SECRET}: x\n",
        f"real_name:\n  - {SECRET}\n  - [\n",
        f"title: x\nreal_name: |\n  {SECRET}\n {SECRET}: x\n",
        f"title: {{real_name: {SECRET}, b: [\n",
        f"real_name: {SECRET}\nreal_name: {SECRET}\n",
        f"real_name: !x {SECRET}\n",
        f"real_name:\n{SECRET}\n",
    ],
)
def test_what_may_be_private_is_not_echoed(text):
    found = mistake(text, shown=frozenset({"title"}))
    assert "Durham" not in render_text(found)


def test_a_line_of_a_known_key_is_shown():
    assert "title: Part 1: x" in render_text(mistake("title: Part 1: x", shown=frozenset({"title"})))


@given(st.text(alphabet="ab:-[]{}'\"|>&*!#%@`\\\n \t?,é\u2028\x00", max_size=40))
def test_no_text_makes_it_raise_and_every_place_is_in_it(text):
    checked = parse_yaml(text, "p.yaml")
    lines = text.split("\n")
    for found in checked.diagnostics:
        assert 1 <= found.span.line <= len(lines)
        assert 1 <= found.span.column <= len(lines[found.span.line - 1]) + 1
    assert (checked.value is None) == bool(checked.diagnostics)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_any_text_in_quotes_comes_back(text):
    written = "'" + text.replace("'", "''") + "'"
    value = parse(f"key: {written}").root.entries[0].value
    assert isinstance(value, Scalar)
    assert value.text == text
