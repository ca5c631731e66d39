"""The tokens of an exchange to its turns: who says what, in which order, and what is told between."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from polyphony.diagnostics import Code, near_name
from polyphony.markup.attributes import EMPTY, Attributes
from polyphony.markup.blocks import count_items
from polyphony.markup.lines import covers, drop_text, head_text, split_lines
from polyphony.markup.smart import unclosed_mark
from polyphony.markup.spans import InlineText
from polyphony.markup.suspects import Suspects, opens_for_several
from polyphony.markup.text import count_words, own_text, text_of_blocks
from polyphony.markup.tokens import Token
from polyphony.markup.voices import Context, Stated, attribute, enter, read_attributes, valid_date
from polyphony.markup.workspace import Workspace
from polyphony.model import Attribution, Block, Exchange, Utterance

if TYPE_CHECKING:
    from polyphony.markup.files import Files

__all__ = ["build_exchange"]

Build = Callable[["Files", list[Token], Context], tuple[Block, ...]]

_AFTER_LABEL = re.compile(r":(?=[\u200e\u200f]*(?:\s|$))|\uff1a")
"""A colon and a space, or the colon of Chinese and Japanese, which brings its space along."""
_IN_BRACKETS = re.compile(r"(?P<label>.*?)\s*[(\uff08](?P<inside>[^()\uff08\uff09]*)[)\uff09]", re.DOTALL)
_MOMENT = re.compile(r"(?:(?P<date>\d{4}-\d\d-\d\d),?)?[ T]?(?P<time>(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)?")
_LONGEST_MOMENT = 24
_UNSEEN = dict.fromkeys((0x061C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF))
"""Marks of direction and the like, which nobody sees; keyboards and chats put them around names."""
_BETWEEN_LABELS = re.compile(r"\s*[&,/+]\s*|\s+(?:and|und|et|y|e|ac|a)\s+")
"""What people write between the labels of several speakers; only the first of them is right."""


class Label(NamedTuple):
    """A label that opens a turn: whose, as a reader sees it, when, what its span states, how much text it takes."""

    by: tuple[str, ...]
    shown: str
    date: str
    time: str
    attributes: Attributes
    length: int


class _Turn(NamedTuple):
    """What has been gathered of a turn, or of the narration before the first one (no label)."""

    label: Label | None
    line: int
    context: Context
    tokens: list[Token]


def build_exchange(
    workspace: Workspace, token: Token, stated: Stated, context: Context, files: Files, build: Build
) -> Exchange:
    """Build an exchange from its div's tokens."""
    around = inside = enter(context, stated)
    place = len(workspace.anchors)
    inside = inside._replace(
        by=context.by,
        modes=stated.modes if stated.modes is not None else context.modes,
        medium=stated.medium or context.medium,
    )
    builder = _ExchangeBuilder(workspace, stated, context, files, build)
    builder.feed(token["children"], inside)
    builder.close()
    builder.suspects.report()
    if not any(item.kind == "turn" for item in builder.items):
        labels = [label for label in workspace.labels if label[0].isupper() and " " not in label and len(label) > 2]
        example = min(labels, key=lambda label: (workspace.labels[label] == ("all",), label), default="Claire")
        workspace.report(
            Code.NO_TURN,
            "nobody says anything in this exchange",
            context.path,
            token["line"],
            ".exchange",
            hint=f"begin each turn with the speaker's label, a colon and a space, as in {example}: …",
        )
    attribution = _attribution(workspace, token["line"], stated, around, builder.items)
    workspace.anchors.insert(place, workspace.anchors.pop())
    return Exchange(attribution, inside.medium, tuple(builder.items))


def _attribution(
    workspace: Workspace, line: int, stated: Stated, around: Context, items: list[Utterance]
) -> Attribution:
    """The exchange's own attribution; its id, where none is stated, comes of what a reader reads first in it."""
    first = f"{items[0].label} {text_of_blocks(items[0].blocks)}" if items else ""
    modes = stated.modes if stated.modes is not None else ()
    inside = around._replace(by=(), modes=modes)
    return attribute(workspace, inside, stated, "exchange", line, text=f"exchange {first}", words=0)


