"""A text's lines to mistune's block tokens, each with its line, and fenced divs, notes and definitions among them.

mistune's tokens carry no positions and its directives lose text, so its block parser is taught two things here: *a
colon fence is a fence* (which makes quotes and lists end at it, and nest in it, as for code), and every state of its
knows the line in the file at which it begins. In a token tree `line` counts from 1 in the file.
"""

from __future__ import annotations

import re
from re import Match
from typing import Any, ClassVar

from mistune import BlockParser, BlockState
from mistune.plugins.table import NP_TABLE_PATTERN, TABLE_PATTERN, parse_nptable, parse_table

from polyphony.codes import Code
from polyphony.markup.attributes import EMPTY, Attributes, Malformed, parse_attributes
from polyphony.markup.states import DEFINITION, NOTE, OPENER, Problem, State, Token, check_line_before, indented_text

__all__ = ["DEEPEST", "Problem", "Token", "parse_tokens"]

DEEPEST = 32
"""How deep divs may nest."""

_PLAIN_PARAGRAPH = re.compile(r"(?:[^\W\d_][^\n|]*\n)+(?=[ \t]*\n|\Z)")
_BLANK = re.compile(r"(?:[ \t\v\f]*\n)*")


class _Blocks(BlockParser):
    """mistune's block parser with divs, notes and definitions, and Pandoc's rule that a list needs a blank line."""

    state_cls = State

    SPECIFICATION: ClassVar[dict[str, str]] = {
        **BlockParser.SPECIFICATION,
        "fenced_code": r"^(?P<fenced_1> {0,3})(?P<fenced_2>`{3,}|~{3,}|:{3,})[ \t]*(?P<fenced_3>.*?)$",
        "note": NOTE,
        "definition": DEFINITION,
        "block_math": r"^ {0,3}\$\$(?P<math_text>(?:[^$\n]|\$(?!\$)|\n(?![ \t]*\n))*)\$\$[ \t]*(?:\n|\Z)",
        "table": TABLE_PATTERN,
        "nptable": NP_TABLE_PATTERN,
    }

    def __init__(self) -> None:
        super().__init__(max_nested_level=48)
        rules = list(self.rules)
        place = rules.index("ref_link")
        rules[place:place] = ["note", "definition", "block_math", "table", "nptable"]
        self.rules = self.block_quote_rules = self.list_rules = rules

    def parse(self, state: BlockState, rules: list[str] | None = None) -> None:
        """Parse a state's blocks as mistune does, but take the most usual ones, plain paragraphs, in one step."""
        rules = self.rules if rules is None else rules
        scanner = self.compile_sc(rules)
        src, end = state.src, state.cursor_max
        indented = "indent_code" in rules
        while state.cursor < end:
            cursor = state.cursor
            if src[cursor].isalpha():  # A paragraph in one line is found much sooner than a pattern is.
                line_end = src.find("\n", cursor) + 1
                if line_end and src[line_end : line_end + 1] in ("", "\n") and src.find("|", cursor, line_end) < 0:
                    state.add_paragraph(src[cursor:line_end])
                    state.cursor = line_end
                    continue
            plain = _PLAIN_PARAGRAPH.match(src, cursor)
            if plain:
                state.add_paragraph(plain.group())
                state.cursor = plain.end()
                continue
            if cursor and src[cursor] == "\n":
                blank = _BLANK.match(src, cursor)
                state.append_token({"type": "blank_line"})
                state.cursor = blank.end() if blank else cursor + 1
                continue
            if indented and src[cursor] in " \t":
                after = self._parse_indent_code_fast(state)
                if after is not None:
                    state.cursor = after
                    continue
            match = scanner.match(src, cursor)
            if match is None:
                if self._parse_plain_paragraph(state, scanner):
                    continue
                match = scanner.search(src, cursor)
            if match is None:
                break
            if match.start() > cursor:
                state.add_paragraph(state.get_text(match.start()))
                state.cursor = match.start()
            after = self.parse_method(match, state)
            if not after:
                after = state.find_line_end()
                state.add_paragraph(state.get_text(after))
            state.cursor = after
        if state.cursor < end:
            state.add_paragraph(src[state.cursor :])
            state.cursor = end

    def parse_fenced_code(self, m: Match[str], state: BlockState) -> int | None:
        assert isinstance(state, State)
        if m["fenced_2"][0] == ":":
            return self._parse_div(m, state)
        return super().parse_fenced_code(m, state)

    def _parse_div(self, m: Match[str], state: State) -> int:
        line = state.line_at(m.start())
        fence = m.group().strip()
        after = m.end() + 1
        if not m["fenced_3"].strip():
            state.report(
                Code.UNOPENED_DIV,
                "this closes a div, but none is open here",
                line,
                fence,
                "nothing to close",
                "remove this line, or look above for a div that was closed too early",
            )
            return min(after, state.cursor_max)
        attributes, start = self._parse_opener(m, state, line)
        check_line_before(state, m.start(), line, fence)
        closing = state.closers().get(m.start())
        if closing is None:
            state.report(
                Code.UNCLOSED_DIV,
                "this div is never closed",
                line,
                fence,
                "opened here",
                "close it with a line of three colons: :::",
            )
            closing = (state.cursor_max, state.cursor_max)
        state.child_line = state.line_at(start) if start < state.cursor_max else line + 1
        state.in_list = False
        child = state.child_state(state.src[start : max(closing[0], start)])
        child.div_depth += 1
        child.withheld = child.withheld or "withheld" in attributes.classes
        token: Token = {"type": "div", "attributes": attributes, "children": child.tokens}
        if child.div_depth > DEEPEST:
            if child.div_depth == DEEPEST + 1:
                state.report(
                    Code.DIV_TOO_DEEP,
                    f"divs nest more than {DEEPEST} deep here",
                    line,
                    fence,
                    "",
                    "close those above that are done: each needs a line ::: of its own",
                )
        else:
            self.parse(child, self.rules)
        state.append_token(token)
        token["line"] = line
        return closing[1]

    def _parse_opener(self, m: Match[str], state: State, line: int) -> tuple[Attributes, int]:
        """The attributes that open a div and the position after them; what can't be read is reported."""
        opener = OPENER.match(state.src, m.start())
        if opener is None:
            text = m["fenced_3"].strip()
            hint = "write ::: {by=… mode=…}, or ::: and one word, a class"
            if text.count("{") > text.count("}"):
                hint = "the closing brace } is missing"
            state.report(
                Code.INVALID_ATTRIBUTE, "this can't be read as the start of a div", line, text, "not understood", hint
            )
            return EMPTY, m.end() + 1
        if opener["word"] and "=" in opener["word"]:
            word = opener["word"]
            hint = f"put braces around it: ::: {{{word}}}"
            state.report(
                Code.INVALID_ATTRIBUTE, "this can't be read as the start of a div", line, word, "no braces", hint
            )
            return EMPTY, opener.end()
        if opener["word"]:
            return Attributes("", (opener["word"],), (), opener["word"], 0), opener.end()
        attributes = parse_attributes(opener["attributes"])
        if isinstance(attributes, Malformed):
            report_malformed(state.env["problems"], attributes, opener["attributes"], line)
            return EMPTY, opener.end()
        return attributes, opener.end()

    def parse_list(self, m: Match[str], state: BlockState) -> int:
        assert isinstance(state, State)
        line, before = state.line_at(m.start()), len(state.tokens)
        last = state.tokens[-1] if state.tokens else None
        if last and last["type"] == "paragraph" and not state.holds_item and self.rules is self.list_rules:
            marker, text = m["list_2"], m["list_3"]
            starts = text.strip() and (len(marker) == 1 or int(marker[:-1]) == 1)
            if starts and not last.get("warned"):
                last["warned"] = True
                state.report(
                    Code.NO_BLANK_LINE_BEFORE_LIST,
                    "this is read as text and not as a list, since no blank line stands before it",
                    line,
                    m.group().strip(),
                    "no list",
                    "put a blank line above the list's first item",
                )
            end = state.append_paragraph()
            assert end is not None
            return end
        outer = state.in_list, state.child_line
        state.in_list, state.child_line = True, line
        end_position = super().parse_list(m, state)
        state.in_list, state.child_line = outer
        _stamp(state, before, "list", line)
        return end_position

    def parse_block_quote(self, m: Match[str], state: BlockState) -> int:
        assert isinstance(state, State)
        line, before = state.line_at(m.start()), len(state.tokens)
        self._check_blank_line(m, state, line)
        outer = state.in_list, state.child_line
        state.in_list, state.child_line = False, line
        end = super().parse_block_quote(m, state)
        state.in_list, state.child_line = outer
        _stamp(state, max(before - 1, 0), "block_quote", line)
        return end

    def parse_atx_heading(self, m: Match[str], state: BlockState) -> int:
        assert isinstance(state, State)
        self._check_blank_line(m, state, state.line_at(m.start()))
        return super().parse_atx_heading(m, state)

    def _check_blank_line(self, m: Match[str], state: State, line: int) -> None:
        if state.tokens and state.tokens[-1]["type"] == "paragraph" and not state.env.get("commonmark"):
            state.report(
                Code.NO_BLANK_LINE_BEFORE_BLOCK,
                "no blank line stands before this, so that other programs read it as text",
                line,
                m.group().strip()[:40],
                "",
                "put a blank line above it",
            )

    def parse_note(self, m: Match[str], state: BlockState) -> int:
        assert isinstance(state, State)
        line = state.line_at(m.start())
        text, end = indented_text(state, m.end())
        child = self._parse_child(state, text, line)
        notes, key = state.env["notes"], m["note_key"]
        if key in notes:
            state.report(
                Code.DUPLICATE_NOTE,
                f"there are two notes [^{key}]",
                line,
                f"[^{key}]:",
                f"the first is at line {notes[key]['line']}",
                "give one of them another name, here and in the text: notes are numbered anew on the page",
            )
        elif not state.withheld:
            notes[key] = {"type": "note", "children": child.tokens, "line": line}
        return end

    def parse_definition(self, m: Match[str], state: BlockState) -> int | None:
        assert isinstance(state, State)
        tokens = state.tokens
        loose = bool(tokens) and tokens[-1]["type"] == "blank_line"
        position = len(tokens) - (2 if loose else 1)
        if position < 0:
            return None
        before = tokens[position]
        if before["type"] not in {"paragraph", "definition_list"}:
            return None
        line = state.line_at(m.start())
        text, end = indented_text(state, m.end())
        child = self._parse_child(state, text, line)
        if not loose:
            for token in child.tokens:
                if token["type"] == "paragraph":
                    token["type"] = "block_text"
        if before["type"] == "paragraph":
            terms = before["text"].strip("\n").split("\n")
            item: Token = {"terms": terms, "line": before["line"], "meanings": [child.tokens]}
            earlier = tokens[position - 1] if position else None
            if earlier and earlier["type"] == "blank_line" and position > 1:
                earlier = tokens[position - 2]
            if earlier and earlier["type"] == "definition_list":
                earlier["items"].append(item)
                del tokens[tokens.index(earlier) + 1 :]
            else:
                tokens[position:] = [{"type": "definition_list", "items": [item], "line": before["line"]}]
        else:
            before["items"][-1]["meanings"].append(child.tokens)
            del tokens[position + 1 :]
        return end

    def _parse_child(self, state: State, text: str, line: int) -> State:
        outer = state.in_list, state.child_line
        state.in_list, state.child_line = False, line
        child = state.child_state(text)
        state.in_list, state.child_line = outer
        if state.depth() < self.max_nested_level:
            self.parse(child, self.rules)
        return child

    def parse_table(self, m: Match[str], state: BlockState) -> int | None:
        return parse_table(self, m, state)

    def parse_nptable(self, m: Match[str], state: BlockState) -> int | None:
        return parse_nptable(self, m, state)

    def parse_block_math(self, m: Match[str], state: BlockState) -> int:
        state.append_token({"type": "block_math", "raw": m["math_text"].strip()})
        return m.end()


