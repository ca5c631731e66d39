"""A theme's files, with a publication's own laid over them, into a `Theme`: its strings and colours are read here."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from collections.abc import Mapping as Values

from msgspec import Struct

from polyphony.diagnostics import Checked, Code, Collector, Diagnostic, Span, has_errors, near_name
from polyphony.theme.colours import Stated, check_colours, lay_over
from polyphony.theme.ejecting import digest_of, remembered
from polyphony.theme.rendering import Theme, check_templates
from polyphony.words import Text
from polyphony.yamlnodes import Document, Mapping, Scalar, parse_yaml


def load_theme(
    name: str,
    built_in: Values[str, bytes],
    overrides: Values[str, bytes],
    people: Collection[str] = (),
    strings_read: Sequence[ReadStrings] = (),
) -> Checked[Theme | None]:
    """Lay a publication's own files over a theme's and read what they say; every template is checked for its syntax.

    `people` are the ids of those who may have a colour of their own. `strings_read` is what came of `strings_in` those
    files, where it is known already.
    """
    known = {read.path: read for read in strings_read}
    collector = Collector()
    files = {**built_in, **{path: content for path, content in overrides.items() if not _is_merged(path)}}
    origins = {path: f"themes/{name}/{path}" for path in built_in}
    origins.update({path: f"design/{path}" for path in overrides})
    strings: dict[str, dict[str, Text]] = {}
    colours: dict[str, str] = {}
    for prefix, layer in ((f"themes/{name}/", built_in), ("design/", overrides)):
        for path in sorted(layer):
            if path == "theme.yaml":
                stated = _read_colours(prefix + path, layer[path], collector)
                colours = lay_over(colours, stated)
                if layer is overrides:
                    check_colours(colours, stated, people, collector)
            elif _has_strings(path):
                language = path.removeprefix("strings/").rpartition(".")[0]
                read = known.get(prefix + path) or read_strings(StringsFile(prefix + path, layer[path]))
                strings.setdefault(language, {}).update(read.texts)
                collector.found.extend(read.diagnostics)
    for path, content in overrides.items():
        _check_original(name, path, content, built_in, collector)
        if _is_merged(path):  # what they say is above; here they only make the digest another one
            files[f"design/{path}"] = content
    if has_errors(collector.found):
        return Checked(None, tuple(collector.found))
    theme = Theme(name, files, origins, strings, colours)
    return Checked(theme, (*collector.found, *check_templates(theme)))


def _check_original(name: str, path: str, content: bytes, built_in: Values[str, bytes], collector: Collector) -> None:
    """Warn of a publication's own copy of a file where the theme has another one by now."""
    before = remembered(content)
    original = built_in.get(path)
    if not before or original is None or before == digest_of(original):
        return
    line = content.decode("utf-8", "replace").partition("\n")[0]
    collector.report(
        Code.ORIGINAL_CHANGED,
        f"{name} has changed {path} since this copy was made",
        Span(f"design/{path}", 1, line.find(before) + 1, len(before), line),
        hint=f'"polyphony theme eject {path} --show" has it as it is now: take over what you want, and its first line',
    )


def _is_merged(path: str) -> bool:
    return path == "theme.yaml" or path.startswith("strings/")


def _read_mapping(path: str, content: bytes, collector: Collector) -> tuple[Document, Mapping] | None:
    """Read a theme's YAML file, which holds keys with their values; None where it doesn't, and that is reported."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        collector.report(Code.NOT_UTF8, "this file isn't UTF-8 text", Span(path), hint="save it as UTF-8")
        return None
    document, found = parse_yaml(text, path)
    collector.found.extend(found)
    if document is None:
        return None
    if not isinstance(document.root, Mapping):
        collector.report(Code.WRONG_TYPE, "here should be keys with their values", document.span(document.root))
        return None
    return document, document.root


def _has_strings(path: str) -> bool:
    return path.startswith("strings/") and path.endswith((".yaml", ".yml"))


class StringsFile(Struct, frozen=True):
    """A file of strings."""

    path: str
    content: bytes


class ReadStrings(Struct, frozen=True):
    """What came of a file of strings: texts by their keys."""

    path: str
    texts: dict[str, str | dict[str, str]]
    diagnostics: tuple[Diagnostic, ...] = ()


def strings_in(name: str, built_in: Values[str, bytes], overrides: Values[str, bytes]) -> list[StringsFile]:
    """Give the files of strings of a theme and of a publication."""
    layers = ((f"themes/{name}/", built_in), ("design/", overrides))
    return [
        StringsFile(prefix + path, layer[path])
        for prefix, layer in layers
        for path in sorted(layer)
        if _has_strings(path)
    ]


def read_strings(file: StringsFile) -> ReadStrings:
    """Read a file of strings: texts, or mappings of plural forms to texts."""
    collector = Collector()
    read = _read_mapping(file.path, file.content, collector)
    if read is None:
        return ReadStrings(file.path, {}, tuple(collector.found))
    document, root = read
    texts: dict[str, Text] = {}
    for entry in root.entries:
        key = entry.key.text
        match entry.value:
            case Scalar(text):
                texts[key] = text
            case Mapping(forms) if all(isinstance(form.value, Scalar) for form in forms):
                texts[key] = {form.key.text: form.value.text for form in forms if isinstance(form.value, Scalar)}
                if any(form.key.text == "other" for form in forms):
                    continue
                collector.report(
                    Code.MISSING_KEY,
                    f'"{key}" has no form for "other"',
                    document.span(entry.key),
                    hint="plural forms are zero, one, two, few, many and other; other is always needed",
                )
            case value:
                collector.report(Code.WRONG_TYPE, "a text is wanted here, or plural forms", document.span(value))
    return ReadStrings(file.path, texts, tuple(collector.found))


_ONE = r"(?:#[0-9A-Fa-f]{3,8}|[A-Za-z]+|(?:rgba?|hsla?|hwb|oklch|oklab|lch|lab)\([0-9A-Za-z.%, /+-]{1,60}\))"
_COLOUR = re.compile(rf"{_ONE}|light-dark\({_ONE}, *{_ONE}\)")
_NAME = re.compile(r"[a-z][a-z0-9-]*")


def _read_colours(path: str, content: bytes, collector: Collector) -> dict[str, Stated]:
    """Read the colours out of a theme's `theme.yaml`: names of custom properties, and what CSS calls a colour."""
    read = _read_mapping(path, content, collector)
    if read is None:
        return {}
    document, root = read
    colours: dict[str, Stated] = {}
    for entry in root.entries:
        if entry.key.text not in _KEYS:
            near = near_name(entry.key.text, _KEYS)
            collector.report(
                Code.UNKNOWN_KEY,
                f'a theme has no setting "{entry.key.text}"',
                document.span(entry.key),
                hint=f"did you mean {near}?" if near else f"it has {', '.join(_KEYS)}",
            )
    node = root.get("colours")
    if node is None:
        return {}
    if not isinstance(node, Mapping):
        collector.report(Code.WRONG_TYPE, "names with their colours are wanted here", document.span(node))
        return {}
    for entry in node.entries:
        name, value = entry.key.text, entry.value
        if isinstance(value, Scalar) and _NAME.fullmatch(name) and _COLOUR.fullmatch(value.text):
            colours[name] = Stated(value.text, document.span(value))
        else:
            where = document.span(value)
            collector.report(Code.INVALID_VALUE, f'"{name}" needs a colour as CSS writes it', where, hint='"#1f6f54"')
    return colours


_KEYS = ("name", "description", "colours")
