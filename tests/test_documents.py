"""What the documents for writers must say: every key, every command, every exit code; and no link leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from environment import ROOT

from polyphony.cli import COMMANDS
from polyphony.cli.building import build_command
from polyphony.config import config_schema, front_matter_schema
from polyphony.exporters import EXPORTERS

PUBLICATION = (ROOT / "docs" / "publication.md").read_text(encoding="utf-8")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])


def section(title: str) -> str:
    """The text below a heading, up to the next of the same level."""
    level = title.partition(" ")[0]
    found = re.search(rf"^{re.escape(title)}\n(.*?)(?=^{level} |\Z)", PUBLICATION, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


def keys_of(schema: dict[str, Any]) -> Iterator[str]:
    """Every key that a schema knows, on all levels."""
    for key, value in schema.get("properties", {}).items():
        yield key
        yield from keys_of(value)
    for part in ("anyOf", "oneOf", "allOf"):
        for choice in schema.get(part, ()):
            yield from keys_of(choice)
    for part in ("additionalProperties", "items"):
        if isinstance(schema.get(part), dict):
            yield from keys_of(schema[part])


@pytest.mark.parametrize("key", sorted(set(keys_of(config_schema()))))
def test_every_key_of_the_settings_is_documented(key: str) -> None:
    assert f"`{key}`" in section("## Settings")


@pytest.mark.parametrize("key", sorted(set(keys_of(front_matter_schema()))))
def test_every_key_of_front_matter_is_documented(key: str) -> None:
    assert f"`{key}`" in section("## Front matter")


@pytest.mark.parametrize("name", sorted(EXPORTERS))
def test_every_output_is_documented(name: str) -> None:
    assert f"`{name}`" in section("## What a build makes")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    assert f"`polyphony {name}" in section("## Commands")


def test_every_option_of_build_is_documented() -> None:
    options = [parameter for parameter in build_command.params if isinstance(parameter, click.Option)]
    assert [option.name for option in options if f"`{option.opts[-1]}" not in section("## Commands")] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", re.sub(r"`[^`\n]*`", "", text))
    assert [target for target in targets if not (document.parent / target).exists()] == []
