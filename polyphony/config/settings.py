"""`polyphony.yaml` to a `Config`: the table of its keys, and what must hold between them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from polyphony.config.modes import BUILT_IN_MODES, merge_modes
from polyphony.config.parts import (
    BUILD,
    BYLINE,
    CONTAINER,
    CONTRIBUTIONS,
    DECLARATIONS,
    LICENSE,
    MODES,
    NAVIGATION,
    THEMES,
    VOICE,
)
from polyphony.config.people import COLLECTIVES, PEOPLE
from polyphony.config.places import places_in
from polyphony.config.quotes import report_curly_quotes
from polyphony.config.records import Key, Record, all_keys
from polyphony.config.scalars import Choice, Markdown, Text
from polyphony.config.shapes import Context, Listed, Names
from polyphony.config.source import decode_source
from polyphony.config.values import DATE, DOI, LANGUAGE, NAME, PATH, SITE_ADDRESS
from polyphony.config.vocabulary import report_clashes
from polyphony.diagnostics import Checked, Code, Collector
from polyphony.model import (
    BylineSettings,
    Container,
    License,
    Mode,
    NavigationEntry,
    Person,
    Place,
    Prose,
    SourceFile,
    Theme,
)
from polyphony.model.publication import PublicationKind
from polyphony.yamlnodes import Document, Mapping, parse_yaml

__all__ = ["SETTINGS", "Config", "parse_config"]


class Config(Struct, frozen=True):
    """A publication's settings. What isn't stated is empty, or the default of publication.md.

    `people` holds people and collectives, sorted by id; `listed` their ids in the order of the file, but only where
    the byline is `listed`. The built-in modes come first. `url` ends with a slash, `doi` has no address around it.
    `outputs` is `("all",)` or names of exporters. `places` are those of values that name something beyond the file:
    (key, text, place).
    """

    title: Prose
    subtitle: Prose | None = None
    kind: PublicationKind = "article"
    language: str = "en"
    url: str = ""
    license: License | None = None
    published: str = ""
    updated: str = ""
    submitted: str = ""
    accepted: str = ""
    doi: str = ""
    container: Container | None = None
    abstract: Prose | None = None
    plain_summary: Prose | None = None
    key_messages: tuple[Prose, ...] = ()
    keywords: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    listed: tuple[str, ...] = ()
    byline: BylineSettings = BylineSettings()
    show_contributions: bool = True
    modes: tuple[Mode, ...] = BUILT_IN_MODES
    themes: tuple[Theme, ...] = ()
    voice_by: tuple[str, ...] = ("all",)
    voice_mode: tuple[str, ...] = ()
    bibliography: tuple[str, ...] = ()
    citation_style: str = "harvard"
    acknowledgements: Prose | None = None
    declarations: tuple[tuple[str, Prose], ...] = ()
    copyright: str = ""
    design: str = "counterpoint"
    navigation: tuple[NavigationEntry, ...] = ()
    sign_off: Literal["optional", "required", "off"] = "off"
    output: str = "_site"
    clean_urls: bool = True
    outputs: tuple[str, ...] = ("all",)
    places: tuple[tuple[str, str, Place], ...] = ()


SETTINGS: Final = Record(
    "polyphony.yaml",
    {
        "title": Key(Markdown(), "The publication's title. Inline Markdown.", required=True),
        "subtitle": Key(Markdown(), "The subtitle. Inline Markdown."),
        "kind": Key(Choice(("article", "book", "collection", "journal")), "What it is: sets navigation and metadata."),
        "language": Key(LANGUAGE, "The language that it is written in (BCP 47), as in en-GB."),
        "url": Key(SITE_ADDRESS, "Where it will live on the web, as in https://example.org/supplement/."),
        "license": Key(LICENSE, "An SPDX id, as in CC-BY-4.0; or the name and url of a licence."),
        "published": Key(DATE, "When it was published: a day, a month or a year."),
        "updated": Key(DATE, "When it was last changed."),
        "submitted": Key(DATE, "When it was submitted."),
        "accepted": Key(DATE, "When it was accepted."),
        "doi": Key(DOI, "Its DOI, as in 10.14324/RFA.09.1.10."),
        "container": Key(CONTAINER, "The journal or book that it is part of."),
        "abstract": Key(Markdown(), "The abstract. Markdown."),
        "plain-summary": Key(Markdown(), "A summary in plain language. Markdown."),
        "key-messages": Key(Listed(Markdown()), "What a reader should take along. Markdown, one item each."),
        "keywords": Key(Listed(Text()), "Keywords, one item each."),
        "people": Key(PEOPLE, "Everybody who speaks or is named, by id.", required=True),
        "collectives": Key(COLLECTIVES, "Groups and institutions that speak or are quoted, by id."),
        "byline": Key(BYLINE, "How the authors stand beside each other."),
        "contributions": Key(CONTRIBUTIONS, "The page that shows who spoke where."),
        "modes": Key(MODES, "Modes beside descriptive, evocative, analytical and creative; or other labels for these."),
        "themes": Key(THEMES, "Threads that run across passages, by id."),
        "voice": Key(VOICE, "Who speaks, and how, where neither page nor passage says."),
        "bibliography": Key(Listed(PATH), "Files of references: .bib, .json (CSL-JSON) or .ris."),
        "citation-style": Key(PATH, "harvard, or the path of a .csl file."),
        "acknowledgements": Key(Markdown(), "Thanks. Markdown."),
        "declarations": Key(DECLARATIONS, "On ethics, consent, conflicts, funding and peer review. Markdown."),
        "copyright": Key(Text(), "Who holds the copyright, as in 2025, the authors."),
        "design": Key(NAME, "The design theme."),
        "navigation": Key(NAVIGATION, "The pages in their order, in groups where wanted; else by file name."),
        "sign-off": Key(
            Choice(("optional", "required", "off"), also={"false": "off", "no": "off"}),
            "Whether everybody signs their passages: optional, required or off.",
        ),
        "build": Key(BUILD, "Where the site is written, and what is made."),
    },
    lambda **values: values,
    other={
        "author": "people", "authors": "people", "contributors": "people", "lang": "language", "locale": "language",
        "date": "published", "tags": "keywords", "theme": "design", "template": "design", "licence": "license",
        "summary": "plain-summary", "description": "abstract", "name": "title", "baseurl": "url", "base-url": "url",
        "nav": "navigation", "menu": "navigation", "pages": "navigation", "output": "build", "outputs": "build",
        "references": "bibliography", "csl": "citation-style", "ethics": "declarations", "funding": "declarations",
        "journal": "container", "mode": "modes", "groups": "collectives",
    },
)  # fmt: skip

_PLACED: Final = ("design", "navigation", "bibliography", "citation-style")
_SHOWN: Final = frozenset(all_keys([SETTINGS])) | {"pages"}


def parse_config(source: SourceFile, outputs: Iterable[str] | None = None) -> Checked[Config | None]:
    """Parse `polyphony.yaml`; None where it can't be read at all or has no title.

    `outputs` are the names of the exporters that there are; without them no name is refused.
    """
    decoded = decode_source(source)
    if decoded.value is None:
        return Checked(None, decoded.diagnostics)
    parsed = parse_yaml(decoded.value, source.path, shown=_SHOWN)
    document = parsed.value
    if document is None:
        return Checked(None, parsed.diagnostics)
    collector = Collector()
    context = Context(document, collector, _names_in(document, outputs))
    report_curly_quotes(context)
    values = SETTINGS.read(document.root, context)
    if values is None:
        return Checked(None, tuple(collector.found))
    if isinstance(document.root, Mapping):
        report_clashes(_people_of(values), values.get("language", "en"), document.root, context)
        _check_members(values, document.root, context)
        _check_byline(values.get("byline", BylineSettings()), document.root, context)
    if "title" not in values:
        return Checked(None, tuple(collector.found))
    config = replace(_make_config(values), places=places_in(document, _PLACED))
    return Checked(config, tuple(collector.found))


def _names_in(document: Document, outputs: Iterable[str] | None) -> Names:
    """Every id that is declared anywhere in the file, whether or not its value is right."""

    def ids(key: str) -> list[str]:
        group = document.root.get(key) if isinstance(document.root, Mapping) else None
        return [entry.key.text for entry in group.entries] if isinstance(group, Mapping) else []

    return Names(
        people=tuple(sorted(dict.fromkeys([*ids("people"), *ids("collectives")]))),
        modes=tuple(dict.fromkeys([*(mode.id for mode in BUILT_IN_MODES), *ids("modes")])),
        themes=tuple(ids("themes")),
        outputs=None if outputs is None else tuple(outputs),
    )


def _people_of(values: dict[str, Any]) -> tuple[Person, ...]:
    """People and collectives, in the order of the file."""
    return (*values.get("people", ()), *values.get("collectives", ()))


def _check_members(values: dict[str, Any], root: Mapping, context: Context) -> None:
    """Report a collective that has a collective among its members."""
    groups = root.get("collectives")
    collectives = {person.id for person in values.get("collectives", ())}
    if not isinstance(groups, Mapping):
        return
    for collective in values.get("collectives", ()):
        node = groups.get(collective.id)
        place = node.get("members") if isinstance(node, Mapping) else None
        for member in collective.members:
            if member in collectives and place is not None:
                context.report(
                    Code.INVALID_VALUE,
                    f'"{member}" is a collective, and members are people',
                    place,
                    hint="name its people",
                )


def _check_byline(byline: BylineSettings, root: Mapping, context: Context) -> None:
    """Report a byline that lacks what its order needs, or has what only another order needs."""
    node = root.get("byline")
    if not isinstance(node, Mapping):
        return
    order = node.get("order") or node
    if byline.order == "collective" and node.get("collective") is None:
        context.report(
            Code.MISSING_KEY, "which collective is the byline?", order, hint="write `collective: …` below, with its id"
        )
    if byline.order == "shuffled" and not byline.seed.strip():
        context.report(
            Code.MISSING_KEY,
            "shuffled names need a seed: words with which anyone can shuffle them again, and find the same order",
            node.get("seed") or order,
            hint="write `seed: …` beside `order:`, with any words that the authors agree on, such as a date",
        )
    said = {"seed": byline.seed, "mark": byline.mark, "collective": byline.collective}
    for key, needed in (("seed", "shuffled"), ("mark", "shuffled"), ("collective", "collective")):
        place = node.get(key)
        if place is not None and said[key] and byline.order != needed:
            context.report(
                Code.NO_EFFECT,
                f"{key}: does nothing here: the order is {byline.order}",
                place,
                hint=f"write `order: {needed}`, or delete this line",
            )
    groups = root.get("collectives")
    place = node.get("collective")
    if (
        byline.collective
        and place is not None
        and (not isinstance(groups, Mapping) or groups.get(byline.collective) is None)
    ):
        context.report(
            Code.INVALID_VALUE,
            f'"{byline.collective}" is a person, and a collective is expected here',
            place,
            hint="declare it under collectives:, with its members",
        )


def _make_config(values: dict[str, Any]) -> Config:
    people = _people_of(values)
    byline: BylineSettings = values.get("byline", BylineSettings())
    named: dict[str, Any] = {
        "people": tuple(sorted(people, key=lambda person: person.id)),
        "listed": tuple(person.id for person in people) if byline.order == "listed" else (),
        "modes": merge_modes(values.get("modes", ()), values.get("language", "en")),
    }
    groups: list[dict[str, Any]] = [values.get(key, {}) for key in ("contributions", "voice", "build")]
    flat = {key: value for group in groups for key, value in group.items()}
    rest = {
        key: value
        for key, value in values.items()
        if key not in named and key not in ("collectives", "contributions", "voice", "build")
    }
    return Config(**rest, **named, **flat)
