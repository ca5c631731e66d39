"""Pages on which there is nothing to read: told with their place, where nothing else stands in for a text."""

from __future__ import annotations

from typing import Any

import pytest

EMPTY = "warning[nothing-inside]: this page has no text"
TITLE = "---\ntitle: Letters\n---\n"


@pytest.mark.parametrize("text", [
    TITLE, f"{TITLE}\n\n", f"{TITLE}\n<!-- later -->\n", f"{TITLE}\n# One\n\n## Two\n", f"{TITLE}\n* * *\n",
    "# Letters\n", f"{TITLE}\n[a]: https://example.org/\n", f"{TITLE}\n<!-- one\n\ntwo -->\n\n---\n",
])  # fmt: skip
def test_a_page_without_text_is_told(project: Any, text: str) -> None:
    made = project({"content/index.md": "Hello.\n", "content/letters.md": text}).build()
    assert [message.partition(" (")[0].partition(": ")[2] for message in made.messages] == [EMPTY]
    assert made.messages[0].startswith("content/letters.md:")
    assert made.output.exists()


@pytest.mark.parametrize("text", [
    "---\ntitle: Letters\nabstract: Of letters.\n---\n", "---\ntitle: Letters\nkey-messages: [One]\n---\n",
    "---\ntitle: Letters\ndraft: true\n---\n", f"{TITLE}\n![Two owls](owl.svg)\n", f"{TITLE}\n> - a\n",
    f"{TITLE}\n::: {{.withheld by=ana}}\nHers.\n:::\n", f"{TITLE}\n::: {{.include src=talk.md}}\n:::\n",
    f"{TITLE}\n| a |\n|---|\n", f"{TITLE}\n<img src=\"owl.svg\" alt=\"an owl\">\n", f"{TITLE}\n$$x$$\n",
    f"{TITLE}\n[^1]\n\n[^1]: A note.\n",
])  # fmt: skip
def test_a_page_with_anything_to_read_or_to_see_is_not(project: Any, text: str) -> None:
    files = {"content/index.md": "Hello.\n", "content/letters.md": text, "content/owl.svg": "<svg/>"}
    made = project({**files, "talk.md": "::: {.exchange}\nAna: Hello.\n:::\n"}).build()
    assert EMPTY not in "".join(made.messages)


def test_what_the_settings_say_of_a_publication_is_on_its_first_page(project: Any) -> None:
    settings = "title: A\npeople: {ana: {name: Ana}}\n"
    made = project({"polyphony.yaml": settings + "abstract: Of owls.\n", "content/index.md": ""}).build()
    assert made.messages == []
    made.write("polyphony.yaml", settings)
    assert [message.partition(" (")[0] for message in made.build().messages] == [f"content/index.md:1:1: {EMPTY}"]


def test_a_draft_may_be_empty(project: Any) -> None:
    made = project({"content/index.md": "Hello.\n", "content/letters.md": "---\ntitle: Letters\ndraft: true\n---\n"})
    assert made.build(drafts=True).messages == []


def test_an_empty_part_of_a_page_is_told_alone(project: Any) -> None:
    made = project({"content/index.md": "::: {by=ana}\n:::\n"}).build()
    assert [message.partition(" (")[0].partition("]: ")[2] for message in made.messages] == [
        "there is nothing in this div"
    ]
