"""The command `new`: a publication that builds at once, and shows by example how its authors may write."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

__all__ = ["new_command"]


@click.command("new", short_help="Make a new publication.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", help="The title of the publication.")
@click.option("--author", "authors", multiple=True, metavar="NAME", help="An author's name; once for each author.")
@click.option("--language", default="", metavar="CODE", help="The language it is written in, such as en, cy or pt-BR.")
def new_command(folder: Path, title: str | None, authors: tuple[str, ...], language: str) -> None:
    """Make a new publication in FOLDER.

    It asks for a title and the authors, unless you name them here.
    """
    from polyphony.config import check_language, parse_config
    from polyphony.model import SourceFile
    from polyphony.scaffold import make_publication

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise click.UsageError(f"{folder} is there already, and not empty; name a folder that isn't there yet")
    asks = sys.stdin.isatty()
    if not title:
        if not asks:
            raise click.UsageError('name a title: --title "Our title"')
        title = _ask("Title")
    if not authors:
        if not asks:
            raise click.UsageError('name the authors, each by itself: --author "First Author" --author "Second Author"')
        authors = _ask_authors()
    language = language or "en"
    if not isinstance(check_language(language), str):
        raise click.BadParameter("a language is a code such as en, cy or pt-BR", param_hint="--language")
    names = [" ".join(name.split()) for name in authors if name.strip()]
    if not names:
        raise click.UsageError("a publication has at least one author")
    from polyphony.cli.schemas import render_schema

    files = make_publication(" ".join(title.split()), names, language)
    wrong = parse_config(SourceFile("polyphony.yaml", files["polyphony.yaml"].encode())).diagnostics
    if wrong:
        raise click.UsageError(f"{wrong[0].message}; {wrong[0].hint}")
    files[".polyphony/settings.schema.json"] = render_schema("settings")
    try:
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except OSError as error:
        click.echo(f"{error.filename or folder}: {error.strerror}", err=True)
        sys.exit(3)
    click.echo(f"A new publication is in {folder}. What to do next:")
    click.echo(f"  write       in {folder / 'content' / 'index.md'}")
    click.echo(f"  see it      polyphony serve {_in_shell(folder)}")
    click.echo(f"  build       polyphony build {_in_shell(folder)}, and open {folder / '_site' / 'index.html'}")


def _in_shell(folder: Path) -> str:
    """Write a folder's name as it is typed: in quotes where it holds more than a word."""
    text = str(folder)
    if all(sign.isalnum() or sign in "-_./\\:~" for sign in text):
        return text
    return shlex.quote(text) if any(sign in text for sign in '"$`!') else f'"{text}"'


def _ask(what: str) -> str:
    while True:
        answer: str = click.prompt(what, default="", show_default=False)
        if answer.strip():
            return answer


def _ask_authors() -> tuple[str, ...]:
    click.echo("Authors, one a line; an empty line ends the list. Their order here means nothing.")
    names: list[str] = []
    while True:
        name: str = click.prompt(f"Author {len(names) + 1}", default="", show_default=False)
        if name.strip():
            names.append(name)
        elif names:
            return tuple(names)
