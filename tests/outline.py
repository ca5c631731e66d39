"""A page's tree as indented text, for cases that are read by people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from polyphony.model import (
    Attribution,
    Block,
    BlockQuote,
    Citation,
    CodeBlock,
    CodeSpan,
    CrossReference,
    DefinitionList,
    Division,
    EditorialMark,
    Emphasis,
    Exchange,
    Figure,
    Heading,
    Hyperlink,
    Image,
    Inline,
    LineBreak,
    ListBlock,
    Math,
    MathBlock,
    NoteReference,
    Paragraph,
    Parallel,
    Plain,
    Quoted,
    RawBlock,
    RawInline,
    Redacted,
    SoftBreak,
    Span,
    Strikeout,
    Strong,
    Subscript,
    Superscript,
    Table,
    ThematicBreak,
    Utterance,
    Withheld,
)

MARKS = {Emphasis: "em", Strong: "strong", Strikeout: "del", Superscript: "sup", Subscript: "sub"}


def voice(at: Attribution) -> str:
    """Say who speaks, how and when, as short as it goes."""
    parts = [" ".join(at.by) or "nobody", f"({', '.join(at.modes)})" if at.modes else ""]
    for key in ("themes", "date", "time", "when", "cert", "re", "source", "locator"):
        value = getattr(at, key)
        if value:
            parts.append(f"{key}={' '.join(value) if isinstance(value, tuple) else value!r}")
    if at.stated_lang:
        parts.append(f"lang={at.lang}")
    parts += [f".{name}" for name in at.classes] + [f"{key}~{value!r}" for key, value in at.data]
    return " ".join(part for part in (*parts, f"#{at.id}", f"words={at.words}", f"line={at.line}") if part)


def inline_text(inlines: Iterable[Inline]) -> str:
    """Write inlines on one line, what isn't plain text in ⟨⟩."""
    return "".join(_inline(inline) for inline in inlines)


def _inline(inline: Inline) -> str:
    match inline:
        case str():
            return inline
        case SoftBreak():
            return "⏎"
        case LineBreak():
            return "⟨br⟩"
        case Emphasis(inner) | Strong(inner) | Strikeout(inner) | Superscript(inner) | Subscript(inner):
            return f"⟨{MARKS[type(inline)]} {inline_text(inner)}⟩"
        case CodeSpan(text):
            return f"⟨code {text}⟩"
        case Math(text):
            return f"⟨math {text}⟩"
        case Hyperlink(inner, target):
            return f"⟨link {target} {inline_text(inner)}⟩"
        case Image(source, caption, alt):
            return f"⟨image {source} alt={alt!r} {inline_text(caption)}⟩"
        case RawInline(html):
            return f"⟨html {html}⟩"
        case Citation(items, narrative):
            works = "; ".join(
                f"{inline_text(i.prefix)}{'-' if i.suppress_author else ''}@{i.key}{inline_text(i.suffix)}"
                for i in items
            )
            return f"⟨{'cites' if narrative else 'cite'} {works}⟩"
        case CrossReference(target):
            return f"⟨see {target}⟩"
        case NoteReference(_, number, repeat):
            return f"⟨note {number}.{repeat}⟩"
        case Span():
            bits = [f"#{inline.id}"] if inline.id else []
            bits += [f".{c}" for c in inline.classes] + [f"{k}~{v!r}" for k, v in inline.data]
            bits += [f"lang={inline.lang}"] if inline.lang else []
            bits += [f"({', '.join(inline.modes)})"] if inline.modes is not None else []
            bits += [f"themes={' '.join(inline.themes)}"] if inline.themes else []
            return f"⟨span {' '.join(bits)}: {inline_text(inline.inlines)}⟩"
        case EditorialMark(kind, inner, reason):
            return f"⟨{kind}{' ' + repr(reason) if reason else ''} {inline_text(inner)}⟩"
        case Redacted(text):
            return f"⟨redacted {text}⟩"
        case Quoted(at, inner):
            return f"⟨quoted {voice(at)}: {inline_text(inner)}⟩"


def outline(blocks: Iterable[Block], depth: int = 0) -> Iterator[str]:
    """Write blocks line by line."""
    pad = "  " * depth
    for block in blocks:
        match block:
            case Paragraph(inlines):
                yield f"{pad}¶ {inline_text(inlines)}"
            case Plain(inlines):
                yield f"{pad}· {inline_text(inlines)}"
            case Heading(level, inlines, identifier):
                yield f"{pad}h{level} #{identifier}: {inline_text(inlines)}"
            case Utterance(kind, at, inner, label):
                yield f"{pad}{kind}{f' {label!r}' if label else ''} {voice(at)}"
                yield from outline(inner, depth + 1)
            case Exchange(at, medium, items):
                yield f"{pad}exchange{' ' + medium if medium else ''} {voice(at)}"
                yield from outline(items, depth + 1)
            case Parallel(columns):
                yield f"{pad}parallel"
                for column in columns:
                    yield f"{pad}  column"
                    yield from outline(column, depth + 2)
            case Withheld(by):
                yield f"{pad}withheld {' '.join(by)}"
            case Division(inner, identifier, classes, data):
                yield f"{pad}division {' '.join(classes)} {data or ''}".rstrip()
                yield from outline(inner, depth + 1)
            case BlockQuote(inner):
                yield f"{pad}quote"
                yield from outline(inner, depth + 1)
            case ListBlock(items, start, tight):
                yield f"{pad}{'list' if start is None else f'list from {start}'}{' tight' if tight else ''}"
                for item in items:
                    box = "" if item.checked is None else " [x]" if item.checked else " [ ]"
                    yield f"{pad}  item{box}"
                    yield from outline(item.blocks, depth + 2)
            case DefinitionList(definitions):
                yield f"{pad}definitions"
                for definition in definitions:
                    for term in definition.terms:
                        yield f"{pad}  term {inline_text(term)}"
                    for meaning in definition.meanings:
                        yield from outline(meaning, depth + 2)
            case Table(header, rows, caption, identifier):
                yield f"{pad}table{' #' + identifier if identifier else ''} {inline_text(caption)}".rstrip()
                for row in (header, *rows):
                    yield f"{pad}  | " + " | ".join(
                        f"{inline_text(c.inlines)}{'<' + c.align if c.align else ''}" for c in row
                    )
            case CodeBlock(code, language):
                yield f"{pad}code {language}: {code!r}"
            case MathBlock(tex):
                yield f"{pad}math {tex!r}"
            case RawBlock(html):
                yield f"{pad}html {html!r}"
            case Figure(image):
                yield f"{pad}figure {_inline(image)}"
            case ThematicBreak():
                yield f"{pad}break"
