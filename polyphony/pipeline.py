"""The whole program, top to bottom: read → parse → assemble → cite → export → write."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from polyphony.assemble import (
    ComposedPage,
    assemble_again,
    compose_page,
    gather_all,
    output_of_asset,
    span_of_value,
)
from polyphony.assemble.finding import UnknownPageError, find_page, find_part
from polyphony.assemble.measuring import place_pictures
from polyphony.cache import Cache, CodeFolder, cache_folder, code_folder, read_fingerprint
from polyphony.citations import MATTER, cite_pages
from polyphony.citations.placing import place_notes
from polyphony.config import Config, parse_config, vocabulary_of
from polyphony.copies import check_assets, published_reader, shown_assets
from polyphony.diagnostics import Checked, Code, Collector, Diagnostic, has_errors, near_name, sort_diagnostics
from polyphony.engines import print_pdf, write_word
from polyphony.exporters import DOCUMENTS, EXPORTERS, Engines, Given
from polyphony.guard import check_redactions, guard_files
from polyphony.html.losses import find_losses
from polyphony.making import make_files
from polyphony.markup import Rendering
from polyphony.metadata import place_abstracts
from polyphony.model import OutputFile, Page, PageReferences, Publication, SourceFile
from polyphony.output import FileCopy, Refusal, WriteReport, check_target, write_output, written_stamps
from polyphony.project import (
    Project,
    asset_reader,
    read_files,
    read_project,
    theme_folder,
    theme_names,
)
from polyphony.signing import agreements_of, check_agreements
from polyphony.theme import ReadStrings, Theme, find_repeats, load_theme, read_strings, strings_in
from polyphony.variants import Variants, find_variants
from polyphony.views.site import Frame
from polyphony.views.spoken import rendering_for

__all__ = [
    "BuildReport",
    "ExportReport",
    "Options",
    "SigningReport",
    "Site",
    "UnknownPageError",
    "build",
    "export",
    "find_page",
    "make_site",
    "read_agreements",
    "theme_folder",
    "theme_names",
]


class Options(NamedTuple):
    """What a build is asked for beside what the settings say. `output` and `base_url` override the settings.

    `first` are paths of files that are made before all others: those that somebody is looking at.
    """

    output: str | None = None
    base_url: str | None = None
    drafts: bool = False
    strict: bool = False
    jobs: int = 0
    force: bool = False
    dry: bool = False
    progress: Callable[[int, int], None] | None = None
    first: frozenset[str] = frozenset()


DEFAULTS = Options()
"""A build as the settings have it."""


class Site(NamedTuple):
    """A publication, and the files that come of it: made as they are asked for, with what is wrong among them."""

    publication: Publication
    files: Iterable[OutputFile | FileCopy | Diagnostic]
    given: Given
    variants: Variants


class BuildReport(NamedTuple):
    """What came of a build. `written` is None where nothing was written: after an error, or in a dry run."""

    diagnostics: list[Diagnostic]
    publication: Publication | None = None
    written: WriteReport | None = None
    refusal: Refusal | None = None
    output: str = ""

    @property
    def failed(self) -> bool:
        """Tell whether there was an error."""
        return has_errors(self.diagnostics)


def build(folder: str | Path, options: Options = DEFAULTS) -> BuildReport:
    """Build the publication in a folder. It raises `MachineError` where the machine can't."""
    output = options.output or output_of(folder)
    project = read_project(folder, leave_out=(_relative(output, folder),))
    if project.value is None or has_errors(project.diagnostics):
        return BuildReport(sort_diagnostics(project.diagnostics))
    refusal = None if options.dry else check_target(output, folder, force=options.force)
    if refusal:
        return BuildReport(list(project.diagnostics), refusal=refusal)
    memory = cache_folder(folder)
    copies = os.path.join(memory, "copies")
    with Cache(memory, jobs=options.jobs, fingerprint=read_fingerprint(Path(__file__).parent)) as cache:
        site = make_site(project.value, cache, options, written_stamps(copies))
        found = [*project.diagnostics, *site.diagnostics]
        if site.value is not None:
            found += check_agreements(site.value.publication)
            found += check_redactions(site.value.publication, (project.value.settings, *project.value.files))
        del project  # Its texts have become pages, and are much to carry on.
        if site.value is None or _stops(found, options):
            return BuildReport(sort_diagnostics(found), site.value.publication if site.value else None)
        files = _watch(guard_files(site.value.files, folder, site.value.publication.people), options)
        if options.dry:
            found.extend(file for file in files if isinstance(file, Diagnostic))
            return BuildReport(sort_diagnostics(found), site.value.publication)
        written = write_output(output, files, force=options.force, memory=copies)
    site.value.variants.pieces.forget_others()
    if isinstance(written, Refusal):
        return BuildReport(sort_diagnostics(found), site.value.publication, refusal=written)
    found.extend(written.diagnostics)
    return BuildReport(
        sort_diagnostics(found), site.value.publication, None if _stops(found, options) else written, output=output
    )