class _CommonMark(_Blocks):
    """CommonMark alone: no div, no note, no definition, no table, no math."""

    SPECIFICATION = BlockParser.SPECIFICATION

    def __init__(self) -> None:
        BlockParser.__init__(self, max_nested_level=48)
        self.rules = list(self.rules)


_PARSERS: dict[str, _Blocks] = {}


def parse_tokens(text: str, line: int = 1, *, dialect: str = "polyphony") -> tuple[list[Token], dict[str, Any]]:
    """Parse a text into block tokens, and what holds for all of it: `ref_links`, `notes`, `problems`.

    `line` is the line of the file at which the text begins; line ends are LF. `dialect` is "polyphony" or
    "commonmark".
    """
    if dialect not in _PARSERS:
        _PARSERS[dialect] = _Blocks() if dialect == "polyphony" else _CommonMark()
    parser = _PARSERS[dialect]
    state = State()
    state.env = {"ref_links": {}, "notes": {}, "problems": [], "commonmark": dialect == "commonmark"}
    state.first_line = line
    state.process(text if text.endswith("\n") else text + "\n")
    parser.parse(state)
    return state.tokens, dict(state.env)


def report_malformed(problems: list[Problem], malformed: Malformed, raw: str, line: int) -> None:
    """Report attributes that can't be read, at the line of the file at which their brace opens."""
    text = raw[malformed.offset : malformed.offset + malformed.length] or raw
    at = line + raw.count("\n", 0, malformed.offset)
    problems.append(Problem(Code.INVALID_ATTRIBUTE, malformed.message, at, text, "", malformed.hint))


def _stamp(state: State, begin: int, kind: str, line: int) -> None:
    for token in state.tokens[begin:]:
        if token["type"] == kind and token.get("line", line + 1) > line:
            token["line"] = line
