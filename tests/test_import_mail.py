"""E-mails, alone and in a mailbox: who, when and what; and what is quoted, attached, broken or there twice."""

from __future__ import annotations

import random

import pytest

from polyphony.importers import read_chat
from polyphony.importers.mail import read_mail
from polyphony.model.chat import Chat, Obstacle

DASHES = "-- "
PLAIN = """\
From: Claire Russell <claire@example.org>
To: helen@example.org
Date: Tue, 12 Mar 2024 22:15:00 +0100
Subject: The garden
Message-ID: <one@example.org>
Content-Type: text/plain; charset=utf-8

Dear Helen,

how is the garden? 🦀
Is it green?
"""
ANSWER = f"""\
From: =?utf-8?q?H=C3=A9l=C3=A8ne?= <helen@example.org>
Date: Wed, 13 Mar 2024 08:05:00 +0000
Message-ID: <two@example.org>
Content-Type: text/plain; charset=utf-8

Green.

On Tue, 12 Mar 2024 at 22:15, Claire Russell <claire@example.org> wrote:
> Dear Helen,
>
> how is the garden? 🦀
> Is it green?

{DASHES}
Helen, +44 7700 900123
"""


def read(content: str | bytes) -> Chat:
    chat = read_chat(content.encode() if isinstance(content, str) else content, "", ())
    assert isinstance(chat, Chat), chat
    return chat


def mbox(*mails: str) -> str:
    return "".join(f"From x@y Tue Mar 12 22:15:00 2024\n{mail}\n" for mail in mails)


def said(chat: Chat) -> list[list[str]]:
    return [
        ["> " * part.depth + " ".join((part.text or part.left_out).split()) for part in one.parts]
        for one in chat.messages
    ]


def told(chat: Chat) -> dict[str, tuple[int, ...]]:
    return {remark.text: remark.places for remark in chat.remarks}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_email_says_who_when_and_what(end: str) -> None:
    chat = read(PLAIN.replace("\n", end))
    [message] = chat.messages
    assert (chat.medium, chat.place) == ("email", "message")
    assert message.senders == ("claire@example.org", "Claire Russell")
    assert (message.date, message.time) == ("2024-03-12", "22:15"), "by the clock of who wrote it"
    assert message.parts[0].text.strip() == "Dear Helen,\n\nhow is the garden? 🦀\nIs it green?"


def test_a_mailbox_is_in_order_and_repeats_nothing() -> None:
    chat = read(mbox(ANSWER, PLAIN, PLAIN))
    assert said(chat) == [["Dear Helen, how is the garden? 🦀 Is it green?"], ["Green."]]
    assert chat.messages[1].senders == ("helen@example.org", "Hélène")
    assert told(chat) == {
        'has a signature below "-- ", which is left out': (1,),
        "is there for the second time, and is left out": (3,),
        "quotes what stands before it in full, which is left out": (1,),
    }


def test_an_answer_alone_keeps_what_it_quotes_as_a_quotation() -> None:
    quoted = ["Green. On Tue, 12 Mar 2024 at 22:15, Claire Russell <claire@example.org> wrote:"]
    assert said(read(ANSWER)) == [[*quoted, "> Dear Helen, how is the garden? 🦀 Is it green?"]]


def test_what_is_quoted_in_part_is_what_somebody_answers() -> None:
    answer = ANSWER.partition("Green.")[0] + "> how is the garden? 🦀\n\nLeafy.\n\n> Is it green?\n\nYes.\n>> deep\n"
    assert said(read(mbox(PLAIN, answer)))[1] == [
        "> how is the garden? 🦀",
        "Leafy.",
        "> Is it green?",
        "Yes.",
        "> > deep",
    ]


def test_lines_that_begin_with_from_are_text_in_a_mailbox() -> None:
    chat = read(mbox(PLAIN + "\n>From here on it rains.\n>>From there.\n", ANSWER))
    assert "From here on it rains." in said(chat)[0][0]


@pytest.mark.parametrize(("headers", "body", "expected"), [
    ("text/plain; charset=latin-1\nContent-Transfer-Encoding: quoted-printable", "caf=E9 =\nau lait", "café au lait"),
    ("text/plain; charset=utf-8\nContent-Transfer-Encoding: base64", "8J+mgCBIaQ==", "🦀 Hi"),
    ("text/html; charset=utf-8", "<style>x</style><p>One<br>two</p><p>&lt;b&gt; three", "One two <b> three"),
    ("text/plain; format=flowed", "a line that \ngoes on\nand another", "a line that goes on and another"),
    ("text/plain; charset=nonsense-8", "plain", "plain"), ("nonsense", "no type", "no type"),
])  # fmt: skip
def test_bodies_of_all_kinds(headers: str, body: str, expected: str) -> None:
    mail = f"From: a@example.org\nDate: Tue, 12 Mar 2024 22:15:00 +0100\nContent-Type: {headers}\n\n{body}\n"
    assert said(read(mail)) == [[expected]]


def test_the_plain_half_is_taken_and_files_are_told() -> None:
    mail = """\
From: a@example.org
Date: Tue, 12 Mar 2024 22:15:00 +0100
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: multipart/alternative; boundary=y

--y
Content-Type: text/plain

plain
--y
Content-Type: text/html

<b>html</b>
--y--
--x
Content-Type: image/png
Content-Disposition: attachment; filename=secret-name.png

PNG
--x--
"""
    chat = read(mail)
    assert said(chat) == [["plain"]]
    assert told(chat) == {"has files with it, which aren't brought along": (1,)}
    alone = mail.replace("plain\n--y", "\n--y").replace("<b>html</b>", "")
    assert said(read(alone)) == [["attachment"]]