class _ExchangeBuilder:
    """Gathers turns as their text goes by."""

    def __init__(self, workspace: Workspace, stated: Stated, context: Context, files: Files, build: Build) -> None:
        self.workspace = workspace
        self.around = context
        self.mode_stated = stated.modes is not None
        self.files = files
        self.build = build
        self.items: list[Utterance] = []
        self.turn: _Turn | None = None
        self.after_narration = False
        self.longest = max((len(label) for label in workspace.labels), default=0)
        self.suspects = Suspects(workspace)

    def feed(self, tokens: list[Token], context: Context) -> None:
        """Take in tokens of the exchange's top level; `context` says which file they are from."""
        for token in tokens:
            match token["type"]:
                case "blank_line":
                    continue
                case "paragraph":
                    self._paragraph(token, context)
                case "div":
                    self._div(token, context)
                case _:
                    self._add(token, context, token["line"])

    def close(self) -> None:
        """Make an utterance of what has been gathered."""
        turn, self.turn = self.turn, None
        if turn is None:
            return
        self.items.append(self._narration(turn) if turn.label is None else self._say(turn, turn.label))

    def _paragraph(self, token: Token, context: Context) -> None:
        source = InlineText(self.workspace, token["text"], token["line"], context)
        for tokens, offset in split_lines(source.tokens):
            line = source.line(offset)
            found = self._read_label(tokens, context, line)
            if found:
                self.close()
                self.after_narration = False
                self.turn = _Turn(found[0], line, context, [])
            rest = found[1] if found else tokens
            self._piece(source, rest, context, line, same=offset > 0 and not found)

    def _piece(self, source: InlineText, tokens: list[Token], context: Context, line: int, *, same: bool) -> None:
        """Add a line of a paragraph: to the paragraph of the line before, where it goes on, or as a new one."""
        last = self.turn.tokens[-1] if self.turn and self.turn.tokens else None
        if same and last and last["type"] == "piece" and last["source"] is source:
            last["tokens"].extend(tokens)
            return
        while tokens and tokens[0]["type"] in {"softbreak", "linebreak"}:
            tokens = tokens[1:]
        if tokens:
            piece = {"type": "piece", "source": source, "tokens": tokens, "line": line}
            self._add(piece, context, line)

    def _add(self, token: Token, context: Context, line: int) -> None:
        if self.turn is None:
            if self.after_narration:
                self.workspace.report(
                    Code.NO_LABEL_AFTER_NARRATION,
                    "who says this? After a narration a turn begins with a label",
                    context.path,
                    line,
                    hint="begin it with the speaker's label and a colon, or put it into the narration",
                )
            self.turn = _Turn(None, line, context, [])
        elif self.turn.label and context.by not in (self.turn.context.by, self.turn.label.by, self.around.by):
            self.workspace.report(
                Code.MISPLACED_DIV,
                f"this is said to be somebody else's, and would be read as {self.turn.label.shown}'s",
                context.path,
                line,
                hint="begin it with the speaker's label, or put a div around the include: ::: {by=…}",
            )
        self.turn.tokens.append(token)

    def _div(self, token: Token, context: Context) -> None:
        classes = token["attributes"].classes
        if "withheld" in classes or "narration" not in classes:
            if "include" in classes:
                stated = read_attributes(self.workspace, token["attributes"], context.path, token["line"])
                included = self.files.included(token, enter(context, stated))
                if included:
                    self.feed(*included)
                return
            self._add(token, context, token["line"])
            return
        self.close()
        stated = read_attributes(self.workspace, token["attributes"], context.path, token["line"])
        inside = enter(self.around._replace(path=context.path, env=context.env), stated)
        self.turn = None
        self.items.append(self._utter("narration", inside, stated, token["children"], token["line"], ""))
        self.after_narration = True

    def _narration(self, turn: _Turn) -> Utterance:
        context = (
            turn.context if turn.context.path != self.around.path else self.around
        )  # an included file states its own
        inside = self.around._replace(path=turn.context.path, env=turn.context.env, by=context.by, modes=context.modes)
        return self._utter("narration", inside, Stated(), turn.tokens, turn.line, "")

    def _say(self, turn: _Turn, label: Label) -> Utterance:
        context, workspace = turn.context, self.workspace
        stated = read_attributes(workspace, label.attributes, context.path, turn.line, inline=True)
        if label.date or label.time:
            stated = stated._replace(date=stated.date or label.date, time=stated.time or label.time)
        if stated.by is not None and stated.by != label.by:
            workspace.report(
                Code.INVALID_ATTRIBUTE,
                "a turn is its label's; by= says something else",
                context.path,
                turn.line,
                "by=",
                hint="take by= away, or write the other label",
            )
        modes = context.modes if self.mode_stated or label.by == context.by else ()
        own = stated if stated.by is None else stated._replace(by=None)
        _, _, themes, lang, path, env, date, when, medium, holder = context
        inside = enter(Context(label.by, modes, themes, lang, path, env, date, when, medium, holder), own)
        return self._utter("turn", inside, stated, turn.tokens, turn.line, label.shown)

    def _utter(
        self, kind: str, inside: Context, stated: Stated, tokens: list[Token], line: int, label: str
    ) -> Utterance:
        inside = inside.within()
        blocks = self.build(self.files, tokens, inside)
        text = text_of_blocks(blocks)
        if kind == "turn":
            self._check_marks(text, inside, line, label)
        attribution = attribute(
            self.workspace,
            inside,
            stated,
            kind,
            line,
            text=text,
            words=count_words(own_text(blocks)),
            items=count_items(blocks),
        )
        return Utterance(kind, attribution, blocks, label)  # type: ignore[arg-type]

    def _check_marks(self, text: str, inside: Context, line: int, label: str) -> None:
        mark = unclosed_mark(text, inside.lang)
        if mark:
            self.workspace.report(
                Code.UNCLOSED_QUOTATION,
                f"in {label}'s turn, {mark} opens and never closes",
                inside.path,
                line,
                label,
                hint="close it where the quotation ends: from there on a reader can't tell who is quoted",
            )

    def _read_label(self, tokens: list[Token], context: Context, line: int) -> tuple[Label, list[Token]] | None:
        """The label that a line opens with, and the line's tokens without it."""
        head = head_text(tokens, self.longest + _LONGEST_MOMENT + 80)
        colons = [match.start() for match in _AFTER_LABEL.finditer(head)]
        first = next((token for token in tokens if token["type"] not in {"softbreak", "linebreak"}), None)
        span = first if first and first["type"] == "span" else None
        attributes = span.get("attributes", EMPTY) if span else EMPTY
        if not (colons or ":" in head) or "text" in attributes.classes:
            return None
        for colon in reversed(colons):
            label = self._match(head[:colon], attributes, colon + 1)
            if label:
                if span and not covers(span, head[:colon]):
                    return None
                return label, drop_text(tokens, label.length)
        if not (colons and self._is_near(head[: colons[0]], context, line)):
            self.suspects.note(head, context.path, line, self._people)
        return None

    def _match(self, text: str, attributes: Attributes, length: int) -> Label | None:
        text = text.translate(_UNSEEN)
        by = self._people(text)
        if by:
            return Label(by, text.strip(), "", "", attributes, length)
        bracketed = _IN_BRACKETS.fullmatch(text)
        moment = _MOMENT.fullmatch(bracketed["inside"].strip()) if bracketed else None
        if bracketed and moment and bracketed["inside"].strip() and valid_date(moment["date"] or "0001"):
            by = self._people(bracketed["label"])
            if by:
                return Label(
                    by, bracketed["label"].strip(), moment["date"] or "", moment["time"] or "", attributes, length
                )
        return None

    def _people(self, text: str) -> tuple[str, ...] | None:
        name = " ".join(unicodedata.normalize("NFC", text).split())
        by = self.workspace.labels.get(name)
        if by is None and "&" in name:
            found: set[str] = set()
            for part in re.split(r"\s*(?:&|,)\s*", name):
                one = self.workspace.labels.get(part)
                if one is None:
                    return None
                found.update(self.workspace.authors if one == ("all",) else one)
            return tuple(sorted(found))
        return self.workspace.authors if by == ("all",) else by

    def _is_near(self, text: str, context: Context, line: int) -> bool:
        """Report a line that is nearly a label, or one with brackets that hold no time; tell whether it is."""
        shown = text.strip()
        if opens_for_several(self.workspace, shown, context.path, line):
            return True
        bracketed = _IN_BRACKETS.fullmatch(shown)
        if bracketed and self._people(bracketed["label"]):
            self.workspace.report(
                Code.NEARLY_A_LABEL,
                f'"{shown}:" begins like a turn',
                context.path,
                line,
                shown,
                label="a time or a date is expected in the brackets",
                hint=f"write {bracketed['label']} (09:41): with a time, or as text [{shown}:]{{.text}}",
            )
            return True
        if not shown or len(shown.split()) > 4:
            return False
        parts = [part for part in _BETWEEN_LABELS.split(shown) if part]
        near = [self._near(part) for part in parts]
        known = [bool(one or self._people(part)) for one, part in zip(near, parts, strict=True)]
        found = all(known) and (any(near) or len(parts) > 1)
        if found:
            fixed = " & ".join(one or part for one, part in zip(near, parts, strict=True))
            self.workspace.report(
                Code.NEARLY_A_LABEL,
                f'nobody is called "{shown}"' if any(near) else f'"{shown}:" names several speakers, and is no label',
                context.path,
                line,
                shown,
                hint=f'did you mean "{fixed}:"? If it is text, write [{shown}:]{{.text}}',
            )
        return found

    def _near(self, name: str) -> str | None:
        if name in self.workspace.labels or len(name) < 2:
            return None
        short = [label for label in self.workspace.labels if 3 <= len(label) <= 5]
        long = [label for label in self.workspace.labels if len(label) >= 6]
        return near_name(name, short, edits=1) or near_name(name, long, edits=2)
