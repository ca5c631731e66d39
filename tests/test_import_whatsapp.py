"""WhatsApp's export in the forms that it has on phones and in languages: who, when and what; and what is no message."""

from __future__ import annotations

import pytest

from polyphony.importers import read_chat
from polyphony.model.chat import Chat, Obstacle


def read(text: str, order: str = "") -> Chat:
    chat = read_chat(text.encode(), order, ("Cl: R",))  # type: ignore[arg-type]
    assert isinstance(chat, Chat), chat
    return chat


def said(text: str, order: str = "") -> list[tuple[str, str, str, str]]:
    """Who says what, and when."""
    found = []
    for message in read(text, order).messages:
        words = "|".join(f"<{part.left_out}>" if part.left_out else part.text for part in message.parts)
        found.append((message.senders[0], message.date, message.time, words))
    return found


def told(text: str, order: str = "") -> dict[str, tuple[int, ...]]:
    return {remark.text: remark.places for remark in read(text, order).remarks}


MOMENTS = {
    "[13/03/2024, 10:15:03] Ana: Hi": ("2024-03-13", "10:15"),
    "[13/03/2024 10:15:03] Ana: Hi": ("2024-03-13", "10:15"),
    "[13/3/24, 1:15:03\u202fPM] Ana: Hi": ("2024-03-13", "13:15"),
    "[3/13/24, 12:15:03 AM] Ana: Hi": ("2024-03-13", "00:15"),
    "[3/13/24, 12:15:03 PM] Ana: Hi": ("2024-03-13", "12:15"),
    "[12.03.24, 10:15:03] Ana: Hi": ("2024-03-12", "10:15"),
    "[2024-03-12, 10:15:03] Ana: Hi": ("2024-03-12", "10:15"),
    "\u200e[13/03/2024, 10:15:03] Ana: Hi": ("2024-03-13", "10:15"),
    "[١٣\u200f/٣\u200f/٢٠٢٤, ١٠:١٥:٠٣ ص] Ana: Hi": ("2024-03-13", "10:15"),
    "[١٣\u200f/٣\u200f/٢٠٢٤، ١:١٥:٠٣ م] Ana: Hi": ("2024-03-13", "13:15"),
    "13/03/2024, 10:15 - Ana: Hi": ("2024-03-13", "10:15"),
    "3/13/24, 10:15 AM - Ana: Hi": ("2024-03-13", "10:15"),
    "3/13/24, 10:15\u202fpm - Ana: Hi": ("2024-03-13", "22:15"),
    "13/3/24 1:15 p. m. - Ana: Hi": ("2024-03-13", "13:15"),
    "13/3/24, 1:15 a.\u00a0m. - Ana: Hi": ("2024-03-13", "01:15"),
    "12.03.24, 10:15 - Ana: Hi": ("2024-03-12", "10:15"),
    "12.3.2024 klo 10.15 - Ana: Hi": ("2024-03-12", "10:15"),
    "13/03/2024 à 10:15 - Ana: Hi": ("2024-03-13", "10:15"),
    "2024/3/12 下午2:15 - Ana: Hi": ("2024-03-12", "14:15"),
    "2024. 3. 12. 오전 9:15 - Ana: Hi": ("2024-03-12", "09:15"),
    "13-03-2024 10:15 - Ana: Hi": ("2024-03-13", "10:15"),
    "13/03/2024, 9:05 – Ana: Hi": ("2024-03-13", "09:05"),
}  # fmt: skip


