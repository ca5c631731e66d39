"""`polyphony import chat`: a file and arguments in; an exchange, words and an exit code out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from polyphony.cli import polyphony

SETTINGS = """\
title: Two
people:
  claire: {name: Claire Russell, given: Claire, family: Russell, aliases: [CR], email: claire@example.org}
  helen: {name: Helen Charnley, given: Helen, family: Charnley}
  helen-b: {name: Helen Burns, given: Helen, family: Burns, aliases: [HB]}
  keeper: {name: "+44 7700 900555", role: participant}
"""
CHAT = """\
13/03/2024, 10:15 - Messages and calls are end-to-end encrypted.
13/03/2024, 10:15 - Claire: Hope your day is going well.
HB: not a turn
13/03/2024, 10:16 - hb: It "is"... <Media omitted>
13/03/2024, 21:16 - Claire Russell: <Media omitted>
"""
EXCHANGE = """\
::: {.exchange .as-typed medium=whatsapp date=2024-03-13}
Claire (10:15): Hope your day is going well.\\
[HB:]{.text} not a turn

Helen Burns (10:16): It "is"... \\<Media omitted>

Claire (21:16): […]{.omitted reason="Media omitted"}
:::
"""
PHONE = "+44 7700 900123"


class Run:
    """A run of the command in a publication's folder: its exit code, what it printed, what it said."""

    def __init__(self, folder: Path, *arguments: str, content: str | bytes = CHAT, given: str = "chat.txt") -> None:
        source = folder.parent / "chat.txt"
        source.write_bytes(content.encode() if isinstance(content, str) else content)
        place = str(source) if given == "chat.txt" else given
        piped = source.read_bytes() if given == "-" else None
        done = CliRunner().invoke(polyphony, ["import", "chat", place, str(folder), *arguments], input=piped)
        self.code, self.printed, self.said = done.exit_code, done.stdout, done.stderr


@pytest.fixture
def folder(project: Callable[..., Any]) -> Path:
    made: Path = project({"polyphony.yaml": SETTINGS, "content/index.md": "Text.\n"}).folder
    return made


def test_it_shows_an_exchange_and_says_what_it_left_out(folder: Path) -> None:
    run = Run(folder)
    assert (run.code, run.printed) == (0, EXCHANGE)
    assert run.said.splitlines() == [
        "3 messages by Claire Russell and Helen Burns, 2024-03-13.",
        "Line 1 was written by the program and by nobody, and is left out.",
        "Line 5 had a picture, a recording or a file, which isn't brought along.",
    ]
    assert Run(folder, given="-").printed == EXCHANGE


def test_what_it_writes_is_built_where_it_is_included(project: Callable[..., Any]) -> None:
    made = project({"polyphony.yaml": SETTINGS, "content/index.md": "Text.\n"})
    run = Run(made.folder, "-o", str(made.folder / "exchanges/talk one.md"))
    assert run.code == 0
    assert run.printed == ""
    include = '::: {.include src="exchanges/talk one.md"}\n:::\n'
    assert run.said.endswith(f"\nA page shows it where you write, with blank lines around:\n{include}")
    assert f"\nIt is in {made.folder}/exchanges/talk one.md.\n" in run.said
    made.write("content/index.md", f"Text.\n\n{include}")
    assert made.build().messages == []
    turns = [one for one in made.data()["pages"][0]["utterances"] if one["kind"] == "turn"]
    assert [(one["by"], one["date"], one["time"]) for one in turns] == [
        (["claire"], "2024-03-13", "10:15"), (["helen-b"], "2024-03-13", "10:16"), (["claire"], "2024-03-13", "21:16"),
    ]  # fmt: skip
    assert turns[1]["text"] == 'It "is"... <Media omitted>'


