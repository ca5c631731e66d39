"""Ids over the whole publication: each names one thing; what answers or refers to something is led there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from polyphony.diagnostics import Code, Collector, Span, near_name
from polyphony.model import Destination, ParsedPage, Place, Use, unpack_anchors, unpack_marks

__all__ = ["Ids", "collect_ids", "span_of"]

_ITEM = re.compile(r"(?P<id>.+)\.(?P<item>[1-9]\d*)")
_PAGE_LOCAL = frozenset({"section", "other"})
_NUMBERED = {"figure", "table"}


def span_of(place: Place) -> Span:
    """A place as diagnostics have it."""
    return Span(place.path, place.line, place.column, place.length, place.source)


class Ids:
    """What each id of the publication names.

    By page: `renamed` are ids that were made and had to give way, `counted` are the numbers of figures, tables and
    sections. Where everything else stands is looked up only when something asks: in most publications hardly anything
    does, and there are many ids.
    """

    def __init__(self, pages: Sequence[ParsedPage], addresses: Mapping[str, str]) -> None:
        self.pages = {page.path: page for page in pages}
        self.addresses = addresses
        self.renamed: dict[str, dict[str, str]] = {}
        self.counted: dict[str, dict[str, str]] = {}
        self.withheld: set[str] = set()
        self.items: dict[str, int] = {}
        self._on_page: dict[str, dict[str, Destination]] = {}

    def on_page(self, path: str) -> dict[str, Destination]:
        """Look up all that a page knows, by the ids that it knows it by."""
        if path not in self._on_page:
            address, page = self.addresses[path], self.pages[path]
            renamed, counted = self.renamed.get(path, {}), self.counted.get(path, {})
            self._on_page[path] = {
                one.id: Destination(address, renamed.get(one.id, one.id), one.kind, counted.get(one.id, ""), one.text)
                for one in unpack_anchors(page)
                if one.kind != "withheld"
            }
        return self._on_page[path]

    @cached_property
    def destinations(self) -> dict[str, Destination]:
        """Everything that has an id for the whole publication; a page itself can be answered, too."""
        found: dict[str, Destination] = {}
        for path, page in self.pages.items():
            _add_page(found, page, self.addresses[path])
            for one in unpack_anchors(page):
                if one.kind != "withheld" and (one.stated or one.kind not in _PAGE_LOCAL):
                    destination = self.on_page(path)[one.id]
                    found[destination.id] = destination
        return found

    def gone(self) -> set[str]:
        """Give the ids of what is withheld, but those that something else has, too."""
        if not self.withheld:
            return set()
        there = {one.id for page in self.pages.values() for one in unpack_anchors(page) if one.kind != "withheld"}
        return self.withheld - there

    def resolve(self, collector: Collector, page: ParsedPage) -> tuple[tuple[str, Destination], ...]:
        """Where the ids are that a page answers or refers to; one that names nothing is reported."""
        found: dict[str, Destination] = {}
        for use in page.responses:
            destination = self._response(collector, page, use.target, use.place)
            if destination is not None:
                found[use.target] = destination
        found.update(self.refer(collector, page, page.references))
        return tuple(sorted(found.items()))

    def refer(self, collector: Collector, page: ParsedPage, uses: Iterable[Use]) -> tuple[tuple[str, Destination], ...]:
        """Where the ids are that a text on a page refers to by `@`; one that names nothing is reported."""
        found: dict[str, Destination] = {}
        for use in uses:
            destination = self.destinations.get(use.target) or self.on_page(page.path).get(use.target)
            if destination is None:
                self._unknown(collector, use.target, use.place, list(self.destinations))
            else:
                found[use.target] = destination
        return tuple(sorted(found.items()))

    def find(self, page: ParsedPage, target: str) -> Destination | None:
        """What an id names, on the page itself or elsewhere."""
        return self.on_page(page.path).get(target) or self.destinations.get(target)

    def _response(self, collector: Collector, page: ParsedPage, target: str, place: Place) -> Destination | None:
        destination = self.find(page, target)
        if destination is not None:
            return destination
        item = _ITEM.fullmatch(target)
        of_item = self.find(page, item["id"]) if item else None
        if item and of_item is not None:
            count = self.items.get(item["id"], 0)
            if int(item["item"]) <= count:
                return Destination(of_item.address, of_item.id, of_item.kind, item["item"], of_item.text)
            has = f"has a list of {count}" if count else "has no list"
            collector.report(
                Code.UNKNOWN_REFERENCE,
                f'"{item["id"]}" {has}, so that there is no item {item["item"]}',
                span_of(place),
                hint=f"answer all of it with re={item['id']}, or an item that it has",
            )
        elif target in self.withheld or (item and item["id"] in self.withheld):
            pass
        else:
            self._unknown(collector, target, place, [*self.destinations, *self.on_page(page.path)])
        return None

    def numbers(self, page: ParsedPage) -> tuple[tuple[str, str], ...]:
        """Collect the numbers of a page's own figures, tables and sections, by the id that the page knows them by."""
        return tuple(self.counted.get(page.path, {}).items())

    def _unknown(self, collector: Collector, target: str, place: Place, known: list[str]) -> None:
        near = near_name(target, known)
        hint = (
            f'did you mean "{near}"?' if near else "an id is given with #id in braces, in any file of the publication"
        )
        collector.report(Code.UNKNOWN_REFERENCE, f'nothing has the id "{target}"', span_of(place), hint=hint)


