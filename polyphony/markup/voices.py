"""Who speaks: attributes as written, and what holds around them, to voices."""

from __future__ import annotations

import re
from datetime import date as calendar_date
from functools import partial
from typing import Any, NamedTuple

from polyphony.diagnostics import Code
from polyphony.markup.attributes import Attributes
from polyphony.markup.meanings import (
    AS_TYPED,
    KEYS,
    OWNERS,
    VOICE_KEYS,
    check_effect,
    check_hiding,
    check_near,
    raw_of,
    read_classes,
)
from polyphony.markup.workspace import Workspace
from polyphony.model import Attribution

__all__ = ["Context", "Stated", "attribute", "enter", "read_attributes", "valid_date"]

_CERTAINTY = ("high", "medium", "low", "unknown")
_TIME = re.compile(r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?(-[A-Za-z0-9]{5,8}|-\d[A-Za-z0-9]{3})*(-[0-9A-WY-Za-wy-z](-[A-Za-z0-9]{2,8})+)*(-x(-[A-Za-z0-9]{1,8})+)?|x(-[A-Za-z0-9]{1,8})+"
)


class Context(NamedTuple):
    """What holds at a place in the text. `holder` are the people of the utterance around it, None where there is none.

    `path` is the file that the text is in. `env` is what the block parser gave with it, and whether punctuation
    stays as it was typed.
    """

    by: tuple[str, ...]
    modes: tuple[str, ...]
    themes: tuple[str, ...]
    lang: str
    path: str
    env: dict[str, object]
    date: str = ""
    when: str = ""
    medium: str = ""
    holder: tuple[str, ...] | None = None

    def within(self) -> Context:
        """What holds in an utterance of those who speak here."""
        by, modes, themes, lang, path, env, date, when, medium, _ = self
        return Context(by, modes, themes, lang, path, env, date, when, medium, by)


class Stated(NamedTuple):
    """What attributes state, checked. None and "" mean: not stated. `rest` and `classes` are kept for a theme."""

    id: str = ""
    by: tuple[str, ...] | None = None
    modes: tuple[str, ...] | None = None
    themes: tuple[str, ...] = ()
    date: str = ""
    time: str = ""
    when: str = ""
    cert: str = ""
    lang: str = ""
    re: str = ""
    source: str = ""
    locator: str = ""
    medium: str = ""
    kind: str = ""
    classes: tuple[str, ...] = ()
    rest: tuple[tuple[str, str], ...] = ()
    voiced: bool = False
    attributes: Attributes = Attributes()


_NOTHING = Stated()
_PLAIN = frozenset({"by", "mode", "theme"})


def valid_date(value: str) -> bool:
    """Tell whether a text is a date, a month, a year or an EDTF interval of such (either end may be open: "..")."""
    ends = value.split("/")
    if len(ends) > 2 or (len(ends) == 2 and ends[0] in {"", ".."} and ends[1] in {"", ".."}):
        return False
    for end in ends:
        if len(ends) == 2 and end in {"", ".."}:
            continue
        match = _DATE.fullmatch(end)
        if match is None:
            return False
        try:
            calendar_date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
        except ValueError:
            return False
    if len(ends) == 1 or not {"", ".."}.isdisjoint(ends):
        return True
    length = min(map(len, ends))
    return ends[0][:length] <= ends[1][:length]


def enter(context: Context, stated: Stated) -> Context:
    """What holds inside something that states this. A mode never crosses to another speaker."""
    if stated is _NOTHING:
        return context
    by = context.by if stated.by is None else stated.by
    modes: tuple[str, ...]
    if stated.source:
        by, modes = (), ()
    elif stated.modes is not None:
        modes = stated.modes
    else:
        modes = context.modes if by == context.by else ()
    themes = context.themes
    if stated.themes:
        themes = (*themes, *(theme for theme in stated.themes if theme not in themes))
    return Context(
        by,
        modes,
        themes,
        stated.lang or context.lang,
        context.path,
        {**context.env, AS_TYPED: True} if AS_TYPED in stated.classes else context.env,
        stated.date or context.date,
        stated.when or ("" if stated.date else context.when),
        stated.medium or context.medium,
        context.holder,
    )


