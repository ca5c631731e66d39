"""Block tokens to blocks: the text that one utterance holds."""

from __future__ import annotations

import re
from typing import Any, Literal

from mistune.util import unescape

from polyphony.diagnostics import Code
from polyphony.markup.attributes import ATTRIBUTES, Attributes, Malformed, parse_attributes
from polyphony.markup.hiding import read_html
from polyphony.markup.meanings import check_place
from polyphony.markup.spans import InlineText, build_inlines
from polyphony.markup.text import plain_text
from polyphony.markup.tokens import Token
from polyphony.markup.voices import Context, Stated, read_attributes
from polyphony.markup.workspace import Workspace
from polyphony.model import (
    Block,
    BlockQuote,
    CodeBlock,
    CodeOutline,
    Definition,
    DefinitionList,
    Division,
    Figure,
    Heading,
    Image,
    Inline,
    ListBlock,
    ListItem,
    MathBlock,
    Paragraph,
    Plain,
    Quoted,
    RawBlock,
    Span,
    Table,
    TableCell,
    ThematicBreak,
    Utterance,
)

__all__ = ["build_block", "build_heading", "count_items"]

_TRAILING = re.compile(r"(?:^|[ \t])(" + ATTRIBUTES + r")[ \t]*$")
_TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
_CAPTION = re.compile(r"\A(?:Table:|:)[ \t]+")
_ON_HEADING = frozenset({"by", "mode", "theme", "lang", "date", "when"})
_ON_CODE = frozenset({"lang"})
_INFO = re.compile(r"(?P<word>[^\s{]+)?[ \t]*(?P<attributes>\{[^}]*\})?")
_ALIGN: dict[Any, Literal["", "left", "center", "right"]] = {"left": "left", "center": "center", "right": "right"}


def build_heading(workspace: Workspace, token: Token, context: Context) -> tuple[Heading, Stated]:
    """Build a heading, and read what its attributes state for the section below it."""
    text, line = token.get("text", ""), token["line"]
    attributes, text = _trailing(workspace, text, context, line)
    check_place(workspace, attributes, _ON_HEADING, "a heading", context.path, line)
    stated = read_attributes(workspace, attributes, context.path, line)
    stated = stated._replace(source="", re="", medium="", kind="")
    inlines = build_inlines(workspace, text, context, line)
    title = plain_text(inlines)
    if not title and not any(isinstance(one, Image) for one in inlines) and not context.env.get("commonmark"):
        hint = "write its words after the marks, as in ## A heading, or delete it"
        workspace.report(Code.NOTHING_INSIDE, "this heading has no words", context.path, line, hint=hint)
    level = token["attrs"]["level"]
    if stated.id:
        numbered = stated.id.startswith("sec-") and "unnumbered" not in stated.classes
        shown = level if numbered else 0
        identifier = workspace.state_id(stated.id, "section", context.path, line, text=title, level=shown)
    else:
        identifier = workspace.make_id("", title, "section", context.path, line, text=title)
    heading = Heading(level, inlines, identifier, stated.classes, stated.rest, stated.lang, bool(stated.id), line)
    return heading, stated


def _trailing(workspace: Workspace, text: str, context: Context, line: int) -> tuple[Attributes | None, str]:
    """Take the attributes off the end of a heading's or caption's text."""
    match = None if context.env.get("commonmark") or not text.rstrip().endswith("}") else _TRAILING.search(text)
    if match is None:
        return None, text
    parsed = parse_attributes(match[1])
    if isinstance(parsed, Malformed):
        if "=" not in match[1] and not match[1].startswith(("{.", "{#")):
            return None, text
        piece = match[1][parsed.offset : parsed.offset + parsed.length]
        workspace.report(Code.INVALID_ATTRIBUTE, parsed.message, context.path, line, piece, hint=parsed.hint)
        return None, text[: match.start()]
    return parsed, text[: match.start()]


def build_block(workspace: Workspace, token: Token, context: Context, build: Any) -> list[Block]:
    """Build what one token that is neither a div nor a heading comes to.

    `build` builds the tokens that are within it: (tokens, context) -> tuple of blocks.
    """
    line = token.get("line", 0)
    match token["type"]:
        case "paragraph":
            return _paragraph(build_inlines(workspace, token["text"], context, line))
        case "block_text":
            return [Plain(build_inlines(workspace, token["text"], context, line))]
        case "piece":
            source: InlineText = token["source"]
            return _paragraph(source.inlines(token["tokens"], context))
        case "list":
            return [_list(token, context, build)]
        case "block_quote":
            return [BlockQuote(build(token["children"], context))]
        case "block_code":
            return _code(workspace, token, context, line)
        case "thematic_break":
            return [ThematicBreak()]
        case "block_html":
            return _html(workspace, token["raw"], context, line)
        case "block_math":
            return [MathBlock(token["raw"])]
        case "table":
            return [_table(workspace, token, context, line)]
        case "definition_list":
            return [_definitions(workspace, token, context, build)]
    raise AssertionError(token["type"])


def _paragraph(inlines: tuple[Inline, ...]) -> list[Block]:
    if not inlines:
        return []
    match inlines:
        case (Image() as image,):
            return [Figure(image)]
        case (Span((Image() as image,)) as span,):  # a picture in a mode, a theme or a language of its own
            modes = (("mode", " ".join(span.modes)),) if span.modes else ()
            themes = (("theme", " ".join(span.themes)),) if span.themes else ()
            return [Division((Figure(image),), span.id, (), (*span.data, *modes, *themes), span.lang)]
        case (Quoted(attribution, (Image() as image,)),):
            return [Utterance("quoted", attribution, (Figure(image),))]
    return [Paragraph(inlines)]


