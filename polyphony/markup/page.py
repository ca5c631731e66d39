"""A page's files to a `ParsedPage`: its text as a tree in which every voice is resolved, and an outline of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

from polyphony.diagnostics import Checked, Code, Diagnostic
from polyphony.markup.files import Files, PageFile
from polyphony.markup.flow import build_flow, build_text
from polyphony.markup.spans import build_inlines
from polyphony.markup.text import is_empty, plain_text
from polyphony.markup.tokens import parse_tokens
from polyphony.markup.voices import Context
from polyphony.markup.workspace import SourceText, Workspace, make_slug
from polyphony.model import (
    Block,
    Body,
    Exchange,
    ExchangeOutline,
    Heading,
    Inline,
    Note,
    ParsedPage,
    Prose,
    Spoken,
    Use,
    Utterance,
    Vocabulary,
    Voiced,
    exchanges_in,
    pack_anchors,
    pack_body,
    pack_links,
    voiced_in,
)
from polyphony.model.tree import UtteranceKind

T = TypeVar("T")

__all__ = ["ParsedProse", "parse_blocks", "parse_commonmark", "parse_inlines", "parse_page"]


def parse_page(
    path: str,
    files: Mapping[str, PageFile],
    vocabulary: Vocabulary,
    *,
    title: Prose | None = None,
    others: tuple[str, ...] = (),
    beside: tuple[Prose, ...] = (),
) -> Checked[ParsedPage]:
    """Parse the page at a path. `files` holds it and all that it may include; `title` is given for the front page.

    `others` are the paths of files whose names are near those that it names and that aren't there; `beside` is what
    of the settings is shown on it, too.
    """
    file = files[path]
    front = file.front
    authors = tuple(sorted(front.authors or vocabulary.authors))
    language = front.lang or vocabulary.language
    workspace = Workspace(vocabulary, authors, language, path)
    sources = Files(workspace, files, others)
    tokens, context = sources.context_of(file, _outermost(vocabulary, authors, path), (path,))
    blocks = build_flow(sources, tokens, context)
    own_title = title or front.title
    blocks, inlines, in_body = _take_title(workspace, blocks, own_title, context, is_front_page=title is not None)
    notes = _build_notes(sources, context)
    body = Body(
        blocks,
        notes,
        _parse_prose(workspace, front.abstract, context),
        tuple(_inline(workspace, m, context) for m in front.key_messages),
    )
    if is_empty((*blocks, *body.abstract)) and not (body.key_messages or beside or front.draft):
        _report_empty(workspace, file.source, title)
    voiced = [one for one, _ in voiced_in(blocks)]
    parsed = ParsedPage(
        path=path,
        front=front,
        authors=authors,
        language=language,
        title=inlines,
        title_text=plain_text(inlines),
        subtitle=_inline(workspace, front.subtitle, context),
        anchors=pack_anchors(workspace.anchors),
        links=pack_links(workspace.links),
        images=tuple(workspace.images),
        responses=tuple(workspace.responses),
        references=tuple(workspace.references),
        citations=tuple(workspace.citations),
        exchanges=tuple(_outline(exchange) for exchange in exchanges_in(blocks)),
        spoken=_count(voiced),
        withheld=len(workspace.withheld),
        withheld_at=tuple(workspace.withheld),
        words=sum(one.attribution.words for one in voiced if one.attribution.by),
        body=pack_body(body),
        title_in_body=in_body,
        raw=tuple(workspace.raw),
        code=tuple(workspace.code),
    )
    return Checked(parsed, tuple(workspace.collector.found))


def _report_empty(workspace: Workspace, source: SourceText, title: Prose | None) -> None:
    """Say that a page has no text, unless something else was said that explains it."""
    if title is not None:
        hint = "write it there, or an `abstract: …` in polyphony.yaml, which is shown on this page"
    elif source.head:
        hint = "write it below the second ---; `draft: true` above that keeps the page out of the site until then"
    else:
        hint = "write it there, or delete this file"
    line = source.line - 1 if source.head else source.line
    if not workspace.collector.found:
        workspace.report(Code.NOTHING_INSIDE, "this page has no text", workspace.page, line, hint=hint)


def _outermost(vocabulary: Vocabulary, authors: tuple[str, ...], path: str) -> Context:
    by = authors if vocabulary.by == ("all",) else tuple(sorted(vocabulary.by))
    return Context(by, vocabulary.mode, (), vocabulary.language, path, {})


def _take_title(
    workspace: Workspace, blocks: tuple[Block, ...], title: Prose | None, context: Context, *, is_front_page: bool
) -> tuple[tuple[Block, ...], tuple[Inline, ...], bool]:
    """The page's title, and its blocks without the heading that it was taken from."""
    first = next((b for b in blocks if isinstance(b, Heading) and b.level == 1), None)
    if title is not None:
        inlines = _inline(workspace, title, context)
        if (
            is_front_page
            and first is not None
            and first is blocks[0]
            and plain_text(first.inlines) == plain_text(inlines)
        ):
            return blocks[1:], inlines, True
        return blocks, inlines, False
    if first is None:
        workspace.report(
            Code.NO_TITLE,
            "this page has no title",
            workspace.page,
            1,
            hint='write one in its first lines: ---, title: "…", ---; or begin it with a heading: # …',
        )
        return blocks, (make_slug(workspace.page),), False
    return tuple(block for block in blocks if block is not first), first.inlines, True


