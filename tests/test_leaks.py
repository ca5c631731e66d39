"""The leak check: what is found in which spelling and encoding, what is not, and that no message repeats it."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zipfile
from html.entities import codepoint2name
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyphony.diagnostics import Span, render_concise, render_json, render_text
from polyphony.leaks import Secret, explain_leaks, find_leaks, find_places, list_leaks, make_matcher, parse_private
from polyphony.leaks.hidden import blank_hidden, redactions_in
from polyphony.model import SourceFile

NAME = "Zoë Canary-Müller"


def matcher(*forms: str):
    return make_matcher([Secret(forms, "entry 1", Span("private/names.yaml", 1))])


def found(text: str | bytes, *forms: str, path: str = "index.html") -> bool:
    content = text.encode() if isinstance(text, str) else text
    return bool(find_leaks(path, content, matcher(*(forms or (NAME,)))))


def zipped(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


@pytest.mark.parametrize("text", [
    NAME, "ZOË CANARY-MÜLLER", "zoe canary-muller", "Zoe Canary-Mueller", "Zoe\u0308 Canary-Mu\u0308ller",
    "Zo\u00adë Ca\u200bnary\u2011Müller", "Zoë\u00a0Canary-Müller", "Zoë\n   Canary-Müller", "Zoë Canary–Müller’s dog",
    "Canary-Müller, Zoë", "zoe-canary-muller", "zoe_canary_mueller.jpg", "Zoë CanaryMüller",
    "\uff3a\uff4f\uff45 Canary-Müller", "(Zoë Canary-Müller)",
])  # fmt: skip
def test_a_name_is_found_in_every_spelling(text: str) -> None:
    assert found(f"<p>with {text}</p>")


@pytest.mark.parametrize("text", [
    "".join(f"&#{ord(c)};" for c in NAME),
    "".join(f"&#x{ord(c):x};" for c in NAME),
    "".join(f"&{codepoint2name[ord(c)]};" if ord(c) in codepoint2name else c for c in NAME),
    NAME.replace("n", "&amp;#110;"),
    quote(NAME), quote(quote(NAME)), "".join(f"%{byte:02x}" for byte in NAME.encode()), NAME.replace(" ", "+"),
    json.dumps(NAME), "".join(f"\\u{ord(c):04x}" for c in NAME), "".join(f"\\u{{{ord(c):x}}}" for c in NAME),
    "".join(f"\\x{ord(c):02x}" for c in NAME),
    f"content:'{''.join(f'{chr(92)}{ord(c):x} ' for c in NAME)}'",
    base64.b64encode(NAME.encode()).decode(),
    base64.urlsafe_b64encode(f"say {NAME} more".encode()).decode().rstrip("="),
    f"data:text/html;base64,{base64.b64encode(f'<b>{quote(NAME)}</b>'.encode()).decode()}",
    base64.b64encode(base64.b64encode(f"I am {NAME}".encode())).decode(),
    "Zoë <em>Canary-Müller</em>", "<b>Z</b>oë Canary-Mül<wbr>ler", "<!-- Zoë Canary-Müller -->",
    '<img alt="Zoë Canary-Müller">', '<a href="/zoe-canary-muller/">',
    "<w:t>Zoë Can</w:t></w:r><w:r><w:t>ary-Müller</w:t>",
    "**Zoë** *Canary*-Müller", "Zoë \\\n Canary-Müller",
])  # fmt: skip
def test_a_name_is_found_behind_every_encoding(text: str) -> None:
    assert found(f"before {text} after", path="page.xml")


@pytest.mark.parametrize("content", [
    zipped(**{"word/document.xml": NAME.encode()}), zipped(**{f"{NAME}.txt": b""}),
    zipped(outer=zipped(inner=NAME.encode())), gzip.compress(NAME.encode(), mtime=0), NAME.encode("utf-16"),
    b"\xff\xd8\xff\x00\x01" + NAME.encode() + b"\x00\x02",
    b"ID3\x03\x00\x01\xff\xfe" + NAME.encode("utf-16-le") + b"\x00\x00TPE1",
], ids=["document", "name of a file", "archive in an archive", "gzip", "UTF-16", "picture", "recording"])  # fmt: skip
def test_a_name_is_found_in_every_container(content: bytes) -> None:
    assert found(content, NAME, "Zoë Canary", path="attachment.bin")


def test_a_name_is_found_in_the_name_of_a_file() -> None:
    [leak] = find_leaks("assets/Zoe-Canary-Mueller.jpg", b"", matcher(NAME))
    assert leak.how == "in the name of the file"


@pytest.mark.parametrize(("text", "form"), [
    ("Annals of Ann", ""), ("in the Annals", "Ann"), ("Joanne and Mariann", "Ann"), ("je suis, Je dis", "JE"),
    ("Ward 71", "Ward 7"), ("banner", "Ann"), ("Leeds", "Lee"), ("Ann & Lee", "Ann Lee"), ("Ann said. So Lee left",
    "Ann Lee"),
])  # fmt: skip
def test_what_only_looks_like_it_is_not_found(text: str, form: str) -> None:
    assert not found(text, form or "Annals of Anna")


@pytest.mark.parametrize(("text", "form"), [
    ("we met Ann.", "Ann"), ("Ann’s", "Ann"), ("said JE, later", "JE"), ("J.E. said", "JE"), ("the Ward 7 team",
    "ward 7"),
    ("我见到王小明了", "王小明"), ("김철수는 왔다", "김철수"), ("ผมพบสมชายที่บ้าน", "สมชาย"), ("وأحمد علي", "أحمد علي"),
    ("לשרה כהן", "שרה כהן"), ("Łukasz Øster", "Lukasz Oster"), ("Straße Groß", "Strasse Gross"), ("İpek Işık",
    "Ipek Isik"),
])  # fmt: skip
def test_whole_words_are_found_as_each_script_has_them(text: str, form: str) -> None:
    assert found(text, form)


@pytest.mark.parametrize(("path", "text", "form", "is_there"), [
    ("index.html", "<p><mark>x</mark>", "Mark", False), ("index.html", "<p>so mark says", "Mark", True),
    ("index.html", "<!DOCTYPE html><p class='max'>x<script>Math.max(1)</script>", "Max", False),
    ("index.html", '<!DOCTYPE html><img alt="with max">', "Max", True),
    ("index.html", "<!DOCTYPE html><p>MAX", "Max", True),
    ("design/style.css", "p { max-width: 1px }", "Max", False),
    ("design/style.css", "p::before { content: 'Max' }", "Max", True),
    ("polyphony.json", '{"page": 1}', "Page", False), ("polyphony.json", '{"text": "dear page,"}', "Page", True),
    ("search/data-1.js", 'push({"page": ["mrs page"]})', "Page", True), ("design/page.js", "", "Page", False),
    ("assets/mark.jpg", "", "Mark", True), ("a.md", "said mark", "Mark", True),
])  # fmt: skip
def test_a_name_that_is_a_word_of_machines_is_not_found_in_their_code(
    path: str, text: str, form: str, is_there: bool
) -> None:
    assert found(text, form, path=path) == is_there


def test_a_name_that_is_a_common_word_can_be_meant_with_its_capital_alone() -> None:
    secrets = parse("may: {name: May, exact: yes}\n").value
    assert [bool(find_leaks("a.html", text, make_matcher(secrets))) for text in (b"you may", b"with May", b"MAY")] == [
        False, True, True,
    ]  # fmt: skip


def test_initials_are_found_only_where_they_are_listed() -> None:
    assert not found("said ZCM")
    assert found("said ZCM", NAME, "ZCM")


ENCODERS = {
    "references": lambda text: "".join(f"&#{ord(c)};" for c in text),
    "percent": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "escapes": lambda text: "".join(f"\\u{ord(c):04x}" for c in text),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "address": lambda text: "data:text/plain;base64," + base64.urlsafe_b64encode(text.encode()).decode(),
    "JSON": lambda text: json.dumps({"text": text}),
    "bold": lambda text: f"<b>{text}</b>",
}


@given(st.lists(st.sampled_from(sorted(ENCODERS)), max_size=3), st.sampled_from(["", "He said ", "x "]))
def test_a_name_is_found_behind_several_encodings_in_any_order(encoders: list[str], before: str) -> None:
    text = f"{before}Zoë Canary-Müller."
    for encoder in encoders:
        text = ENCODERS[encoder](text)
    assert found(f"<p>{text}</p>")


@given(
    st.binary(max_size=300), st.sampled_from(["", "%PDF-", "PK\x03\x04", "\x1f\x8b", "<", "&#", "\\u", "data:;base64,"])
)
def test_no_bytes_are_too_strange_to_be_read(content: bytes, begin: str) -> None:
    assert find_leaks("a.bin", begin.encode() + content, matcher("Zoë Canary-Müller of Nowhere")) == []


@pytest.mark.parametrize("piece", [
    "<", "<b>", "&", "&#", "%", "\\u", "[", "[x]{.redacted ", "{", "AAAA", "=", " ", "Zoë ", "Zoë \n", "a_", "(",
    "stream\n", "<!--", "`", "::: {.withheld}\n",
])  # fmt: skip
def test_repeating_anything_ends(piece: str) -> None:
    content = (piece * (200_000 // len(piece))).encode()
    for begin, path in ((b"", "a.html"), (b"%PDF-", "a.pdf"), (b"", "content/a.md")):
        find_leaks(path, begin + content, matcher(NAME))
    list(redactions_in(content.decode()))
    blank_hidden(content.decode())


def test_what_looks_like_an_escape_may_be_none() -> None:
    assert found("see C:\\nadia\\notes", "nadia")


def test_a_photograph_of_noise_holds_no_name() -> None:
    import random

    noise = random.Random(1).randbytes(3_000_000)
    assert not found(b"\xff\xd8\xff" + noise, "Ann", "Lee", "Bo Li", path="photo.jpg")


NAMES = """\
claire: Jane Q. Example
second-reader: [Zoë Canary, ZC]
keeper:
  name: Tom Canary
  variants: [Tommy]
  instead: the lock-keeper
  why: he asked for it
