"""The colours of a theme and of a publication's own `theme.yaml`: laid over each other and judged for contrast."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from polyphony.colours import ENOUGH, HUES, contrast, dark_form, looks_of, nearest_readable
from polyphony.diagnostics import Code, Collector, Diagnostic, Span, near_name

if TYPE_CHECKING:
    from coloraide import Color

    from polyphony.model import Person

VOICE = "voice-"
"""What the name of a person's colour begins with; the rest is the person's id."""

_READ = ("ink", "soft", "joint")
"""The colours that text has on paper."""

_TOGETHER = re.compile(r"light-dark\(((?:[^()]|\([^()]*\))+),\s*((?:[^()]|\([^()]*\))+)\)")


class Stated(NamedTuple):
    """A colour as a publication states it, and where."""

    text: str
    span: Span


def halves(text: str) -> tuple[str, str]:
    """Give a colour's form on light and on dark paper."""
    both = _TOGETHER.fullmatch(text)
    return (both[1].strip(), both[2].strip()) if both else (text, text)


def lay_over(below: Mapping[str, str], stated: Mapping[str, Stated]) -> dict[str, str]:
    """Lay a publication's colours over a theme's: one that is stated alone is that of light paper.

    On dark paper the theme's own stays where it has one for it, and a person's gets the form that all have there.
    """
    colours = dict(below)
    for name, (text, _) in stated.items():
        light, dark = halves(text)
        if light == dark and name.startswith(VOICE):
            parsed = _parse(light)
            dark = dark_form(_oklch(parsed)) if parsed else dark
        elif light == dark and (theirs := halves(below.get(name, light)))[0] != theirs[1]:
            dark = theirs[1]
        colours[name] = light if light == dark else f"light-dark({light}, {dark})"
    return colours


def check_colours(
    colours: Mapping[str, str], stated: Mapping[str, Stated], people: Collection[str], collector: Collector
) -> None:
    """Report each colour of somebody that nobody knows, and each that can't be read on its paper."""
    papers = halves(colours["paper"]) if "paper" in colours else ()
    known = [paper and _hex(paper) for paper in papers]
    for name, (_, span) in stated.items():
        if name.startswith(VOICE) and name.removeprefix(VOICE) not in people:
            near = near_name(name.removeprefix(VOICE), people)
            hint = f'did you mean "{VOICE}{near}"?' if near else f"declared: {', '.join(sorted(people))}"
            collector.report(Code.UNKNOWN_PERSON, f'nobody is called "{name.removeprefix(VOICE)}"', span, hint=hint)
        elif name == "paper":
            _check_paper(known, colours, stated, span, collector)
        elif name in _READ or name.startswith(VOICE):
            for place, paper in enumerate(known):
                _check(name, halves(colours[name])[place], paper, span, ("light", "dark")[place], collector)


def find_repeats(people: Iterable[Person], span: Span) -> list[Diagnostic]:
    """Say once where there are more authors than colours that can be told apart."""
    authors = sum(one.role == "author" for one in people)
    collector = Collector()
    if authors > HUES:
        message = f"{authors} authors share {HUES} colours: from the {HUES + 1}th on, a colour is somebody's twice"
        hint = "names, strokes and glyphs still tell everybody apart; design/theme.yaml can give colours of your own"
        collector.report(Code.COLOURS_REPEAT, message, span, hint=hint)
    return collector.found


def _check(name: str, colour: str, paper: str, span: Span, scheme: str, collector: Collector) -> None:
    parsed = _parse(colour)
    shown = _hex(colour)
    if parsed is None or not paper or not shown or (found := contrast(shown, paper)) >= ENOUGH:
        return
    collector.report(
        Code.LOW_CONTRAST,
        f'"{name}" can\'t be read well on {scheme} paper: {colour} on {paper} has a contrast of {found:.1f} to 1',
        span,
        label=f"{ENOUGH} to 1 is needed",
        hint=f'the nearest that can be read is "{nearest_readable(_oklch(parsed), paper)}"',
    )


def _check_paper(
    papers: list[str], colours: Mapping[str, str], stated: Mapping[str, Stated], span: Span, collector: Collector
) -> None:
    """Report a paper on which the theme's own inks or the voices can't be read."""
    for place, paper in enumerate(papers):
        inks = [halves(colours[name])[place] for name in _READ if name in colours and name not in stated]
        inks += [(look.light, look.dark)[place] for look in looks_of(HUES)]
        shown = [ink for ink in map(_hex, inks) if ink]
        worst = min(shown, key=lambda ink: contrast(ink, paper), default="") if paper else ""
        if worst and (found := contrast(worst, paper)) < ENOUGH:
            collector.report(
                Code.LOW_CONTRAST,
                f"{worst} can't be read well on {paper}, the {('light', 'dark')[place]} paper: its contrast is "
                f"{found:.1f} to 1",
                span,
                label=f"{ENOUGH} to 1 is needed",
                hint=f"choose a {('lighter', 'darker')[place]} paper",
            )


def _parse(text: str) -> Color | None:
    """Read what CSS calls a colour; None for what it doesn't, such as `currentcolor`."""
    from coloraide import Color  # a fifth of a second, for the few publications that state a colour

    try:
        return Color(text)
    except ValueError:
        return None


def _hex(text: str) -> str:
    """Write a colour as `#rrggbb`; empty where that can't be said of it."""
    if re.fullmatch(r"#[0-9A-Fa-f]{6}", text):
        return text
    colour = _parse(text)
    return colour.convert("srgb").fit().to_string(hex=True, alpha=False) if colour else ""


def _oklch(colour: Color) -> tuple[float, float, float]:
    lightness, chroma, hue = (float(value) for value in colour.convert("oklch").coords(nans=False))
    return lightness, chroma, hue
