"""The JSON Schemas: shipped as printed, fit for what builds make, and of one mind with what reads the settings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from environment import ROOT, require_shared
from hypothesis import given, settings
from hypothesis import strategies as st

from polyphony.cli import polyphony
from polyphony.cli.schemas import NAMES, render_schema
from polyphony.config import config_schema, front_matter_schema, parse_config, parse_front_matter, parse_source
from polyphony.diagnostics import Code, Severity
from polyphony.exporters import EXPORTERS
from polyphony.model import SourceFile
from polyphony.pipeline import Options, build

BASE: dict[str, Any] = {
    "title": "A title",
    "people": {"ana": {"name": "Ana"}, "ben": {"given": "Ben", "family": "Beech"}},
    "collectives": {"both": {"name": "Both", "members": ["ana", "ben"]}},
    "themes": {"time": "Time"},
}
FRONT: dict[str, Any] = {"title": "A title"}
VALUES: tuple[Any, ...] = (
    "", " ", "text", "en-GB", "2025-08-13", "2025-13", 2025, 0, -1, 3.5, True, False, None, [], ["text"], [1], {},
    {"name": "x"}, {"x": "y"}, "https://example.org/", "http://x", "javascript:alert(1)", "10.1234/x", "../up", "/abs",
    "~/x", "C:/x", "a//b", "a/b.md", "all", "none", "ana", ["ana", "ben"], [["ana", "ben"]], "CC-BY-4.0", "2399-8121",
    "0000-0002-1825-0097", "rotating", "family", "author", "no", "yes",
)  # fmt: skip
BEYOND = {Code.UNKNOWN_PERSON, Code.UNKNOWN_MODE, Code.UNKNOWN_THEME, Code.DUPLICATE_LABEL}
"""What no schema can say: that a name is one of those declared elsewhere, that two labels differ."""
UNSAID = {"isbn", "outputs", "collective"}
"""Keys of which it can't say all: digits that add up, exporters, and which ids are collectives."""

SETTINGS_SCHEMA = jsonschema.Draft202012Validator(config_schema())
FRONT_SCHEMA = jsonschema.Draft202012Validator(front_matter_schema())


def accepts_settings(value: dict[str, Any]) -> tuple[bool, bool]:
    """Tell whether the schema and the reader of settings accept a value that is written as JSON, which is YAML."""
    text = json.dumps(value, ensure_ascii=False).encode()
    found = parse_config(SourceFile("polyphony.yaml", text), tuple(EXPORTERS)).diagnostics
    return SETTINGS_SCHEMA.is_valid(value), not _errors(found)


def accepts_front_matter(value: dict[str, Any]) -> tuple[bool, bool]:
    config = parse_config(SourceFile("polyphony.yaml", json.dumps(BASE).encode()), tuple(EXPORTERS)).value
    text = f"---\n{json.dumps(value, ensure_ascii=False)}\n---\nText.\n".encode()
    source = parse_source(SourceFile("content/index.md", text)).value
    assert config is not None
    assert source is not None
    return FRONT_SCHEMA.is_valid(value), not _errors(parse_front_matter(source, config).diagnostics)


def _errors(found: tuple[Any, ...]) -> list[Any]:
    return [one for one in found if one.severity is Severity.ERROR and one.code not in BEYOND]


def places(schema: dict[str, Any], at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every key that a schema knows, by the way to it; for ids that the authors choose, one of `BASE`'s."""
    for key, value in schema.get("properties", {}).items():
        yield (*at, key)
        yield from places(value, (*at, key))
    for part in ("anyOf", "allOf"):
        for choice in schema.get(part, ()):
            yield from places(choice, at)
    if isinstance(schema.get("additionalProperties"), dict):
        chosen = {"people": "ana", "collectives": "both", "modes": "creative", "themes": "time"}[at[-1]]
        yield (*at, chosen)
        yield from places(schema["additionalProperties"], (*at, chosen))


def put(base: dict[str, Any], place: tuple[str, ...], value: Any) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(base))
    inner = changed
    for key in place[:-1]:
        if not isinstance(inner.get(key), dict):
            inner[key] = {}
        inner = inner[key]
    inner[place[-1]] = value
    return changed


def is_named_null(place: tuple[str, ...], value: Any) -> bool:
    """Where a name must be given the word `null` is one; to an editor it is nothing."""
    return value is None and place[-1] in {"title", "name", "given", "family"}


