"""What somebody typed in a chat comes out of a site as it went in, and under the same name, whatever it holds."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polyphony.config import Config, parse_config, vocabulary_of
from polyphony.diagnostics import has_errors, render_text
from polyphony.importers import read_chat, write_exchange
from polyphony.importers.writing import match_people
from polyphony.markup import clean_text
from polyphony.model import SourceFile
from polyphony.model.chat import Chat
from tests.environment import examples_or
from tests.sites import make

SETTINGS = """\
title: Two
language: {language}
people:
  claire: {{name: Claire Russell, given: Claire, family: Russell, aliases: [CR, "Cl: R"]}}
  helen: {{name: Helen Charnley, given: Helen, family: Charnley}}
  "1st": {{name: the <y> & "z", role: participant}}
  layla: {{name: ليلى, role: participant}}
collectives:
  us: {{name: All of us, members: [claire, helen]}}
"""
NAMES = {
    "Claire": "claire",
    "~\u202fHelen Charnley": "helen",
    'the <y> & "z"': "1st",
    "ليلى": "layla",
    "All of us": "us",
}
Said = list[tuple[str, str]]

HOSTILE = (
    "*not* _stressed_ **at** __all__ ~~struck~~ a_b_c 2*3*4", "`code` ``x`` ```",
    "[link](https://example.org) <https://a.b>", "![picture](x.png) [note][^1] [^1]", "[^1]: a note",
    "[words]{.redacted}", "[words] {.redacted as=\"x\"}", "{.withheld}", "[x](.redacted as=y)", ":: {.withheld}",
    "::: {by=helen}\nhers\n:::", ":::", "<!-- hidden -->", "<!-- open", "<b>bold</b>", "<script>alert(1)</script>",
    "&amp; &lt; &#x41; &copy;", "$x^2$ costs $5 and $6", "x^2^ H~2~O", "@helen [@key] [-@key, p. 4]", "# heading",
    "## heading {by=helen}", "> quoted", ">> twice", "- list\n- more", "1. one\n2) two", "(1) one", "a. letter",
    "I. Newton", "+ plus", "=====", "-----", "* * *", "| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n--|--\n1 | 2",
    "Term\n: meaning", "    code", "```python\nprint()\n```", "~~~\nx\n~~~", "Helen: not hers", "helen: not hers",
    "Claire & Helen: not theirs", "All: not all's", "Helen (10:15): not hers", "**Helen:** not hers", "Helen:",
    "hi\n\nHelen: not hers", "hi\nHelen: not hers\nClaire: mine", "hi\n\u200eHelen: x", "hi\n\u00a0Helen: x",
    "hi\n[12/03/2024] Helen: x", "hi\n10:15 Helen: x", "hi\nHelne: near", "hi\nHelen\uff1a你好", "hi\nNote: this",
    "hi\nhttps://example.org/a_b?x=1&y=2#z", "hi\n16:9", "\"quoted\" 'single' don't -- --- ... ",
    "…and “curly” ‘ones’", "« oui » ?", "ends with \\", "\\", "\\*", "a \\\nb", "مرحبا: كيف الحال؟",
    "\u202bhidden direction\u202c", "👩‍🦽👨‍👩‍👧‍👦🏳️‍🌈 🇬🇧 ❤️", "😭", "e\u0301 \u200d \u200b", "\x01\x07\x1b[31m",
    "\x0b\x0c\u2028\u2029\x85", "a\tb", "Table: caption", "*[HTML]: explained", "[ref]: https://example.org",
    "{{ jinja }} {% x %}", "%PDF", "---\ntitle: x\n---", "...", "--", "'", '"', "(", ")", "[", "]", "{", "}", "<",
    ">", ":-( :( ;)", "(c) (tm) 1/2", "a" * 3000, "w " * 900, "x: " * 200, "one\n\n\n\ntwo", "[Claire:]{.text} x",
    "\\[x\\]\\{.redacted\\}", "::: {.narration}\n", "Claire (2024-03-12 10:15): [Helen:]{mode=creative} x",
    "[Helen:]{mode=evocative} mine", "x\n\n\n:::\n\n",
)  # fmt: skip


def config(language: str = "en") -> Config:
    checked = parse_config(SourceFile("polyphony.yaml", SETTINGS.format(language=language).encode()))
    assert checked.value is not None
    return checked.value


def exported(said: Sequence[tuple[str, str]]) -> bytes:
    """What Android writes of messages: who and what."""
    lines = [
        f"13/03/2024, {number // 60 % 24:02}:{number % 60:02} - {name}: {text}"
        for number, (name, text) in enumerate(said)
    ]
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def imported(content: bytes, language: str = "en") -> str:
    own = config(language)
    chat = read_chat(content, "", ())
    assert isinstance(chat, Chat), chat
    people, strangers = match_people(chat.messages, own.people, {})
    assert strangers == ()
    return write_exchange(chat, people, vocabulary_of(own), frozenset())


def read_by_a_build(markdown: str, language: str = "en") -> Said:
    files = {"polyphony.yaml": SETTINGS.format(language=language), "content/index.md": markdown}
    built, found = make(files)
    assert not has_errors(found), "\n".join(map(render_text, found))
    utterances = json.loads(built["polyphony.json"])["pages"][0]["utterances"]
    assert {one["kind"] for one in utterances} <= {"turn"}
    return [(one["by"][0], one["text"]) for one in utterances]


def words(text: str) -> str:
    return " ".join(clean_text(text).split())


@pytest.mark.parametrize("language", ["en", "fr", "ar", "de"])
def test_hostile_texts_come_out_as_they_went_in(language: str) -> None:
    names = list(NAMES)
    said = [(names[number % len(names)], text) for number, text in enumerate(HOSTILE) if words(text)]
    markdown = imported(exported(said), language)
    found = read_by_a_build(markdown, language)
    assert found == [(NAMES[name], words(text)) for name, text in said]


_PIECES = st.one_of(
    st.sampled_from(list(":{}[]().#*_`~^$@|<>!-=\"'\\/&+%\n\t ")),
    st.sampled_from(
        [
            "Helen: ",
            "\nHelen: ",
            "\n\nClaire (10:15): ",
            "All:",
            "{.redacted}",
            "\n:::\n",
            "\n- ",
            "\n> ",
            "\uff1a",
            "ليلى:",
        ]
    ),
    st.sampled_from(HOSTILE),
    st.text(max_size=8),
)
_TEXT = st.lists(_PIECES, min_size=1, max_size=12).map("".join)
_SAID = st.lists(st.tuples(st.sampled_from(list(NAMES)), _TEXT), min_size=1, max_size=20)


@settings(
    max_examples=examples_or(20),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(_SAID)
def test_anything_that_can_be_typed_comes_out_as_it_went_in(said: Said) -> None:
    # WhatsApp says of a message without words nothing that anybody could read, and marks what it says itself.
    typed = [(name, text.replace("\r", " ").replace("\ud800", " ")) for name, text in said]
    typed = [(name, f"x{text}".encode("utf-8", "replace").decode()) for name, text in typed]
    typed = [(name, text.replace("\x00", " ")) for name, text in typed]
    markdown = imported(exported(typed))
    assert read_by_a_build(markdown) == [(NAMES[name], words(text)) for name, text in typed]


def test_lines_and_paragraphs_stay() -> None:
    markdown = imported(exported([("Claire", "one\ntwo\n\nthree *four*")]))
    assert "Claire (00:00): one\\\ntwo\n\nthree \\*four\\*\n:::" in markdown
    built, _ = make({"polyphony.yaml": SETTINGS.format(language="en"), "content/index.md": markdown})
    page = built["index.html"].decode()
    assert "one<br>\ntwo</p>\n<p>three *four*</p>" in page or "one<br>two</p>\n<p>three *four*</p>" in page


def test_what_needs_no_escape_has_none() -> None:
    plain = "It's \"so\" -- I'm at https://example.org/a_b?x=1&y=2 (10:15), me@example.org; 5 < 6 & 7 > 2!"
    assert f"Claire (00:00): {plain}\n" in imported(exported([("Claire", plain)]))