class ExportReport(NamedTuple):
    """What came of an export: its files, none where there was an error; `sources` are the publication's own paths."""

    diagnostics: list[Diagnostic]
    files: tuple[OutputFile, ...] = ()
    sources: tuple[str, ...] = ()
    publication: Publication | None = None


def export(
    folder: str | Path, name: str, page: str = "", options: Options = DEFAULTS, *, part: str = ""
) -> ExportReport:
    """Make one format of `DOCUMENTS`, of the publication in a folder or of one of its pages, and write nothing.

    `page` is a source file's path, with or without `content/` and `.md`, `part` the id of an exchange, passage or turn.
    It raises `UnknownPageError`.
    """
    project = read_project(folder, leave_out=(_relative(output_of(folder), folder),))
    if project.value is None or has_errors(project.diagnostics):
        return ExportReport(sort_diagnostics(project.diagnostics))
    cache = Cache(cache_folder(folder), jobs=options.jobs, fingerprint=read_fingerprint(Path(__file__).parent))
    try:
        site = make_site(project.value, cache, options)
        found = [*project.diagnostics, *site.diagnostics]
        found += check_agreements(site.value.publication) if site.value else ()
        if site.value is None or has_errors(found):
            return ExportReport(sort_diagnostics(found))
        publication, given = site.value.publication, site.value.given
        chosen = find_page(publication, page) if page else None
        if part:
            chosen, part = find_part(publication, part)
        document = DOCUMENTS[name].make(publication, given._replace(part=part), chosen)
        made = list(guard_files(document, folder, publication.people))
    finally:
        cache.close(forget=False)  # What this one format didn't need, the next build will.
    found.extend(file for file in made if isinstance(file, Diagnostic))
    files = () if has_errors(found) else tuple(file for file in made if isinstance(file, OutputFile))
    texts, others = (project.value.settings, *project.value.files), (*project.value.assets, *project.value.media)
    sources = (*(file.path for file in texts), *(file.path for file in others))
    return ExportReport(sort_diagnostics(found), files, sources, publication)


class SigningReport(NamedTuple):
    """Who agrees to what in a publication, as it is in its folder now; `files` are its texts, signatures among them."""

    diagnostics: list[Diagnostic]
    publication: Publication | None = None
    files: tuple[SourceFile, ...] = ()


def read_agreements(folder: str | Path, options: Options = DEFAULTS) -> SigningReport:
    """Read a publication and what of it is signed; no publication where there is an error. It writes nothing."""
    project = read_project(folder, leave_out=(_relative(output_of(folder), folder),))
    if project.value is None or has_errors(project.diagnostics):
        return SigningReport(sort_diagnostics(project.diagnostics))
    cache = Cache(cache_folder(folder), jobs=options.jobs, fingerprint=read_fingerprint(Path(__file__).parent))
    try:
        site = make_site(project.value, cache, options)
    finally:
        cache.close(forget=False)
    found = sort_diagnostics([*project.diagnostics, *site.diagnostics])
    if site.value is None or has_errors(found):
        return SigningReport(found)
    return SigningReport(found, site.value.publication, project.value.files)


def make_site(
    project: Project, cache: Cache, options: Options = DEFAULTS, written: Mapping[str, str] | None = None
) -> Checked[Site | None]:
    """Make a site of a project that was read, without touching the disk but for assets that are copied.

    `written` are the stamps of files that were written before, where whoever asks can do without their content.
    """
    checked = cache.call(parse_config, project.settings, tuple(EXPORTERS))
    config = checked.value
    if config is None or has_errors(checked.diagnostics):
        return Checked(None, checked.diagnostics)
    if options.base_url is not None:
        config = with_url(config, options.base_url)
    sources = {file.path: file for file in project.files}
    composed, drafts = _compose(config, sources, cache, options)
    found = [*checked.diagnostics, *(diagnostic for page in composed for diagnostic in page.diagnostics)]
    assets = {asset.path: asset for asset in (*project.assets, *project.media)}
    pages = [page.page for page in composed if page.page is not None]
    outputs = tuple(EXPORTERS) if config.outputs == ("all",) else config.outputs
    if len(pages) < len(composed):
        return Checked(None, tuple(found))
    assembled = cache.go_on(assemble_again, config, pages, assets=assets, drafts=drafts, outputs=outputs).checked
    found.extend(assembled.diagnostics)
    found.extend(loss for page in pages for loss in find_losses(page))
    theme = _load_theme(config, project, cache)
    found += [*theme.diagnostics, *find_repeats(config.people, span_of_value(config, project.settings.path, "people"))]
    publication = assembled.value
    if publication is None:
        return Checked(None, tuple(found))
    cited = cite_pages(publication, {**sources, project.settings.path: project.settings}, cache)
    rendering = partial(_rendering_for, references=cited.value, theme=theme.value)
    agreed = agreements_of(publication, project.files, drafts, rendering)
    found += [*cited.diagnostics, *agreed.diagnostics]
    if theme.value is None or has_errors(found):
        return Checked(None, tuple(found))
    publication = place_abstracts(replace(publication, agreed=agreed.value), cited.value, MATTER, rendering)
    publication, references = place_notes(publication, cited.value)
    project = replace(project, files=())
    variants = find_variants(publication, project, cache)
    found.extend(variants.diagnostics)
    publication = place_pictures(publication, variants.pictures)
    frame = Frame(publication, theme.value, references.get(MATTER, PageReferences()))
    shown = tuple(shown_assets(publication, project))
    copied = (*(output_of_asset(asset.path) for asset in shown), *variants.files)
    read_whole, engines = asset_reader(project, output_of_asset), Engines(print_pdf, write_word)
    found.extend(check_assets(shown, project, cache))
    read = published_reader(read_whole)
    given = Given(frame, cache.stream, references, assets=copied, engines=engines)
    given = given._replace(read=variants.reader(read), picture=variants.fit(read))
    files = make_files(publication, given, project, cache, first=options.first, written=written)
    files = chain(files, variants.copies())
    return Checked(Site(publication, files, given, variants), tuple(found))