def _inline(workspace: Workspace, prose: Prose | None, context: Context) -> tuple[Inline, ...]:
    if prose is None:
        return ()
    if prose.path not in workspace.files:
        workspace.add_source(SourceText(prose.path, prose.shown or prose.text, prose.line))
    here = context._replace(path=prose.path or context.path, env={"ref_links": {}, "notes": {}, "chain": ()})
    return build_inlines(workspace, prose.text, here, prose.line)


def _parse_prose(workspace: Workspace, prose: Prose | None, context: Context) -> tuple[Block, ...]:
    if prose is None:
        return ()
    tokens, env = parse_tokens(prose.text, prose.line)
    if prose.path not in workspace.files:
        workspace.add_source(SourceText(prose.path, prose.shown or prose.text, prose.line))
    for problem in env["problems"]:
        workspace.report(problem.code, problem.message, prose.path, problem.line, problem.text, hint=problem.hint)
    inside = context._replace(path=prose.path, env={**env, "chain": (prose.path,)}, holder=context.by)
    return build_text(Files(workspace, {}), tokens, inside)


class ParsedProse(NamedTuple, Generic[T]):
    """What Markdown out of a YAML file says, what is wrong with it, and its links, pictures and references by `@`."""

    value: T
    diagnostics: tuple[Diagnostic, ...]
    links: tuple[Use, ...]
    images: tuple[Use, ...]
    references: tuple[Use, ...]


def parse_blocks(
    prose: Prose, vocabulary: Vocabulary, numbers: Iterator[int] | None = None
) -> ParsedProse[tuple[Block, ...]]:
    """Parse Markdown out of a YAML file into blocks; a note in it is an error. Citations get `numbers`."""
    workspace = Workspace(vocabulary, vocabulary.authors, vocabulary.language, prose.path, numbers)
    blocks = _parse_prose(workspace, prose, _outermost(vocabulary, vocabulary.authors, prose.path))
    return _parsed(workspace, blocks)


def parse_inlines(
    prose: Prose, vocabulary: Vocabulary, numbers: Iterator[int] | None = None
) -> ParsedProse[tuple[Inline, ...]]:
    """Parse one line of Markdown out of a YAML file into inlines. Citations get `numbers`."""
    workspace = Workspace(vocabulary, vocabulary.authors, vocabulary.language, prose.path, numbers)
    inlines = _inline(workspace, prose, _outermost(vocabulary, vocabulary.authors, prose.path))
    return _parsed(workspace, inlines)


def _parsed(workspace: Workspace, value: T) -> ParsedProse[T]:
    found = workspace.collector.found
    return ParsedProse(
        value, tuple(found), tuple(workspace.links), tuple(workspace.images), tuple(workspace.references)
    )


def parse_commonmark(text: str) -> tuple[Block, ...]:
    """Parse CommonMark alone, by the same parser without Polyphony's and Pandoc's additions."""
    workspace = Workspace(Vocabulary(), (), "en", "")
    workspace.add_source(SourceText("", text))
    tokens, env = parse_tokens(text, dialect="commonmark")
    context = _outermost(Vocabulary(), (), "")._replace(env=env, holder=())
    return build_text(Files(workspace, {}), tokens, context)


def _build_notes(files: Files, context: Context) -> tuple[Note, ...]:
    """The notes that the page refers to, in the order of their numbers; notes in notes are found on the way."""
    workspace = files.workspace
    built: dict[tuple[str, str], tuple[Block, ...]] = {}
    while len(built) < len(workspace.note_references):
        for path, key in list(workspace.note_references):
            if (path, key) not in built:
                token = files.notes[path][key]
                env: dict[str, object] = {"ref_links": {}, "notes": files.notes[path], "chain": (path,)}
                env["abbreviations"] = files.abbreviations(path)
                inside = context._replace(path=path, env=env, holder=context.by)
                built[path, key] = build_text(files, token["children"], inside)
    for path, notes in files.notes.items():
        for key, token in notes.items():
            if (path, key) not in built:
                workspace.report(
                    Code.UNUSED_NOTE,
                    f"nothing refers to the note [^{key}]",
                    path,
                    token["line"],
                    f"[^{key}]:",
                    hint=f"put [^{key}] where it belongs in the text, or delete the note",
                )
    return tuple(
        Note(key, number, built[path, key], count)
        for (path, key), (number, count) in sorted(workspace.note_references.items(), key=lambda entry: entry[1][0])
    )


def _outline(exchange: Exchange) -> ExchangeOutline:
    turns = [item for item in exchange.items if item.kind == "turn"]
    at = exchange.attribution
    return ExchangeOutline(
        at.id,
        exchange.medium,
        at.date,
        at.when,
        len(turns),
        sum(turn.attribution.words for turn in turns),
        tuple(sorted({person for turn in turns for person in turn.attribution.by})),
        at.themes,
        at.modes,
    )


def _count(voiced: Iterable[Voiced]) -> tuple[Spoken, ...]:
    counts: Counter[tuple[UtteranceKind, tuple[str, ...], tuple[str, ...]]] = Counter()
    words: Counter[tuple[UtteranceKind, tuple[str, ...], tuple[str, ...]]] = Counter()
    for one in voiced:
        at = one.attribution
        kind: UtteranceKind = one.kind if isinstance(one, Utterance) else "quoted"
        key = (kind, at.by, at.modes)
        counts[key] += 1
        words[key] += at.words
    return tuple(Spoken(*key, counts[key], words[key]) for key in sorted(counts))