def _list(token: Token, context: Context, build: Any) -> ListBlock:
    items = []
    for child in token["children"]:
        checked = None
        children = child["children"]
        first = children[0] if children else None
        if first and first["type"] in {"paragraph", "block_text"} and not context.env.get("commonmark"):
            task = _TASK.match(first["text"])
            if task:
                checked = task[1] != " "
                first = {**first, "text": first["text"][task.end() :]}
                children = [first, *children[1:]]
        items.append(ListItem(build(children, context), checked))
    attrs = token["attrs"]
    return ListBlock(tuple(items), attrs.get("start", 1) if attrs["ordered"] else None, token["tight"])


def _code(workspace: Workspace, token: Token, context: Context, line: int) -> list[Block]:
    info = token.get("attrs", {}).get("info", "")
    match = _INFO.match(info)
    language, identifier = "", ""
    classes: tuple[str, ...] = ()
    rest: tuple[tuple[str, str], ...] = ()
    if match and match["attributes"] and not context.env.get("commonmark"):
        if match["attributes"] == "{=html}":
            return _html(workspace, token["raw"], context, line)
        parsed = parse_attributes(match["attributes"])
        if isinstance(parsed, Attributes):
            check_place(workspace, parsed, _ON_CODE, "a block of code", context.path, line)
            stated = read_attributes(workspace, parsed, context.path, line)
            classes, rest, identifier = parsed.classes, stated.rest, parsed.id
        else:
            piece = match["attributes"][parsed.offset : parsed.offset + parsed.length]
            workspace.report(Code.INVALID_ATTRIBUTE, parsed.message, context.path, line, piece, hint=parsed.hint)
    if match and match["word"]:
        language = unescape(match["word"])
        if not context.env.get("commonmark"):
            language = language.split(",")[0]  # as in "rust,ignore": what follows a comma is for other programs
    elif classes:
        language = classes[0]
    if identifier:
        identifier = workspace.state_id(identifier, "other", context.path, line)
    code: str = token["raw"]
    place = workspace.place(context.path, line, info)
    workspace.code.append(CodeOutline(language, len(code), max(map(len, code.split("\n"))), place))
    return [CodeBlock(code.removesuffix("\n"), language, identifier, classes, rest)]


def _html(workspace: Workspace, raw: str, context: Context, line: int) -> list[Block]:
    if context.env.get("commonmark"):
        return [RawBlock(raw)]
    begin = raw.rfind("<!--")
    if begin >= 0 and "-->" not in raw[begin:]:
        workspace.report(
            Code.UNCLOSED_COMMENT,
            "this comment never ends, and hides all that follows",
            context.path,
            line + raw.count("\n", 0, begin),
            "<!--",
            hint="end it with -->",
        )
    html = read_html(workspace, raw, "within HTML", context.path, line)
    return [RawBlock(html)] if html.strip() else []


def _table(workspace: Workspace, token: Token, context: Context, line: int) -> Table:
    header: tuple[TableCell, ...] = ()
    rows: list[tuple[TableCell, ...]] = []
    for index, part in enumerate(token["children"]):
        if part["type"] == "table_head":
            header = _row(workspace, part, context, line)
        else:
            for number, row in enumerate(part["children"]):
                rows.append(_row(workspace, row, context, line + 1 + index + number))
    caption: tuple[Inline, ...] = ()
    identifier = ""
    if "caption" in token:
        text, caption_line = token["caption"]
        text = _CAPTION.sub("", text, count=1)
        attributes, text = _trailing(workspace, text.strip(), context, caption_line)
        check_place(workspace, attributes, _ON_CODE, "a caption", context.path, caption_line)
        stated = read_attributes(workspace, attributes, context.path, caption_line)
        caption = build_inlines(workspace, text, context, caption_line)
        if stated.id:
            kind: Any = "table" if stated.id.startswith("tbl-") else "other"
            identifier = workspace.state_id(stated.id, kind, context.path, caption_line, text=plain_text(caption))
    return Table(header, tuple(rows), caption, identifier)


def _row(workspace: Workspace, row: Token, context: Context, line: int) -> tuple[TableCell, ...]:
    return tuple(
        TableCell(build_inlines(workspace, cell["text"], context, line), _ALIGN.get(cell["attrs"].get("align"), ""))
        for cell in row["children"]
    )


def _definitions(workspace: Workspace, token: Token, context: Context, build: Any) -> DefinitionList:
    return DefinitionList(
        tuple(
            Definition(
                tuple(build_inlines(workspace, term, context, item["line"]) for term in item["terms"]),
                tuple(build(meaning, context) for meaning in item["meanings"]),
            )
            for item in token["items"]
        )
    )


def join_captions(tokens: list[Token]) -> list[Token]:
    """Give each table the caption that stands as a paragraph before or after it."""
    if not any(token["type"] == "table" for token in tokens):
        return tokens
    kept = [token for token in tokens if token["type"] != "blank_line"]
    joined: list[Token] = []
    taken: set[int] = set()
    for index, token in enumerate(kept):
        if token["type"] != "table":
            continue
        for other in (index + 1, index - 1):
            near = kept[other] if 0 <= other < len(kept) and other not in taken else None
            if near and near["type"] == "paragraph" and _CAPTION.match(near["text"]):
                token["caption"] = (near["text"], near["line"])
                taken.add(other)
                break
    joined.extend(token for index, token in enumerate(kept) if index not in taken)
    return joined


def count_items(blocks: tuple[Block, ...]) -> int:
    """How many items the longest list has that an utterance holds."""
    return max((len(block.items) for block in blocks if isinstance(block, ListBlock)), default=0)
