"""Pages -> the files of a site for Polyphony and for each peer, with a small theme of its own.

Every peer gets the same page: a title, the body, and links to the page before and after. A peer
is spared what it need not do here (feeds, search, taxonomies, sitemaps), and links are
written in whatever way costs it least.

    python benchmarks/sites.py FOLDER --pages 1000
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from corpus import (
    Page,
    link_to_address,
    link_to_source,
    make_page,
    name_of,
    render_plain,
    render_polyphony,
    render_settings,
    section_of,
)

Files = Iterator[tuple[str, str]]

_TITLE = "A generated publication"
_HOME = "A publication for measuring.\n"


def make_page_html(*, title: str, body: str, previous: str, following: str) -> str:
    """Lay out a page from a template language's own expressions: the theme that all peers share."""
    return f"""<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} | {_TITLE}</title>
</head>
<body>
<header><a href="/">{_TITLE}</a></header>
<main>
<h1>{title}</h1>
{body}
</main>
<nav>
{previous}
{following}
</nav>
</body>
</html>
"""


def _each_page(total: int) -> Iterator[Page]:
    return (make_page(number, pages=total) for number in range(1, total + 1))


def _source(page: Page) -> str:
    return f"{section_of(page.number)}/{name_of(page.number)}.md"


def polyphony_files(total: int) -> Files:
    """Give the files of a Polyphony publication of `total` pages and a home page."""
    yield "polyphony.yaml", render_settings()
    yield "content/index.md", _HOME
    for page in _each_page(total):
        yield f"content/{_source(page)}", render_polyphony(page)


def hugo_files(total: int) -> Files:
    """Give the files of a Hugo site of `total` pages and a home page."""
    yield (
        "hugo.toml",
        (
            f'baseURL = "https://example.org/"\ntitle = "{_TITLE}"\nlanguageCode = "en-GB"\n'
            'disableKinds = ["taxonomy", "term", "section", "rss", "sitemap", "404", "robotstxt"]\n'
        ),
    )
    yield (
        "layouts/_default/single.html",
        make_page_html(
            title="{{ .Title }}",
            body="{{ .Content }}",
            # Hugo counts backwards: `.Next` is the page with the lower weight.
            previous='{{ with .Next }}<a rel="prev" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}',
            following='{{ with .Prev }}<a rel="next" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}',
        ),
    )
    yield (
        "layouts/index.html",
        make_page_html(title="{{ .Title }}", body="{{ .Content }}", previous="", following=""),
    )
    yield "content/_index.md", f'---\ntitle: "{_TITLE}"\n---\n\n{_HOME}'
    for page in _each_page(total):
        front = f'---\ntitle: "{page.title}"\nweight: {page.number}\n---\n\n'
        yield f"content/{_source(page)}", front + render_plain(page, link_to_address)


def eleventy_files(total: int) -> Files:
    """Give the files of an Eleventy site of `total` pages and a home page."""
    yield (
        "eleventy.config.cjs",
        (
            "module.exports = () => ({\n"
            '  dir: { input: "content", includes: "../layouts", output: "_site" },\n'
            "  markdownTemplateEngine: false,\n"
            "});\n"
        ),
    )
    yield "content/content.json", '{ "layout": "page.liquid" }\n'
    get = "{{% assign near = collections.page | get{}CollectionItem: page %}}"
    show = '{{% if near %}}<a rel="{}" href="{{{{ near.url }}}}">{{{{ near.data.title }}}}</a>'
    show += "{{% endif %}}"
    yield (
        "layouts/page.liquid",
        make_page_html(
            title="{{ title }}",
            body="{{ content }}",
            previous=get.format("Previous") + show.format("prev"),
            following=get.format("Next") + show.format("next"),
        ),
    )
    yield "content/index.md", f'---\ntitle: "{_TITLE}"\n---\n\n{_HOME}'
    for page in _each_page(total):
        front = f'---\ntitle: "{page.title}"\ntags: page\n---\n\n'
        yield f"content/{_source(page)}", front + render_plain(page, link_to_address)