def _compose(
    config: Config, sources: Mapping[str, SourceFile], cache: Cache, options: Options
) -> tuple[list[ComposedPage], list[str]]:
    """Every page by itself, drafts left out unless they are asked for; and the paths of those left out."""
    compose = partial(compose_page, config=config, vocabulary=vocabulary_of(config))
    jobs = list(cache.go_on(gather_all, sources).pages.values())
    composed = cache.map(compose, jobs, ComposedPage, progress=options.progress)
    if options.drafts:
        return composed, []
    drafts = [page.page.path for page in composed if page.page is not None and page.page.front.draft]
    return [page for page in composed if page.page is None or not page.page.front.draft], drafts


def _load_theme(config: Config, project: Project, cache: Cache) -> Checked[Theme | None]:
    """The design theme that the settings name, with the publication's own files over it."""
    name = config.design
    folder = theme_folder(name)
    if folder is None:
        collector = Collector()
        near = near_name(name, theme_names())
        hint = f'did you mean "{near}"?' if near else f"there are: {', '.join(theme_names())}"
        place = span_of_value(config, project.settings.path, "design")
        collector.report(Code.UNKNOWN_DESIGN, f'there is no design called "{name}"', place, hint=hint)
        return Checked(None, tuple(collector.found))
    files = read_files(folder)
    if has_errors(files.diagnostics):
        return Checked(None, files.diagnostics)
    own = {file.path.removeprefix("design/"): file.content for file in project.files if file.path.startswith("design/")}
    people = tuple(one.id for one in config.people)
    built_in = {file.path: file.content for file in files.value}
    strings = cache.map(read_strings, strings_in(name, built_in, own), ReadStrings)
    theme = cache.call(load_theme, name, built_in, own, people, strings)
    if theme.value is not None and cache.fingerprint:
        theme.value.keep_compiled(CodeFolder(code_folder(), cache.fingerprint))
    return theme


def _rendering_for(page: Page | None, references: Mapping[str, PageReferences], theme: Theme | None) -> Rendering:
    """Say what citations on a page, or in the publication's matter, read as; nothing while the theme is broken."""
    if theme is None:
        return lambda _: ""
    return rendering_for(page, references.get(page.parsed.path if page else MATTER, PageReferences()), theme)


def _watch(
    files: Iterable[OutputFile | FileCopy | Diagnostic], options: Options
) -> Iterator[OutputFile | FileCopy | Diagnostic]:
    """Pass files on until something is wrong with one of them; then only what is wrong."""
    wrong = False
    for file in files:
        if isinstance(file, Diagnostic):
            wrong = wrong or _stops([file], options)
            yield file
        elif not wrong:
            yield file


def _stops(diagnostics: Iterable[Diagnostic], options: Options) -> bool:
    return any(True for _ in diagnostics) if options.strict else has_errors(diagnostics)


def with_url(config: Config, url: str) -> Config:
    """The same settings for another address; it ends with a slash."""
    return replace(config, url=url if url.endswith("/") or not url else url + "/")


def output_of(folder: str | Path) -> str:
    """The output folder that the settings of a publication name, or the usual one where they can't be read."""
    try:
        content = (Path(folder) / "polyphony.yaml").read_bytes()
    except OSError:
        return os.path.join(folder, "_site")
    config = parse_config(SourceFile("polyphony.yaml", content), tuple(EXPORTERS)).value
    return os.path.join(folder, config.output if config else "_site")


def _relative(output: str, folder: str | Path) -> str:
    return os.path.relpath(output, folder).replace(os.sep, "/")
