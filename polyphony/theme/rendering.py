"""A theme that is ready: `render(template, view) -> text`. The only module that knows Jinja."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from traceback import walk_tb
from typing import TYPE_CHECKING, Final, Protocol

from jinja2 import (
    BytecodeCache,
    Environment,
    FunctionLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.bccache import Bucket
from markupsafe import Markup

from polyphony.config.modes import BUILT_IN_MODES
from polyphony.diagnostics import Code, Collector, Diagnostic, Span, near_name
from polyphony.theme.compiling import QuickEnvironment
from polyphony.words import Text, Words, mark_language, say

if TYPE_CHECKING:
    from types import TracebackType

FALLBACKS: Final = ("en",)
"""Languages that help out where a theme has no strings in a text's own."""


_ENGLISH_MODES = frozenset(mode.label.casefold() for mode in BUILT_IN_MODES)

_MISSING = re.compile(r"'(?:[\w.]+\.)?(\w+) object' has no attribute '(\w+)'")


class TemplateFailedError(Exception):
    """A template that failed while it was rendered: carries the `Diagnostic` that says where."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class Say:
    """What templates know as `say`: `say("moved")` is a text, `say.lang("moved")` the attributes of its element.

    The latter are empty but where the theme doesn't have the text in the page's language, so that it is in English.
    `say.forms("turns")` are the plural forms of a text. `say.name("more", id)` names an element by an attribute, and
    `say.named("more", id)`, which stands in or before it, is empty, or what that attribute leads to where the text is
    in English: what stands in an attribute can't be marked.
    """

    __slots__ = ("_marks", "_names", "_texts", "words")

    def __init__(self, words: Words) -> None:
        self.words = words
        self._texts: dict[str, str] = {}  # what is asked for again and again, turn by turn
        self._names: dict[str, Markup] = {}
        self._marks: dict[str, Markup] = {}

    def __call__(self, key: str, /, **values: str | int) -> str:
        """Make the text of a key, its places filled."""
        if values:
            return say(self.words, key, **values)
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = say(self.words, key)
        return text

    def forms(self, key: str) -> dict[str, str]:
        """Give the plural forms of a text, places unfilled, for a script that counts."""
        text = self.words.texts[key]
        return dict(text) if isinstance(text, dict) else {"other": text}

    def name(self, key: str, identifier: str) -> Markup:
        """Write the attribute that names an element."""
        if self.words.spoken.get(key):
            return Markup(' aria-labelledby="{}"').format(identifier)
        name = self._names.get(key)
        if name is None:
            name = self._names[key] = Markup(' aria-label="{}"').format(self(key))
        return name

    def named(self, key: str, identifier: str) -> Markup:
        """Write the name of an element where it has to be marked as being in another language than the page."""
        if not self.words.spoken.get(key):
            return Markup()
        span = '<span class="sr-only" id="{}"{}>{}</span>'
        return Markup(span).format(identifier, self.lang(key), self(key))

    def mode(self, label: str) -> Markup:
        """Write the attributes that mark a mode's label as English, where it is a built-in one on a page that isn't."""
        if label.casefold() in _ENGLISH_MODES and self.words.language.partition("-")[0].lower() != "en":
            return Markup(' lang="en" dir="ltr"')
        return Markup()

    def lang(self, key: str) -> Markup:
        """Write the attributes that mark a text as being in another language than the page."""
        mark = self._marks.get(key)
        if mark is None:
            mark = self._marks[key] = Markup(mark_language(self.words, key))
        return mark


class CompiledStore(Protocol):
    """Where compiled templates are kept by key: `find` gives bytes that `keep` was given, or None."""

    def find(self, key: str) -> bytes | None: ...  # noqa: D102
    def keep(self, key: str, content: bytes) -> None: ...  # noqa: D102


class _Compiled(BytecodeCache):
    """Jinja's view of such a store."""

    def __init__(self, store: CompiledStore) -> None:
        self.store = store

    def load_bytecode(self, bucket: Bucket) -> None:
        content = self.store.find(f"{bucket.key}-{bucket.checksum}")
        if content is not None:
            bucket.bytecode_from_string(content)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.store.keep(f"{bucket.key}-{bucket.checksum}", bucket.bytecode_to_string())


