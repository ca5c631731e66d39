"""A page's other files: what it includes, and what it weaves out of its authors' strands."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

from polyphony.diagnostics import Code, near_name
from polyphony.markup.abbreviations import Abbreviations, take_abbreviations
from polyphony.markup.flow import build_flow, build_text, ids_in
from polyphony.markup.meanings import AS_TYPED
from polyphony.markup.tokens import Problem, Token, parse_tokens
from polyphony.markup.voices import Context, Stated, enter
from polyphony.markup.weave import ORDERS, Strand, weave
from polyphony.markup.workspace import SourceText, Workspace, make_slug
from polyphony.model import Block, FrontMatter

__all__ = ["Files", "PageFile"]


class PageFile(NamedTuple):
    """A Markdown file with what its front matter says."""

    source: SourceText
    front: FrontMatter


class Files:
    """The files that a page is made from, parsed once each, and the page's workspace."""

    def __init__(self, workspace: Workspace, files: Mapping[str, PageFile], others: tuple[str, ...] = ()) -> None:
        self.workspace = workspace
        self.files = files
        self.others = others
        self.notes: dict[str, dict[str, Any]] = {}
        self._parsed: dict[str, tuple[list[Token], dict[str, Any]]] = {}

    def tokens(self, file: PageFile, chain: tuple[str, ...]) -> tuple[list[Token], dict[str, object]]:
        """A file's tokens and what goes with them. `chain` are the files that led here, this one last."""
        path = file.source.path
        if path not in self._parsed:
            self.workspace.add_source(file.source)
            tokens, env = parse_tokens(file.source.text, file.source.line)
            for problem in env["problems"]:
                self._report(path, problem)
            tokens, abbreviations = take_abbreviations(tokens)
            self._parsed[path] = tokens, {**env, "abbreviations": abbreviations}
            self.notes[path] = env["notes"]
        tokens, env = self._parsed[path]
        return tokens, {**env, "chain": chain}

    def abbreviations(self, path: str) -> Abbreviations | None:
        """What stands for what in a file that was parsed."""
        found: Abbreviations | None = self._parsed[path][1]["abbreviations"]
        return found

    def _report(self, path: str, problem: Problem) -> None:
        self.workspace.report(
            problem.code, problem.message, path, problem.line, problem.text, label=problem.label, hint=problem.hint
        )

    def context_of(self, file: PageFile, context: Context, chain: tuple[str, ...]) -> tuple[list[Token], Context]:
        """A file's tokens, and what holds in it by its front matter."""
        tokens, env = self.tokens(file, chain)
        front = file.front
        by = self.workspace.authors if front.by == ("all",) else tuple(sorted(front.by))
        stated = Stated(by=by or None, modes=front.mode or None, themes=front.themes, date=front.date, lang=front.lang)
        if context.env.get(AS_TYPED):
            env = {**env, AS_TYPED: True}
        return tokens, enter(context._replace(path=file.source.path, env=env), stated)

    def included(self, token: Token, context: Context) -> tuple[list[Token], Context] | None:
        """The tokens that an include brings in, and what holds in them; None where that is an error."""
        workspace, line = self.workspace, token["line"]
        source = token["attributes"].get("src")
        if not source:
            workspace.report(
                Code.INVALID_ATTRIBUTE,
                "include what?",
                context.path,
                line,
                token["attributes"].raw,
                hint="name a file, its path from the publication's folder: ::: {.include src=strands/claire.md}",
            )
            return None
        if any(child["type"] != "blank_line" for child in token["children"]):
            workspace.report(
                Code.MISPLACED_DIV,
                "what stands in an include would be lost",
                context.path,
                line,
                token["attributes"].raw,
                hint="move it above or below the include",
            )
        path, _, identifier = source.partition("#")
        file = self._find(path, context, line, source)
        if file is None:
            return None
        chain: Any = context.env["chain"]
        if file.source.path in chain:
            way = " → ".join((*chain, file.source.path))
            workspace.report(
                Code.INCLUDES_ITSELF,
                "this file includes itself",
                context.path,
                line,
                source,
                label=way,
                hint="take one of the includes away",
            )
            return None
        tokens, inside = self.context_of(file, context, (*chain, file.source.path))
        if identifier:
            found = _find_part(tokens, identifier)
            if found is None:
                near = near_name(identifier, (name for name, _ in ids_in(tokens)))
                workspace.report(
                    Code.UNKNOWN_REFERENCE,
                    f'{file.source.path} has no div or section "{identifier}"',
                    context.path,
                    line,
                    "#" + identifier,
                    hint=f'did you mean "#{near}"?' if near else f"give it the id there: {{#{identifier}}}",
                )
                return None
            tokens = found
        return tokens, inside

    def _find(self, path: str, context: Context, line: int, raw: str) -> PageFile | None:
        name = posixpath.normpath(unicodedata.normalize("NFC", path.strip()).replace("\\", "/")).lstrip("/")
        file = self.files.get(name)
        if file is None:
            near = near_name(name, self.others)
            hint = "name it by its path from the publication's folder, as in strands/claire.md"
            self.workspace.report(
                Code.UNKNOWN_FILE,
                f'there is no file "{path}"',
                context.path,
                line,
                raw,
                hint=f'did you mean "{near}"?' if near else hint,
            )
        return file

    def include(self, token: Token, stated: Stated, context: Context) -> list[Block]:
        """The blocks that an include brings in."""
        included = self.included(token, enter(context, stated))
        if included is None:
            return []
        tokens, inside = included
        build = build_flow if context.holder is None else build_text
        return list(build(self, tokens, inside))

    def weave(self, token: Token, stated: Stated, context: Context) -> list[Block]:
        """The passages of several files, laid into one sequence."""
        workspace, line, attributes = self.workspace, token["line"], token["attributes"]
        names = (attributes.get("strands") or "").split()
        order = attributes.get("order") or ""
        if order not in ORDERS:
            workspace.report(
                Code.INVALID_ATTRIBUTE,
                f'"{order}" is no order for a weave' if order else "in which order?",
                context.path,
                line,
                f"order={order}" if order else attributes.raw,
                hint="write order=date, order=reply or order=alternate",
            )
            return []
        if not names:
            workspace.report(
                Code.INVALID_ATTRIBUTE,
                "weave which files?",
                context.path,
                line,
                attributes.raw,
                hint='name them: strands="strands/claire.md strands/helen.md"',
            )
        inside = enter(context, stated)._replace(holder=None)
        strands = []
        for name in names:
            file = self._find(name, context, line, name)
            chain: Any = context.env["chain"]
            if file is None:
                continue
            if file.source.path in chain:
                workspace.report(Code.INCLUDES_ITSELF, "this file includes itself", context.path, line, name)
                continue
            tokens, within = self.context_of(file, inside, (*chain, file.source.path))
            strands.append(Strand(file.source.path, build_flow(self, tokens, within)))
        return weave(workspace, strands, order)


def _find_part(tokens: list[Token], identifier: str) -> list[Token] | None:
    """The div or section of an id, wherever it stands; None where there is none."""
    for index, token in enumerate(tokens):
        if token["type"] == "div":
            if token["attributes"].id == identifier:
                return [token]
            found = _find_part(token["children"], identifier)
            if found is not None:
                return found
        elif token["type"] == "heading":
            text = token.get("text", "")
            if f"#{identifier}" in text.replace("}", " ").split("{")[-1].split() or make_slug(text) == identifier:
                level = token["attrs"]["level"]
                rest = tokens[index + 1 :]
                end = next(
                    (i for i, t in enumerate(rest) if t["type"] == "heading" and t["attrs"]["level"] <= level),
                    len(rest),
                )
                return [token, *rest[:end]]
    return None