@pytest.mark.parametrize("name", ["talk.md", "content/index.md", "polyphony.yaml", "content", "new/"])
def test_nothing_is_written_over(folder: Path, name: str) -> None:
    (folder / "talk.md").write_text("mine")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    run = Run(folder, "-o", f"{folder}/{name}")
    assert run.code == 2
    assert "there already" in run.said or "is a folder" in run.said
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_who_is_nobody_is_told_and_nothing_is_written(folder: Path) -> None:
    content = f"{CHAT}13/03/2024, 22:00 - {PHONE}: Hi\n13/03/2024, 22:01 - Claier: Hi\n13/03/2024, 22:02 - Helen: Hi\n"
    run = Run(folder, "-o", str(folder / "talk.md"), content=content)
    assert run.code == 1
    assert not (folder / "talk.md").exists()
    assert run.printed == ""
    assert run.said.splitlines() == [
        "Who is this? Nothing was written, so that no word gets under another name.",
        f'  "{PHONE}": a telephone number, 1 message, the first in line 6',
        '  "Claier": 1 message, the first in line 7; did you mean "Claire"?',
        '  "Helen": 1 message, the first in line 8; could be helen or helen-b',
        f'Say it with --who "{PHONE}=ID", once for each; ID is one of claire, helen, helen-b, keeper.',
        "Somebody else is declared first, under people: in polyphony.yaml.",
        f'What somebody says is left out with --leave-out "{PHONE}".',
    ]


def test_who_it_is_can_be_said_and_the_number_is_nowhere(folder: Path) -> None:
    content = f"{CHAT}13/03/2024, 22:00 - \u202a{PHONE}\u202c: Hi\n13/03/2024, 22:02 - helen: Hi\n"
    run = Run(folder, "--who", f"{PHONE}=Helen Charnley", "--who", "Helen=helen-b", content=content)
    assert run.code == 0, run.said
    assert run.printed.endswith("Helen Charnley (22:00): Hi\n\nHelen Burns (22:02): Hi\n:::\n")
    assert PHONE not in run.printed + run.said


def test_a_name_with_a_colon_can_be_said(folder: Path) -> None:
    content = "13/03/2024, 22:00 - Claire: work: Hi: you\n13/03/2024, 22:01 - Claire: Hi\n"
    run = Run(folder, "--who", "Claire: work=helen", content=content)
    assert run.printed.splitlines()[1::2] == ["Helen Charnley (22:00): Hi: you", "Claire (22:01): Hi"]


def test_somebody_whose_name_is_a_number_goes_by_the_id(folder: Path) -> None:
    run = Run(folder, content="13/03/2024, 22:00 - +44 7700 900555: Hi\n")
    assert run.printed.splitlines()[1] == "keeper (22:00): Hi"


def test_what_somebody_says_can_be_left_out_and_leaves_a_mark(folder: Path) -> None:
    content = f"{CHAT}13/03/2024, 22:00 - {PHONE}: one\n13/03/2024, 22:01 - {PHONE}: two\n13/03/2024, 22:02 - CR: Hi\n"
    run = Run(folder, "--leave-out", PHONE, content=content)
    assert run.code == 0, run.said
    assert run.printed.endswith("\n\n::: {.narration}\n[…]{.omitted}\n:::\n\nClaire (22:02): Hi\n:::\n")
    assert f"Left out, with a mark in their place: 2 messages by {PHONE}." in run.said
    assert run.printed.count("omitted}") == 1
    nobody = Run(folder, *(word for name in ("Claire", "hb", "Claire Russell") for word in ("--leave-out", name)))
    assert (nobody.code, nobody.printed) == (2, "")


