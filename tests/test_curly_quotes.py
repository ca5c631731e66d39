"""Curly quotation marks in settings: told where they were meant to enclose a value, and left where they are meant."""

from __future__ import annotations

from typing import Any

import pytest

PEOPLE = "people: {ana: {name: Ana}, ben: {name: Ben}}\n"


@pytest.mark.parametrize("value", [
    "“Beginnings”", "„Anfänge“", "„Początki”", "”Början”", "«Débuts»", "« Débuts »", "»Anfänge«", "“Beginnings\"",
    "“We: ours", "“”",
])  # fmt: skip
def test_marks_around_a_whole_value_are_told_and_printed_as_they_stand(project: Any, value: str) -> None:
    settings = f"title: A\nsubtitle: {value.replace(': ', ':')}\n{PEOPLE}"
    made = project({"polyphony.yaml": settings, "content/index.md": "Hello.\n"}).build()
    assert [message.partition("]")[0] for message in made.messages] == ["polyphony.yaml:2:11: warning[curly-quotes"]
    assert made.output.exists()


@pytest.mark.parametrize("value", [
    "Beginnings", '"“Nothing about us without us”"', "'‘Ours’'", "“One” and “two”", "“One” or two", "The ‘gates’",
    "‘The gate’",
    "‘It’s like a gate’", "‚Das Tor‘",
    "’Tis ours", "‘tis ours", "People’s rights’", "|\n  “Ours”", ">\n  “Ours”", "5’", "”",
])  # fmt: skip
def test_marks_that_are_meant_are_left(project: Any, value: str) -> None:
    settings = f"title: A\nsubtitle: {value}\n{PEOPLE}"
    assert project({"polyphony.yaml": settings, "content/index.md": "Hello.\n"}).build().messages == []


@pytest.mark.parametrize("entry", ["name: ‘Ana’", "name: Ana, given: ‘Ana’", "name: Ana, aliases: [‘A’, B]"])
def test_no_name_stands_in_single_marks(project: Any, entry: str) -> None:
    settings = f"title: A\npeople: {{ana: {{{entry}}}, ben: {{name: Ben}}}}\n"
    made = project({"polyphony.yaml": settings, "content/index.md": "Hello.\n"}).build()
    assert ["curly-quotes" in message for message in made.messages] == [True]


def test_a_value_that_may_be_private_is_not_shown(project: Any) -> None:
    settings = f"title: A\n{PEOPLE}real-names: [“Claire R”]\n"
    made = project({"polyphony.yaml": settings, "content/index.md": "Hello.\n"}).build()
    assert len(made.messages) == 2
    assert "Claire" not in "".join(made.messages)
    assert all("Claire" not in (one.span.source or "") for one in made.report.diagnostics)


def test_in_front_matter_too(project: Any) -> None:
    text = "---\ntitle: “Beginnings”\nkeywords: [“owls”, gates]\n---\n\nHello.\n"
    made = project({"polyphony.yaml": f"title: A\n{PEOPLE}", "content/index.md": text}).build()
    assert [message.partition(" ")[0] for message in made.messages] == [
        "content/index.md:2:8:",
        "content/index.md:3:12:",
    ]
