"""The commands `theme list` and `theme eject`: what a publication can change of its looks, and how it begins to."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click

__all__ = ["theme_command"]

_FOLDER = click.argument("folder", type=click.Path(path_type=Path), default=".", required=False)


@click.group("theme")
def theme_command() -> None:
    """Change how a site looks, file by file."""


@theme_command.command("list")
@_FOLDER
def list_command(folder: Path) -> None:
    """List the design themes, and what the publication in FOLDER has of its own."""
    from polyphony.pipeline import theme_names

    if not folder.is_dir():
        _stop(f'There is no folder "{folder}".')
    used = _design_of(folder)
    for name in theme_names():
        click.echo(f"{name}{' (used here)' if name == used else ''}: {_description(name)}")
    own = _own_files(folder)
    if not own:
        click.echo('Nothing of it is changed here. "polyphony theme eject" shows what can be.')
        return
    original = _files_of(used)
    click.echo("Changed in design/:")
    for path, content in own.items():
        click.echo(f"  {path}{_state(path, content, original)}")


@theme_command.command("eject")
@click.argument("name", required=False)
@_FOLDER
@click.option("--show", is_flag=True, help="Print the theme's file instead of copying it.")
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
def eject_command(name: str | None, folder: Path, *, show: bool, force: bool) -> None:
    """Copy the theme's file NAME into design/, to be changed there; without NAME, list the files.

    NAME is a path (templates/partials/label.html) or a part of one: label, page.html, cy, theme.
    """
    from polyphony.theme.ejecting import ejected, find_file

    theme = _design_of(folder)
    files = _files_of(theme)
    if name is None:
        for path in sorted(files):
            if "/vendor/" not in path:
                click.echo(path)
        return
    path, near = find_file(name, files)
    if not path:
        hint = f' Did you mean "{near}"?' if near else ' "polyphony theme eject" lists them.'
        _stop(f'The theme {theme} has no file "{name}".{hint}')
    if show:
        click.echo(ejected(path, files[path], theme).decode("utf-8", "replace"), nl=False)
        return
    if not (folder / "polyphony.yaml").is_file():
        _stop(f"There is no publication in {folder}: it has no polyphony.yaml.")
    target = folder / "design" / path
    if target.exists() and not force:
        _stop(f"{target} is there already, and was left as it is. To write over it: --force")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(ejected(path, files[path], theme))
    except OSError as error:
        _stop(f"{target} cannot be written: {error.strerror}", 3)
    click.echo(f"{target} is yours now. docs/themes.md says what it can use; delete it to have the theme's again.")


def _state(path: str, content: bytes, original: dict[str, bytes]) -> str:
    from polyphony.theme.ejecting import digest_of, remembered

    if path not in original:
        return ""
    before = remembered(content)
    return " (the theme's has changed since)" if before and before != digest_of(original[path]) else ""


def _design_of(folder: Path) -> str:
    """Name the design that a publication states, or the usual one where it can't be read."""
    from polyphony.config import parse_config
    from polyphony.exporters import EXPORTERS
    from polyphony.model import SourceFile
    from polyphony.pipeline import theme_names

    try:
        content = (folder / "polyphony.yaml").read_bytes()
    except OSError:
        return "counterpoint"
    config = parse_config(SourceFile("polyphony.yaml", content), tuple(EXPORTERS)).value
    return config.design if config and config.design in theme_names() else "counterpoint"


def _files_of(theme: str) -> dict[str, bytes]:
    from polyphony.pipeline import theme_folder
    from polyphony.project import read_files

    folder = theme_folder(theme)
    return {file.path: file.content for file in read_files(folder).value} if folder else {}


def _own_files(folder: Path) -> dict[str, bytes]:
    from polyphony.project import read_files

    own = folder / "design"
    return {file.path: file.content for file in read_files(own).value} if own.is_dir() else {}


def _description(theme: str) -> str:
    from polyphony.yamlnodes import Mapping, Scalar, parse_yaml

    document, _ = parse_yaml(_files_of(theme).get("theme.yaml", b"").decode("utf-8", "replace"), "theme.yaml")
    root = document.root if document else None
    text = root.get("description") if isinstance(root, Mapping) else None
    return text.text if isinstance(text, Scalar) else ""


def _stop(message: str, code: int = 2) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)