SETTINGS_PLACES = sorted(set(places(config_schema())))


@pytest.mark.parametrize("place", SETTINGS_PLACES, ids=".".join)
def test_s5_13_schema_and_reader_of_settings_agree(place: tuple[str, ...]) -> None:
    if place[-1] in UNSAID:
        pytest.skip("a schema can't say all that holds here")
    for value in VALUES:
        if not is_named_null(place, value):
            schema, reader = accepts_settings(put(BASE, place, value))
            assert schema == reader, (place, value)


@pytest.mark.parametrize("place", sorted(set(places(front_matter_schema()))), ids=".".join)
def test_s5_13_schema_and_reader_of_front_matter_agree(place: tuple[str, ...]) -> None:
    for value in VALUES:
        if not is_named_null(place, value):
            schema, reader = accepts_front_matter(put(FRONT, place, value))
            assert schema == reader, (place, value)


@given(changes=st.lists(st.tuples(st.sampled_from(SETTINGS_PLACES), st.sampled_from(VALUES)), min_size=2, max_size=5))
@settings(max_examples=100, deadline=None)
def test_s5_13_they_agree_on_several_mistakes_at_once(changes: list[tuple[tuple[str, ...], Any]]) -> None:
    value = BASE
    for place, change in changes:
        if place[-1] not in UNSAID and not is_named_null(place, change):
            value = put(value, place, change)
    schema, reader = accepts_settings(value)
    assert schema == reader, value


@pytest.mark.parametrize("key", ["titel", "Title", "colour", "people-", ""])
def test_neither_takes_a_key_that_there_is_not(key: str) -> None:
    assert accepts_settings({**BASE, key: "x"}) == (False, False)
    assert accepts_front_matter({**FRONT, key: "x"}) == (False, False)


@pytest.mark.parametrize("key", ["title", "people"])
def test_neither_does_without_what_is_required(key: str) -> None:
    assert accepts_settings({word: value for word, value in BASE.items() if word != key})[0] is False


@pytest.mark.parametrize("name", NAMES)
def test_what_is_shipped_is_what_is_printed(name: str) -> None:
    shipped = (ROOT / "polyphony" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    printed = CliRunner().invoke(polyphony, ["schema", name])
    assert (printed.exit_code, printed.output) == (0, render_schema(name))
    assert shipped == printed.output, f"run: polyphony schema {name} > polyphony/schemas/{name}.schema.json"
    jsonschema.Draft202012Validator.check_schema(json.loads(shipped))


@pytest.mark.parametrize("place", ["example-site", "corpus/heart-of-the-matter"])
def test_what_builds_make_fits_its_schema(place: str, tmp_path: Path) -> None:
    folder = ROOT / place if place == "example-site" else require_shared(place)
    report = build(folder, Options(output=str(tmp_path / "site"), jobs=1))
    assert report.written is not None
    data = json.loads((tmp_path / "site" / "polyphony.json").read_text(encoding="utf-8"))
    schema = json.loads((tmp_path / "site" / "polyphony.schema.json").read_text(encoding="utf-8"))
    assert schema == json.loads(render_schema("publication"))
    jsonschema.Draft202012Validator(schema).validate(data)


def test_the_example_sites_settings_fit_their_schema() -> None:
    SETTINGS_SCHEMA.validate(read_as_editors_do(ROOT / "example-site" / "polyphony.yaml"))


def read_as_editors_do(path: Path) -> Any:
    """Read YAML into JSON's types; dates stay text, as they do in editors."""

    class Loader(yaml.SafeLoader):
        pass

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)


def test_a_new_publication_names_its_schema_and_fits_it(tmp_path: Path) -> None:
    made = CliRunner().invoke(
        polyphony, ["new", str(tmp_path / "new"), "--title", "T", "--author", "Ana", "--author", "Ben"]
    )
    assert made.exit_code == 0
    settings_file = tmp_path / "new" / "polyphony.yaml"
    first = settings_file.read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=.polyphony/settings.schema.json"
    shipped = tmp_path / "new" / first.partition("=")[2]
    assert shipped.read_text(encoding="utf-8") == render_schema("settings")
    SETTINGS_SCHEMA.validate(read_as_editors_do(settings_file))
