"""Colours of voices: as far apart as they go, none louder than another, each to be read; shapes that nobody shares."""

from __future__ import annotations

import itertools
import re
import shutil
from pathlib import Path

import pytest
from coloraide import Color
from sites import make, site

from polyphony.colours import ENOUGH, HUES, contrast, hex_of, looks_of
from polyphony.diagnostics import Diagnostic
from polyphony.pipeline import Options, build

PAPERS = ("#fbf9f4", "#181614")
PEOPLE = "title: T\npeople:\n{}\n{}"


def settings(names: list[str], more: str = "") -> str:
    return PEOPLE.format("\n".join(f"  {name.lower()}: {{name: {name}}}" for name in names), more)


def oklch(colour: str) -> tuple[float, float, float]:
    lightness, chroma, hue = Color(colour).convert("oklch").coords()
    return lightness, chroma, hue


@pytest.mark.parametrize("hue", range(0, 360, 15))
def test_oklch_is_what_a_library_makes_of_it(hue: int) -> None:
    expected = Color("oklch", [0.5, 0.08, hue]).convert("srgb").to_string(hex=True, fit=False)
    assert (
        max(
            abs(a - b)
            for a, b in zip(bytes.fromhex(expected[1:]), bytes.fromhex(hex_of(0.5, 0.08, hue)[1:]), strict=True)
        )
        <= 1
    )


def test_contrast_is_what_a_library_makes_of_it() -> None:
    for one, other in itertools.combinations(["#000000", "#ffffff", "#3563a4", "#845a00", *PAPERS], 2):
        assert contrast(one, other) == pytest.approx(Color(one).contrast(other, method="wcag21"), abs=0.01)


@pytest.mark.parametrize("count", range(1, HUES + 1))
def test_hues_are_as_far_apart_as_they_go_and_can_be_read(count: int) -> None:
    looks = looks_of(count)
    for colours, paper, lightness in (
        ([look.light for look in looks], PAPERS[0], 0.50),
        ([look.dark for look in looks], PAPERS[1], 0.78),
    ):
        assert min(contrast(colour, paper) for colour in colours) >= ENOUGH
        found = [oklch(colour) for colour in colours]
        assert all(abs(one[0] - lightness) < 0.01 for one in found)
        hues = sorted(one[2] for one in found)
        gaps = [(after - before) % 360 for before, after in zip(hues, hues[1:] + hues[:1], strict=True)]
        assert count == 1 or min(gaps) > 360 / count - 4


def test_the_first_two_are_farther_apart_than_any_later_ones() -> None:
    first, second = (oklch(look.light)[2] for look in looks_of(5)[:2])
    assert min(abs(first - second), 360 - abs(first - second)) > 140


@pytest.mark.parametrize("hues", range(1, HUES + 1))
def test_a_colour_and_a_stroke_are_one_persons_alone_while_there_are_such_pairs(hues: int) -> None:
    looks = looks_of(125, hues)
    pairs = [(look.light, look.stroke) for look in looks]
    assert len(set(pairs[: 4 * hues])) == 4 * hues
    assert len({(look.stroke, look.glyph) for look in looks}) == 125  # in grey, and beyond


def test_a_stroke_and_a_glyph_are_one_persons_alone() -> None:
    looks = looks_of(3000)
    assert len({(look.stroke, look.glyph) for look in looks}) == 3000
    assert len({look.light for look in looks}) == HUES


def test_hues_are_spread_over_those_who_say_something() -> None:
    text = "::: {by=ana}\nHello.\n:::\n\n::: {by=ben}\nHello.\n:::\n"
    made = site({"polyphony.yaml": settings(["Ana", "Ben", "Cyd", "Dee"]), "content/index.md": text})
    voices = re.findall(
        r"\.voice-\d+\{--voice-colour:var\(--light,(#\w+)\)[^;]*;--stroke:(\w+)", made["design/voices.css"].decode()
    )
    assert [colour for colour, _ in voices][:2] == [look.light for look in looks_of(2)]


def test_colours_follow_the_byline_and_not_the_file() -> None:
    def colours(names: list[str]) -> dict[str, str]:
        text = "::: {by=ana}\nHello.\n:::\n\n::: {by=ben}\nHello.\n:::\n"
        made = site({"polyphony.yaml": settings(names), "content/index.md": text})
        number = dict(re.findall(r'voice-(\d)" id="[^"]*" data-by="(\w+)"', made["index.html"].decode()))
        css = made["design/voices.css"].decode()
        return {
            who: re.findall(rf"\.voice-{one}\{{--voice-colour:var\(--light,(#\w+)", css)[0]
            for one, who in number.items()
        }

    assert colours(["Ana", "Ben"]) == colours(["Ben", "Ana"])
    assert len(set(colours(["Ana", "Ben"]).values())) == 2


def stated(theme: str) -> tuple[dict[str, bytes], list[Diagnostic]]:
    files = {"polyphony.yaml": settings(["Ana", "Ben"]), "content/index.md": "::: {by=ana}\nHello.\n:::\n"}
    return make(files, design={"theme.yaml": theme.encode()})


