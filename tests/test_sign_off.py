"""Sign-off: what somebody agrees to, what it means when it is edited since, and the command that signs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from polyphony.cli import polyphony
from polyphony.diagnostics import Code
from polyphony.model import SourceFile
from polyphony.pipeline import Options, export
from polyphony.signing import parse_signatures

Make = Callable[[dict[str, str | bytes]], Any]

SETTINGS = """\
title: Two
people:
  claire: {name: Claire Russell, given: Claire, family: Russell, aliases: [CR]}
  helen: {name: Helen Burns, given: Helen, family: Burns}
  lock-keeper: {name: the lock-keeper, role: participant}
collectives:
  wayfinders: {name: Wayfinders, members: [claire, helen]}
  hierarchy: {name: the hierarchy}
bibliography: works.bib
sign-off: required
"""
TEXT = """\
Of us both.

::: {by=claire #own}
Mine, and [hers]{by=helen}, at [Durham Royal]{.redacted as="the hospital"}.[^n]

[^n]: A note of mine.
:::

::: {.exchange #talk}
Helen: A turn.

::: {.narration by=claire #told}
Later:
:::

Helen: Another.

Claire: Mine.
:::

::: {.margin by=helen #gloss}
A gloss.
:::

::: {by=wayfinders #group}
All of us.
:::

::: {by=hierarchy #them}
They say so.
:::

::: {by=lock-keeper #keeper}
You will wear it out.
:::

::: {.withheld by=helen #hidden}
Nobody reads it.
:::

::: {.quotation source=chang2013 #work}
Published.
:::
"""
WORKS = "@book{chang2013, author={Chang, H.}, title={Collaborative}, year={2013}}"


def publication(text: str = TEXT, settings: str = SETTINGS) -> dict[str, str | bytes]:
    return {"polyphony.yaml": settings, "content/index.md": text, "works.bib": WORKS}


def sign(made: Any, *words: str, **options: Any) -> Any:
    person, rest = words[:1], words[1:]
    return CliRunner().invoke(polyphony, ["sign", *person, str(made.folder), *rest], **options)


def states(made: Any) -> dict[str, dict[str, str]]:
    """How each person stands to each passage: by person, then by id."""
    found: dict[str, dict[str, str]] = {}
    for one in made.build().report.publication.agreed.agreements:
        found.setdefault(one.person, {})[one.id] = one.state
    return found


def test_each_signs_what_stands_under_her_name_and_nobody_else_does(project: Make) -> None:
    made = project(publication())
    found = states(made)
    assert list(found["claire"]) == ["all-of-us-both", "own", "told", "claire-mine", "group"]
    assert list(found["helen"]) == ["all-of-us-both", "helen-a-turn", "helen-another", "gloss", "group"]
    assert list(found["lock-keeper"]) == ["keeper"]
    assert set(found) == {"claire", "helen", "lock-keeper"}


def test_required_stops_a_build_until_all_authors_have_signed(project: Make) -> None:
    made = project(publication()).build()
    assert [one.code for one in made.report.diagnostics] == [Code.UNSIGNED_PASSAGE] * 2
    assert not made.output.exists()
    assert "polyphony sign claire" in made.messages[0]
    assert [sign(made, person, "--yes").exit_code for person in ("claire", "helen")] == [0, 0]
    assert made.build().messages == []
    assert made.output.exists()
    assert states(made)["lock-keeper"] == {"keeper": "unsigned"}, "a participant is not asked"


def test_required_stops_an_export_as_well(project: Make) -> None:
    made = project(publication())
    report = export(made.folder, "text", options=Options(jobs=1))
    assert [one.code for one in report.diagnostics] == [Code.UNSIGNED_PASSAGE] * 2
    assert report.files == ()


def test_a_folder_alone_asks_who_signs(project: Make) -> None:
    result = CliRunner().invoke(polyphony, ["sign", str(project(publication()).folder)])
    assert result.exit_code == 2
    assert "helen, claire" in result.output


def test_two_hundred_unsigned_passages_are_one_message_a_person(project: Make) -> None:
    text = "".join(f"::: {{by=claire #p{number}}}\nText {number}.\n:::\n\n" for number in range(200))
    made = project(publication(text)).build()
    [message] = made.report.diagnostics
    assert "200 passages" in message.message
    assert len(message.related) < 10


@pytest.mark.parametrize(("mode", "codes", "written"), [
    ("required", [Code.UNSIGNED_PASSAGE], False),
    ("optional", [Code.CHANGED_SINCE_SIGNED], True),
    ("off", [], True),
])  # fmt: skip
def test_s3_14_a_passage_edited_after_it_was_signed(project: Make, mode: str, codes: list[Code], written: bool) -> None:
    made = project(publication())
    sign(made, "claire", "--yes")
    sign(made, "helen", "--yes")
    made.write("polyphony.yaml", SETTINGS.replace("required", mode))
    made.write("content/index.md", TEXT.replace("A gloss.", "A gloss, edited."))
    made.build()
    assert [one.code for one in made.report.diagnostics] == codes
    assert made.output.exists() == written
    if codes:
        assert "changed since Helen Burns agreed" in made.messages[0]
        assert "content/index.md:21" in made.messages[0]


@pytest.mark.parametrize(("old", "new", "state"), [
    ("A gloss.", "A  *gloss*.", "signed"),
    ("A gloss.", "A\ngloss.", "signed"),
    ("A gloss.", "<!-- hm -->\n\nA gloss.", "signed"),
    ("A gloss.", "A ~~gloss~~.", "changed"),
    ("A gloss.", "No gloss.", "changed"),
    ("A gloss.", "A [gloss](https://example.org/).", "changed"),
    ("A gloss.", "A gloss [@chang2013].", "changed"),
    (".margin by=helen", ".margin by=helen mode=evocative", "signed"),
    (".margin by=helen", '.margin by="helen claire"', "changed"),
])  # fmt: skip
def test_words_are_signed_and_not_how_they_are_set(project: Make, old: str, new: str, state: str) -> None:
    made = project(publication())
    sign(made, "helen", "--yes")
    made.write("content/index.md", TEXT.replace(old, new))
    assert states(made)["helen"]["gloss"] == state


@pytest.mark.parametrize(("old", "new", "state"), [
    ("[hers]{by=helen}", "[hers]{by=lock-keeper}", "changed"),
    ("[^n]: A note of mine.", "[^n]: Not a note of mine.", "changed"),
    ('as="the hospital"', 'as="the clinic"', "changed"),
    ("Durham Royal", "Another Place", "signed"),
])  # fmt: skip
def test_what_is_quoted_noted_and_redacted_is_signed_with_it(project: Make, old: str, new: str, state: str) -> None:
    made = project(publication())
    sign(made, "claire", "--yes")
    assert "Durham" not in (made.folder / "sign-off/claire.yaml").read_text()
    made.write("content/index.md", TEXT.replace(old, new))
    assert states(made)["claire"]["own"] == state


def test_a_passage_whose_made_id_changes_with_its_first_words_has_changed(project: Make) -> None:
    made = project(publication())
    sign(made, "helen", "--yes")
    made.write("content/index.md", TEXT.replace("Helen: Another.", "Helen: Quite another."))
    assert states(made)["helen"]["helen-quite-another"] == "changed"
    made.write("content/index.md", TEXT.replace("{.margin by=helen #gloss}", "{.margin by=helen #remark}"))
    assert states(made)["helen"]["remark"] == "signed"


def test_a_signature_of_what_is_no_longer_there_is_kept_and_told(project: Make) -> None:
    made = project(publication())
    sign(made, "helen", "--yes")
    made.write("content/index.md", TEXT.replace("::: {.margin by=helen #gloss}\nA gloss.\n:::\n\n", ""))
    told = sign(made, "helen", "--list").output
    assert "no longer there" in told
    assert "#gloss" in told
    made.write("content/more.md", "# More\n\n::: {by=helen #more}\nMore.\n:::\n")
    assert sign(made, "helen", "--yes").exit_code == 0
    assert "passage: gloss" in (made.folder / "sign-off/helen.yaml").read_text()


def test_what_was_signed_before_stays_when_it_is_signed_anew_and_the_newest_counts(project: Make) -> None:
    made = project(publication())
    sign(made, "helen", "--yes")
    made.write("content/index.md", TEXT.replace("A gloss.", "A better gloss."))
    sign(made, "helen", "--yes")
    text = (made.folder / "sign-off/helen.yaml").read_text()
    assert re.findall(r'passage: gloss\n.*\n  begins: "(.*)"', text) == ["A gloss.", "A better gloss."]
    assert states(made)["helen"]["gloss"] == "signed"
    made.write("content/index.md", TEXT)
    assert states(made)["helen"]["gloss"] == "changed"


def test_the_file_is_the_same_for_the_same_signatures_and_fits_its_schema(project: Make) -> None:
    import jsonschema
    import yaml

    from polyphony.signing import sign_off_schema

    contents = []
    for parts in ([()], [("--part", "told"), ("--part", "#own"), ()]):
        made = project(publication())
        for some in parts:
            assert sign(made, "claire", "--yes", *some).exit_code == 0
        contents.append((made.folder / "sign-off/claire.yaml").read_bytes())
    assert contents[0] == contents[1]
    value = yaml.safe_load(contents[0].decode())
    for one in value["signed"]:
        one["date"] = str(one["date"])
    jsonschema.validate(value, sign_off_schema())


@pytest.mark.parametrize(("text", "place"), [
    ("person: claire\nsigned: [", "sign-off/claire.yaml:2:"),
    ("person: claire\nsigned:\n- passage: own\n  words: v1-00\n  date: 2025-01-01\n", "sign-off/claire.yaml:4:10"),
    ("person: claire\nsigned:\n- passage: own\n  wrds: x\n  date: 2025-01-01\n", "sign-off/claire.yaml:4:3"),
    ("person: helen\nsigned: []\n", "sign-off/claire.yaml:1"),
    ("person: claire\nsigned: own\n", "sign-off/claire.yaml:2:9"),
])  # fmt: skip
def test_a_file_that_was_broken_by_hand_is_an_error_with_its_place(project: Make, text: str, place: str) -> None:
    made = project({**publication(), "sign-off/claire.yaml": text}).build()
    assert any(message.startswith(place) and ": error[" in message for message in made.messages), made.messages
    result = sign(made, "claire", "--yes")
    assert result.exit_code == 1
    assert "nothing was signed" in result.output
    assert (made.folder / "sign-off/claire.yaml").read_text() == text


def test_a_file_called_after_nobody_is_an_error_with_the_near_name() -> None:
    source = SourceFile("sign-off/clare.yaml", b"person: clare\n")
    [found] = parse_signatures(source, ["claire", "helen"]).diagnostics
    assert found.code is Code.UNKNOWN_PERSON
    assert "claire.yaml" in found.hint


@pytest.mark.parametrize("name", ["claire", "Claire Russell", "claire russell", "CR", "Claire"])
def test_whoever_signs_is_known_by_id_name_or_alias(project: Make, name: str) -> None:
    made = project(publication())
    assert sign(made, name, "--yes").exit_code == 0
    assert (made.folder / "sign-off/claire.yaml").exists()


@pytest.mark.parametrize(("name", "said"), [
    ("clare", 'did you mean "claire"?'), ("nobody", "there are: claire, helen"), ("wayfinders", "its members sign"),
])  # fmt: skip
def test_whoever_does_not_sign_is_told_who_does(project: Make, name: str, said: str) -> None:
    result = sign(project(publication()), name, "--yes")
    assert result.exit_code == 2
    assert said in result.output


def test_some_can_be_signed_by_page_or_by_id(project: Make) -> None:
    made = project({**publication(), "content/more.md": "# More\n\n::: {by=claire #more}\nMore.\n:::\n"})
    assert sign(made, "claire", "--yes", "--page", "more.md").exit_code == 0
    assert [id for id, state in states(made)["claire"].items() if state == "signed"] == ["more"]
    assert sign(made, "claire", "--yes", "--part", "own").exit_code == 0
    assert [id for id, state in states(made)["claire"].items() if state == "signed"] == ["own", "more"]
    assert sign(made, "claire", "--yes", "--part", "talk").exit_code == 0
    signed = [id for id, state in states(made)["claire"].items() if state == "signed"]
    assert signed == ["own", "told", "claire-mine", "more"]
    assert 'did you mean "told"?' in sign(made, "claire", "--yes", "--part", "tolt").output
    assert sign(made, "claire", "--yes", "--page", "no.md").exit_code == 2


def test_nothing_is_signed_without_a_yes(project: Make) -> None:
    made = project(publication())
    assert sign(made, "claire", "--list").exit_code == 0
    assert sign(made, "claire").exit_code == 2
    assert sign(made).exit_code == 2, "nobody is named, and there is no terminal to ask at"
    assert not (made.folder / "sign-off").exists()


def test_at_a_terminal_it_asks_who_and_whether(project: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = project(publication())
    monkeypatch.setattr("polyphony.cli.signing._is_terminal", lambda: True)
    assert "Nothing was signed." in sign(made, input="claire\nn\n").output
    result = sign(made, input="claire\ny\n")
    assert result.exit_code == 0
    assert "Who signs?" in result.output
    assert (made.folder / "sign-off/claire.yaml").exists()


def test_everybody_is_listed_in_the_order_of_the_byline(project: Make) -> None:
    made = project(publication())
    sign(made, "claire", "--yes", "--page", "index.md")
    made.write("content/index.md", TEXT.replace("Later:", "Later on:"))
    result = CliRunner().invoke(polyphony, ["sign", "--list", str(made.folder)])
    assert result.exit_code == 0
    assert [line.split(": ")[1] for line in result.output.splitlines()] == [
        "0 signed, 5 not signed", "4 signed, 1 changed since", "is not asked to sign",
    ]  # fmt: skip


def test_what_is_included_is_signed_where_it_stands_and_told_where_it_is_written(project: Make) -> None:
    text = "::: {.include src=strands/claire.md}\n:::\n"
    strand = "---\nby: claire\n---\nMine, in a file of mine.\n"
    made = project({**publication(text), "content/again.md": "# Again\n\n" + text, "strands/claire.md": strand}).build()
    [message] = made.messages
    assert message.startswith(
        "strands/claire.md:4: error[unsigned-passage]: Claire Russell has not yet agreed to 2 passages"
    )
    assert sign(made, "claire", "--yes", "--page", "again.md").exit_code == 0
    assert sorted(states(made)["claire"].values()) == ["signed", "unsigned"]


@pytest.mark.parametrize(("text", "listed"), [
    ("Mine, and **hers**: [too *late*]{by=helen}, [as @chang2013 says](https://example.org/).",
     "Mine, and hers: too late, as Chang (2013) says."),
    ("As @chang2013 says, it is [one]{.editorial} text [@chang2013, p. 4].",
     "As Chang (2013) says, it is [one] text (Chang, 2013: 4)."),
    ("Gone **to** [Durham Royal]{.redacted as=\"a hospital\"}.[^n]\n\n[^n]: A note.", "Gone to a hospital."),
    ("![A **door**](door.png){alt=\"A door, open\"}", "[A door, open]"),
    ("[^n]\n\n[^n]: Only a *note*.", "Only a note."),
    ("- one\n- two\n\n$x^2$ `**`", "one two x^2 **"),
    ("See @fig-door.\n\n![A door](door.png){#fig-door alt=door}", "See Figure 1."),
])  # fmt: skip
def test_who_signs_is_shown_words_and_no_marks_of_the_source(project: Make, text: str, listed: str) -> None:
    made = project({**publication(f"::: {{by=claire #own}}\n{text}\n:::\n"), "content/door.png": b""})
    assert f"  {listed}  #own\n" in sign(made, "claire", "--list").output
    assert any(f'agreed to a passage: "{listed}"' in message for message in made.build().messages)
    assert sign(made, "claire", "--yes").exit_code == 0
    assert f"begins: {json.dumps(listed)}" in (made.folder / "sign-off/claire.yaml").read_text()


def test_what_has_no_words_at_all_is_told_by_its_id(project: Make) -> None:
    made = project(publication("::: {by=claire #own}\n<hr>\n:::\n")).build()
    assert "agreed to a passage: #own" in made.messages[0]
    assert "  #own\n" in sign(made, "claire", "--list").output


def test_drafts_wait_and_what_was_signed_on_them_is_not_gone(project: Make) -> None:
    draft = "---\ndraft: true\n---\n# Draft\n\n::: {by=claire #early}\nEarly.\n:::\n"
    made = project({**publication(), "content/draft.md": draft})
    assert "early" not in states(made)["claire"]
    assert sign(made, "claire", "--yes", "--drafts").exit_code == 0
    assert "early" in (made.folder / "sign-off/claire.yaml").read_text()
    assert "no longer there" not in sign(made, "claire", "--list").output


def test_what_is_withheld_is_neither_signed_nor_gone(project: Make) -> None:
    made = project(publication(TEXT.replace(".withheld by=helen", "by=helen")))
    sign(made, "helen", "--yes")
    made.write("content/index.md", TEXT)
    assert "hidden" not in states(made)["helen"]
    assert "no longer there" not in sign(made, "helen", "--list").output


def test_without_sign_off_nothing_is_read_or_signed(project: Make) -> None:
    settings = SETTINGS.replace("sign-off: required\n", "")
    made = project({**publication(settings=settings), "sign-off/claire.yaml": "{"}).build()
    assert made.messages == []
    assert made.data()["sign_off"] is None
    assert "Who has agreed" not in made.read("contributions/index.html")
    assert sign(made, "claire", "--yes").exit_code == 2


def test_the_page_of_contributions_and_the_data_say_who_has_agreed(project: Make) -> None:
    made = project(publication(settings=SETTINGS.replace("required", "optional")))
    sign(made, "claire", "--yes")
    made.write("content/index.md", TEXT.replace("[^n]: A note", "[^n]: Another note"))
    made.build()
    html = made.read("contributions/index.html")
    rows = re.findall(r"<tr>.*?</tr>", html.partition('id="agreed"')[2].partition("</section>")[0], re.DOTALL)
    cells = [re.findall(r"<td>(.*?)</td>", row) for row in rows[1:]]
    assert [row[:3] for row in cells] == [["–", "–", "5"], ["4", "1", "–"]], "in the byline's order: Burns, Russell"
    data = {one["person"]: one for one in made.data()["sign_off"]}
    assert (data["claire"]["signed"], data["claire"]["changed"], data["helen"]["unsigned"]) == (4, 1, 5)
    assert json.loads(made.read("polyphony.schema.json"))["$defs"]["SignOffData"]


def test_a_failed_writing_loses_nothing(project: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = project(publication())
    sign(made, "claire", "--yes")
    before = (made.folder / "sign-off/claire.yaml").read_bytes()
    made.write("content/index.md", TEXT.replace("Later:", "Much later:"))

    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", fail)
    result = sign(made, "claire", "--yes")
    assert result.exit_code == 3
    assert (made.folder / "sign-off/claire.yaml").read_bytes() == before
    assert [path.name for path in Path(made.folder / "sign-off").iterdir()] == ["claire.yaml"]
