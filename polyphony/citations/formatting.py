"""Pages of citations to how they read: what is remembered is taken from memory, all the rest is one call of pandoc."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from polyphony.citations.bibliographies import Reference, encode_record
from polyphony.citations.clusters import Cluster, keys_in, write_blocks
from polyphony.citations.formatted import read_references
from polyphony.citations.pandoc import Answer, Conversion, Failure, PandocError, Request, run_pandoc
from polyphony.diagnostics import Code, Collector
from polyphony.model import PageReferences

if TYPE_CHECKING:
    from polyphony.citations.memory import Memory

__all__ = ["PageJob", "format_pages"]

_RECORDS, _PAGES = "polyphony.citations.records", "polyphony.citations.pages"


class PageJob(NamedTuple):
    """What a page cites, in which language it is written, and all works that it may cite, by key."""

    language: str
    clusters: tuple[Cluster, ...]
    known: Mapping[str, Reference]

    def references(self) -> list[Reference]:
        """List the works that are cited, in the order in which they are."""
        return [self.known[key] for key in keys_in(self.clusters)]


class _Source(Struct, frozen=True, array_like=True):
    """An entry of a .bib file: all that its record depends on."""

    key: str
    format: str
    entry: str


class _Whole(Struct, frozen=True, array_like=True):
    """All that the formatted citations of a page depend on."""

    style: bytes
    language: str
    clusters: tuple[Cluster, ...]
    records: tuple[str, ...]


def format_pages(
    jobs: Mapping[str, PageJob], style: bytes, memory: Memory, collector: Collector
) -> dict[str, PageReferences]:
    """Format the citations of pages, by any name; what pandoc can't do is reported."""
    records, missing = _recall_records(jobs, memory)
    whole = {name: _whole(job, style, records) for name, job in jobs.items()}
    asked = {name: one for name, one in whole.items() if one is not None}
    recalled = zip(asked, memory.recall(_PAGES, list(asked.values()), PageReferences), strict=True)
    formatted = {name: found for name, found in recalled if found is not None}
    rest = [name for name in jobs if name not in formatted]
    if not rest:
        return {name: formatted[name] for name in jobs}
    try:
        answer = _ask(missing, [jobs[name] for name in rest], records, style)
    except PandocError as error:
        code = Code.MISSING_PANDOC if error.missing else Code.FAILED_PANDOC
        collector.report(code, str(error), hint=error.hint)
        return {}
    sources = list(missing)
    for source, made in zip(sources, answer.records, strict=True):
        if isinstance(made, Failure):
            _report_entry(missing[source], made, collector)
        else:
            records[source] = encode_record({**made, "id": source.key})
    memory.keep(_RECORDS, *_pairs([(source, records[source]) for source in sources if source in records]))
    kept: list[tuple[_Whole, PageReferences]] = []
    for name, document in zip(rest, answer.pages, strict=True):
        job, one = jobs[name], _whole(jobs[name], style, records)
        if isinstance(document, Failure):
            where = f'the citations of "{name}"' if name else "the citations of the publication"
            collector.report(Code.FAILED_PANDOC, f"pandoc can't format {where}: {document.message}")
        elif one is not None:
            by_key = dict(zip(keys_in(job.clusters), one.records, strict=True))
            formatted[name] = read_references(document, job.clusters, by_key)
            kept.append((one, formatted[name]))
    memory.keep(_PAGES, *_pairs(kept))
    return {name: formatted[name] for name in jobs if name in formatted}


def _pairs(kept: Sequence[tuple[Any, Any]]) -> tuple[list[Any], list[Any]]:
    return [value for value, _ in kept], [result for _, result in kept]


def _source(reference: Reference) -> _Source:
    return _Source(reference.key, reference.format, reference.entry)


def _recall_records(jobs: Mapping[str, PageJob], memory: Memory) -> tuple[dict[_Source, str], dict[_Source, Reference]]:
    """The records of all cited entries of .bib files that are remembered, and the entries whose records aren't."""
    cited = {_source(one): one for job in jobs.values() for one in job.references() if not one.record}
    found = zip(cited, memory.recall(_RECORDS, list(cited), str), strict=True)
    records = {source: record for source, record in found if record is not None}
    return records, {source: reference for source, reference in cited.items() if source not in records}


def _whole(job: PageJob, style: bytes, records: Mapping[_Source, str]) -> _Whole | None:
    """All that a page depends on; None while a record is missing."""
    own = [one.record or records.get(_source(one), "") for one in job.references()]
    return _Whole(style, job.language, job.clusters, tuple(own)) if all(own) else None


def _ask(
    missing: Mapping[_Source, Reference], jobs: Sequence[PageJob], records: Mapping[_Source, str], style: bytes
) -> Answer:
    """Ask pandoc for records and pages at once."""
    numbers: dict[_Source | str, int] = {}
    texts: list[str] = []
    requests = []
    for job in jobs:
        own = []
        for reference in job.references():
            source = _source(reference)
            name = reference.record or source
            if name not in numbers:
                texts.append(reference.record or records.get(source, ""))
                numbers[name] = len(texts)
            own.append(numbers[name])
        requests.append(Request(job.language, write_blocks(job.clusters), own))
    conversions = [Conversion(one.format, one.entry, one.key, numbers[one]) for one in missing]
    return run_pandoc(conversions, requests, texts, style)


def _report_entry(reference: Reference, failure: Failure, collector: Collector) -> None:
    said = " ".join(failure.message.split("\n", 1)[-1].split()) or failure.message
    collector.report(
        Code.INVALID_BIBLIOGRAPHY,
        f'pandoc can\'t read the reference "{reference.key}": {said}',
        reference.place,
        hint="a field reads title = {…}, with a comma after it; each { needs its }",
    )