@pytest.mark.parametrize("colour", ["#ffcc00", "yellow", "oklch(.9 .1 100)", "rgb(255 220 90)", "white"])
def test_a_colour_that_cannot_be_read_is_an_error_and_what_is_proposed_can_be(colour: str) -> None:
    made, found = stated(f"colours:\n  voice-ana: '{colour}'\n")
    assert not made
    (error,) = found
    assert (error.code.value, error.span and error.span.line) == ("low-contrast", 2)
    proposed = re.findall(r"#[0-9a-f]{6}", error.hint)[0]
    assert contrast(proposed, PAPERS[0]) >= ENOUGH
    again, found = stated(f"colours:\n  voice-ana: '{proposed}'\n")
    assert not found
    assert proposed in again["design/voices.css"].decode()


def test_a_proposal_keeps_the_hue() -> None:
    _, (error,) = stated("colours: {voice-ana: '#e06c75'}\n")
    proposed = re.findall(r"#[0-9a-f]{6}", error.hint)[0]
    assert abs(oklch(proposed)[2] - oklch("#e06c75")[2]) < 4


def test_a_colour_of_light_paper_gets_a_form_for_dark_paper() -> None:
    made, found = stated("colours: {voice-ana: '#7a1fa2'}\n")
    assert not found
    css = made["design/voices.css"].decode()
    dark = re.findall(r"\.voice-1\{--voice-colour:[^;]*var\(--dark,(#\w+)", css)[0]
    assert contrast(dark, PAPERS[1]) >= ENOUGH
    assert abs(oklch(dark)[2] - oklch("#7a1fa2")[2]) < 4


def test_a_colour_for_nobody_is_an_error_with_the_near_name() -> None:
    _, (error,) = stated("colours: {voice-anna: '#7a1fa2'}\n")
    assert (error.code.value, error.hint) == ("unknown-person", 'did you mean "voice-ana"?')


def test_one_ink_is_changed_and_the_other_schemes_stays() -> None:
    made, found = stated("colours: {ink: '#102030'}\n")
    assert not found
    css = made["design/voices.css"].decode()
    assert "--ink:var(--light,#102030) var(--dark,#ece6dc);" in css


def test_more_authors_than_colours_is_said_once() -> None:
    names = [f"P{number}" for number in range(12)]
    _, found = make({"polyphony.yaml": settings(names), "content/index.md": "Hello.\n"})
    assert [one.code.value for one in found] == ["colours-repeat"]


def test_those_who_speak_on_the_same_page_have_colours_of_their_own() -> None:
    people = "".join(f"  p{place:02}: {{name: P{place:02}, role: participant}}\n" for place in range(32))
    # By their order p00 and p08 would have the same colour, p01 and p09, and so on; they talk with each other.
    pages = {
        f"content/page-{place}.md": f"# Page\n\n::: {{.exchange}}\np{place:02}: One.\n\np{place + 8:02}: Two.\n:::\n"
        for place in range(8)
    }
    everybody = "\n\n".join(f"p{place:02}: Well." for place in range(16, 32))
    pages["content/index.md"] = f"::: {{.exchange}}\n{everybody}\n:::\n"
    made = site({"polyphony.yaml": f"title: T\npeople:\n{people}", **pages})
    css = made["design/voices.css"].decode()
    colours = dict(re.findall(r"\.voice-(\d+)\{--voice-colour:var\(--light,(#[0-9a-f]{6})\)", css))
    assert len(colours) == 32
    for place in range(8):
        html = made[f"page-{place}/index.html"].decode()
        first, second = re.findall(r'<li class="turn voice-(\d+)', html)
        assert colours[first] != colours[second]
    pairs = re.findall(r"--voice-colour:var\(--light,(#[0-9a-f]{6})\)[^;]*;--stroke:(\w+)", css)
    assert len(set(pairs)) == 32


def test_a_frame_has_the_colours_of_today_though_its_page_is_as_it_was(tmp_path: Path) -> None:
    people = "".join(f"  p{place:02}: {{name: P{place:02}}}\n" for place in range(12))
    (tmp_path / "in/content").mkdir(parents=True)
    (tmp_path / "in/polyphony.yaml").write_text(f"title: T\npeople:\n{people}", "utf-8")
    (tmp_path / "in/content/index.md").write_text("::: {by=p11 #one}\nOne.\n:::\n", "utf-8")
    other = tmp_path / "in/content/other.md"
    other.write_text("# Other\n\n::: {by=p00}\nTwo.\n:::\n", "utf-8")
    build(tmp_path / "in", Options(output=str(tmp_path / "warm"), jobs=1))
    said = "\n\n".join(f"::: {{by=p{place:02}}}\nThree.\n:::" for place in range(9))
    other.write_text(f"# Other\n\n{said}\n", "utf-8")
    build(tmp_path / "in", Options(output=str(tmp_path / "warm"), jobs=1))
    shutil.copytree(tmp_path / "in", tmp_path / "again", ignore=shutil.ignore_patterns(".*"))
    build(tmp_path / "again", Options(output=str(tmp_path / "clean"), jobs=1))
    frames = {path.relative_to(tmp_path / "clean") for path in (tmp_path / "clean/embed").rglob("*.html")}
    assert len(frames) > 4
    assert [
        one for one in frames if (tmp_path / "warm" / one).read_bytes() != (tmp_path / "clean" / one).read_bytes()
    ] == []