class Theme:
    """A theme that is ready to render. It guards Jinja's environment, which compiles each template once."""

    __slots__ = (
        "_environment", "_macros", "_says", "_words", "colours", "digest", "files", "name", "origins", "strings",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        files: Mapping[str, bytes],
        origins: Mapping[str, str],
        strings: Mapping[str, Mapping[str, Text]],
        colours: Mapping[str, str],
    ) -> None:
        self.name = name
        self.files = dict(files)
        self.origins = dict(origins)
        self.strings = {language: dict(texts) for language, texts in strings.items()}
        self.colours = dict(colours)
        self.digest = _digest(name, files)
        self._macros: dict[tuple[str, str], Callable[..., Markup]] = {}
        self._words: dict[str, Words] = {}
        self._says: dict[str, Say] = {}
        self._environment = _environment_of(self.files, self.origins)

    def __reduce__(self) -> tuple[type[Theme], tuple[object, ...]]:
        """Let another process have the theme: it compiles templates of its own."""
        return Theme, (self.name, self.files, self.origins, self.strings, self.colours)

    def keep_compiled(self, store: CompiledStore) -> None:
        """Find compiled templates in a store, and keep them there, instead of compiling each of them again."""
        self._environment.bytecode_cache = _Compiled(store)

    def words(self, language: str) -> Words:
        """Collect the theme's words in a language; those that it lacks come from its primary language, then English."""
        known = self._words.get(language)
        if known is None:
            texts: dict[str, Text] = {}
            spoken: dict[str, str] = {}
            own = (language, language.partition("-")[0])
            for tag in reversed((*own, *FALLBACKS)):
                strings = self.strings.get(tag, {})
                texts.update(strings)
                spoken.update(dict.fromkeys(strings, tag))
            foreign = {key: tag for key, tag in spoken.items() if tag not in own}
            known = self._words[language] = Words(language, texts, foreign)
        return known

    def render(self, template: str, view: object, words: Words) -> str:
        """Render a template with a view as `page`; raises `TemplateFailedError` where the template is at fault."""
        try:
            known = self._says.get(words.language)
            if known is None or known.words is not words:
                known = self._says[words.language] = Say(words)
            return self._environment.get_template(template).render(page=view, say=known)
        except Exception as error:
            raise self._failure(error, template) from error

    def call(self, template: str, macro: str, *values: object) -> Markup:
        """Call a partial's macro with views; raises `TemplateFailedError` where the partial is at fault."""
        try:
            function = self._macros.get((template, macro))
            if function is None:
                function = self._macros[template, macro] = getattr(
                    self._environment.get_template(template).module, macro
                )
            return function(*values)
        except Exception as error:
            raise self._failure(error, template) from error

    def assets(self) -> list[tuple[str, bytes]]:
        """List the theme's assets by their path below the site's `design/`, sorted."""
        return sorted(
            (name.removeprefix("assets/"), content)
            for name, content in self.files.items()
            if name.startswith("assets/")
        )

    def _failure(self, error: Exception, template: str) -> Exception:
        """Say what failed in which line of which template; what didn't fail in a template is passed on as it is."""
        if isinstance(error, TemplateFailedError):
            return error
        path, line = self._place(error, template)
        if not path:
            return error
        message = str(error).replace("\n", " ") or type(error).__name__
        hint = ""
        match error:
            case TemplateNotFound():
                near = near_name(str(error.name), [name.removeprefix("templates/") for name in self.files])
                message = f"there is no template {error.name}"
                hint = f"did you mean {near}?" if near else ""
            case TemplateSyntaxError():
                message = f"the template can't be read: {error.message}"
                hint = "templates are written in Jinja; docs/themes.md shows what they hold"
            case UndefinedError() if missing := _MISSING.search(message):
                message = f'the template fails: {missing[1]} has no "{missing[2]}"'
                hint = "docs/themes.md lists what a template sees"
            case KeyError():
                message = f"the theme has no words for {error.args[0] if error.args else ''}"
                hint = "add them to design/strings/en.yaml"
            case _:
                message = f"the template fails: {message}"
                hint = "docs/themes.md lists what a template sees"
        collector = Collector()
        collector.report(Code.TEMPLATE_ERROR, message, Span(path, line, 0, 0, self._line(path, line)), hint=hint)
        return TemplateFailedError(collector.found[0])

    def _place(self, error: Exception, template: str) -> tuple[str, int]:
        """Find the innermost line of a template that an error came from; an empty path where it is none of theirs."""
        paths = set(self.origins.values())
        if isinstance(error, TemplateSyntaxError):
            return error.filename or self.origins.get(f"templates/{error.name}", template), error.lineno
        found = ("", 0)
        trace: TracebackType | None = error.__traceback__
        for frame, line in walk_tb(trace):
            if frame.f_code.co_filename in paths:
                compiled = frame.f_globals.get("__jinja_template__")  # absent where Jinja has put the line right itself
                found = (frame.f_code.co_filename, compiled.get_corresponding_lineno(line) if compiled else line)
        if not found[0] and isinstance(error, TemplateError | AttributeError):
            return self.origins.get(f"templates/{template}", f"design/templates/{template}"), 0
        return found

    def _line(self, path: str, line: int) -> str:
        name = next((name for name, origin in self.origins.items() if origin == path), "")
        lines = self.files.get(name, b"").decode("utf-8", "replace").split("\n")
        return lines[line - 1] if 0 < line <= len(lines) else ""


def _environment_of(files: Mapping[str, bytes], origins: Mapping[str, str]) -> Environment:
    """Make the one environment there is: everything is escaped, what isn't there is an error, nothing is added."""

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        content = files.get(f"templates/{name}")
        if content is None:
            return None
        return content.decode("utf-8", "replace"), origins[f"templates/{name}"], lambda: True

    environment = QuickEnvironment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=FunctionLoader(load),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.globals.clear()
    environment.globals["range"] = range
    return environment


def _digest(name: str, files: Mapping[str, bytes]) -> str:
    digest = hashlib.blake2b(name.encode(), digest_size=16)
    for path in sorted(files):
        digest.update(f"\0{path}\0{len(files[path])}\0".encode())
        digest.update(files[path])
    return digest.hexdigest()


def check_templates(theme: Theme) -> list[Diagnostic]:
    """Find the templates of a publication's own that can't be read, also those that no page would use."""
    found = []
    for path, origin in theme.origins.items():
        if origin.startswith("design/templates/"):
            try:
                theme._environment.parse(theme.files[path].decode("utf-8", "replace"), path, origin)
            except TemplateSyntaxError as error:
                failure = theme._failure(error, path)
                if isinstance(failure, TemplateFailedError):
                    found.append(failure.diagnostic)
    return found