def pelican_files(total: int) -> Files:
    """Give the files of a Pelican site of `total` pages and a home page.

    Pelican has no links to neighbours of its own, so they are written in each page's metadata.
    """
    yield (
        "pelicanconf.py",
        (
            f'SITENAME = "{_TITLE}"\nSITEURL = ""\nTIMEZONE = "UTC"\nTHEME = "theme"\n'
            'PATH = "content"\nPAGE_PATHS = [""]\nARTICLE_PATHS = []\n'
            'PATH_METADATA = r"(?P<address>.*)[.]md"\n'
            'PAGE_URL = "{address}/"\nPAGE_SAVE_AS = "{address}/index.html"\n'
            "FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None\n"
            "AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None\n"
            'DIRECT_TEMPLATES = []\nAUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""\n'
            'MARKDOWN = {"extension_configs": {"markdown.extensions.extra": {},\n'
            '    "markdown.extensions.meta": {}}, "output_format": "html5"}\n'
        ),
    )
    near = '{{% if page.{0} %}}<a rel="{0}" href="/{{{{ page.{0} }}}}/">{0}</a>{{% endif %}}'
    yield (
        "theme/templates/page.html",
        make_page_html(
            title="{{ page.title }}",
            body="{{ page.content }}",
            previous=near.format("prev"),
            following=near.format("next"),
        ),
    )
    yield "theme/static/.keep", ""
    yield "content/index.md", f"Title: {_TITLE}\nSave_as: index.html\nUrl: \n\n{_HOME}"
    for page in _each_page(total):
        front = f"Title: {page.title}\n"
        for key, near_by in (("Prev", page.number - 1), ("Next", page.number + 1)):
            if 1 <= near_by <= total:
                front += f"{key}: {section_of(near_by)}/{name_of(near_by)}\n"
        yield f"content/{_source(page)}", f"{front}\n{render_plain(page, link_to_address)}"


def mkdocs_files(total: int) -> Files:
    """Give the files of a MkDocs site of `total` pages and a home page."""
    yield (
        "mkdocs.yml",
        (
            f"site_name: {_TITLE}\ndocs_dir: content\nsite_dir: _site\n"
            "theme: {name: null, custom_dir: theme}\nplugins: []\n"
        ),
    )
    near = '{{% if page.{0}_page %}}<a rel="{0}" href="{{{{ page.{0}_page.url|url }}}}">'
    near += "{{{{ page.{0}_page.title }}}}</a>{{% endif %}}"
    yield (
        "theme/main.html",
        make_page_html(
            title="{{ page.title }}",
            body="{{ page.content }}",
            previous=near.format("previous"),
            following=near.format("next"),
        ),
    )
    yield "content/index.md", f'---\ntitle: "{_TITLE}"\n---\n\n{_HOME}'
    for page in _each_page(total):
        front = f'---\ntitle: "{page.title}"\n---\n\n'
        yield f"content/{_source(page)}", front + render_plain(page, link_to_source)


SITES: dict[str, Callable[[int], Files]] = {
    "polyphony": polyphony_files,
    "hugo": hugo_files,
    "eleventy": eleventy_files,
    "pelican": pelican_files,
    "mkdocs": mkdocs_files,
}


def write_site(folder: Path, files: Files) -> None:
    """Write each (path, text) below `folder`."""
    made: set[Path] = set()
    for path, text in files:
        target = folder / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        target.write_text(text, encoding="utf-8")


def main() -> None:
    """Write the corpus below the folder that is named, one folder for each tool."""
    parser = argparse.ArgumentParser(description="Write the generated corpus for each tool.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--tools", nargs="+", choices=SITES, default=list(SITES))
    arguments = parser.parse_args()
    for tool in arguments.tools:
        write_site(arguments.folder / tool, SITES[tool](arguments.pages))


if __name__ == "__main__":
    main()
