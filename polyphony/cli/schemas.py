"""The command `schema`: the JSON Schemas that editors and programs check against."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["schema_command"]

NAMES = ("settings", "front-matter", "publication", "sign-off", "private-names", "private-terms")


def schema_of(name: str) -> dict[str, object]:
    """The JSON Schema of a name: of polyphony.yaml, a page's front matter, and so on."""
    from polyphony.config import config_schema, front_matter_schema
    from polyphony.exporters.data import publication_schema
    from polyphony.leaks import private_schema
    from polyphony.signing import sign_off_schema

    schemas: dict[str, Callable[[], dict[str, object]]] = {
        "settings": config_schema,
        "front-matter": front_matter_schema,
        "publication": publication_schema,
        "sign-off": sign_off_schema,
        "private-names": partial(private_schema, "names"),
        "private-terms": partial(private_schema, "terms"),
    }
    schema: dict[str, object] = schemas[name]()
    return schema


@click.command("schema", short_help="Print a JSON Schema, for editors and programs.")
@click.argument("name", type=click.Choice(NAMES), required=False)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="Write all of them into a folder."
)
def schema_command(name: str | None, output: Path | None) -> None:
    """Print the JSON Schema of the settings, front matter, polyphony.json, signatures or private words."""
    if output is not None:
        try:
            output.mkdir(parents=True, exist_ok=True)
            for one in [name] if name else NAMES:
                path = output / f"{one}.schema.json"
                path.write_text(render_schema(one), encoding="utf-8")
                click.echo(str(path))
        except OSError as error:
            click.echo(f"{error.filename or output}: {error.strerror}", err=True)
            sys.exit(3)
        return
    if name is None:
        raise click.UsageError(f"which one? {', '.join(NAMES)}; or all of them into a folder: -o FOLDER")
    click.echo(render_schema(name), nl=False)


def render_schema(name: str) -> str:
    """A schema as the text of its file."""
    return json.dumps(schema_of(name), ensure_ascii=False, indent=2) + "\n"