"""
TERMS = "- Durham Royal\n- {term: Ward 7, instead: the ward}\n"


def parse(names: str = "", terms: str = ""):
    sources = [SourceFile("private/names.yaml", names.encode()), SourceFile("private/terms.yaml", terms.encode())]
    return parse_private([source for source in sources if source.content], ["claire", "helen"])


def test_names_and_terms_are_read_in_all_their_forms() -> None:
    checked = parse(NAMES, TERMS)
    assert checked.diagnostics == ()
    assert [secret.forms for secret in checked.value] == [
        ("Jane Q. Example",), ("Zoë Canary", "ZC"), ("Tom Canary", "Tommy"), ("Durham Royal",), ("Ward 7",),
    ]  # fmt: skip
    assert [secret.person for secret in checked.value] == ["claire", "", "", "", ""]
    assert [secret.instead for secret in checked.value] == ["", "", "the lock-keeper", "", "the ward"]
    assert [secret.where.line for secret in checked.value] == [1, 2, 3, 1, 2]


@pytest.mark.parametrize(("names", "terms"), [
    ("claire: [Canary", ""), ("claire: {name: Canary, nam: Canary}", ""), ("claire: Canary\nclaire: Canary", ""),
    ("Jane Canary: x", ""), ("claire: *Canary", ""), ("claire: !Canary x", ""), ("claire:\n  name: Canary: Canary\n",
    ""),
    ("- Canary\n", ""), ("claire:\n  variants: [Canary]\n", ""), ("claire: {name: {Canary: Canary}}", ""),
    ("claire: 'Canary", ""), ("claire: Canary\n\tname: Canary", ""), ("# Canary\nclaire: \"Can\\qary\"", ""),
    ("canary: {name: C, variants: [Canary]}", ""), ("", "Canary: x"), ("", "- [[Canary]]"), ("",
    "- {term: Canary, Canary: x}"),
    ("", "- C"), ("\x07canary: Canary", ""), ("claire: Canary\nClaire: Canary", ""), ("canary", ""),
])  # fmt: skip
def test_s3_21_a_mistake_in_a_private_file_is_told_with_its_place_and_without_its_words(names: str, terms: str) -> None:
    diagnostics = parse(names, terms).diagnostics
    assert diagnostics
    for one in diagnostics:
        assert one.span is not None
        assert one.span.line
        said = "\n".join((render_text(one), render_concise(one), render_json(one)))
        assert "canary" not in said.lower()


def test_s3_21_a_private_line_is_shown_without_its_value() -> None:
    [one] = parse("claire:\n  name: Jane: Canary\n").diagnostics
    assert "name: ‹hidden›" in render_text(one)


def test_no_message_about_a_leak_says_what_has_leaked() -> None:
    secrets = parse("claire: {name: Canary One, instead: Canary One}\n", "- Canary Two\n").value
    known = make_matcher(secrets)
    files = {"canary-one/index.html": b"Canary One", "a.zip": zipped(**{"canary two.txt": b"Canary Two"})}
    leaks = [leak for path, content in files.items() for leak in find_leaks(path, content, known)]
    sources = [SourceFile("content/canary-one.md", b"\n\nCanary\nTwo and C&#97;nary One.\n")]
    places: dict[int, list[Span]] = {}
    for number, place in find_places(sources, known, {0, 1}):
        places.setdefault(number, []).append(place)
    messages = [*explain_leaks(leaks, known, places), *list_leaks(leaks, known)]
    assert len(messages) == 2 + len(leaks)
    for one in messages:
        said = "\n".join((render_text(one), render_concise(one), render_json(one))).lower()
        assert "canary" not in said
    assert [one.span.line for one in messages[:2]] == [0, 3]
    assert "a name of claire" in messages[0].message


def test_where_a_leak_comes_from_is_told_by_file_and_line() -> None:
    text = "One.\n\n[Zoë Canary-Müller]{.redacted}\n\nwith Zoe\nCanary-Müller\n\n<!-- Zoë Canary-Müller -->\n"
    places = list(find_places([SourceFile("content/a.md", text.encode())], matcher(NAME), {0}))
    assert [(place.path, place.line, place.source) for _, place in places] == [("content/a.md", 5, "")]


@pytest.mark.parametrize(
    "text", ["Zoë [Canary]{by=ana}-Müller", "**Zoë** *Canary*-[Müller](a.md)", "Zo&euml; Canary-Müller"]
)
def test_where_a_leak_comes_from_is_found_through_markup(text: str) -> None:
    source = SourceFile("content/a.md", f"One.\n\nWith {text}.\n".encode())
    assert [place.line for _, place in find_places([source], matcher(NAME), {0})] == [3]


def test_redactions_are_read_out_of_a_source_and_taken_out_of_it() -> None:
    text = (
        '[One *two*]{.redacted as="x}y"} [three](a.md){.redacted} `four`{.redacted} [five [six]{.b} s]{#a .redacted}\n'
        "<!-- [no]{.redacted} -->\n"
        "::: {.withheld by=a}\nseven\n::: {.b}\n[eight]{.redacted}\n:::\nnine\n:::\nten\n"
    )
    assert [one.words for one in redactions_in(text)] == ["One two", "three", "four", "five six s", "eight"]
    blank = blank_hidden(text)
    assert blank.count("\n") == text.count("\n")
    assert [
        word for word in ("One", "two", "three", "four", "five", "no", "seven", "eight", "nine", "ten") if word in blank
    ] == ["ten"]


def test_a_member_that_is_too_large_hides_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("polyphony.leaks.decoding.LARGEST_MEMBER", 1_000)
    assert found(zipped(large=b"x" * 2_000, small=NAME.encode()))
