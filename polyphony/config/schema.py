"""The tables of keys to JSON Schemas, with which editors complete and check settings and front matter."""

from __future__ import annotations

from typing import Any

from polyphony.config.front_matter import FRONT_MATTER
from polyphony.config.parts import navigation_definition
from polyphony.config.settings import SETTINGS

__all__ = ["config_schema", "front_matter_schema"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def config_schema() -> dict[str, Any]:
    """Give the JSON Schema of `polyphony.yaml`."""
    return {
        "$schema": _DIALECT,
        "title": "polyphony.yaml",
        "description": "The settings of a publication made with Polyphony.",
        **SETTINGS.schema(),
        "$defs": {"navigation": navigation_definition()},
    }


def front_matter_schema() -> dict[str, Any]:
    """Give the JSON Schema of a page's front matter."""
    return {
        "$schema": _DIALECT,
        "title": "Front matter of a page",
        "description": "What a page made with Polyphony says about itself before its text.",
        **FRONT_MATTER.schema(),
    }