@pytest.mark.parametrize("line", MOMENTS)
def test_moments_as_phones_write_them(line: str) -> None:
    assert said(line) == [("Ana", *MOMENTS[line], "Hi")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_follows_on_lines_of_its_own_belongs_to_the_message(end: str) -> None:
    text = "\ufeff13/03/2024, 10:15 - Ana: one\n\ntwo: x\n 10:16 - Ben: no\n13/03/2024, 10:16 - Ben: three\n\n"
    assert said(text.replace("\n", end)) == [
        ("Ana", "2024-03-13", "10:15", "one\n\ntwo: x\n 10:16 - Ben: no"), ("Ben", "2024-03-13", "10:16", "three"),
    ]  # fmt: skip


def test_a_moment_written_in_another_way_than_the_others_is_text() -> None:
    pasted = "[14/03/2024, 10:15:03] Ben: pasted\n2024-03-15, 10:15 - Ben: pasted"
    assert len(said(f"13/03/2024, 10:15 - Ana: look:\n{pasted}\n")) == 1


def test_a_message_that_goes_back_in_time_is_told() -> None:
    text = "13/03/2024, 10:15 - Ana: look:\n11/03/2024, 09:00 - Ben: pasted?\n13/03/2024, 10:15 - Ana: so"
    assert told(text) == {"goes back in time: was it pasted into the message before?": (2,)}


@pytest.mark.parametrize("name", ["Ana", "~\u202fAna", "~ Ana", "\u202aAna\u202c", "\u200eAna", "Ana\u00a0"])
def test_signs_around_a_name_are_none_of_it(name: str) -> None:
    assert said(f"13/03/2024, 10:15 - {name}: Hi")[0][0] == "Ana"


def test_a_name_with_a_colon_that_somebody_has() -> None:
    assert said("13/03/2024, 10:15 - Cl: R: Hi: you")[0][::3] == ("Cl: R", "Hi: you")


SYSTEM = (
    "13/03/2024, 10:15 - Messages and calls are end-to-end encrypted. No one outside of this chat can read them.",
    "13/03/2024, 10:15 - Ana created group “Crabs”",
    "13/03/2024, 10:15 - +44 7700 900123 joined using this group's invite link",
)


@pytest.mark.parametrize("line", SYSTEM)
def test_what_the_program_says_is_nobodys(line: str) -> None:
    text = f"{line}\n13/03/2024, 10:16 - Ana: Hi"
    assert said(text) == [("Ana", "2024-03-13", "10:16", "Hi")]
    assert told(text) == {"was written by the program and by nobody, and is left out": (1,)}


def test_a_mark_of_direction_elsewhere_is_nobodys_sign() -> None:
    assert said("13/03/2024, 10:15 - Ana: \u200eشكرا")[0][3] == "\u200eشكرا"


def test_what_the_program_says_on_an_iphone_is_marked() -> None:
    text = (
        "[13/03/2024, 10:15:03] Ana: \u200eMessages and calls are end-to-end encrypted.\n[13/03/2024, 10:16:03] Ana: Hi"
    )
    assert said(text) == [("Ana", "2024-03-13", "10:16", "Hi")]
    assert told(text) == {"was written by the program and by nobody, and is left out": (1,)}


@pytest.mark.parametrize(("words", "expected"), [
    ("<Media omitted>", "<Media omitted>"), ("\u200eimage omitted", "<image omitted>"),
    ("<Médias omis>", "<Médias omis>"),
    ("<Medien ausgeschlossen>", "<Medien ausgeschlossen>"), ("\u200e<attached: 0001-PHOTO.jpg>", "<attached>"),
    ("Look! \u200e<attached: 0001-PHOTO.jpg>", "Look! |<attached>"), ("IMG-2.jpg (file attached)", "<file attached>"),
    ("IMG-2.jpg (file attached)\nLook!", "<file attached>|\nLook!"), ("\u200eIMG-2.jpg (bilaga)", "<bilaga>"),
    ("<Multimedia omitido>", "<Multimedia omitido>"),
])  # fmt: skip
def test_a_picture_or_file_leaves_a_mark_and_no_name_of_a_file(words: str, expected: str) -> None:
    text = f"13/03/2024, 10:15 - Ana: {words}"
    assert said(text)[0][3] == expected
    assert told(text) == {"had a picture, a recording or a file, which isn't brought along": (1,)}


@pytest.mark.parametrize(
    "words", ["This message was deleted", "\u200eThis message was deleted.", "Se eliminó este mensaje"]
)
def test_what_was_taken_back_is_not_said(words: str) -> None:
    text = f"13/03/2024, 10:15 - Ana: {words}\n13/03/2024, 10:16 - Ana: Hi"
    assert [one[3] for one in said(text)] == ["Hi"]
    assert told(text) == {"was taken back by who wrote it, and is left out": (1,)}


@pytest.mark.parametrize("mark", [" <This message was edited>", " \u200e<Bu mesaj düzenlendi>"])
def test_the_mark_of_a_change_is_no_part_of_a_message(mark: str) -> None:
    assert said(f"13/03/2024, 10:15 - Ana: Hi{mark}")[0][3] == "Hi"


def test_words_in_angle_brackets_that_nobody_knows_are_said_and_told() -> None:
    text = "13/03/2024, 10:15 - Ana: <sighs>\n13/03/2024, 10:15 - Ana: <3 and <4> too"
    assert [one[3] for one in said(text)] == ["<sighs>", "<3 and <4> too"]
    assert [*told(text).values()] == [(1,)]


def test_a_message_without_words_is_told() -> None:
    text = "13/03/2024, 10:15 - Ana: \n13/03/2024, 10:15 - Ana: null\n13/03/2024, 10:16 - Ana: Hi"
    assert len(said(text)) == 1
    assert [*told(text).values()] == [(1, 2)]


def test_which_number_is_the_day_is_asked_and_not_guessed() -> None:
    text = "03/04/2024, 10:15 - Ana: Hi\n05/04/2024, 10:15 - Ana: Hi"
    obstacle = read_chat(text.encode(), "", ())
    assert isinstance(obstacle, Obstacle)
    assert obstacle.message == "is 03/04/2024 the 3rd of April or the 4th of March? Nothing in this file tells"
    assert obstacle.dates == ("3rd of April", "4th of March")
    assert said(text, "day-month")[0][1] == "2024-04-03"
    assert said(text, "month-day")[0][1] == "2024-03-04"


@pytest.mark.parametrize(("dates", "expected"), [
    (("03/04/2024", "13/04/2024"), "2024-04-03"), (("03/04/2024", "04/13/2024"), "2024-03-04"),
    (("03/03/2024",) * 2, "2024-03-03"),
])  # fmt: skip
def test_one_date_that_has_no_other_reading_tells_it_of_all(dates: tuple[str, str], expected: str) -> None:
    assert said("".join(f"{date}, 10:15 - Ana: Hi\n" for date in dates))[0][1] == expected


@pytest.mark.parametrize(("text", "order", "message", "line"), [
    ("13/04/2024, 9:15 - A: x\n4/13/2024, 9:15 - A: x", "", "in one date the day comes first, in another the month", 2),
    ("13/04/2024, 10:15 - A: x", "month-day", "13/04/2024 can't be read as month-day", 0),
    ("13/04/2024, 10:15 - A: x\n31/02/2024, 10:15 - A: x", "", "there is no such day as 31/02/2024", 2),
    ("12.03.24, 10:15 xyz - A: x", "", '"xyz" beside a time is not known as morning or afternoon', 1),
    ("Ana: Hi\nBen: Hi\n", "", "no message was found in this file", 0),
    ("", "", "no message was found in this file", 0),
    ("PK\x03\x04", "", "this is a zip file", 0),
    ('{"messages": []}', "", "this is data for programs (JSON), and no conversation that can be read here", 0),
])  # fmt: skip
def test_what_cannot_be_read_says_why_and_where(text: str, order: str, message: str, line: int) -> None:
    obstacle = read_chat(text.encode(), order, ())  # type: ignore[arg-type]
    assert isinstance(obstacle, Obstacle)
    assert (obstacle.message, obstacle.line) == (message, line)
    assert obstacle.hint


def test_a_file_in_another_encoding_says_so() -> None:
    text = "13/03/2024, 10:15 - Ana: é"
    for encoding in ("utf-16", "latin-1"):
        obstacle = read_chat(text.encode(encoding), "", ())
        assert isinstance(obstacle, Obstacle)
        assert "UTF" in obstacle.message + obstacle.hint


def test_a_long_chat_is_read_in_proportion() -> None:
    lines = [f"13/03/2024, 10:15 - Ana: {'x: ' * 2000}", "1/1/1, " * 2000, "[" * 5000, *["y" * 100] * 20_000]
    assert len(said("\n".join(lines))) == 1
