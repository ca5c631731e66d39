"""A file of `sign-off/` to the signatures in it, with the places of what is wrong; and signatures to such a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from msgspec import Struct

from polyphony.config import decode_source
from polyphony.config.records import Key, Record, all_keys
from polyphony.config.scalars import Text
from polyphony.config.shapes import Context, Listed, Problem
from polyphony.config.values import DATE, PATH
from polyphony.diagnostics import Checked, Code, Collector, Span, near_name
from polyphony.model import SourceFile
from polyphony.yamlnodes import parse_yaml

__all__ = ["FOLDER", "Signature", "SignatureFile", "parse_signatures", "render_signatures", "sign_off_schema"]

FOLDER: Final = "sign-off/"


class Signature(Struct, frozen=True):
    """What somebody agreed to on a day: a passage by its id, its page then, its first words, the digest of them all."""

    passage: str
    words: str
    date: str
    page: str = ""
    begins: str = ""


class SignatureFile(Struct, frozen=True):
    """All that somebody has signed; of each passage the newest signature is the last."""

    person: str
    signed: tuple[Signature, ...] = ()


def _check_digest(text: str) -> str | Problem:
    if re.fullmatch(r"v\d+-[0-9a-f]{32}", text):
        return text
    return Problem(
        f'"{text}" is not the digest of a passage',
        "this file is written by polyphony sign: undo the edit, or delete this signature and sign anew",
    )


_SIGNATURE: Final[Record[Signature]] = Record(
    "a signature",
    {
        "passage": Key(Text(), "The id of the passage.", required=True),
        "page": Key(PATH, "The source file of the page that it stood on."),
        "begins": Key(Text(), "Its first words, so that people know it again."),
        "words": Key(Text(_check_digest, pattern=r"^v[0-9]+-[0-9a-f]{32}$"), "A digest of its words.", required=True),
        "date": Key(DATE, "The day on which it was signed.", required=True),
    },
    lambda passage="", words="", date="", **rest: Signature(passage, words, date, **rest),
)

_FILE: Final[Record[dict[str, Any]]] = Record(
    "a file of signatures",
    {
        "person": Key(Text(), "The id of the person who signs.", required=True),
        "signed": Key(Listed(_SIGNATURE, alone=False), "What this person has agreed to."),
    },
    lambda **values: values,
)
_SHOWN: Final = frozenset(all_keys([_FILE]))


def sign_off_schema() -> dict[str, Any]:
    """Give the JSON Schema of a file in `sign-off/`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Signatures",
        "description": "What one person has agreed to: a file of sign-off/, written by polyphony sign.",
        **_FILE.schema(),
    }


def parse_signatures(source: SourceFile, people: Iterable[str]) -> Checked[SignatureFile | None]:
    """Parse the file of one of these people; None where that can't be done."""
    decoded = decode_source(source)
    if decoded.value is None:
        return Checked(None, decoded.diagnostics)
    parsed = parse_yaml(decoded.value, source.path, shown=_SHOWN)
    if parsed.value is None:
        return Checked(None, parsed.diagnostics)
    collector = Collector()
    values = _FILE.read(parsed.value.root, Context(parsed.value, collector))
    named = source.path.removeprefix(FOLDER).rpartition(".")[0]
    known = list(people)
    if named not in known:
        near = near_name(named, known)
        collector.report(
            Code.UNKNOWN_PERSON,
            f'"{source.path}" is called after nobody in polyphony.yaml',
            Span(source.path, 1),
            hint=f'did you mean "{near}.yaml"?' if near else "a file of signatures is called after a person's id",
        )
    elif values and values.get("person", named) != named:
        collector.report(
            Code.INVALID_VALUE,
            f'this is the file of "{named}", and it says that "{values["person"]}" signs',
            Span(source.path, 1),
            hint="a file of signatures is called after the person who signs",
        )
    if collector.found or values is None:
        return Checked(None, tuple(collector.found))
    return Checked(SignatureFile(named, values.get("signed", ())))


def render_signatures(file: SignatureFile, name: str) -> bytes:
    """Write a file of signatures: the same for the same signatures, a passage's own beside each other, oldest first."""
    lines = [f"# What {' '.join(name.split())} has agreed to. It is written by `polyphony sign`, and by nothing else."]
    lines += ["", f"person: {_scalar(file.person)}", "signed:" if file.signed else "signed: []"]
    for one in sorted(file.signed, key=lambda signature: signature.passage):
        lines += [f"- passage: {_scalar(one.passage)}"]
        lines += [f"  page: {_scalar(one.page)}"] if one.page else []
        lines += [f"  begins: {json.dumps(one.begins, ensure_ascii=False)}"] if one.begins else []
        lines += [f"  words: {one.words}", f"  date: {one.date}"]
    return "\n".join([*lines, ""]).encode()


def _scalar(text: str) -> str:
    """Write a value plainly where nobody could read it as anything else but this text."""
    plain = re.fullmatch(r"[A-Za-z][\w./-]*", text) and text.casefold() not in {
        "yes", "no", "true", "false", "on", "off", "null", "y", "n",
    }  # fmt: skip
    return text if plain else json.dumps(text, ensure_ascii=False)