def read_attributes(
    workspace: Workspace, attributes: Attributes | None, path: str, line: int, *, inline: bool = False
) -> Stated:
    """Check attributes as they are written at a line of a file. What names nothing declared is reported."""
    if attributes is None or not (attributes.id or attributes.classes or attributes.pairs):
        return _NOTHING
    values: dict[str, str] = {}
    rest: list[tuple[str, str]] = []
    for key, value in attributes.pairs:
        check_hiding(workspace, value, f"in {key}=", path, line)
        if key in KEYS:
            values[key] = value
        else:
            check_near(workspace, key, KEYS, f"{key}={value}", "key", path, line)
            rest.append((key, value))
    kind, classes = read_classes(workspace, attributes, path, line, inline=inline)
    voiced = bool(attributes.id) or not VOICE_KEYS.isdisjoint(values)
    if not values:
        return Stated(
            id=attributes.id, kind=kind, classes=classes, rest=tuple(rest), voiced=voiced, attributes=attributes
        )
    raw = partial(raw_of, attributes)
    by = workspace.people(values["by"], path, line, raw) if "by" in values else None
    modes = workspace.modes(values["mode"], path, line, raw) if "mode" in values else None
    themes = workspace.themes(values["theme"], path, line, raw) if "theme" in values else ()
    if not (kind or rest or classes) and _PLAIN.issuperset(values):  # by far the most are such
        return Stated(id=attributes.id, by=by, modes=modes, themes=themes, voiced=voiced, attributes=attributes)
    if "re" in values:
        workspace.respond(values["re"], path, line, raw_of(attributes, "re"))
    if values.get("source"):
        values["source"] = values["source"].removeprefix("@")
        workspace.cite_source(values["source"], path, line, raw_of(attributes, "source"))
    for key, valid, hint in _CHECKS:
        if key in values and not valid(values[key]):
            workspace.report(
                Code.INVALID_ATTRIBUTE, f'{key}="{values[key]}" is not understood', path, line, raw(key), hint=hint
            )
            del values[key]
    rest.extend((key, values[key]) for key in OWNERS if key in values and OWNERS[key] != kind)
    check_effect(workspace, attributes, values, kind, path, line)
    if "source" in values:
        by, modes = None, None
    return Stated(
        attributes.id,
        by,
        modes,
        themes,
        values.get("date", ""),
        values.get("time", ""),
        values.get("when", ""),
        values.get("cert", ""),
        values.get("lang", ""),
        values.get("re", ""),
        values.get("source", ""),
        values.get("locator", ""),
        values.get("medium", ""),
        kind,
        classes,
        tuple(rest),
        voiced,
        attributes,
    )


_CHECKS = (
    ("date", valid_date, "a date reads 2023-07-13, 2023-07 or 2023; a span of time 2022-03/2023-05"),
    ("time", lambda value: bool(_TIME.fullmatch(value)), "a time reads 09:41"),
    ("cert", lambda value: value in _CERTAINTY, "how certain it is: high, medium, low or unknown"),
    ("lang", lambda value: bool(_LANGUAGE.fullmatch(value)), "a language is a code such as en, cy or pt-BR"),
)


def attribute(
    workspace: Workspace,
    context: Context,
    stated: Stated,
    kind: Any,
    line: int,
    *,
    text: str,
    words: int,
    items: int = 0,
) -> Attribution:
    """Make the attribution of an utterance: `context` is what holds inside it, `text` gives its id its words."""
    speaker = workspace.speaker(context.by) or stated.source
    if stated.id:
        identifier = workspace.state_id(stated.id, kind, context.path, line, text=text[:80], items=items)
    else:
        identifier = workspace.make_id(speaker, text, kind, context.path, line, text=text[:80], items=items)
    dated = kind != "quoted"
    return Attribution(
        identifier,
        context.by,
        context.modes,
        context.themes,
        stated.date or (context.date if dated else ""),
        stated.time,
        stated.when or (context.when if dated and not stated.date else ""),
        stated.cert,
        context.lang,
        stated.re,
        stated.source,
        stated.locator,
        words,
        bool(stated.id),
        bool(stated.lang),
        context.path,
        line,
        stated.classes,
        stated.rest,
    )