def collect_ids(collector: Collector, pages: list[ParsedPage], addresses: Mapping[str, str]) -> Ids:
    """Collect every page's ids; one that is given twice is reported, one that was made twice gives way."""
    ids = Ids(pages, addresses)
    marks = [unpack_marks(page) for page in pages]
    taken = set(_stated_ids(collector, pages, [[one.id for one in on_page if one.stated] for on_page in marks]))
    numbers: Counter[str] = Counter()
    sections = _Sections()
    for page, on_page in zip(pages, marks, strict=True):
        path = page.path
        for anchor in on_page:
            identifier, kind = anchor.id, anchor.kind
            if kind == "withheld":
                ids.withheld.add(identifier)
                continue
            if kind in _NUMBERED:
                numbers[kind] += 1
                ids.counted.setdefault(path, {})[identifier] = str(numbers[kind])
            elif anchor.level:
                ids.counted.setdefault(path, {})[identifier] = sections.count(anchor.level)
            if not anchor.stated and kind not in _PAGE_LOCAL:
                folded = identifier.casefold()
                if folded in taken:
                    identifier = _another(identifier, addresses[path], taken)
                    ids.renamed.setdefault(path, {})[anchor.id] = identifier
                    folded = identifier.casefold()
                taken.add(folded)
            if anchor.items:
                ids.items[identifier] = anchor.items
    return ids


class _Sections:
    """Counts sections by their levels: 1, 1.1, 1.2, 2."""

    def __init__(self) -> None:
        self.open: list[tuple[int, int]] = []
        self.top = 0

    def count(self, level: int) -> str:
        """Give the next section of this level its number."""
        while self.open and self.open[-1][0] > level:
            self.open.pop()
        before = 0 if self.open else self.top
        if self.open and self.open[-1][0] == level:
            before = self.open.pop()[1]
        self.open.append((level, before + 1))
        if len(self.open) == 1:
            self.top = before + 1
        return ".".join(str(number) for _, number in self.open)


def _stated_ids(
    collector: Collector, pages: Sequence[ParsedPage], stated_on: Sequence[Sequence[str]]
) -> dict[str, tuple[ParsedPage, str]]:
    """Every id that a source states, case folded, with the page that states it first, and as that has it."""
    stated: dict[str, tuple[ParsedPage, str]] = {}
    for page, identifiers in zip(pages, stated_on, strict=True):
        for identifier in identifiers:
            first, known = stated.setdefault(identifier.casefold(), (page, identifier))
            if first is not page:
                collector.report(
                    Code.DUPLICATE_ID,
                    f'the id "{identifier}" is given on two pages',
                    _place_of(page, identifier),
                    label="given again here",
                    hint="an id names one thing in the whole publication; choose another",
                    related=((_place_of(first, known), "given first here"),),
                )
            elif known != identifier:
                collector.report(
                    Code.DUPLICATE_ID,
                    f'"{identifier}" and "{known}" differ in case alone',
                    _place_of(page, identifier),
                    hint="on many machines they would be one file; choose another id",
                    related=((_place_of(first, known), "the other"),),
                )
    return stated


def _place_of(page: ParsedPage, identifier: str) -> Span:
    """Where a page states an id."""
    return next(span_of(one.place) for one in unpack_anchors(page) if one.stated and one.id == identifier)


def _add_page(found: dict[str, Destination], page: ParsedPage, address: str) -> None:
    """A page itself can be answered: by its address, or the last part of it."""
    destination = Destination(address, "", "page", "", page.title_text)
    name = address.removesuffix("/").removesuffix(".html") or "index"
    for key in (name, page.path, page.path.removeprefix("content/"), name.rsplit("/", 1)[-1]):
        found.setdefault(key, destination)


def _another(identifier: str, address: str, taken: set[str]) -> str:
    """An id that nothing has: with the page's name, so that edits elsewhere don't change it, then with a number."""
    page = re.sub(r"[^\w]+", "-", address.removesuffix(".html")).strip("-") or "index"
    candidate, count = f"{identifier}-{page}", 1
    while candidate.casefold() in taken:
        count += 1
        candidate = f"{identifier}-{page}-{count}"
    return candidate