@pytest.mark.parametrize(("arguments", "said"), [
    (("--who", "Claire"), '--who "Claire" is not understood'), (("--who", "=claire"), "is not understood"),
    (("--who", "Clare=claire"), '--who: nobody in the file is called "Clare"\ndid you mean "Claire"?'),
    (("--who", "hb=nobody"), 'nobody in polyphony.yaml is called "nobody"'),
    (("--who", "hb=Helen"), 'several people are called "Helen"\nname one by id: helen, helen-b'),
    (("--who", "hb=helen", "--who", "HB=claire"), '--who gives "HB" to two people'),
    (("--leave-out", "Zoe"), '--leave-out: nobody in the file is called "Zoe"\nthere are: "Claire", "hb"'),
])  # fmt: skip
def test_what_is_not_understood_is_said(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    run = Run(folder, *arguments)
    assert (run.code, run.printed) == (2, "")
    assert said in run.said


def test_at_a_terminal_it_asks_for_the_day(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("polyphony.cli.importing._is_terminal", lambda: True)
    source = folder.parent / "chat.txt"
    source.write_text("03/04/2024, 10:15 - Claire: Hi\n")
    done = CliRunner().invoke(polyphony, ["import", "chat", str(source), str(folder)], input="3\n2\n")
    assert done.exit_code == 0
    assert "date=2024-03-04}\nClaire (10:15): Hi\n" in done.stdout
    assert "1: the 3rd of April; 2: the 4th of March" in done.stderr


def test_a_day_is_not_guessed(folder: Path) -> None:
    content = "03/04/2024, 10:15 - Claire: Hi\n04/04/2024, 10:15 - Claire: Hi\n"
    run = Run(folder, content=content)
    assert (run.code, run.printed) == (2, "")
    assert run.said.endswith(
        "chat.txt:1: is 03/04/2024 the 3rd of April or the 4th of March? Nothing in this file tells\n"
        "say which number is the day: --dates day-month, or --dates month-day\n"
    )
    printed = Run(folder, "--dates", "month-day", content=content).printed
    assert printed.splitlines()[:2] == [
        "::: {.exchange .as-typed medium=whatsapp date=2024-03-04/2024-04-04}", "Claire (2024-03-04 10:15): Hi",
    ]  # fmt: skip


def test_what_perhaps_nobody_should_read_is_told(folder: Path) -> None:
    content = (
        f"13/03/2024, 10:15 - Claire: ring {PHONE}\n13/03/2024, 10:16 - Claire: 12.03.2024, 1,000,000, 2024-03-12\n"
        "13/03/2024, 10:17 - Claire: me@example.org\n13/03/2024, 10:18 - Claire: https://maps.google.com/?q=53.1,-1.2\n"
        "13/03/2024, 10:19 - Claire: @447700900123 or 07700 900123\n"
    )
    said = Run(folder, content=content).said
    assert "Each of lines 1 and 5 holds what may be a telephone number: may everybody read it?\n" in said
    assert "The message at line 3 holds an e-mail address: may everybody read it?\n" in said
    assert "The message at line 4 holds a place on a map: may everybody read it?\n" in said


def test_emails_are_known_by_their_address(folder: Path) -> None:
    mail = "From: C. <claire@example.org>\nDate: Tue, 12 Mar 2024 22:15:00 +0100\n\nDear Helen,\n\n{}\n\n> Helen: x\n"
    long = "a line that is as long as an e-mail program makes its lines before it\nbreaks them"
    run = Run(folder, content=mail.format(long))
    assert run.code == 0, run.said
    assert run.printed == (
        "::: {.exchange .as-typed medium=email date=2024-03-12}\nClaire (22:15): Dear Helen,\n\n"
        f"{long}\n\n> [Helen:]{{.text}} x\n:::\n"
    )
    assert "claire@example.org" not in run.printed
    both = Run(folder, content=mail.replace("C. <", "Helen Burns <").format("x"))
    assert both.code == 1
    assert (
        '"claire@example.org": an e-mail address, 1 message, the first is message 1; could be claire or helen-b'
        in both.said
    )


@pytest.mark.parametrize(("content", "said"), [
    ("Claire: Hi\n", "no message was found in this file\nwhat can be read: "),
    (b"PK\x03\x04", "this is a zip file\nunpack it"), (b"\xff\xfex", "this file is UTF-16"),
])  # fmt: skip
def test_what_cannot_be_read_is_said_with_the_fix(folder: Path, content: str | bytes, said: str) -> None:
    run = Run(folder, content=content)
    assert (run.code, run.printed) == (1, "")
    assert said in run.said


def test_a_missing_file_or_publication_is_said(folder: Path, tmp_path: Path) -> None:
    assert "cannot be read: No such file" in Run(folder, given="nothing.txt").said
    assert "there is no polyphony.yaml in" in Run(tmp_path).said
    result = CliRunner().invoke(polyphony, ["import", "my chat.txt"])
    assert result.exit_code == 2
    assert "say what it is: polyphony import chat 'my chat.txt'" in result.output