def test_html_keeps_quotations() -> None:
    html = "<div>Yes.</div><blockquote>one<blockquote>two</blockquote></blockquote>"
    mail = f"From: a@example.org\nContent-Type: text/html\n\n{html}"
    assert said(read(mail)) == [["Yes.", "> one", "> > two"]]


def test_without_a_date_the_file_has_the_order() -> None:
    undated = PLAIN.replace("Date: Tue, 12 Mar 2024 22:15:00 +0100\n", "").replace("<one@", "<three@")
    chat = read(mbox(ANSWER, undated, PLAIN.replace("Tue, 12 Mar 2024 22:15:00 +0100", "the day after")))
    assert [(one.line, one.date) for one in chat.messages] == [(1, "2024-03-13"), (2, ""), (3, "")]
    assert (2, 3) in told(chat).values()


@pytest.mark.parametrize("body", [b"", b"\n", b"\x00\x07", b"> \n>"])
def test_an_email_without_words_is_no_conversation(body: bytes) -> None:
    assert isinstance(read_chat(b"From: a@example.org\nSubject: x\n\n" + body, "", ()), Obstacle)


def test_two_people_of_one_address_are_two_names() -> None:
    chat = read(
        mbox(PLAIN, PLAIN.replace("Claire Russell", "Helen").replace("<one@", "<two@").replace("22:15", "22:16"))
    )
    assert [one.senders for one in chat.messages] == [
        ("claire@example.org", "Claire Russell"),
        ("claire@example.org", "Helen"),
    ]


def test_damaged_emails_are_read_or_refused_and_never_crash() -> None:
    chance = random.Random(7)
    whole = mbox(PLAIN, ANSWER).encode()
    for _ in range(300):
        place = chance.randrange(len(whole))
        piece = bytes(chance.choice(b'\x00\xff\n:;<>"=?()@ \t-,') for _ in range(chance.randrange(1, 6)))
        assert isinstance(read_mail(whole[:place] + piece + whole[place + chance.randrange(8) :]), Chat | Obstacle)


@pytest.mark.parametrize("header", [
    "From: ", "From: <>", "From: @", "From: a b c <", 'From: "x', "From: =?utf-8?q?=FF?=", "From: a@b, c@d",
    "From: grp: a@b;",
])  # fmt: skip
def test_senders_of_all_kinds(header: str) -> None:
    [message] = read(f"{header}\nDate: Tue, 99 Foo 2024 99:99:99 +9999\n\nHi\n").messages
    assert message.senders
    assert (message.date, message.time) == ("", "")


OLDER = [
    "-----Original Message-----\nFrom: Helen [mailto:helen@example.org]\nSent: Tuesday\nSubject: x\n\nOlder.",
    "________________________________\nVon: Helen <helen@example.org>\nGesendet: Dienstag\nBetreff: x\n\nOlder.",
    "*From:* Helen <helen@example.org>\n*Date:* Tuesday\n\nOlder.",
    "On Tue, 12 Mar 2024 at 22:15, Helen <helen@example.org> wrote:\n\nOlder.",
    "On Tue, 12 Mar 2024 at 22:15, Helen Charnley\n<helen@example.org> wrote:\nOlder.",
    "Am 12.03.2024 um 22:15 schrieb Helen:\n\nOlder.",
    "Le 12 mars 2024, Helen a écrit :\nOlder.",
    "---------- Forwarded message ---------\nFrom: Helen <helen@example.org>\nDate: Tue, 12 Mar 2024\n\nOlder.",
]


@pytest.mark.parametrize("older", OLDER)
def test_an_older_email_below_is_not_said_by_who_sends_it(older: str) -> None:
    mail = f"From: claire@example.org\nDate: Wed, 13 Mar 2024 08:05:00 +0000\n\nMine.\n\n{older}\n"
    chat = read(mail)
    [message] = chat.messages
    own = " ".join(part.text for part in message.parts if not part.depth)
    assert "Mine." in own
    assert "Older." not in own
    assert message.parts[-1].text.rstrip().endswith("Older.")
    assert message.parts[-1].depth == 1
    assert "has an older e-mail below its own words, which is taken for a quotation" in told(chat)


@pytest.mark.parametrize("older", OLDER)
def test_an_older_email_that_is_there_itself_is_left_out_below(older: str) -> None:
    mail = f"From: claire@example.org\nDate: Wed, 13 Mar 2024 08:05:00 +0000\n\nMine.\n\n{older}\n"
    first = "From: helen@example.org\nDate: Tue, 12 Mar 2024 22:15:00 +0000\n\nOlder.\n"
    assert said(read(mbox(mail, first))) == [["Older."], ["Mine."]]


def test_what_stands_below_a_signature_is_kept() -> None:
    quoted = "On 12 Mar 2024, Helen <h@example.org> wrote:\n> Part of it."
    body = f"Mine.\n\n{DASHES}\nClaire\n+44 7700 900123\n\n{quoted}\n\nMore."
    mail = f"From: claire@example.org\nDate: Wed, 13 Mar 2024 08:05:00 +0000\n\n{body}\n"
    chat = read(mail)
    assert said(chat) == [["Mine. On 12 Mar 2024, Helen <h@example.org> wrote:", "> Part of it.", "More."]]
    assert told(chat) == {'has a signature below "-- ", which is left out': (1,)}


@pytest.mark.parametrize("text", [
    "From: the hut\nto the lake", "As she wrote:\nit rains.", "De: x", "On we go:\nand on.", "-----\nA rule.",
    "Note: From: x",
])  # fmt: skip
def test_lines_that_only_look_so_are_own_words(text: str) -> None:
    mail = f"From: claire@example.org\nDate: Wed, 13 Mar 2024 08:05:00 +0000\n\nMine.\n{text}\n"
    assert said(read(mail)) == [[" ".join(f"Mine. {text}".split())]]
