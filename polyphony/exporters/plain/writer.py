"""A page's tree into text of a dialect: every utterance with the name of who says it before its first words."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from polyphony.exporters.plain.dialects import indent
from polyphony.exporters.plain.lines import LineWriter
from polyphony.html.inlines import who_speaks
from polyphony.model import (
    Attribution,
    Block,
    BlockQuote,
    CodeBlock,
    DefinitionList,
    Division,
    Exchange,
    Figure,
    Heading,
    Image,
    Inline,
    ListBlock,
    MathBlock,
    Paragraph,
    Parallel,
    Plain,
    RawBlock,
    Table,
    ThematicBreak,
    Utterance,
    Withheld,
)
from polyphony.views.flow import MEDIA, label_view
from polyphony.views.spoken import label_text
from polyphony.words import say_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from polyphony.exporters.plain.dialects import Dialect
    from polyphony.html import Context
    from polyphony.model import Note
    from polyphony.views.partials import Partials

__all__ = ["Writer"]


class Writer(LineWriter):
    """Writes blocks."""

    def __init__(self, dialect: Dialect, context: Context, partials: Partials, keys: str = "") -> None:
        super().__init__(dialect, context, keys)
        self.partials = partials

    def blocks(self, blocks: Iterable[Block]) -> str:
        """Write blocks, with an empty line between each two."""
        return "\n\n".join(text for text in map(self.block, blocks) if text)

    def block(self, block: Block) -> str:  # noqa: C901 - one arm a kind
        """Write a block; empty where there is nothing to read in it."""
        dialect = self.dialect
        match block:
            case Paragraph(inlines) | Plain(inlines):
                return dialect.lines(self.line(inlines).strip())
            case Heading(level, inlines):
                return dialect.heading(self.context.heading_level(level), self.line(inlines))
            case Utterance():
                return self.utterance(block)
            case Exchange():
                return self.exchange(block)
            case BlockQuote(blocks):
                return dialect.quote(self.blocks(blocks))
            case ListBlock():
                return self.list(block)
            case Parallel(columns):
                return "\n\n".join(filter(None, map(self.blocks, columns)))
            case Division(blocks):
                return self.blocks(blocks)
            case Withheld(by):
                return self.say("withheld", name=who_speaks(by, self.context)) if by else self.say("withheld-nobody")
            case CodeBlock(code, language):
                return dialect.code_block(code, language)
            case MathBlock(tex):
                return dialect.math_block(tex)
            case Table():
                return self.table(block)
            case Figure(image):
                caption = self.numbered(image.id, "figure-number", image.caption)
                return "\n\n".join(part for part in (self.picture(_without_caption(image)), caption) if part)
            case DefinitionList(definitions):
                return "\n\n".join(
                    "\n".join(self.line(term) for term in one.terms)
                    + "".join(f"\n:   {indent(self.blocks(meaning), '    ').lstrip()}" for meaning in one.meanings)
                    for one in definitions
                )
            case ThematicBreak():
                return dialect.rule
            case RawBlock():
                return ""
            case _:
                assert_never(block)

    def utterance(self, utterance: Utterance, exchange: Attribution | None = None) -> str:
        """Write an utterance: who speaks and how, then the text; of a quotation, the text and then its source."""
        voice = utterance.attribution
        if utterance.kind in ("epigraph", "quotation"):
            source = self._source(voice)
            blocks = self.blocks(utterance.blocks)
            return self.dialect.quote(f"{blocks}\n\n– {source}" if source else blocks)
        date = voice.date if exchange is None or voice.date != exchange.date else ""
        label = label_view(voice, self.context, self.partials, kind=utterance.kind, date=date, time=voice.time)
        named = label_text(label, self.partials.say("label-and"), self.partials.say("uncertain"))
        name, bracket, details = named.partition(" (")
        begin = f"{self.dialect.strong(self.dialect.escape(name))}{self.dialect.escape(bracket + details)}:"
        first = utterance.blocks[0] if utterance.blocks else None
        gap = " " if isinstance(first, Paragraph | Plain) else "\n\n"
        written = f"{begin}{gap}{self.blocks(utterance.blocks)}".rstrip()
        about = [self.dialect.escape(voice.when)] if voice.when and utterance.kind != "turn" else []
        if about:
            written += f"\n\n({', '.join(about)})"
        if utterance.kind == "quoted":
            return self.dialect.quote(written)
        return self.dialect.voice(written, name)

    def exchange(self, exchange: Exchange) -> str:
        """Write a conversation: what it is, then its turns."""
        whole = exchange.attribution
        turns = sum(item.kind == "turn" for item in exchange.items)
        medium = self.partials.say(f"medium-{exchange.medium}") if exchange.medium in MEDIA else exchange.medium
        when = whole.when or (say_date(self.context.words, whole.date) if whole.date else "")
        details = ", ".join(part for part in (medium, when, self.partials.say("turns", count=turns)) if part)
        head = self.dialect.emphasis(self.dialect.escape(f"{self.partials.say('exchange')}: {details}"))
        return "\n\n".join((head, *(self.utterance(item, whole) for item in exchange.items)))

    def _source(self, voice: Attribution) -> str:
        """Name where a quotation comes from, or who said it."""
        if not voice.source:
            label = label_view(voice, self.context, self.partials, kind="quotation")
            named = label_text(label, self.partials.say("label-and"), self.partials.say("uncertain"))
            return self.dialect.escape(named) if voice.by else ""
        found = self.context.sources.get((voice.source, voice.locator))
        raw = f"@{voice.source}, {voice.locator}".rstrip(", ")
        return self.line(found.inlines) if found else self.dialect.escape(raw)

    def list(self, items: ListBlock) -> str:
        """Write a list."""
        between = "\n" if items.tight else "\n\n"
        written = []
        for number, item in enumerate(items.items, items.start or 0):
            mark = f"{number}. " if items.start is not None else "- "
            task = "" if item.checked is None else "[x] " if item.checked else "[ ] "
            text = between.join(filter(None, map(self.block, item.blocks)))
            written.append(f"{mark:<4}{indent(task + text, ' ' * max(len(mark), 4)).lstrip()}")
        return between.join(written)

    def table(self, table: Table) -> str:
        """Write a table, its caption below."""
        rows = [[self.line(cell.inlines) for cell in row] for row in (table.header, *table.rows)]
        caption = self.numbered(table.id, "table-number", table.caption)
        return "\n\n".join(part for part in (self.dialect.table(rows), caption) if part)

    def numbered(self, anchor: str, key: str, caption: Sequence[Inline]) -> str:
        """Write a caption after its number."""
        number = self.context.numbers.get(anchor, "")
        begin = f"{self.say(key, number=number)}{self.say('colon')} " if number else ""
        return (begin + self.line(caption)).strip()

    def notes(self, notes: Iterable[Note]) -> str:
        """Write the notes."""
        return "\n\n".join(
            self.dialect.note_text(f"{self.keys}{note.number}", self.blocks(note.blocks)) for note in notes
        )


def _without_caption(image: Image) -> Image:
    return Image(image.source, (), image.alt)
